"""Cells as text to a plain table: types decided, bad cells told apart row by row. Shared by text files and spreadsheets."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bancada.core.dataset import ColumnType
from bancada.core.errors import ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.data.importers.cells import Cells, read_cells
from bancada.data.importers.numbers import decimal_mark, has_comma_numbers
from bancada.data.importers.parsed import BadRow, Parsed, examples_of
from bancada.data.limits import Limits

__all__ = ["MAX_BAD_ROWS", "TextTable", "too_many_bad_rows", "typed"]

SHOWN_CHARS = 80
MAX_BAD_ROWS = 100_000
MARK_SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class TextTable:
    """Cells of a source as they stand.

    Attributes
    ----------
    names : tuple of str
    columns : tuple of pyarrow.Array of large_string
        Only of rows with the right number of fields.
    rows : int
        All data rows, those in `bad` included.
    lines : callable
        Returns the line of each row in `columns`; costly, asked only where a row is bad.
    bad : tuple of BadRow
        Rows with a wrong number of fields.
    """

    names: tuple[str, ...]
    columns: tuple[Any, ...]  # Any: Arrow ships no types
    rows: int
    lines: Callable[[], Sequence[int]]
    dialect: dict[str, str]
    bad: tuple[BadRow, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def typed(source: TextTable, *, limits: Limits, expected: Mapping[str, ColumnType]) -> Parsed:
    """Return the table with its columns typed; rows with a bad cell are left out of it and listed."""
    decimal = _file_mark(source)
    found = [
        read_cells(column, decimal=decimal, expected=expected.get(name))
        for name, column in zip(source.names, source.columns, strict=True)
    ]
    too_long = [_too_long(column, limits.cell_chars) for column in source.columns]
    table = pa.table([cells.values for cells in found], names=list(source.names))
    masks = [mask for mask in (*(cells.bad for cells in found), *too_long) if mask is not None]
    bad_rows = source.bad
    if masks:
        is_bad = _union(masks)
        bad_rows = (*bad_rows, *_bad_rows(source, found, too_long, is_bad, limits))
        table = table.filter(pc.invert(is_bad))
    return Parsed(
        table=table.combine_chunks(),
        rows=source.rows,
        bad=tuple(sorted(bad_rows, key=lambda row: row.line)),
        dialect=source.dialect | _recognised(found),
        findings=(*source.findings, *_nearly(source.names, found)),
    )


def _nearly(names: Sequence[str], found: Sequence[Cells]) -> list[Finding]:
    return [
        Finding(
            "nearly_of_a_type", Severity.CAUTION, name, {"type": cells.nearly.value, "percent": int(100 * cells.share)}
        )
        for name, cells in zip(names, found, strict=True)
        if cells.nearly is not None
    ]


def _file_mark(source: TextTable) -> str:
    """Return the decimal mark that most telling columns use; where none tells, a point unless commas can be nothing else."""
    samples = [pc.utf8_trim_whitespace(column.slice(0, MARK_SAMPLE)) for column in source.columns]
    votes = Counter(decimal_mark(sample) for sample in samples)
    if votes[","] != votes["."]:
        return "," if votes[","] > votes["."] else "."
    return "," if source.dialect.get("delimiter") == ";" and any(map(has_comma_numbers, samples)) else "."


def _too_long(column: Any, limit: int) -> Any:
    longest = pc.max(pc.binary_length(column)).as_py() or 0
    if longest <= limit:
        return None
    mask = pc.greater(pc.utf8_length(column), limit)
    return mask if pc.any(mask).as_py() else None


def _union(masks: Sequence[Any]) -> Any:
    union = pc.fill_null(masks[0], False)
    for mask in masks[1:]:
        union = pc.or_(union, pc.fill_null(mask, False))
    return union


def _bad_rows(
    source: TextTable, found: Sequence[Cells], too_long: Sequence[Any], is_bad: Any, limits: Limits
) -> list[BadRow]:
    positions = pc.indices_nonzero(is_bad)
    chosen = positions.slice(0, MAX_BAD_ROWS + 1)
    lines, ragged = source.lines(), [row.line for row in source.bad]
    texts = [column.take(chosen).to_pylist() for column in source.columns]
    is_long = [None if mask is None else mask.take(chosen).to_pylist() for mask in too_long]
    is_unfit = [None if cells.bad is None else cells.bad.take(chosen).to_pylist() for cells in found]
    rows = []
    for number, position in enumerate(chosen.to_pylist()):
        cells = [column[number] for column in texts]
        findings = []
        for name, text, read, long, unfit in zip(source.names, cells, found, is_long, is_unfit, strict=True):
            if long is not None and long[number]:
                findings.append(
                    Finding("cell_too_long", Severity.FAILURE, name, {"length": len(text), "limit": limits.cell_chars})
                )
            elif unfit is not None and unfit[number]:
                facts = {"value": text[:SHOWN_CHARS], "type": Finding(f"type_{read.type.value}")}
                findings.append(Finding("cell_does_not_fit", Severity.FAILURE, name, facts))
        row = position + bisect_left(ragged, lines[position]) + 1
        rows.append(BadRow(lines[position], tuple(findings), tuple(cells), row))
    if len(rows) > MAX_BAD_ROWS:
        raise too_many_bad_rows(rows)
    return rows


def too_many_bad_rows(rows: Sequence[BadRow]) -> ImportRefused:
    """Return the error for a file of which more rows are bad than are worth listing."""
    return ImportRefused("too_many_bad_rows", limit=MAX_BAD_ROWS, examples=examples_of(rows))


def _recognised(found: Sequence[Cells]) -> dict[str, str]:
    marks = Counter(cells.decimal for cells in found if cells.type is ColumnType.FLOAT and cells.decimal)
    orders = Counter(cells.date_order for cells in found if cells.date_order)
    facts = {}
    if marks:
        facts["decimal"] = marks.most_common(1)[0][0]
    if orders:
        facts["date_order"] = orders.most_common(1)[0][0]
    return facts
