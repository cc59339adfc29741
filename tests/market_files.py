"""Bars for tests that are seen from outside: generated like a market (clustered ranges, fat tails), written as files people have."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from bancada.markets.bars import Bars, make_bars

__all__ = ["market_bars", "write_csv"]


def market_bars(
    n_bars: int, *, symbol: str = "ABCD3", timeframe: str = "1d", seed: int = 1, first: date = date(2019, 1, 2)
) -> Bars:
    """Return bars on weekdays with volatility that clusters and volume that follows it, prices on a grid of 0.01."""
    rng = np.random.default_rng(seed)
    level = np.zeros(n_bars)
    for t in range(1, n_bars):
        level[t] = 0.95 * level[t - 1] + rng.normal(0, 0.25)
    deviation = 0.012 * np.exp(level)
    returns = deviation * rng.standard_t(4, n_bars) / np.sqrt(2)
    close = np.round(30 * np.exp(np.cumsum(returns - returns.mean())), 2)
    opened = np.concatenate(([30.0], close[:-1]))
    beyond = np.abs(rng.normal(0, 0.4, (2, n_bars))) * deviation
    high = np.round(np.maximum(opened, close) * (1 + beyond[0]), 2)
    low = np.round(np.minimum(opened, close) * (1 - beyond[1]), 2)
    volume = np.round(1e8 * np.log(high / low + 1e-4) * rng.lognormal(0, 0.1, n_bars)) + 100
    return make_bars(
        symbol,
        timeframe,
        ts=np.array([at.timestamp() * 1e9 for at in _instants(n_bars, timeframe, first)], dtype=np.int64),
        open=opened,
        high=np.maximum(high, np.maximum(opened, close)),
        low=np.minimum(low, np.minimum(opened, close)),
        close=close,
        volume=volume,
    )


def _instants(n_bars: int, timeframe: str, first: date) -> list[datetime]:
    from exchange_calendars import get_calendar

    sessions = get_calendar("BVMF").sessions_in_range(first.isoformat(), "2026-06-30")
    days = [datetime(s.year, s.month, s.day, tzinfo=UTC) for s in sessions]
    if timeframe == "1d":
        return days[:n_bars]
    a_day = 84  # five-minute bars from 10:00 to 17:00, three hours behind UTC
    return [day + timedelta(hours=13, minutes=5 * k) for day in days[: -(-n_bars // a_day)] for k in range(a_day)][
        :n_bars
    ]


def write_csv(path: Path, bars: Bars) -> Path:
    """Write bars in the plain form that Bancada reads, `timestamp,open,high,low,close,volume,symbol`."""
    lines = ["timestamp,open,high,low,close,volume,symbol"]
    for k in range(len(bars)):
        at = datetime.fromtimestamp(bars.ts[k] / 1e9, tz=UTC)
        stamp = f"{at:%Y-%m-%d}" if bars.timeframe == "1d" else f"{at:%Y-%m-%dT%H:%M:%S+00:00}"
        prices = ",".join(f"{getattr(bars, name)[k]:.2f}" for name in ("open", "high", "low", "close"))
        lines.append(f"{stamp},{prices},{bars.volume[k]:.0f},{bars.symbol}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
