"""Tickets written by people: text or a file of one ticket a line, read whole or refused with every mistake named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bancada.core.errors import BadInput, SchemaError
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.constraints import MAX_SIZE
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS
from bancada.domains.lottery.selection import Ticket

__all__ = ["MAX_BYTES", "MAX_LINES", "check_are_tickets", "parse_tickets"]

MAX_BYTES = 1_000_000
"""Of a text or file, in UTF-8."""
MAX_LINES = 2_000
"""Tickets of a text or file."""
MAX_NAMED = 20
"""Wrong lines that are named; the others are counted."""

_SEPARATORS = re.compile(r"[\s,;|\-–—\"']+")
_NUMBER = re.compile(r"[0-9]{1,2}")


def parse_tickets(content: str | bytes) -> tuple[Ticket, ...]:
    """Return the tickets of a text, in the order of its lines.

    One ticket a line: 15 to 20 numbers in any order, parted by spaces, commas, semicolons, dashes, bars or tabs. Empty lines and
    a first line without any number (the head of a table) are passed over.

    Parameters
    ----------
    content : str or bytes
        Bytes are read as UTF-8, or as Latin-1 where they are not.

    Raises
    ------
    SchemaError
        Lines that are no tickets; the first 20 in `facts["problems"]`, with their line numbers from 1.
    BadInput
        No ticket at all, too many lines or bytes, or no text.

    Examples
    --------
    >>> parse_tickets("15 14 13 12 11 10 09 08 07 06 05 04 03 02 01")
    ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),)
    """
    lines = [(place, _words(line)) for place, line in enumerate(_text(content).splitlines(), 1)]
    lines = [(place, words) for place, words in lines if words]
    if lines and not any(_NUMBER.fullmatch(word) for word in lines[0][1]):
        lines = lines[1:]
    if not lines:
        raise BadInput("tickets_none")
    if len(lines) > MAX_LINES:
        raise BadInput("tickets_too_many_lines", count=len(lines), high=MAX_LINES)
    problems = [problem for place, words in lines for problem in _problems(words, line=place)]
    if problems:
        raise SchemaError("tickets_wrong_lines", problems=_named(problems))
    return tuple(tuple(sorted(int(word) for word in words)) for _, words in lines)


def check_are_tickets(tickets: Sequence[Ticket]) -> None:
    """Raise BadInput where there is no ticket, or one that is not 15 to 20 distinct numbers in 1..25."""
    if not tickets:
        raise BadInput("tickets_none")
    for ticket in tickets:
        if not N_DRAWN <= len(ticket) <= MAX_SIZE:
            raise BadInput("ticket_size", size=len(ticket), low=N_DRAWN, high=MAX_SIZE)
        if len(set(ticket)) < len(ticket) or min(ticket) < 1 or max(ticket) > N_NUMBERS:
            raise BadInput("ticket_numbers", numbers=list(ticket))


def _text(content: str | bytes) -> str:
    if len(content) > MAX_BYTES:
        raise BadInput("tickets_too_long", size=len(content), high=MAX_BYTES)
    text = content if isinstance(content, str) else _decoded(content)
    if "\0" in text:
        raise BadInput("tickets_no_text")
    return text.removeprefix("\ufeff")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _words(line: str) -> list[str]:
    return [word for word in _SEPARATORS.split(line) if word]


def _problems(words: list[str], *, line: int) -> list[Finding]:
    strange = [word[:20] for word in words if not _NUMBER.fullmatch(word)]
    if strange:
        return [_problem("ticket_line_not_numbers", line=line, values=strange[:5])]
    numbers = [int(word) for word in words]
    problems = []
    if outside := sorted({number for number in numbers if not 1 <= number <= N_NUMBERS}):
        problems.append(_problem("ticket_line_out_of_range", line=line, numbers=outside[:5]))
    if repeated := sorted({number for number in numbers if numbers.count(number) > 1}):
        problems.append(_problem("ticket_line_repeated", line=line, numbers=repeated))
    if not N_DRAWN <= len(numbers) <= MAX_SIZE:
        problems.append(_problem("ticket_line_count", line=line, count=len(numbers), low=N_DRAWN, high=MAX_SIZE))
    return problems


def _named(problems: list[Finding]) -> list[Finding]:
    rest = len(problems) - MAX_NAMED
    return problems if rest <= 0 else [*problems[:MAX_NAMED], _problem("ticket_lines_more", count=rest)]


def _problem(code: str, **facts: object) -> Finding:
    return Finding(code, Severity.FAILURE, facts=dict(facts))
