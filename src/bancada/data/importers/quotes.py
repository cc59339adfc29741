"""Quotes that a text file opens and never closes: everything behind one would be swallowed as a single cell. Parses no cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bancada.core.errors import ImportRefused

__all__ = ["OpenQuote", "open_quote", "open_quotes"]

MAX_OPEN = 200


@dataclass(frozen=True, slots=True)
class OpenQuote:
    """A quote that does not close properly.

    Attributes
    ----------
    record : int
        1-based line where its record begins.
    line : int
        1-based line of the quote itself.
    """

    record: int
    line: int


def open_quotes(path: Path, *, encoding: str, delimiter: str) -> tuple[OpenQuote, ...]:
    """Return the quotes that never close, in order, each sought behind the line of the one before it.

    Raises
    ------
    ImportRefused
        `broken_record` where there are so many that the file is of another kind.
    """
    found: list[OpenQuote] = []
    while True:
        with path.open(encoding=encoding, newline="") as file:
            opened = open_quote(file, delimiter, after=found[-1].line if found else 0)
        if opened is None:
            return tuple(found)
        found.append(opened)
        if len(found) > MAX_OPEN:
            raise ImportRefused("broken_record", line=found[0].line, detail=f"{MAX_OPEN}+ open quotes")


def open_quote(lines: Iterable[str], delimiter: str, *, after: int = 0) -> OpenQuote | None:
    """Return the first quote that does not close properly, or None; the first `after` lines are passed over.

    One that is still open when `lines` end, and one that closes on a later line in the middle of a cell: there another one opens.
    """
    is_open, record, opened = False, 0, 0
    for number, line in enumerate(lines, start=1):
        if number <= after or '"' not in line:
            continue
        position = 0
        if not is_open:
            record = number
        while position >= 0:
            if is_open:
                position = _closing(line, position)
                is_open = position < 0
                if not is_open and number > opened and line[position : position + 1] not in (delimiter, "\r", "\n", ""):
                    return OpenQuote(record, opened)
            else:
                position = _opening(line, delimiter, position)
                is_open = position >= 0
                opened = number if is_open else opened
    return OpenQuote(record, opened) if is_open else None


def _opening(line: str, delimiter: str, position: int) -> int:
    """Return the place behind the next quote that begins a cell, or -1."""
    if position == 0 and line.startswith('"'):
        return 1
    found = line.find(delimiter + '"', position)
    return found + 2 if found >= 0 else -1


def _closing(line: str, position: int) -> int:
    """Return the place behind the quote that ends the cell, or -1; two in a row are one within it."""
    found = line.find('"', position)
    while found >= 0 and line[found + 1 : found + 2] == '"':
        found = line.find('"', found + 2)
    return found + 1 if found >= 0 else -1
