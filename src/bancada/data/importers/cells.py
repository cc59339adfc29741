"""Text cells to values: numbers and dates as Brazilians and others write them, decided per column. Knows no file.

A column has a type when at least 95% of its cells present fit it; the cells that do not are bad.
"""

from __future__ import annotations

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
    """

    # Any: Arrow ships no types; likewise below.
    values: Any
    type: ColumnType
    bad: Any = None
    decimal: str = ""
    date_order: str = ""


def read_cells(text: Any, *, decimal: str, expected: ColumnType | None = None) -> Cells:
    """Return the values of a column of text.

    Parameters
    ----------
    text : pyarrow.Array of large_string
        Cells as they stand; empty and blank ones are missing.
    decimal : str
        Decimal mark of the file, for columns whose cells do not tell.
    expected : ColumnType, optional
        Type that the column must have, whatever share of cells fits.
    """
    trimmed = pc.utf8_trim_whitespace(text)
    is_blank = pc.equal(pc.binary_length(trimmed), 0)
    trimmed = pc.if_else(is_blank, pa.scalar(None, pa.large_string()), trimmed)
    as_text = Cells(pc.if_else(is_blank, pa.scalar(None, pa.large_string()), text), ColumnType.CATEGORY)
    if expected in (ColumnType.CATEGORY, ColumnType.TEXT) or trimmed.null_count == len(trimmed):
        if expected in (None, ColumnType.CATEGORY, ColumnType.TEXT):
            return as_text
    sample = _sample(trimmed)
    readers = (_booleans, _numbers, _dates)
    for reader in readers:
        guess = reader(sample, decimal=decimal, expected=expected)
        if expected is None and not _fits(sample, guess):
            continue
        found = reader(trimmed, decimal=guess.decimal or decimal, expected=expected)
        if _fits(trimmed, found) if expected is None else _has_type(found, expected):
            return _checked(found, trimmed, expected) or as_text
    return as_text


def _sample(array: Any) -> Any:
    present = array.drop_null()
    if len(present) <= SAMPLE:
        return present
    step = len(present) / SAMPLE
    return present.take(pa.array([int(i * step) for i in range(SAMPLE)]))


def _fits(cells: Any, found: Cells) -> bool:
    n_values = len(found.values) - found.values.null_count
    n_bad = pc.sum(found.bad).as_py() or 0 if found.bad is not None else 0
    return bool(n_values > 0 and n_values >= FIT_SHARE * (n_values + n_bad))


def _has_type(found: Cells, expected: ColumnType) -> bool:
    return found.type is expected or (found.type is ColumnType.INTEGER and expected is ColumnType.FLOAT)


def _checked(found: Cells, trimmed: Any, expected: ColumnType | None) -> Cells | None:
    """Return the column, or None where it reads as numbers and is none: codes with leading zeros, identifiers too long for a number."""
    if found.type is not ColumnType.INTEGER or expected is not None:
        return found
    digits = pc.utf8_ltrim(trimmed, "+-")
    is_code = pc.and_(pc.starts_with(digits, "0"), pc.greater(pc.binary_length(digits), 1))
    if pc.any(is_code).as_py():
        return None
    bounds = pc.min_max(found.values).as_py()
    is_huge = found.values.null_count and max(-bounds["min"], bounds["max"]) > EXACT_FLOAT_INTEGER
    return None if is_huge else found


def _bad(cells: Any, values: Any) -> Any:
    """Return which cells hold something that is neither a value nor a word for a missing one."""
    unread = pc.and_(pc.is_valid(cells), pc.is_null(values))
    if not pc.any(unread).as_py():
        return None
    is_missing_word = pc.is_in(pc.utf8_lower(cells), value_set=pa.array(MISSING, pa.large_string()))
    bad = pc.and_(unread, pc.invert(is_missing_word))
    return bad if pc.any(bad).as_py() else None


def _booleans(cells: Any, *, decimal: str, expected: ColumnType | None) -> Cells:
    lowered = pc.utf8_lower(cells)
    true = pc.is_in(lowered, value_set=pa.array(_TRUE, pa.large_string()))
    false = pc.is_in(lowered, value_set=pa.array(_FALSE, pa.large_string()))
    if expected is ColumnType.BOOLEAN:
        true, false = pc.or_(true, pc.equal(lowered, "1")), pc.or_(false, pc.equal(lowered, "0"))
    values = pc.if_else(pc.or_kleene(true, false), true, pa.scalar(None, pa.bool_()))
    return Cells(values, ColumnType.BOOLEAN, _bad(cells, values))


def _numbers(cells: Any, *, decimal: str, expected: ColumnType | None) -> Cells:
    mark = decimal_mark(_sample(cells)) or decimal
    values = read_numbers(cells, decimal=mark, is_float=expected is ColumnType.FLOAT)
    kind = ColumnType.INTEGER if values.type == pa.int64() else ColumnType.FLOAT
    found = Cells(values, kind, _bad(cells, values), decimal=mark)
    if expected is ColumnType.INTEGER and kind is ColumnType.FLOAT:
        whole = pc.equal(pc.floor(values), values)
        kept = pc.if_else(whole, values, pa.scalar(None, pa.float64()))
        whole_values = pc.cast(kept, pa.int64(), safe=False)
        found = replace(found, values=whole_values, type=ColumnType.INTEGER, bad=_bad(cells, whole_values))
    return found


def _dates(cells: Any, *, decimal: str, expected: ColumnType | None) -> Cells:
    values, order = read_dates(cells)
    return Cells(values, ColumnType.DATETIME, _bad(cells, values), date_order=order)
