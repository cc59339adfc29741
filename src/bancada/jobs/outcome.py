"""How a step and a run ended, as values, and the execution of one step or of all: the only place that catches everything.

Knows neither DBOS nor SQL: what makes a step durable is given.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from bancada.core.errors import BancadaError, Cancelled
from bancada.core.ports import JobContext, JobStep
from bancada.core.run import RunStatus
from bancada.jobs.job import Job, plain_json

__all__ = ["Failure", "Outcome", "RunControl", "StepAnswer", "WorkerStopping", "run_steps"]

# Any: JSON values. {"added": ...} or {"failed": {"code": ..., "facts": ...}}, which is also how it is stored.
StepAnswer = dict[str, Any]

DurableCall = Callable[[str, Callable[[], StepAnswer]], StepAnswer]
"""Runs a named call once and for all: a repeated run is given the recorded answer."""


class WorkerStopping(BaseException):  # not an Exception: no record may be made of a step that is to be run again
    """The worker is going down and the step is to be run again by the next one."""


class RunControl(JobContext, Protocol):
    """What the execution needs of a run's context beside what steps see."""

    def is_stopping(self) -> bool:
        """Whether the worker is going down; waits a moment, as a signal reaches child processes first."""

    def is_cancel_requested(self) -> bool:
        """Whether someone asked to stop this run."""

    def flush(self) -> None:
        """Write what progress is still held back."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run failed: a code of `core.messages` and its facts, JSON-able."""

    code: str
    # Any: facts are printed, never computed with.
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    status: RunStatus
    # Any: JSON values of the job.
    result: dict[str, Any] = field(default_factory=dict)
    failure: Failure | None = None


# Any: JSON values of the job.
def run_steps(job: Job, payload: Mapping[str, Any], context: RunControl, *, durably: DurableCall) -> Outcome:
    """Run the steps of a job in order, each through `durably`.

    Returns
    -------
    Outcome
        `result` is everything the steps added, later ones over earlier ones; kept from finished steps when one failed.

    Raises
    ------
    WorkerStopping
        When the worker goes down in between; nothing is recorded of the step that was running.
    """
    added: dict[str, Any] = {}
    for name, step in job.steps:
        if context.is_cancel_requested():
            return Outcome(RunStatus.CANCELLED, added)
        if context.is_cancelled():
            raise WorkerStopping
        answer = durably(name, _Attempt(step, {**payload, **added}, context))
        context.flush()
        failed = answer.get("failed")
        if failed is not None:
            status = RunStatus.CANCELLED if failed["code"] == Cancelled.code else RunStatus.FAILED
            failure = None if status is RunStatus.CANCELLED else Failure(failed["code"], failed["facts"])
            return Outcome(status, added, failure)
        added.update(answer["added"])
    return Outcome(RunStatus.DONE, added)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One call of one step, whatever it does turned into an answer."""

    step: JobStep
    # Any: JSON values of the job.
    state: dict[str, Any]
    context: RunControl

    def __call__(self) -> StepAnswer:
        try:
            return {"added": plain_json(self.step(self.state, self.context), what="step_result")}
        except Cancelled:
            if self.context.is_stopping() and not self.context.is_cancel_requested():
                raise WorkerStopping from None
            return _failed(Cancelled.code, {})
        except BancadaError as error:
            self._give_way()
            return _failed(error.code, error.facts)
        # The job runner: recorded in the run, its traceback in the run's log. SystemExit too, which code of a user's may raise.
        except (Exception, SystemExit) as error:  # noqa: BLE001
            self._give_way()
            self.context.log(traceback.format_exc(), level="error")
            return _failed("run_crashed", {"error": type(error).__name__, "detail": str(error)})

    def _give_way(self) -> None:
        """Do not blame the job for what a worker's end did to its child processes."""
        if self.context.is_stopping():
            raise WorkerStopping


def _failed(code: str, facts: Mapping[str, Any]) -> StepAnswer:  # Any: facts of an error
    options = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
    plain: dict[str, Any] = orjson.loads(orjson.dumps(dict(facts), default=str, option=options))
    return {"failed": {"code": code, "facts": plain}}
