"""Connections: SQLite in WAL or PostgreSQL by URL, transactions that write, and foreign errors translated. Knows no table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from bancada.core.errors import InvalidSettings, MissingExtra, Refused

__all__ = ["hurry", "masked", "open_engine", "parse_url", "reading", "translated", "writing"]

BUSY_TIMEOUT_MS = 60_000
_WRITES = "bancada_writes"


def open_engine(url: str) -> sa.Engine:
    """Return an engine for `url`; nothing is connected yet.

    SQLite files get WAL, a busy timeout and foreign keys, and their folder is created. `postgresql://` uses psycopg 3.

    Raises
    ------
    InvalidSettings
        The URL cannot be read, or names a database that Bancada does not speak.
    MissingExtra
        PostgreSQL without psycopg installed.

    Examples
    --------
    >>> open_engine("sqlite://").dialect.name
    'sqlite'
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    try:
        return sa.create_engine(parsed, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise MissingExtra(feature="PostgreSQL", package="psycopg", extra="postgres") from error


def hurry(engine: sa.Engine, *, busy_timeout_ms: int) -> None:
    """Have an engine wait no longer than that for a lock, then say `database_busy`; for a process that somebody waits for.

    Connections that are open are closed once they are given back.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    statement = f"PRAGMA busy_timeout = {busy_timeout_ms:d}" if is_sqlite else f"SET lock_timeout = {busy_timeout_ms:d}"

    # Any: the driver's connection.
    def limit(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", limit)
    engine.dispose()


def parse_url(url: str) -> URL:
    """Return the URL with the driver that Bancada uses; InvalidSettings where it cannot be read."""
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise InvalidSettings("database_url_invalid", setting="BANCADA_DATABASE_URL") from error
    if backend not in ("sqlite", "postgresql"):
        raise InvalidSettings("database_kind_unknown", kind=backend)
    return parsed.set(drivername="postgresql+psycopg") if backend == "postgresql" else parsed


def masked(url: str | URL) -> str:
    """Return the URL without user, password or query, fit to be shown and stored."""
    parsed = parse_url(url) if isinstance(url, str) else url
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return f"sqlite:///{Path(parsed.database).name if parsed.database else ':memory:'}"
    port = f":{parsed.port}" if parsed.port else ""
    return f"{backend}://{parsed.host or 'localhost'}{port}/{parsed.database or ''}"


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that writes: all of it or nothing. On SQLite it holds the write lock from its first statement."""
    with translated(engine), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that reads one consistent state, whatever is committed meanwhile."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with translated(engine), engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


@contextmanager
def translated(engine: sa.Engine) -> Iterator[None]:
    """Turn errors of SQLAlchemy and of its driver into `Refused` with a code; credentials never pass."""
    driver_error = engine.dialect.loaded_dbapi.Error
    try:
        yield
    except (SQLAlchemyError, driver_error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise Refused(
            _code_of(str(cause)), database=masked(engine.url), detail=_without_secrets(cause, engine.url)
        ) from None


_CODES = (
    ("database is locked", "database_busy"),
    ("lock timeout", "database_busy"),
    ("readonly database", "database_read_only"),
    ("read-only", "database_read_only"),
    ("not a database", "database_not_readable"),
    ("malformed", "database_not_readable"),
    ("disk is full", "database_full"),
    ("no space left", "database_full"),
    ("unable to open", "database_unreachable"),
    ("connection failed", "database_unreachable"),
    ("connection refused", "database_unreachable"),
    ("no such table", "database_not_upgraded"),
    ("undefinedtable", "database_not_upgraded"),
    ("append-only", "trials_append_only"),
)


def _code_of(detail: str) -> str:
    lowered = detail.lower()
    return next((code for sign, code in _CODES if sign in lowered), "database_failed")


def _without_secrets(cause: BaseException | None, url: URL) -> str:
    lines = str(cause).strip().splitlines()
    text = lines[0] if lines else type(cause).__name__
    for secret in (url.password, url.username):
        text = text.replace(str(secret), "***") if secret else text
    return text[:300]


def _open_sqlite(url: URL) -> sa.Engine:
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused("database_unreachable", database=masked(url), detail=error.strerror) from error
    engine = sa.create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


# Any: the driver's connection, sqlite3 here.
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, so that DDL is part of them
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
