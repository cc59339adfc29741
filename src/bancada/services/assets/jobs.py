"""The steps of a pipeline as durable jobs: one, or all six. No step is done again once it returned."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from bancada.core.errors import Refused
from bancada.core.ports import Clock, JobContext
from bancada.core.values import check_slug, from_json
from bancada.domains.assets.pipeline_records import PipelineRecords
from bancada.domains.assets.pipeline_state import StepState, StepStatus
from bancada.domains.assets.requests import SaveRequest, Step
from bancada.jobs import Job
from bancada.services.assets.requests import PIPELINE, REQUESTS, STEP
from bancada.services.assets.work import NumberedWatch, StepOutcome, StepWork, Work

__all__ = ["PipelineJobs"]

# Any: JSON values.
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PipelineJobs:
    """The two kinds of runs over one bench's parts.

    What a step found is written into the pipeline's row by the step, in one go with the folder that it is left in; that it failed or was
    cancelled is told by the run alone, so that a killed worker leaves nothing untrue. Each run works in a folder of its own: what the
    pipeline held before is untouched until a step is done.

    Parameters
    ----------
    records : PipelineRecords
    folder : Path
        Of all pipelines.
    steps : mapping of Step to callable
    clock : Clock
    """

    records: PipelineRecords
    folder: Path
    steps: Mapping[Step, StepWork]
    clock: Clock

    def jobs(self) -> tuple[Job, ...]:
        """Return both."""
        of_all = tuple((step.value, partial(self._one_of_all, step)) for step in Step)
        return (Job(PIPELINE, of_all), Job(STEP, (("step", self._only),)))

    def _one_of_all(self, step: Step, state: Json, context: JobContext) -> Json:
        number = list(Step).index(step) + 1
        watch = NumberedWatch(context, number, len(Step), step.value)
        watch.progress(0, 0)
        answer = self._do(step, state, context, watch=watch)
        context.progress(number, len(Step), f"{number}/{len(Step)} {step.value}")
        return answer

    def _only(self, state: Json, context: JobContext) -> Json:
        (name,) = state["requests"]
        return self._do(Step(name), state, context, watch=context)

    def _do(self, step: Step, state: Json, context: JobContext, *, watch: NumberedWatch | JobContext) -> Json:
        asked = state["requests"][step.value]
        begun = StepState(step, StepStatus.RUNNING, context.run_id, self.clock(), request=dict(asked))
        _require(self.records.write_begun(state["owner"], state["pipeline"], begun), begun, state)
        folder, before = self._folders(state)
        if not folder.exists():
            _share(before, folder)
        started = monotonic()
        collection = state["requests"].get(Step.SAVE.value, {}).get("collection", SaveRequest().collection)
        outcome = self.steps[step](from_json(REQUESTS[step], asked), Work(folder, context.run_id, collection, watch))
        took_s = monotonic() - started
        for finding in outcome.findings:
            context.log(f"{step.value}: {finding.message('en')}", level="info")
        done = _done(begun, outcome, seconds=took_s, clock=self.clock)
        written = self.records.write_done(state["owner"], state["pipeline"], done, folder=folder.name)
        _require(written, done, state)
        if before != folder:
            shutil.rmtree(before, ignore_errors=True)
        return outcome.result

    def _folders(self, state: Json) -> tuple[Path, Path]:
        """Return where a run leaves what it finds, and what the pipeline held before; a run queued by an older version has one for both."""
        name = check_slug(state["folder"])
        return self.folder / name, self.folder / check_slug(state.get("before", name))


def _require(written: bool, step: StepState, state: Json) -> None:  # what the records answered
    if not written:
        raise Refused("pipeline_taken_over", pipeline=state["pipeline"], run_id=step.run_id)


def _share(before: Path, folder: Path) -> None:
    """Make a folder that holds what another holds, whole or not at all; files are replaced and never written into, so they are shared."""
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    if before.exists():
        shutil.copytree(before, partial, copy_function=_linked)
    else:
        partial.mkdir(parents=True)
    partial.rename(folder)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


def _done(begun: StepState, outcome: StepOutcome, *, seconds: float, clock: Clock) -> StepState:
    return replace(
        begun,
        status=StepStatus.DONE,
        at=clock(),
        seconds=seconds,
        facts=outcome.facts,
        findings=outcome.findings,
    )
