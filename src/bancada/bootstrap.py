"""The composition root: Settings -> Bench. The only place that names adapters and reads the environment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path

from bancada import data, jobs, markets, registry
from bancada.core.pack import Pack
from bancada.services import Bench
from bancada.services.access.parts import AccessParts
from bancada.services.adjust_job import AdjustJob
from bancada.services.assets.parts import AssetsParts
from bancada.services.compare import CompareService
from bancada.services.compare_job import CompareJob
from bancada.services.data import DataService
from bancada.services.lottery.parts import LotteryParts
from bancada.services.market.parts import MarketParts
from bancada.services.models import ModelsService
from bancada.services.packs import PacksService
from bancada.services.predict import PredictService
from bancada.services.run_folder import RunFolder
from bancada.services.runs import RunsService
from bancada.settings import Settings, read_settings

__all__ = ["PACKS", "Parts", "build", "default_bench", "default_parts", "default_settings", "set_up", "worker"]

ASSETS = "assets"
"""First word of the tasks of daily assets."""
MARKET_MIGRATIONS = Path(markets.__file__).with_name("migrations")
PACKS = ("bancada.domains.sensors", "bancada.domains.tables", "bancada.domains.lottery", "bancada.domains.assets")


def utc_now() -> datetime:
    """Return the present instant, aware, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Parts:
    """The adapters of one installation, each made on first use and shared from then on.

    Parameters
    ----------
    settings : Settings
    """

    settings: Settings

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """The packs that are plugged in."""
        return tuple(import_module(name).PACK for name in PACKS)

    @cached_property
    def migrations(self) -> tuple[data.MigrationSource, ...]:
        """Migrations of the markets, and of the packs that bring tables of their own."""
        of_packs = (data.MigrationSource(pack.name, pack.migrations) for pack in self.packs if pack.migrations)
        return (data.MigrationSource("markets", MARKET_MIGRATIONS), *of_packs)

    @cached_property
    def limits(self) -> data.Limits:
        """Limits on what comes in."""
        chosen = self.settings
        return data.Limits(
            file_bytes=chosen.max_file_mb * 1_000_000, columns=chosen.max_columns, cell_chars=chosen.max_cell_chars
        )

    @cached_property
    def catalogue(self) -> data.DatasetCatalogue:
        """Datasets in SQL, upgraded."""
        engine = data.open_engine(self.settings.database)
        data.upgrade(engine, extra=self.migrations)
        return data.DatasetCatalogue(
            engine, folder=self.settings.data_folder, limits=self.limits, clock=utc_now, packs=self.packs
        )

    @cached_property
    def ledger(self) -> data.SqlTrialLedger:
        """The trial ledger."""
        return data.SqlTrialLedger(self.catalogue.engine)

    @cached_property
    def sink(self) -> data.SqlPredictionSink:
        """The log of answers."""
        return data.SqlPredictionSink(self.catalogue.engine)

    @cached_property
    def key(self) -> registry.SigningKey:
        """The key of this installation."""
        return registry.SigningKey.load_or_create(self.settings.key_file)

    @cached_property
    def store(self) -> registry.ModelStore:
        """The model store."""
        return registry.ModelStore(self.settings.models_folder, key=self.key, clock=utc_now)

    @cached_property
    def folder(self) -> RunFolder:
        """Results of comparisons."""
        return RunFolder(self.settings.data_folder / "runs", self.key)

    @cached_property
    def compare(self) -> CompareService:
        """The service that plans and shows comparisons."""
        return CompareService(self.catalogue, self.queue, self.ledger, self.folder, self.store)

    @cached_property
    def lottery(self) -> LotteryParts:
        """The lottery's adapters, services and jobs."""
        return LotteryParts(
            self.catalogue.engine,
            data_folder=self.settings.data_folder,
            history_url=self.settings.lottery_url,
            api_url=self.settings.lottery_api_url,
            hook=self.settings.training_data_hook,
            limits=self.limits,
            store=self.store,
            ledger=self.ledger,
            folder=self.folder,
            queue=self.queue,
            clock=utc_now,
            n_workers=self.settings.fit_workers or None,
            timeout_s=self.settings.fit_timeout_s,
            tracking_uri=self.settings.tracking_uri,
        )

    @cached_property
    def market(self) -> MarketParts:
        """The store of bars and the services over it."""
        return MarketParts(
            self.catalogue.engine,
            data_folder=self.settings.data_folder,
            bars_url=self.settings.bars_url,
            bars_folder=self.settings.bars_folder,
            motherduck_token=self.settings.motherduck_token,
            block_dummy_trading=self.settings.block_dummy_trading,
            max_file_bytes=self.settings.max_bars_file_mb * 1_000_000,
            ledger=self.ledger,
            clock=utc_now,
        )

    @cached_property
    def access(self) -> AccessParts:
        """Keys of the HTTP API and its audit."""
        return AccessParts(self.catalogue.engine, key=self.key, clock=utc_now)

    @cached_property
    def models(self) -> ModelsService:
        """The service over saved models."""
        return ModelsService(self.store, self.packs, self._crowned)

    def _crowned(self, task: str) -> None:
        """Mark champions that were, where the task's pack wants them marked."""
        if task.startswith(f"{ASSETS}."):
            from bancada.domains.assets.saving import mark_archived

            mark_archived(self.store, task)

    @cached_property
    def predict(self) -> PredictService:
        """The service that answers and logs."""
        return PredictService(self.store, self.sink, self.limits, utc_now)

    @cached_property
    def assets(self) -> AssetsParts:
        """Pipelines of daily assets and what their models say."""
        return AssetsParts(
            self.catalogue.engine,
            data_folder=self.settings.data_folder,
            market=self.market,
            models=self.models,
            predict=self.predict,
            store=self.store,
            key=self.key,
            ledger=self.ledger,
            queue=self.queue,
            clock=utc_now,
        )

    @cached_property
    def queue(self) -> jobs.RunClient:
        """The queue of background runs; connected, and its schema made, at the first call."""
        return jobs.RunClient(self.settings.jobs)

    def jobs(self) -> tuple[jobs.Job, ...]:
        """Return every job that a worker can do."""
        comparison = CompareJob(
            plan=self.compare.plan,
            catalogue=self.catalogue,
            ledger=self.ledger,
            folder=self.folder,
            n_workers=self.settings.fit_workers or None,
            timeout_s=self.settings.fit_timeout_s,
            tracking_uri=self.settings.tracking_uri,
        )
        adjustment = AdjustJob(compare=self.compare, catalogue=self.catalogue, ledger=self.ledger, folder=self.folder)
        return (comparison.job(), adjustment.job(), *self.lottery.jobs(), *self.assets.jobs())

    @cached_property
    def bench(self) -> Bench:
        """The record of services."""
        return Bench(
            data=DataService(self.catalogue, self.packs),
            compare=self.compare,
            models=self.models,
            predict=self.predict,
            runs=RunsService(self.queue),
            packs=PacksService(self.packs),
            lottery=self.lottery,
            market=self.market,
            assets=self.assets,
            access=self.access,
        )

    def close(self) -> None:
        """Write out what is still in memory and let go of connections; what was never made is not made now."""
        if "bench" in self.__dict__:
            self.bench.close()
        elif "queue" in self.__dict__:
            self.queue.close()
        if "catalogue" in self.__dict__:
            self.catalogue.engine.dispose()


def build(settings: Settings) -> Bench:
    """Return a new Bench over these settings."""
    return Parts(settings).bench


def worker(settings: Settings) -> jobs.Worker:
    """Return a worker of these settings, not yet started."""
    parts = Parts(settings)
    jobs.create_schema(settings.jobs)
    return jobs.Worker(settings.jobs, parts.jobs())


def set_up(settings: Settings) -> Bench:
    """Create schemas and folders, upgrade the database, load demo data where there is none; may be repeated."""
    parts = Parts(settings)
    bench = parts.bench
    parts.store.list()
    if not bench.data.list() and not bench.data.deleted():
        bench.data.load_demo()
    bench.lottery.draws.load_demo()
    if not bench.market.series.count() and not bench.market.series.deleted():
        bench.market.series.load_demo()
    return bench


@cache
def default_parts() -> Parts:
    """Return the parts of the environment's settings; the one object that is kept for a whole process."""
    return Parts(read_settings())


def default_settings() -> Settings:
    """Return the settings of the environment."""
    return default_parts().settings


def default_bench() -> Bench:
    """Return the Bench of the environment."""
    return default_parts().bench
