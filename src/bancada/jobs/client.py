"""The queue of runs as every door sees it: submit, list, follow, cancel, retry. Starts no thread and launches no engine.

Reading never imports DBOS.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bancada.core.errors import RunRefused
from bancada.core.ports import Clock, RunQueue
from bancada.core.run import LogLine, RunInfo, RunStatus
from bancada.core.schedule import DEFAULT_ZONE, Schedule
from bancada.core.values import check_slug
from bancada.jobs.clock import utc_now
from bancada.jobs.durable import DurableQueue
from bancada.jobs.job import plain_payload
from bancada.jobs.lock import worker_lock
from bancada.jobs.outcome import Outcome
from bancada.jobs.records import RunRecords
from bancada.jobs.schedules import ScheduleRecords, make_schedule
from bancada.jobs.schema import create_schema, is_ready, open_engine, translated

__all__ = ["RunClient"]


class RunClient:
    """Durable background runs in the database at `url`.

    A run that a worker had begun when it died is shown as waiting, with `started_at` set and `note_code` saying so: the next
    worker goes on with it. Whether a worker is alive is asked of its lock, not of a heartbeat, so the answer is never old.

    **Thread safety**: safe to share among threads; nothing connects before the first call.

    Parameters
    ----------
    url : str
        SQLite file or PostgreSQL database; created on first use where it is missing.
    kinds : collection of str, optional
        Kinds that may be submitted. Without it: those the last worker said it can run, and any before a first worker.
    clock : Clock, optional

    Examples
    --------
    >>> client = RunClient("sqlite:///data/jobs.db")  # doctest: +SKIP
    >>> run_id = client.submit("compare", {"dataset": "occupancy"}, title="occupancy: Occupancy")  # doctest: +SKIP
    """

    def __init__(self, url: str, *, kinds: Collection[str] | None = None, clock: Clock = utc_now) -> None:
        self._url = url
        self._engine = open_engine(url)
        self._kinds = None if kinds is None else frozenset(kinds)
        self._rows = RunRecords(self._engine, clock=clock)
        self._durable = DurableQueue(self._engine)
        self._calendar = ScheduleRecords(self._rows, self._durable, clock=clock)
        self._clock = clock
        self._worker = worker_lock(self._engine)
        self._first_use = threading.Lock()
        self._is_ready = False

    # Any: JSON values that belong to the job.
    def submit(self, kind: str, payload: Mapping[str, Any], *, title: str, run_id: str | None = None) -> str:
        """Queue a job and return its run's id once that is durable.

        Raises
        ------
        RunRefused
            `run_kind_unknown`, `payload_not_json`, `payload_too_large` (over 1 MB), `run_id_taken`.
        InvalidName
            For a `run_id` that is not a slug.
        """
        self._check_kind(kind)
        plain = plain_payload(payload)
        chosen = check_slug(run_id) if run_id is not None else f"{check_slug(kind)[:40]}-{uuid.uuid4().hex[:12]}"
        with self._records.writing() as connection:
            self._records.add(connection, chosen, kind=kind, title=title, payload=plain)
            self._durable.enqueue(connection, chosen)
        return chosen

    def list(self, *, kind: str | None = None, limit: int = 50) -> tuple[RunInfo, ...]:
        """Return runs, newest first."""
        runs = self._records.list(kind=kind, limit=limit)
        is_served = all(run.status.is_over for run in runs) or self.has_worker()
        return tuple(_as_seen(run, is_served=is_served) for run in runs)

    def get(self, run_id: str) -> RunInfo:
        """Return one run; RunNotFound."""
        run = self._records.get(run_id)
        return _as_seen(run, is_served=run.status.is_over or self.has_worker())

    def log(self, run_id: str, *, after: int = 0) -> tuple[LogLine, ...]:
        """Return the log lines from number `after` (counted from 0) on; RunNotFound."""
        self._records.get(run_id)
        return self._records.log(run_id, after=after)

    def follow(self, run_id: str, *, poll_s: float = 0.3) -> Iterator[RunInfo]:
        """Yield the run whenever it changed, until it is over; RunNotFound."""
        shown: RunInfo | None = None
        while shown is None or not shown.status.is_over:
            run = self.get(run_id)
            if run == shown:
                time.sleep(poll_s)
                continue
            shown = run
            yield run

    def cancel(self, run_id: str) -> RunInfo:
        """Ask a run to stop: at once where it waits, within a second or so where it runs.

        Raises
        ------
        RunNotFound
        RunRefused
            `run_is_over`.
        """
        run = self._records.get(run_id)
        if self._records.finish(run_id, _CANCELLED, of=(RunStatus.WAITING,)):
            self._durable.withdraw(run_id)
        elif not self._records.request_cancel(run_id):
            raise RunRefused("run_is_over", run_id=run_id, title=run.title)
        elif not self.has_worker() and self._records.finish(run_id, _CANCELLED):
            self._durable.withdraw(run_id)
        return self.get(run_id)

    def retry(self, run_id: str) -> str:
        """Queue a failed or cancelled run again under its own id; steps that returned are not run again.

        Raises
        ------
        RunNotFound
        RunRefused
            `run_not_failed` where it is neither failed nor cancelled.
        """
        run = self._records.get(run_id)
        self._check_kind(run.kind)
        if not self._records.reopen(run_id):
            raise RunRefused("run_not_failed", run_id=run_id, title=run.title)
        self._durable.requeue(run_id)
        return run_id

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
        """Have a job run again on days of the week, in place of what was scheduled under that name.

        Raises
        ------
        InvalidName, BadInput, RunRefused
            As `schedules.make_schedule`; `run_kind_unknown` as `submit`.
        """
        self._check_kind(kind)
        made = make_schedule(name, kind, payload=payload, title=title, days=days, at=at, zone=zone, now=self._clock())
        return self._schedules.save(made)

    def schedules(self) -> tuple[Schedule, ...]:
        """Return all schedules by name."""
        return self._schedules.list()

    def unschedule(self, name: str) -> None:
        """Forget a schedule; its runs stay. NotFound."""
        self._schedules.delete(name)

    def pause_schedule(self, name: str) -> Schedule:
        """Follow a schedule no more until it is resumed; NotFound."""
        return self._schedules.pause(name)

    def resume_schedule(self, name: str) -> Schedule:
        """Follow a schedule from now on; what was due meanwhile is not made up for. NotFound."""
        return self._schedules.resume(name)

    def has_worker(self) -> bool:
        """Whether a worker is alive on this queue now."""
        self._ensure_schema()
        with translated(self._engine):
            return self._worker.is_held()

    def close(self) -> None:
        """Let go of connections."""
        self._durable.close()
        self._engine.dispose()

    @property
    def _records(self) -> RunRecords:
        self._ensure_schema()
        return self._rows

    @property
    def _schedules(self) -> ScheduleRecords:
        self._ensure_schema()
        return self._calendar

    def _ensure_schema(self) -> None:
        with self._first_use:
            if not self._is_ready:
                if not is_ready(self._engine):
                    create_schema(self._url)
                self._is_ready = True

    def _check_kind(self, kind: str) -> None:
        known = self._kinds if self._kinds is not None else self._records.kinds()
        if kind not in known and (known or self._kinds is not None):
            raise RunRefused("run_kind_unknown", kind=kind, known=sorted(known))


_CANCELLED = Outcome(RunStatus.CANCELLED)


def _as_seen(run: RunInfo, *, is_served: bool) -> RunInfo:
    if is_served or run.status.is_over:
        return run
    note = "run_interrupted" if run.status is RunStatus.RUNNING else "run_waits_for_worker"
    return replace(run, status=RunStatus.WAITING, note_code=note)


if TYPE_CHECKING:
    _: RunQueue = RunClient("")
