"""When a future expires, and the first bar of each contract in a continuous series by that rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import Bars
from bancada.markets.instruments import Instrument, RollRule
from bancada.markets.sessions.clock import session_of
from bancada.markets.sessions.days import Calendar, calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["expiry_of", "roll_positions"]

_EPOCH = date(1970, 1, 1)
_WEDNESDAY = 2


def expiry_of(instrument: Instrument, *, year: int, month: int) -> date:
    """Return the day on which the contract of that month expires.

    DOL and WDO expire on the first session of the month; their last trading session is the one before. IND and WIN expire on the
    Wednesday closest to the 15th of an even month, or on the next session where that Wednesday is none, and trade until that day.
    Source: B3's contract specifications, "Data de vencimento" and "Último dia de negociação".

    Raises
    ------
    ValueError
        An instrument without expiry, or an odd month of an index future: defects of the caller.
    """
    sessions = calendar(instrument.exchange)
    if instrument.roll is None or sessions is None:
        raise ValueError(f"{instrument.root} does not expire")
    if instrument.roll is RollRule.FIRST_BUSINESS_DAY:
        return _session_from(date(year, month, 1), sessions)
    if month % 2:
        raise ValueError(f"{instrument.root} has no contract of month {month}")
    middle = date(year, month, 15)
    shift = (_WEDNESDAY - middle.weekday() + 3) % 7 - 3
    return _session_from(middle + timedelta(days=shift), sessions)


def roll_positions(bars: Bars, instrument: Instrument) -> NDArray[np.int64]:
    """Return the positions of the first bar of each new contract in a continuous series.

    Assumption, since the files do not say how they were joined: the series holds each contract to its last trading session, so
    the first bar of the next one is the first bar on or after the day DOL and WDO expire, and after the day IND and WIN expire.
    A series that rolls earlier (by volume or open interest) has its gaps some sessions before.

    Parameters
    ----------
    bars : Bars
        In order of time.
    instrument : Instrument

    Returns
    -------
    ndarray of int64
        Ascending; empty for what does not expire. The first bar of all is no roll.
    """
    if instrument.roll is None or len(bars) == 0:
        return np.empty(0, dtype=np.int64)
    session = session_of(bars)
    first, last = (_EPOCH + timedelta(days=int(session[at])) for at in (0, -1))
    begins = [(day - _EPOCH).days for day in _first_days(instrument, first, last)]
    at = np.searchsorted(session, [day for day in begins if session[0] < day <= session[-1]])
    return np.unique(at).astype(np.int64)


def _first_days(instrument: Instrument, first: date, last: date) -> list[date]:
    """Return the first days of new contracts from the month before `first` to the month of `last`."""
    is_monthly = instrument.roll is RollRule.FIRST_BUSINESS_DAY
    found = []
    for months in range(first.year * 12 + first.month - 2, last.year * 12 + last.month):
        year, month = months // 12, months % 12 + 1
        if is_monthly or month % 2 == 0:
            day = expiry_of(instrument, year=year, month=month)
            found.append(day if is_monthly else day + timedelta(days=1))
    return found


def _session_from(day: date, sessions: Calendar) -> date:
    """Return this day or the next session; beyond the calendar the next weekday."""
    at = int(np.searchsorted(sessions.days, (day - _EPOCH).days))
    if at < len(sessions.days) and day >= _EPOCH + timedelta(days=int(sessions.days[0])):
        return _EPOCH + timedelta(days=int(sessions.days[at]))
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
