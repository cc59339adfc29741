"""How many sessions and bars a year has, for annualising by the calendar instead of by habit."""

from __future__ import annotations

from datetime import date

from bancada.markets.instruments import Instrument
from bancada.markets.sessions.days import calendar
from bancada.markets.sessions.hours import hours_of, product_of
from bancada.markets.timeframe import Timeframe

__all__ = ["bars_per_year", "sessions_per_year"]

_FROM, _TO = 2001, 2025
_HABIT = 252.0
"""Where no calendar is known: the convention of textbooks."""


def sessions_per_year(exchange: str) -> float:
    """Return the mean number of sessions a year, 2001 to 2025, by the calendar.

    About 247.8 for BVMF, 251.5 for XNYS, 365.24 for "24/7"; 252 where no calendar has that name.
    """
    sessions = calendar(exchange)
    if sessions is None:
        return _HABIT
    first, last = (_new_year(year) for year in (_FROM, _TO + 1))
    return float(len(sessions.between(first, last - 1))) / (_TO + 1 - _FROM)


def bars_per_year(timeframe: Timeframe, *, exchange: str, instrument: Instrument | None = None) -> float:
    """Return the mean number of bars a year: sessions times the bars that a session of 2025 is expected to have.

    Parameters
    ----------
    timeframe : Timeframe
    exchange : str
    instrument : Instrument, optional
        Says the hours; without it (and for exchanges without a table of hours) an intraday session counts 6.5 hours.
    """
    sessions = sessions_per_year(exchange)
    if not timeframe.is_intraday:
        return sessions
    calendar_days = calendar(exchange)
    product = product_of(instrument, exchange)
    if calendar_days is None or not product:
        return sessions * 6.5 * 3_600 / timeframe.seconds
    hours = hours_of(product, calendar_days.between(_new_year(_TO), _new_year(_TO + 1) - 1))
    return sessions * float((hours.closes - hours.opens).mean()) / timeframe.seconds


def _new_year(year: int) -> int:
    return (date(year, 1, 1) - date(1970, 1, 1)).days
