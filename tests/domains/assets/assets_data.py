"""Tickers made up for tests of daily assets, in memory: returns that may hang on the one before, one payout, raw prices in cents."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.core.errors import Refused
from bancada.domains.assets.loading import DataLoadingService
from bancada.domains.assets.requests import LoadRequest
from bancada.domains.assets.values import LoadedAssets
from bancada.markets.bars import Bars, make_bars
from bancada.markets.series import PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.timeframe import Timeframe
from bancada.markets.validation.report import ValidationReport

if TYPE_CHECKING:
    from bancada.domains.assets.values import SeriesReader

__all__ = ["MemoryReader", "info_of", "made_up_assets", "made_up_bars", "made_up_reader"]

TICKERS = ("AAAA3", "BBBB4", "CCCC3")
PAYOUT = 0.95
"""Ratio of adjusted to raw prices before the one payout, in the middle of the history."""


@dataclass(frozen=True)
class MemoryReader:
    """A SeriesReader over bars in memory."""

    series_of: Mapping[SeriesKey, tuple[SeriesInfo, Bars]]
    reports: Mapping[SeriesKey, ValidationReport] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    is_strict: bool = True

    def series(self, symbol: str) -> tuple[SeriesInfo, ...]:
        return tuple(info for key, (info, _) in self.series_of.items() if key.symbol == symbol)

    def near(self, symbol: str) -> tuple[str, ...]:
        known = sorted({key.symbol for key in self.series_of})
        return tuple(difflib.get_close_matches(symbol, known, n=5, cutoff=0.5))

    def read(self, key: SeriesKey, *, start: datetime | None = None, end: datetime | None = None) -> Bars:
        _, bars = self.series_of[key]
        low = -np.inf if start is None else start.timestamp() * 1e9
        high = np.inf if end is None else end.timestamp() * 1e9
        return bars[(bars.ts >= low) & (bars.ts < high)]

    def report(self, key: SeriesKey) -> ValidationReport:
        info, bars = self.series_of[key]
        empty = ValidationReport(key.symbol, key.timeframe, len(bars), info.first, info.last, ())
        return self.reports.get(key, empty)

    def require_production(self, key: SeriesKey) -> None:
        if key.symbol in self.refused:
            raise Refused("production_data_refused", symbol=key.symbol, reasons=[])


class EveryTicker(MemoryReader):
    """A SeriesReader that knows every ticker but "XXXX9", for those who ask only whether there is one."""

    def __init__(self) -> None:
        super().__init__({})

    def series(self, symbol: str) -> tuple[SeriesInfo, ...]:
        return () if symbol == "XXXX9" else (info_of(made_up_bars(20, symbol), PriceBasis.TOTAL_RETURN),)


def info_of(bars: Bars, basis: PriceBasis, *, exchange: str = "BVMF") -> SeriesInfo:
    """Return the identity that bars in memory have as a series."""
    digest = hashlib.sha256(bars.ts.tobytes() + bars.close.tobytes()).hexdigest()
    first, last = (datetime.fromtimestamp(ts / 1e9, tz=UTC) for ts in (int(bars.ts[0]), int(bars.ts[-1])))
    key = SeriesKey(bars.symbol, Timeframe.D1, basis)
    return SeriesInfo(
        key,
        Source.IMPORTED,
        "tests",
        len(bars),
        first,
        last,
        digest,
        1,
        (),
        exchange,
        None,
        (),
        last,
        is_condemned=False,
    )


def made_up_bars(n_sessions: int = 400, ticker: str = "AAAA3", *, seed: int = 7, signal: float = 0.0) -> Bars:
    """Return total-return bars on weekdays.

    Parameters
    ----------
    signal : float
        Autocorrelation of daily log returns, 0 to below 1: how much the return ahead hangs on the last one, which `momentum_pct_1` tells.
    """
    rng = np.random.default_rng([seed, *ticker.encode()])
    days = np.busday_offset("2019-01-02", np.arange(n_sessions), roll="forward")
    shocks = 0.015 * np.sqrt(1 - signal**2) * rng.standard_t(6, n_sessions) * np.sqrt(4 / 6)
    returns = np.empty(n_sessions)
    last = 0.0
    for t in range(n_sessions):
        last = returns[t] = signal * last + shocks[t]
    close = 30 * np.exp(np.cumsum(returns - returns.mean()))
    opened = np.concatenate(([30.0], close[:-1])) * np.exp(0.002 * rng.standard_normal(n_sessions))
    beyond = np.exp(0.004 * np.abs(rng.standard_normal((2, n_sessions))) + 1e-5)
    return make_bars(
        ticker,
        "1d",
        ts=days.astype("datetime64[ns]"),
        open=opened,
        high=np.maximum(opened, close) * beyond[0],
        low=np.minimum(opened, close) / beyond[1],
        close=close,
        volume=np.round(1e6 * rng.lognormal(0, 0.4, n_sessions)),
    )


def _raw(bars: Bars) -> Bars:
    factor = np.where(np.arange(len(bars)) < len(bars) // 2, PAYOUT, 1.0)
    prices = {name: np.round(getattr(bars, name) / factor, 2) for name in ("open", "high", "low", "close")}
    return replace(bars, **prices)


def made_up_reader(
    n_sessions: int = 400, tickers: Sequence[str] = TICKERS[:2], *, seed: int = 7, signal: float = 0.0
) -> MemoryReader:
    """Return a reader of made-up tickers, each with raw and total-return prices; a planted signal is let through, as for research."""
    found: dict[SeriesKey, tuple[SeriesInfo, Bars]] = {}
    for ticker in tickers:
        adjusted = made_up_bars(n_sessions, ticker, seed=seed, signal=signal)
        for basis, bars in ((PriceBasis.TOTAL_RETURN, adjusted), (PriceBasis.RAW, _raw(adjusted))):
            info = info_of(bars, basis)
            found[info.key] = (info, bars)
    return MemoryReader(found, is_strict=not signal)


def made_up_assets(
    n_sessions: int = 400, tickers: Sequence[str] = TICKERS[:2], *, seed: int = 7, signal: float = 0.0
) -> LoadedAssets:
    """Return made-up tickers as the first step loads them; all sessions."""
    reader = made_up_reader(n_sessions, tickers, seed=seed, signal=signal)
    return DataLoadingService(reader).load(LoadRequest(tuple(tickers), years=100, min_rows=1))


if TYPE_CHECKING:
    _: SeriesReader = MemoryReader({})
