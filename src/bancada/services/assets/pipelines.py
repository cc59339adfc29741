"""Use cases over pipelines of daily assets: begin a step or all six, look how far they have come, clear them away."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bancada.core.errors import BadInput, Refused, RunNotFound
from bancada.core.finding import Finding, Severity
from bancada.core.ports import Clock, RunQueue
from bancada.core.run import RunInfo, RunStatus
from bancada.core.values import check_slug, to_json
from bancada.domains.assets.pipeline_state import PipelineState, StepState, StepStatus
from bancada.domains.assets.requests import PipelineRequest, Step
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
        What steps leave to each other lies beneath, each pipeline's under the name of the run that did its latest step.
    queue : RunQueue
    clock : Clock
    check : callable
        `RequestChecks.check`: raises where requests cannot be served at all, before they are queued.
    """

    records: PipelineRecords
    folder: Path
    queue: RunQueue
    clock: Clock
    check: Callable[[Iterable[StepRequest]], None]

    def start(self, step: Step, request: StepRequest, *, owner: str = LOCAL, pipeline: str = DEFAULT) -> str:
        """Have one step done in the background; once it is done the steps after it are forgotten, for they rest on it.

        Where it fails or is cancelled, the step and those after it are as they were, with the reason beside them.

        Returns
        -------
        str
            Id of the run.

        Raises
        ------
        Refused
            `pipeline_step_missing` with the steps that must come before; `pipeline_busy` with the run in progress.
        BadInput
            `pipeline_request_wrong`: a request that is another step's. What cannot be served, as `RequestChecks.check` says.
        NotFound
            Tickers that are not there.
        ModelExists
            A name that another model has.
        """
        if not isinstance(request, REQUESTS[step]):
            raise BadInput("pipeline_request_wrong", step=step.value, expected=REQUESTS[step].__name__)
        record = self._free(owner, pipeline)
        missing = record.state.missing_before(step)
        if missing:
            raise Refused("pipeline_step_missing", step=step.value, missing=[one.value for one in missing])
        self.check((request,))
        return self._begin(record, {step: request}, kind=STEP)

    def run(self, request: PipelineRequest, *, owner: str = LOCAL, pipeline: str = DEFAULT) -> str:
        """Have all six steps done in the background, one after another; what the pipeline held before is forgotten once the first is done.

        Returns
        -------
        str
            Id of the run.

        Raises
        ------
        Refused
            `pipeline_busy`.
        BadInput, NotFound, ModelExists
            What cannot be served, as `RequestChecks.check` says.
        """
        record, wanted = self._free(owner, pipeline), requests_of(request)
        self.check(wanted.values())
        return self._begin(record, wanted, kind=PIPELINE)

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
        self._remove({record.folder, record.run_id})

    def evaluation(self, owner: str = LOCAL, pipeline: str = DEFAULT) -> AssetEvaluation | None:
        """Return the report of the `evaluate` step, the one before while it is done again; None where it is not done."""
        from bancada.services.assets.steps import read_evaluation

        record = self.records.get(owner, check_slug(pipeline))
        if record is None or not record.state.step(Step.EVALUATE).is_there:
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
        state = record.state
        for step, request in asked.items():
            state = state.with_step(_queued(state.step(step), run_id, self.clock(), request))
        if not self.records.claim(replace(record, state=state, run_id=run_id)):
            raise Refused("pipeline_busy", run_id=self.state(state.owner, state.pipeline).run_id)
        self._remove({record.run_id} - {record.folder})
        payload = {
            "owner": state.owner,
            "pipeline": state.pipeline,
            "folder": run_id,
            "before": record.folder,
            "requests": {step.value: request for step, request in asked.items()},
        }
        return self.queue.submit(kind, payload, title=_title(state), run_id=run_id)

    def _remove(self, names: set[str]) -> None:
        """Remove folders of a pipeline: what it holds, or what a run left that did not end well."""
        for name in names - {""}:
            shutil.rmtree(self.folder / name, ignore_errors=True)

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


# Any: JSON.
def _queued(now: StepState, run_id: str, at: datetime, request: dict[str, Any]) -> StepState:
    """Return the step as it waits for a run, with what is done of it."""
    before = replace(now, error=None) if now.status is StepStatus.DONE else None
    return StepState(now.step, StepStatus.QUEUED, run_id, at, request=request, before=before)


def _title(state: PipelineState) -> str:
    tickers = state.step(Step.LOAD).request.get("tickers", [])
    wanted = [one.step.value for one in state.steps if one.status is StepStatus.QUEUED]
    named = ", ".join(tickers[:5]) + (" ..." if len(tickers) > 5 else "")
    return f"{named}: {wanted[0] if len(wanted) == 1 else 'pipeline'}"


def _settled(steps: tuple[StepState, ...], run: RunInfo | None) -> tuple[StepState, ...]:
    """Return the steps as their run stands: of one that is over, the first step that is not done bears why.

    What was done before the run is there again; other steps are to do.
    """
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
            settled.append(one.before or StepState(one.step))
    return tuple(settled)


def _ended(step: StepState, run: RunInfo | None) -> StepState:
    if run is not None and run.status is RunStatus.CANCELLED:
        return step.before or replace(step, status=StepStatus.CANCELLED, at=run.ended_at)
    if run is None:
        error = Finding("pipeline_run_lost", Severity.FAILURE, facts={"run_id": step.run_id})
    else:
        error = Finding(run.error_code or "run_failed", Severity.FAILURE, facts=dict(run.error_facts))
    if step.before is not None:
        return replace(step.before, error=error)
    return replace(step, status=StepStatus.FAILED, at=step.at if run is None else run.ended_at, error=error)
