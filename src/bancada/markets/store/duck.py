"""Bars in a DuckDB database: a file, or MotherDuck by name. It reads no environment; a token is handed in and never shown."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from bancada.core.errors import InvalidSettings, Refused
from bancada.markets.bars import Bars
from bancada.markets.store.duck_rows import LOCAL, held_rows, part_query, quoted, read_relation, stray_rows
from bancada.markets.store.lock import exclusive, shared
from bancada.markets.store.merging import merged, span_of
from bancada.markets.store.port import VALUES, BarStore, Held, Stray
from bancada.markets.store.staging import check_part
from bancada.markets.timeframe import Timeframe

__all__ = ["DuckBarStore"]

_TABLE = (
    "CREATE TABLE IF NOT EXISTS bars (symbol VARCHAR NOT NULL, timeframe VARCHAR NOT NULL, ts TIMESTAMP_NS NOT NULL, "
    + "".join(f"{name} DOUBLE, " for name in VALUES)
    + "source VARCHAR NOT NULL)"
)

_HAS_TABLE = "SELECT 1 FROM information_schema.tables WHERE table_name = 'bars' AND table_catalog = current_database()"


class DuckBarStore:
    """Rows in the table `bars` of a DuckDB database, which is made when first written to.

    DuckDB lets one process write, or several read: a lock file beside the database makes them wait for each other, and every
    operation opens and closes the database, so that none is kept waiting for good. MotherDuck sees to that by itself.

    Parameters
    ----------
    url : str
        "duckdb:///path" or "md:name".
    token : str
        Of MotherDuck.
    connect : callable
        As `duckdb.connect`.

    Raises
    ------
    InvalidSettings
        `bars_url_unknown`, `motherduck_token_missing`.
    """

    def __init__(
        self, url: str, *, token: str = "", connect: Callable[..., duckdb.DuckDBPyConnection] = duckdb.connect
    ) -> None:
        self._is_remote = url.startswith("md:")
        if not self._is_remote and not url.startswith("duckdb:///"):
            raise InvalidSettings("bars_url_unknown", kind=url.partition(":")[0])
        if self._is_remote and not token:
            raise InvalidSettings("motherduck_token_missing", database=url.partition("?")[0])
        self._name = url.partition("?")[0] if self._is_remote else url.removeprefix("duckdb:///")
        self._token = token
        self._connect = connect

    def add(self, staged: Path, *, source: str) -> None:
        """Add a staged part; see the port."""
        check_part(staged)
        with self._writing() as connection:
            connection.execute("DELETE FROM bars WHERE source = ?", [source])
            chosen = part_query(connection, "read_parquet(?)", [str(staged)])
            connection.execute(f"INSERT INTO bars SELECT *, ? FROM ({chosen})", [source, str(staged)])  # noqa: S608  # SQL of ours

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
        with self._reading() as connection:
            parts = [
                read_relation(
                    connection, "bars", [source], series=(symbol, timeframe), span=span, where="AND source = ?"
                )
                for source in sources
            ]
        return merged(symbol, timeframe, parts, span=span)

    def held(self, *, skip: Collection[str] = ()) -> tuple[Held, ...]:
        """Return what is here; see the port."""
        with self._reading() as connection:
            rows = held_rows(connection, "bars", by="source")
        return tuple(row for row in rows if row.source not in skip)

    def strays(self, *, skip: Collection[str] = ()) -> tuple[Stray, ...]:
        """Return what is here and no series; see the port."""
        with self._reading() as connection:
            rows = stray_rows(connection, "bars", by="source")
        return tuple(row for row in rows if row.source not in skip)

    def remove(self, source: str, *, symbol: str | None = None, timeframe: Timeframe | None = None) -> None:
        """Remove rows of a source; see the port."""
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM bars WHERE source = $1 AND symbol = coalesce($2, symbol) AND timeframe = coalesce($3, timeframe)",
                [source, symbol, timeframe.value if timeframe else None],
            )

    @contextmanager
    def part(self, source: str) -> Iterator[Path]:
        """Yield the rows of a source as a file; see the port."""
        with tempfile.TemporaryDirectory(prefix="bancada-bars-") as folder:
            path = Path(folder) / "part.parquet"
            with self._reading() as connection:
                query = part_query(connection, "bars", [], where="WHERE source = ?")
                connection.execute(f"COPY ({query}) TO {quoted(path)} (FORMAT parquet)", [source])
            yield path

    @contextmanager
    def _writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._translated(), self._locked(exclusive), self._opened(is_read_only=False) as connection:
            connection.execute("BEGIN")
            connection.execute(_TABLE)
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._translated(), self._locked(shared), ExitStack() as opened:
            if self._is_remote or Path(self._name).exists():
                connection = opened.enter_context(self._opened(is_read_only=not self._is_remote))
                if connection.execute(_HAS_TABLE).fetchall():
                    yield connection
                    return
            empty = opened.enter_context(duckdb.connect())
            empty.execute(_TABLE)
            yield empty

    @contextmanager
    def _opened(self, *, is_read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        if self._is_remote:
            connection = self._connect(self._name, config={"motherduck_token": self._token})
        else:
            connection = self._connect(self._name, read_only=is_read_only, config=LOCAL)
        with connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection

    @contextmanager
    def _locked(self, how: Callable[[Path], AbstractContextManager[None]]) -> Iterator[None]:
        if self._is_remote:
            yield
            return
        path = Path(self._name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with how(path.with_name(f"{path.name}.lock")):
            yield

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, OSError) as error:
            text = str(error).strip() or type(error).__name__
            shown = text.replace(self._token, "***") if self._token else text
            raise Refused(
                "bars_store_failed",
                store=self._shown,
                detail=shown.splitlines()[0].replace(self._name, self._shown)[:300],
            ) from None

    @property
    def _shown(self) -> str:
        return self._name if self._is_remote else Path(self._name).name


if TYPE_CHECKING:
    _: BarStore = DuckBarStore("")
