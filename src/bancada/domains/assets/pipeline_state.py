"""How far a pipeline has come, as values. It knows neither SQL nor queues."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bancada.core.finding import Finding
from bancada.domains.assets.requests import Step

__all__ = ["PipelineState", "StepState", "StepStatus"]


class StepStatus(StrEnum):
    """Where a step stands."""

    TODO = "todo"
    QUEUED = "queued"
    """Asked for; its run waits, or is at a step before it."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_active(self) -> bool:
        """Whether something will still happen to it without being asked again."""
        return self in (StepStatus.QUEUED, StepStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class StepState:
    """One step of a pipeline.

    Attributes
    ----------
    step : Step
    status : StepStatus
    run_id : str
        Run that does it or did it; empty of one that nobody asked for.
    at : datetime or None
        When it was asked for, began, or ended, whichever came last.
    seconds : float or None
        That it took, where it is done.
    request : dict
        JSON of what was asked; see `domains.assets.requests`.
    facts : dict
        JSON of what it found: of `load` the `tickers` with their rows, dates and bases; of `preprocess` `rows`, `learnable`,
        `names`, `horizon`, `actions`; of `split` `train`, `validation`, `test`, `purged`, `boundaries`; of `train` `model_type`,
        `n_train`, `n_trials`, `importance`, `log`; of `evaluate` `figures`; of `save` `model`, `task`, `promoted`, `archived`, `gate`.
    findings : tuple of Finding
        What is to be known of it.
    error : Finding or None
        Why it failed; of a step that is done, why doing it again failed.
    before : StepState or None
        While it is to be done again: what is done of it, and is there again where the run does not end well.
    """

    step: Step
    status: StepStatus = StepStatus.TODO
    run_id: str = ""
    at: datetime | None = None
    seconds: float | None = None
    # Any: JSON values.
    request: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    error: Finding | None = None
    before: StepState | None = None

    @property
    def is_there(self) -> bool:
        """Whether what it found can be looked at: it is done, or was done and is being done again."""
        return self.status is StepStatus.DONE or self.before is not None


@dataclass(frozen=True, slots=True)
class PipelineState:
    """All six steps of one pipeline.

    Attributes
    ----------
    owner : str
        "local" for dashboard, shell and Python; the id of a key for the API.
    pipeline : str
    steps : tuple of StepState
        All of them, in order.
    updated_at : datetime or None
        None of a pipeline that nobody ever began.
    """

    owner: str
    pipeline: str
    steps: tuple[StepState, ...] = tuple(StepState(step) for step in Step)
    updated_at: datetime | None = None

    def step(self, step: Step) -> StepState:
        """Return one step."""
        return self.steps[list(Step).index(step)]

    @property
    def run_id(self) -> str:
        """The run in progress; empty where there is none."""
        return next((state.run_id for state in self.steps if state.status.is_active), "")

    @property
    def done(self) -> tuple[Step, ...]:
        """The steps that are done, in order."""
        return tuple(state.step for state in self.steps if state.status is StepStatus.DONE)

    @property
    def is_complete(self) -> bool:
        """Whether all six are done."""
        return len(self.done) == len(self.steps)

    def missing_before(self, step: Step) -> tuple[Step, ...]:
        """Return the steps that `step` needs and that are not done, in order."""
        before = list(Step)[: list(Step).index(step)]
        return tuple(one for one in before if self.step(one).status is not StepStatus.DONE)

    @property
    def stale(self) -> tuple[Step, ...]:
        """The steps that rest on one that is being done again, in order; they go once it is done."""
        places = [place for place, state in enumerate(self.steps) if state.status.is_active]
        later = self.steps[places[0] + 1 :] if places else ()
        return tuple(state.step for state in later if state.status is StepStatus.DONE)

    def with_done(self, state: StepState) -> PipelineState:
        """Return the pipeline with one step done: what rested on it as it was is to do, but for what the same run goes on to do."""
        place = list(Step).index(state.step)
        later = tuple(
            replace(one, before=None) if one.status.is_active and one.run_id == state.run_id else StepState(one.step)
            for one in self.steps[place + 1 :]
        )
        return replace(self, steps=(*self.steps[:place], state, *later))

    def with_step(self, state: StepState) -> PipelineState:
        """Return the pipeline with one step replaced."""
        return replace(self, steps=tuple(state if one.step is state.step else one for one in self.steps))
