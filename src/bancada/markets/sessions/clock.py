"""From instants to the clock on the exchange's wall: local seconds and the session's date of each bar, whole arrays at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from bancada.markets.bars import Bars

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DAY_SECONDS", "daylight_saving", "local_seconds", "session_of"]

DAY_SECONDS = 86_400
_NANOSECONDS = 1_000_000_000


def local_seconds(ts: NDArray[np.int64], zone: str) -> NDArray[np.int64]:
    """Return the wall clock of each instant as seconds since 1970 in local time.

    Parameters
    ----------
    ts : ndarray of int64, shape (n,)
        Nanoseconds since 1970 UTC, in any order.
    zone : str
        IANA name; its history counts: Sao Paulo had daylight saving until February 2019.

    Returns
    -------
    ndarray of int64, shape (n,)
        Divided by 86,400: the local date; the remainder: seconds after local midnight.
    """
    seconds = ts // _NANOSECONDS
    if len(ts) == 0:
        return seconds
    first, last = (datetime.fromtimestamp(int(edge), tz=UTC).year for edge in (seconds.min(), seconds.max()))
    changes, offsets = _offsets(zone, first, last)
    return np.asarray(seconds + offsets[np.searchsorted(changes, seconds, side="right")])


def session_of(bars: Bars) -> NDArray[np.int64]:
    """Return the session of each bar as the ordinal of its date, days since 1970.

    A daily bar's is its label; an intraday bar's is the date on the wall clock of `bars.zone`, since no market of the table
    trades through its midnight (a 24-hour market's session is that zone's day).

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    if not bars.timeframe.is_intraday:
        return np.asarray(bars.ts // (DAY_SECONDS * _NANOSECONDS))
    return np.asarray(local_seconds(bars.ts, bars.zone) // DAY_SECONDS)


def daylight_saving(days: NDArray[np.int64], zone: str) -> NDArray[np.bool_]:
    """Return on which of these dates (days since 1970) the zone's clocks are ahead of its standard time at noon UTC."""
    noon = (days * DAY_SECONDS + DAY_SECONDS // 2) * _NANOSECONDS
    ahead = local_seconds(noon, zone) - noon // _NANOSECONDS
    standard = ZoneInfo(zone).utcoffset(datetime(2024, 1, 15, tzinfo=UTC))
    return np.asarray(ahead > (standard.total_seconds() if standard is not None else 0))


@lru_cache(maxsize=32)
def _offsets(zone: str, first_year: int, last_year: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the instants at which the zone's offset changes between these years, and the offsets before, between and after."""
    rules = ZoneInfo(zone)
    start = int(datetime(first_year, 1, 1, tzinfo=UTC).timestamp()) - DAY_SECONDS
    end = int(datetime(last_year + 1, 1, 1, tzinfo=UTC).timestamp()) + DAY_SECONDS
    changes, offsets = [], [_offset(rules, start)]
    for day in range(start, end, DAY_SECONDS):
        if _offset(rules, day + DAY_SECONDS) != offsets[-1]:
            changes.append(_change(rules, day, day + DAY_SECONDS))
            offsets.append(_offset(rules, day + DAY_SECONDS))
    return np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64)


def _change(rules: ZoneInfo, low: int, high: int) -> int:
    before = _offset(rules, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(rules, middle) == before else (low, middle)
    return high


def _offset(rules: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, tz=rules).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
