"""TA-Lib's indicators over whole series. It splits them where TA-Lib cannot go on: at a missing bar, and where nothing moves.

One NaN poisons every later value of TA-Lib, and a ratio of two averages that only decay stays frozen at what it was, for ever
dependent on where the series began; each stretch between is therefore computed by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import talib

from bancada.markets.features.carried.kernels import STILL, cut, moved

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = [
    "chaikin_oscillator",
    "close_averages",
    "directional_movement",
    "linear_slope",
    "weighted_mean",
    "wilder_averages",
]

TINY = 1.0
"""Price under which series are scaled before functions without a unit, since TA-Lib takes 1e-14 for zero."""


def close_averages(close: Values, volume: Values, out: Sequence[Values]) -> None:
    """Write ema_9, 20, 50 and 200, macd, its signal and ppo, dema_20, tema_20, trix_15 and force_index_13."""
    _clear(out)
    for a, b in _between_missing(close):
        part = close[a:b]
        for row, n in enumerate((9, 20, 50, 200)):
            out[row][a:b] = talib.EMA(part, n)
        out[4][a:b], out[5][a:b], _ = talib.MACD(part, 12, 26, 9)
        out[6][a:b] = _percent(out[4][a:b], talib.EMA(part, 26))
        out[7][a:b] = talib.DEMA(part, 20)
        out[8][a:b] = talib.TEMA(part, 20)
        thrice = talib.EMA(talib.EMA(talib.EMA(part, 15), 15), 15)
        out[9][a + 1 : b] = _percent(thrice[1:] - thrice[:-1], thrice[:-1])
    force = np.full(len(close), np.nan)
    force[1:] = (close[1:] - close[:-1]) * volume[1:]
    for a, b in _between_missing(force):
        out[10][a:b] = talib.EMA(force[a:b], 13)


def wilder_averages(high: Values, low: Values, close: Values, out: Sequence[Values]) -> None:
    """Write rsi_14 and atr_14."""
    _clear(out)
    kinds = moved(high, low, close, False)
    for a, b in cut(kinds, STILL):
        out[0][a:b] = talib.RSI(close[a:b] * _scale(close[a]), 14)
        first = a + 1 + int(np.argmax(kinds[a + 1 : b] == 2))
        out[0][a : first if kinds[first] == 2 else b] = np.nan
    for a, b in cut(kinds, len(kinds) + 1):
        out[1][a:b] = talib.ATR(high[a:b], low[a:b], close[a:b], 14)


def directional_movement(high: Values, low: Values, close: Values, out: Sequence[Values]) -> None:
    """Write plus_di_14, minus_di_14 and adx_14."""
    _clear(out)
    for a, b in cut(moved(high, low, close, True), STILL):
        scale = _scale(close[a])
        prices = (high[a:b], low[a:b], close[a:b])
        if scale != 1.0:
            prices = (prices[0] * scale, prices[1] * scale, prices[2] * scale)
        out[0][a:b] = talib.PLUS_DI(*prices, 14)
        out[1][a:b] = talib.MINUS_DI(*prices, 14)
        out[2][a:b] = talib.ADX(*prices, 14)


def chaikin_oscillator(high: Values, low: Values, close: Values, volume: Values, out: Sequence[Values]) -> None:
    """Write the Chaikin oscillator."""
    _clear(out)
    for a, b in _between_missing(close + volume):
        out[0][a:b] = talib.ADOSC(high[a:b], low[a:b], close[a:b], volume[a:b], 3, 10)


def weighted_mean(x: Values, window: int, out: Values) -> None:
    """Write the linearly weighted mean."""
    _apply(talib.WMA, x, window, out)


def linear_slope(x: Values, window: int, out: Values) -> None:
    """Write the slope of the least-squares line."""
    _apply(talib.LINEARREG_SLOPE, x, window, out)


def _apply(function: Callable[[Values, int], Values], x: Values, window: int, out: Values) -> None:
    out[:] = np.nan
    for a, b in _between_missing(x):
        if b - a >= window:
            out[0, a:b] = function(x[a:b], window)


def _percent(a: Values, b: Values) -> Values:
    """Return 100 a / b; NaN where b is 0."""
    found = np.full(len(a), np.nan)
    np.divide(a, b, out=found, where=b != 0.0)
    found *= 100.0
    return found


def _clear(out: Sequence[Values]) -> None:
    for row in out:
        row[:] = np.nan


def _between_missing(x: Values) -> list[tuple[int, int]]:
    """Return starts and stops of the stretches without NaN that are longer than one bar."""
    missing = np.flatnonzero(np.isnan(x))
    if not len(missing):
        return [(0, len(x))] if len(x) > 1 else []
    edges = np.concatenate(([-1], missing, [len(x)]))
    long = np.flatnonzero(np.diff(edges) > 2)
    return [(int(edges[i]) + 1, int(edges[i + 1])) for i in long]


def _scale(price: float) -> float:
    """Return the power of two, which rounds nothing, that brings a tiny price near 1."""
    return 2.0 ** -math.frexp(price)[1] if 0.0 < abs(price) < TINY else 1.0
