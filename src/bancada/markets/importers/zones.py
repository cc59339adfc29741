"""Wall-clock times as instants: which local times of a zone exist once, never or twice. It knows no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bancada.core.errors import BadInput
from bancada.markets.importers.reasons import Reason

__all__ = ["Turn", "checked_zone", "instant_sql", "turns"]

SHORT = timedelta(days=1)
"""No zone has changed its distance twice within so short a time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of a zone's distance from UTC.

    Attributes
    ----------
    at : datetime
        Naive, UTC: the first instant of the new distance.
    before, after : timedelta
        Local time less UTC.
    """

    at: datetime
    before: timedelta
    after: timedelta


def checked_zone(name: str) -> ZoneInfo:
    """Return the zone of that name; BadInput `bars_zone_unknown` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput("bars_zone_not_a_zone", zone=name) from error


@lru_cache(maxsize=64)
def turns(zone: str, first_year: int, last_year: int) -> tuple[Turn, ...]:
    """Return the changes of a zone's distance from UTC within these years, exact to the second."""
    info = checked_zone(zone)
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    found = []
    while at < end:
        later = at + SHORT
        if _distance(info, at) != _distance(info, later):
            found.append(_turn(info, at, later))
        at = later
    return tuple(found)


def _turn(info: ZoneInfo, early: datetime, late: datetime) -> Turn:
    before, after = _distance(info, early), _distance(info, late)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
        if _distance(info, middle) == before:
            early = middle
        else:
            late = middle
    return Turn(late.replace(tzinfo=None), before, after)


def _distance(info: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(info).utcoffset() or timedelta(0)


def instant_sql(local: str, zone: str, *, first: datetime, last: datetime) -> tuple[str, str]:
    """Return two SQL expressions over a local timestamp: the instant in UTC, and why there is none.

    Parameters
    ----------
    local : str
        SQL: a timestamp without zone.
    first, last : datetime
        Naive; the least and the greatest of the local times.

    Returns
    -------
    tuple of str
        The first is NULL where the clock skipped that time or showed it twice; the second is then `bar_time_skipped` or
        `bar_time_twice`, else NULL.
    """
    info = checked_zone(zone)
    changes = turns(zone, max(first.year - 1, 1900), min(last.year + 1, 2100))
    distance = changes[0].before if changes else _distance(info, first.replace(tzinfo=UTC))
    pieces: list[tuple[str, str]] = []
    faults = []
    for turn in changes:
        low, high = turn.at + min(turn.before, turn.after), turn.at + max(turn.before, turn.after)
        why = Reason.SKIPPED if turn.after > turn.before else Reason.TWICE
        pieces += [(_literal(low), f"{local} - {_interval(turn.before)}"), (_literal(high), "NULL")]
        faults.append(f"WHEN {local} >= {_literal(low)} AND {local} < {_literal(high)} THEN '{why}'")
        distance = turn.after
    rest = f"{local} - {_interval(distance)}"
    if not pieces:
        return rest, "NULL"
    return _halved(local, pieces, rest), f"CASE {' '.join(faults)} END"


def _halved(local: str, pieces: Sequence[tuple[str, str]], rest: str) -> str:
    """Return SQL that finds the piece of a time by halves: many years of turns then cost a handful of comparisons a row."""
    if not pieces:
        return rest
    middle = len(pieces) // 2
    until, value = pieces[middle]
    below, above = _halved(local, pieces[:middle], value), _halved(local, pieces[middle + 1 :], rest)
    return f"CASE WHEN {local} < {until} THEN {below} ELSE {above} END"


def _literal(at: datetime) -> str:
    return f"TIMESTAMP '{at.isoformat(sep=' ')}'"


def _interval(distance: timedelta) -> str:
    return f"INTERVAL '{int(distance.total_seconds())} seconds'"
