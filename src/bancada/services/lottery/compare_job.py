"""The comparison of forecasters as a durable job, and the fetching of missing draws. No step is run again once it returned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bancada import learning
from bancada.core.errors import InvalidTask
from bancada.core.ports import JobContext, TrialLedger
from bancada.core.values import from_json
from bancada.domains.lottery.history import fetch_history
from bancada.domains.lottery.pack import DATASET
from bancada.jobs import Job
from bancada.services.drafting import lineage_of
from bancada.services.lottery.draws import DrawsService
from bancada.services.lottery.forecasts import ForecastsService
from bancada.services.lottery.requests import COMPARE, UPDATE, TrainingRequest
from bancada.services.run_folder import RunFolder
from bancada.services.tracking import track_run

if TYPE_CHECKING:
    from bancada.domains.lottery.comparison import LotteryBoard
    from bancada.domains.lottery.draws import Draws
    from bancada.registry import ModelDraft

__all__ = ["CompareForecastersJob", "training_request", "update_job"]

# Any: JSON values.
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CompareForecastersJob:
    """The steps of a comparison of forecasters over one bench's parts.

    Parameters
    ----------
    forecasts : ForecastsService
    ledger, folder
    n_workers : int or None
    timeout_s : float
        Of one fit.
    tracking_uri : str
        Empty: not tracked.
    """

    forecasts: ForecastsService
    ledger: TrialLedger
    folder: RunFolder
    n_workers: int | None
    timeout_s: float
    tracking_uri: str

    def job(self) -> Job:
        """Return the job."""
        return Job(COMPARE, (("plan", self._plan), ("compare", self._compare), ("track", self._track)))

    def _plan(self, state: Json, context: JobContext) -> Json:  # noqa: ARG002  # the signature of a step
        draws = fetch_history(self.forecasts.draws.history)
        context.log(f"{DATASET}: {draws.first}-{draws.last} ({draws.source.value})")
        return {"sha256": draws.sha256, "last": draws.last}

    def _compare(self, state: Json, context: JobContext) -> Json:
        from bancada.domains.lottery.comparison import compare_forecasters

        request = training_request(state)
        draws = fetch_history(self.forecasts.draws.history).between(last=int(state["last"]))
        if draws.sha256 != state["sha256"]:  # fits of two contents must not meet in one leaderboard
            raise InvalidTask("dataset_changed_since", dataset=DATASET, run_id=context.run_id)
        board = compare_forecasters(
            draws,
            candidates=self.forecasts.candidates(request),
            folds=request.folds,
            holdout=request.holdout,
            seed=request.seed,
            options=learning.CompareOptions(
                n_select=request.n_select, timeout_s=self.timeout_s, n_workers=self.n_workers
            ),
            ledger=self.ledger,
            run_id=context.run_id,
            on_progress=context.progress,
            is_cancelled=context.is_cancelled,
            on_start=lambda summary: self.folder.write_start(context.run_id, summary),
        )
        drafts = {}
        for candidate in board.summary.top:
            context.log(f"{candidate}: export and certificate")
            drafts[candidate] = _draft(board, candidate, draws)
        self.folder.write_results(context.run_id, board.summary, drafts)
        return {"top": list(board.summary.top)}

    def _track(self, state: Json, context: JobContext) -> Json:  # noqa: ARG002  # the signature of a step
        track_run(self.folder, context, uri=self.tracking_uri)
        return {}


def _draft(board: LotteryBoard, candidate: str, draws: Draws) -> ModelDraft:
    from bancada.domains.lottery.saved import draft_forecaster

    figures = board.figures(candidate)
    return draft_forecaster(
        board.forecaster(candidate),
        draws.indicators,
        metrics=figures,
        main_metric=figures[0] if figures else None,
        lineage=lineage_of(board.summary, source=draws.source.value),
        last_contest=board.training.last,
    )


def training_request(state: Json) -> TrainingRequest:
    """Return the part of a job's state that is the request."""
    names = TrainingRequest.__dataclass_fields__
    return from_json(TrainingRequest, {name: value for name, value in state.items() if name in names})


def update_job(draws: DrawsService) -> Job:
    """Return the job that fetches missing draws from the official results."""

    def fetch(state: Json, context: JobContext) -> Json:  # noqa: ARG001  # the signature of a step
        report = draws.update(on_progress=context.progress, is_cancelled=context.is_cancelled)
        for finding in report.findings:
            is_end = finding.code == report.stopped
            context.log(finding.message("en"), level="warning" if is_end else "info")
        return {"fetched": report.fetched, "last": report.last, "stopped": report.stopped}

    return Job(UPDATE, (("fetch", fetch),))
