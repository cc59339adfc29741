"""What the steps hand to each other: loaded tickers, the table of rows, the split, a model that answers, its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bancada.core.finding import Finding
from bancada.domains.assets.requests import ModelType
from bancada.markets.series import SeriesInfo, SeriesKey

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars
    from bancada.markets.validation.report import ValidationReport

    Positions = NDArray[np.int64]

__all__ = [
    "ACTION_NAMES",
    "AssetAnswers",
    "AssetModelPort",
    "AssetSplit",
    "AssetTable",
    "LoadedAssets",
    "LoadedTicker",
    "SeriesReader",
    "TrainedAssets",
    "Watch",
]

ACTION_NAMES = ("sell", "hold", "buy")
"""In the order of codes and of probability columns, as in `markets.labels.ACTIONS`."""


class SeriesReader(Protocol):
    """Where bars come from: the store of bars, whichever it is."""

    def series(self, symbol: str) -> tuple[SeriesInfo, ...]:
        """Return the daily series of a symbol, one a price basis; empty where there is none."""

    def near(self, symbol: str) -> tuple[str, ...]:
        """Return symbols there are that are written much like this one."""

    def read(self, key: SeriesKey, *, start: datetime | None = None, end: datetime | None = None) -> Bars:
        """Return bars from `start` on, before `end`."""

    def report(self, key: SeriesKey) -> ValidationReport:
        """Return the validation of a series."""

    def require_production(self, key: SeriesKey) -> None:
        """Raise Refused where a model may not be trained on the series."""

    @property
    def is_strict(self) -> bool:
        """Whether bars that look made up are refused for production; False where research was let through by setting."""


class Watch(Protocol):
    """What a long step speaks to."""

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far it has come."""

    def is_cancelled(self) -> bool:
        """Whether to stop now."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedTicker:
    """One ticker's bars, on each price basis that is there.

    Attributes
    ----------
    ticker : str
    bars : dict of str to Bars
        By price basis ("raw", "split_adjusted", "total_return", "unstated").
    series : dict of str to SeriesInfo
        Likewise.
    basis : str
        The one that returns, labels and features are reckoned on: total return where there is one.
    fill_basis : str
        The one that fills, lots and taxes are reckoned on: raw where there is one.
    report : ValidationReport
        Of the series at `basis`.
    factors : tuple of (int, float)
        Where both raw and adjusted prices are there: instants (ns) from which a new ratio of adjusted to raw price holds, dated by the
        session on which it changes, oldest first. Levels of adjusted prices know later payouts; ratios between neighbours do not.
    before : Bars or None
        At `basis`, from before the span asked for: what features of its first sessions look back on. No row is made of them.
    """

    ticker: str
    bars: Mapping[str, Bars]
    series: Mapping[str, SeriesInfo]
    basis: str
    fill_basis: str
    report: ValidationReport
    factors: tuple[tuple[int, float], ...] = ()
    before: Bars | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LoadedAssets:
    """What `load` gives: tickers in the order asked for, and what is to be known of them."""

    tickers: tuple[LoadedTicker, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class AssetTable:
    """One row a bar of each ticker, ticker after ticker, each in time order; every bar is there, also those without a label.

    Attributes
    ----------
    tickers : tuple of str
    offsets : ndarray of int64, shape (n_tickers + 1,)
        Rows of ticker i are offsets[i] to offsets[i + 1].
    ts : ndarray of int64, shape (n,)
        Decision instants: the bar's, ns.
    names : tuple of str
        Of the features.
    X : ndarray of float64, shape (n, n_features)
        Of the past up to each bar; NaN in warm-up rows. Ratios only: a constant factor on earlier prices changes nothing.
    close : ndarray of float64, shape (n,)
        On the basis that returns are reckoned on.
    actions : ndarray of int8, shape (n,)
        Codes of `ACTION_NAMES`; -1 where there is no label.
    returns : ndarray of float64, shape (n,)
        From the next open to the close `horizon` sessions ahead, a fraction; NaN where there is no label.
    end_ts : ndarray of int64, shape (n,)
        Instant of the last bar that the label looks at; smallest int64 where there is none.
    horizon : int
    sha256 : str
        Of everything above and of the series it was made from.
    findings : tuple of Finding
    facts : dict
        JSON: the preparation's request, series (ticker, basis, sha256, source, rows), counts of actions.
    """

    tickers: tuple[str, ...]
    offsets: NDArray[np.int64]
    ts: NDArray[np.int64]
    names: tuple[str, ...]
    X: NDArray[np.float64]
    close: NDArray[np.float64]
    actions: NDArray[np.int8]
    returns: NDArray[np.float64]
    end_ts: NDArray[np.int64]
    horizon: int
    sha256: str
    findings: tuple[Finding, ...] = ()
    # Any: JSON.
    facts: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ts)

    @property
    def is_complete(self) -> NDArray[np.bool_]:
        """Which rows have every feature."""
        return np.asarray(np.isfinite(self.X).all(axis=1))

    @property
    def is_learnable(self) -> NDArray[np.bool_]:
        """Which rows have every feature and a label."""
        return np.asarray(self.is_complete & (self.actions >= 0) & np.isfinite(self.returns))

    @property
    def ticker_of(self) -> NDArray[np.int64]:
        """Index in `tickers` of each row."""
        return np.repeat(np.arange(len(self.tickers)), np.diff(self.offsets))


@dataclass(frozen=True, slots=True, eq=False)
class AssetSplit:
    """Rows by part; each part's sessions come after those of the part before, for all tickers at the same instants.

    Attributes
    ----------
    train, validation, test : ndarray of int64
        Learnable rows of an AssetTable, in table order. A row whose label ends in a later part is purged.
    n_purged : int
    boundaries : tuple of int
        First instant of validation and of test, ns.
    """

    train: Positions
    validation: Positions
    test: Positions
    n_purged: int
    boundaries: tuple[int, int]

    def parts(self) -> dict[str, Positions]:
        """Return the parts by name, in order."""
        return {"train": self.train, "validation": self.validation, "test": self.test}


@dataclass(frozen=True, slots=True, eq=False)
class AssetAnswers:
    """What a model says of some rows.

    Attributes
    ----------
    rows : ndarray of int64, shape (m,)
        Of the table; those asked for that have enough past.
    probabilities : ndarray of float64, shape (m, 3)
        In the order of `ACTION_NAMES`; each row sums to 1.
    returns : ndarray of float64, shape (m,)
        Expected over the horizon, a fraction.
    """

    rows: Positions
    probabilities: NDArray[np.float64]
    returns: NDArray[np.float64]

    @property
    def actions(self) -> NDArray[np.int64]:
        """Codes of the most probable action; the first of equals."""
        return np.asarray(self.probabilities.argmax(axis=1))


class AssetModelPort(Protocol):
    """A fitted model, in memory or from the store.

    Attributes
    ----------
    lookback : int
        Rows of a ticker that one answer looks at, its own included; 1 of a forest.
    """

    model_type: ModelType
    names: tuple[str, ...]
    horizon: int
    lookback: int

    def answers(self, table: AssetTable, rows: Positions, *, since: int | None = None) -> AssetAnswers:
        """Answer those of `rows` whose window is complete, lies in one ticker and begins at or after the instant `since` (ns)."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainedAssets:
    """What `train` gives.

    Attributes
    ----------
    model : AssetModelPort
        With `files() -> dict[str, bytes]` of its own kind, see `saving`.
    request : dict
        JSON of the TrainRequest.
    log : dict
        JSON: of a forest the settings tried with mean and spread over folds; of a network one row an epoch and the best one.
    importance : tuple of (str, float, float)
        Feature, mean fall when it is shuffled of the balanced accuracy on validation rows of the action raised most, standard deviation;
        largest first. See `importance`.
    n_train : int
    n_trials : int
        Fits that were made.
    seconds : float
    findings : tuple of Finding
    """

    model: AssetModelPort
    request: dict[str, Any]  # Any: JSON
    log: dict[str, Any]  # Any: JSON
    importance: tuple[tuple[str, float, float], ...]
    n_train: int
    n_trials: int
    seconds: float
    findings: tuple[Finding, ...] = ()
