"""How a text file separates its cells, recognised from its first lines. Reads no more than a sample."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise
from pathlib import Path

from bancada.core.errors import ImportRefused
from bancada.core.finding import Finding, Severity
from bancada.data.content import check_names
from bancada.data.importers.quotes import open_quote

__all__ = ["Layout", "recognise"]

SAMPLE_CHARS = 262_144
SAMPLE_RECORDS = 500
DELIMITERS = (";", "\t", ",", "|")
_NUMBER = re.compile(r"\s*[+-]?[\d.,]*\d[\d.,]*\s*")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read the records of a text file.

    Attributes
    ----------
    delimiter : str
    encoding : str
    names : tuple of str
        Of the columns that are kept.
    width : int
        Fields of a data record, a row index included.
    has_header : bool
    has_index : bool
        The first field of each record is a row index and is dropped.
    findings : tuple of Finding
    """

    delimiter: str
    encoding: str
    names: tuple[str, ...]
    width: int
    has_header: bool
    has_index: bool
    findings: tuple[Finding, ...] = ()


def recognise(path: Path, *, encoding: str) -> Layout:
    """Return the layout of the file.

    The delimiter is the one under which most records have as many fields as the header, or one more where the header lacks the
    name of a row index.

    Raises
    ------
    ImportRefused
        `empty_file`, `header_only`, `header_quote_never_closed`, `duplicate_columns`.
    """
    with path.open(encoding=encoding, newline="") as file:
        text = file.read(SAMPLE_CHARS)
        is_whole = not file.read(1)
    if not text.strip():
        raise ImportRefused("empty_file", file=path.name)
    records, delimiter = _best(text, is_whole=is_whole)
    if len(records) < 2 and (is_whole or not records) and not _is_data(records):
        if (quote := open_quote(StringIO(text, newline=""), delimiter)) is not None:
            raise ImportRefused("header_quote_never_closed", file=path.name, line=quote.line)
        raise ImportRefused("header_only", file=path.name, columns=len(records[0]) if records else 0)
    return _layout(records, delimiter, encoding)


def _best(text: str, *, is_whole: bool) -> tuple[list[list[str]], str]:
    found = {delimiter: _records(text, delimiter, is_whole=is_whole) for delimiter in DELIMITERS}
    scores = {delimiter: _score(records) for delimiter, records in found.items()}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    if scores[best] <= (0, 0.0):
        best = ","
    return found[best], best


def _records(text: str, delimiter: str, *, is_whole: bool) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            if record:
                records.append(record)
            if len(records) > SAMPLE_RECORDS:
                return records
    except csv.Error:
        return records
    return records if is_whole or len(records) < 2 else records[:-1]


def _score(records: list[list[str]]) -> tuple[int, float]:
    if not records:
        return 0, 0.0
    header, data = len(records[0]), [len(record) for record in records[1:]]
    if not data:
        return (1, float(header)) if header > 1 else (0, 0.0)
    width, count = Counter(data).most_common(1)[0]
    if width < 2 or header not in (width, width - 1):
        return 0, 0.0
    return (2 if header == width else 1), count / len(data)


def _is_data(records: list[list[str]]) -> bool:
    return bool(records) and _looks_like_data(records[0])


def _looks_like_data(record: list[str]) -> bool:
    filled = [cell for cell in record if cell.strip()]
    if not filled or not all(_NUMBER.fullmatch(cell) for cell in filled):
        return False
    return not all(_YEAR.fullmatch(cell.strip()) for cell in filled) or len(set(filled)) < len(filled)


def _layout(records: list[list[str]], delimiter: str, encoding: str) -> Layout:
    header = [cell.strip() for cell in records[0]]
    width = Counter(len(record) for record in (records[1:] or records)).most_common(1)[0][0]
    if _looks_like_data(records[0]) and len(header) == width:
        names = [f"column_{number}" for number in range(1, width + 1)]
        return Layout(
            delimiter,
            encoding,
            tuple(names),
            width,
            has_header=False,
            has_index=False,
            findings=(Finding("no_header", Severity.INFO),),
        )
    lacks_one = width == len(header) + 1
    is_unnamed_count = (
        width == len(header) > 1 and not header[0] and _counts([record[0] for record in records[1:] if record])
    )
    findings: list[Finding] = []
    if lacks_one or is_unnamed_count:
        findings.append(Finding("row_index_dropped", Severity.INFO))
        header = header if lacks_one else header[1:]
    names = _named(header, findings)
    check_names(names)
    full = len(names) + int(lacks_one or is_unnamed_count)
    return Layout(
        delimiter,
        encoding,
        tuple(names),
        full,
        has_header=True,
        has_index=lacks_one or is_unnamed_count,
        findings=tuple(findings),
    )


def _counts(cells: list[str]) -> bool:
    try:
        numbers = [int(cell) for cell in cells]
    except ValueError:
        return False
    return all(later - earlier == 1 for earlier, later in pairwise(numbers))


def _named(header: list[str], findings: list[Finding]) -> list[str]:
    names = []
    for number, name in enumerate(header, start=1):
        if not name:
            findings.append(Finding("column_named", Severity.INFO, f"column_{number}", {"position": number}))
        names.append(name or f"column_{number}")
    return names
