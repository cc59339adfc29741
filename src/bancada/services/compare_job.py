"""The comparison as a durable job: plan, compare, track. Each step may be run again, none is once it returned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bancada import data, learning, registry, serving
from bancada.core.dataset import DatasetInfo
from bancada.core.errors import MissingExtra
from bancada.core.leaderboard import LeaderboardRow, LeaderboardSummary
from bancada.core.model import Lineage, MetricFigure
from bancada.core.ports import JobContext, TrialLedger
from bancada.core.task import Task
from bancada.core.values import dump_bytes, from_json
from bancada.jobs import Job
from bancada.services.compare import COMPARE, REPORT, CompareRequest
from bancada.services.run_folder import RunFolder

__all__ = ["CompareJob", "draft_candidate", "figures"]

# Any: JSON values.
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CompareJob:
    """The steps of a comparison over one bench's parts.

    Parameters
    ----------
    plan : callable
        CompareRequest -> Task, as `CompareService.plan`.
    catalogue, ledger, folder
    n_workers : int or None
    timeout_s : float
        Of one fit, where the request names none.
    tracking_uri : str
        Empty: not tracked.
    """

    plan: Callable[[CompareRequest], Task]
    catalogue: data.DatasetCatalogue
    ledger: TrialLedger
    folder: RunFolder
    n_workers: int | None
    timeout_s: float
    tracking_uri: str

    def job(self) -> Job:
        """Return the job."""
        return Job(COMPARE, (("plan", self._plan), ("compare", self._compare), ("track", self._track)))

    def _plan(self, state: Json, context: JobContext) -> Json:
        request = from_json(CompareRequest, _known(state))
        self.folder.write_plan(context.run_id, self.plan(request))
        context.log(f"{request.dataset}: {request.target}")
        return {}

    def _compare(self, state: Json, context: JobContext) -> Json:
        request = from_json(CompareRequest, _known(state))
        dataset = self.catalogue.read(request.dataset)
        board = learning.compare(
            dataset.frame,
            self.folder.plan(context.run_id),
            options=self._options(request),
            ledger=self.ledger,
            run_id=context.run_id,
            dataset_sha256=dataset.info.sha256,
            columns=dataset.info.columns,
            on_progress=context.progress,
            is_cancelled=context.is_cancelled,
        )
        drafts = {}
        for candidate in board.summary.top:
            context.log(f"{candidate}: evaluation, export and certificate")
            drafts[candidate] = draft_candidate(board, candidate, info=dataset.info, seed=request.seed)
        self.folder.write_results(context.run_id, board.summary, drafts)
        return {"top": list(board.summary.top)}

    def _track(self, state: Json, context: JobContext) -> Json:  # noqa: ARG002  # the signature of a step
        summary = self.folder.summary(context.run_id)
        if not self.tracking_uri or summary is None:
            return {}
        try:
            learning.track(summary, uri=self.tracking_uri)
        except MissingExtra as error:
            context.log(str(error), level="warning")
        return {}

    def _options(self, request: CompareRequest) -> learning.CompareOptions:
        return learning.CompareOptions(
            n_select=request.n_select,
            turbo=request.turbo,
            include=request.include,
            exclude=request.exclude,
            engine=request.engine,
            budget_s=None if request.budget_minutes is None else request.budget_minutes * 60,
            timeout_s=request.timeout_s or self.timeout_s,
            n_workers=self.n_workers,
        )


def draft_candidate(
    board: learning.Leaderboard, candidate: str, *, info: DatasetInfo | None = None, seed: int | None = None
) -> registry.ModelDraft:
    """Return everything of a top candidate except its name: pipeline, certified export, figures, evaluation, lineage."""
    summary = board.summary
    metrics = figures(summary, candidate)
    split = board.prepared.split
    rows = split.holdout if summary.n_holdout else split.train
    draft = serving.draft_model(
        board.pipeline(candidate),
        sample=board.prepared.features_of(rows),
        kind=candidate,
        task=summary.task.name,
        problem=summary.task.problem,
        metrics=metrics,
        main_metric=next((figure for figure in metrics if figure.name == summary.task.sort), None),
        lineage=Lineage(
            dataset=summary.task.dataset,
            dataset_sha256=summary.dataset_sha256,
            dataset_source="" if info is None else info.source.value,
            run_id=summary.run_id,
            split=f"{summary.task.split.kind.value} x {summary.task.split.folds}, holdout {summary.task.split.holdout:g}",
            n_train=summary.n_train,
            n_holdout=summary.n_holdout,
            n_trials=summary.n_trials,
            seed=seed,
            engine=summary.engine.value,
        ),
    )
    return replace(draft, files={**draft.files, REPORT: dump_bytes(board.evaluation(candidate))})


def figures(summary: LeaderboardSummary, candidate: str) -> tuple[MetricFigure, ...]:
    """Return every metric of a candidate beside its baseline and interval: on the holdout where there is one, then over folds."""
    row, baseline = summary.row(candidate), summary.row(summary.baseline)
    if row is None:
        return ()
    holdout = [_figure(summary, row, baseline, name, "holdout") for name in summary.metrics if name in row.holdout]
    folds = [_figure(summary, row, baseline, name, "folds") for name in summary.metrics if name in row.means]
    return (*holdout, *folds)


def _figure(
    summary: LeaderboardSummary, row: LeaderboardRow, baseline: LeaderboardRow | None, name: str, split: str
) -> MetricFigure:
    on_holdout = split == "holdout"
    beside = {} if baseline is None else baseline.holdout if on_holdout else baseline.means
    return MetricFigure(
        name=name,
        value=row.holdout[name] if on_holdout else row.means[name],
        split=split,
        greater_is_better=summary.greater_is_better[name],
        interval=(row.holdout_intervals if on_holdout else row.intervals).get(name),
        baseline=beside.get(name),
    )


def _known(state: Json) -> dict[str, Any]:
    """Return the part of the state that is the request."""
    names = CompareRequest.__dataclass_fields__
    return {name: value for name, value in state.items() if name in names}
