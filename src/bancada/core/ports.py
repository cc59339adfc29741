"""The ports: what the floors ask of each other, as Protocols. Implementations prove themselves under TYPE_CHECKING."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bancada.core.leaderboard import Trial
from bancada.core.prediction import PredictionRecord
from bancada.core.run import LogLine, RunInfo
from bancada.core.schedule import DEFAULT_ZONE, Schedule

__all__ = ["Clock", "JobContext", "JobStep", "PredictionSink", "RunQueue", "TrialLedger"]

Clock = Callable[[], datetime]
"""Returns the present instant, aware, UTC."""


class TrialLedger(Protocol):
    """Append-only record of every fit of any candidate.

    **Uniqueness**: one row per (run_id, candidate, fold); recording it again keeps the first and returns False.
    **Durability**: a recorded trial survives the death of the process.
    """

    def record(self, trial: Trial, *, predictions: bytes = b"") -> bool:
        """Append one trial with its out-of-fold predictions (an npz file's bytes, or nothing). False if it was there."""

    def trials(self, *, run_id: str | None = None, task: str | None = None) -> tuple[Trial, ...]:
        """Return trials in the order of recording."""

    def predictions(self, run_id: str, candidate: str, fold: int) -> bytes:
        """Return the stored predictions; empty bytes where there are none."""

    def count(self, *, task: str) -> int:
        """Return the number of fits ever made for a task, whatever became of them."""


class PredictionSink(Protocol):
    """Where logged answers go, in batches."""

    def write(self, records: Sequence[PredictionRecord]) -> None:
        """Store all records in one transaction."""

    def recent(self, *, model: str | None = None, limit: int = 100) -> tuple[PredictionRecord, ...]:
        """Return the latest records, newest first."""


class JobContext(Protocol):
    """What a job's step is given to speak with the outside while it works."""

    @property
    def run_id(self) -> str:
        """The run's id, the same after a restart."""

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Report progress; cheap enough to call at every fit."""

    def log(self, text: str, *, level: str = "info") -> None:
        """Append a line to the run's log."""

    def is_cancelled(self) -> bool:
        """Whether someone asked to stop; a step polls it at least once a second and then raises `Cancelled`."""


# Any: JSON values that belong to the job.
JobStep = Callable[[Mapping[str, Any], JobContext], Mapping[str, Any]]
"""One step of a job: takes the JSON state so far, returns what to add to it. It may be run again after a crash in its middle,
never after it returned."""


class RunQueue(Protocol):
    """Durable background work.

    **Ids**: `submit` returns once the run is durable. **Order**: first in, first out, `concurrency` at a time.
    """

    def submit(self, kind: str, payload: Mapping[str, Any], *, title: str, run_id: str | None = None) -> str:
        """Queue a job; RunRefused for an unknown kind. Works before any worker was ever started."""

    def list(self, *, kind: str | None = None, limit: int = 50) -> tuple[RunInfo, ...]:
        """Return runs, newest first."""

    def get(self, run_id: str) -> RunInfo:
        """Return one run; RunNotFound."""

    def log(self, run_id: str, *, after: int = 0) -> tuple[LogLine, ...]:
        """Return the log lines from number `after` on; RunNotFound."""

    def follow(self, run_id: str, *, poll_s: float = 0.3) -> Iterator[RunInfo]:
        """Yield the run whenever it changed, until it is over."""

    def cancel(self, run_id: str) -> RunInfo:
        """Ask a run to stop; RunRefused where it is over."""

    def retry(self, run_id: str) -> str:
        """Submit a failed or cancelled run again under its own id, keeping finished work; RunRefused where it is not over."""

    def schedule(
        self,
        name: str,
        kind: str,
        payload: Mapping[str, Any],
        *,
        title: str,
        days: Sequence[int],
        at: str,
        zone: str = DEFAULT_ZONE,
    ) -> Schedule:
        """Have a job run again on days of the week (0 for Monday) at "HH:MM", in place of what was scheduled under that name.

        A due instant becomes one run, however many workers look and wherever one dies; times missed while there was no worker
        become one run together; none is added while the one before is not over. BadInput for what is no calendar.
        """

    def schedules(self) -> tuple[Schedule, ...]:
        """Return all schedules by name."""

    def unschedule(self, name: str) -> None:
        """Forget a schedule; its runs stay. NotFound."""

    def pause_schedule(self, name: str) -> Schedule:
        """Follow a schedule no more until it is resumed; NotFound."""

    def resume_schedule(self, name: str) -> Schedule:
        """Follow a schedule from now on; what was due meanwhile is not made up for. NotFound."""

    def has_worker(self) -> bool:
        """Whether a worker is alive on this queue now."""
