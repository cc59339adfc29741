"""The worker: the one process per jobs database that executes runs, over DBOS.

DBOS allows one instance per process, hence one worker per process. Knows the jobs it was given and nothing of what they do.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType

from bancada.core.ports import Clock
from bancada.core.run import RunInfo, RunStatus
from bancada.jobs.clock import utc_now
from bancada.jobs.context import RunContext
from bancada.jobs.durable import APPLICATION, APPLICATION_VERSION, WORKFLOW, DurableQueue
from bancada.jobs.job import Job, by_kind
from bancada.jobs.lock import worker_lock
from bancada.jobs.outcome import Failure, Outcome, StepAnswer, WorkerStopping, run_steps
from bancada.jobs.records import RunRecords
from bancada.jobs.schedules import ScheduleRecords
from bancada.jobs.schema import create_schema, open_engine

__all__ = ["Worker"]

POLL_S = 0.2
AUDIT_S = 5.0
DRAIN_S = 3.0
MAX_DEATHS = 20

_LOG = logging.getLogger(__name__)


class Worker:
    """Executes runs, oldest first, until it is stopped; goes on with those that a worker before it left in their middle.

    What schedules ask for is submitted at its start and then within five seconds of its time.

    Parameters
    ----------
    url : str
        The jobs database; its schema is created where it is missing.
    jobs : sequence of Job
        What it can run. A run of another kind fails with `run_kind_unknown`.
    concurrency : int
        Runs at a time.
    clock : Clock, optional

    Raises
    ------
    WorkerHeld
        By `start` and `serve`, where another worker, in any process, serves the same database.
    """

    def __init__(self, url: str, jobs: Sequence[Job], *, concurrency: int = 1, clock: Clock = utc_now) -> None:
        self._url = url
        self._jobs = by_kind(jobs)
        self._concurrency = concurrency
        self._clock = clock
        self._engine = open_engine(url)
        self._records = RunRecords(self._engine, clock=clock)
        self._durable = DurableQueue(self._engine)
        self._schedules = ScheduleRecords(self._records, self._durable, clock=clock)
        self._lock = worker_lock(self._engine)
        self._stopping = threading.Event()
        self._asked_to_end: SimpleQueue[str] = SimpleQueue()  # unlike an Event's, its put may interrupt its get
        self._idle = _Gauge()
        self._auditor: threading.Thread | None = None

    def start(self) -> None:
        """Take the lock and begin to work, in threads of this process."""
        self._lock.acquire()
        try:
            create_schema(self._url)
            self._audit(unchanged_s=0.0)
            self._records.say_kinds(self._jobs)
            self._launch()
            self._schedules.submit_due()
        except BaseException:
            self._destroy()
            self._lock.release()
            raise
        self._auditor = threading.Thread(target=self._keep_auditing, name="bancada-audit", daemon=True)
        self._auditor.start()

    def stop(self) -> bool:
        """Take no more work, ask running steps to leave, and let go of the lock.

        What was running is left to be resumed by the next worker.

        Returns
        -------
        bool
            Whether every step left within three seconds; those that did not still run in threads of this process.
        """
        self._stopping.set()
        is_drained = self._idle.wait(DRAIN_S)
        if self._auditor is not None:
            self._auditor.join()
            self._auditor = None
        self._destroy()
        if is_drained:
            self._lock.release()
            self._stopping.clear()
        self._engine.dispose()
        return is_drained

    def serve(self) -> None:
        """Work until SIGINT, SIGTERM or the loss of the lock; must be called from the main thread.

        A step that does not leave within three seconds ends with the process, which exits with 0.
        """
        with self._signals():
            self.start()
            self._asked_to_end.get()
            if not self.stop():
                _LOG.warning("a step did not stop in time and will be run again")
                logging.shutdown()
                os._exit(0)

    def _destroy(self) -> None:
        from dbos import DBOS

        DBOS.destroy(destroy_registry=True)
        self._durable.close()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        asked: list[int] = []

        def ask(number: int, _frame: FrameType | None) -> None:
            if asked:
                os._exit(128 + number)  # asked twice: leave now, the run is resumed all the same
            asked.append(number)
            self._asked_to_end.put("signal")

        before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _launch(self) -> None:
        from dbos import DBOS, DBOSPortableJSONSerializer

        DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": self._engine.url.render_as_string(hide_password=False),
                "application_version": APPLICATION_VERSION,
                "executor_id": APPLICATION,
                "serializer": DBOSPortableJSONSerializer(),
                "log_level": "ERROR",
                "use_listen_notify": False,
                "run_migrations": False,
            }
        )

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=MAX_DEATHS)
        def _run(run_id: str) -> str:  # DBOS marks the function it is given, which a bound method does not allow
            return self._execute(run_id)

        self._durable.open_queue(concurrency=self._concurrency, poll_s=POLL_S)
        DBOS.launch()

    def _execute(self, run_id: str) -> str:
        """Run one run to its end; DBOS calls it again with the same id after a crash. Returns the status, for DBOS's record."""
        with self._idle.busy():
            if self._stopping.is_set():
                raise WorkerStopping
            if not self._records.begin(run_id):
                return RunStatus.CANCELLED
            outcome = self._outcome(self._records.get(run_id))
            self._records.finish(run_id, outcome)
            return outcome.status

    def _outcome(self, run: RunInfo) -> Outcome:
        from dbos import DBOS

        job = self._jobs.get(run.kind)
        if job is None:
            return _failed("run_kind_unknown", kind=run.kind, known=sorted(self._jobs))
        finished = self._durable.finished_steps(run.id)
        if finished != job.step_names[: len(finished)]:
            return _failed("run_steps_changed", kind=run.kind, finished=[*finished], known=[*job.step_names])

        def durably(name: str, call: Callable[[], StepAnswer]) -> StepAnswer:
            return DBOS.run_step({"name": name}, call)

        context = RunContext(run.id, book=self._records, stopping=self._stopping, clock=self._clock)
        return run_steps(job, run.payload, context, durably=durably)

    def _keep_auditing(self) -> None:
        while not self._stopping.wait(AUDIT_S):
            if self._lock.is_lost():
                _LOG.error("the worker's lock was lost; stopping, so that no step is run twice")
                self._stopping.set()
                self._asked_to_end.put("lock lost")
            else:
                self._audit(unchanged_s=2 * AUDIT_S)
                self._schedules.submit_due()

    def _audit(self, *, unchanged_s: float) -> None:
        """Find runs that DBOS will not execute any more though they are not over: fail them visibly, or queue them again."""
        open_runs = self._records.unfinished(unchanged_s=unchanged_s)
        for run_id, state in self._durable.lost(open_runs).items():
            if state == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
                self._records.finish(run_id, _failed("run_kept_dying", times=MAX_DEATHS))
            elif state == "MISSING" or open_runs[run_id] is RunStatus.RUNNING:
                self._records.finish(run_id, _failed("run_lost", state=state), of=(open_runs[run_id],))
            else:
                self._durable.requeue(run_id)  # a retry that died between its two writes


# object: facts are printed, never computed with.
def _failed(code: str, **facts: object) -> Outcome:
    return Outcome(RunStatus.FAILED, failure=Failure(code, facts))


class _Gauge:
    """Counts what is going on, and waits until nothing is."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    @contextmanager
    def busy(self) -> Iterator[None]:
        with self._changed:
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def wait(self, timeout_s: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, timeout_s)
