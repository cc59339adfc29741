"""The way into DBOS from outside a worker: put a run into the queue, take it out, put it back, ask what became of it.

Knows run ids only, which are DBOS's workflow ids; nothing of kinds, titles or progress.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa
    from dbos import DBOSClient

__all__ = ["APPLICATION", "APPLICATION_VERSION", "QUEUE", "WORKFLOW", "DurableQueue"]

APPLICATION = "bancada"
QUEUE = "bancada"
WORKFLOW = "bancada_run"

APPLICATION_VERSION = "bancada-jobs-1"
"""What DBOS compares before it resumes a run. Constant, because by default it is a hash of the workflow's code and a killed run
stays PENDING for ever once that code changes. It changes only with the way answers of steps are stored, together with a
migration of runs that are not over."""

_ACTIVE = {"PENDING", "ENQUEUED", "DELAYED"}


PATIENCE_S = 1.0


class DurableQueue:
    """DBOS's client over the engine of the jobs database, made on first use: importing DBOS takes a second.

    **Thread safety**: safe to share.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._made: DBOSClient | None = None

    @property
    def _client(self) -> DBOSClient:
        with self._lock:
            if self._made is None:
                from dbos import DBOSClient, DBOSPortableJSONSerializer

                self._made = DBOSClient(
                    system_database_engine=self._engine,
                    serializer=DBOSPortableJSONSerializer(),
                    application_name=APPLICATION,
                    lazy=True,
                    retry_connection_errors=False,  # a door says that the server is away; it does not hang until it is back
                )
            return self._made

    def open_queue(self, *, concurrency: int, poll_s: float) -> None:
        """Say how the queue is to be worked; before DBOS is launched, which would else look for queues a second later."""
        self._client.register_queue(
            QUEUE, worker_concurrency=concurrency, polling_interval_sec=poll_s, on_conflict="always_update"
        )

    def enqueue(self, connection: sa.Connection, run_id: str) -> None:
        """Put a new run at the end of the queue, in the caller's transaction."""
        self._client.enqueue_in_transaction(
            connection,
            {
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE,
                "workflow_id": run_id,
                "app_version": APPLICATION_VERSION,
            },
            run_id,
        )

    def withdraw(self, run_id: str) -> None:
        """Take a run out of the queue; nothing where it is over."""
        self._client.cancel_workflow(run_id)

    def requeue(self, run_id: str) -> None:
        """Put a run back into the queue under its own id; steps that returned keep their answers, the others are forgotten.

        Nothing where it is in the queue already. One whose execution has not quite ended is waited for; where that takes too
        long, the worker's audit queues it later.
        """
        deadline = time.monotonic() + PATIENCE_S
        while not self.lost((run_id,)):
            if time.monotonic() > deadline:
                return
            time.sleep(0.05)
        self._client.rewind_workflow(
            run_id,
            start_step=len(self.finished_steps(run_id)) + 1,
            application_version=APPLICATION_VERSION,
            queue_name=QUEUE,
        )

    def finished_steps(self, run_id: str) -> tuple[str, ...]:
        """Return the names of the steps that returned, in order."""
        steps = sorted(self._client.list_workflow_steps(run_id), key=lambda step: step["function_id"])
        return tuple(step["function_name"] for step in steps if "added" in (step["output"] or {}))

    def lost(self, run_ids: Collection[str]) -> dict[str, str]:
        """Return those of the runs that DBOS will not execute any more, each with DBOS's word for why."""
        if not run_ids:
            return {}
        statuses = {
            workflow.workflow_id: workflow.status
            for workflow in self._client.list_workflows(workflow_ids=list(run_ids), load_input=False, load_output=False)
        }
        found = {run_id: statuses.get(run_id, "MISSING") for run_id in run_ids}
        return {run_id: status for run_id, status in found.items() if status not in _ACTIVE}

    def close(self) -> None:
        """Let go of DBOS's client; the engine stays the owner's."""
        with self._lock:
            if self._made is not None:
                self._made.destroy()
                self._made = None
