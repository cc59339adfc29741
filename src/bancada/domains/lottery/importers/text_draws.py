"""CSV and its kin with the usual names of columns, or with none. Knows no file: it is given text."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice

from bancada.core.errors import ImportRefused
from bancada.domains.lottery.importers.columns import Columns, columns_of, columns_without_names
from bancada.domains.lottery.importers.rows import BadDraw, DrawRow, ParsedDraws, read_row

__all__ = ["HEADER_ROWS", "parse_text", "recognised"]

DELIMITERS = (";", "\t", ",", "|")
HEADER_ROWS = 10
"""Rows among which the header is looked for: spreadsheets put titles above it."""


def parse_text(text: str, *, file: str, max_rows: int) -> ParsedDraws:
    """Return the draws of a text, its delimiter and its columns recognised from the first rows.

    Raises
    ------
    ImportRefused
        `lottery_columns_unknown`, `header_only`, `too_many_rows`, `broken_record`.
    """
    for delimiter in DELIMITERS:
        head = [cells for _, cells in islice(_records(text, delimiter), HEADER_ROWS)]
        found = recognised(head)
        if found is not None:
            columns, n_above = found
            return _parsed(text, delimiter, columns, n_above, file=file, max_rows=max_rows)
    raise ImportRefused("lottery_columns_unknown", file=file, columns=_first_names(text))


def recognised(head: Sequence[Sequence[str]]) -> tuple[Columns, int] | None:
    """Return the columns and how many rows stand above the first draw, or None."""
    for position, cells in enumerate(head):
        columns = columns_of(cells)
        if columns is not None:
            return columns, position + 1
    for cells in head[:1]:
        columns = columns_without_names(cells)
        if columns is not None:
            return columns, 0
    return None


def _parsed(text: str, delimiter: str, columns: Columns, n_above: int, *, file: str, max_rows: int) -> ParsedDraws:
    good: list[DrawRow] = []
    bad: list[BadDraw] = []
    for line, cells in islice(_records(text, delimiter), n_above, None):
        row = read_row(columns.raw(line, cells))
        if isinstance(row, DrawRow):
            good.append(row)
        else:
            bad.append(row)
        if len(good) + len(bad) > max_rows:
            raise ImportRefused("too_many_rows", rows=len(good) + len(bad), limit=max_rows)
    if not good and not bad:
        raise ImportRefused("header_only", file=file, columns=columns.width)
    shown = {"\t": "tab"}.get(delimiter, delimiter)
    dialect = {"format": "csv", "delimiter": shown}
    return ParsedDraws("csv", tuple(good), tuple(bad), dialect=dialect)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank with the line where it begins."""
    reader, line = csv.reader(StringIO(text, newline=""), delimiter=delimiter), 1
    try:
        for record in reader:
            begun, line = line, reader.line_num + 1
            if any(cell.strip() for cell in record):
                yield begun, record
    except csv.Error as error:
        raise ImportRefused("broken_record", line=line, detail=str(error)) from error


def _first_names(text: str) -> list[str]:
    """Return what the header seems to name, under the delimiter that parts it most."""
    first = next((line for line in text.splitlines() if line.strip()), "")[:400]
    delimiter = max(DELIMITERS, key=first.count)
    return [name.strip()[:40] for name in first.split(delimiter)][:20]
