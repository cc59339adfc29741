"""Use cases over pipelines of daily assets: begin a step or all six, look how far they have come, clear them away."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bancada.core.errors import BadInput, Refused, RunNotFound
from bancada.core.finding import Finding, Severity
from bancada.core.ports import Clock, RunQueue
from bancada.core.run import RunInfo, RunStatus
from bancada.core.values import check_slug, to_json
from bancada.domains.assets.pipeline_state import PipelineState, StepState, StepStatus
from bancada.domains.assets.requests import LoadRequest, PipelineRequest, Step
from bancada.services.assets.requests import LOCAL, PIPELINE, REQUESTS, STEP, StepRequest, requests_of

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation import AssetEvaluation
    from bancada.domains.assets.pipeline_records import PipelineRecord, PipelineRecords

__all__ = ["DEFAULT", "PipelinesService"]

DEFAULT = "default"
SUBMITTING = timedelta(seconds=30)
"""How long a run that was promised and that the queue does not know yet counts as waiting."""


@dataclass(frozen=True, slots=True)
class PipelinesService:
    """Pipelines, each an owner's own under its name. What one owner has, no other sees.

    Parameters
    ----------
    records : PipelineRecords
    folder : Path
        What steps leave to each other lies beneath, each pipeline's under a random name.
    queue : RunQueue
    clock : Clock
    check : callable
        `DataLoadingService.check`: raises where a request cannot be loaded at all, before it is queued.
    """

    records: PipelineRecords
    folder: Path
    queue: RunQueue
    clock: Clock
    check: Callable[[LoadRequest], None]

    def start(self, step: Step, request: StepRequest, *, owner: str = LOCAL, pipeline: str = DEFAULT) -> str:
        """Have one step done in the background; the steps after it are forgotten, for they rest on it.

        Returns
        -------
        str
            Id of the run.

        Raises
        ------
        Refused
            `pipeline_step_missing` with the steps that must come before; `pipeline_busy` with the run in progress.
        BadInput
            `pipeline_request_wrong`: a request that is another step's. What cannot be loaded, as `DataLoadingService.check` says.
        NotFound
            Tickers that are not there.
        """
        if not isinstance(request, REQUESTS[step]):
            raise BadInput("pipeline_request_wrong", step=step.value, expected=REQUESTS[step].__name__)
        record = self._free(owner, pipeline)
        missing = record.state.missing_before(step)
        if missing:
            raise Refused("pipeline_step_missing", step=step.value, missing=[one.value for one in missing])
        if isinstance(request, LoadRequest):
            self.check(request)
        return self._begin(record, {step: request}, kind=STEP)

    def run(self, request: PipelineRequest, *, owner: str = LOCAL, pipeline: str = DEFAULT) -> str:
        """Have all six steps done in the background, one after another; what the pipeline held before is forgotten.

        Returns
        -------
        str
            Id of the run.

        Raises
        ------
        Refused
            `pipeline_busy`.
        BadInput, NotFound
            What cannot be loaded, as `DataLoadingService.check` says.
        """
        record = self._free(owner, pipeline)
        self.check(request.load)
        return self._begin(record, requests_of(request), kind=PIPELINE)

    def state(self, owner: str = LOCAL, pipeline: str = DEFAULT) -> PipelineState:
        """Return how far a pipeline has come, as the queue of runs knows it now; all steps to do where nobody ever began it."""
        record = self.records.get(owner, check_slug(pipeline))
        return PipelineState(owner, pipeline) if record is None else self._seen(record)

    def list(self, owner: str = LOCAL) -> tuple[PipelineState, ...]:
        """Return the pipelines of an owner, the latest first."""
        return tuple(self._seen(record) for record in self.records.list(owner))

    def clear(self, owner: str = LOCAL, pipeline: str = DEFAULT) -> None:
        """Forget a pipeline and remove what its steps left; saved models stay. Nothing where there is none.

        Raises
        ------
        Refused
            `pipeline_busy`.
        """
        record = self._free(owner, pipeline)
        if not record.revision:
            return
        if not self.records.delete(record):
            raise Refused("pipeline_busy", run_id=record.run_id)
        shutil.rmtree(self.folder / record.folder, ignore_errors=True)

    def evaluation(self, owner: str = LOCAL, pipeline: str = DEFAULT) -> AssetEvaluation | None:
        """Return the report of the `evaluate` step; None where it is not done."""
        from bancada.services.assets.steps import read_evaluation

        record = self.records.get(owner, check_slug(pipeline))
        if record is None or record.state.step(Step.EVALUATE).status is not StepStatus.DONE:
            return None
        return read_evaluation(self.folder / record.folder)

    def _free(self, owner: str, pipeline: str) -> PipelineRecord:
        from bancada.domains.assets.pipeline_records import PipelineRecord

        found = self.records.get(owner, check_slug(pipeline))
        if found is None:
            return PipelineRecord(PipelineState(owner, pipeline), uuid.uuid4().hex)
        seen = self._seen(found)
        if seen.run_id:
            raise Refused("pipeline_busy", run_id=seen.run_id)
        return replace(found, state=seen)

    def _begin(self, record: PipelineRecord, wanted: Mapping[Step, StepRequest], *, kind: str) -> str:
        run_id = f"{kind}-{uuid.uuid4().hex[:12]}"
        asked = {step: to_json(request) for step, request in wanted.items()}
        state, first = record.state, min(list(Step).index(step) for step in wanted)
        for step in list(Step)[first:]:
            queued = StepState(step, StepStatus.QUEUED, run_id, self.clock(), request=asked.get(step, {}))
            state = state.with_step(queued if step in asked else StepState(step))
        if not self.records.claim(replace(record, state=state, run_id=run_id)):
            raise Refused("pipeline_busy", run_id=self.state(state.owner, state.pipeline).run_id)
        payload = {
            "owner": state.owner,
            "pipeline": state.pipeline,
            "folder": record.folder,
            "requests": {step.value: request for step, request in asked.items()},
        }
        return self.queue.submit(kind, payload, title=_title(state), run_id=run_id)

    def _seen(self, record: PipelineRecord) -> PipelineState:
        """Return the state with what the queue says of steps that were not done when it was written."""
        state = record.state
        if not any(one.status.is_active for one in state.steps):
            return state
        run = self._run(record.run_id)
        if run is None and state.updated_at is not None and self.clock() - state.updated_at < SUBMITTING:
            return state
        if run is None or run.status.is_over:  # it may have written its last step since the row was read
            latest = self.records.get(state.owner, state.pipeline)
            state = state if latest is None or latest.run_id != record.run_id else latest.state
        return replace(state, steps=_settled(state.steps, run))

    def _run(self, run_id: str) -> RunInfo | None:
        try:
            return self.queue.get(run_id)
        except RunNotFound:
            return None


def _title(state: PipelineState) -> str:
    tickers = state.step(Step.LOAD).request.get("tickers", [])
    wanted = [one.step.value for one in state.steps if one.status is StepStatus.QUEUED]
    named = ", ".join(tickers[:5]) + (" ..." if len(tickers) > 5 else "")
    return f"{named}: {wanted[0] if len(wanted) == 1 else 'pipeline'}"


def _settled(steps: tuple[StepState, ...], run: RunInfo | None) -> tuple[StepState, ...]:
    """Return the steps as their run stands: of one that is over, the first step that is not done bears why; later ones are to do."""
    if run is not None and run.status is RunStatus.RUNNING:
        return steps
    if run is not None and run.status is RunStatus.WAITING:
        return tuple(replace(one, status=StepStatus.QUEUED) if one.status.is_active else one for one in steps)
    settled, is_first = [], True
    for one in steps:
        if not one.status.is_active:
            settled.append(one)
        elif is_first:
            settled.append(_ended(one, run))
            is_first = False
        else:
            settled.append(StepState(one.step))
    return tuple(settled)


def _ended(step: StepState, run: RunInfo | None) -> StepState:
    if run is None:
        error = Finding("pipeline_run_lost", Severity.FAILURE, facts={"run_id": step.run_id})
        return replace(step, status=StepStatus.FAILED, error=error)
    if run.status is RunStatus.CANCELLED:
        return replace(step, status=StepStatus.CANCELLED, at=run.ended_at)
    error = Finding(run.error_code or "run_failed", Severity.FAILURE, facts=dict(run.error_facts))
    return replace(step, status=StepStatus.FAILED, at=run.ended_at, error=error)
