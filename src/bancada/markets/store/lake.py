"""Bars as Parquet files in a folder, one a source; and a user's own Parquet and CSV files that lie there. It knows no catalogue."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from bancada.core.errors import BadInput, Refused, StoreReadOnly
from bancada.markets.bars import Bars
from bancada.markets.store.duck_rows import (
    COPY_OPTIONS,
    LOCAL,
    held_rows,
    part_query,
    quoted,
    read_relation,
    stray_rows,
)
from bancada.markets.store.lock import exclusive
from bancada.markets.store.merging import Rows, Span, merged, span_of
from bancada.markets.store.part_rows import read_rows
from bancada.markets.store.port import BarStore, Held, Stray
from bancada.markets.store.staging import check_part
from bancada.markets.timeframe import Timeframe
from bancada.registry.files import fsync_folder, identity

__all__ = ["LakeBarStore"]

_OURS = "imports"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}(\.[a-z_]+)?")
_READERS = {
    ".parquet": "read_parquet(?)",
    ".csv": "read_csv(?, types = {'symbol': 'VARCHAR', 'timeframe': 'VARCHAR'})",
}


class LakeBarStore:
    """A folder: `imports/<source>.parquet` are the store's, `*.parquet` and `*.csv` beside it are the user's own.

    A user's own file has the columns of `bars`, of which volume and the optional ones may be missing, and is a source by its whole name
    ("wdo.csv"); its own column `source` is passed over. Times without zone are UTC, whole numbers nanoseconds since 1970. It is read
    and never written. What is no such file is passed over by `held` and refused by `read`.

    Parameters
    ----------
    folder : Path
        Created when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts = folder / _OURS

    def add(self, staged: Path, *, source: str) -> None:
        """Add a staged part; see the port. BadInput `bars_source_name` for a source that can be no file's name."""
        check_part(staged)
        target = self._part_path(source)
        with self._changing():
            temporary = self._temporary()
            shutil.copyfile(staged, temporary)
            self._put(temporary, target)

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
        parts = [rows for source in sources if (rows := self._rows(source, symbol, timeframe, span)) is not None]
        return merged(symbol, timeframe, parts, span=span)

    def held(self, *, skip: Collection[str] = ()) -> tuple[Held, ...]:
        """Return what is here; see the port."""
        found: list[Held] = []
        for path in sorted([*self._parts.glob("*.parquet"), *self._own()]):
            source = path.stem if path.parent == self._parts else path.name
            if source not in skip and not path.name.startswith("."):
                found.extend(_held(path, source))
        return tuple(sorted(found, key=lambda held: (held.symbol, held.timeframe.value, held.source)))

    def strays(self, *, skip: Collection[str] = ()) -> tuple[Stray, ...]:
        """Return the user's own files that are none of bars, or not in all their rows; see the port."""
        return tuple(stray for path in sorted(self._own()) if path.name not in skip for stray in _strays(path))

    def remove(self, source: str, *, symbol: str | None = None, timeframe: Timeframe | None = None) -> None:
        """Remove rows of a source; see the port. Refused `bars_file_not_ours` for a user's own file."""
        if self._own_path(source) is not None:
            raise Refused("bars_file_not_ours", file=source)
        path = self._part_path(source)
        with self._changing():
            if not path.exists():
                return
            temporary = None if symbol is None and timeframe is None else self._without(path, symbol, timeframe)
            if temporary is not None:
                self._put(temporary, path)
            else:
                path.unlink()
                fsync_folder(self._parts)

    @contextmanager
    def part(self, source: str) -> Iterator[Path]:
        """Yield the rows of a source as a file; see the port."""
        own = self._own_path(source)
        if own is None:
            yield self._part_path(source)
            return
        with tempfile.TemporaryDirectory(prefix="bancada-bars-") as folder, _opened(own) as connection:
            path = Path(folder) / "part.parquet"
            query = part_query(connection, _READERS[own.suffix], [str(own)])
            connection.execute(f"COPY ({query}) TO {quoted(path)} (FORMAT parquet)", [str(own)])
            yield path

    def _rows(self, source: str, symbol: str, timeframe: Timeframe, span: Span) -> Rows | None:
        own = self._own_path(source)
        if own is None:
            try:
                return read_rows(self._part_path(source), symbol, timeframe, span=span)
            except FileNotFoundError:
                return None
            except (OSError, pa.ArrowException) as error:
                raise BadInput("bars_file_unreadable", file=source, detail=str(error)[:200]) from error
        with _opened(own) as connection:
            return read_relation(connection, _READERS[own.suffix], [str(own)], series=(symbol, timeframe), span=span)

    def _own(self) -> list[Path]:
        return [path for suffix in _READERS for path in self._folder.glob(f"*{suffix}") if path.is_file()]

    def _own_path(self, source: str) -> Path | None:
        path = self._folder / source
        is_own = path.suffix in _READERS and Path(source).name == source and path.is_file()
        return path if is_own else None

    def _part_path(self, source: str) -> Path:
        if not _NAME.fullmatch(source):
            raise BadInput("bars_source_name", source=source)
        return self._parts / f"{source}.parquet"

    def _temporary(self) -> Path:
        return self._parts / f".tmp-{secrets.token_hex(8)}"

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Be the only one who changes files here; what a dead one left half-written goes."""
        try:
            self._parts.mkdir(parents=True, exist_ok=True)
            with exclusive(self._parts / ".lock"):
                self._sweep()
                try:
                    yield
                except BaseException:
                    self._sweep()
                    raise
        except OSError as error:
            is_read_only = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
            raise (StoreReadOnly if is_read_only else Refused)(
                "bars_store_failed", store=self._folder.name, detail=error.strerror or str(error)
            ) from error

    def _sweep(self) -> None:
        for path in self._parts.glob(".tmp-*"):
            path.unlink(missing_ok=True)

    def _put(self, temporary: Path, target: Path) -> None:
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        fsync_folder(self._parts)

    def _without(self, path: Path, symbol: str | None, timeframe: Timeframe | None) -> Path | None:
        """Write what stays of a part to a temporary file; None where nothing stays."""
        temporary = self._temporary()
        where = "WHERE NOT (symbol = coalesce(?, symbol) AND timeframe = coalesce(?, timeframe))"
        with _opened(path) as connection:
            query = part_query(connection, "read_parquet(?)", [str(path)], where=where)
            (n,) = connection.execute(
                f"COPY ({query}) TO {quoted(temporary)} ({COPY_OPTIONS})",
                [str(path), symbol, timeframe.value if timeframe else None],
            ).fetchall()[0]
        return temporary if n else None


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect(config=LOCAL) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
    except (duckdb.Error, KeyError) as error:
        raise BadInput("bars_file_unreadable", file=path.name, detail=str(error).splitlines()[0][:200]) from error


def _held(path: Path, source: str) -> list[Held]:
    stamp = "-".join(map(str, identity(path) or ()))
    with suppress(BadInput), _opened(path) as connection:
        return held_rows(connection, _READERS[path.suffix], [str(path)], by=quoted(source), stamp=stamp)
    return []


def _strays(path: Path) -> list[Stray]:
    try:
        with _opened(path) as connection:
            return stray_rows(connection, _READERS[path.suffix], [str(path)], by=quoted(path.name))
    except BadInput as error:
        return [Stray(path.name, detail=str(error.facts["detail"]))]


if TYPE_CHECKING:
    _: BarStore = LakeBarStore(Path())
