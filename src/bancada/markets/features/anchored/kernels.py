"""What has happened since the session's first bar, and what was usual at this time in earlier ones, with what is carried in `state`.

A state of zeros is the beginning. Nothing is known before the first session that begins inside the series; a bar without a
price spoils the rest of its session and no more.
"""

# ruff: noqa: PLR0917  # compiled loops take no keyword-only arguments

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["EARLIER", "MINUTES", "SESSION", "SESSION_SUMS", "USUAL", "session", "session_sums", "usual"]

SESSION = 8
SESSION_SUMS = 5
MINUTES = 1_440
EARLIER = 5
"""Sessions whose same minute is compared with: a week."""
ENOUGH = 3
"""Of these, those that must have a bar at that minute."""
HELD = EARLIER + 1
MIDDLE = 3
USUAL = MIDDLE + EARLIER + MINUTES * HELD


@njit(cache=True, nogil=True, error_model="numpy")
def session(
    state: Values,
    day: Values,
    minute: Values,
    high: Values,
    low: Values,
    close: Values,
    log_open: Values,
    log_close: Values,
    out: Values,
) -> None:
    """Write minutes_since_open, session_return, session_gap and session_position.

    Cells: whether it has begun, day, opening minute, log of the open, gap, high, low, log of the last close. All are NaN until a
    session begins after the first bar; a bar without a price spoils the rest of its session and no more.
    """
    for t in range(len(day)):
        if state[0] == 0.0:
            state[1:] = np.nan
            state[0] = 1.0
            state[1] = day[t]
        elif day[t] != state[1]:
            state[1] = day[t]
            state[2] = minute[t]
            state[3] = log_open[t]
            state[4] = log_open[t] - state[7]
            state[5] = -np.inf
            state[6] = np.inf
        if np.isnan(close[t]):
            state[2:] = np.nan
        state[5] = _further(state[5], high[t], 1.0)
        state[6] = _further(state[6], low[t], -1.0)
        state[7] = log_close[t]
        width = state[5] - state[6]
        out[0, t] = minute[t] - state[2]
        out[1, t] = log_close[t] - state[3]
        out[2, t] = state[4]
        out[3, t] = (close[t] - state[6]) / width if width > 0.0 else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def session_sums(
    state: Values, day: Values, typical: Values, placed: Values, volume: Values, close: Values, out: Values
) -> None:
    """Write session_vwap_distance and session_ad.

    Cells: whether it has begun, day, sums of priced, plain and placed volume; NaN as in `session`.
    """
    for t in range(len(day)):
        if state[0] == 0.0:
            state[1:] = np.nan
            state[0] = 1.0
            state[1] = day[t]
        elif day[t] != state[1]:
            state[1] = day[t]
            state[2:] = 0.0
        state[2] += typical[t] * volume[t]
        state[3] += volume[t]
        state[4] += placed[t]
        traded = state[2] / state[3] if state[3] != 0.0 else 0.0
        out[0, t] = close[t] / traded - 1.0 if traded != 0.0 else np.nan
        out[1, t] = state[4]


@njit(cache=True, nogil=True, error_model="numpy")
def _further(a: float, b: float, sign: float) -> float:
    """Return the higher of two (the lower where `sign` is -1); NaN where either is."""
    return b if (sign * b > sign * a or np.isnan(b)) else a


@njit(cache=True, nogil=True, error_model="numpy")
def usual(state: Values, day: Values, minute: Values, close: Values, x: Values, out: Values) -> None:
    """Write the median of `x` at the same minute of the last five sessions before this one; NaN where fewer than three have it.

    Cells: whether it has begun, day, which of six columns this session is, room to sort five values, then of each minute of the day the
    values of this session and of the five before it. A bar without a price forgets all sessions.
    """
    for t in range(len(day)):
        if state[0] == 0.0 or np.isnan(close[t]):
            state[:] = np.nan
            state[0] = 1.0
            state[1] = day[t]
            state[2] = 0.0
        elif day[t] != state[1]:
            state[1] = day[t]
            state[2] = (state[2] + 1.0) % HELD
            state[MIDDLE + EARLIER + int(state[2]) :: HELD] = np.nan
        first = MIDDLE + EARLIER + int(minute[t]) * HELD
        own = first + int(state[2])
        out[0, t] = _median(state, first, own)
        state[own] = x[t]


@njit(cache=True, nogil=True, error_model="numpy")
def _median(state: Values, first: int, own: int) -> float:
    """Return the median of a minute's values but its own."""
    n = 0
    for i in range(first, first + HELD):
        value = state[i]
        if i == own or np.isnan(value):
            continue
        place = MIDDLE + n
        while place > MIDDLE and state[place - 1] > value:
            state[place] = state[place - 1]
            place -= 1
        state[place] = value
        n += 1
    if n < ENOUGH:
        return np.nan
    return float(0.5 * (state[MIDDLE + (n - 1) // 2] + state[MIDDLE + n // 2]))
