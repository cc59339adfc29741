"""XLSX workbooks: the archive is checked entry by entry before it is opened, then the first sheet with rows is read as cells of text.

It must not trust a size that the archive declares more than what it really unpacks.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
from openpyxl.utils.exceptions import InvalidFileException

from bancada.core.dataset import ColumnType
from bancada.core.errors import ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.data.content import check_names
from bancada.data.importers.parsed import Parsed
from bancada.data.importers.text_table import TextTable, typed
from bancada.data.limits import Limits

__all__ = ["cell_text", "read_workbook", "sheet_rows"]

CHUNK = 1 << 20
SMALL_BYTES = 16_000_000
MAX_ENTRIES = 10_000
FLAG_ENCRYPTED = 0x1


def read_workbook(path: Path, *, limits: Limits, expected: Mapping[str, ColumnType]) -> Parsed:
    """Return the rows of the first sheet that has any.

    Raises
    ------
    ImportRefused
        `workbook_unreadable`, `unpacks_too_large`, `encrypted_file`, `empty_file`, `header_only` and what the cells are refused for.
    """
    title, numbers, rows = sheet_rows(path, limits=limits)
    return typed(_table(path, title, numbers, rows), limits=limits, expected=expected)


# Any: openpyxl's cells.
def sheet_rows(path: Path, *, limits: Limits) -> tuple[str, list[int], list[Sequence[Any]]]:
    """Return the title of the first sheet that has any rows, the number of each row that is not blank, and its cells.

    Raises
    ------
    ImportRefused
        `workbook_unreadable`, `unpacks_too_large`, `encrypted_file`, `too_many_columns`, `too_many_rows`.
    """
    try:
        _check_archive(path, limits)
        with path.open("rb") as file:  # by its name it would be refused where that lacks the usual ending
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            try:
                return _first_sheet(book, limits)
            finally:
                book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        zlib.error,
        SyntaxError,
    ) as error:
        if isinstance(error, ImportRefused):
            raise
        raise ImportRefused("workbook_unreadable", file=path.name, detail=str(error)[:200]) from error


def _check_archive(path: Path, limits: Limits) -> None:
    """Unpack every entry to nowhere, counting; stop at the first byte beyond the limit."""
    allowed = min(limits.file_bytes, max(SMALL_BYTES, limits.expansion * path.stat().st_size))
    unpacked = 0
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > allowed:
            raise ImportRefused("unpacks_too_large", file=path.name, limit=allowed)
        if any(entry.flag_bits & FLAG_ENCRYPTED for entry in entries):
            raise ImportRefused("encrypted_file", file=path.name)
        for entry in entries:
            with archive.open(entry) as stream:
                head = stream.read(CHUNK)
                if b"<!DOCTYPE" in head[:4096] or b"<!ENTITY" in head:
                    raise ImportRefused("workbook_unreadable", file=path.name, detail="a document type definition")
                unpacked += len(head)
                while chunk := stream.read(CHUNK):
                    unpacked += len(chunk)
                    if unpacked > allowed:
                        raise ImportRefused("unpacks_too_large", file=path.name, limit=allowed)


# Any: openpyxl's workbook and cells.
def _first_sheet(book: Any, limits: Limits) -> tuple[str, list[int], list[Sequence[Any]]]:
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs declare fewer rows than they write, and the others would be passed over
        numbers: list[int] = []
        rows: list[Sequence[Any]] = []
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if len(row) > limits.columns:
                row = _cut(row)  # noqa: PLW2901  # formatting alone can stretch a row to 16,384 cells
            if len(row) > limits.columns:
                raise ImportRefused("too_many_columns", columns=len(row), limit=limits.columns)
            if any(cell is not None for cell in row):
                numbers.append(number)
                rows.append(row)
            if len(rows) > limits.rows + 1:
                raise ImportRefused("too_many_rows", rows=len(rows), limit=limits.rows)
        if rows:
            return str(sheet.title), numbers, rows
    return "", [], []


def _cut(row: Sequence[Any]) -> Sequence[Any]:
    filled = [position for position, cell in enumerate(row) if cell is not None]
    return row[: filled[-1] + 1] if filled else ()


def _table(path: Path, title: str, numbers: list[int], rows: list[Sequence[Any]]) -> TextTable:
    if not rows:
        raise ImportRefused("empty_file", file=path.name)
    used = [i for i in range(max(map(len, rows))) if any(i < len(row) and row[i] is not None for row in rows)]
    header = [cell_text(rows[0][i]).strip() if i < len(rows[0]) else "" for i in used]
    if len(rows) == 1:
        raise ImportRefused("header_only", file=path.name, columns=len(header))
    findings = []
    if not header[0] and [cell_text(row[used[0]]) for row in rows[1:]] in _counts(len(rows) - 1):
        findings.append(Finding("row_index_dropped", Severity.INFO))
        used, header = used[1:], header[1:]
    names = []
    for number, name in enumerate(header, start=1):
        if not name:
            findings.append(Finding("column_named", Severity.INFO, f"column_{number}", {"position": number}))
        names.append(name or f"column_{number}")
    check_names(names)
    columns = tuple(
        pa.array([cell_text(row[i]) if i < len(row) else "" for row in rows[1:]], pa.large_string()) for i in used
    )
    return TextTable(
        tuple(names),
        columns,
        len(rows) - 1,
        lambda: numbers[1:],
        {"format": "xlsx", "sheet": title},
        findings=tuple(findings),
    )


def _counts(n_rows: int) -> tuple[list[str], list[str]]:
    return [str(i) for i in range(n_rows)], [str(i) for i in range(1, n_rows + 1)]


def cell_text(cell: Any) -> str:
    """Return a cell as text: empty where there is none, whole numbers without decimals, dates as ISO 8601, no NUL."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell).replace("\0", "")
