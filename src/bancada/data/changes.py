"""What a changed role or a changed cell does to a dataset's identity and content. Pure: knows no SQL and no file."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from bancada.core.dataset import ColumnType, DatasetInfo
from bancada.core.errors import InvalidTask
from bancada.core.task import Problem
from bancada.data.content import ARROW_TYPES, fingerprint
from bancada.data.records import time_range
from bancada.data.schema import describe_column, infer_problem

__all__ = ["rewritten", "with_cell", "with_roles"]


def with_roles(
    info: DatasetInfo, *, target: str | None, problem: Problem | None, time: str | None, group: str | None
) -> DatasetInfo:
    """Return the identity with its roles chosen; what is None stays as it is. InvalidTask where a column does not fit."""
    for role in (target, time, group):
        if role is not None and info.column(role) is None:
            known = [column.name for column in info.columns]
            raise InvalidTask("column_not_in_dataset", dataset=info.name, column=role, columns=known)
    new_target = target or info.target
    column = info.column(new_target) if new_target else None
    inferred = infer_problem(column) if column else None
    time_column = info.column(time or info.time_column or "")
    if time_column is not None and time_column.type in (ColumnType.CATEGORY, ColumnType.TEXT):
        raise InvalidTask("time_column_unordered", column=time_column.name)
    is_dated = time_column is not None and time_column.type is ColumnType.DATETIME
    first_at, last_at = time_range(info.columns, time_column.name if time_column and is_dated else None)
    return replace(
        info,
        target=new_target,
        problem=problem or (inferred if target else info.problem),
        time_column=time or info.time_column,
        group_column=group or info.group_column,
        first_at=first_at,
        last_at=last_at,
    )


# object: a value of the column's own type.
def with_cell(table: pa.Table, *, row: int, position: int, value: object) -> pa.Table:
    """Return the content with one cell changed."""
    column = table.column(position).combine_chunks()
    array = pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
    cell = pa.array([value], array.type)
    changed = pa.concat_arrays([array.slice(0, row), cell, array.slice(row + 1)])
    return table.set_column(position, table.column_names[position], changed)


def rewritten(info: DatasetInfo, content: pa.Table, position: int) -> DatasetInfo:
    """Return the identity of a content of which one column changed, under the next version."""
    changed = describe_column(content.column_names[position], content.column(position), info.columns[position])
    columns = (*info.columns[:position], changed, *info.columns[position + 1 :])
    first_at, last_at = info.first_at, info.last_at
    if changed.name == info.time_column:
        first_at, last_at = time_range(
            columns, changed.name if ARROW_TYPES[changed.type] == ARROW_TYPES[ColumnType.DATETIME] else None
        )
    return replace(
        info, columns=columns, sha256=fingerprint(content), version=info.version + 1, first_at=first_at, last_at=last_at
    )
