"""The catalogue of series: what is here, from which imports, and its bars. It knows no file format and no engine of bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from bancada.core.dataset import Source
from bancada.core.errors import AlreadyExists, BadInput, NotFound, Refused
from bancada.core.ports import Clock
from bancada.data.engine import reading, writing
from bancada.markets.bars import Bars
from bancada.markets.series import PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.store import records
from bancada.markets.store.kept import LEAST_ROWS, KeptColumns
from bancada.markets.store.lock import only_writer
from bancada.markets.store.merging import span_of
from bancada.markets.store.port import BarStore
from bancada.markets.store.received import ReceivedImport, RecordedImport
from bancada.markets.store.records import ADOPTED, BarImport
from bancada.markets.store.tables import bar_series
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

    from bancada.markets.store.adopting import AdoptedAs, Adoption

__all__ = ["BarImport", "SeriesCatalogue"]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SeriesCatalogue:
    """All series of bars of one installation.

    **Atomicity**: an import, a repair or an adoption is seen whole or not at all; what a dead writer left in the store is removed by
    the next one. **Versions**: each raises `SeriesInfo.version` and changes `sha256`, the SHA-256 over the ordered imports of the
    series (importer and its version, SHA-256 of the file, options, key): whoever reads by `cache_key` sees the change. **Reading by a
    `SeriesInfo`** gives the bars of that very version, by a `SeriesKey` the present ones. **Threads and processes**: safe for both;
    one writer at a time.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a database upgraded with `bancada.markets.migrations`.
    store : BarStore
        Where the bars are.
    clock : callable
        Returns the present instant, aware, UTC.
    kept : KeptColumns, optional
        Mapped copies of long series; without it every reading asks the store.
    """

    def __init__(
        self, engine: sa.Engine, store: BarStore, *, clock: Clock = _utc_now, kept: KeptColumns | None = None
    ) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock
        self._kept = kept

    def record(
        self, received: ReceivedImport, *, on_conflict: Literal["refuse", "replace"] = "refuse"
    ) -> RecordedImport:
        """Take a received import in: its bars into the store, then its series into the catalogue.

        The very same file with the same options adds nothing. Bars of one series, timeframe and basis join those that are there; of
        one instant each value is the one that came last; a file that lacks a value takes none away.

        Parameters
        ----------
        on_conflict : {"refuse", "replace"}
            What happens where stored bars of the same instants have other values: nothing is imported, or the new ones hold.

        Raises
        ------
        BadInput
            `bars_differ` naming how many and some; `bars_nothing_received`; `series_simulated_mixed`.
        Refused
            `bars_store_busy`, and what the store says.
        """
        from bancada.markets.store.recording import record

        with only_writer(self._engine):
            return record(self._engine, self._store, received, on_conflict=on_conflict, at=self._clock())

    def find(self, symbol: str, *, timeframe: Timeframe | None = None, basis: PriceBasis | None = None) -> SeriesInfo:
        """Return the one series that fits; a symbol in lower case finds the one in upper case.

        Raises
        ------
        NotFound
            `series_not_found` naming what is near, `series_unknown` where nothing is.
        BadInput
            `series_ambiguous` naming the choices.
        """
        query = records.live().where(bar_series.c.symbol.in_({symbol, symbol.upper()}))
        if timeframe is not None:
            query = query.where(bar_series.c.timeframe == timeframe.value)
        if basis is not None:
            query = query.where(bar_series.c.basis == basis.value)
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
            rows = [row for row in rows if row["symbol"] == symbol] or rows
            if not rows:
                asked = " ".join([symbol, *(part.value for part in (timeframe, basis) if part is not None)])
                raise records.missing(connection, asked, symbol.upper())
            if len(rows) > 1:
                raise BadInput("series_ambiguous", symbol=symbol, choices=sorted(str(records.key_of(r)) for r in rows))
            return records.infos(connection, rows)[0]

    def list(self, *, search: str = "", limit: int = 100, offset: int = 0) -> tuple[SeriesInfo, ...]:
        """Return series whose symbol holds `search`, in whatever case, by symbol, timeframe and basis."""
        order = (bar_series.c.symbol, bar_series.c.timeframe, bar_series.c.basis)
        query = _searched(records.live(), search).order_by(*order).limit(limit).offset(offset)
        with reading(self._engine) as connection:
            return records.infos(connection, connection.execute(query).mappings().all())

    def latest(self, *, min_rows: int = 0, limit: int = 100) -> tuple[SeriesInfo, ...]:
        """Return series of at least `min_rows` bars, those that last got bars first; of one import the longest first."""
        order = (bar_series.c.updated_at.desc(), bar_series.c.rows.desc(), bar_series.c.symbol)
        query = records.live().where(bar_series.c.rows >= min_rows).order_by(*order).limit(limit)
        with reading(self._engine) as connection:
            return records.infos(connection, connection.execute(query).mappings().all())

    def count(self, *, search: str = "") -> int:
        """Return how many series `list` would give without a limit."""
        import sqlalchemy as sa

        with reading(self._engine) as connection:
            query = _searched(records.live(), search).with_only_columns(sa.func.count())
            return int(connection.scalar(query) or 0)

    def read(
        self, series: SeriesInfo | SeriesKey, *, start: datetime | None = None, end: datetime | None = None
    ) -> Bars:
        """Return bars, oldest first, in the zone of the exchange; `start` is included, `end` is not.

        Raises
        ------
        NotFound
            `series_not_found`, `series_unknown`.
        Refused
            `series_rows_differ`: the store holds another number of bars than was recorded (asked where no span is given).
        """
        key = series.key if isinstance(series, SeriesInfo) else series
        with reading(self._engine) as connection:
            row = records.found(connection, key)
            info = series if isinstance(series, SeriesInfo) else records.infos(connection, [row])[0]
            sources = records.sources_of(connection, row["id"], info.version)
        # rows that someone else writes may change behind Bancada's back: of them no copy is kept
        is_long = info.rows >= LEAST_ROWS and not any(one.startswith(f"{ADOPTED}-") for one in info.imports)
        if self._kept is None or not is_long:
            bars = self._read(info, sources, start=start, end=end)
        else:
            bars = _spanned(self._whole(self._kept, info, sources), start=start, end=end)
        return replace(bars, zone=row["zone"])

    def _whole(self, kept: KeptColumns, info: SeriesInfo, sources: Sequence[str]) -> Bars:
        """Return a whole long series from its mapped copy, which the first reading makes."""
        found = kept.find(info.cache_key)
        if found is not None and len(found) == info.rows:
            return found
        bars = self._read(info, sources)
        kept.keep(info.cache_key, bars)
        return bars

    def _read(
        self, info: SeriesInfo, sources: Sequence[str], *, start: datetime | None = None, end: datetime | None = None
    ) -> Bars:
        bars = self._store.read(info.key.symbol, info.key.timeframe, sources=sources, start=start, end=end)
        if start is None and end is None and len(bars) != info.rows:
            raise Refused("series_rows_differ", series=str(info.key), rows=info.rows, stored=len(bars))
        return bars

    def imports(self, key: SeriesKey | None = None, *, limit: int = 100) -> tuple[BarImport, ...]:
        """Return imports, repairs and adoptions, newest first: all, or those of one series."""
        with reading(self._engine) as connection:
            number = None if key is None else records.found(connection, key)["id"]
            return records.import_records(connection, series_id=number, limit=limit)

    def delete(self, key: SeriesKey) -> None:
        """Move a series to the trash; its bars stay in the store. NotFound."""
        with only_writer(self._engine), writing(self._engine) as connection:
            number = records.found(connection, key)["id"]
            chosen = bar_series.update().where(bar_series.c.id == number)
            connection.execute(chosen.values(deleted_at=self._clock()))

    def restore(self, key: SeriesKey) -> SeriesInfo:
        """Bring the latest series of that key back from the trash.

        Raises
        ------
        NotFound
            `series_not_deleted`.
        AlreadyExists
            `series_exists`: there is one of that key.
        """
        query = _trashed().where(records.is_key(key)).limit(1)
        with only_writer(self._engine), writing(self._engine) as connection:
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                raise NotFound("series_not_deleted", series=str(key))
            if connection.execute(records.live().where(records.is_key(key))).first() is not None:
                raise AlreadyExists("series_exists", series=str(key))
            connection.execute(bar_series.update().where(bar_series.c.id == row["id"]).values(deleted_at=None))
            return records.infos(connection, [row])[0]

    def deleted(self) -> tuple[SeriesInfo, ...]:
        """Return the series in the trash, latest first."""
        with reading(self._engine) as connection:
            return records.infos(connection, connection.execute(_trashed()).mappings().all())

    def repair(self, key: SeriesKey, bars: Bars, *, records: Sequence[object] = ()) -> SeriesInfo:
        """Put repaired bars in place of a series; `undo_repair` takes that back.

        Parameters
        ----------
        records : sequence of dataclass
            What was done, JSON-able; kept with the import of importer "repair".

        Raises
        ------
        BadInput
            `series_repair_other`: bars of another symbol or timeframe; `series_repair_empty`.
        """
        from bancada.markets.store.repairing import repair

        with only_writer(self._engine):
            return repair(self._engine, self._store, key, bars, records=records, at=self._clock())

    def derive(self, info: SeriesInfo, bars: Bars, *, basis: PriceBasis, records: Sequence[object] = ()) -> SeriesInfo:
        """Put bars made from a series beside it on another price basis, and return that series; the first one stays as it is.

        Raises
        ------
        AlreadyExists
            `series_exists_elsewhere`: there is such a series already, and not one that was derived.
        """
        from bancada.markets.store.repairing import derive

        with only_writer(self._engine):
            return derive(self._engine, self._store, info, bars, basis=basis, records=records, at=self._clock())

    def undo_repair(self, key: SeriesKey) -> SeriesInfo:
        """Bring the version before the last repair back, under a new number; Refused `series_not_repaired`."""
        from bancada.markets.store.repairing import undo_repair

        with only_writer(self._engine):
            return undo_repair(self._engine, key, at=self._clock())

    def adopt(self, told: Callable[[str], AdoptedAs] | None = None) -> Adoption:
        """Register what someone else put into the store, or changed there; what could not be taken up is told.

        Parameters
        ----------
        told : callable, optional
            Says of a symbol what its rows do not: basis, exchange, zone, chain of contracts. By default nothing is known, in UTC.
        """
        from bancada.markets.store.adopting import AdoptedAs, adopt

        with only_writer(self._engine):
            return adopt(self._engine, self._store, told=told or (lambda _symbol: AdoptedAs()), at=self._clock())

    def set_condemned(self, series: SeriesInfo | SeriesKey, value: bool | None) -> None:
        """Keep what `detect_synthetic_patterns` said; an import or a repair forgets it.

        Of a `SeriesInfo` whose version is not the present one any more nothing is kept.
        """
        self._set(series, {"is_condemned": value})

    def mark_simulated(self, key: SeriesKey) -> None:
        """Say that a series was made up, from now on and for good."""
        self._set(key, {"source": Source.SIMULATED.value})

    def _set(self, series: SeriesInfo | SeriesKey, values: dict[str, str | bool | None]) -> None:
        key = series.key if isinstance(series, SeriesInfo) else series
        with only_writer(self._engine), writing(self._engine) as connection:
            row = records.found(connection, key)
            version = series.version if isinstance(series, SeriesInfo) else row["version"]
            chosen = bar_series.update().where(bar_series.c.id == row["id"], bar_series.c.version == version)
            connection.execute(chosen.values(values))


def _trashed() -> sa.Select[tuple[object, ...]]:
    import sqlalchemy as sa

    deleted = sa.select(bar_series).where(bar_series.c.deleted_at.is_not(None))
    return deleted.order_by(bar_series.c.deleted_at.desc(), bar_series.c.id.desc())


def _searched(query: sa.Select[tuple[object, ...]], search: str) -> sa.Select[tuple[object, ...]]:
    if not search:
        return query
    return query.where(bar_series.c.symbol.icontains(search, autoescape=True))


def _spanned(bars: Bars, *, start: datetime | None, end: datetime | None) -> Bars:
    if start is None and end is None:
        return bars
    first, stop = span_of(start, end)
    low, high = bars.ts.searchsorted([first, stop]).tolist()
    return bars[low:high]
