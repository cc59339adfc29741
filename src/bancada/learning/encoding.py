"""Rows to the model's matrix, and the fields that say how.

One definition for training and serving: what `encode` makes of a row is what every pipeline was fitted on. It imports neither
scikit-learn nor (at import) pandas, so that a prediction does not pay for them. It neither scales nor imputes.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.dataset import Column, ColumnType
from bancada.core.errors import SchemaError
from bancada.core.finding import Finding, Severity
from bancada.core.signature import Field

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["MAX_CATEGORIES", "Rows", "encode", "label_text", "learn_fields", "marks"]

MAX_CATEGORIES = 200
"""Categories kept of one field, the most frequent; the others count as unknown."""

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)

# Any: rows come from files, forms and JSON; each cell is checked.
Rows = Any
_BOOLEANS = {"true": 1.0, "false": 0.0, "1": 1.0, "0": 0.0, "1.0": 1.0, "0.0": 0.0}


def label_text(value: Any) -> str:
    """Return the text a category or class label is known by; 1.0 and 1 are the same label."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def learn_fields(frame: pd.DataFrame, *, columns: Sequence[Column] = ()) -> tuple[Field, ...]:
    """Return what a model must know of each column of its training rows.

    Parameters
    ----------
    frame : DataFrame, shape (n_rows, n_fields)
        Training rows only: ranges, medians and categories are learned from them.
    columns : sequence of Column
        What is known beforehand: type and unit by column name.

    Returns
    -------
    tuple of Field
        One a column, in order. NaN, None and NaT count as missing and enter no statistic.
    """
    known = {column.name: column for column in columns}
    return tuple(_learn_field(str(name), frame[name], known.get(str(name))) for name in frame.columns)


def encode(rows: Rows, fields: Sequence[Field]) -> NDArray[np.float64]:
    """Return rows as the model's matrix.

    Parameters
    ----------
    rows : DataFrame, sequence of mappings, or sequence or ndarray of rows in field order
        Columns beside the fields are ignored.
    fields : sequence of Field

    Returns
    -------
    ndarray of float64, shape (n_rows, n_fields)
        Numbers as they are, booleans 0/1, categories as their index in `Field.categories`, datetimes as seconds since the
        epoch (UTC; naive ones count as UTC). NaN where a value is missing or a category unknown.

    Raises
    ------
    SchemaError
        With every problem of every field at once in `facts["problems"]`.
    """
    table, n_rows, problems = _by_column(rows, fields)
    matrix = np.full((n_rows, len(fields)), np.nan)
    for index, field in enumerate(fields):
        if field.name not in table:
            continue
        try:
            matrix[:, index] = _CONVERTERS[field.type](table[field.name], field)
        except _Unfit as unfit:
            facts = {"expected": field.type.value, "row": unfit.row + 1, "value": repr(unfit.value)[:60]}
            problems.append(Finding("value_of_wrong_type", Severity.FAILURE, field.name, facts))
    if problems:
        raise SchemaError("rows_do_not_fit", problems=problems)
    return matrix


def marks(row: NDArray[np.float64], raw: Any, fields: Sequence[Field]) -> tuple[Finding, ...]:
    """Return how unusual one row is, beside what was seen in training.

    Parameters
    ----------
    row : ndarray, shape (n_fields,) or (1, n_fields)
        As `encode` gave it.
    raw : mapping by field name, or sequence in field order
        As it was sent; tells an unknown category from a missing one.
    fields : sequence of Field
    """
    found = []
    for index, (field, value) in enumerate(zip(fields, np.ravel(row), strict=True)):
        sent = raw.get(field.name) if isinstance(raw, Mapping) else raw[index]
        finding = _mark(field, float(value), sent)
        if finding is not None:
            found.append(finding)
    return tuple(found)


class _Unfit(Exception):  # internal: names the first cell that does not fit
    def __init__(self, row: int, value: object) -> None:
        super().__init__(row, value)
        self.row, self.value = row, value


def _mark(field: Field, value: float, sent: object) -> Finding | None:
    if math.isnan(value):
        if field.type in _CATEGORIES and not _is_missing(sent):
            return Finding("unknown_category", Severity.CAUTION, field.name, {"value": label_text(sent)})
        return Finding("missing_value", Severity.INFO, field.name, {})
    low, high = field.minimum, field.maximum
    if field.type in _CATEGORIES or low is None or high is None or low <= value <= high:
        return None
    facts = {"value": _rounded(value), "minimum": _rounded(low), "maximum": _rounded(high)}
    return Finding("outside_training_range", Severity.CAUTION, field.name, facts)


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")


# Learning


def _infer_type(series: pd.Series[Any]) -> ColumnType:
    kind = getattr(series.dtype, "kind", "O")
    by_kind = {"b": ColumnType.BOOLEAN, "i": ColumnType.INTEGER, "u": ColumnType.INTEGER, "f": ColumnType.FLOAT}
    if kind in by_kind:
        return by_kind[kind]
    if kind == "M":
        return ColumnType.DATETIME
    present = series.dropna()
    if len(present) and all(isinstance(value, bool | np.bool_) for value in present):
        return ColumnType.BOOLEAN
    if len(present) and all(isinstance(value, int | float | np.number | Decimal) for value in present):
        return ColumnType.FLOAT
    if len(present) and all(isinstance(value, dt.date) for value in present):
        return ColumnType.DATETIME
    return ColumnType.CATEGORY


def _learn_field(name: str, series: pd.Series[Any], column: Column | None) -> Field:
    unit = column.unit if column else ""
    type_ = column.type if column else _infer_type(series)
    if type_ in _CATEGORIES:
        counts = series.dropna().map(label_text).value_counts()
        kept = tuple(sorted(str(value) for value in counts.index[:MAX_CATEGORIES]))
        mode = min(counts.index[counts == counts.iloc[0]]) if len(counts) else None
        return Field(name, ColumnType.CATEGORY, unit, categories=kept, mode=mode)
    bare = Field(name, type_, unit)
    values = encode(series.to_frame(name), (bare,))[:, 0]
    values = values[np.isfinite(values)]
    if not len(values):
        return bare
    quantiles = tuple(float(q) for q in np.quantile(values, QUANTILES))
    return Field(
        name,
        type_,
        unit,
        minimum=quantiles[0],
        maximum=quantiles[-1],
        median=quantiles[3],
        quantiles=quantiles,
    )


# Encoding


def _by_column(rows: Rows, fields: Sequence[Field]) -> tuple[dict[str, Any], int, list[Finding]]:
    if hasattr(rows, "columns") and hasattr(rows, "iloc"):
        table = {field.name: rows[field.name] for field in fields if field.name in rows.columns}
        return table, len(rows), _absent(fields, table)
    if isinstance(rows, np.ndarray) and rows.dtype.kind in _NUMERIC and rows.shape[1:] == (len(fields),):
        return {field.name: rows[:, i] for i, field in enumerate(fields)}, len(rows), []
    rows = list(rows)
    if rows and isinstance(rows[0], Mapping):
        present = {key for row in rows for key in row}
        table = {f.name: [row.get(f.name) for row in rows] for f in fields if f.name in present}
        return table, len(rows), _absent(fields, table)
    for row in rows:
        if np.ndim(row) != 1 or len(row) != len(fields):
            facts = {"expected": len(fields), "found": len(row) if np.ndim(row) else 1}
            raise SchemaError(
                "rows_do_not_fit", problems=[Finding("row_of_wrong_length", Severity.FAILURE, None, facts)]
            )
    return {field.name: [row[i] for row in rows] for i, field in enumerate(fields)}, len(rows), []


def _absent(fields: Sequence[Field], table: Mapping[str, Any]) -> list[Finding]:
    return [Finding("column_missing", Severity.FAILURE, f.name, {}) for f in fields if f.name not in table]


def _is_missing(value: object) -> bool:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float | np.floating) and math.isnan(value)


def _cells(values: Any, convert: Callable[[Any], float | None]) -> NDArray[np.float64]:
    out = np.full(len(values), np.nan)
    for row, value in enumerate(values):
        if _is_missing(value):
            continue
        number = convert(value)
        if number is None:
            raise _Unfit(row, value)
        out[row] = number
    return out


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, bool | int | float | np.number | np.bool_ | Decimal) else None


def _boolean(value: Any) -> float | None:
    return _BOOLEANS.get(str(value).strip().lower())


def _instant(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, np.datetime64):
        return float(value.astype("datetime64[us]").astype(np.int64)) / 1e6
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).timestamp()
    return _number(value)


def _numbers(values: Any) -> NDArray[np.float64] | None:
    """Return a column of a numeric type (NumPy's or pandas', nullable ones too) as floats, or None where it is not one."""
    if getattr(getattr(values, "dtype", None), "kind", "O") not in _NUMERIC:
        return None
    numbers: NDArray[np.float64] = (
        values.to_numpy(dtype=np.float64, na_value=np.nan) if hasattr(values, "to_numpy") else values.astype(np.float64)
    )
    return numbers


def _encode_number(values: Any, _: Field) -> NDArray[np.float64]:
    numbers = _numbers(values)
    return _cells(values, _number) if numbers is None else numbers


def _encode_boolean(values: Any, _: Field) -> NDArray[np.float64]:
    numbers = _numbers(values)
    if numbers is None:
        return _cells(values, _boolean)
    wrong = np.flatnonzero(~np.isnan(numbers) & (numbers != 0) & (numbers != 1))
    if len(wrong):
        raise _Unfit(int(wrong[0]), float(numbers[wrong[0]]))
    return numbers


def _encode_instant(values: Any, _: Field) -> NDArray[np.float64]:
    if getattr(getattr(values, "dtype", None), "kind", "O") != "M":
        numbers = _numbers(values)
        return _cells(values, _instant) if numbers is None else numbers
    if getattr(values.dt, "tz", None) is not None:
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    stamps = values.to_numpy().astype("datetime64[us]")
    return np.where(np.isnat(stamps), np.nan, stamps.astype(np.int64) / 1e6)


def _encode_category(values: Any, field: Field) -> NDArray[np.float64]:
    codes = {category: float(code) for code, category in enumerate(field.categories)}

    def code_of(value: object) -> float:
        return math.nan if _is_missing(value) else codes.get(label_text(value), math.nan)

    if hasattr(values, "factorize"):
        positions, distinct = values.factorize()
        lookup = np.array([code_of(value) for value in distinct] + [math.nan])
    elif isinstance(values, np.ndarray):
        distinct, positions = np.unique(values, return_inverse=True)
        lookup = np.array([code_of(value) for value in distinct])
    else:
        return np.array([code_of(value) for value in values], dtype=float)
    encoded: NDArray[np.float64] = lookup[positions]
    return encoded


_NUMERIC = "iufb"
_CATEGORIES = (ColumnType.CATEGORY, ColumnType.TEXT)
_CONVERTERS: dict[ColumnType, Callable[[Any, Field], NDArray[np.float64]]] = {
    ColumnType.INTEGER: _encode_number,
    ColumnType.FLOAT: _encode_number,
    ColumnType.BOOLEAN: _encode_boolean,
    ColumnType.DATETIME: _encode_instant,
    ColumnType.CATEGORY: _encode_category,
    ColumnType.TEXT: _encode_category,
}
