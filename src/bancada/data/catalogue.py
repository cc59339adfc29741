"""The catalogue of datasets: what is here, brought in, read, changed, thrown away. Knows no model and no page.

Importers, Arrow and pandas load when rows are first touched: what only lists datasets pays for none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bancada.core.dataset import Column, ColumnType, Dataset, DatasetInfo, ImportReport, Source
from bancada.core.errors import DatasetExists, DatasetNotFound, ImportRefused, InvalidTask
from bancada.core.pack import Pack
from bancada.core.ports import Clock
from bancada.core.task import Problem
from bancada.core.values import check_slug
from bancada.data.engine import masked, reading, writing
from bancada.data.importers.parsed import Parsed, examples_of
from bancada.data.limits import Limits
from bancada.data.records import (
    ImportRecord,
    StoredDataset,
    find,
    find_info,
    list_imports,
    list_infos,
    list_stored,
)
from bancada.data.refusals import RefusedRows
from bancada.data.tables import datasets, imports

if TYPE_CHECKING:
    import pandas as pd
    import sqlalchemy as sa

    from bancada.data.intake import Arrival
    from bancada.data.reception import Reception
    from bancada.data.snapshots import Snapshots

__all__ = ["DatasetCatalogue"]

ANY_TABLE = "tables"
"""Pack of rows that no other pack recognises."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DatasetCatalogue:
    """All datasets of one database.

    **Atomicity**: an import, a changed cell or a changed role is one transaction. **Versions**: each transaction that writes rows
    raises `DatasetInfo.version`, so that whoever reads by `cache_key` sees the change. **Threads and processes**: safe for both.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of an upgraded database.
    folder : Path
        For what lies beside the database: copies for fast reading, refused rows.
    limits : Limits
    clock : callable
        Returns the present instant, aware, UTC.
    packs : sequence of Pack
        A table with every column that a pack declares is that pack's: its units, possible ranges and SQL table hold.
    """

    def __init__(
        self,
        engine: sa.Engine,
        *,
        folder: Path,
        limits: Limits | None = None,
        clock: Clock = _utc_now,
        packs: Sequence[Pack] = (),
    ) -> None:
        self.engine = engine
        self._packs = tuple(packs)
        self._limits = limits or Limits()
        self._clock = clock
        self._folder = folder
        self._refused = RefusedRows(folder / "refused")

    @cached_property
    def _snapshots(self) -> Snapshots:
        from bancada.data.snapshots import Snapshots

        return Snapshots(self._folder / "cache")

    @cached_property
    def _reception(self) -> Reception:
        from bancada.data.reception import Reception

        return Reception(self.engine, self._snapshots)

    def add_file(
        self,
        path: Path,
        *,
        name: str | None = None,
        source: Source = Source.IMPORTED,
        origin: str | None = None,
        target: str | None = None,
        time: str | None = None,
        columns: Sequence[Column] = (),
        skip_bad: bool = False,
    ) -> ImportReport:
        """Import a CSV, Parquet or XLSX file: all rows or none, or with `skip_bad` the good ones and a file of the others.

        A name that exists: the same file adds nothing; the same columns add the rows that are not there yet.

        Parameters
        ----------
        name : str, optional
            Slug; made from the file's name when omitted.
        origin : str, optional
            Shown as where the rows come from; the file's name when omitted.
        target, time : str, optional
            Columns; suggested from the content when omitted.
        columns : sequence of Column
            Declared units and ranges, by name; those that the file has not are passed over.

        Raises
        ------
        ImportRefused, InvalidName, InvalidTask, DatasetExists
        """
        import pyarrow as pa

        from bancada.data.importers.files import check_file, read_file, slug_for
        from bancada.data.importers.scan import file_sha256
        from bancada.data.intake import Arrival

        path = Path(path)
        shown = origin or path.name
        chosen = check_slug(name) if name is not None else slug_for(shown)
        check_file(path, shown, limits=self._limits)
        digest = file_sha256(path)
        nothing = Parsed(pa.table({}), 0)
        arrival = Arrival(
            chosen, ANY_TABLE, source, shown, digest, nothing, self._clock(), target=target, time=time, declared=columns
        )
        there = self._reception.seen(arrival)
        if there is not None:
            return there
        parsed = read_file(path, limits=self._limits, expected=self._expected(chosen), shown_name=shown)
        arrival = self._recognised(replace(arrival, parsed=parsed))
        if not parsed.bad:
            return self._reception.take(arrival)
        facts = {"file": shown, "count": len(parsed.bad), "rows": parsed.rows, "examples": examples_of(parsed.bad)}
        if not skip_bad or parsed.table.num_rows == 0:
            raise ImportRefused("no_good_rows" if skip_bad else "bad_rows", **facts)
        with self._refused.kept(chosen, digest, parsed) as refused_file:
            return self._reception.take(replace(arrival, refused_file=refused_file))

    def add_frame(
        self,
        frame: pd.DataFrame,
        *,
        name: str,
        pack: str,
        source: Source,
        origin: str,
        table: str | None = None,
        target: str | None = None,
        time: str | None = None,
        columns: Sequence[Column] = (),
    ) -> ImportReport:
        """Import a frame, its index left out; the very same content twice adds nothing.

        Parameters
        ----------
        table : str, optional
            "leituras_sensores" for rows with its columns; each other dataset has its own table.
        columns : sequence of Column
            Declared units and ranges, by name.

        Raises
        ------
        ImportRefused, InvalidName, InvalidTask, DatasetExists
        """
        from bancada.data.content import fingerprint, from_frame, plain
        from bancada.data.intake import Arrival

        check_slug(name)
        if frame.shape[1] == 0 or frame.shape[0] == 0:
            raise ImportRefused("empty_frame", name=name)
        if frame.shape[1] > self._limits.columns:
            raise ImportRefused("too_many_columns", columns=frame.shape[1], limit=self._limits.columns)
        content, findings = plain(from_frame(frame))
        parsed = Parsed(content, content.num_rows, dialect={"format": "frame"}, findings=findings)
        arrival = Arrival(
            name,
            pack,
            source,
            origin,
            fingerprint(content),
            parsed,
            self._clock(),
            table=table,
            target=target,
            time=time,
            declared=columns,
        )
        return self._reception.seen(arrival) or self._reception.take(arrival)

    def connect(
        self, url: str, table: str, *, name: str | None = None, target: str | None = None, time: str | None = None
    ) -> ImportReport:
        """Copy a table of a connected database; doing it again brings the copy up to date under the next version.

        Raises
        ------
        ImportRefused, InvalidName, InvalidTask, InvalidSettings, DatasetExists
        """
        from bancada.data.content import fingerprint
        from bancada.data.importers.database import read_database_table
        from bancada.data.importers.files import slug_for
        from bancada.data.intake import Arrival

        chosen = check_slug(name) if name is not None else slug_for(table)
        parsed = read_database_table(url, table, limits=self._limits)
        origin = f"{masked(url)}#{table}"
        digest = fingerprint(parsed.table)
        arrival = Arrival(
            chosen, ANY_TABLE, Source.CONNECTED, origin, digest, parsed, self._clock(), target=target, time=time
        )
        return self._reception.take(self._recognised(arrival))

    def _recognised(self, arrival: Arrival) -> Arrival:
        """Return what arrives as its pack's: the first one all of whose declared columns are there."""
        names = set(arrival.parsed.table.column_names)
        for pack in self._packs:
            if pack.columns and {column.name for column in pack.columns} <= names:
                return replace(arrival, pack=pack.name, declared=(*arrival.declared, *pack.columns))
        return arrival

    def list(self) -> tuple[DatasetInfo, ...]:
        """Return all datasets, newest first."""
        with reading(self.engine) as connection:
            return tuple(list_infos(connection))

    def info(self, name: str) -> DatasetInfo:
        """Return the identity of a dataset; DatasetNotFound."""
        with reading(self.engine) as connection:
            return find_info(connection, name)

    def read(self, name: str, *, columns: Sequence[str] | None = None) -> Dataset:
        """Return the rows of a dataset, or some of its columns; DatasetNotFound, InvalidTask for an unknown column."""
        from bancada.data.content import to_frame
        from bancada.data.reception import content_of

        with reading(self.engine) as connection:
            stored = find(connection, name)
            unknown = [column for column in columns or () if stored.info.column(column) is None]
            if unknown:
                known = [column.name for column in stored.info.columns]
                raise InvalidTask("column_not_in_dataset", dataset=name, column=unknown[0], columns=known)
            table = content_of(connection, stored, self._snapshots, columns)
        kept = stored.info.columns if columns is None else tuple(c for n in columns if (c := stored.info.column(n)))
        return Dataset(replace(stored.info, columns=kept), to_frame(table))

    def set_roles(
        self,
        name: str,
        *,
        target: str | None = None,
        problem: Problem | None = None,
        time: str | None = None,
        group: str | None = None,
    ) -> DatasetInfo:
        """Choose target, problem, time or group column; what is None stays as it is. InvalidTask where a column does not fit."""
        from bancada.data.changes import with_roles
        from bancada.data.reception import update_info

        with writing(self.engine) as connection:
            stored = find(connection, name, for_update="roles")
            info = with_roles(stored.info, target=target, problem=problem, time=time, group=group)
            update_info(connection, stored, info)
        return info

    # Any: a cell's value, checked against the column's type.
    def set_value(self, name: str, *, row: int, column: str, value: Any) -> DatasetInfo:
        """Change one cell, by 0-based row; the next read sees it, whatever was cached.

        Raises
        ------
        InvalidTask
            No such row or column, or a value that does not fit the column's type.
        """
        from bancada.data.cell import cell_value
        from bancada.data.changes import rewritten, with_cell
        from bancada.data.reception import content_of, update_info

        with writing(self.engine) as connection:
            stored = find(connection, name, for_update="cell")
            before = content_of(connection, stored, self._snapshots)
            position, typed = cell_value(stored.info, row=row, column=column, value=value)
            stored.rows.set_cell(connection, row=row, position=position, value=typed)
            content = with_cell(before, row=row, position=position, value=typed)
            info = rewritten(stored.info, content, position)
            update_info(connection, stored, info)
        self._snapshots.write(info.cache_key, content)
        return info

    def delete(self, name: str) -> None:
        """Move a dataset to the trash; its name is free from then on."""
        with writing(self.engine) as connection:
            stored = find(connection, name, for_update="delete")
            connection.execute(datasets.update().where(datasets.c.id == stored.id).values(deleted_at=self._clock()))

    def deleted(self) -> tuple[DatasetInfo, ...]:
        """Return the datasets in the trash, latest first."""
        with reading(self.engine) as connection:
            return tuple(list_infos(connection, deleted="listed"))

    def restore(self, name: str) -> DatasetInfo:
        """Bring the latest dataset of that name back from the trash; DatasetNotFound, DatasetExists where the name is taken."""
        with writing(self.engine) as connection:
            stored = _trashed(connection, name)[0]
            if any(live.info.name.casefold() == name.casefold() for live in list_stored(connection)):
                raise DatasetExists(name=name)
            connection.execute(datasets.update().where(datasets.c.id == stored.id).values(deleted_at=None))
        return stored.info

    def purge(self, name: str) -> None:
        """Remove all datasets of that name in the trash for good, rows included; the record of their imports stays."""
        with writing(self.engine) as connection:
            for stored in _trashed(connection, name):
                stored.rows.drop(connection)
                connection.execute(imports.update().where(imports.c.dataset_id == stored.id).values(dataset_id=None))
                connection.execute(datasets.delete().where(datasets.c.id == stored.id))
        self._snapshots.drop(name)

    def imports(self, name: str | None = None) -> tuple[ImportRecord, ...]:
        """Return what came in, newest first."""
        with reading(self.engine) as connection:
            return list_imports(connection, name)

    def _expected(self, name: str) -> Mapping[str, ColumnType]:
        try:
            return {column.name: column.type for column in self.info(name).columns if column.n_distinct > 0}
        except DatasetNotFound:
            return {}


def _trashed(connection: sa.Connection, name: str) -> list[StoredDataset]:
    found = [
        stored for stored in list_stored(connection, deleted="sought") if stored.info.name.casefold() == name.casefold()
    ]
    if not found:
        raise DatasetNotFound("dataset_not_in_trash", name=name)
    return found
