"""The catalogue of series: what is here, from which imports, and its bars. It knows no file format and no engine of bars."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from bancada.core.ports import Clock
from bancada.markets.bars import Bars
from bancada.markets.series import PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.store.port import BarStore
from bancada.markets.store.received import ReceivedImport, RecordedImport
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    import sqlalchemy as sa

__all__ = ["SeriesCatalogue"]


class SeriesCatalogue:
    """All series of bars of one installation.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a database upgraded with `bancada.markets.migrations`.
    store : BarStore
        Where the bars are.
    clock : callable
        Returns the present instant, aware, UTC.
    """

    def __init__(self, engine: sa.Engine, store: BarStore, *, clock: Clock) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock

    def record(
        self, received: ReceivedImport, *, on_conflict: Literal["refuse", "replace"] = "refuse"
    ) -> RecordedImport:
        """Take a received import in: its bars into the store, then its series into the catalogue, seen whole or not at all."""
        raise NotImplementedError(received, on_conflict)

    def find(self, symbol: str, *, timeframe: Timeframe | None = None, basis: PriceBasis | None = None) -> SeriesInfo:
        """Return the one series that fits; NotFound `series_not_found`, BadInput `series_ambiguous`."""
        raise NotImplementedError(symbol, timeframe, basis)

    def list(self, *, search: str = "", limit: int = 100, offset: int = 0) -> tuple[SeriesInfo, ...]:
        """Return series by symbol, timeframe and basis."""
        raise NotImplementedError(search, limit, offset)

    def count(self, *, search: str = "") -> int:
        """Return how many series there are."""
        raise NotImplementedError(search)

    def read(
        self, series: SeriesInfo | SeriesKey, *, start: datetime | None = None, end: datetime | None = None
    ) -> Bars:
        """Return the bars of a series, with the zone of its exchange."""
        raise NotImplementedError(series, start, end)
