"""Closing: on which days draws are held and when their bets close, by date. It knows no holiday and no database.

Sources: the days are those on which contests 1 to 3363 were drawn; the hours of today are Caixa's notice of November 2025
(draws at 21:00, single bets until 20:00, shared bets online until 20:30). Bets until 19:00 and draws at 20:00 are attested
from 2019 on and assumed before, where no ticket was ever sealed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["BRASILIA", "TIMETABLE", "DrawPeriod", "closes_at", "drawn_at", "expected_draw_on", "period_of"]

BRASILIA = "America/Sao_Paulo"
MONDAY, WEDNESDAY, THURSDAY, FRIDAY = 0, 2, 3, 4


@dataclass(frozen=True, slots=True)
class DrawPeriod:
    """Days and hours that hold from a date on.

    Attributes
    ----------
    from_on : date
    weekdays : frozenset of int
        Monday is 0; holidays move single draws.
    bets_close : time
        For single bets, Brasília time.
    drawn : time
        Brasília time.
    """

    from_on: date
    weekdays: frozenset[int]
    bets_close: time
    drawn: time


TIMETABLE = (
    DrawPeriod(date(2003, 9, 29), frozenset({MONDAY}), time(19), time(20)),
    DrawPeriod(date(2006, 10, 16), frozenset({MONDAY, THURSDAY}), time(19), time(20)),
    DrawPeriod(date(2012, 2, 6), frozenset({MONDAY, WEDNESDAY, FRIDAY}), time(19), time(20)),
    DrawPeriod(date(2020, 8, 3), frozenset(range(6)), time(19), time(20)),
    DrawPeriod(date(2025, 11, 3), frozenset(range(6)), time(20), time(21)),
)
"""Oldest first."""


def period_of(draw_on: date) -> DrawPeriod:
    """Return the period that a date falls in; the first one for dates before the game began."""
    return next((period for period in reversed(TIMETABLE) if period.from_on <= draw_on), TIMETABLE[0])


def closes_at(draw_on: date) -> datetime:
    """Return the instant, aware and in UTC, when single bets close for a draw of that day.

    Examples
    --------
    >>> closes_at(date(2025, 11, 3)).isoformat()
    '2025-11-03T23:00:00+00:00'
    """
    return _instant(draw_on, period_of(draw_on).bets_close)


def drawn_at(draw_on: date) -> datetime:
    """Return the instant, aware and in UTC, when the draw of that day is held."""
    return _instant(draw_on, period_of(draw_on).drawn)


def expected_draw_on(after: date, n_draws: int = 1) -> date:
    """Return the day of the `n_draws`-th draw after a day, by the weekdays alone: a holiday makes it later.

    Examples
    --------
    >>> expected_draw_on(date(2025, 11, 8)).isoformat()
    '2025-11-10'
    """
    day = after
    for _ in range(n_draws):
        day += timedelta(days=1)
        while day.weekday() not in period_of(day).weekdays:
            day += timedelta(days=1)
    return day


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=ZoneInfo(BRASILIA)).astimezone(UTC)
