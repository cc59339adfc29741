"""Rows of datasets in SQL: one table each, or a share of `leituras_sensores`. Knows columns and values, no file and no catalogue.

A wide dataset is cut into several tables of 400 columns, since PostgreSQL keeps a row within 8 kB. Columns keep the names
their users wrote; one that the database could not tell from another gets a suffix, and the catalogue keeps the pair.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import sqlalchemy as sa

from bancada.core.dataset import Column, ColumnType
from bancada.data.content import ARROW_TYPES, TIMESTAMP
from bancada.data.tables import UtcDateTime, readings

__all__ = ["Rows", "sql_names_for"]

PART_COLUMNS = 400
CHUNK_ROWS = 50_000
IDENTIFIER_BYTES = 63
ROW, IMPORT = "_row", "_import"

_SQL_TYPES: dict[ColumnType, type[sa.types.TypeEngine[Any]]] = {  # Any: each column has its own Python type
    ColumnType.INTEGER: sa.BigInteger,
    ColumnType.FLOAT: sa.Double,
    ColumnType.BOOLEAN: sa.Boolean,
    ColumnType.CATEGORY: sa.Text,
    ColumnType.TEXT: sa.Text,
    ColumnType.DATETIME: UtcDateTime,
}


def sql_names_for(names: Sequence[str]) -> tuple[str, ...]:
    """Return a column name in SQL for each name: itself wherever both databases can tell it from the others."""
    taken = {ROW, IMPORT}
    chosen = []
    for number, name in enumerate(names, start=1):
        fits = len(name.encode()) <= IDENTIFIER_BYTES and _folded(name) not in taken
        sql_name = name if fits else f"{_shortened(name)}_{number}"
        while _folded(sql_name) in taken:
            sql_name = f"{sql_name[:40]}_{number}"
        taken.add(_folded(sql_name))
        chosen.append(sql_name)
    return tuple(chosen)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _shortened(name: str) -> str:
    return name.encode()[:50].decode(errors="ignore")


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of one dataset are.

    Attributes
    ----------
    table : str
        SQL table; further parts of a wide dataset are `<table>__2`, ...
    columns : tuple of Column
    sql_names : tuple of str
        Name of each column in SQL.
    keys : tuple of str
        `origem` of the dataset's rows, where it shares `leituras_sensores`.
    """

    table: str
    columns: tuple[Column, ...]
    sql_names: tuple[str, ...]
    keys: tuple[str, ...] = ()

    @property
    def is_shared(self) -> bool:
        """Whether other datasets keep rows in the same table."""
        return self.table == readings.name

    def create(self, connection: sa.Connection) -> None:
        """Create the tables, in the caller's transaction."""
        for part in self._parts():
            part.table.create(connection)

    def drop(self, connection: sa.Connection) -> None:
        """Remove the rows for good."""
        if self.is_shared:
            connection.execute(readings.delete().where(readings.c.origem.in_(self.keys)))
            return
        for part in self._parts():
            part.table.drop(connection)

    def append(self, connection: sa.Connection, table: pa.Table, *, first_row: int, import_id: int, key: str) -> None:
        """Write the rows of a plain Arrow table, whose columns are this dataset's, in order; rows count from `first_row`, 1-based."""
        for part in self._parts():
            for start in range(0, table.num_rows, CHUNK_ROWS):
                chunk = table.slice(start, CHUNK_ROWS)
                n_rows = chunk.num_rows
                arrays = [chunk.column(i).combine_chunks() for i in part.positions]
                if self.is_shared:
                    arrays.append(pa.array([key] * n_rows, pa.large_string()))
                else:
                    row_ids = range(first_row + start, first_row + start + n_rows)
                    arrays.append(pa.array(row_ids, pa.int64()))
                    arrays.append(pa.array([import_id] * n_rows, pa.int64()))
                _insert(connection, part, arrays)

    def read(self, connection: sa.Connection) -> pa.Table:
        """Return all rows as a plain Arrow table, in the order in which they were written."""
        arrays: list[Any] = [None] * len(self.columns)  # Any: Arrow ships no types
        for part in self._parts():
            found = _select(
                connection, part, [self.columns[i] for i in part.positions], self.keys if self.is_shared else None
            )
            for position, array in zip(part.positions, found, strict=True):
                arrays[position] = array
        return pa.table(arrays, names=[column.name for column in self.columns])

    # object: a value of the column's own type.
    def set_cell(self, connection: sa.Connection, *, row: int, position: int, value: object) -> None:
        """Change one cell; `row` counts from 0 in the order of reading."""
        part = next(part for part in self._parts() if position in part.positions)
        column = part.table.columns[part.positions.index(position)]
        if isinstance(value, float) and self.columns[position].type is ColumnType.INTEGER:
            value = int(value)
        if self.is_shared:
            number = part.table.c["id"]
            ids = sa.select(number).where(part.table.c["origem"].in_(self.keys)).order_by(number)
            condition = number == connection.execute(ids.offset(row).limit(1)).scalar_one()
        else:
            condition = part.table.c[ROW] == row + 1
        connection.execute(sa.update(part.table).where(condition).values({column: value}))

    def widen(self, connection: sa.Connection, position: int) -> None:
        """Let a column of whole numbers hold any number."""
        if connection.dialect.name == "sqlite":
            return  # SQLite keeps a fraction in an integer column as it is
        part = next(part for part in self._parts() if position in part.positions)
        table, name = _quoted(part.table.name), _quoted(self.sql_names[position])
        connection.execute(
            sa.text(f"ALTER TABLE {table} ALTER COLUMN {name} TYPE double precision".replace(":", r"\:"))
        )

    def _parts(self) -> Iterator[_Part]:
        if self.is_shared:
            yield _Part(_subset_of_readings(self.sql_names), tuple(range(len(self.columns))))
            return
        for number, start in enumerate(range(0, len(self.columns), PART_COLUMNS), start=1):
            positions = tuple(range(start, min(start + PART_COLUMNS, len(self.columns))))
            name = self.table if number == 1 else f"{self.table}__{number}"
            data = [sa.Column(self.sql_names[i], _SQL_TYPES[self.columns[i].type], key=f"c{i}") for i in positions]
            row = sa.Column(ROW, sa.BigInteger, primary_key=True, autoincrement=False)
            source = sa.Column(IMPORT, sa.BigInteger, nullable=False)
            yield _Part(sa.Table(name, sa.MetaData(), *data, row, source), positions)


@dataclass(frozen=True, slots=True)
class _Part:
    """One SQL table of a dataset: its data columns first, in the order of `positions`, then what Bancada adds."""

    table: sa.Table
    positions: tuple[int, ...]


def _subset_of_readings(sql_names: Sequence[str]) -> sa.Table:
    data = [sa.Column(name, readings.c[name].type, key=f"c{i}") for i, name in enumerate(sql_names)]
    return sa.Table(readings.name, sa.MetaData(), *data, sa.Column("origem", sa.Text), sa.Column("id", sa.BigInteger))


def _insert(connection: sa.Connection, part: _Part, arrays: Sequence[Any]) -> None:  # Any: Arrow ships no types
    columns = [column for column in part.table.columns if column.name != "id" or part.table.name != readings.name]
    names = ", ".join(_quoted(column.name) for column in columns)
    table = _quoted(part.table.name)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        values = zip(*(_sqlite_values(array) for array in arrays), strict=True)
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values))  # noqa: S608  # quoted
        return
    buffer = io.BytesIO()
    options = pa.csv.WriteOptions(include_header=False, quoting_style="all_valid")
    pa.csv.write_csv(pa.table(list(arrays), names=[f"c{i}" for i in range(len(arrays))]), buffer, options)
    driver: Any = (
        connection.connection.driver_connection
    )  # Any: psycopg's connection, whose COPY SQLAlchemy has no word for
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(buffer.getbuffer())


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _sqlite_values(array: Any) -> list[Any]:  # Any: Arrow ships no types
    if array.type == TIMESTAMP:
        array = pc.cast(pc.cast(array, pa.timestamp("us")), pa.string())
    if array.null_count or array.type in (pa.large_string(), pa.string()):
        values: list[Any] = array.to_pylist()
    else:
        values = array.to_numpy(zero_copy_only=False).tolist()
    return values


def _select(connection: sa.Connection, part: _Part, columns: Sequence[Column], keys: Sequence[str] | None) -> list[Any]:
    data = list(part.table.columns)[: len(columns)]
    order = part.table.c["id"] if keys is not None else part.table.c[ROW]
    query = sa.select(*(sa.type_coerce(column, sa.types.NullType()) for column in data)).order_by(order)
    if keys is not None:
        query = query.where(part.table.c["origem"].in_(keys))
    chunks: list[list[Any]] = [[] for _ in columns]
    result = connection.execution_options(stream_results=True, yield_per=CHUNK_ROWS).execute(query)
    for rows in result.partitions():
        for position, values in enumerate(zip(*rows, strict=True)):
            chunks[position].append(_arrow(values, columns[position].type))
    return [pa.chunked_array(found, type=ARROW_TYPES[c.type]) for found, c in zip(chunks, columns, strict=True)]


def _arrow(values: Sequence[Any], kind: ColumnType) -> Any:  # Any: driver values in, an Arrow array out
    if kind is ColumnType.DATETIME:
        if any(isinstance(value, str) for value in values):
            naive = pc.cast(pa.array(values, pa.string()), pa.timestamp("us"))
            return pc.cast(pc.cast(naive, pa.int64()), TIMESTAMP)
        return pa.array([_utc(value) for value in values], TIMESTAMP)
    if kind is ColumnType.BOOLEAN:
        return pa.array([None if value is None else bool(value) for value in values], pa.bool_())
    if kind is ColumnType.FLOAT:
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array(values, ARROW_TYPES[kind])


def _utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)
