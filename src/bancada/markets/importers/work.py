"""The engine of one import: DuckDB over a work folder, with little memory, interruptible. It knows no format."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

__all__ = ["Progress", "Work", "ignore", "opened"]

MEMORY = "384MB"
SMALL_BYTES = 32_000_000
POLL_S = 0.1

Progress = Callable[[int, int], None]
"""Told what is done and what there is to do; what it raises stops the import."""


def ignore(done: int, total: int) -> None:
    """Tell nobody."""


class Work:
    """A connection whose long statements can be stopped by what a caller raises.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    check : callable
        Called some times a second while a statement runs; what it raises interrupts the statement and is raised.
    """

    def __init__(self, connection: Any, check: Callable[[], None]) -> None:  # Any: DuckDB ships no types
        self._connection = connection
        self._check = check
        self._failure: BaseException | None = None

    def run(self, statement: str) -> None:
        """Execute a statement, calling `check` meanwhile."""
        thread = threading.Thread(target=self._execute, args=(statement,), daemon=True)
        self._failure = None
        thread.start()
        try:
            while thread.is_alive():
                thread.join(POLL_S)
                self._check()
        except BaseException:
            self._connection.interrupt()
            thread.join()
            raise
        if self._failure is not None:
            raise self._failure

    def _execute(self, statement: str) -> None:
        try:
            self._connection.execute(statement)
        except BaseException as failure:  # noqa: BLE001  # handed to the thread that waits, which raises it
            self._failure = failure

    def register(self, name: str, reader: Any) -> None:  # Any: Arrow ships no types
        """Let statements read a reader of record batches under this name, once."""
        self._connection.register(name, reader)

    def unregister(self, name: str) -> None:
        """Forget that name."""
        self._connection.unregister(name)

    def one(self, query: str) -> Any:  # Any: whatever the query selects
        """Return the first value of the first row."""
        rows = self._connection.execute(
            query
        ).fetchall()  # all of them: a result that is not read to its end blocks the next one
        return rows[0][0] if rows else None

    def all(self, query: str) -> list[tuple[Any, ...]]:  # Any: as above
        """Return all rows; for few."""
        found: list[tuple[Any, ...]] = self._connection.execute(query).fetchall()
        return found

    def stream(self, query: str, size: int = 10_000) -> Iterator[tuple[Any, ...]]:  # Any: as above
        """Yield the rows of a query, a few thousand at a time."""
        cursor = self._connection.execute(query)
        while rows := cursor.fetchmany(size):
            yield from rows


@contextmanager
def opened(folder: Path, check: Callable[[], None], *, size: int) -> Iterator[Work]:
    """Open an engine for a text of `size` bytes; what does not fit in memory goes to files in `folder`, removed at the end."""
    database = ":memory:" if size <= SMALL_BYTES else str(folder / "work.duckdb")
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(database, config=config)
    try:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        yield Work(connection, check)
    finally:
        connection.close()
        for path in folder.glob("work.duckdb*"):
            path.unlink(missing_ok=True)
