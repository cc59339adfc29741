"""The lock that makes a worker the only one on its jobs database, and the question whether someone holds it.

Two workers on one database run a step twice. SQLite: a locked file beside the database. PostgreSQL: an advisory lock.
The operating system or the server lets go of either when the holder dies, however it dies. Knows nothing of runs.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from filelock import FileLock, Timeout

from bancada.core.errors import WorkerHeld

__all__ = ["WorkerLock", "worker_lock"]

PATIENCE_S = 1.0
"""How long an acquisition waits: longer than any other process needs to look whether the lock is held."""

_KEY = (0x62616E63, 1)


class WorkerLock(Protocol):
    """Held by at most one process per jobs database."""

    def acquire(self) -> None:
        """Take the lock; WorkerHeld where another holds it."""

    def release(self) -> None:
        """Let go."""

    def is_lost(self) -> bool:
        """Whether this holder's lock was taken away (a server's restart)."""

    def is_held(self) -> bool:
        """Whether any process holds the lock now."""


def worker_lock(engine: sa.Engine) -> WorkerLock:
    """Return the lock of the jobs database behind `engine`."""
    if engine.dialect.name == "postgresql":
        return _AdvisoryLock(engine)
    return _FileLock(Path(f"{engine.url.database}.worker.lock").resolve())


class _FileLock:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path, timeout=PATIENCE_S, thread_local=False)

    def acquire(self) -> None:
        try:
            self._lock.acquire()
        except Timeout as error:
            raise WorkerHeld(lock=str(self._path)) from error

    def release(self) -> None:
        self._lock.release()

    def is_lost(self) -> bool:
        return False

    def is_held(self) -> bool:
        """Look by trying for a shared lock: many may look at once, and only a worker's exclusive lock stands in the way."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False


class _AdvisoryLock:
    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: sa.Connection | None = None

    def acquire(self) -> None:
        # Outside any transaction: an idle one would be ended by the server, and the lock with it.
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(*_KEY))):
            connection.close()
            raise WorkerHeld(lock=self._engine.url.render_as_string(hide_password=True))
        self._connection = connection

    def release(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # the session ends, and with it the lock
            self._connection.close()
            self._connection = None

    def is_lost(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.scalar(sa.select(1))
        except sa.exc.DBAPIError:
            return True
        return False

    def is_held(self) -> bool:
        query = sa.text(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND datname = current_database() AND granted"
            " AND classid = :high AND objid = :low AND objsubid = 2"
        )
        with self._engine.connect() as connection:
            return bool(connection.scalar(query, {"high": _KEY[0], "low": _KEY[1]}))
