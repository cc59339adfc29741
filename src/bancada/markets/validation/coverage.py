"""How many bars each day or month of a series has, beside the sessions its calendar knows: what a picture of gaps needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from bancada.markets.sessions.clock import session_of
from bancada.markets.sessions.days import calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["Coverage", "coverage"]

MOST_DAYS = 800
"""Days that are told one by one; a longer series goes by months."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Bars over time.

    Attributes
    ----------
    unit : {"day", "month"}
    days : tuple of date
        First day of each unit: of days, every session of the calendar and every other day that has bars; of months, all from first to
        last.
    bars : tuple of int
        Bars of each.
    missing : tuple of int
        Sessions of the calendar without a bar, in each; all 0 where no calendar is known.
    strays : tuple of int
        Bars of each on days without a session.
    """

    unit: Literal["day", "month"]
    days: tuple[date, ...]
    bars: tuple[int, ...]
    missing: tuple[int, ...]
    strays: tuple[int, ...]


def coverage(bars: Bars, *, exchange: str) -> Coverage:
    """Count bars by day, or by month where a series is daily or has more than 800 sessions.

    Parameters
    ----------
    bars : Bars
        At least one, in any order.
    exchange : str
        Calendar; empty or unknown: every day that has bars counts as a session, and none is missing.
    """
    sessions, counts = np.unique(session_of(bars), return_counts=True)
    known = calendar(exchange)
    expected = sessions if known is None else known.between(int(sessions[0]), int(sessions[-1]))
    days = np.union1d(sessions, expected)
    n_bars = np.zeros(len(days), dtype=np.int64)
    n_bars[np.searchsorted(days, sessions)] = counts
    is_session = np.isin(days, expected) if known is None else np.isin(days, expected) | ~known.covers(days)
    missing, strays = (n_bars == 0).astype(np.int64), np.where(is_session, 0, n_bars)
    if bars.timeframe.is_intraday and len(days) <= MOST_DAYS:
        return Coverage("day", _dates(days), *(_counts(one) for one in (n_bars, missing, strays)))
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    units = np.arange(months[0], months[-1] + 1)
    place = (months - months[0]).astype(np.int64)
    sums = (np.bincount(place, one, len(units)).astype(np.int64) for one in (n_bars, missing, strays))
    firsts = units.astype("datetime64[D]").astype(np.int64)
    return Coverage("month", _dates(firsts), *(_counts(one) for one in sums))


def _dates(days: NDArray[np.int64]) -> tuple[date, ...]:
    return tuple(_EPOCH + timedelta(days=day) for day in days.tolist())


def _counts(array: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(array.tolist())
