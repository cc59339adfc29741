"""Gaps against the calendar: sessions without a bar, and bars missing within a session."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from bancada.core.finding import Severity
from bancada.markets.sessions.clock import DAY_SECONDS
from bancada.markets.sessions.days import Calendar
from bancada.markets.sessions.hours import hours_of
from bancada.markets.timeframe import Timeframe
from bancada.markets.validation.report import MOST_EXAMPLES, Check, Example
from bancada.markets.validation.tally import Tally, always, check_of
from bancada.markets.validation.traded import Traded

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["missing_bars", "missing_sessions"]

_MOST_BETWEEN = 0.2
"""Stray sessions inside a gap, as a share of those missing: up to here it is one gap and not two."""
_LIQUID = 0.98
"""Share of the expected bars that a usual session of a liquid series has; below it missing bars are how the market is."""
_DAY_NS = DAY_SECONDS * 1_000_000_000


def missing_sessions(table: Traded, calendar: Calendar) -> Check:
    """Return the sessions of the calendar, between the first and the last of the series, that have no bar.

    Neighbouring runs are told as one gap while the sessions present between them are few (a fifth of those missing). Examples are
    the longest gaps, in order of time.
    """
    expected = calendar.between(int(table.day[0]), int(table.day[-1]))
    is_missing = ~np.isin(expected, table.day)
    gaps = _gaps(is_missing)
    longest = sorted(sorted(gaps, key=lambda gap: -gap[2])[:MOST_EXAMPLES])
    examples = tuple(
        Example(int(expected[a]) * _DAY_NS, _written(expected[a]), _written(expected[b]), {"sessions": float(n)})
        for a, b, n in longest
    )
    found = Tally(int(is_missing.sum()), len(expected), examples)
    if not gaps:
        return check_of("bars_missing_sessions", found, always(Severity.CAUTION))
    a, b, n = max(gaps, key=lambda gap: gap[2])
    facts = {"gaps": len(gaps), "low": _written(expected[a]), "high": _written(expected[b]), "longest": n}
    return check_of("bars_missing_sessions", found, always(Severity.CAUTION), **facts)


def missing_bars(table: Traded, timeframe: Timeframe, *, product: str, zone: str, within: tuple[Example, ...]) -> Check:
    """Return the bars that sessions lack while continuous trading surely runs.

    Sessions without any bar are left to `missing_sessions`; before the first bar of the series and after its last nothing is
    missing. Caution in a liquid series (its usual session has 98% of its bars), else worth knowing: in a thin market no trade means
    no bar.

    Parameters
    ----------
    table : Traded
        Sessions of the calendar only.
    timeframe : Timeframe
    product : str
        Whose hours hold.
    zone : str
        In which those hours are meant.
    within : tuple of Example
        Gaps between two bars of a session, for examples.
    """
    hours = hours_of(product, table.day)
    opens, closes = hours.opens.copy(), hours.closes.copy()
    opens[0], closes[-1] = max(opens[0], table.first[0]), min(closes[-1], table.last[-1] + timeframe.seconds)
    expected = np.where(hours.known, np.maximum(closes - opens, 0) // timeframe.seconds, 0)
    lacking = np.maximum(expected - table.inside, 0)
    count, of = int(lacking.sum()), int(expected.sum())
    has = expected > 0
    usual = float(np.median(np.minimum(table.inside[has] / expected[has], 1.0))) if has.any() else 1.0
    worst = sorted(within, key=lambda one: -one.values["bars"])[:MOST_EXAMPLES]
    examples = tuple(
        sorted([*worst, *_edges(table, opens, closes, step=timeframe.seconds, zone=zone)], key=_size)[:MOST_EXAMPLES]
    )
    severity = Severity.CAUTION if usual >= _LIQUID else Severity.INFO
    at = int(np.argmax(lacking)) if count else 0
    facts = {"sessions": int((lacking > 0).sum()), "date": _written(table.day[at]), "lacking": int(lacking[at])}
    return check_of("bars_missing_inside", Tally(count, of, examples), always(severity), **facts)


def _size(example: Example) -> float:
    return -example.values["bars"]


def _edges(
    table: Traded, opens: NDArray[np.int64], closes: NDArray[np.int64], *, step: int, zone: str
) -> list[Example]:
    """Return the longest late beginnings and early ends of sessions."""
    late = np.maximum(table.first - opens, 0) // step
    early = np.maximum(closes - (table.last + step), 0) // step
    found = []
    for lacking, starts, ends in ((late, opens, table.first), (early, table.last + step, closes)):
        for at in np.argsort(-lacking, kind="stable")[:MOST_EXAMPLES]:
            if lacking[at]:
                instants = [_instant(table.day[at], int(second[at]), zone) for second in (starts, ends)]
                begin, until = (instant.strftime("%Y-%m-%d %H:%M") for instant in instants)
                ts = int(instants[0].timestamp()) * 1_000_000_000
                found.append(Example(ts, begin, until, {"bars": float(lacking[at])}))
    return found


def _instant(day: np.int64, second: int, zone: str) -> datetime:
    midnight = datetime(1970, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(days=int(day))
    return midnight + timedelta(seconds=second)


def _gaps(is_missing: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Return (first, last, missing) of each gap, positions in the calendar."""
    edges = np.diff(np.concatenate(([0], is_missing.astype(np.int8), [0])))
    gaps: list[tuple[int, int, int]] = []
    for start, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1, strict=True):
        first, last, count = int(start), int(end), int(end - start + 1)
        if gaps:
            began, ended, missing = gaps[-1]
            if start - ended - 1 <= _MOST_BETWEEN * min(missing, count):
                first, count = began, missing + count
                gaps.pop()
        gaps.append((first, last, count))
    return gaps


def _written(day: np.int64 | int) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(day))).isoformat()
