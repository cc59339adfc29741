"""Draws from values that nobody checked yet: a user's table, a hook's answer. Held to every rule, all mistakes at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.importers.rows import BadDraw, DrawRow, RawDraw, read_row
from bancada.domains.lottery.importers.values import day
from bancada.domains.lottery.sifting import contest_ranges, missing_contests, sift

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NO_DRAWS", "checked_draws", "draws_from_rows", "examples_of", "missing_finding"]

NO_DRAWS = make_draws([], np.empty((0, 15), dtype=np.int64))
_MAX_EXAMPLES = 3
_MAX_PROBLEMS = 1_000


# object: what a driver or a user's code hands over; each value is looked at.
def checked_draws(
    contests: Sequence[object],
    numbers: Sequence[Sequence[object]],
    *,
    dates: Sequence[object] | None,
    source: Source,
    where: str,
) -> Draws:
    """Return the draws, oldest first, whatever order they come in; numbers and dates may be text.

    Parameters
    ----------
    where : str
        What errors call the place the values come from.

    Raises
    ------
    BadInput
        `lottery_record_broken`, with every mistake in `facts["problems"]` and the contests by name.
    """
    days = [None] * len(contests) if dates is None else dates
    quick = _quickly(contests, numbers, days, source)
    return quick if quick is not None else _carefully(contests, numbers, days, source=source, where=where)


def draws_from_rows(rows: Sequence[DrawRow], *, source: Source) -> Draws:
    """Return rows that keep every rule as draws."""
    return make_draws(
        [row.contest for row in rows],
        np.array([row.numbers for row in rows], dtype=np.int64).reshape(len(rows), 15),
        dates=np.array([row.drawn_on for row in rows], dtype="datetime64[D]"),
        source=source,
    )


def examples_of(bad: Sequence[BadDraw], *, limit: int = _MAX_EXAMPLES) -> list[Finding]:
    """Return the mistakes of the first refused rows, each with its line; of the first three, only the first of each row."""
    return [
        Finding("bad_row", Severity.FAILURE, facts={"line": str(row.line), "reason": finding})
        for row in bad[:limit]
        for finding in (row.findings[:1] if limit == _MAX_EXAMPLES else row.findings)
    ]


def missing_finding(missing: Sequence[int]) -> list[Finding]:
    """Return what to say of missing contests: nothing where none is."""
    if len(set(missing)) == 1:
        return [Finding("lottery_contest_missing", Severity.FAILURE, facts={"contest": str(missing[0])})]
    facts = {"contests": contest_ranges(missing)}
    return [Finding("lottery_contests_missing", Severity.FAILURE, facts=facts)] if missing else []


def _quickly(
    contests: Sequence[object], numbers: Sequence[Sequence[object]], dates: Sequence[object], source: Source
) -> Draws | None:
    """Return the draws where whole columns convert and keep the rules, else None: the careful way tells what is wrong."""
    try:
        ids = _integers(contests)
        picked = _integers(numbers).reshape(len(ids), 15)
        days = np.array([_day(value) for value in dates], dtype="datetime64[D]")
        draws = make_draws(ids, picked, dates=days, source=source)
    except (ValueError, TypeError, OverflowError):
        return None
    known = draws.dates[~np.isnat(draws.dates)]
    is_fine = (len(ids) == 0 or draws.first >= 1) and bool((np.diff(known) >= np.timedelta64(0, "D")).all())
    return draws if is_fine else None


def _integers(values: Sequence[object]) -> NDArray[np.int64]:
    found = np.array(values)
    if found.dtype.kind not in "iufU":
        raise TypeError(found.dtype)
    if found.dtype.kind == "f" and not (found == np.floor(found)).all():
        raise ValueError("not whole")
    return found.astype(np.int64)


def _day(value: object) -> date | None:
    if value is None or isinstance(value, datetime):
        return None if value is None or value != value else value.date()  # noqa: PLR0124  # NaT alone differs from itself
    if isinstance(value, np.datetime64):
        found: date | None = value.astype("datetime64[D]").item()
        return found
    return value if isinstance(value, date) else day(str(value))


def _carefully(
    contests: Sequence[object],
    numbers: Sequence[Sequence[object]],
    dates: Sequence[object],
    *,
    source: Source,
    where: str,
) -> Draws:
    read = [
        read_row(RawDraw(line, _text(contest), _text(drawn_on), tuple(map(_text, row))))
        for line, (contest, row, drawn_on) in enumerate(zip(contests, numbers, dates, strict=True), start=1)
    ]
    sifted = sift([row for row in read if isinstance(row, DrawRow)], NO_DRAWS)
    bad = sorted([*(row for row in read if isinstance(row, BadDraw)), *sifted.bad], key=lambda row: row.line)
    named = {row.contest for row in bad if row.contest is not None}
    missing = missing_contests([*named, *(row.contest for row in sifted.fresh)], NO_DRAWS)
    if bad or missing:
        problems = [*examples_of(bad, limit=_MAX_PROBLEMS), *missing_finding(missing)]
        raise BadInput(
            "lottery_record_broken",
            where=where,
            count=len(problems),
            contests=contest_ranges([*named, *missing]) or "?",
            examples=[*examples_of(bad), *missing_finding(missing)],
            problems=tuple(problems),
        )
    return draws_from_rows(sifted.fresh, source=source)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat() if value == value else ""  # noqa: PLR0124  # NaT alone differs from itself
    return str(value)
