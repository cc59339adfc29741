"""Past volatility, the yardstick of labels and barriers. It looks back only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.labels.kernels import rolling_deviation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["past_volatility"]


def past_volatility(bars: Bars, *, window: int = 20) -> NDArray[np.float64]:
    """Return the standard deviation of the last `window` log returns, close to close, shape (n,); per bar, as a fraction.

    The divisor is window - 1. It looks back `window` + 1 closes, bar t's own the last; the first `window` values are NaN, and so is every
    value whose window holds a missing or non-positive close.

    Raises
    ------
    BadInput
        A window below two bars.
    """
    if window < 2:
        raise BadInput("labels_window", window=window)
    changes = np.full(len(bars), np.nan)
    prices = np.log(np.where(bars.close > 0, bars.close, np.nan))
    changes[1:] = np.diff(prices)
    found: NDArray[np.float64] = rolling_deviation(changes, window)
    return found
