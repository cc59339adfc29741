"""The port of every store of bars. It knows no engine, no file and no catalogue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bancada.markets.bars import OPTIONAL, PRICES, Bars
from bancada.markets.timeframe import Timeframe

__all__ = ["COLUMNS", "VALUES", "BarStore", "Held", "Stray"]

VALUES = (*PRICES, "volume", *OPTIONAL)
"""Columns of numbers, in their order."""

COLUMNS = ("symbol", "timeframe", "ts", *VALUES, "source")
"""Columns of `bars`, in every store."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a store holds of one series from one source.

    Attributes
    ----------
    symbol : str
    timeframe : Timeframe
    source : str
    rows : int
        Instants.
    first, last : datetime
        Opening instants, aware, UTC.
    columns : tuple of str
        Which of `trades`, `buy_volume`, `sell_volume`, `vwap` hold a value.
    stamp : str
        Changes when the rows may have changed: of a file its size and time of change, of a table its counts.
    repeated : int
        Rows whose instant a later row has too; of these the last one is read.
    """

    symbol: str
    timeframe: Timeframe
    source: str
    rows: int
    first: datetime
    last: datetime
    columns: tuple[str, ...]
    stamp: str
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Stray:
    """What lies in a store and is no series: one of the last three says why.

    Attributes
    ----------
    source : str
        Of a file its name.
    rows : int
        Of a timeframe that Bancada does not know; 0 where a file cannot be read at all.
    timeframes : tuple of str
        A few of those.
    columns : tuple of str
        Columns that the file lacks.
    detail : str
        What the engine said of it.
    """

    source: str
    rows: int = 0
    timeframes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    detail: str = ""


class BarStore(Protocol):
    """Rows `bars(symbol, timeframe, ts, open, high, low, close, volume, trades, buy_volume, sell_volume, vwap, source)`.

    One row a (symbol, timeframe, ts, source); `source` names the import that brought it. A store knows nothing of price bases,
    exchanges or trash: the catalogue does, and tells which sources make a series.

    **Atomicity**: an addition or a removal is seen whole or not at all, after a crash too. **Repetition**: adding the same source
    again replaces it, so that an addition that failed half-way is simply made again. **Order**: what is read is in order of time.
    **Threads and processes**: safe for both; additions wait for each other, and readers see the state before or after.
    """

    def add(self, staged: Path, *, source: str) -> None:
        """Add the rows of a staged file (see `staging`) under `source`, in place of whatever that source held.

        Raises
        ------
        BadInput
            `bars_part_unreadable`, `bars_part_columns`: the file is no staged part.
        Refused
            The store cannot be written.
        """

    def read(
        self,
        symbol: str,
        timeframe: Timeframe,
        *,
        sources: Sequence[str],
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Bars:
        """Return the bars of one series, oldest first, each instant once; empty where there is none.

        Parameters
        ----------
        sources : sequence of str
            In rising precedence: of an instant that several hold, each value is that of the latest one that has it; a source that
            lacks a value takes none away.
        start, end : datetime, optional
            Aware; the first opening instant that is wanted, and the first that no longer is.

        Returns
        -------
        Bars
            An optional column is None where none of these bars has a value in it; single missing values are NaN. The zone is
            "UTC", since a store knows no exchange.
        """

    def held(self, *, skip: Collection[str] = ()) -> tuple[Held, ...]:
        """Return everything that is here but the sources of `skip`, by symbol, timeframe and source.

        For stores that someone else filled; rows of a timeframe that Bancada does not know are passed over.
        """

    def strays(self, *, skip: Collection[str] = ()) -> tuple[Stray, ...]:
        """Return what `held` passes over, by source."""

    def remove(self, source: str, *, symbol: str | None = None, timeframe: Timeframe | None = None) -> None:
        """Remove the rows of `source`, or those of one symbol or timeframe in it; what is not there is no error."""

    def part(self, source: str) -> AbstractContextManager[Path]:
        """Yield a Parquet file with the rows of `source`, all columns but `source`; it may only be read, and only inside."""
