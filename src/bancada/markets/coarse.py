"""Few candles out of many bars, for a picture: neighbours merged whole, so that no high, low or volume is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from bancada.markets.bars import Bars, make_bars

if TYPE_CHECKING:
    from numpy.typing import NDArray

Value = TypeVar("Value", np.float64, np.int8)

__all__ = ["Candles", "coarse"]


@dataclass(frozen=True, slots=True, eq=False)
class Candles:
    """Candles to draw.

    Attributes
    ----------
    bars : Bars
        One a candle: first open, highest high, lowest low, last close, summed volume of its bars.
    starts : ndarray of int64, shape (n,)
        Position of the first bar of each candle in what was merged.
    bars_each : int
        Bars merged into a candle; 1 where all are drawn. The last candle may hold fewer.
    """

    bars: Bars
    starts: NDArray[np.int64]
    bars_each: int

    def last_of(self, values: NDArray[Value]) -> NDArray[Value]:
        """Return the value at the last bar of each candle, as an overlay is drawn on coarse candles."""
        ends = np.append(self.starts[1:], len(values)) - 1
        found: NDArray[Value] = values[ends]
        return found


def coarse(bars: Bars, *, most: int = 400) -> Candles:
    """Return at most `most` candles of the bars, which must be in order of time.

    A NaN price is passed over in high and low and stays where it is the first open or the last close.
    """
    each = max(1, -(-len(bars) // most))
    starts = np.arange(0, len(bars), each, dtype=np.int64)
    if each == 1 or not len(bars):
        return Candles(bars, starts, 1)
    ends = np.append(starts[1:], len(bars)) - 1
    merged = make_bars(
        bars.symbol,
        bars.timeframe,
        ts=bars.ts[starts],
        open=bars.open[starts],
        high=np.fmax.reduceat(bars.high, starts),
        low=np.fmin.reduceat(bars.low, starts),
        close=bars.close[ends],
        volume=np.add.reduceat(np.nan_to_num(bars.volume), starts),
        zone=bars.zone,
    )
    return Candles(merged, starts, each)
