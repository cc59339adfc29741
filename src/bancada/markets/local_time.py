"""Instants as the clock on the exchange's wall shows them. It knows no calendar and no opening hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["local_days", "minutes_of_day", "wall_clock"]

_DAY = 86_400_000_000_000
_MINUTE = 60_000_000_000


def wall_clock(bars: Bars) -> NDArray[np.int64]:
    """Return nanoseconds since 1970 as the wall clock in `bars.zone` counts them, shape (n,).

    Daily bars carry the date of their session as midnight UTC, a label: theirs are returned as they are.
    """
    if not bars.timeframe.is_intraday:
        return bars.ts
    import pandas as pd

    local = pd.DatetimeIndex(bars.ts.view("datetime64[ns]")).tz_localize("UTC").tz_convert(bars.zone).tz_localize(None)
    return np.asarray(local.asi8, dtype=np.int64)


def local_days(bars: Bars) -> NDArray[np.int64]:
    """Return the local date of each bar as days since 1970, shape (n,)."""
    return wall_clock(bars) // _DAY


def minutes_of_day(bars: Bars) -> NDArray[np.int64]:
    """Return the local minute of the day at which each bar opens, 0 to 1439, shape (n,); 0 for daily bars."""
    return wall_clock(bars) % _DAY // _MINUTE
