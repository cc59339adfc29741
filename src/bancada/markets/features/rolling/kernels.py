"""Loops of rolling statistics: O(n) whatever the window, exact on any suffix to rounding, NaN only while a NaN is in the window.

A window is never kept by adding what enters and subtracting what leaves, which drifts and which one NaN or one jump spoils for
good. The series is cut into blocks as long as the window; every window is then the end of one block and the beginning of the
next (van Herk, 1992; Gil & Werman, 1993), each summed once. Second moments are taken about a value inside the window, so that
their rounding error is relative to the spread of the window and constant windows give exactly zero.

Every kernel writes rows of `out`, shape (n_outputs, n_bars); the first `window` - 1 values are NaN.
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
    "aroon",
    "before",
    "covariances",
    "deviations",
    "differences",
    "highest",
    "mean_deviations",
    "means",
    "ratios",
    "root_means",
    "with_before",
    "yang_zhang",
]

CALM = 1e-11
"""Share of the level under which a mean deviation is rounding."""


@njit(cache=True, nogil=True, error_model="numpy")
def differences(x: Values, lags: NDArray[np.int64], out: Values) -> None:
    """Write x - x[-lag], a row a lag."""
    for j in range(len(lags)):
        lag = lags[j]
        out[j, :lag] = np.nan
        for t in range(lag, len(x)):
            out[j, t] = x[t] - x[t - lag]
    _part(x, lags, out)


@njit(cache=True, nogil=True, error_model="numpy")
def ratios(x: Values, scale: float, lags: NDArray[np.int64], out: Values) -> None:
    """Write scale (x / x[-lag] - 1), a row a lag; NaN where x[-lag] is 0."""
    for j in range(len(lags)):
        lag = lags[j]
        out[j, :lag] = np.nan
        for t in range(lag, len(x)):
            before = x[t - lag]
            out[j, t] = scale * (x[t] / before - 1.0) if before != 0.0 else np.nan
    _part(x, lags, out)


@njit(cache=True, nogil=True, error_model="numpy")
def _part(x: Values, lags: NDArray[np.int64], out: Values) -> None:
    """Take back what was compared across a missing value: it parts the series."""
    for t in range(len(x)):
        if np.isnan(x[t]):
            for j in range(len(lags)):
                out[j, t : t + lags[j] + 1] = np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def means(x: Values, windows: NDArray[np.int64], out: Values) -> None:
    """Write the mean of x over each window, a row a window."""
    n = len(x)
    for j in range(len(windows)):
        w = windows[j]
        row = out[j]
        ends = np.full(w + 1, np.nan)
        for start in range(0, n, w):
            head = 0.0
            stop = min(start + w, n)
            ends[w] = 0.0
            for t in range(start, stop):
                head += x[t]
                row[t] = (ends[t - start + 1] + head) / w
            if stop - start == w:
                end = 0.0
                for i in range(w - 1, 0, -1):
                    end += x[start + i]
                    ends[i] = end


@njit(cache=True, nogil=True, error_model="numpy")
def root_means(x: Values, windows: NDArray[np.int64], out: Values) -> None:
    """Write the square root of the mean of x over each window; NaN where the mean is negative."""
    means(x, windows, out)
    for j in range(len(windows)):
        for t in range(len(x)):
            out[j, t] = np.sqrt(out[j, t])


@njit(cache=True, nogil=True, error_model="numpy")
def before(x: Values, lag: int, out: Values) -> None:
    """Write x[-lag]."""
    out[0, :lag] = np.nan
    for t in range(lag, len(x)):
        out[0, t] = x[t - lag]


@njit(cache=True, nogil=True, error_model="numpy")
def with_before(x: Values, lag: int, out: Values) -> None:
    """Write the mean of x and x[-lag]."""
    out[0, :lag] = np.nan
    for t in range(lag, len(x)):
        out[0, t] = 0.5 * (x[t] + x[t - lag])


@njit(cache=True, nogil=True, error_model="numpy")
def yang_zhang(overnight: Values, body: Values, term: Values, windows: NDArray[np.int64], out: Values) -> None:
    """Write Yang & Zhang's volatility from the open on the close before, the close on the open, and Rogers & Satchell's term."""
    within = np.empty((len(windows), len(term)))
    inside = np.empty((len(windows), len(term)))
    means(term, windows, inside)
    deviations(body, 1, windows, within)
    deviations(overnight, 1, windows, out)
    for j in range(len(windows)):
        w = windows[j]
        k = 0.34 / (1.34 + (w + 1.0) / (w - 1.0))
        for t in range(len(term)):
            square = out[j, t] ** 2 + k * within[j, t] ** 2 + (1.0 - k) * inside[j, t]
            out[j, t] = np.sqrt(square)


@njit(cache=True, nogil=True, error_model="numpy")
def deviations(x: Values, freedom: int, windows: NDArray[np.int64], out: Values) -> None:
    """Write the standard deviation of x over each window, divided by window - freedom, a row a window."""
    n = len(x)
    for j in range(len(windows)):
        w = windows[j]
        row = out[j]
        first = np.full(w + 1, np.nan)
        second = np.full(w + 1, np.nan)
        for start in range(0, n, w):
            stop = min(start + w, n)
            anchor = x[start - 1] if start > 0 else np.nan
            one = 0.0
            two = 0.0
            for t in range(start, min(stop, start + w - 1)):
                d = x[t] - anchor
                one += d
                two += d * d
                s = first[t - start + 1] + one
                row[t] = (second[t - start + 1] + two) - s * s / w
            if stop - start < w:
                break
            anchor = x[stop - 1]
            one = 0.0
            two = 0.0
            for i in range(w - 1, -1, -1):
                d = x[start + i] - anchor
                one += d
                two += d * d
                first[i] = one
                second[i] = two
            row[stop - 1] = two - one * one / w
        share = 1.0 / (w - freedom)
        for t in range(n):
            square = row[t]
            row[t] = np.sqrt(max(square, 0.0) * share) if not np.isnan(square) else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def covariances(x: Values, y: Values, w: int, out: Values) -> None:
    """Write the covariance of x and y over `w` bars and the variances of both, divided by w: three rows."""
    n = len(x)
    ends = np.full((w + 1, 5), np.nan)
    for start in range(0, n, w):
        stop = min(start + w, n)
        x0 = x[start - 1] if start > 0 else np.nan
        y0 = y[start - 1] if start > 0 else np.nan
        sx = sy = sxy = sxx = syy = 0.0
        for t in range(start, min(stop, start + w - 1)):
            dx = x[t] - x0
            dy = y[t] - y0
            sx += dx
            sy += dy
            sxy += dx * dy
            sxx += dx * dx
            syy += dy * dy
            e = ends[t - start + 1]
            _moments(sx + e[0], sy + e[1], sxy + e[2], sxx + e[3], syy + e[4], w, out, t)
        if stop - start < w:
            break
        x0 = x[stop - 1]
        y0 = y[stop - 1]
        sx = sy = sxy = sxx = syy = 0.0
        for i in range(w - 1, -1, -1):
            dx = x[start + i] - x0
            dy = y[start + i] - y0
            sx += dx
            sy += dy
            sxy += dx * dy
            sxx += dx * dx
            syy += dy * dy
            ends[i, 0] = sx
            ends[i, 1] = sy
            ends[i, 2] = sxy
            ends[i, 3] = sxx
            ends[i, 4] = syy
        _moments(sx, sy, sxy, sxx, syy, w, out, stop - 1)


@njit(cache=True, nogil=True, error_model="numpy")
def _moments(sx: float, sy: float, sxy: float, sxx: float, syy: float, w: int, out: Values, t: int) -> None:
    out[0, t] = (sxy - sx * sy / w) / w
    out[1, t] = (sxx - sx * sx / w) / w
    out[2, t] = (syy - sy * sy / w) / w


@njit(cache=True, nogil=True, error_model="numpy")
def highest(x: Values, sign: float, windows: NDArray[np.int64], out: Values) -> None:
    """Write the highest x of each window (of -x, negated, where `sign` is -1: the lowest), a row a window."""
    n = len(x)
    for j in range(len(windows)):
        w = windows[j]
        row = out[j]
        ends = np.full(w + 1, np.nan)
        for start in range(0, n, w):
            stop = min(start + w, n)
            head = -np.inf
            if start > 0:
                ends[w] = -np.inf
            for t in range(start, stop):
                head = _higher(head, sign * x[t])
                row[t] = sign * _higher(ends[t - start + 1], head)
            if stop - start == w:
                if start == 0:
                    row[stop - 1] = sign * head
                end = -np.inf
                for i in range(w - 1, 0, -1):
                    end = _higher(end, sign * x[start + i])
                    ends[i] = end


@njit(cache=True, nogil=True, error_model="numpy")
def _higher(a: float, b: float) -> float:
    """Return the higher of two; NaN where either is."""
    return b if (b > a or np.isnan(b)) else a


@njit(cache=True, nogil=True, error_model="numpy")
def mean_deviations(x: Values, mean: Values, w: int, out: Values) -> None:
    """Write (x - mean) / (0.015 mean absolute deviation of `w`); NaN where that is rounding of a constant."""
    n = len(x)
    row = out[0]
    row[: w - 1] = np.nan
    for start in range(w - 1, n, 1024):
        stop = min(start + 1024, n)
        total = np.zeros(stop - start)
        for lag in range(w):
            for t in range(start, stop):
                total[t - start] += abs(x[t - lag] - mean[t])
        for t in range(start, stop):
            deviation = total[t - start] / w
            level = abs(mean[t])
            row[t] = (x[t] - mean[t]) / (0.015 * deviation) if deviation > CALM * level else np.nan


@njit(cache=True, nogil=True, error_model="numpy")
def aroon(high: Values, low: Values, w: int, out: Values) -> None:
    """Write Aroon up and down over `w` bars and the present one; of equal extremes the latest counts."""
    _since_highest(high, 1.0, w, out[0])
    _since_highest(low, -1.0, w, out[1])


@njit(cache=True, nogil=True, error_model="numpy")
def _since_highest(x: Values, sign: float, w: int, row: Values) -> None:
    best = -1
    holed = -1
    for t in range(len(x)):
        value = sign * x[t]
        if np.isnan(value):
            holed = t
        start = max(t - w, holed + 1)
        if best < start:
            best = start
            for i in range(start + 1, t + 1):
                if sign * x[i] >= sign * x[best]:
                    best = i
        elif value >= sign * x[best]:
            best = t
        row[t] = 100.0 * (w - (t - best)) / w if t - w > holed else np.nan
