"""Loops of the labels, compiled. They know arrays only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LOSS", "PROFIT", "TIME", "first_touches", "rolling_deviation"]

LOSS, TIME, PROFIT = 0, 1, 2
"""Which barrier was touched first."""


@njit(cache=True, nogil=True)
def rolling_deviation(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Return the sample standard deviation of each trailing window, in two passes a window: a suffix gives the same bits."""
    n = len(values)
    found = np.full(n, np.nan)
    for row in range(window - 1, n):
        mean = 0.0
        for place in range(row - window + 1, row + 1):
            mean += values[place]
        mean /= window
        total = 0.0
        for place in range(row - window + 1, row + 1):
            total += (values[place] - mean) ** 2
        found[row] = np.sqrt(total / (window - 1))
    return found


@njit(cache=True, nogil=True)
def _first_touch(
    prices: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    first: int,
    last: int,
    levels: tuple[float, float],
    side: int,
) -> tuple[int, int, float]:
    """Return the bar, the barrier and the price of the first touch among bars `first` to `last`; -1 for a bar where prices are missing.

    `levels` are (profit, loss). A bar that opens beyond a level is left at its open; one that touches both is a loss.
    """
    opens, highs, lows = prices
    profit, loss = levels
    for bar in range(first, last + 1):
        if np.isnan(opens[bar]) or np.isnan(highs[bar]) or np.isnan(lows[bar]):
            return -1, TIME, np.nan
        against, along = (lows[bar], highs[bar]) if side > 0 else (highs[bar], lows[bar])
        if side * (opens[bar] - loss) <= 0:
            return bar, LOSS, opens[bar]
        if side * (opens[bar] - profit) >= 0:
            return bar, PROFIT, opens[bar]
        if side * (against - loss) <= 0:
            return bar, LOSS, loss
        if side * (along - profit) >= 0:
            return bar, PROFIT, profit
    return last + 1, TIME, np.nan


@njit(cache=True, nogil=True)
def first_touches(  # noqa: PLR0917  # compiled code takes no keyword-only arguments
    prices: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    closes: NDArray[np.float64],
    entries: NDArray[np.float64],
    widths: tuple[NDArray[np.float64], NDArray[np.float64]],
    sides: NDArray[np.int8],
    lasts: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.float64]]:
    """Return the end, the barrier and the return of a position opened at each bar.

    Parameters
    ----------
    prices : (opens, highs, lows), each of shape (n,)
    closes, entries : ndarray of float64, shape (n,)
        `entries[t]` is what bar t's position is opened at; NaN for none.
    widths : (profit, loss), each of shape (n,)
        Distances of the barriers as fractions of the entry; inf for none, NaN for no label.
    sides : ndarray of int8, shape (n,)
        1 bought, -1 sold, 0 none.
    lasts : ndarray of int64, shape (n,)
        Position of the vertical barrier; n or more where it is beyond the data: only a touch before that is then a label.

    Returns
    -------
    ends, barriers, returns
        -1, -1 and NaN where there is no label. A return is the position's: positive when its side was right.
    """
    n = len(closes)
    ends = np.full(n, -1, dtype=np.int64)
    barriers = np.full(n, -1, dtype=np.int8)
    returns = np.full(n, np.nan)
    for t in range(n):
        side, entry = sides[t], entries[t]
        profit, loss = widths[0][t], widths[1][t]
        if side == 0 or np.isnan(entry) or np.isnan(profit) or np.isnan(loss) or lasts[t] <= t:
            continue
        last = min(lasts[t], n - 1)
        levels = (entry * (1 + side * profit), entry * (1 - side * loss))
        end, barrier, price = _first_touch(prices, t + 1, last, levels, side)
        if end < 0:
            continue
        if end > last:
            if lasts[t] >= n or np.isnan(closes[last]):
                continue
            end, price = last, closes[last]
        ends[t], barriers[t] = end, barrier
        returns[t] = side * (price / entry - 1)
    return ends, barriers, returns
