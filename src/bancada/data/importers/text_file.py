"""CSV and its kin: recognised, read by Arrow, and by Python's reader where records are ragged. Writes nothing."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from bancada.core.dataset import ColumnType
from bancada.core.errors import ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.data.importers.dialect import Layout, recognise
from bancada.data.importers.parsed import BadRow, Parsed
from bancada.data.importers.quotes import OpenQuote, open_quotes
from bancada.data.importers.scan import scan_text
from bancada.data.importers.text_table import MAX_BAD_ROWS, TextTable, too_many_bad_rows, typed
from bancada.data.limits import Limits

__all__ = ["read_text_file"]

BLOCK_BYTES = 16 << 20
CHUNK_ROWS = 50_000


def read_text_file(path: Path, *, limits: Limits, expected: Mapping[str, ColumnType]) -> Parsed:
    """Return the rows of a text file, its dialect recognised.

    Parameters
    ----------
    expected : mapping of str to ColumnType
        Types that columns must have, where the dataset exists already.

    Raises
    ------
    ImportRefused
    """
    facts = scan_text(path, limits=limits)
    try:
        layout = recognise(path, encoding=facts.encoding)
        if len(layout.names) > limits.columns:
            raise ImportRefused("too_many_columns", columns=len(layout.names), limit=limits.columns)
        table = _fast(path, layout)
        if table is None or (facts.quotes and _may_be_open(table, facts.quotes)):
            table = _without_open_quotes(path, layout, limits, table)
    except UnicodeError as error:
        raise ImportRefused("not_text", file=path.name) from error
    if len(table.columns[0]) > limits.rows:
        raise ImportRefused("too_many_rows", rows=len(table.columns[0]), limit=limits.rows)
    if layout.encoding == "utf-16" and any(pc.any(pc.match_substring(cells, "\0")).as_py() for cells in table.columns):
        raise ImportRefused("not_text", file=path.name)
    return typed(table, limits=limits, expected=expected)


def _may_be_open(table: TextTable, quotes: int) -> bool:
    """Whether a cell can have swallowed lines: an odd number of quotes, or a line break within some cell."""
    return bool(quotes % 2) or any(pc.any(pc.match_substring(cells, "\n")).as_py() for cells in table.columns)


def _without_open_quotes(path: Path, layout: Layout, limits: Limits, table: TextTable | None) -> TextTable:
    """Return `table` where every quote closes, else what remains when the lines of the open ones are bad rows."""
    opened = open_quotes(path, encoding=layout.encoding, delimiter=layout.delimiter)
    if table is not None and not opened:
        return table
    return _careful(path, layout, limits, opened)


def _fast(path: Path, layout: Layout) -> TextTable | None:
    """Return all cells as text, or None where some record is ragged or strange."""
    parse = pa.csv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=True)
    read = pa.csv.ReadOptions(
        encoding=layout.encoding.removesuffix("-sig"),
        column_names=[f"f{i}" for i in range(layout.width)],
        skip_rows_after_names=int(layout.has_header) if layout.width == len(layout.names) else 0,
        skip_rows=0 if layout.width == len(layout.names) or not layout.has_header else 1,
        block_size=BLOCK_BYTES,
    )
    convert = pa.csv.ConvertOptions(
        column_types=dict.fromkeys(read.column_names, pa.large_string()), strings_can_be_null=False, check_utf8=False
    )
    try:
        table = pa.csv.read_csv(path, read_options=read, parse_options=parse, convert_options=convert)
    except (pa.ArrowInvalid, UnicodeError):
        return None
    return TextTable(
        names=layout.names,
        columns=_kept(table, layout),
        rows=table.num_rows,
        dialect=_dialect(layout),
        findings=layout.findings,
        lines=lambda: [line for line, _ in _records(path, layout)],
    )


def _careful(path: Path, layout: Layout, limits: Limits, opened: tuple[OpenQuote, ...]) -> TextTable:
    """Return the cells of records that have all fields, and the others as bad rows with their lines."""
    quotes = {quote.record: quote for quote in opened}
    chunks: list[Any] = []  # Any: Arrow ships no types
    waiting: list[list[str]] = []
    lines = array("q")
    bad: list[BadRow] = []
    names = [f"f{i}" for i in range(layout.width)]
    schema = pa.schema([(name, pa.large_string()) for name in names])
    for line, record in _records(path, layout, opened):
        if line not in quotes and len(record) == layout.width:
            lines.append(line)
            waiting.append(record)
        else:
            reason = _open(quotes[line]) if line in quotes else _ragged(record, layout)
            bad.append(BadRow(line, (reason,), tuple(record), row=len(lines) + len(bad) + 1))
        if len(waiting) == CHUNK_ROWS:
            chunks.append(pa.table(list(zip(*waiting, strict=True)), schema=schema))
            waiting.clear()
        if len(lines) + len(bad) > limits.rows:
            raise ImportRefused("too_many_rows", rows=len(lines) + len(bad), limit=limits.rows)
        if len(bad) > MAX_BAD_ROWS:
            raise too_many_bad_rows(bad)
    if waiting:
        chunks.append(pa.table(list(zip(*waiting, strict=True)), schema=schema))
    table = pa.concat_tables(chunks or [schema.empty_table()])
    return TextTable(
        names=layout.names,
        columns=_kept(table, layout),
        rows=len(lines) + len(bad),
        dialect=_dialect(layout),
        findings=layout.findings,
        lines=lambda: lines,
        bad=tuple(bad),
    )


# Any: Arrow ships no types.
def _kept(table: Any, layout: Layout) -> tuple[Any, ...]:
    columns = table.columns[1:] if layout.has_index else table.columns
    return tuple(
        pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.large_string()) for column in columns
    )


def _open(quote: OpenQuote) -> Finding:
    return Finding("quote_never_closed", Severity.FAILURE, facts={"line": quote.line})


def _ragged(record: list[str], layout: Layout) -> Finding:
    facts = {"found": len(record), "expected": layout.width}
    return Finding("wrong_number_of_fields", Severity.FAILURE, facts=facts)


def _records(path: Path, layout: Layout, opened: tuple[OpenQuote, ...] = ()) -> Iterator[tuple[int, list[str]]]:
    """Yield each data record with the line where it begins; blank lines are passed over, lines of open quotes are one record."""
    with path.open(encoding=layout.encoding, newline="") as file:
        records = _all_records(file, layout, opened)
        if layout.has_header:
            first, _ = next(records)
            if opened and first == opened[0].record:
                raise ImportRefused("header_quote_never_closed", file=path.name, line=opened[0].line)
        yield from records


def _all_records(file: Iterator[str], layout: Layout, opened: tuple[OpenQuote, ...]) -> Iterator[tuple[int, list[str]]]:
    line = 1
    for quote in opened:
        yield from _whole_records(islice(file, quote.record - line), layout, line)
        line = quote.line + 1
        yield quote.record, ["".join(islice(file, line - quote.record)).rstrip("\r\n")]
    yield from _whole_records(file, layout, line)


def _whole_records(lines: Iterable[str], layout: Layout, line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of lines of which the first is `line`."""
    reader, first = csv.reader(lines, delimiter=layout.delimiter), line
    try:
        for record in reader:
            begun, line = line, first + reader.line_num
            if record and not (layout.width > 1 and len(record) == 1 and not record[0].strip()):
                yield begun, record
    except csv.Error as error:
        raise ImportRefused("broken_record", line=line, detail=str(error)) from error


# Any: strings only; the annotation of `Parsed.dialect`.
def _dialect(layout: Layout) -> dict[str, Any]:
    return {
        "format": "csv",
        "encoding": layout.encoding,
        "delimiter": {"\t": "tab"}.get(layout.delimiter, layout.delimiter),
    }
