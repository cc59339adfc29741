"""Bars as markets give them at their worst: halts, jumps, tiny prices, tick grids, bars without volume. Made by a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bancada.markets.bars import Bars, make_bars
from bancada.markets.timeframe import Timeframe

__all__ = ["BARS_A_DAY", "Shape", "nasty_bars", "with_future", "without"]

BARS_A_DAY = 400


@dataclass(frozen=True, slots=True)
class Shape:
    """What is wrong with a market."""

    seed: int
    price: float = 100.0
    halts: int = 0
    jumps: int = 0
    silences: int = 0
    is_on_a_grid: bool = False


def nasty_bars(shape: Shape, n: int, *, timeframe: Timeframe = Timeframe.M1) -> Bars:
    """Return `n` bars; minutes of weekdays' sessions, or days."""
    rng = np.random.default_rng(shape.seed)
    noise = np.exp(rng.normal(0.0, 0.3, n).cumsum() * 0.05) * 3e-4
    moves = rng.standard_t(4, n) * noise
    _jump(moves, shape.jumps, rng)
    close = shape.price * np.exp(moves.cumsum())
    opened = np.concatenate(([close[0]], close[:-1])) * np.exp(rng.normal(0.0, 5e-5, n))
    high = np.maximum(opened, close) * np.exp(np.abs(rng.normal(0.0, 2e-4, n)))
    low = np.minimum(opened, close) * np.exp(-np.abs(rng.normal(0.0, 2e-4, n)))
    columns = np.vstack((opened, high, low, close))
    if shape.is_on_a_grid:
        tick = shape.price * 2e-3
        columns = np.maximum(np.round(columns / tick), 1.0) * tick
    volume = np.floor(rng.lognormal(4.0, 1.0, n))
    for start, stop in _stretches(shape.halts, n, rng):
        columns[:, start:stop] = columns[3, start]
        volume[start:stop] = 0.0
    for start, stop in _stretches(shape.silences, n, rng):
        volume[start:stop] = 0.0
    bought = np.floor(volume * rng.uniform(0.0, 1.0, n))
    return make_bars(
        "WDO",
        timeframe,
        ts=_instants(n, timeframe),
        **dict(zip(("open", "high", "low", "close"), columns, strict=True)),
        volume=volume,
        trades=np.ceil(volume / 3.0),
        buy_volume=bought,
        sell_volume=volume - bought,
        vwap=columns.mean(axis=0),
    )


def with_future(bars: Bars, t: int, *, seed: int) -> Bars:
    """Return the bars with everything after bar `t` replaced by something else, NaN and zeros among it."""
    rng = np.random.default_rng(seed)
    n = len(bars) - t - 1
    fates = np.array([np.nan, 0.0, 1.0, 1e-3, 1e3])
    changed = {}
    for name in ("open", "high", "low", "close", "volume", "trades", "buy_volume", "sell_volume", "vwap"):
        column = np.array(getattr(bars, name))
        column[t + 1 :] = np.abs(column[t + 1 :]) * rng.choice(fates, n) + rng.random(n)
        changed[name] = column
    return make_bars("WDO", bars.timeframe, ts=bars.ts, **changed)


def without(bars: Bars, missing: dict[str, np.ndarray]) -> Bars:
    """Return the bars with NaN at these positions of these columns."""
    changed = {}
    for name in ("open", "high", "low", "close", "volume", *bars.columns):
        column = np.array(getattr(bars, name))
        column[missing.get(name, np.array([], np.int64))] = np.nan
        changed[name] = column
    return make_bars("WDO", bars.timeframe, ts=bars.ts, **changed)


def _jump(moves: np.ndarray, jumps: int, rng: np.random.Generator) -> None:
    places = rng.integers(0, len(moves), jumps)
    moves[places] += np.log(rng.choice([0.01, 0.1, 0.5, 2.0, 10.0], jumps))


def _stretches(count: int, n: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    starts = rng.integers(0, n, count)
    lengths = rng.choice([3, 15, 40, 69, 70, 71, 120, 300, 900], count)
    return [(int(start), int(min(start + length, n))) for start, length in zip(starts, lengths, strict=True)]


def _instants(n: int, timeframe: Timeframe) -> np.ndarray:
    first = np.int64(1_545_955_200)  # 2018-12-28, a Friday: a weekend and a new year follow
    if not timeframe.is_intraday:
        return (first + np.arange(n) * 86_400) * 1_000_000_000
    days, minutes = np.divmod(np.arange(n), BARS_A_DAY)
    days += 2 * ((days + 4) // 5)
    return (first + days * 86_400 + 12 * 3_600 + minutes * timeframe.seconds) * 1_000_000_000
