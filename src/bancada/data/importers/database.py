"""A table of a connected database, read as it stands now. Credentials of its URL are never shown or kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError

from bancada.core.errors import ImportRefused, Refused
from bancada.data.content import check_names, plain
from bancada.data.engine import masked, open_engine, parse_url, reading
from bancada.data.importers.parsed import Parsed
from bancada.data.limits import Limits

__all__ = ["read_database_table"]

CHUNK_ROWS = 20_000


def read_database_table(url: str, table: str, *, limits: Limits) -> Parsed:
    """Return all rows of `table` ("name" or "schema.name").

    Raises
    ------
    InvalidSettings
        A URL that cannot be read.
    ImportRefused
        `connection_failed`, `table_not_found`, `header_only`, `too_many_rows`, `too_many_columns`, `unpacks_too_large`.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and not _is_file(parsed):
        raise ImportRefused("connection_failed", database=masked(parsed), detail="no such file")
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            content = _read(connection, table, limits)
    except Refused as error:
        raise ImportRefused(
            "connection_failed", database=masked(parsed), detail=error.facts.get("detail", "")
        ) from None
    finally:
        engine.dispose()
    typed, findings = plain(content)
    return Parsed(typed, typed.num_rows, dialect={"format": "database"}, findings=findings)


def _is_file(url: sa.URL) -> bool:
    from pathlib import Path

    return bool(url.database) and Path(str(url.database)).is_file()


def _read(connection: sa.Connection, name: str, limits: Limits) -> pa.Table:
    table = _reflected(connection, name)
    names = [column.name for column in table.columns]
    if len(names) > limits.columns:
        raise ImportRefused("too_many_columns", columns=len(names), limit=limits.columns)
    check_names(names)
    query = sa.select(*(column.label(f"c{i}") for i, column in enumerate(table.columns)))
    if table.primary_key.columns:
        query = query.order_by(*table.primary_key.columns)
    chunks: list[list[Any]] = [[] for _ in names]
    n_rows, n_bytes = 0, 0
    result = connection.execution_options(stream_results=True, yield_per=CHUNK_ROWS).execute(query)
    for rows in result.partitions():
        n_rows += len(rows)
        if n_rows > limits.rows:
            raise ImportRefused("too_many_rows", rows=n_rows, limit=limits.rows)
        for position, values in enumerate(zip(*rows, strict=True)):
            chunk = _array(names[position], values)
            n_bytes += chunk.nbytes
            chunks[position].append(chunk)
        if n_bytes > 8 * limits.file_bytes:
            raise ImportRefused("unpacks_too_large", file=name, limit=8 * limits.file_bytes)
    if n_rows == 0:
        raise ImportRefused("header_only", file=name, columns=len(names))
    return pa.table([_joined(n, found) for n, found in zip(names, chunks, strict=True)], names=names)


def _reflected(connection: sa.Connection, name: str) -> sa.Table:
    schema, _, bare = name.rpartition(".")
    for wanted, inside in ((name, None), (bare, schema or None)):
        try:
            return sa.Table(wanted, sa.MetaData(), schema=inside, autoload_with=connection, resolve_fks=False)
        except NoSuchTableError:
            continue
        except SQLAlchemyError as error:
            raise ImportRefused("table_not_found", table=name, available=[]) from error
    available = sa.inspect(connection).get_table_names()[:20]
    raise ImportRefused("table_not_found", table=name, available=available)


# Any: driver values in, an Arrow array out; likewise below.
def _array(name: str, values: Any) -> Any:
    cells = [float(value) if isinstance(value, Decimal) else value for value in values]
    try:
        return pa.array(cells)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        if any(isinstance(cell, bytes | memoryview) for cell in cells):
            raise ImportRefused("unsupported_column_type", column=name, type="bytes") from None
        return pa.array([None if cell is None else str(cell) for cell in cells], pa.large_string())


def _joined(name: str, chunks: list[Any]) -> Any:
    kinds = {chunk.type for chunk in chunks} - {pa.null()}
    if len(kinds) > 1:
        target = pa.float64() if kinds <= {pa.int64(), pa.float64()} else pa.large_string()
    else:
        target = next(iter(kinds), pa.large_string())
    try:
        return pa.chunked_array([chunk.cast(target) for chunk in chunks], type=target)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ImportRefused("unsupported_column_type", column=name, type=str(target)) from error
