"""Rows that arrive against each other and against the draws that are there: what is new, what repeats, what breaks a rule.

Pure: knows no SQL and no file. A rule that a single row breaks by itself was found before (see `importers`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.importers.rows import BadDraw, DrawRow

__all__ = ["Sifted", "contest_ranges", "missing_contests", "sift", "within_reach"]

_MAX_RANGES = 20


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows of one arrival, told apart. Each row that arrived is in one of the three.

    Attributes
    ----------
    fresh : tuple of DrawRow
        By contest, ascending.
    repeated : tuple of DrawRow
        There already, or earlier in the same arrival, with the same content.
    bad : tuple of BadDraw
        By line.
    """

    fresh: tuple[DrawRow, ...]
    repeated: tuple[DrawRow, ...]
    bad: tuple[BadDraw, ...]


def sift(rows: Sequence[DrawRow], stored: Draws) -> Sifted:
    """Tell rows apart by what stands beside them: contests given twice, stored ones that differ, dates that go back.

    Gaps are left to `missing_contests` and `within_reach`: what they mean depends on whether bad rows may be left out. Where dates
    go back, the fewest rows that explain it are the bad ones.
    """
    single, again, clashing = _singled(rows)
    fresh, repeated, differing = _against(single, stored)
    late = _out_of_order([*fresh, *repeated], stored)
    is_late = {row.contest for row in late}
    bad = sorted((*clashing, *differing, *late), key=lambda row: row.line)
    return Sifted(
        tuple(row for row in fresh if row.contest not in is_late),
        (*again, *(row for row in repeated if row.contest not in is_late)),
        tuple(bad),
    )


def missing_contests(contests: Iterable[int], stored: Draws) -> list[int]:
    """Return the contests that are lacking between the first and the last of all."""
    known = np.union1d(np.fromiter(contests, dtype=np.int64), stored.contests)
    if not len(known):
        return []
    missing: list[int] = np.setdiff1d(np.arange(known[0], known[-1] + 1), known).tolist()
    return missing


def within_reach(fresh: Sequence[DrawRow], stored: Draws) -> tuple[list[DrawRow], list[BadDraw]]:
    """Return the rows that make one run with the stored draws, and the others as refused.

    Where nothing is stored the run begins at the first contest of all. A missing contest ends it: every row beyond is refused,
    however good, because a record with a gap would make each later draw look like the next of an earlier one.
    """
    if not fresh:
        return [], []
    missing = np.array(missing_contests((row.contest for row in fresh), stored))
    low, high = (stored.first, stored.last) if len(stored) else (fresh[0].contest, fresh[0].contest)
    above, below = missing[missing > high], missing[missing < low]
    first_above = int(above[0]) if len(above) else None
    last_below = int(below[-1]) if len(below) else None
    taken: list[DrawRow] = []
    beyond: list[BadDraw] = []
    for row in fresh:
        if first_above is not None and row.contest > first_above:
            beyond.append(_beyond(row, first_above))
        elif last_below is not None and row.contest < last_below:
            beyond.append(_beyond(row, last_below))
        else:
            taken.append(row)
    return taken, beyond


def contest_ranges(contests: Iterable[int]) -> str:
    """Return contests as text, runs shortened: "12, 14-18"; at most 20 runs, then an ellipsis.

    Examples
    --------
    >>> contest_ranges([3, 1, 2, 7])
    '1-3, 7'
    """
    ordered = sorted(set(contests))
    runs = []
    for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        members = [contest for _, contest in run]
        runs.append(str(members[0]) if len(members) == 1 else f"{members[0]}-{members[-1]}")
    return ", ".join([*runs[:_MAX_RANGES], *(["..."] if len(runs) > _MAX_RANGES else [])])


def _refused(row: DrawRow, code: str, facts: Mapping[str, object]) -> BadDraw:
    finding = Finding(code, Severity.FAILURE, facts={"contest": str(row.contest), **facts})
    day = row.drawn_on.isoformat() if row.drawn_on else ""
    return BadDraw(row.line, row.contest, (finding,), (str(row.contest), day, _shown(row.numbers)))


def _beyond(row: DrawRow, missing: int) -> BadDraw:
    return _refused(row, "lottery_beyond_gap", {"missing": str(missing)})


def _shown(numbers: Iterable[int]) -> str:
    return " ".join(f"{number:02d}" for number in numbers)


def _singled(rows: Sequence[DrawRow]) -> tuple[list[DrawRow], list[DrawRow], list[BadDraw]]:
    """Return one row a contest, further rows of the same content, and all rows of contests whose rows contradict each other."""
    groups: dict[int, list[DrawRow]] = defaultdict(list)
    for row in rows:
        groups[row.contest].append(row)
    single, again, clashing = [], [], []
    for group in groups.values():
        dates = {row.drawn_on for row in group} - {None}
        if len({row.numbers for row in group}) > 1 or len(dates) > 1:
            lines = [str(row.line) for row in group][:_MAX_RANGES]
            clashing += [_refused(row, "lottery_contest_twice", {"lines": lines}) for row in group]
        else:
            single.append(group[0])
            again += group[1:]
    return sorted(single, key=lambda row: row.contest), again, clashing


def _against(rows: Sequence[DrawRow], stored: Draws) -> tuple[list[DrawRow], list[DrawRow], list[BadDraw]]:
    fresh, repeated, differing = [], [], []
    for row in rows:
        if not len(stored) or not stored.first <= row.contest <= stored.last:
            fresh.append(row)
            continue
        place = row.contest - stored.first
        numbers, day = tuple(stored.numbers[place].tolist()), stored.dates[place].item()
        if numbers != row.numbers:
            differing.append(_refused(row, "lottery_contest_changed", {"stored": _shown(numbers)}))
        elif day is not None and row.drawn_on not in (None, day):
            differing.append(_refused(row, "lottery_date_changed", {"stored": day.isoformat()}))
        else:
            repeated.append(row)
    return fresh, repeated, differing


def _out_of_order(rows: Iterable[DrawRow], stored: Draws) -> list[BadDraw]:
    """Return as refused the rows whose dates do not fit among each other and around the stored ones."""
    is_dated = ~np.isnat(stored.dates)
    contests, days = stored.contests[is_dated], stored.dates[is_dated].tolist()
    known = set(contests.tolist())
    dated = sorted((row for row in rows if row.drawn_on and row.contest not in known), key=lambda row: row.contest)
    low_at = np.searchsorted(contests, [row.contest for row in dated]).tolist()
    bounds = {
        row.contest: (days[place - 1] if place else date.min, days[place] if place < len(days) else date.max)
        for row, place in zip(dated, low_at, strict=True)
    }
    kept = _longest_in_order(
        [r for r in dated if r.drawn_on and bounds[r.contest][0] <= r.drawn_on <= bounds[r.contest][1]]
    )
    fits = {row.contest for row in kept}
    return [_out_of_time(row, kept, *bounds[row.contest]) for row in dated if row.contest not in fits]


def _longest_in_order(rows: Sequence[DrawRow]) -> list[DrawRow]:
    """Return the most rows whose dates never go back; patience sorting, n log n."""
    tails: list[date] = []
    at: list[int] = []
    before: list[int] = []
    for position, row in enumerate(rows):
        day = row.drawn_on or date.min
        length = bisect_right(tails, day)
        before.append(at[length - 1] if length else -1)
        if length == len(tails):
            tails.append(day)
            at.append(position)
        else:
            tails[length], at[length] = day, position
    chain, position = [], at[-1] if at else -1
    while position >= 0:
        chain.append(rows[position])
        position = before[position]
    return chain[::-1]


def _out_of_time(row: DrawRow, kept: Sequence[DrawRow], low: date, high: date) -> BadDraw:
    place = bisect_right([other.contest for other in kept], row.contest)
    earlier = max(low, kept[place - 1].drawn_on or low) if place else low
    later = min(high, kept[place].drawn_on or high) if place < len(kept) else high
    facts = {
        "date": row.drawn_on.isoformat() if row.drawn_on else "",
        "low": "..." if earlier == date.min else earlier.isoformat(),
        "high": "..." if later == date.max else later.isoformat(),
    }
    return _refused(row, "lottery_date_goes_back", facts)
