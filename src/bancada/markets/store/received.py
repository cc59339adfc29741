"""What an importer hands to the catalogue, and what the catalogue answers. It knows no format and no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bancada.core.dataset import Source
from bancada.core.finding import Finding
from bancada.markets.series import Continuous, PriceBasis, SeriesInfo
from bancada.markets.timeframe import Timeframe

__all__ = ["ReceivedImport", "RecordedImport", "StagedPart", "StagedSeries"]


@dataclass(frozen=True, slots=True)
class StagedSeries:
    """One series inside a staged part; `staging.measure_part` counts them.

    Attributes
    ----------
    symbol : str
    timeframe : Timeframe
    rows : int
    first, last : datetime
        Opening instants, aware, UTC.
    columns : tuple of str
        Which of `trades`, `buy_volume`, `sell_volume`, `vwap` hold a value.
    """

    symbol: str
    timeframe: Timeframe
    rows: int
    first: datetime
    last: datetime
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StagedPart:
    """One Parquet file of accepted bars on one price basis, in the form that `staging` states.

    Attributes
    ----------
    path : Path
        Left where it is by the catalogue; the importer's caller removes it.
    basis : PriceBasis
    series : tuple of StagedSeries
    """

    path: Path
    basis: PriceBasis
    series: tuple[StagedSeries, ...]


@dataclass(frozen=True, slots=True)
class ReceivedImport:
    """A file as an importer understood it: accepted bars staged beside it, and a true count of every row.

    Attributes
    ----------
    importer : str
        Short slug of the format ("mt5", "cotahist"); the head of the import's id.
    importer_version : int
        Raised when the same file would give other bars.
    file_name : str
        As shown to people.
    file_sha256 : str
        Of the file's bytes.
    rows : int
        Rows of the file: `accepted + refused + left_out`.
    accepted, refused : int
    left_out : int
        Rows that a filter of the options excluded.
    refused_file : str or None
        CSV of refused rows with line number and reason.
    parts : tuple of StagedPart
        One a price basis; two parts of one basis are refused.
    source : Source
        `official`, `imported` or `simulated`.
    exchange : str
        Calendar ("BVMF", "XNYS", "24/7"), empty where unknown.
    zone : str
        IANA zone of the exchange.
    exchanges, zones : mapping of str to str
        By symbol, for those of another exchange than `exchange`.
    continuous : mapping of str to Continuous
        By symbol, for continuous futures among the symbols.
    options : mapping of str to str
        What the importer was told and what changes the bars (symbol, timeframe, zone, filters), so that the same file read otherwise
        is another import.
    findings : tuple of Finding
    repairs : tuple
        Of importer "repair": what was done, JSON-able.
    """

    importer: str
    importer_version: int
    file_name: str
    file_sha256: str
    rows: int
    accepted: int
    refused: int
    parts: tuple[StagedPart, ...]
    source: Source = Source.IMPORTED
    left_out: int = 0
    refused_file: str | None = None
    exchange: str = ""
    zone: str = "UTC"
    exchanges: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    continuous: Mapping[str, Continuous] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    repairs: tuple[object, ...] = ()

    def exchange_of(self, symbol: str) -> str:
        """Return the calendar of a symbol."""
        return self.exchanges.get(symbol, self.exchange)

    def zone_of(self, symbol: str) -> str:
        """Return the zone of a symbol's exchange."""
        return self.zones.get(symbol, self.zone)


@dataclass(frozen=True, slots=True)
class RecordedImport:
    """What became of a received import.

    Attributes
    ----------
    id : str
        The import's id ("mt5-3f2a9c1d0b12").
    series : tuple of SeriesInfo
        Every series of the file, as it stands now.
    repeated : int
        Accepted bars that were stored already with the same values; what only one side has is kept.
    replaced : int
        Stored bars whose values gave way to this import's; only under `on_conflict="replace"`.
    already_imported : bool
        The very same file had come in before, with the same options; nothing was added.
    """

    id: str
    series: tuple[SeriesInfo, ...]
    repeated: int = 0
    replaced: int = 0
    already_imported: bool = False
