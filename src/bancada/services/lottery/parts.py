"""The lottery's part of the composition: adapters over one database, the services over these, and the jobs of the worker."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bancada import registry
from bancada.core.ports import Clock, RunQueue, TrialLedger
from bancada.data import Limits
from bancada.services.run_folder import RunFolder

if TYPE_CHECKING:
    import sqlalchemy as sa

    from bancada.domains.lottery.archive import DrawArchive
    from bancada.domains.lottery.history import DrawHistory
    from bancada.jobs import Job
    from bancada.services.lottery import LotteryService
    from bancada.services.lottery.chance import ChanceService
    from bancada.services.lottery.draws import DrawsService
    from bancada.services.lottery.forecasts import ForecastsService
    from bancada.services.lottery.seals import SealsService
    from bancada.services.lottery.tickets import TicketsService

__all__ = ["LotteryParts"]


@dataclass(frozen=True)
class LotteryParts:
    """Everything the lottery is made of, each part made on first use and shared from then on.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of Bancada's own database, upgraded.
    data_folder : Path
        For refused rows, training logs, backups.
    history_url : str
        A user's own database of draws, only ever read; empty: Bancada's tables.
    api_url : str
        Official results.
    hook : str
        Module with `get_training_data()`; empty: none.
    limits, store, ledger, folder, queue, clock
    n_workers : int or None
    timeout_s : float
        Of one fit.
    tracking_uri : str
        Empty: nothing is tracked.
    """

    engine: sa.Engine
    _: KW_ONLY
    data_folder: Path
    history_url: str
    api_url: str
    hook: str
    limits: Limits
    store: registry.ModelStore
    ledger: TrialLedger
    folder: RunFolder
    queue: RunQueue
    clock: Clock
    n_workers: int | None
    timeout_s: float
    tracking_uri: str

    @cached_property
    def archive(self) -> DrawArchive:
        """Draws in Bancada's own tables."""
        from bancada.domains.lottery.archive import DrawArchive

        return DrawArchive(self.engine, folder=self.data_folder, limits=self.limits, clock=self.clock)

    @cached_property
    def history(self) -> DrawHistory:
        """What is read: the archive, or a user's own database."""
        if not self.history_url:
            return self.archive
        from bancada.domains.lottery.connected import ConnectedHistory

        return ConnectedHistory(self.history_url)

    @cached_property
    def draws(self) -> DrawsService:
        """See `LotteryService`."""
        from bancada.services.lottery.draws import DrawsService

        own = None if self.history_url else self.archive
        return DrawsService(self.history, own, self.api_url, self.queue, self.clock)

    @cached_property
    def forecasts(self) -> ForecastsService:
        """See `LotteryService`."""
        from bancada.services.lottery.forecasts import ForecastsService

        return ForecastsService(self.draws, self.store, self.ledger, self.folder, self.queue)

    @cached_property
    def tickets(self) -> TicketsService:
        """See `LotteryService`."""
        from bancada.services.lottery.tickets import TicketsService

        return TicketsService(self.draws, self.forecasts)

    @cached_property
    def chance(self) -> ChanceService:
        """See `LotteryService`."""
        from bancada.services.lottery.chance import ChanceService

        return ChanceService(self.draws, self.forecasts, self.ledger)

    @cached_property
    def seals(self) -> SealsService:
        """See `LotteryService`."""
        from bancada.domains.lottery.seals import SealBook
        from bancada.services.lottery.seals import SealsService

        return SealsService(SealBook(self.engine, clock=self.clock), self.draws, self.chance)

    def jobs(self) -> tuple[Job, ...]:
        """Return what a worker can do for the lottery."""
        from bancada.domains.lottery.retraining import Retraining
        from bancada.services.lottery.compare_job import CompareForecastersJob, update_job
        from bancada.services.lottery.training_jobs import training_jobs

        comparison = CompareForecastersJob(
            self.forecasts, self.ledger, self.folder, self.n_workers, self.timeout_s, self.tracking_uri
        )
        retraining = Retraining(
            self.history,
            self.store,
            self.ledger,
            self.data_folder,
            hook_module=self.hook,
            clock=self.clock,
            timeout_s=self.timeout_s,
            tracking_uri=self.tracking_uri,
        )
        others = (update_job(self.draws), self.chance.backtest_job(), self.chance.randomness_job())
        return (comparison.job(), *others, *training_jobs(retraining))


if TYPE_CHECKING:

    def _proved(parts: LotteryParts) -> LotteryService:
        return parts
