"""Session days of an exchange as plain arrays of dates, read once from exchange-calendars. It knows no bars."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ALWAYS_OPEN", "Calendar", "calendar"]

ALWAYS_OPEN = "24/7"
"""Crypto exchanges: every day is a session, from midnight to midnight UTC."""

_FIRST, _LAST = "1990-01-01", "2040-12-31"
"""What is read: holidays further ahead are guesses of the library, and it knows no earlier ones well."""


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The sessions of an exchange.

    Attributes
    ----------
    exchange : str
    days : ndarray of int64, shape (n,)
        Dates of the sessions, days since 1970, ascending, read-only.
    late_days : ndarray of int64
        Those that open late (Ash Wednesday on BVMF).
    early_days : ndarray of int64
        Those that close early.
    first, last : int
        Between these days the calendar speaks; beyond it is silent.
    """

    exchange: str
    days: NDArray[np.int64]
    late_days: NDArray[np.int64]
    early_days: NDArray[np.int64]
    first: int
    last: int

    def between(self, first: int, last: int) -> NDArray[np.int64]:
        """Return the sessions from `first` to `last`, both included, days since 1970."""
        low, high = np.searchsorted(self.days, (first, last + 1))
        return self.days[low:high]

    def has(self, days: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of these days are sessions; False beyond the calendar."""
        at = np.minimum(np.searchsorted(self.days, days), len(self.days) - 1)
        return np.asarray(self.days[at] == days)

    def covers(self, days: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return for which of these days the calendar speaks."""
        return np.asarray((days >= self.first) & (days <= self.last))


@lru_cache(maxsize=8)
def calendar(exchange: str) -> Calendar | None:
    """Return the sessions of an exchange; None where no calendar has that name.

    The first call for an exchange loads the library and takes about a tenth of a second, later ones nothing.

    Parameters
    ----------
    exchange : str
        "BVMF", "XNYS", another name of exchange-calendars, or "24/7".
    """
    first, last = (int(np.datetime64(day, "D").astype(np.int64)) for day in (_FIRST, _LAST))
    if exchange == ALWAYS_OPEN:
        none = np.empty(0, dtype=np.int64)
        return Calendar(exchange, np.arange(first, last + 1), none, none, first, last)
    from exchange_calendars import get_calendar
    from exchange_calendars.errors import InvalidCalendarName

    if not exchange:
        return None
    try:
        found = get_calendar(exchange, start=_FIRST, end=_LAST)
    except InvalidCalendarName:
        return None
    except ValueError:  # some calendars begin later than ours asks, or end earlier
        found = get_calendar(exchange)
    days = _days(found.sessions)
    return Calendar(exchange, days, _days(found.late_opens), _days(found.early_closes), int(days[0]), int(days[-1]))


# object: pandas' index of days, without a type of pandas here.
def _days(index: object) -> NDArray[np.int64]:
    days = np.asarray(index, dtype="datetime64[D]").astype(np.int64)
    days.flags.writeable = False
    return days
