"""Jumps from one session to the next that look like a split that nobody adjusted for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bancada.markets.bars import Bars

__all__ = ["Split", "find_splits"]

_WHOLE = (2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100)
_RATIOS = ((3, 2), (5, 2), *((many, 1) for many in _WHOLE))
_TOLERANCE = 0.08
"""Of the logarithm: a session may open this far from where the ratio puts it."""
_AROUND = 20
_LEAST = 5
_MONEY = 3.0
_UNREST = 3.0


@dataclass(frozen=True, slots=True)
class Split:
    """One jump that looks like a split.

    Attributes
    ----------
    at : int
        Position of the first session after it.
    new, old : int
        `new` shares for `old` ones (a 2:1 split is 2, 1; a 1:10 grouping 1, 10).
    jump : float
        Open over the close before.
    has_volume : bool
        Whether volume bears it out; False where it is unknown.
    """

    at: int
    new: int
    old: int
    jump: float
    has_volume: bool

    @property
    def factor(self) -> float:
        """What earlier prices are divided, and earlier volumes multiplied, by."""
        return self.new / self.old


def find_splits(daily: Bars) -> tuple[Split, ...]:
    """Return the overnight jumps that look like splits.

    The opening over the close before lies within 8% of n:m (3:2 to 100:1, both ways), and the day is a quiet one, which a crash is
    not: its range stays below 3 times the median of the 20 sessions before, and so does the money traded (price times volume, which a
    split leaves alone) where volume is known. On daily prices as traded, AAPL's and MSFT's splits of 2000, 2003 and 2005 had 0.3 to 0.8
    times the usual money, AAPL's fall by half on 29 September 2000 ten times. Fewer than 5 sessions on a side: not judged.

    Parameters
    ----------
    daily : Bars
        One bar a session, in order of time; NaN and prices that are not positive are no jumps.
    """
    if len(daily) < 2 * _LEAST:
        return ()
    with np.errstate(divide="ignore", invalid="ignore"):
        jump = np.log(daily.open[1:] / daily.close[:-1])
    moved = np.flatnonzero(np.isfinite(jump) & (np.abs(jump) > np.log(1.5) - _TOLERANCE)) + 1
    found = (_judged(daily, int(at), float(jump[at - 1])) for at in moved)
    return tuple(split for split in found if split is not None)


def _judged(daily: Bars, at: int, jump: float) -> Split | None:
    ratio = _nearest(jump)
    before = slice(max(at - _AROUND, 0), at)
    if ratio is None or at < _LEAST or len(daily) - at < _LEAST:
        return None
    new, old = ratio
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.log(daily.high / daily.low)
    calm = spread[before][np.isfinite(spread[before])]
    if not len(calm) or not spread[at] <= _UNREST * np.median(calm):
        return None
    money = daily.volume * daily.close
    usual = money[before][np.isfinite(money[before]) & (money[before] > 0)]
    has_volume = len(usual) >= _LEAST and bool(money[at] > 0)
    if has_volume and money[at] > _MONEY * np.median(usual):
        return None
    return Split(at, new, old, float(np.exp(jump)), has_volume)


def _nearest(jump: float) -> tuple[int, int] | None:
    """Return (new, old) of the nearest ratio; None where none is near."""
    sizes = np.log([new / old for new, old in _RATIOS])
    best = int(np.argmin(np.abs(np.abs(jump) - sizes)))
    if abs(abs(jump) - sizes[best]) > _TOLERANCE:
        return None
    new, old = _RATIOS[best]
    return (new, old) if jump < 0 else (old, new)
