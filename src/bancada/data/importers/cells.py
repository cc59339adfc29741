"""Text cells to values: numbers and dates as Brazilians and others write them, decided per column. Knows no file.

A column has a type when at least 95% of its cells present fit it; the cells that do not are bad.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bancada.core.dataset import ColumnType
from bancada.data.content import EXACT_FLOAT_INTEGER
from bancada.data.importers.dates import read_dates
from bancada.data.importers.numbers import decimal_mark, read_numbers

__all__ = ["Cells", "read_cells"]

FIT_SHARE = 0.95
NEAR_SHARE = 0.5
SAMPLE = 5_000
MISSING = (
    "",
    "na",
    "n/a",
    "nan",
    "null",
    "none",
    "nil",
    "-",
    "--",
    "?",
    "#n/d",
    "#n/a",
    "#na",
    "nd",
    "n/d",
    "#valor!",
    "#div/0!",
    "#ref!",
)
_LONG_DIGITS = r"^[+-]?\d{19,}$"
_TRUE, _FALSE = ("true", "verdadeiro"), ("false", "falso")


@dataclass(frozen=True, slots=True)
class Cells:
    """One column read.

    Attributes
    ----------
    values : pyarrow.Array
        Plain, missing where the cell was missing or bad.
    type : ColumnType
        CATEGORY stands for any text here.
    bad : pyarrow.Array of bool or None
        Cells that do not fit; None where all do.
    decimal : str
        "." or "," in a column of numbers, else empty.
    date_order : str
        "ymd", "dmy" or "mdy" in a column of dates, else empty.
    nearly : ColumnType or None
        Of a column of text: the type that half of its cells have, and `share` how many.
    """

    # Any: Arrow ships no types; likewise below.
    values: Any
    type: ColumnType
    bad: Any = None
    decimal: str = ""
    date_order: str = ""
    nearly: ColumnType | None = None
    share: float = 0.0


def read_cells(text: Any, *, decimal: str, expected: ColumnType | None = None) -> Cells:
    """Return the values of a column of text.

    Parameters
    ----------
    text : pyarrow.Array of large_string
        Cells as they stand; empty and blank ones are missing.
    decimal : str
        Decimal mark of the file, for columns whose cells do not tell.
    expected : ColumnType, optional
        Type that the column must have, whatever share of cells fits; whole numbers may turn out to be fractions.
    """
    trimmed = pc.utf8_trim_whitespace(text)
    is_blank = pc.equal(pc.binary_length(trimmed), 0)
    missing = pa.scalar(None, pa.large_string())
    trimmed = pc.if_else(is_blank, missing, trimmed)
    as_text = Cells(pc.if_else(is_blank, missing, text), ColumnType.CATEGORY)
    hint = _Hint(decimal, expected)
    if expected in _READERS:
        return _READERS[expected](trimmed, hint)
    if expected is not None or trimmed.null_count == len(trimmed):
        return as_text
    return _guessed(trimmed, hint, as_text)


def _guessed(trimmed: Any, hint: _Hint, as_text: Cells) -> Cells:
    sample = _sample(trimmed)
    for kind in (ColumnType.BOOLEAN, ColumnType.FLOAT, ColumnType.DATETIME):
        share = _fit(_READERS[kind](sample, hint))
        if share < NEAR_SHARE:
            continue
        found = _READERS[kind](trimmed, hint)
        share = _fit(found)
        if share >= FIT_SHARE:
            return as_text if _is_code(found, trimmed) else found
        if share >= NEAR_SHARE:
            return replace(as_text, nearly=kind, share=share)
    return as_text


@dataclass(frozen=True, slots=True)
class _Hint:
    """What is known before a column is read: the file's decimal mark, and the type that it must have."""

    decimal: str
    expected: ColumnType | None


def _sample(array: Any) -> Any:
    present = array.drop_null()
    if len(present) <= SAMPLE:
        return present
    step = len(present) / SAMPLE
    return present.take(pa.array([int(i * step) for i in range(SAMPLE)]))


def _fit(found: Cells) -> float:
    """Return the share of cells with content that have the type; 0 where no cell has."""
    n_values = len(found.values) - found.values.null_count
    n_bad = (pc.sum(found.bad).as_py() or 0) if found.bad is not None else 0
    return float(n_values / (n_values + n_bad)) if n_values else 0.0


def _is_code(found: Cells, trimmed: Any) -> bool:
    """Whether the column reads as numbers and holds none: codes with leading zeros, identifiers too long for a number."""
    if found.type is not ColumnType.INTEGER:
        return bool(found.type is ColumnType.FLOAT and pc.any(pc.match_substring_regex(trimmed, _LONG_DIGITS)).as_py())
    digits = pc.utf8_ltrim(trimmed, "+-")
    leads_with_zero = pc.and_(pc.starts_with(digits, "0"), pc.greater(pc.binary_length(digits), 1))
    if pc.any(leads_with_zero).as_py():
        return True
    bounds = pc.min_max(found.values).as_py()
    return bool(found.values.null_count and max(-bounds["min"], bounds["max"]) > EXACT_FLOAT_INTEGER)


def _bad(cells: Any, values: Any) -> Any:
    """Return which cells hold something that is neither a value nor a word for a missing one."""
    unread = pc.and_(pc.is_valid(cells), pc.is_null(values))
    if not pc.any(unread).as_py():
        return None
    is_missing_word = pc.is_in(pc.utf8_lower(cells), value_set=pa.array(MISSING, pa.large_string()))
    bad = pc.and_(unread, pc.invert(is_missing_word))
    return bad if pc.any(bad).as_py() else None


def _booleans(cells: Any, hint: _Hint) -> Cells:
    lowered = pc.utf8_lower(cells)
    digits = hint.expected is ColumnType.BOOLEAN
    true = pc.is_in(lowered, value_set=pa.array((*_TRUE, "1") if digits else _TRUE, pa.large_string()))
    false = pc.is_in(lowered, value_set=pa.array((*_FALSE, "0") if digits else _FALSE, pa.large_string()))
    values = pc.if_else(pc.or_(true, false), true, pa.scalar(None, pa.bool_()))
    return Cells(values, ColumnType.BOOLEAN, _bad(cells, values))


def _numbers(cells: Any, hint: _Hint) -> Cells:
    mark = decimal_mark(_sample(cells)) or hint.decimal
    values = read_numbers(cells, decimal=mark, is_float=hint.expected is ColumnType.FLOAT)
    kind = ColumnType.INTEGER if values.type == pa.int64() else ColumnType.FLOAT
    return Cells(values, kind, _bad(cells, values), decimal=mark)


def _dates(cells: Any, _hint: _Hint) -> Cells:
    values, order = read_dates(cells)
    return Cells(values, ColumnType.DATETIME, _bad(cells, values), date_order=order)


_READERS: dict[ColumnType | None, Callable[[Any, _Hint], Cells]] = {
    ColumnType.BOOLEAN: _booleans,
    ColumnType.INTEGER: _numbers,
    ColumnType.FLOAT: _numbers,
    ColumnType.DATETIME: _dates,
}
