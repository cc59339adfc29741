"""Use cases over series of bars: bring files in, fetch, look, read, take out and bring back."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from time import time
from typing import TYPE_CHECKING, Literal
from zoneinfo import available_timezones

from bancada.core.errors import BadInput
from bancada.core.finding import Finding
from bancada.markets.bars import Bars
from bancada.markets.series import PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from bancada.markets.store.adopting import Adoption
    from bancada.markets.store.catalogue import SeriesCatalogue
    from bancada.markets.store.received import ReceivedImport, RecordedImport
    from bancada.markets.store.records import BarImport

__all__ = ["BarsImport", "ImportRequest", "SeriesService"]

RECEIVING = "receiving-"
ABANDONED_S = 86_400.0
"""Age at which a folder of work in progress belongs to nobody any more."""

Progress = Callable[[int, int], None]
"""Told bytes done and bytes in all."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """How a file is to be read; what is None is found in the file or its name.

    Attributes
    ----------
    symbol, zone : str or None
    timeframe : Timeframe or None
    basis : PriceBasis or None
    markets : tuple of str
        Of COTAHIST: market types that are taken; empty for all.
    is_strict : bool
        Refuse the whole file where a row is bad, rather than set the row aside.
    on_conflict : {"refuse", "replace"}
        What to do where stored bars of the same instants differ.
    """

    symbol: str | None = None
    timeframe: Timeframe | None = None
    basis: PriceBasis | None = None
    zone: str | None = None
    markets: tuple[str, ...] = ()
    is_strict: bool = False
    on_conflict: Literal["refuse", "replace"] = "refuse"


@dataclass(frozen=True, slots=True)
class BarsImport:
    """What became of a file of bars.

    Attributes
    ----------
    id : str
    format : str
        As recognised ("mt5", "cotahist", ...).
    file_name : str
    rows, accepted, refused, left_out : int
        `rows = accepted + refused + left_out`.
    repeated, replaced : int
        Of the accepted: stored before with the same values; put in place of other values.
    already_imported : bool
        This very file had come in before; nothing was added.
    refused_file : str or None
        Rows set aside, with line numbers and reasons.
    series : tuple of SeriesInfo
    findings : tuple of Finding
    """

    id: str
    format: str
    file_name: str
    rows: int
    accepted: int
    refused: int
    left_out: int
    repeated: int
    replaced: int
    already_imported: bool
    refused_file: str | None
    series: tuple[SeriesInfo, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SeriesService:
    """Series of bars.

    Parameters
    ----------
    catalogue : SeriesCatalogue
    folder : Path
        Data folder: refused rows, the cache of downloads, work in progress.
    max_file_bytes : int
        Largest file of bars, unpacked.
    """

    catalogue: SeriesCatalogue
    folder: Path
    max_file_bytes: int

    def import_file(
        self,
        path: Path,
        request: ImportRequest | None = None,
        *,
        shown_name: str | None = None,
        on_progress: Progress | None = None,
    ) -> BarsImport:
        """Import a file of bars, whatever its format.

        Rows that cannot be bars are set aside in a file, counted and named; the others come in. `on_progress` is told bytes done and in
        all, and may raise to stop: nothing half-done stays. `shown_name` is the file's own name where `path` is a copy.

        Raises
        ------
        BadInput
            A file that is none of the known formats, a symbol or timeframe that nothing tells, or stored bars that differ.
        """
        from bancada.markets.importers.limits import BAR_LIMITS
        from bancada.markets.importers.receive import receive

        asked = request or ImportRequest()
        work = self._work_folder()
        try:
            received = receive(
                Path(path),
                symbol=asked.symbol,
                timeframe=asked.timeframe,
                basis=asked.basis,
                zone=asked.zone,
                markets=asked.markets,
                skip_bad=not asked.is_strict,
                workdir=work,
                limits=replace(BAR_LIMITS, file_bytes=self.max_file_bytes),
                on_progress=_named(on_progress),
                shown_name=shown_name,
            )
            return self._record(received, on_conflict=asked.on_conflict)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def download(self, symbols: Sequence[str], *, start: date, end: date) -> BarsImport:
        """Fetch daily bars of Yahoo Finance for symbols ("PETR4.SA", "AAPL") from `start` to `end`, both included, once a day at most.

        Stored bars that differ give way: adjusted prices of the past change with every payout.

        Raises
        ------
        MissingExtra
            Without `bancada[yahoo]`.
        Refused
            No network, or Yahoo turned the request away.
        """
        from bancada.markets.yahoo import download

        work = self._work_folder()
        try:
            received = download(
                symbols, start=start, end=end + timedelta(days=1), folder=self.folder / "yahoo", workdir=work
            )
            return self._record(received, on_conflict="replace")
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def load_demo(self) -> BarsImport:
        """Add real daily bars of AAPL, MSFT, IBM, GOOG and FB, in the public domain; nothing is added twice."""
        from bancada.markets.demo import demo_bars

        work = self._work_folder()
        try:
            return self._record(demo_bars(work), on_conflict="refuse")
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def list(self, *, search: str = "", limit: int = 100, offset: int = 0) -> tuple[SeriesInfo, ...]:
        """Return series by symbol, timeframe and basis; `search` is part of a symbol."""
        return self.catalogue.list(search=search, limit=limit, offset=offset)

    def latest(self, *, min_rows: int = 0, limit: int = 100) -> tuple[SeriesInfo, ...]:
        """Return series of at least `min_rows` bars, those that last got bars first."""
        return self.catalogue.latest(min_rows=min_rows, limit=limit)

    def count(self, *, search: str = "") -> int:
        """Return how many series there are."""
        return self.catalogue.count(search=search)

    def find(self, symbol: str, *, timeframe: Timeframe | None = None, basis: PriceBasis | None = None) -> SeriesInfo:
        """Return the one series that fits; NotFound with near names, BadInput naming the choices where several fit."""
        return self.catalogue.find(symbol, timeframe=timeframe, basis=basis)

    def read(
        self, series: SeriesInfo | SeriesKey, *, start: datetime | None = None, end: datetime | None = None
    ) -> Bars:
        """Return bars, oldest first; `start` is included, `end` is not."""
        return self.catalogue.read(series, start=start, end=end)

    def delete(self, key: SeriesKey) -> None:
        """Take a series out; it waits in the trash."""
        self.catalogue.delete(key)

    def restore(self, key: SeriesKey) -> SeriesInfo:
        """Bring a series back from the trash; of one that is not there, the version before its last repair.

        Raises
        ------
        NotFound
            It is neither in the trash nor among the series.
        Refused
            It was never repaired.
        """
        if any(info.key == key for info in self.catalogue.deleted()):
            return self.catalogue.restore(key)
        return self.catalogue.undo_repair(key)

    def restorable(
        self, symbol: str, *, timeframe: Timeframe | None = None, basis: PriceBasis | None = None
    ) -> SeriesKey:
        """Return the key that `restore` would bring back; the latest one taken out goes first, then what `find` finds."""
        wanted = symbol.strip().upper()
        for info in self.catalogue.deleted():
            key = info.key
            if key.symbol == wanted and timeframe in (None, key.timeframe) and basis in (None, key.basis):
                return key
        return self.find(symbol, timeframe=timeframe, basis=basis).key

    def imports(self, key: SeriesKey | None = None, *, limit: int = 100) -> tuple[BarImport, ...]:
        """Return imports and repairs, newest first: all, or those of one series."""
        return self.catalogue.imports(key, limit=limit)

    def deleted(self) -> tuple[SeriesInfo, ...]:
        """Return the series in the trash."""
        return self.catalogue.deleted()

    def adopt(self, *, basis: PriceBasis | None = None, zone: str | None = None) -> Adoption:
        """Take up series that someone else wrote into the store of bars; they are only ever read.

        What rows do not say follows the form of a symbol (B3's codes, pairs of coins), unless `basis` or `zone` say it for all.

        Raises
        ------
        BadInput
            A zone that is none.
        """
        from bancada.markets.importers.naming import basis_of, continuous_of, market_of
        from bancada.markets.store.adopting import AdoptedAs

        if zone is not None and zone not in available_timezones():
            raise BadInput("bars_zone_not_a_zone", zone=zone)

        def told(symbol: str) -> AdoptedAs:
            market = market_of(symbol)
            return AdoptedAs(basis or basis_of(symbol), market.exchange, zone or market.zone, continuous_of(symbol))

        return self.catalogue.adopt(told)

    def _work_folder(self) -> Path:
        """Return a new folder for work in progress; those of imports that were killed are removed after a day."""
        self.folder.mkdir(parents=True, exist_ok=True)
        long_ago = time() - ABANDONED_S
        for left in self.folder.glob(f"{RECEIVING}*"):
            if left.stat().st_mtime < long_ago:
                shutil.rmtree(left, ignore_errors=True)
        return Path(mkdtemp(prefix=RECEIVING, dir=self.folder))

    def _record(self, received: ReceivedImport, *, on_conflict: Literal["refuse", "replace"]) -> BarsImport:
        kept, is_new = self._kept(received)
        try:
            recorded = self.catalogue.record(kept, on_conflict=on_conflict)
        except BaseException:
            if is_new and kept.refused_file is not None:
                Path(kept.refused_file).unlink(missing_ok=True)
            raise
        return _told(kept, recorded)

    def _kept(self, received: ReceivedImport) -> tuple[ReceivedImport, bool]:
        """Return the import with its refused rows in a place that stays, and whether they were not there before."""
        if received.refused_file is None:
            return received, False
        asked = hashlib.sha256(repr(sorted(received.options.items())).encode()).hexdigest()
        folder = self.folder / "refused"
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{received.importer}-{received.file_sha256[:16]}-{asked[:8]}.csv"
        is_new = not target.exists()
        if is_new:
            shutil.move(received.refused_file, target)
        return replace(received, refused_file=str(target)), is_new


def _told(received: ReceivedImport, recorded: RecordedImport) -> BarsImport:
    return BarsImport(
        id=recorded.id,
        format=received.importer,
        file_name=received.file_name,
        rows=received.rows,
        accepted=received.accepted,
        refused=received.refused,
        left_out=received.left_out,
        repeated=recorded.repeated,
        replaced=recorded.replaced,
        already_imported=recorded.already_imported,
        refused_file=received.refused_file,
        series=recorded.series,
        findings=received.findings,
    )


def _named(on_progress: Progress | None) -> Progress:
    return on_progress if on_progress is not None else lambda _done, _total: None
