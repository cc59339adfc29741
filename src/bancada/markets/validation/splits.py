"""Jumps from one session to the next that look like a split that nobody adjusted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import Bars

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Split", "find_splits"]

_WHOLE = (2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100)
_RATIOS = ((3, 2), (5, 2), *((many, 1) for many in _WHOLE))
_TOLERANCE = 0.08
"""Of the logarithm: a session may open this far from where the ratio puts it."""
_AROUND = 20
_LEAST = 5
_MONEY = np.log(2.5)
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

    The opening over the close before lies within 8% of n:m (3:2 to 100:1, both ways); the day's range stays below 3 times that of
    the 20 sessions before (a crash is restless, a split is not); and where volume is known, the money traded (price times volume,
    medians of up to 20 sessions on each side) stays within a factor of 2.5 while the number of shares follows the ratio better than
    it stays. Fewer than 5 sessions on a side: not judged.

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
    before, after = slice(max(at - _AROUND, 0), at), slice(at, at + _AROUND)
    if ratio is None or at < _LEAST or len(daily) - at < _LEAST:
        return None
    new, old = ratio
    spread = np.log(daily.high / daily.low)
    if not spread[at] <= _UNREST * np.nanmedian(spread[before]):
        return None
    shares = _change(daily.volume, before, after)
    if shares is None:
        return Split(at, new, old, float(np.exp(jump)), has_volume=False)
    money = _change(daily.volume * daily.close, before, after)
    follows = abs(shares + jump) < abs(shares)
    if money is None or abs(money) > _MONEY or not follows:
        return None
    return Split(at, new, old, float(np.exp(jump)), has_volume=True)


def _nearest(jump: float) -> tuple[int, int] | None:
    """Return (new, old) of the nearest ratio; None where none is near."""
    sizes = np.log([new / old for new, old in _RATIOS])
    best = int(np.argmin(np.abs(np.abs(jump) - sizes)))
    if abs(abs(jump) - sizes[best]) > _TOLERANCE:
        return None
    new, old = _RATIOS[best]
    return (new, old) if jump < 0 else (old, new)


def _change(values: NDArray[np.float64], before: slice, after: slice) -> float | None:
    """Return the log change of the median from one side to the other; None where a side has nothing traded or known."""
    sides = [values[side][np.isfinite(values[side]) & (values[side] > 0)] for side in (before, after)]
    if min(len(side) for side in sides) < _LEAST:
        return None
    return float(np.log(np.median(sides[1]) / np.median(sides[0])))
