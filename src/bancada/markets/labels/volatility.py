"""Past volatility, the yardstick of labels and barriers. It looks back only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.labels.kernels import rolling_deviation
from bancada.markets.labels.outlook import roll_places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["past_volatility"]


def past_volatility(bars: Bars, *, window: int = 20, rolls: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    """Return the standard deviation of the last `window` log returns, close to close, shape (n,); per bar, as a fraction.

    The divisor is window - 1. It looks back `window` + 1 closes, bar t's own the last; the first `window` values are NaN, and so is every
    value whose window holds a missing or non-positive close.

    Parameters
    ----------
    bars : Bars
    window : int
        Returns, 2 or more.
    rolls : ndarray of int64, optional
        Positions of the first bar of each new contract; the return of such a bar is taken from its own open, without the gap.

    Raises
    ------
    BadInput
        A window below two bars, or rolls that are no positions of bars.
    """
    if window < 2:
        raise BadInput("labels_window", window=window)
    changes = np.full(len(bars), np.nan)
    prices = np.log(np.where(bars.close > 0, bars.close, np.nan))
    changes[1:] = np.diff(prices)
    places = roll_places(bars, rolls)
    places = places[places > 0]
    opens = bars.open[places]
    changes[places] = prices[places] - np.log(np.where(opens > 0, opens, np.nan))
    found: NDArray[np.float64] = rolling_deviation(changes, window)
    return found
