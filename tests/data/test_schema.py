"""What columns are taken for: problem, target and time column."""

from __future__ import annotations

import pandas as pd
import pytest

from bancada import data
from bancada.core.dataset import Column, ColumnType
from bancada.core.task import Problem
from bancada.data.content import from_frame, plain
from bancada.data.schema import describe, suggest_time


def _column(kind: ColumnType, n_distinct: int, **facts: float) -> Column:
    return Column("c", kind, n_distinct=n_distinct, **facts)


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        (_column(ColumnType.BOOLEAN, 2), Problem.BINARY),
        (_column(ColumnType.CATEGORY, 2), Problem.BINARY),
        (_column(ColumnType.CATEGORY, 3), Problem.MULTICLASS),
        (_column(ColumnType.INTEGER, 2, minimum=0, maximum=1), Problem.BINARY),
        (_column(ColumnType.INTEGER, 10), Problem.MULTICLASS),
        (_column(ColumnType.INTEGER, 11), Problem.REGRESSION),
        (_column(ColumnType.FLOAT, 2, minimum=0.0, maximum=1.0), Problem.BINARY),
        (_column(ColumnType.FLOAT, 2, minimum=0.2, maximum=1.0), Problem.REGRESSION),
        (_column(ColumnType.FLOAT, 500), Problem.REGRESSION),
        (_column(ColumnType.TEXT, 500), None),
        (_column(ColumnType.DATETIME, 500), None),
        (_column(ColumnType.CATEGORY, 1), None),
    ],
)
def test_the_problem_follows_from_what_the_target_holds(column: Column, problem: Problem | None) -> None:
    assert data.infer_problem(column) is problem


def _described(**columns: list[object]) -> tuple[Column, ...]:
    return describe(plain(from_frame(pd.DataFrame(columns)))[0])


def test_a_telling_name_makes_the_target_and_else_a_last_column_of_classes() -> None:
    numbers = [i / 7 for i in range(30)]
    assert data.suggest_target(_described(estado=["a", "b", "c"] * 10, x=numbers)) == "estado"
    assert data.suggest_target(_described(x=numbers, tipo=["a", "b", "c"] * 10)) == "tipo"
    assert data.suggest_target(_described(tipo=["a", "b", "c"] * 10, x=numbers)) is None
    assert data.suggest_target(()) is None


def test_the_time_column_is_a_full_one_and_a_telling_name_goes_first() -> None:
    times = list(pd.date_range("2025-01-01", periods=30, tz="UTC"))
    holes = [None] * 10 + times[10:]
    columns = _described(nascimento=times, lida_em=times, buracos=holes)
    assert suggest_time(columns, rows=30) == "lida_em"
    assert suggest_time(columns[2:], rows=30) is None
    assert suggest_time(_described(x=[1.0, 2.0]), rows=2) is None


def test_few_short_texts_are_categories_and_many_or_long_ones_are_text() -> None:
    kinds = [
        _described(c=["a", "b"] * 20)[0].type,
        _described(c=[f"nome {i}" for i in range(40)])[0].type,
        _described(c=["x" * 65, "y"] * 20)[0].type,
    ]
    assert kinds == [ColumnType.CATEGORY, ColumnType.TEXT, ColumnType.TEXT]


def test_units_and_physical_ranges_are_taken_from_what_is_declared_alone() -> None:
    frame = pd.DataFrame({"lux": [1.0, 5.0]})
    declared = Column("lux", ColumnType.INTEGER, unit="lux", minimum=-9, declared_minimum=0.0, declared_maximum=1e5)
    (column,) = describe(plain(from_frame(frame))[0], declared=[declared])
    assert (column.type, column.unit, column.minimum, column.declared_maximum) == (ColumnType.FLOAT, "lux", 1.0, 1e5)
