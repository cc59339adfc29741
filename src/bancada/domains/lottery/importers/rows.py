"""Rows of a source held to the rules that a draw keeps by itself. Knows neither the file's format nor the draws beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS
from bancada.domains.lottery.importers.values import centavos, day, whole
from bancada.domains.lottery.tables import TIERS

__all__ = ["MAX_CONTEST", "BadDraw", "DrawRow", "ParsedDraws", "RawDraw", "read_row"]

MAX_CONTEST = 999_999
"""Some three thousand years of daily draws; what lies beyond is no contest."""
_SHOWN_CHARS = 40
_FIRST_YEAR, _LAST_YEAR = 2003, 2999

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RawDraw:
    """A row as it stands in the source, every cell as text; empty text where the source says nothing.

    Attributes
    ----------
    line : int
        1-based line of a text file, row of a sheet, place in a JSON array.
    contest, drawn_on : str
    numbers : tuple of str
        As many as there are.
    order : tuple of str
        The numbers in the order of drawing.
    winners, payouts : tuple of str, each of 5
        By tier, 15 hits first.
    collected, accumulated, estimate, next_on : str
    """

    line: int
    contest: str
    drawn_on: str
    numbers: tuple[str, ...]
    order: tuple[str, ...] = ()
    winners: tuple[str, ...] = ("",) * len(TIERS)
    payouts: tuple[str, ...] = ("",) * len(TIERS)
    collected: str = ""
    accumulated: str = ""
    estimate: str = ""
    next_on: str = ""


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw that keeps the rules by itself; None is unknown.

    Attributes
    ----------
    line, contest : int
    numbers : tuple of int
        15 distinct ones in 1..25, ascending.
    drawn_on : date or None
    order : str
        In the order of drawing, "18 20 25 ..."; empty where unknown.
    winners, payouts_centavos : tuple of int or None, each of 5
        By tier, 15 hits first; payouts are for one winning bet.
    collected_centavos, accumulated_centavos, estimate_centavos : int or None
        Sales; what passes on to the next contest; the next first prize as announced.
    next_on : date or None
        Announced day of the next contest.
    """

    line: int
    contest: int
    numbers: tuple[int, ...]
    drawn_on: date | None = None
    order: str = ""
    winners: tuple[int | None, ...] = (None,) * len(TIERS)
    payouts_centavos: tuple[int | None, ...] = (None,) * len(TIERS)
    collected_centavos: int | None = None
    accumulated_centavos: int | None = None
    estimate_centavos: int | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class BadDraw:
    """A row that is refused.

    Attributes
    ----------
    line : int
    contest : int or None
        None where even that cannot be read.
    findings : tuple of Finding
        Why, one per mistake.
    cells : tuple of str
        Contest, date and numbers as they stand.
    """

    line: int
    contest: int | None
    findings: tuple[Finding, ...]
    cells: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ParsedDraws:
    """The draws of one source, in its order.

    Attributes
    ----------
    format : str
        "xlsx", "csv" or "json".
    rows : tuple of DrawRow
    bad : tuple of BadDraw
        Rows that break a rule by themselves.
    is_official : bool
        The source has the form in which the lottery's operator publishes.
    dialect : dict of str to str
        What was recognised.
    """

    format: str
    rows: tuple[DrawRow, ...]
    bad: tuple[BadDraw, ...] = ()
    is_official: bool = False
    dialect: dict[str, str] = field(default_factory=dict)


def read_row(raw: RawDraw) -> DrawRow | BadDraw:
    """Return the row as a draw, or with all its mistakes at once."""
    mistakes: list[Finding] = []
    contest = _contest(raw, mistakes)
    name = raw.contest.strip()[:_SHOWN_CHARS] or "?"
    numbers = _numbers(raw.numbers, name, mistakes)
    drawn_on = _read(raw.drawn_on, _plausible_day, "lottery_date_unreadable", name, mistakes)
    order = _order(raw.order, numbers, name, mistakes)
    winners = tuple(_read(cell, whole, "lottery_count_unreadable", name, mistakes) for cell in raw.winners)
    payouts = tuple(_money(cell, name, mistakes) for cell in raw.payouts)
    collected, accumulated, estimate = (
        _money(cell, name, mistakes) for cell in (raw.collected, raw.accumulated, raw.estimate)
    )
    next_on = _read(raw.next_on, _plausible_day, "lottery_date_unreadable", name, mistakes)
    if contest is None or mistakes:
        return BadDraw(raw.line, contest, tuple(mistakes), (raw.contest, raw.drawn_on, " ".join(raw.numbers)))
    return DrawRow(
        line=raw.line,
        contest=contest,
        numbers=numbers,
        drawn_on=drawn_on,
        order=order,
        winners=winners,
        payouts_centavos=payouts,
        collected_centavos=collected or None,  # zero is how the official files write what they do not tell
        accumulated_centavos=accumulated,
        estimate_centavos=estimate or None,
        next_on=next_on,
    )


def _failure(code: str, contest: str, facts: dict[str, object]) -> Finding:
    return Finding(code, Severity.FAILURE, facts={"contest": contest, **facts})


def _contest(raw: RawDraw, mistakes: list[Finding]) -> int | None:
    try:
        contest = whole(raw.contest)
    except ValueError:
        contest = None
    if contest is None or not 1 <= contest <= MAX_CONTEST:
        facts = {"value": raw.contest[:_SHOWN_CHARS], "limit": MAX_CONTEST}
        mistakes.append(Finding("lottery_contest_unreadable", Severity.FAILURE, facts=facts))
        return None
    return contest


def _numbers(cells: Sequence[str], contest: str, mistakes: list[Finding]) -> tuple[int, ...]:
    found: list[int] = []
    strange: list[str] = []
    for cell in cells:
        try:
            number = whole(cell)
        except ValueError:
            number = None
        if number is None or not 1 <= number <= N_NUMBERS:
            strange.append(cell.strip()[:_SHOWN_CHARS] or "?")
        else:
            found.append(number)
    twice = [f"{number:02d}" for number, count in sorted(Counter(found).items()) if count > 1]
    if strange:
        mistakes.append(_failure("lottery_number_out_of_range", contest, {"values": strange[:N_NUMBERS]}))
    if twice:
        mistakes.append(_failure("lottery_number_repeated", contest, {"values": twice}))
    if len(cells) != N_DRAWN:
        mistakes.append(_failure("lottery_number_count", contest, {"count": len(cells)}))
    return tuple(sorted(found))


def _order(cells: Sequence[str], numbers: tuple[int, ...], contest: str, mistakes: list[Finding]) -> str:
    if not any(cell.strip() for cell in cells):
        return ""
    try:
        order = [whole(cell) or 0 for cell in cells]
    except ValueError:
        order = []
    if tuple(sorted(order)) != numbers:
        mistakes.append(_failure("lottery_order_differs", contest, {"order": " ".join(cells)[:120]}))
    return " ".join(f"{number:02d}" for number in order)


def _plausible_day(cell: str) -> date | None:
    found = day(cell)
    if found is not None and not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(cell)
    return found


def _read(cell: str, reader: Callable[[str], T | None], code: str, contest: str, mistakes: list[Finding]) -> T | None:
    try:
        return reader(cell)
    except ValueError:
        mistakes.append(_failure(code, contest, {"value": cell[:_SHOWN_CHARS]}))
        return None


def _money(cell: str, contest: str, mistakes: list[Finding]) -> int | None:
    return _read(cell, centavos, "lottery_money_unreadable", contest, mistakes)
