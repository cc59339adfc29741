"""The part of daily assets in the composition: records over one database, the services over these, and the jobs of the worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bancada import registry
from bancada.core.ports import Clock, RunQueue, TrialLedger

if TYPE_CHECKING:
    import sqlalchemy as sa

    from bancada.jobs import Job
    from bancada.services.assets import AssetsService
    from bancada.services.assets.pipelines import PipelinesService
    from bancada.services.assets.predictions import PredictionsService
    from bancada.services.assets.reader import CatalogueReader
    from bancada.services.assets.requests import StepRequest
    from bancada.services.assets.steps import AssetSteps
    from bancada.services.market.parts import MarketParts
    from bancada.services.models import ModelsService
    from bancada.services.predict import PredictService

__all__ = ["AssetsParts"]


@dataclass(frozen=True)
class AssetsParts:
    """Everything daily assets are made of, each part made on first use and shared from then on.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of Bancada's own database, upgraded.
    data_folder : Path
        What steps of pipelines leave to each other lies in `pipelines` beneath.
    market : MarketParts
        Bars come from its store.
    models : ModelsService
        Whose gate decides on promotions.
    predict : PredictService
        Whose log keeps the answers.
    store, key, ledger, queue, clock
    """

    engine: sa.Engine
    _: KW_ONLY
    data_folder: Path
    market: MarketParts
    models: ModelsService
    store: registry.ModelStore
    key: registry.SigningKey
    ledger: TrialLedger
    predict: PredictService
    queue: RunQueue
    clock: Clock

    @property
    def folder(self) -> Path:
        """Of all pipelines."""
        return self.data_folder / "pipelines"

    @cached_property
    def reader(self) -> CatalogueReader:
        """Where bars come from."""
        from bancada.services.assets.reader import CatalogueReader

        return CatalogueReader(self.market.catalogue, self.market.validation)

    @cached_property
    def steps(self) -> AssetSteps:
        """The six steps."""
        from bancada.services.assets.steps import AssetSteps

        return AssetSteps(self.reader, self.store, self.key, self.ledger, champions=self.models, clock=self.clock)

    @cached_property
    def pipelines(self) -> PipelinesService:
        """See `AssetsService`."""
        from bancada.domains.assets.pipeline_records import PipelineRecords
        from bancada.services.assets.pipelines import PipelinesService

        records = PipelineRecords(self.engine, self.clock)
        return PipelinesService(records, self.folder, self.queue, self.clock, self._check)

    @cached_property
    def predictions(self) -> PredictionsService:
        """See `AssetsService`."""
        from bancada.services.assets.predictions import PredictionsService

        return PredictionsService(self.reader, self.store, self.models, self.predict.record, self.clock)

    def _check(self, requests: Iterable[StepRequest]) -> None:
        from bancada.services.assets.checking import RequestChecks

        RequestChecks(self.reader, self.models.name_is_free).check(requests)

    def jobs(self) -> tuple[Job, ...]:
        """Return what a worker can do for daily assets."""
        from bancada.domains.assets.pipeline_records import PipelineRecords
        from bancada.services.assets.jobs import PipelineJobs

        records = PipelineRecords(self.engine, self.clock)
        return PipelineJobs(records, self.folder, self.steps.by_name(), self.clock).jobs()


if TYPE_CHECKING:

    def _proved(parts: AssetsParts) -> AssetsService:
        return parts
