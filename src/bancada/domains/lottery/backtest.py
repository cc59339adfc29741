"""Backtests: what a rule or a forecaster would have hit, contest by contest, from the past alone. It judges nothing.

Every ticket here is the 15 numbers of the highest score, ties to the smaller number; the score of a contest is computed from
the draws before it. What the hits mean is said by `significance`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, InvalidSettings
from bancada.domains.lottery.game import N_NUMBERS
from bancada.domains.lottery.rules import (
    Rule,
    counted_before,
    counts_within,
    hits_of_top,
    rule_probabilities,
    rule_scores,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from bancada.domains.lottery.draws import Draws

__all__ = [
    "Backtest",
    "FrequencyGrid",
    "FrequencySetting",
    "Pick",
    "Rule",
    "backtest_probabilities",
    "backtest_rule",
    "frequency_grid",
    "rows_between",
]

SMALLEST_PROBABILITY = 1e-12
"""Probabilities are clipped this far from 0 and 1 before their logarithm is taken."""


class Pick(StrEnum):
    """Which end of the frequencies is played."""

    MOST = "most"
    LEAST = "least"


@dataclass(frozen=True, slots=True)
class Backtest:
    """Hits of one ticket of 15 numbers a contest, and the scores of the probabilities behind it.

    Attributes
    ----------
    name : str
        Rule, candidate or model.
    contests : ndarray of int64, shape (n,)
        Consecutive, oldest first.
    hits : ndarray of int64, shape (n,)
    log_loss, brier : ndarray of float64, shape (n,), or None
        Mean over the 25 numbers, per draw; None where only hits are known.
    draws_sha256 : str
        Of the whole record that was given, the past of the first contest included.
    source : Source
        Of the draws.
    settings : dict of str to int
        What the rule was told (k, seed).
    """

    name: str
    contests: NDArray[np.int64]
    hits: NDArray[np.int64]
    log_loss: NDArray[np.float64] | None
    brier: NDArray[np.float64] | None
    draws_sha256: str
    source: Source = Source.IMPORTED
    settings: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.contests)

    @property
    def first(self) -> int:
        """The first contest bet on."""
        return int(self.contests[0])

    @property
    def last(self) -> int:
        """The last contest bet on."""
        return int(self.contests[-1])

    @property
    def mean_hits(self) -> float:
        """Hits a draw, on average; 9 by the game's law."""
        return float(self.hits.mean())


@dataclass(frozen=True, slots=True)
class FrequencySetting:
    """One frequency rule: how many draws back it counts (None: all of them), and which end it plays."""

    window: int | None
    pick: Pick = Pick.MOST


@dataclass(frozen=True, slots=True)
class FrequencyGrid:
    """Hits of many frequency rules over the same contests.

    Attributes
    ----------
    settings : tuple of FrequencySetting
    contests : ndarray of int64, shape (n,)
    hits : ndarray of int8, shape (n_settings, n)
    """

    settings: tuple[FrequencySetting, ...]
    contests: NDArray[np.int64]
    hits: NDArray[np.int8]

    @property
    def mean_hits(self) -> NDArray[np.float64]:
        """Hits a draw of each setting, shape (n_settings,)."""
        return np.asarray(self.hits.mean(axis=1), dtype=np.float64)


def backtest_rule(
    draws: Draws, rule: Rule, *, first: int | None = None, last: int | None = None, k: int = 100, seed: int = 7
) -> Backtest:
    """Return what a rule would have hit at contests `first` to `last`, both included.

    Parameters
    ----------
    draws : Draws
        The whole known record: what comes before `first` is the rule's past.
    first, last : int, optional
        Contests; from the second known draw, the first with a past, to the last.
    k : int
        Draws that `last-k` looks back; fewer at the beginning of the record.
    seed : int
        Of the random tickets of `uniform`.

    Raises
    ------
    InvalidSettings
        `k` below 1, or `seed` below 0.
    BadInput
        No contest between `first` and `last` has both a draw and a past.

    Examples
    --------
    >>> from bancada.domains.lottery.draws import make_draws
    >>> draws = make_draws([1, 2, 3], [range(1, 16), range(1, 16), range(11, 26)])
    >>> backtest_rule(draws, Rule.FREQUENCY).hits.tolist()
    [15, 5]
    """
    if k < 1:
        raise InvalidSettings("backtest_window", k=k)
    if seed < 0:
        raise InvalidSettings("ticket_seed", seed=seed)
    rows = rows_between(draws, first, last)
    scores = rule_scores(draws, rule, k=k, seed=seed)[rows]
    log_loss, brier = _scored(rule_probabilities(draws, rule, k=k)[rows], draws.indicators[rows])
    settings = {Rule.LAST_K: {"k": k}, Rule.UNIFORM: {"seed": seed}}.get(rule, {})
    return Backtest(
        name=rule.value,
        contests=draws.contests[rows],
        hits=hits_of_top(scores, draws.indicators[rows]),
        log_loss=log_loss,
        brier=brier,
        draws_sha256=draws.sha256,
        source=draws.source,
        settings=settings,
    )


def backtest_probabilities(
    draws: Draws, proba: ArrayLike, *, name: str, first: int | None = None, last: int | None = None
) -> Backtest:
    """Return hits and scores of a forecaster's probabilities.

    Parameters
    ----------
    proba : array-like of float, shape (len(draws), 25)
        As `predict_proba` gives them for `draws.indicators`, calibrated: row t forecasts the draw after row t, from rows up to
        t. The last row forecasts a draw that is not in the record and is left out.
    name : str
        Of the model.
    first, last : int, optional
        Contests, both included.

    Raises
    ------
    BadInput
        Probabilities of another shape, outside 0..1 or not finite; or no contest to bet on.
    """
    values = np.asarray(proba, dtype=np.float64)
    if values.shape != (len(draws), N_NUMBERS):
        raise BadInput("backtest_shape", expected=[len(draws), N_NUMBERS], found=list(values.shape))
    if not np.isfinite(values).all() or values.min(initial=0) < 0 or values.max(initial=0) > 1:
        raise BadInput("backtest_not_probabilities", name=name)
    rows = rows_between(draws, first, last)
    forecast = values[rows.start - 1 : rows.stop - 1]
    log_loss, brier = _scored(forecast, draws.indicators[rows])
    return Backtest(
        name=name,
        contests=draws.contests[rows],
        hits=hits_of_top(forecast, draws.indicators[rows]),
        log_loss=log_loss,
        brier=brier,
        draws_sha256=draws.sha256,
        source=draws.source,
    )


def frequency_grid(
    draws: Draws, settings: Sequence[FrequencySetting], *, first: int | None = None, last: int | None = None
) -> FrequencyGrid:
    """Return the hits of many frequency rules at once: the same tickets as a loop would pick, in a fraction of its time.

    Raises
    ------
    InvalidSettings
        A window below 1.
    BadInput
        No contest to bet on.
    """
    windows = [setting.window for setting in settings if setting.window is not None]
    if windows and min(windows) < 1:
        raise InvalidSettings("backtest_window", k=min(windows))
    rows = rows_between(draws, first, last)
    counted, drawn = counted_before(draws), draws.indicators[rows]
    hits = np.empty((len(settings), rows.stop - rows.start), dtype=np.int8)
    for place, setting in enumerate(settings):
        counts = counts_within(counted, rows, setting.window)
        hits[place] = hits_of_top(counts if setting.pick is Pick.MOST else -counts, drawn)
    return FrequencyGrid(tuple(settings), draws.contests[rows], hits)


def rows_between(draws: Draws, first: int | None, last: int | None) -> slice:
    """Return the rows of contests `first` to `last` that have a draw before them; BadInput where there is none."""
    low = max(1, 1 if first is None else int(np.searchsorted(draws.contests, first)))
    high = len(draws) if last is None else int(np.searchsorted(draws.contests, last, side="right"))
    if low >= high:
        known = [str(draws.first), str(draws.last)] if len(draws) else ["?", "?"]
        asked = [end if contest is None else str(contest) for contest, end in zip((first, last), known, strict=True)]
        raise BadInput("backtest_empty", first=asked[0], last=asked[1], known=" - ".join(known))
    return slice(low, high)


def _scored(
    forecast: NDArray[np.float64], indicators: NDArray[np.uint8]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return log-loss and Brier of each draw, means over its 25 numbers, shape (n,) each."""
    drawn = indicators.astype(np.float64)
    safe = np.clip(forecast, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
    return -np.log(np.where(drawn > 0, safe, 1 - safe)).mean(axis=1), ((forecast - drawn) ** 2).mean(axis=1)
