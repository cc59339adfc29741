"""The comparison as a durable job: plan, compare, track. Each step may be run again, none is once it returned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bancada import data, learning
from bancada.core.errors import InvalidTask
from bancada.core.ports import JobContext, TrialLedger
from bancada.core.task import Task
from bancada.core.values import from_json
from bancada.jobs import Job
from bancada.services.compare import COMPARE, CompareRequest
from bancada.services.drafting import draft_candidate
from bancada.services.run_folder import RunFolder
from bancada.services.tracking import track_run

__all__ = ["CompareJob"]

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
        context.log(request.title)
        return {"sha256": self.catalogue.info(request.dataset).sha256}

    def _compare(self, state: Json, context: JobContext) -> Json:
        request = from_json(CompareRequest, _known(state))
        dataset = self.catalogue.read(request.dataset)
        if dataset.info.sha256 != state["sha256"]:  # fits of two contents must not meet in one leaderboard
            raise InvalidTask("dataset_changed_since", dataset=request.dataset, run_id=context.run_id)
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
            on_start=lambda summary: self.folder.write_start(context.run_id, summary),
        )
        drafts = {}
        for candidate in board.summary.top:
            context.log(f"{candidate}: evaluation, export and certificate")
            drafts[candidate] = draft_candidate(
                board, candidate, source=dataset.info.source.value, is_cancelled=context.is_cancelled
            )
        self.folder.write_results(context.run_id, board.summary, drafts)
        return {"top": list(board.summary.top)}

    def _track(self, state: Json, context: JobContext) -> Json:  # noqa: ARG002  # the signature of a step
        track_run(self.folder, context, uri=self.tracking_uri)
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


def _known(state: Json) -> dict[str, Any]:
    """Return the part of the state that is the request."""
    names = CompareRequest.__dataclass_fields__
    return {name: value for name, value in state.items() if name in names}
