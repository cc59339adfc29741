"""What columns hold, found from their values: statistics, the time column, a likely target, the kind of problem. No SQL, no file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bancada.core.dataset import Column, ColumnType
from bancada.core.task import Problem
from bancada.data.content import TIMESTAMP

__all__ = ["describe", "describe_column", "infer_problem", "suggest_target", "suggest_time"]

MAX_CATEGORIES = 200
FEW_CATEGORIES = 20
CATEGORY_SHARE = 0.2
CATEGORY_CHARS = 64
MAX_CLASSES = 10
TIME_MISSING_SHARE = 0.05

_TARGET_NAMES = frozenset(
    (
        *("target", "label", "class", "classes", "y", "answer", "outcome", "status", "occupancy", "failure", "churn"),
        *(
            "alvo",
            "rotulo",
            "rótulo",
            "classe",
            "resposta",
            "resultado",
            "estado",
            "situacao",
            "situação",
            "ocupacao",
            "ocupação",
            "falha",
        ),
    )
)
_TIME_NAMES = (
    "lida_em",
    "timestamp",
    "datetime",
    "date_time",
    "data_hora",
    "datahora",
    "date",
    "data",
    "time",
    "hora",
    "dt",
)


def describe(
    table: pa.Table, *, declared: Sequence[Column] = (), known: Mapping[str, Column] | None = None
) -> tuple[Column, ...]:
    """Return one Column per column of a plain table.

    Parameters
    ----------
    declared : sequence of Column
        Units and physical ranges, by name; its types and counts are not looked at.
    known : mapping of str to Column
        Columns as they were described before; units and ranges are taken from there where nothing is declared.
    """
    by_name = {**(known or {}), **{column.name: column for column in declared}}
    return tuple(describe_column(name, table.column(name), by_name.get(name)) for name in table.column_names)


def describe_column(name: str, values: Any, declared: Column | None = None) -> Column:  # Any: Arrow ships no types
    """Return what one plain column holds."""
    n_missing = values.null_count
    n_distinct = pc.count_distinct(values, mode="only_valid").as_py()
    column = Column(name, _type_of(values, n_distinct), n_missing=n_missing, n_distinct=n_distinct)
    if declared is not None:
        column = replace(
            column,
            unit=declared.unit,
            declared_minimum=declared.declared_minimum,
            declared_maximum=declared.declared_maximum,
        )
    if column.type is ColumnType.CATEGORY:
        present = pc.unique(values).drop_null().to_pylist()
        return replace(column, categories=tuple(sorted(present)[:MAX_CATEGORIES]))
    if column.type is ColumnType.TEXT or n_distinct == 0:
        return column
    minimum, maximum = _bounds(values)
    return replace(column, minimum=minimum, maximum=maximum)


def _type_of(values: Any, n_distinct: int) -> ColumnType:
    kinds = {
        pa.int64(): ColumnType.INTEGER,
        pa.float64(): ColumnType.FLOAT,
        pa.bool_(): ColumnType.BOOLEAN,
        TIMESTAMP: ColumnType.DATETIME,
    }
    found = kinds.get(values.type)
    if found is not None:
        return found
    n_present = len(values) - values.null_count
    is_few = n_distinct <= FEW_CATEGORIES or (n_distinct <= MAX_CATEGORIES and n_distinct <= CATEGORY_SHARE * n_present)
    is_short = (pc.max(pc.utf8_length(values)).as_py() or 0) <= CATEGORY_CHARS
    return ColumnType.CATEGORY if is_few and is_short else ColumnType.TEXT


def _bounds(values: Any) -> tuple[float, float]:
    if values.type == TIMESTAMP:
        bounds = pc.min_max(pc.cast(values, pa.int64())).as_py()
        return bounds["min"] / 1e6, bounds["max"] / 1e6
    if values.type == pa.bool_():
        values = pc.cast(values, pa.int64())
    bounds = pc.min_max(values).as_py()
    return float(bounds["min"]), float(bounds["max"])


def infer_problem(column: Column) -> Problem | None:
    """Return what kind of answer the column would be as a target, or None where it cannot be learned (dates, free text, one value).

    Two values make it binary; words, truth values and at most ten whole numbers make it multiclass; other numbers a regression.
    """
    if column.type in (ColumnType.TEXT, ColumnType.DATETIME) or column.n_distinct < 2:
        return None
    if column.n_distinct == 2 and (
        column.type is not ColumnType.FLOAT or (column.minimum, column.maximum) == (0.0, 1.0)
    ):
        return Problem.BINARY
    if column.type is ColumnType.CATEGORY:
        return Problem.MULTICLASS
    if column.type is ColumnType.INTEGER and column.n_distinct <= MAX_CLASSES:
        return Problem.MULTICLASS
    return Problem.REGRESSION


def suggest_target(columns: Sequence[Column]) -> str | None:
    """Return the column that is likely meant as the answer: one with a telling name, else a last one that holds few classes."""
    learnable = [column for column in columns if infer_problem(column) is not None]
    for column in reversed(learnable):
        if column.name.casefold().strip() in _TARGET_NAMES:
            return column.name
    last = columns[-1] if columns else None
    if last is None or last not in learnable or infer_problem(last) is Problem.REGRESSION:
        return None
    return last.name


def suggest_time(columns: Sequence[Column], *, rows: int) -> str | None:
    """Return the column that orders rows in time: a datetime column with few missing values, a telling name first."""
    fitting = [
        column.name
        for column in columns
        if column.type is ColumnType.DATETIME
        and column.n_distinct > 1
        and column.n_missing <= TIME_MISSING_SHARE * rows
    ]
    telling = [name for wanted in _TIME_NAMES for name in fitting if name.casefold().strip() == wanted]
    return next(iter([*telling, *fitting]), None)
