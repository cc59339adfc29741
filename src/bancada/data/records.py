"""Rows of `datasets` and `imports` as values, and the statements that find and write them. Knows no file.

Identities alone are listed without Arrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bancada.core.dataset import Column, DatasetInfo, Source
from bancada.core.errors import DatasetNotFound
from bancada.core.task import Problem
from bancada.core.values import from_json, to_json
from bancada.data.tables import datasets, imports

if TYPE_CHECKING:
    from bancada.data.rows import Rows

__all__ = [
    "ImportRecord",
    "StoredDataset",
    "find",
    "find_import",
    "find_info",
    "import_keys",
    "import_record",
    "list_imports",
    "list_infos",
    "list_stored",
    "values_of",
]


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import as it was recorded.

    Attributes
    ----------
    id : int
    dataset : str
        Name of the dataset that the rows went to.
    source : Source
    origin : str
        File name, connected database without credentials, or simulation.
    sha256 : str
        Of the file's bytes; of the content where there was no file.
    rows, accepted, refused, repeated : int
    refused_file : str or None
    dialect : dict of str to str
    imported_at : datetime
    """

    id: int
    dataset: str
    source: Source
    origin: str
    sha256: str
    rows: int
    accepted: int
    refused: int
    repeated: int
    refused_file: str | None
    dialect: dict[str, str]
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class StoredDataset:
    """A dataset as the database knows it: its identity and where its rows are."""

    id: int
    info: DatasetInfo
    rows: Rows


def find(connection: sa.Connection, name: str, *, for_update: str = "") -> StoredDataset:
    """Return the live dataset called `name`, its row locked where `for_update` says why; DatasetNotFound."""
    return _stored(connection, _row(connection, name, for_update=for_update))


def find_info(connection: sa.Connection, name: str) -> DatasetInfo:
    """Return the identity of the live dataset called `name`; DatasetNotFound."""
    return _info(_row(connection, name))


def _row(connection: sa.Connection, name: str, *, for_update: str = "") -> sa.RowMapping:
    query = sa.select(datasets).where(datasets.c.name_key == name.casefold(), datasets.c.deleted_at.is_(None))
    row = connection.execute(query.with_for_update() if for_update else query).mappings().one_or_none()
    if row is None:
        raise DatasetNotFound(name=name, available=[info.name for info in list_infos(connection)][:20])
    return row


def list_stored(connection: sa.Connection, *, deleted: str = "") -> list[StoredDataset]:
    """Return the live datasets, newest first; those in the trash, latest first, where `deleted` says why."""
    return [_stored(connection, row) for row in _rows(connection, deleted)]


def list_infos(connection: sa.Connection, *, deleted: str = "") -> list[DatasetInfo]:
    """Return identities alone, of the same datasets in the same order."""
    return [_info(row) for row in _rows(connection, deleted)]


def _rows(connection: sa.Connection, deleted: str) -> list[sa.RowMapping]:
    if deleted:
        query = sa.select(datasets).where(datasets.c.deleted_at.is_not(None)).order_by(datasets.c.deleted_at.desc())
    else:
        query = (
            sa.select(datasets)
            .where(datasets.c.deleted_at.is_(None))
            .order_by(datasets.c.imported_at.desc(), datasets.c.id.desc())
        )
    return list(connection.execute(query).mappings().all())


def import_keys(connection: sa.Connection, dataset_id: int) -> tuple[str, ...]:
    """Return the values of `origem` that mark rows of the dataset in `leituras_sensores`."""
    query = sa.select(imports.c.id, imports.c.source).where(imports.c.dataset_id == dataset_id).order_by(imports.c.id)
    return tuple(f"{source}:{number}" for number, source in connection.execute(query))


def find_import(connection: sa.Connection, dataset_id: int, sha256: str) -> ImportRecord | None:
    """Return the import that brought this very file to the dataset, or None."""
    query = sa.select(imports).where(imports.c.dataset_id == dataset_id, imports.c.sha256 == sha256).limit(1)
    row = connection.execute(query.order_by(imports.c.id.desc())).mappings().one_or_none()
    return None if row is None else import_record(row)


def list_imports(connection: sa.Connection, name: str | None) -> tuple[ImportRecord, ...]:
    """Return imports, newest first."""
    query = sa.select(imports).order_by(imports.c.id.desc())
    if name is not None:
        query = query.where(sa.func.lower(imports.c.dataset) == name.lower())
    return tuple(import_record(row) for row in connection.execute(query).mappings())


# Any: values of SQL columns, each of its own type.
def values_of(info: DatasetInfo, sql_names: tuple[str, ...]) -> dict[str, Any]:
    """Return the row of `datasets` that stands for `info`."""
    return {
        "name": info.name,
        "name_key": info.name.casefold(),
        "pack": info.pack,
        "source": info.source.value,
        "origin": info.origin,
        "table_name": info.table,
        "sql_names": list(sql_names),
        "columns": [to_json(column) for column in info.columns],
        "rows": info.rows,
        "sha256": info.sha256,
        "version": info.version,
        "imported_at": info.imported_at,
        "target": info.target,
        "problem": info.problem.value if info.problem else None,
        "time_column": info.time_column,
        "group_column": info.group_column,
        "first_at": info.first_at,
        "last_at": info.last_at,
    }


def time_range(columns: tuple[Column, ...], time_column: str | None) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last instant of the time column, or None twice."""
    column = next((column for column in columns if column.name == time_column), None)
    if column is None or column.minimum is None or column.maximum is None:
        return None, None
    return datetime.fromtimestamp(column.minimum, UTC), datetime.fromtimestamp(column.maximum, UTC)


def _info(row: sa.RowMapping) -> DatasetInfo:
    return DatasetInfo(
        name=row["name"],
        pack=row["pack"],
        source=Source(row["source"]),
        origin=row["origin"],
        table=row["table_name"],
        rows=row["rows"],
        columns=tuple(from_json(Column, item) for item in row["columns"]),
        sha256=row["sha256"],
        version=row["version"],
        imported_at=row["imported_at"],
        target=row["target"],
        problem=Problem(row["problem"]) if row["problem"] else None,
        time_column=row["time_column"],
        group_column=row["group_column"],
        first_at=row["first_at"],
        last_at=row["last_at"],
    )


def _stored(connection: sa.Connection, row: sa.RowMapping) -> StoredDataset:
    from bancada.data.rows import Rows

    info = _info(row)
    rows = Rows(table=info.table, columns=info.columns, sql_names=tuple(row["sql_names"]))
    if rows.is_shared:
        rows = Rows(info.table, info.columns, rows.sql_names, import_keys(connection, row["id"]))
    return StoredDataset(id=row["id"], info=info, rows=rows)


def import_record(row: sa.RowMapping) -> ImportRecord:
    """Return a row of `imports` as a value."""
    return ImportRecord(
        id=row["id"],
        dataset=row["dataset"],
        source=Source(row["source"]),
        origin=row["origin"],
        sha256=row["sha256"],
        rows=row["rows"],
        accepted=row["accepted"],
        refused=row["refused"],
        repeated=row["repeated"],
        refused_file=row["refused_file"],
        dialect=row["dialect"],
        imported_at=row["imported_at"],
    )
