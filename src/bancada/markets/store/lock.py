"""Locks that hold across threads and processes and go with their holder, however it dies. They know nothing of bars."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bancada.core.errors import Refused

__all__ = ["exclusive", "only_writer", "shared"]

PATIENCE_S = 600.0
"""How long one waits for another who writes: a year of all of B3 takes a minute."""

_PAUSE_S = 0.02
_KEY = (0x62616E63, 2)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock of a file alone; Refused `bars_store_busy` after `PATIENCE_S`."""
    with _held(path, fcntl.LOCK_EX):
        yield


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold the lock of a file together with others who share it, and with nobody who holds it alone."""
    with _held(path, fcntl.LOCK_SH):
        yield


@contextmanager
def only_writer(engine: sa.Engine) -> Iterator[None]:
    """Be the only one who changes the series of a database: a locked file beside SQLite, an advisory lock of PostgreSQL."""
    if engine.dialect.name != "postgresql":
        with exclusive(Path(f"{engine.url.database}.bars.lock").resolve()):
            yield
        return
    # Outside any transaction: the session holds the lock, and an end of the session lets go of it.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_lock(*_KEY)))
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(*_KEY)))


@contextmanager
def _held(path: Path, how: int) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        _wait(handle, how, path)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, how: int, path: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Refused("bars_store_busy", lock=path.name) from None
            time.sleep(_PAUSE_S)
        else:
            return
