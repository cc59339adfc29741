"""Clean bars to break: sessions of the calendar, hours of the product, prices on the tick grid."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

from bancada.core.dataset import Source
from bancada.markets.bars import PRICES, Bars, make_bars
from bancada.markets.series import Continuous, PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.sessions import calendar, hours_of

SECOND = 1_000_000_000


def ordinal(day: str) -> int:
    """Return days since 1970."""
    return (date.fromisoformat(day) - date(1970, 1, 1)).days


def daily(n: int = 120, *, seed: int = 3, symbol: str = "PETR4", first: str = "2023-01-02") -> Bars:
    """Return daily bars of consecutive BVMF sessions, on the grid of centavos."""
    sessions = calendar("BVMF")
    assert sessions is not None
    start = ordinal(first)
    days = sessions.between(start, start + 3 * n)[:n]
    return _walk(symbol, "1d", days * 86_400 * SECOND, seed=seed, start=30.0, tick=0.01, step=0.01)


def intraday(n_sessions: int = 5, *, seed: int = 4, symbol: str = "WDOG23", first: str = "2023-01-09") -> Bars:
    """Return five-minute bars that fill the hours of consecutive sessions of the dollar future."""
    sessions = calendar("BVMF")
    assert sessions is not None
    days = sessions.between(ordinal(first), ordinal(first) + 40)[:n_sessions]
    hours = hours_of("dollar_future", days)
    seconds = [
        np.arange(day * 86_400 + a, day * 86_400 + b, 300)
        for day, a, b in zip(days, hours.opens, hours.closes, strict=True)
    ]
    ts = (np.concatenate(seconds) + 3 * 3_600) * SECOND  # Sao Paulo is three hours behind since 2019
    return _walk(symbol, "5m", ts, seed=seed, start=5_300.0, tick=0.5, step=4e-4)


def _walk(symbol: str, timeframe: str, ts: np.ndarray, *, seed: int, start: float, tick: float, step: float) -> Bars:
    rng, n = np.random.default_rng(seed), len(ts)
    close = start * np.exp(np.cumsum(np.clip(rng.normal(0, step, n), -3 * step, 3 * step)))
    opens = np.append(start, close[:-1])
    high = np.maximum(opens, close) * (1 + rng.uniform(step / 2, step, n))
    low = np.minimum(opens, close) * (1 - rng.uniform(step / 2, step, n))
    prices = [np.round(column / tick) * tick for column in (opens, high, low, close)]
    volume = rng.integers(1_000, 3_000, n).astype(float)
    buy = np.floor(volume * 0.4)
    return make_bars(
        symbol,
        timeframe,
        ts=ts,
        **dict(zip(PRICES, prices, strict=True)),
        volume=volume,
        buy_volume=buy,
        sell_volume=volume - buy,
        vwap=(prices[1] + prices[2]) / 2,
    )


def changed(bars: Bars, at: int, **values: float) -> Bars:
    """Return the bars with some values of one bar replaced."""
    names = ("ts", *PRICES, "volume", "trades", "buy_volume", "sell_volume", "vwap")
    columns = {name: None if getattr(bars, name) is None else getattr(bars, name).copy() for name in names}
    for name, value in values.items():
        columns[name][at] = value
    return make_bars(bars.symbol, bars.timeframe, **columns, zone=bars.zone)


def stated(
    bars: Bars,
    *,
    basis: PriceBasis = PriceBasis.RAW,
    source: Source = Source.IMPORTED,
    continuous: Continuous | None = None,
    is_condemned: bool | None = None,
) -> SeriesInfo:
    """Return the identity of a series that states its price basis."""
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    key = SeriesKey(bars.symbol, bars.timeframe, basis)
    ends = (moment, moment)
    return SeriesInfo(
        key,
        source,
        "test",
        len(bars),
        *ends,
        "0" * 64,
        1,
        bars.columns,
        "BVMF",
        continuous,
        ("1",),
        moment,
        is_condemned,
    )
