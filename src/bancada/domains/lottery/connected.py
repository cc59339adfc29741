"""A user's own database of draws, read where it is and never written: no migration, no journal, no file beside it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from bancada.core.dataset import DatasetInfo, Source
from bancada.core.errors import BadInput
from bancada.core.ports import Clock
from bancada.data.engine import masked, open_engine, parse_url, translated
from bancada.domains.lottery.checking import checked_draws
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.history import DrawHistory, expected_next, info_of
from bancada.domains.lottery.importers import MAX_ROWS
from bancada.domains.lottery.prizes import NextContest, Prizes, unknown_prizes
from bancada.domains.lottery.tables import NUMBER_COLUMNS, TIERS
from bancada.domains.lottery.tables import draws as own_table

__all__ = ["ConnectedHistory"]

_WAL_VERSION = 2
_PRIZE_COLUMNS = (
    *(f"ganhadores_{tier}" for tier in TIERS),
    *(f"rateio_{tier}_centavos" for tier in TIERS),
    "arrecadacao_centavos",
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ConnectedHistory:
    """The table `resultados_oficiais` of a database that someone else keeps.

    It needs `concurso` and `n1` to `n15`, whole numbers or text, in any order of rows; `data` and the prizes in Bancada's own
    columns are read where they are. How many numbers repeat is always worked out, so that `repete` need not exist.

    **Read-only**: SQLite is opened so that it cannot write; PostgreSQL in a read-only transaction. **Consistency**: each method reads
    one state, anew each time.

    Parameters
    ----------
    url : str
        `sqlite:///...` or `postgresql://...`.
    clock : callable
        Returns the present instant, aware, UTC.

    Raises
    ------
    InvalidSettings
        The URL cannot be read.
    """

    def __init__(self, url: str, *, clock: Clock = _utc_now) -> None:
        self._url = parse_url(url)
        self._shown = masked(self._url)
        self._clock = clock

    def draws(self) -> Draws:
        """Return all draws, oldest first.

        Raises
        ------
        BadInput
            `lottery_table_missing`, `lottery_columns_missing`, `lottery_record_broken`, `lottery_database_missing`.
        Refused
            The database cannot be reached.
        """
        rows, has_date = self._rows()
        return self._draws(rows, has_date=has_date)

    def prizes(self) -> Prizes:
        """Return what each draw paid where the table tells it, aligned with `draws()`; -1 where unknown."""
        with self._open() as connection:
            present = self._present(connection)
            if not set(_PRIZE_COLUMNS) <= set(present):
                return unknown_prizes(self.draws().contests.copy())
            rows = self._select(connection, present, ("concurso", *_PRIZE_COLUMNS))
        found = np.array([[-1 if cell is None else int(cell) for cell in row] for row in rows], dtype=np.int64)
        found = found.reshape(len(rows), 2 + 2 * len(TIERS))
        found = found[np.argsort(found[:, 0], kind="stable")]
        return Prizes(found[:, 0].copy(), found[:, 1:6].copy(), found[:, 6:11].copy(), found[:, 11].copy())

    def info(self) -> DatasetInfo | None:
        """Return the identity of the record, or None where the table is empty; its version is its last contest."""
        draws = self.draws()
        if not len(draws):
            return None
        return info_of(draws, origin=self._shown, version=draws.last, imported_at=self._clock())

    def next_contest(self, today: date) -> NextContest:
        """Return the contest after the last draw and its estimated day; NotFound of an empty record."""
        return expected_next(self.draws(), today=today)

    # Any: values of a table that nobody knows; likewise below.
    def _rows(self) -> tuple[Sequence[Sequence[Any]], bool]:
        with self._open() as connection:
            present = self._present(connection)
            missing = [name for name in ("concurso", *NUMBER_COLUMNS) if name not in present]
            if missing:
                raise BadInput("lottery_columns_missing", database=self._shown, table=own_table.name, columns=missing)
            has_date = "data" in present
            wanted = ("concurso", *NUMBER_COLUMNS, *(("data",) if has_date else ()))
            return self._select(connection, present, wanted), has_date

    def _draws(self, rows: Sequence[Sequence[Any]], *, has_date: bool) -> Draws:
        return checked_draws(
            [row[0] for row in rows],
            [tuple(row[1:16]) for row in rows],
            dates=[row[16] for row in rows] if has_date else None,
            source=Source.CONNECTED,
            where=f"{self._shown}#{own_table.name}",
        )

    def _present(self, connection: sa.Connection) -> dict[str, str]:
        """Return the table's columns by their names in lower case."""
        try:
            found = sa.inspect(connection).get_columns(own_table.name)
        except sa.exc.NoSuchTableError:
            found = []
        if not found:
            available = sa.inspect(connection).get_table_names()[:20]
            raise BadInput(
                "lottery_table_missing", database=self._shown, table=own_table.name, available=available
            ) from None
        return {column["name"].lower(): column["name"] for column in found}

    def _select(
        self, connection: sa.Connection, present: dict[str, str], names: Sequence[str]
    ) -> Sequence[Sequence[Any]]:
        # columns without types: a value comes as the driver gives it, and text that stands for a date stays text
        columns: list[sa.ColumnClause[Any]] = [sa.column(present[name]) for name in names]
        rows = connection.execute(sa.select(*columns).select_from(sa.table(own_table.name)).limit(MAX_ROWS + 1)).all()
        if len(rows) > MAX_ROWS:
            raise BadInput("too_many_rows", rows=len(rows), limit=MAX_ROWS)
        return rows

    @contextmanager
    def _open(self) -> Iterator[sa.Connection]:
        if self._url.get_backend_name() == "sqlite":
            with self._open_sqlite() as connection:
                yield connection
            return
        engine = open_engine(self._url.render_as_string(hide_password=False))
        try:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            with translated(engine), engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def _open_sqlite(self) -> Iterator[sa.Connection]:
        path = Path(self._url.database or "")
        if not path.is_file():
            raise BadInput("lottery_database_missing", database=self._shown)
        with _readable(path) as uri:
            engine = sa.create_engine("sqlite://", creator=lambda: _connect(uri), poolclass=NullPool)
            with translated(engine), engine.connect() as connection:
                yield connection


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, timeout=60)
    connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def _readable(path: Path) -> Iterator[str]:
    """Yield the address under which SQLite reads the file and writes nothing.

    A file in WAL mode needs its index beside it, which even a reader would create: where it is not there, nobody has the file open,
    and either nothing waits in the log and the file alone is whole, or a copy elsewhere is read.
    """
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    if not _is_wal(path) or (index.exists() and log.exists()):
        yield f"{path.resolve().as_uri()}?mode=ro"
    elif not log.exists() or log.stat().st_size == 0:
        yield f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    else:
        with tempfile.TemporaryDirectory(prefix="bancada-") as folder:
            copy = Path(folder) / "draws.db"
            shutil.copyfile(path, copy)
            shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
            yield f"{copy.as_uri()}?mode=ro"


def _is_wal(path: Path) -> bool:
    """Whether the file's header says WAL (https://www.sqlite.org/fileformat.html, bytes 18 and 19)."""
    with path.open("rb") as file:
        return file.read(20)[18:20] == bytes((_WAL_VERSION, _WAL_VERSION))


if TYPE_CHECKING:
    _: DrawHistory = ConnectedHistory("sqlite:///draws.db")
