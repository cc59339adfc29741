"""Bars in an SQL table, on SQLite or PostgreSQL. It knows no file of ours and no catalogue."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from bancada.data.engine import reading, writing
from bancada.markets.bars import OPTIONAL, Bars
from bancada.markets.store.merging import Rows, Span, merged, span_of
from bancada.markets.store.port import COLUMNS, VALUES, BarStore, Held, Stray
from bancada.markets.store.staging import ROW_GROUP, SCHEMA, check_part, instant_of
from bancada.markets.store.tables import bars_alone as bars
from bancada.markets.timeframe import Timeframe

__all__ = ["SqlBarStore"]

_BATCH = 20_000
_KEY = (0x62616E63, 3)


class SqlBarStore:
    """Rows in the table `bars` of a database; `ts` is a whole number of nanoseconds.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The table is made with the first addition where it is missing.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, staged: Path, *, source: str) -> None:
        """Add a staged part; see the port."""
        check_part(staged)
        with writing(self._engine) as connection, pq.ParquetFile(staged) as file:
            if (
                connection.dialect.name == "postgresql"
            ):  # as on SQLite, one addition at a time; else two would make the table
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(*_KEY)))
            bars.create(connection, checkfirst=True)
            connection.execute(bars.delete().where(bars.c.source == source))
            rows = _tuples(file, source)
            if connection.dialect.name == "postgresql":
                _copy(connection, rows)
            else:
                _insert(connection, rows)

    def read(
        self,
        symbol: str,
        timeframe: Timeframe,
        *,
        sources: Sequence[str],
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Bars:
        """Return the bars of one series; see the port."""
        span = span_of(start, end)
        with reading(self._engine) as connection:
            is_there = sa.inspect(connection).has_table(bars.name)
            parts = [_read(connection, source, (symbol, timeframe), span) for source in (sources if is_there else ())]
        return merged(symbol, timeframe, parts, span=span)

    def held(self, *, skip: Collection[str] = ()) -> tuple[Held, ...]:
        """Return what is here; see the port."""
        counts = [sa.func.count(bars.c[name]) for name in VALUES]
        key = (bars.c.symbol, bars.c.timeframe, bars.c.source)
        bounds = (sa.func.count(), sa.func.min(bars.c.ts), sa.func.max(bars.c.ts))
        query = sa.select(*key, *bounds, *counts).where(bars.c.timeframe.in_([t.value for t in Timeframe]))
        with reading(self._engine) as connection:
            if not sa.inspect(connection).has_table(bars.name):
                return ()
            rows = connection.execute(query.group_by(*key).order_by(*key)).all()
        return tuple(_held(row) for row in rows if row.source not in skip)

    def strays(self, *, skip: Collection[str] = ()) -> tuple[Stray, ...]:
        """Return what is here and no series; see the port."""
        query = sa.select(bars.c.source, bars.c.timeframe, sa.func.count())
        query = query.where(bars.c.timeframe.not_in([t.value for t in Timeframe]))
        with reading(self._engine) as connection:
            if not sa.inspect(connection).has_table(bars.name):
                return ()
            rows = sorted(tuple(row) for row in connection.execute(query.group_by(bars.c.source, bars.c.timeframe)))
        sources = dict.fromkeys(row[0] for row in rows if row[0] not in skip)
        found = {source: [row for row in rows if row[0] == source] for source in sources}
        return tuple(Stray(s, sum(r[2] for r in of), tuple(r[1] for r in of[:5])) for s, of in found.items())

    def remove(self, source: str, *, symbol: str | None = None, timeframe: Timeframe | None = None) -> None:
        """Remove rows of a source; see the port."""
        chosen = bars.delete().where(bars.c.source == source)
        if symbol is not None:
            chosen = chosen.where(bars.c.symbol == symbol)
        if timeframe is not None:
            chosen = chosen.where(bars.c.timeframe == timeframe.value)
        with writing(self._engine) as connection:
            if sa.inspect(connection).has_table(bars.name):
                connection.execute(chosen)

    @contextmanager
    def part(self, source: str) -> Iterator[Path]:
        """Yield the rows of a source as a file; see the port."""
        query = sa.select(*(bars.c[name] for name in SCHEMA.names)).where(bars.c.source == source)
        query = query.order_by(bars.c.symbol, bars.c.timeframe, bars.c.ts)
        with tempfile.TemporaryDirectory(prefix="bancada-bars-") as folder:
            path = Path(folder) / "part.parquet"
            with reading(self._engine) as connection, pq.ParquetWriter(path, SCHEMA) as writer:
                for rows in _streamed(connection, query, ROW_GROUP):
                    columns = [
                        pa.array(column, type=kind)
                        for column, kind in zip(zip(*rows, strict=True), SCHEMA.types, strict=True)
                    ]
                    writer.write_table(pa.table(columns, schema=SCHEMA))
            yield path


# Any: rows of the driver, text and numbers; likewise below.
def _tuples(file: pq.ParquetFile, source: str) -> Iterator[list[tuple[Any, ...]]]:
    for batch in file.iter_batches(batch_size=_BATCH, columns=SCHEMA.names):
        texts = [batch.column(name).to_pylist() for name in ("symbol", "timeframe")]
        ts = batch.column("ts")
        instants = ts.cast(pa.timestamp("ns", ts.type.tz)).cast(pa.int64()).to_pylist()
        values = [_numbers(batch.column(name)) for name in VALUES]
        yield list(zip(*texts, instants, *values, [source] * len(batch), strict=True))


def _numbers(column: pa.Array) -> list[float | None]:
    """Return values as SQL takes them: NaN is null."""
    array = column.to_numpy(zero_copy_only=False)
    found: list[float | None] = pa.array(array, from_pandas=True).to_pylist()
    return found


def _insert(connection: sa.Connection, rows: Iterator[list[tuple[Any, ...]]]) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    statement = f"INSERT INTO bars ({', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608  # names of ours
    for batch in rows:
        connection.exec_driver_sql(statement, batch)


def _copy(connection: sa.Connection, rows: Iterator[list[tuple[Any, ...]]]) -> None:
    driver = connection.connection.driver_connection
    if driver is None:
        raise AssertionError("a connection in use has a driver")
    with driver.cursor() as cursor, cursor.copy(f"COPY bars ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for batch in rows:
            for row in batch:
                copy.write_row(row)


def _streamed(connection: sa.Connection, query: sa.Select[Any], size: int) -> Iterator[Sequence[sa.Row[Any]]]:
    yield from connection.execution_options(stream_results=True).execute(query).partitions(size)


def _read(connection: sa.Connection, source: str, series: tuple[str, Timeframe], span: Span) -> Rows:
    query = sa.select(bars.c.ts, *(bars.c[name] for name in VALUES)).where(
        bars.c.source == source,
        bars.c.symbol == series[0],
        bars.c.timeframe == series[1].value,
        bars.c.ts >= span[0],
        bars.c.ts < span[1],
    )
    instants, values = [np.empty(0, np.int64)], [np.empty((0, len(VALUES)))]
    for rows in _streamed(connection, query.order_by(bars.c.ts), _BATCH):
        instants.append(np.array([row[0] for row in rows], dtype=np.int64))
        values.append(np.array([tuple(row)[1:] for row in rows], dtype=np.float64))  # None becomes NaN
    table = np.concatenate(values)
    return {"ts": np.concatenate(instants), **{name: table[:, i].copy() for i, name in enumerate(VALUES)}}


def _held(row: sa.Row[Any]) -> Held:
    symbol, timeframe, source, n, first, last, *counts = tuple(row)
    columns = tuple(name for name, count in zip(VALUES, counts, strict=True) if count and name in OPTIONAL)
    stamp = f"{n}:{first}:{last}:{counts}"
    return Held(symbol, Timeframe(timeframe), source, n, instant_of(first), instant_of(last), columns, stamp)


if TYPE_CHECKING:
    _: BarStore = SqlBarStore(sa.create_engine(""))
