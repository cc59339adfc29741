"""Where what arrives is received: seen before, new, or joining what is there, decided under one lock. Knows no file format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bancada.core.dataset import DatasetInfo, ImportReport, Source
from bancada.core.errors import DatasetExists, DatasetNotFound
from bancada.data import intake
from bancada.data.engine import reading, writing
from bancada.data.intake import Arrival
from bancada.data.records import ImportRecord, StoredDataset, find, find_import, values_of
from bancada.data.snapshots import Snapshots
from bancada.data.tables import datasets

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Reception", "content_of", "update_info"]


@dataclass(frozen=True, slots=True)
class Reception:
    """Takes arrivals into one database.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    snapshots : Snapshots
    """

    engine: sa.Engine
    snapshots: Snapshots

    def seen(self, arrival: Arrival) -> ImportReport | None:
        """Return the report of an import that had been made before, or None."""
        with reading(self.engine) as connection:
            stored = _find_or_none(connection, arrival.name)
            record = find_import(connection, stored.id, arrival.sha256) if stored else None
            return intake.already_there(record, stored.info, arrival) if stored and record else None

    def take(self, arrival: Arrival) -> ImportReport:
        """Write what arrived in one transaction and keep a copy of the content for reading."""
        with writing(self.engine) as connection:
            if connection.dialect.name == "postgresql":  # as on SQLite, one import at a time decides what a name means
                connection.execute(sa.text("LOCK TABLE datasets IN SHARE ROW EXCLUSIVE MODE"))
            stored = _find_or_none(connection, arrival.name)
            if stored is None:
                report, content = intake.create(connection, arrival)
            else:
                record = find_import(connection, stored.id, arrival.sha256)
                if record is not None and (
                    arrival.source is not Source.CONNECTED or stored.info.sha256 == arrival.sha256
                ):
                    return _untouched(connection, stored, record, arrival)
                report, content = self._join(connection, arrival, stored)
        self.snapshots.write(report.dataset.cache_key, content)
        return report

    def _join(
        self, connection: sa.Connection, arrival: Arrival, stored: StoredDataset
    ) -> tuple[ImportReport, pa.Table]:
        is_connected = Source.CONNECTED in (arrival.source, stored.info.source)
        if arrival.source is not stored.info.source or (is_connected and arrival.origin != stored.info.origin):
            facts = {"name": stored.info.name, "source": stored.info.source.value, "origin": stored.info.origin}
            raise DatasetExists("dataset_exists_other_source", **facts)
        if is_connected:
            return intake.replace_rows(connection, arrival, stored)
        return intake.extend(connection, arrival, stored, content_of(connection, stored, self.snapshots))


def content_of(
    connection: sa.Connection, stored: StoredDataset, snapshots: Snapshots, columns: Sequence[str] | None = None
) -> pa.Table:
    """Return the rows of a dataset, or some of its columns, from the copy or else from SQL in the caller's transaction."""
    table = snapshots.read(stored.info.cache_key, columns=columns)
    if table is not None:
        return table
    table = stored.rows.read(connection).combine_chunks()
    snapshots.write(stored.info.cache_key, table)
    return table if columns is None else table.select(columns)


def update_info(connection: sa.Connection, stored: StoredDataset, info: DatasetInfo) -> None:
    """Write a changed identity of a dataset."""
    values = values_of(info, stored.rows.sql_names)
    connection.execute(datasets.update().where(datasets.c.id == stored.id).values(values))


def _untouched(
    connection: sa.Connection, stored: StoredDataset, record: ImportRecord, arrival: Arrival
) -> ImportReport:
    info = stored.info
    if arrival.source is Source.CONNECTED:  # the copy was compared just now: its age starts again
        info = replace(info, imported_at=arrival.at)
        update_info(connection, stored, info)
    return intake.already_there(record, info, arrival)


def _find_or_none(connection: sa.Connection, name: str) -> StoredDataset | None:
    try:
        return find(
            connection, name, for_update="import" if connection.get_execution_options().get("bancada_writes") else ""
        )
    except DatasetNotFound:
        return None
