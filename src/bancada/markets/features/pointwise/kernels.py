"""Loops over one bar and the one before: moves, ratios, positions, states. NaN in, NaN out; a zero denominator gives NaN.

Every kernel writes rows of `out`, shape (n_outputs, n_bars), and finds the bar before at `t - 1`; the first value of what needs
it is NaN.
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
    "affine",
    "bands",
    "candles",
    "clock",
    "correlation",
    "distance",
    "flows",
    "imbalance",
    "in_state",
    "logs",
    "moves",
    "position",
    "product",
    "ratio",
    "roll_spread",
    "size_ratio",
    "states",
    "sum_of",
    "wide",
]

MONDAY_OF_EPOCH = 3
"""Weekday of 1970-01-01, a Thursday, Monday being 0."""
TREND = 25.0
"""ADX over which a market trends (Wilder, 1978)."""
WIDE = 1.5
TOUCHING = 1e-9
"""Share of the price by which two averages must differ to stand one above the other; less is rounding."""


@njit(cache=True, nogil=True, error_model="numpy")
def ratio(a: Values, b: Values, scale: float, offset: float, floor: float, out: Values) -> None:
    """Write scale a / b + offset; NaN where |b| is at most `floor` or the ratio overflows."""
    for t in range(len(a)):
        out[0, t] = _finite(scale * (a[t] / b[t]) + offset) if abs(b[t]) > floor else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def _finite(x: float) -> float:
    return x if abs(x) < np.inf else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def affine(x: Values, scale: float, offset: float, out: Values) -> None:
    """Write scale x + offset."""
    for t in range(len(x)):
        out[0, t] = scale * x[t] + offset


@njit(cache=True, nogil=True, error_model="numpy")
def product(a: Values, b: Values, out: Values) -> None:
    """Write a b."""
    for t in range(len(a)):
        out[0, t] = a[t] * b[t]


@njit(cache=True, nogil=True, error_model="numpy")
def size_ratio(a: Values, b: Values, out: Values) -> None:
    """Write |a| / b; NaN where b is 0."""
    for t in range(len(a)):
        out[0, t] = abs(a[t]) / b[t] if b[t] != 0.0 else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def sum_of(a: Values, b: Values, wa: float, wb: float, out: Values) -> None:
    """Write wa a + wb b."""
    for t in range(len(a)):
        out[0, t] = wa * a[t] + wb * b[t]


@njit(cache=True, nogil=True, error_model="numpy")
def position(x: Values, low: Values, high: Values, scale: float, offset: float, floor: float, out: Values) -> None:
    """Write scale (x - low) / (high - low) + offset; NaN where high - low is at most `floor`."""
    for t in range(len(x)):
        width = high[t] - low[t]
        out[0, t] = scale * ((x[t] - low[t]) / width) + offset if width > floor else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def imbalance(a: Values, b: Values, scale: float, offset: float, out: Values) -> None:
    """Write scale (a - b) / (a + b) + offset; NaN where a + b is 0."""
    for t in range(len(a)):
        whole = a[t] + b[t]
        out[0, t] = _finite(scale * ((a[t] - b[t]) / whole) + offset) if whole != 0.0 else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def distance(a: Values, b: Values, unit: Values, price: Values, floor: float, out: Values) -> None:
    """Write (a - b) / unit; NaN where `unit` is at most `floor` of the price."""
    for t in range(len(a)):
        out[0, t] = (a[t] - b[t]) / unit[t] if unit[t] > floor * abs(price[t]) else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def moves(high: Values, low: Values, close: Values, out: Values) -> None:
    """Write rise, fall and true range, Williams' buying pressure, the typical price, high - low, and whether the close rose."""
    for t in range(len(close)):
        before = close[t - 1] if t > 0 else np.nan
        change = close[t] - before
        out[0, t] = max(change, 0.0) if not np.isnan(change) else np.nan
        out[1, t] = max(-change, 0.0) if not np.isnan(change) else np.nan
        known = not np.isnan(change) and not np.isnan(high[t]) and not np.isnan(low[t])
        floor = min(low[t], before)
        out[2, t] = max(high[t] - low[t], abs(high[t] - before), abs(low[t] - before)) if known else np.nan
        out[3, t] = close[t] - floor if known else np.nan
        out[4, t] = (high[t] + low[t] + close[t]) / 3.0
        out[5, t] = high[t] - low[t]
        out[6, t] = (1.0 if change > 0.0 else 0.0) if not np.isnan(change) else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def candles(open_: Values, high: Values, low: Values, close: Values, out: Values) -> None:
    """Write range_pct, body_pct, upper_shadow, lower_shadow, close_position and balance_of_power."""
    for t in range(len(close)):
        o, h, l, c = open_[t], high[t], low[t], close[t]  # noqa: E741  # prices, as everywhere
        width = h - l
        out[0, t] = width / c if c != 0.0 else np.nan
        out[1, t] = (c - o) / o if o != 0.0 else np.nan
        if width > 0.0:
            out[2, t] = (h - max(o, c)) / width
            out[3, t] = (min(o, c) - l) / width
            out[4, t] = (c - l) / width
            out[5, t] = (c - o) / width
        else:
            out[2:6, t] = np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def logs(lo: Values, lh: Values, ll: Values, lc: Values, out: Values) -> None:
    """Write, of the logarithms of the prices: close on close, open on close, close on open, and the terms of three estimators.

    The terms are Parkinson's, Garman & Klass's and Rogers & Satchell's of the variance of one bar.
    """
    for t in range(len(lc)):
        before = lc[t - 1] if t > 0 else np.nan
        out[0, t] = lc[t] - before
        out[1, t] = lo[t] - before
        body = lc[t] - lo[t]
        width = lh[t] - ll[t]
        out[2, t] = body
        out[3, t] = width * width / (4.0 * np.log(2.0))
        out[4, t] = 0.5 * width * width - (2.0 * np.log(2.0) - 1.0) * body * body
        out[5, t] = (lh[t] - lc[t]) * (lh[t] - lo[t]) + (ll[t] - lc[t]) * (ll[t] - lo[t])


@njit(cache=True, nogil=True, error_model="numpy")
def bands(close: Values, middle: Values, deviation: Values, out: Values) -> None:
    """Write Bollinger's upper and lower band, position, width, and the z-score of the close."""
    for t in range(len(close)):
        m, s = middle[t], deviation[t]
        out[0, t] = m + 2.0 * s
        out[1, t] = m - 2.0 * s
        out[2, t] = (close[t] - (m - 2.0 * s)) / (4.0 * s) if s > 0.0 else np.nan
        out[3, t] = 4.0 * s / m if m != 0.0 else np.nan
        out[4, t] = (close[t] - m) / s if s > 0.0 else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def flows(
    close: Values, typical: Values, span: Values, low: Values, high: Values, volume: Values, r: Values, out: Values
) -> None:
    """Write volumes: signed by the close, money up, money down, at the close's place in the bar, priced, a return's, traded."""
    for t in range(len(close)):
        v = volume[t]
        change = close[t] - close[t - 1] if t > 0 else np.nan
        out[0, t] = v * np.sign(change)
        step = typical[t] - typical[t - 1] if t > 0 else np.nan
        money = typical[t] * v
        out[1, t] = (money if step > 0.0 else 0.0) if not np.isnan(money) and not np.isnan(step) else np.nan
        out[2, t] = (money if step < 0.0 else 0.0) if not np.isnan(money) and not np.isnan(step) else np.nan
        place = ((close[t] - low[t]) - (high[t] - close[t])) / span[t] if span[t] != 0.0 else 0.0
        out[3, t] = place * v
        out[4, t] = money
        traded = close[t] * v
        cost = abs(r[t]) / traded if traded != 0.0 else (0.0 if not np.isnan(r[t]) else np.nan)
        out[5, t] = cost if not np.isnan(cost) and cost < np.inf else np.nan
        out[6, t] = (1.0 if traded != 0.0 else 0.0) if not np.isnan(traded) and not np.isnan(r[t]) else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def clock(
    minute: Values, day: Values, minutes: Values, weekdays: Values, month_days: Values, months: Values, out: Values
) -> None:
    """Write sine and cosine of the minute of the day, the weekday, the day of the month and the month, from tables of both."""
    seen = np.nan
    date = 0
    month = 0
    weekday = 0
    for t in range(len(day)):
        if day[t] != seen:
            seen = day[t]
            month, date = _month_and_day(int(seen))
            weekday = (int(seen) + MONDAY_OF_EPOCH) % 7
        for part in range(2):
            out[part, t] = minutes[int(minute[t]), part]
            out[2 + part, t] = weekdays[weekday, part]
            out[4 + part, t] = month_days[date, part]
            out[6 + part, t] = months[month, part]


@njit(cache=True, nogil=True, error_model="numpy")
def _month_and_day(days: int) -> tuple[int, int]:
    """Return month and day of the month, both from 0, of a day counted from 1970-01-01 (Hinnant's civil_from_days)."""
    shifted = days + 719_468
    of_era = shifted % 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    from_march = (5 * of_year + 2) // 153
    return (from_march + 2) % 12, of_year - (153 * from_march + 2) // 5


@njit(cache=True, nogil=True, error_model="numpy")
def states(close: Values, fast: Values, middle: Values, slow: Values, adx: Values, atr: Values, out: Values) -> None:
    """Write trend_state and ranging_state."""
    for t in range(len(close)):
        c, f, m, s, a = close[t], fast[t], middle[t], slow[t], adx[t]
        total = c + f + m + s + a + atr[t]
        if np.isnan(total):
            out[0, t] = np.nan
            out[1, t] = np.nan
            continue
        hair = TOUCHING * abs(c)
        up = f - m > hair and m - s > hair and c - f > hair
        down = m - f > hair and s - m > hair and f - c > hair
        out[0, t] = (1.0 if up else (-1.0 if down else 0.0)) if a > TREND else 0.0
        out[1, t] = 1.0 if a < TREND and abs(c - m) <= atr[t] else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def wide(now: Values, usual: Values, out: Values) -> None:
    """Write 1 where `now` is over 1.5 times `usual`, else 0."""
    for t in range(len(now)):
        out[0, t] = (
            (1.0 if now[t] > WIDE * usual[t] else 0.0) if not np.isnan(now[t]) and not np.isnan(usual[t]) else np.nan
        )


@njit(cache=True, nogil=True, error_model="numpy")
def in_state(r: Values, state: Values, out: Values) -> None:
    """Write the return times the state a bar before, and whether there was a state at this one."""
    for t in range(len(r)):
        out[0, t] = r[t] * state[t - 1] if t > 0 else np.nan
        out[1, t] = abs(state[t])


@njit(cache=True, nogil=True, error_model="numpy")
def roll_spread(covariance: Values, before: Values, after: Values, out: Values) -> None:
    """Write Roll's spread, 2 sqrt(-covariance); 0 where it is not negative by more than rounding."""
    for t in range(len(covariance)):
        c = covariance[t]
        noise = 1e-10 * np.sqrt(max(before[t] * after[t], 0.0))
        out[0, t] = (2.0 * np.sqrt(-c) if -c > noise else 0.0) if not np.isnan(c) else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def correlation(covariance: Values, first: Values, second: Values, floor: float, out: Values) -> None:
    """Write the correlation; NaN where a variance is at most `floor`."""
    for t in range(len(covariance)):
        both = first[t] > floor and second[t] > floor
        out[0, t] = covariance[t] / np.sqrt(first[t] * second[t]) if both else np.nan
