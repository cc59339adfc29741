"""Files of draws: the official spreadsheet, the official API's JSON, and CSV; told by their content, never by their name."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bancada.core.errors import ImportRefused
from bancada.data.limits import Limits
from bancada.domains.lottery.importers.json_draws import parse_json, read_record
from bancada.domains.lottery.importers.rows import BadDraw, DrawRow, ParsedDraws, RawDraw, read_row
from bancada.domains.lottery.importers.text_draws import HEADER_ROWS, parse_text, recognised

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "BadDraw",
    "DrawRow",
    "ParsedDraws",
    "RawDraw",
    "read_draws",
    "read_record",
    "read_row",
]

MAX_BYTES = 64_000_000
"""What a file may unpack to; the whole record since 2003 takes seven million bytes as JSON."""
MAX_ROWS = 100_000
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_STARTS_JSON = ("{", "[")


def read_draws(path: Path, *, limits: Limits, shown_name: str | None = None) -> ParsedDraws:
    """Return the draws of a file, rows that break a rule by themselves told apart; the rows are not yet compared.

    Parameters
    ----------
    limits : Limits
        Narrowed to what draws may need: 64 million bytes unpacked, 100,000 rows.
    shown_name : str, optional
        What errors call the file; its own name by default.

    Raises
    ------
    ImportRefused
        A file that is not there, too large, or no record of draws: `lottery_columns_unknown`, `lottery_json_unreadable`,
        `lottery_other_game`, and what workbooks are refused for.
    """
    from bancada.data.importers.files import check_file

    name = shown_name or path.name
    narrowed = _narrowed(limits)
    check_file(path, name, limits=narrowed)
    with path.open("rb") as file:
        head = file.read(len(_OLE))
    if head == _OLE:
        raise ImportRefused("old_workbook", file=name)
    if head.startswith(_ZIP):
        return _from_workbook(path, name, narrowed)
    content = _unpacked(path, name, narrowed) if head.startswith(_GZIP) else path.read_bytes()
    text = _decoded(content, name)
    if text.lstrip().startswith(_STARTS_JSON):
        return parse_json(text, file=name)
    return parse_text(text, file=name, max_rows=narrowed.rows)


def _narrowed(limits: Limits) -> Limits:
    return Limits(
        file_bytes=min(limits.file_bytes, MAX_BYTES),
        columns=min(limits.columns, 200),
        cell_chars=limits.cell_chars,
        rows=min(limits.rows, MAX_ROWS),
        expansion=limits.expansion,
        line_bytes=limits.line_bytes,
    )


def _unpacked(path: Path, name: str, limits: Limits) -> bytes:
    try:
        with gzip.open(path) as file:
            content = file.read(limits.file_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ImportRefused("lottery_gzip_unreadable", file=name, detail=str(error)[:120]) from error
    if len(content) > limits.file_bytes:
        raise ImportRefused("unpacks_too_large", file=name, limit=limits.file_bytes)
    return content


def _decoded(content: bytes, name: str) -> str:
    """Return the text: UTF-8 with or without its mark, UTF-16 with it, else Latin-1 as Brazilian programs write it."""
    if not content.strip():
        raise ImportRefused("empty_file", file=name)
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportRefused("not_text", file=name)


def _from_workbook(path: Path, name: str, limits: Limits) -> ParsedDraws:
    from bancada.data.importers.workbook import cell_text, sheet_rows

    title, lines, rows = sheet_rows(path, limits=limits)
    if not rows:
        raise ImportRefused("empty_file", file=name)
    head = [_texts(cells, cell_text) for cells in rows[:HEADER_ROWS]]
    found = recognised(head)
    if found is None:
        raise ImportRefused("lottery_columns_unknown", file=name, columns=[cell[:40] for cell in head[0]][:20])
    columns, n_above = found
    if len(rows) == n_above:
        raise ImportRefused("header_only", file=name, columns=columns.width)
    read = [
        read_row(columns.raw(line, _texts(cells, cell_text)))
        for line, cells in zip(lines[n_above:], rows[n_above:], strict=True)
    ]
    return ParsedDraws(
        "xlsx",
        tuple(row for row in read if isinstance(row, DrawRow)),
        tuple(row for row in read if isinstance(row, BadDraw)),
        is_official=columns.is_official,
        dialect={"format": "xlsx", "sheet": title},
    )


# Any: openpyxl's cells and the data floor's reading of them.
def _texts(cells: Sequence[Any], as_text: Any) -> list[str]:
    return [as_text(cell) for cell in cells]
