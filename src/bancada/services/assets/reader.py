"""The store of bars as the domain asks for it: daily series of a symbol by price basis, and whether they may be trained on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bancada.core.errors import NotFound
from bancada.markets.series import PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.timeframe import Timeframe
from bancada.services.assets.latest import Latest

if TYPE_CHECKING:
    from bancada.domains.assets.values import SeriesReader
    from bancada.markets.bars import Bars
    from bancada.markets.store.catalogue import SeriesCatalogue
    from bancada.markets.validation.report import ValidationReport
    from bancada.services.market.validation import ValidationService

__all__ = ["CatalogueReader"]


@dataclass(frozen=True, slots=True)
class CatalogueReader:
    """Daily bars out of a catalogue of series, wherever these are kept.

    Parameters
    ----------
    catalogue : SeriesCatalogue
    validation : ValidationService

    Notes
    -----
    A series is validated once for as long as its bars stay the same.
    """

    catalogue: SeriesCatalogue
    validation: ValidationService
    _reports: Latest[SeriesKey, ValidationReport] = field(default_factory=lambda: Latest(1_000), init=False, repr=False)

    def series(self, symbol: str) -> tuple[SeriesInfo, ...]:
        """Return the daily series of a symbol, one a price basis; empty where there is none."""
        like = self.catalogue.list(search=symbol, limit=_MANY)
        if len(like) == _MANY:  # a symbol of one letter is part of many others
            return tuple(info for basis in PriceBasis if (info := self._found(symbol, basis)) is not None)
        return tuple(info for info in like if info.key.symbol == symbol and info.key.timeframe is Timeframe.D1)

    def read(self, key: SeriesKey, *, start: datetime | None = None, end: datetime | None = None) -> Bars:
        """Return bars from `start` on, before `end`; NotFound."""
        return self.catalogue.read(key, start=start, end=end)

    def report(self, key: SeriesKey) -> ValidationReport:
        """Return the validation of a series; NotFound."""
        info = self._info(key)
        return self._reports.get(key, info.cache_key, lambda: self.validation.report(info))

    def require_production(self, key: SeriesKey) -> None:
        """Raise Refused where a model may not be trained on the series for production."""
        from bancada.markets.validation import require_production_data

        report, info = self.report(key), self._info(key)
        require_production_data(info, report, block_dummy_trading=self.validation.block_dummy_trading)

    @property
    def is_strict(self) -> bool:
        """Whether bars that look made up are refused for production: the setting `block_dummy_trading`."""
        return self.validation.block_dummy_trading

    def near(self, symbol: str, *, most: int = 5) -> tuple[str, ...]:
        """Return symbols of daily series whose names are most like `symbol`, the most like first."""
        from difflib import get_close_matches

        return tuple(get_close_matches(symbol.upper(), self.symbols(), n=most, cutoff=0.5))

    def symbols(self) -> tuple[str, ...]:
        """Return every symbol with a daily series, in order."""
        known = self.catalogue.list(limit=_ALL)
        return tuple(dict.fromkeys(info.key.symbol for info in known if info.key.timeframe is Timeframe.D1))

    def daily(self) -> tuple[SeriesInfo, ...]:
        """Return every daily series, by symbol and basis."""
        return tuple(info for info in self.catalogue.list(limit=_ALL) if info.key.timeframe is Timeframe.D1)

    def _info(self, key: SeriesKey) -> SeriesInfo:
        return self.catalogue.find(key.symbol, timeframe=key.timeframe, basis=key.basis)

    def _found(self, symbol: str, basis: PriceBasis) -> SeriesInfo | None:
        try:
            return self.catalogue.find(symbol, timeframe=Timeframe.D1, basis=basis)
        except NotFound:
            return None


_ALL = 100_000
_MANY = 200


if TYPE_CHECKING:

    def _proved(reader: CatalogueReader) -> SeriesReader:
        return reader
