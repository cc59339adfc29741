"""Rows on their way into a model: one row fast, many rows with the unfit ones set aside and said why."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.dataset import ColumnType
from bancada.core.errors import SchemaError
from bancada.core.finding import Finding, Severity
from bancada.core.signature import Field
from bancada.learning.encoding import Rows, encode

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["RowEncoder", "as_matrix", "check_matrix", "encode_fit_rows", "number_of_text"]

_LIMIT = 3.0e38
"""Largest magnitude that float32 models take."""

_CHOICES = (ColumnType.CATEGORY, ColumnType.TEXT)
_NUMBERS = (ColumnType.INTEGER, ColumnType.FLOAT)


class RowEncoder:
    """`learning.encoding.encode` for a single row, with a short way for values that are plain numbers and known texts."""

    __slots__ = ("_fields", "_plan")

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = tuple(fields)
        self._plan = [
            (
                field.name,
                {text: float(code) for code, text in enumerate(field.categories)} if field.type in _CHOICES else None,
                field.type in _NUMBERS,
                -math.inf if field.minimum is None or field.type in _CHOICES else field.minimum,
                math.inf if field.maximum is None or field.type in _CHOICES else field.maximum,
            )
            for field in self._fields
        ]

    # Any: values from forms and JSON.
    def encode(self, values: Mapping[str, Any]) -> tuple[NDArray[np.float64], bool]:
        """Return the row as a matrix of shape (1, n_fields), and whether nothing about it is unusual.

        Raises
        ------
        SchemaError
            With every problem at once.
        """
        cells, is_usual = [], True
        for name, codes, is_number, low, high in self._plan:
            value = values.get(name)
            if is_number and (type(value) is float or type(value) is int):
                cells.append(value)
                is_usual = is_usual and low <= value <= high
            elif codes is not None and type(value) is str and value in codes:
                cells.append(codes[value])
            else:
                matrix = encode([values], self._fields)
                check_matrix(matrix, self._fields)
                return matrix, False
        matrix = np.array([cells], dtype=np.float64)
        if not is_usual:
            check_matrix(matrix, self._fields)
        return matrix, is_usual


def as_matrix(rows: Rows, fields: Sequence[Field]) -> NDArray[np.float64]:
    """Return `learning.encoding.encode` of rows; an array of numbers for fields that are numbers is taken as it is."""
    if (
        isinstance(rows, np.ndarray)
        and rows.dtype.kind in "iuf"
        and rows.shape[1:] == (len(fields),)
        and all(field.type in _NUMBERS for field in fields)
    ):
        return rows.astype(np.float64)
    return encode(rows, fields)


def check_matrix(matrix: NDArray[np.float64], fields: Sequence[Field]) -> None:
    """Raise SchemaError where values are infinite, too large, or missing in a field that may not be."""
    problems: list[Finding] = []
    for index, field in enumerate(fields):
        for code, bad in _unfit_cells(matrix[:, index], field):
            if bad.any():
                facts = {"row": int(bad.argmax()) + 1}
                problems.append(Finding(code, Severity.FAILURE, field.name, facts))
    if problems:
        raise SchemaError("rows_do_not_fit", problems=problems)


def _unfit_cells(column: NDArray[np.float64], field: Field) -> list[tuple[str, NDArray[np.bool_]]]:
    cells = [("value_not_finite", np.abs(column) > _LIMIT)]
    if not field.missing_allowed:
        cells.append(("value_may_not_be_missing", np.isnan(column)))
    return cells


def encode_fit_rows(
    frame: pd.DataFrame, fields: Sequence[Field]
) -> tuple[NDArray[np.float64], dict[int, list[Finding]]]:
    """Return all rows as a matrix, and what is wrong with those that do not fit, by 0-based position.

    Text that reads as a number ("12.5", "12,5") counts as one in numeric fields. Cells that do not fit are NaN in the matrix.

    Raises
    ------
    SchemaError
        A column of the signature is missing altogether.
    """
    absent = [Finding("column_missing", Severity.FAILURE, f.name, {}) for f in fields if f.name not in frame.columns]
    if absent:
        raise SchemaError("rows_do_not_fit", problems=absent)
    matrix = np.full((len(frame), len(fields)), np.nan)
    refused: dict[int, list[Finding]] = {}
    for index, field in enumerate(fields):
        matrix[:, index] = _encode_column(frame[field.name], field, refused)
        for code, bad in _unfit_cells(matrix[:, index], field):
            for row in np.flatnonzero(bad).tolist():
                if row not in refused or all(f.column != field.name for f in refused[row]):
                    refused.setdefault(row, []).append(Finding(code, Severity.FAILURE, field.name, {"row": row + 1}))
    return matrix, refused


def _encode_column(series: pd.Series[Any], field: Field, refused: dict[int, list[Finding]]) -> NDArray[np.float64]:
    try:
        return encode(series.to_frame(field.name), (field,))[:, 0]
    except SchemaError:
        pass  # some cell does not fit: which ones is found out below, each distinct value once
    known: dict[Any, float | None] = {}
    out = np.full(len(series), np.nan)
    for row, value in enumerate(series):
        if value not in known:
            known[value] = _encode_cell(value, field)
        number = known[value]
        if number is None:
            facts = {"expected": field.type.value, "row": row + 1, "value": repr(value)[:60]}
            refused.setdefault(row, []).append(Finding("value_of_wrong_type", Severity.FAILURE, field.name, facts))
        else:
            out[row] = number
    return out


def _encode_cell(value: Any, field: Field) -> float | None:
    if isinstance(value, str) and field.type in _NUMBERS:
        return number_of_text(value)
    try:
        return float(encode([[value]], (field,))[0, 0])
    except SchemaError:
        return None


def number_of_text(text: str) -> float | None:
    """Return the number that a text spells with a decimal point or a decimal comma; NaN for an empty one, None for none."""
    text = text.strip()
    if not text:
        return math.nan
    for spelling in (text, text.replace(".", "").replace(",", ".")):
        try:
            number = float(spelling)
        except ValueError:
            continue
        return number if not math.isnan(number) else None
    return None
