"""The markets' part of the composition: the store of bars, the catalogue over it, the services over these."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bancada.core.ports import Clock, TrialLedger

if TYPE_CHECKING:
    import sqlalchemy as sa

    from bancada.markets.store.catalogue import SeriesCatalogue
    from bancada.services.market import MarketService
    from bancada.services.market.backtests import BacktestsService
    from bancada.services.market.research import ResearchService
    from bancada.services.market.series import SeriesService
    from bancada.services.market.validation import ValidationService

__all__ = ["MarketParts"]


@dataclass(frozen=True)
class MarketParts:
    """Everything markets are made of, each part made on first use and shared from then on.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of Bancada's own database, upgraded.
    data_folder : Path
        For refused rows, kept features, the cache of downloads.
    bars_url : str
        Where bars are kept; empty: Parquet files in `bars_folder`.
    bars_folder : Path
    motherduck_token : str
    block_dummy_trading : bool
    max_file_bytes : int
        Largest file of bars, unpacked.
    ledger, clock
    """

    engine: sa.Engine
    _: KW_ONLY
    data_folder: Path
    bars_url: str
    bars_folder: Path
    motherduck_token: str
    block_dummy_trading: bool
    max_file_bytes: int
    ledger: TrialLedger
    clock: Clock

    @cached_property
    def catalogue(self) -> SeriesCatalogue:
        """Series, in Bancada's database, over the store of bars."""
        from bancada.markets.store import SeriesCatalogue, open_bar_store
        from bancada.markets.store.kept import KeptColumns

        store = open_bar_store(self.bars_url, folder=self.bars_folder, engine=self.engine, token=self.motherduck_token)
        kept = KeptColumns(self.data_folder / "columns")
        return SeriesCatalogue(self.engine, store, clock=self.clock, kept=kept)

    @cached_property
    def series(self) -> SeriesService:
        """See `MarketService`."""
        from bancada.services.market.series import SeriesService

        return SeriesService(self.catalogue, self.data_folder, self.max_file_bytes)

    @cached_property
    def validation(self) -> ValidationService:
        """See `MarketService`."""
        from bancada.services.market.validation import ValidationService

        return ValidationService(self.catalogue, self.block_dummy_trading, self.clock)

    @cached_property
    def research(self) -> ResearchService:
        """See `MarketService`."""
        from bancada.markets.feature_cache import FeatureCache
        from bancada.services.market.research import ResearchService

        return ResearchService(self.catalogue, FeatureCache(self.data_folder / "features"), self.clock)

    @cached_property
    def backtests(self) -> BacktestsService:
        """See `MarketService`."""
        from bancada.services.market.backtests import BacktestsService

        return BacktestsService(self.catalogue, self.ledger, self.clock)


if TYPE_CHECKING:

    def _proved(parts: MarketParts) -> MarketService:
        return parts
