"""Prices that leap: spikes that come back at once, and jumps that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import Bars

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WINDOW", "jumps", "spikes"]

WINDOW = 32
"""Bars on each side that say what a usual move is."""
_SPIKE = 15.0
_RETURNED = 0.25
_JUMP = 25.0


def spikes(bars: Bars) -> NDArray[np.bool_]:
    """Return the bars whose close leaps away and is back one bar later: a misprint rather than news.

    Both moves exceed 15 times the usual |log return| of the 32 bars on each side, and together they undo all but a quarter of the
    leap. The last bar cannot be judged. A NaN or a price that is not positive is no move.
    """
    move, usual = _moves(bars)
    found = np.zeros(len(bars), dtype=np.bool_)
    out, back = move[:-1], move[1:]
    leaps = np.minimum(np.abs(out), np.abs(back)) > _SPIKE * usual[:-1]
    found[:-1] = leaps & (out * back < 0) & (np.abs(out + back) < _RETURNED * np.abs(out))
    return found


def jumps(bars: Bars, session: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the bars whose close leaps by over 25 times the usual move within a session, and stays there.

    News does this too: worth knowing, no defect by itself. From one session to the next prices may open anywhere; those leaps are
    judged as splits.
    """
    move, usual = _moves(bars)
    within = np.zeros(len(bars), dtype=np.bool_)
    within[1:] = session[1:] == session[:-1]
    found = (np.abs(move) > _JUMP * usual) & within
    came_back = spikes(bars)
    found &= ~came_back
    found[1:] &= ~came_back[:-1]
    return np.asarray(found)


def _moves(bars: Bars) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return |log return| with its sign, and the usual one around each bar, itself and the next left out."""
    n = len(bars)
    close = np.where(np.isfinite(bars.close) & (bars.close > 0), bars.close, np.nan)
    move = np.zeros(n)
    if n > 1:
        move[1:] = np.nan_to_num(np.diff(np.log(close)))
    total = np.concatenate(([0.0], np.cumsum(np.abs(move))))
    low, high = np.maximum(np.arange(n) - WINDOW, 0), np.minimum(np.arange(n) + WINDOW + 1, n)
    own = np.abs(move) + np.append(np.abs(move[1:]), 0.0)[:n]
    usual = np.maximum(total[high] - total[low] - own, 0.0) / np.maximum(high - low - 2, 1)
    return move, np.where(usual > 0, usual, np.inf)
