"""Fixtures for tests of the data floor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from bancada.core.dataset import Column, ColumnType, Dataset, DatasetInfo, Source


def _type(values: pd.Series) -> ColumnType:
    if pd.api.types.is_bool_dtype(values):
        return ColumnType.BOOLEAN
    if pd.api.types.is_integer_dtype(values):
        return ColumnType.INTEGER
    if pd.api.types.is_float_dtype(values):
        return ColumnType.FLOAT
    if pd.api.types.is_datetime64_any_dtype(values):
        return ColumnType.DATETIME
    return ColumnType.CATEGORY if values.nunique() <= 200 else ColumnType.TEXT


@pytest.fixture
def make_dataset() -> Callable[..., Dataset]:
    """Return a builder of a Dataset from a frame in hand: `make_dataset(frame, declared=columns, target=..., ...)`."""

    def make(frame: pd.DataFrame, *, declared: Sequence[Column] = (), **facts: Any) -> Dataset:
        known = {column.name: column for column in declared}
        columns = tuple(replace(known.get(n, Column(n, _type(frame[n]))), type=_type(frame[n])) for n in frame)
        info = DatasetInfo(
            name=facts.pop("name", "planted"),
            pack="tables",
            source=Source.IMPORTED,
            origin="planted.csv",
            table="planted",
            rows=len(frame),
            columns=columns,
            sha256="0" * 64,
            version=1,
            imported_at=datetime(2026, 1, 1, tzinfo=UTC),
            **facts,
        )
        return Dataset(info, frame)

    return make
