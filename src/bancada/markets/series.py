"""A series of bars as an identity: whose, how long each bar, on which price basis, from which imports. No bars, no storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bancada.core.dataset import Source
from bancada.markets.timeframe import Timeframe

__all__ = ["Continuous", "PriceBasis", "SeriesInfo", "SeriesKey"]


class PriceBasis(StrEnum):
    """What has been done to the prices of a series since they were traded."""

    RAW = "raw"
    """As traded; ticks, fills, lots and taxes are reckoned on these."""
    SPLIT_ADJUSTED = "split_adjusted"
    """Divided by later splits; levels of the past change with every split."""
    TOTAL_RETURN = "total_return"
    """Adjusted for splits and payouts; returns are what a holder got, levels are not what was paid."""
    UNSTATED = "unstated"
    """The file does not say, and nobody has said."""


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """What tells one series from another.

    Attributes
    ----------
    symbol : str
        As the exchange writes it, upper case ("PETR4", "WDO", "BTCUSDT").
    timeframe : Timeframe
    basis : PriceBasis
    """

    symbol: str
    timeframe: Timeframe
    basis: PriceBasis

    def __str__(self) -> str:
        return f"{self.symbol} {self.timeframe.value} {self.basis.value}"


@dataclass(frozen=True, slots=True)
class Continuous:
    """How a future without an end was put together from contracts that have one.

    Attributes
    ----------
    contract : str
        Root of the contracts ("WDO").
    roll_rule : str
        "unstated", or the rule as a code ("last_session_before_expiry").
    adjustment : str
        "none" (a gap at each roll), "difference", "ratio" or "unstated".
    """

    contract: str
    roll_rule: str = "unstated"
    adjustment: str = "unstated"


@dataclass(frozen=True, slots=True)
class SeriesInfo:
    """The identity of a series, cheap to list and to show.

    Attributes
    ----------
    key : SeriesKey
    source : Source
        `imported`, `official` or `simulated`; shown wherever the series is.
    origin : str
        Importers and file names, for people.
    rows : int
    first, last : datetime
        Opening instants of the first and the last bar, aware, UTC.
    sha256 : str
        Fingerprint: changes whenever a bar changes; the same imports in the same order give the same one.
    version : int
        Raised by every import and repair.
    columns : tuple of str
        Which of `trades`, `buy_volume`, `sell_volume`, `vwap` hold values.
    exchange : str
        Calendar ("BVMF", "XNYS", "24/7"); empty where unknown.
    continuous : Continuous or None
        None for what is no continuous future.
    imports : tuple of str
        Ids of the imports it is made of, oldest first.
    updated_at : datetime
    is_condemned : bool or None
        Whether `detect_synthetic_patterns` condemned this version; None where it has not been asked.
    """

    key: SeriesKey
    source: Source
    origin: str
    rows: int
    first: datetime
    last: datetime
    sha256: str
    version: int
    columns: tuple[str, ...]
    exchange: str
    continuous: Continuous | None
    imports: tuple[str, ...]
    updated_at: datetime
    is_condemned: bool | None = None

    @property
    def cache_key(self) -> str:
        """What caches are keyed by."""
        return f"{self.key}:{self.sha256}:{self.version}"

    @property
    def is_simulated(self) -> bool:
        """Whether the series says of itself that it was made up."""
        return self.source is Source.SIMULATED
