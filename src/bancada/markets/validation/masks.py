"""What is wrong with single bars, as masks over whole arrays. A NaN is found by `not_finite` alone and trips no other mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import PRICES, Bars
from bancada.markets.sessions.days import Calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

__all__ = [
    "is_repeated",
    "negative_volume",
    "not_finite",
    "not_positive",
    "off_grid",
    "off_session",
    "off_tick",
    "order_broken",
    "sides_differ",
    "stale",
    "vwap_outside",
    "zero_volume",
]

ROUNDING = 1e-9
"""Relative; adjusted prices are products of floats and may miss their own high by a unit in the last place."""
_VWAP_SLACK = 1e-6
_SIDES_SLACK = 1e-6
_TICK_SLACK = 1e-3
_TICKS_JUDGED = 100
_GRID_SECONDS = 900
"""Sessions open at whole quarters of an hour of UTC everywhere, and bars of half an hour and more begin with the session."""


def not_finite(bars: Bars) -> Mask:
    """Return where a price is NaN or infinite."""
    return np.asarray(~np.logical_and.reduce([np.isfinite(getattr(bars, name)) for name in PRICES]))


def not_positive(bars: Bars) -> Mask:
    """Return where a price is zero or below."""
    return np.asarray(np.logical_or.reduce([getattr(bars, name) <= 0 for name in PRICES]))


def order_broken(bars: Bars) -> Mask:
    """Return where the high is below, or the low above, another price of the bar, beyond rounding.

    Bars with a price that is zero, negative or NaN are left to `not_positive` and `not_finite`: one defect, one finding.
    """
    body_high, body_low = np.maximum(bars.open, bars.close), np.minimum(bars.open, bars.close)
    slack = ROUNDING * np.abs(bars.close)
    broken = (bars.high < body_high - slack) | (bars.low > body_low + slack) | (bars.high < bars.low - slack)
    return np.asarray(broken & ~not_positive(bars) & ~not_finite(bars))


def is_repeated(bars: Bars) -> Mask:
    """Return where a bar has the instant of the one before; the bars are in order of time."""
    found = np.zeros(len(bars), dtype=np.bool_)
    found[1:] = bars.ts[1:] == bars.ts[:-1]
    return found


def off_grid(bars: Bars) -> Mask:
    """Return where a bar opens at no whole multiple of its timeframe, of a quarter of an hour where that is longer; a day at no midnight."""
    seconds = min(bars.timeframe.seconds, _GRID_SECONDS) if bars.timeframe.is_intraday else bars.timeframe.seconds
    return np.asarray(bars.ts % (seconds * 1_000_000_000) != 0)


def zero_volume(bars: Bars) -> Mask:
    """Return where nothing was traded."""
    return np.asarray(bars.volume == 0)


def negative_volume(bars: Bars) -> Mask:
    """Return where a volume, a side of it or a number of trades is below zero."""
    counted = [bars.volume, bars.trades, bars.buy_volume, bars.sell_volume]
    return np.asarray(np.logical_or.reduce([column < 0 for column in counted if column is not None]))


def sides_differ(bars: Bars) -> Mask | None:
    """Return where bought plus sold volume is not the volume, or one side exceeds it; None without sides."""
    buy, sell = bars.buy_volume, bars.sell_volume
    slack = _SIDES_SLACK * np.abs(bars.volume)
    if buy is not None and sell is not None:
        return np.asarray(np.abs(buy + sell - bars.volume) > slack)
    one = buy if buy is not None else sell
    return None if one is None else np.asarray(one > bars.volume + slack)


def vwap_outside(bars: Bars, *, tick: float) -> Mask | None:
    """Return where the mean price lies outside low to high by more than a tick (published means are rounded); None without it."""
    if bars.vwap is None:
        return None
    slack = np.maximum(_VWAP_SLACK * np.abs(bars.close), tick)
    return np.asarray((bars.vwap > bars.high + slack) | (bars.vwap < bars.low - slack))


def off_tick(bars: Bars, *, tick: float) -> Mask:
    """Return where a price is no multiple of the tick, beyond a thousandth of it.

    Prices under 100 ticks are not judged: cheap shares and funds were quoted by the thousand (`fatcot` in COTAHIST), and a thousandth of
    such a quote stands on a finer grid.
    """
    found = np.zeros(len(bars), dtype=np.bool_)
    for name in PRICES:
        steps = getattr(bars, name) / tick
        with np.errstate(invalid="ignore"):
            off = np.abs(steps - np.rint(steps)) > _TICK_SLACK + np.abs(steps) * ROUNDING
            found |= off & (steps >= _TICKS_JUDGED)
    return found


def stale(bars: Bars, *, least: int) -> Mask:
    """Return the bars of runs of at least `least` that all have the same open, high, low and close, though volume was traded.

    The first bar of a run counts with it. Where nothing was traded a price stands still rightly; an unknown volume (NaN) counts as
    traded. `bars` must be in order of time.
    """
    n = len(bars)
    same = np.zeros(n + 1, dtype=np.bool_)
    if n > 1:
        same[1:n] = np.logical_and.reduce([getattr(bars, p)[1:] == getattr(bars, p)[:-1] for p in PRICES])
        same[1:n] &= ~(bars.volume[1:] == 0)
    edges = np.diff(np.concatenate(([0], same.astype(np.int8))))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long = ends - starts + 1 >= least
    marks = np.zeros(n + 1, dtype=np.int64)
    np.add.at(marks, starts[long] - 1, 1)
    np.add.at(marks, ends[long], -1)
    return np.asarray(np.cumsum(marks)[:n] > 0)


def off_session(session: NDArray[np.int64], calendar: Calendar) -> Mask:
    """Return the bars of dates on which the exchange has no session, as far as its calendar speaks."""
    return np.asarray(calendar.covers(session) & ~calendar.has(session))
