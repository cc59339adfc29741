"""One bar after another with what is carried between them: exponential and Wilder averages, directional movement.

Every kernel takes a `state`, which it changes, and bars in their order; bars given all at once or one by one give the same
values. A state of zeros is the beginning. The seeds are TA-Lib's. A bar without a price is NaN and ends what was carried
next one begins anew.
"""

# ruff: noqa: PLR0917  # compiled loops take no keyword-only arguments

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = [
    "AVERAGES",
    "CHAIKIN",
    "DIRECTIONAL",
    "STILL",
    "WILDER",
    "averages",
    "chaikin",
    "cut",
    "directional",
    "moved",
    "wilder",
]

STILL = 70
"""Bars without movement after which a ratio of Wilder averages, which would stay frozen, begins anew: five periods of 14."""
AVERAGES = 39
WILDER = 8
DIRECTIONAL = 11
CHAIKIN = 3
PERIOD = 14
NOTHING = 1e-14
"""TA-Lib's zero, of a sum of two shares of 100."""


@njit(cache=True, nogil=True, error_model="numpy")
def _average(state: Values, i: int, x: float, period: int, skip: int) -> float:
    """Return the EMA after `x`: seeded with the mean of `period` values, after `skip` others. Uses three cells at `i`."""
    if np.isnan(x):
        state[i] = 0.0
        state[i + 1] = 0.0
        return np.nan
    state[i] += 1.0
    seen = state[i] - skip
    if seen <= 0.0:
        return np.nan
    if seen < period:
        state[i + 1] += x
        return np.nan
    if seen == period:
        state[i + 2] = (state[i + 1] + x) / period
    else:
        state[i + 2] += (x - state[i + 2]) * (2.0 / (period + 1))
    return float(state[i + 2])


@njit(cache=True, nogil=True, error_model="numpy")
def averages(state: Values, close: Values, force: Values, out: Values) -> None:
    """Write ema_9, 20, 50 and 200, macd, its signal and ppo, dema_20, tema_20, trix_15 and force_index_13."""
    for t in range(len(close)):
        c = close[t]
        out[0, t] = _average(state, 0, c, 9, 0)
        e = _average(state, 3, c, 20, 0)
        out[1, t] = e
        out[2, t] = _average(state, 6, c, 50, 0)
        out[3, t] = _average(state, 9, c, 200, 0)
        slow = _average(state, 12, c, 26, 0)
        line = _average(state, 15, c, 12, 14) - slow
        signal = _average(state, 18, line, 9, 0)
        out[4, t] = line if not np.isnan(signal) else np.nan
        out[5, t] = signal
        out[6, t] = 100.0 * out[4, t] / slow if slow != 0.0 else np.nan
        e2 = _average(state, 21, e, 20, 0)
        e3 = _average(state, 24, e2, 20, 0)
        out[7, t] = 2.0 * e - e2
        out[8, t] = 3.0 * e - 3.0 * e2 + e3
        e = _average(state, 27, c, 15, 0)
        e = _average(state, 30, e, 15, 0)
        before = state[35]
        had = state[33] >= 15.0
        e = _average(state, 33, e, 15, 0)
        out[9, t] = 100.0 * ((e - before) / before) if had and before != 0.0 else np.nan
        if np.isnan(e):
            out[9, t] = np.nan
        out[10, t] = _average(state, 36, force[t], 13, 0)


@njit(cache=True, nogil=True, error_model="numpy")
def _wilder(state: Values, i: int, x: float) -> float:
    """Return the Wilder average after `x`, seeded with the mean of the first 14. Uses two cells at `i`."""
    state[i] += 1.0
    if state[i] < PERIOD:
        state[i + 1] += x
        return np.nan
    if state[i] == PERIOD:
        state[i + 1] = (state[i + 1] + x) / PERIOD
    else:
        state[i + 1] = (state[i + 1] * (PERIOD - 1) + x) / PERIOD
    return float(state[i + 1])


@njit(cache=True, nogil=True, error_model="numpy")
def wilder(state: Values, rise: Values, fall: Values, true_range: Values, out: Values) -> None:
    """Write rsi_14 and atr_14. Cells: rises, falls, ranges (two each), bars without a change of close."""
    for t in range(len(rise)):
        if true_range[t] != true_range[t]:
            state[:] = 0.0
            out[:, t] = np.nan
            continue
        out[1, t] = _wilder(state, 4, true_range[t])
        moved_ = rise[t] > 0.0 or fall[t] > 0.0
        state[6] = 0.0 if moved_ else state[6] + 1.0
        if state[6] >= STILL:
            state[:4] = 0.0
            out[0, t] = np.nan
            continue
        up = _wilder(state, 0, rise[t])
        whole = up + _wilder(state, 2, fall[t])
        out[0, t] = 100.0 * (up / whole) if whole > 0.0 else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def _movements(high: float, low: float, high_before: float, low_before: float) -> tuple[float, float]:
    """Return Wilder's upward and downward movement of a bar: of the two, the larger counts alone."""
    up = high - high_before
    down = low_before - low
    return (up if up > 0.0 and up > down else 0.0), (down if down > 0.0 and down > up else 0.0)


@njit(cache=True, nogil=True, error_model="numpy")
def directional(state: Values, high: Values, low: Values, close: Values, out: Values) -> None:
    """Write plus_di_14, minus_di_14 and adx_14.

    Cells: previous high, low, close; moves seen since the seed began; sums of movement up and down and of ranges; DX so far, ADX;
    bars without directional movement; whether there is a bar before.
    """
    for t in range(len(close)):
        h, l, c = high[t], low[t], close[t]  # noqa: E741  # prices, as everywhere
        out[:, t] = np.nan
        total = h + l + c
        if np.isnan(total):
            state[:] = 0.0
            continue
        if state[10] > 0.0:
            up, down = _movements(h, l, state[0], state[1])
            reach = max(h - l, abs(h - state[2]), abs(l - state[2]))
            state[9] = state[9] + 1.0 if up == 0.0 and down == 0.0 else 0.0
            if state[9] >= STILL:
                state[3:9] = 0.0
            else:
                _direct(state, up, down, reach, out, t)
        state[0] = h
        state[1] = l
        state[2] = c
        state[10] = 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def _direct(state: Values, up: float, down: float, reach: float, out: Values, t: int) -> None:
    state[3] += 1.0
    keep = 1.0 if state[3] < PERIOD else 1.0 - 1.0 / PERIOD
    state[4] = state[4] * keep + up
    state[5] = state[5] * keep + down
    state[6] = state[6] * keep + reach
    if state[3] < PERIOD:
        return
    plus = 100.0 * (state[4] / state[6]) if state[6] > 0.0 else 0.0
    minus = 100.0 * (state[5] / state[6]) if state[6] > 0.0 else 0.0
    out[0, t] = plus
    out[1, t] = minus
    both = plus + minus
    _adx(state, 100.0 * (abs(minus - plus) / both), both > NOTHING)
    if state[3] >= 2 * PERIOD - 1:
        out[2, t] = state[8]


@njit(cache=True, nogil=True, error_model="numpy")
def _adx(state: Values, dx: float, is_defined: bool) -> None:
    if state[3] <= 2 * PERIOD - 1:
        state[7] += dx if is_defined else 0.0
        state[8] = state[7] / PERIOD
    elif is_defined:
        state[8] = (state[8] * (PERIOD - 1) + dx) / PERIOD


@njit(cache=True, nogil=True, error_model="numpy")
def chaikin(state: Values, placed: Values, out: Values) -> None:
    """Write EMA(3) - EMA(10) of the running sum of `placed`, kept as two distances from the sum, which cannot drift."""
    for t in range(len(placed)):
        x = placed[t]
        if np.isnan(x):
            state[:] = 0.0
            out[0, t] = np.nan
            continue
        state[0] += 1.0
        if state[0] > 1.0:
            state[1] = (state[1] + x) * (1.0 - 2.0 / 4.0)
            state[2] = (state[2] + x) * (1.0 - 2.0 / 11.0)
        out[0, t] = state[2] - state[1] if state[0] >= 10.0 else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def moved(high: Values, low: Values, close: Values, is_directional: bool) -> NDArray[np.uint8]:
    """Return of each bar 0 where a price is missing, 2 where it moved from the bar before, 1 where not.

    Movement is directional movement where `is_directional`, else a change of close.
    """
    kinds = np.zeros(len(close), np.uint8)
    for t in range(len(close)):
        total = high[t] + low[t] + close[t]
        if np.isnan(total):
            continue
        kinds[t] = 2
        if t > 0:
            up, down = _movements(high[t], low[t], high[t - 1], low[t - 1])
            still = (up == 0.0 and down == 0.0) if is_directional else close[t] == close[t - 1]
            kinds[t] = 1 if still else 2
    return kinds


@njit(cache=True, nogil=True, error_model="numpy")
def cut(kinds: NDArray[np.uint8], longest: int) -> NDArray[np.int64]:
    """Return starts and stops of the stretches that are computed by themselves, shape (n_stretches, 2).

    A missing bar parts two stretches; so does the `longest`-th bar in a row without movement and each after it, the last of
    which begins the next stretch.
    """
    found = np.empty((64, 2), np.int64)
    n = 0
    start = -1
    run = 0
    for t in range(len(kinds) + 1):
        is_over = t == len(kinds) or kinds[t] == 0
        if start >= 0 and not is_over:
            run = run + 1 if kinds[t] == 1 else 0
        if start >= 0 and (is_over or run >= longest):
            if t - start > 1:
                if n == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[n, 0] = start
                found[n, 1] = t
                n += 1
            start = -1 if is_over else t
        elif start < 0 and not is_over:
            start = t
            run = 0
    return found[:n].copy()
