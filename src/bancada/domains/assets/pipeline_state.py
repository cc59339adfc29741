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
        Why it failed.
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

    def with_step(self, state: StepState) -> PipelineState:
        """Return the pipeline with one step replaced."""
        return replace(self, steps=tuple(state if one.step is state.step else one for one in self.steps))
