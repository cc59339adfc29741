"""A queue of runs in memory that works inline: the fake that services and pages are tested with.

It keeps the contract of `core.ports.RunQueue` but for durability. Knows neither DBOS nor SQL.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bancada.core.errors import NotFound, RunNotFound, RunRefused
from bancada.core.finding import revived
from bancada.core.messages import render
from bancada.core.ports import Clock, RunQueue
from bancada.core.run import LogLine, Progress, RunInfo, RunStatus
from bancada.core.schedule import DEFAULT_ZONE, Schedule
from bancada.core.values import check_slug
from bancada.jobs.clock import utc_now
from bancada.jobs.context import RunBook, RunContext
from bancada.jobs.job import Job, by_kind, plain_payload
from bancada.jobs.outcome import StepAnswer, run_steps
from bancada.jobs.schedules import due_run_id, make_schedule, next_time

__all__ = ["MemoryQueue"]


@dataclass(slots=True)
class _Entry:
    """One run: what is shown of it, and what its finished steps answered."""

    info: RunInfo
    log: list[LogLine] = field(default_factory=list)
    answers: dict[str, StepAnswer] = field(default_factory=dict)
    is_cancel_requested: bool = False


class MemoryQueue:
    """Runs each job inside `submit` and `retry`, or, while paused, as if no worker were alive, in `resume`.

    **Thread safety**: none, but that a step may cancel its own run.

    Parameters
    ----------
    jobs : sequence of Job
    clock : Clock, optional
    """

    def __init__(self, jobs: Sequence[Job], *, clock: Clock = utc_now) -> None:
        self._jobs = by_kind(jobs)
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._scheduled: dict[str, Schedule] = {}
        self._stopping = threading.Event()
        self._is_paused = False

    def pause(self) -> None:
        """Let runs wait from now on."""
        self._is_paused = True

    def resume(self) -> None:
        """Execute what waits, oldest first, and everything submitted later at once."""
        self._is_paused = False
        for run_id, entry in self._entries.items():
            if entry.info.status is RunStatus.WAITING:
                self._execute(run_id)

    # Any: JSON values that belong to the job.
    def submit(self, kind: str, payload: Mapping[str, Any], *, title: str, run_id: str | None = None) -> str:
        """Queue a job; RunRefused for an unknown kind, a payload that is no JSON or too large, a taken id."""
        if kind not in self._jobs:
            raise RunRefused("run_kind_unknown", kind=kind, known=sorted(self._jobs))
        plain = plain_payload(payload)
        chosen = check_slug(run_id) if run_id is not None else f"{kind[:40]}-{uuid.uuid4().hex[:12]}"
        if chosen in self._entries:
            raise RunRefused("run_id_taken", run_id=chosen)
        self._entries[chosen] = _Entry(
            RunInfo(chosen, kind, title, RunStatus.WAITING, submitted_at=self._clock(), payload=plain)
        )
        return self._take_up(chosen)

    def list(self, *, kind: str | None = None, limit: int = 50) -> tuple[RunInfo, ...]:
        """Return runs, newest first."""
        runs = [self.get(run_id) for run_id, entry in self._entries.items() if kind in (None, entry.info.kind)]
        return tuple(reversed(runs))[:limit]

    def get(self, run_id: str) -> RunInfo:
        """Return one run; RunNotFound."""
        info = self._entry(run_id).info
        return replace(info, note_code="run_waits_for_worker") if info.status is RunStatus.WAITING else info

    def log(self, run_id: str, *, after: int = 0) -> tuple[LogLine, ...]:
        """Return the log lines from number `after` on; RunNotFound."""
        return tuple(self._entry(run_id).log[after:])

    def follow(self, run_id: str, *, poll_s: float = 0.3) -> Iterator[RunInfo]:  # noqa: ARG002  # the port's signature
        """Yield the run as it is: nothing here changes while one looks."""
        yield self.get(run_id)

    def cancel(self, run_id: str) -> RunInfo:
        """Cancel a waiting run, or ask the one that is calling this to stop; RunRefused where it is over."""
        entry = self._entry(run_id)
        if entry.info.status.is_over:
            raise RunRefused("run_is_over", run_id=run_id, title=entry.info.title)
        entry.is_cancel_requested = True
        if entry.info.status is RunStatus.WAITING:
            entry.info = replace(entry.info, status=RunStatus.CANCELLED, ended_at=self._clock())
        return entry.info

    def retry(self, run_id: str) -> str:
        """Run a failed or cancelled run again; steps that returned are not run again. RunRefused where it is neither."""
        entry = self._entry(run_id)
        if entry.info.status not in (RunStatus.FAILED, RunStatus.CANCELLED):
            raise RunRefused("run_not_failed", run_id=run_id, title=entry.info.title)
        entry.is_cancel_requested = False
        entry.answers = {name: answer for name, answer in entry.answers.items() if "added" in answer}
        entry.info = replace(
            entry.info,
            status=RunStatus.WAITING,
            started_at=None,
            ended_at=None,
            error_code="",
            error="",
            error_facts={},
        )
        return self._take_up(run_id)

    # Any: JSON values that belong to the job.
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
        """Have a job run again on days of the week; see `RunClient.schedule`."""
        if kind not in self._jobs:
            raise RunRefused("run_kind_unknown", kind=kind, known=sorted(self._jobs))
        made = make_schedule(name, kind, payload=payload, title=title, days=days, at=at, zone=zone, now=self._clock())
        before = self._scheduled.get(name)
        self._scheduled[name] = replace(made, last_run_id=before.last_run_id if before else "")
        return self._scheduled[name]

    def schedules(self) -> tuple[Schedule, ...]:
        """Return all schedules by name."""
        return tuple(self._scheduled[name] for name in sorted(self._scheduled))

    def unschedule(self, name: str) -> None:
        """Forget a schedule; its runs stay. NotFound."""
        del self._scheduled[self._schedule(name).name]

    def pause_schedule(self, name: str) -> Schedule:
        """Follow a schedule no more until it is resumed; NotFound."""
        self._scheduled[name] = replace(self._schedule(name), is_on=False, next_at=None)
        return self._scheduled[name]

    def resume_schedule(self, name: str) -> Schedule:
        """Follow a schedule from now on; NotFound."""
        schedule = self._schedule(name)
        if not schedule.is_on:
            following = next_time(schedule, after=self._clock())
            self._scheduled[name] = replace(schedule, is_on=True, next_at=following)
        return self._scheduled[name]

    def submit_due(self) -> tuple[str, ...]:
        """Do once what a worker does every few seconds: submit what is due; return the ids of the new runs."""
        now = self._clock()
        submitted = []
        for name, schedule in self._scheduled.items():
            if schedule.next_at is None or schedule.next_at > now:
                continue
            moved = replace(schedule, next_at=next_time(schedule, after=now))
            last = self._entries.get(schedule.last_run_id)
            if last is None or last.info.status.is_over:
                moved = replace(moved, last_run_id=due_run_id(schedule))
                submitted.append(moved)
            else:
                last.log.append(LogLine(now, "warning", f"schedule {name}: not queued again, as this run is not over"))
            self._scheduled[name] = moved
        return tuple(self.submit(s.kind, s.payload, title=s.title, run_id=s.last_run_id) for s in submitted)

    def has_worker(self) -> bool:
        """Whether runs are executed now."""
        return not self._is_paused

    def close(self) -> None:
        """Do nothing: there are no connections."""

    # --- where the context of a run writes (RunBook)

    def write_progress(self, run_id: str, progress: Progress) -> None:
        """Replace the progress of a run."""
        entry = self._entries[run_id]
        entry.info = replace(entry.info, progress=progress)

    def write_log(self, run_id: str, line: LogLine) -> None:
        """Append a line."""
        self._entries[run_id].log.append(line)

    def is_cancel_requested(self, run_id: str) -> bool:
        """Whether someone asked the run to stop."""
        return self._entries[run_id].is_cancel_requested

    def _entry(self, run_id: str) -> _Entry:
        if run_id not in self._entries:
            raise RunNotFound(run_id=run_id)
        return self._entries[run_id]

    def _schedule(self, name: str) -> Schedule:
        if name not in self._scheduled:
            raise NotFound("schedule_not_found", name=name, known=sorted(self._scheduled))
        return self._scheduled[name]

    def _take_up(self, run_id: str) -> str:
        if not self._is_paused:
            self._execute(run_id)
        return run_id

    def _execute(self, run_id: str) -> None:
        entry = self._entries[run_id]
        entry.info = replace(entry.info, status=RunStatus.RUNNING, started_at=self._clock())

        def durably(name: str, call: Callable[[], StepAnswer]) -> StepAnswer:
            if name not in entry.answers:
                entry.answers[name] = call()
            return entry.answers[name]

        context = RunContext(run_id, book=self, stopping=self._stopping, clock=self._clock)
        outcome = run_steps(self._jobs[entry.info.kind], entry.info.payload, context, durably=durably)
        failure = outcome.failure
        facts = revived(failure.facts) if failure else {}
        entry.info = replace(
            entry.info,
            status=outcome.status,
            ended_at=self._clock(),
            result=outcome.result,
            error_code=failure.code if failure else "",
            error=render(failure.code, facts, language="en") if failure else "",
            error_facts=facts,
        )


if TYPE_CHECKING:
    _: RunQueue = MemoryQueue(())
    __: RunBook = MemoryQueue(())
