"""The tables of the jobs database: what people see of a run. What makes runs durable is DBOS's, in its own tables beside them.

Knows nothing of how runs are executed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from bancada.core.errors import InvalidSettings, Refused

__all__ = [
    "KINDS",
    "LOG",
    "RUNS",
    "SCHEDULES",
    "SCHEMA_VERSION",
    "create_schema",
    "is_ready",
    "open_engine",
    "translated",
]

SCHEMA_VERSION = 2

METADATA = sa.MetaData()

RUNS = sa.Table(
    "job_runs",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(64), nullable=False, unique=True),
    sa.Column("kind", sa.String(64), nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False, server_default="{}"),
    sa.Column("error_code", sa.String(64), nullable=False, server_default=""),
    sa.Column("error_facts", sa.Text, nullable=False, server_default="{}"),
    # Instants are seconds since 1970, UTC.
    sa.Column("submitted_at", sa.Double, nullable=False),
    sa.Column("started_at", sa.Double),
    sa.Column("ended_at", sa.Double),
    sa.Column("changed_at", sa.Double, nullable=False),
    sa.Column("cancel_requested_at", sa.Double),
    sa.Column("progress_done", sa.Integer),
    sa.Column("progress_total", sa.Integer),
    sa.Column("progress_message", sa.Text),
    sa.Column("progress_at", sa.Double),
)

LOG = sa.Table(
    "job_log",
    METADATA,
    sa.Column("run_id", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("level", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

KINDS = sa.Table("job_kinds", METADATA, sa.Column("kind", sa.String(64), primary_key=True))

SCHEDULES = sa.Table(
    "job_schedules",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("days", sa.String(7), nullable=False),  # "0" for Monday to "6", one character a day
    sa.Column("at", sa.String(5), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("is_on", sa.Integer, nullable=False),
    sa.Column("next_at", sa.Double),
    sa.Column("last_run_id", sa.String(64), nullable=False, server_default=""),
)

VERSION = sa.Table(
    "job_schema",
    METADATA,
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("dbos", sa.String(32), nullable=False),  # the version that DBOS's own tables were last migrated by
)

_LOCK_KEY = 0x62616E6361646131


def open_engine(url: str) -> sa.Engine:
    """Return an engine on the jobs database; the folder of a SQLite file is made.

    Raises
    ------
    Refused
        `jobs_database_unusable` where the folder cannot be made.
    InvalidSettings
        For a URL that no other process could share (SQLite in memory), or that cannot be read.
    """
    try:
        parsed = sa.make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    except sa.exc.ArgumentError as error:
        raise InvalidSettings(setting="BANCADA_JOBS_URL", detail=str(error)) from error
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise InvalidSettings(
            "jobs_url_unusable", setting="BANCADA_JOBS_URL", url=parsed.render_as_string(hide_password=True)
        )
    _make_folder(Path(parsed.database), url=url)
    engine = sa.create_engine(parsed)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _make_folder(path: Path, *, url: str) -> None:
    try:
        path.resolve().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("jobs_database_unusable", url=url, detail=str(error)) from error


# Any: the driver's own connection and pool record.
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = "IMMEDIATE"  # writers queue instead of failing when a read turns into a write
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA foreign_keys=ON")


@contextmanager
def translated(engine: sa.Engine) -> Iterator[None]:
    """Turn a driver's word that the database is out of reach, locked, full or read-only into Refused."""
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
        shown = engine.url.render_as_string(hide_password=True)
        if any(sign in str(error.orig).lower() for sign in ("disk is full", "no space left", "disk full")):
            raise Refused("database_full", database=shown) from error
        raise Refused("jobs_database_unusable", url=shown, detail=str(error.orig).strip()) from error


def is_ready(engine: sa.Engine) -> bool:
    """Whether the schema is there, as this Bancada and this DBOS want it.

    Raises
    ------
    Refused
        `jobs_schema_newer` where a newer Bancada wrote it.
    """
    try:
        if not sa.inspect(engine).has_table(VERSION.name):
            return False
    except sa.exc.OperationalError:
        return False  # a database that is still to be made, or a server out of reach: `create_schema` tells them apart
    with engine.connect() as connection:
        found = connection.execute(sa.select(VERSION)).first()
    if found is not None and found.version > SCHEMA_VERSION:
        raise Refused("jobs_schema_newer", found=found.version, known=SCHEMA_VERSION)
    return found is not None and tuple(found) == (SCHEMA_VERSION, version("dbos"))


def create_schema(url: str) -> None:
    """Create or upgrade the jobs database, DBOS's tables and ours; idempotent, safe when several processes do it at once.

    SQLite is put in WAL mode, so that readers never wait for the worker. A PostgreSQL database that is missing is made.

    Raises
    ------
    Refused
        `jobs_database_unusable` where it cannot be reached or written, `jobs_schema_newer` where a newer Bancada wrote it.
    """
    engine = open_engine(url)
    try:
        if not is_ready(engine):
            with translated(engine):
                _create(engine)
    finally:
        engine.dispose()


def _create(engine: sa.Engine) -> None:
    from dbos import DBOS  # a second of imports, which an existing schema does not need

    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    DBOS.migrate(engine.url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        _create_tables(connection)


def _create_tables(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_KEY)))
    for table in METADATA.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))
    connection.execute(sa.delete(VERSION))
    connection.execute(sa.insert(VERSION).values(version=SCHEMA_VERSION, dbos=version("dbos")))
