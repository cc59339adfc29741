"""What a running step is given: progress, log, and whether to stop.

Knows where these go by a Protocol only.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol

from bancada.core.ports import Clock, JobContext
from bancada.core.run import LogLine, Progress
from bancada.jobs.outcome import RunControl

__all__ = ["RunBook", "RunContext"]

PROGRESS_INTERVAL_S = 0.2
CANCEL_POLL_S = 0.25
SIGNAL_GRACE_S = 0.2
LINE_LIMIT_CHARS = 20_000


class RunBook(Protocol):
    """Where a run's progress and log go, and where requests to stop come from."""

    def write_progress(self, run_id: str, progress: Progress) -> None:
        """Replace the progress of a run."""

    def write_log(self, run_id: str, line: LogLine) -> None:
        """Append a line."""

    def is_cancel_requested(self, run_id: str) -> bool:
        """Whether someone asked the run to stop."""


class RunContext:
    """The context of one run in one worker.

    Progress is written at most five times a second, the last one of a step always; requests to stop are looked up at most
    four times a second.

    **Thread safety**: every method may be called from any thread of the worker.
    """

    def __init__(self, run_id: str, *, book: RunBook, stopping: threading.Event, clock: Clock) -> None:
        self._run_id = run_id
        self._book = book
        self._stopping = stopping
        self._clock = clock
        self._lock = threading.Lock()
        self._held: Progress | None = None
        self._written = -PROGRESS_INTERVAL_S
        self._asked = -CANCEL_POLL_S
        self._is_cancel_requested = False

    @property
    def run_id(self) -> str:
        """The run's id, the same after a restart and a retry."""
        return self._run_id

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Report progress; cheap enough to call at every fit."""
        with self._lock:
            self._held = Progress(done, total, message, self._clock())
            if time.monotonic() - self._written >= PROGRESS_INTERVAL_S or done >= total:
                self._write_held()

    def flush(self) -> None:
        """Write what progress is still held back."""
        with self._lock:
            self._write_held()

    def log(self, text: str, *, level: str = "info") -> None:
        """Append a line to the run's log, cut at 20,000 characters."""
        with self._lock:
            self._book.write_log(self._run_id, LogLine(at=self._clock(), level=level, text=text[:LINE_LIMIT_CHARS]))

    def is_cancelled(self) -> bool:
        """Whether to stop now: someone asked, known within 0.3 s, or the worker is going down."""
        with self._lock:
            is_due = time.monotonic() - self._asked >= CANCEL_POLL_S
        return self._stopping.is_set() or self._is_cancel_requested or (is_due and self.is_cancel_requested())

    def is_cancel_requested(self) -> bool:
        """Whether someone asked to stop this run, looked up at every call."""
        with self._lock:
            self._is_cancel_requested = self._book.is_cancel_requested(self._run_id)
            self._asked = time.monotonic()
            return self._is_cancel_requested

    def is_stopping(self) -> bool:
        """Whether the worker is going down; waits a moment, as a signal reaches child processes first."""
        return self._stopping.wait(SIGNAL_GRACE_S)

    def _write_held(self) -> None:
        if self._held is not None:
            self._book.write_progress(self._run_id, self._held)
            self._held = None
            self._written = time.monotonic()


def _proved(context: RunContext) -> tuple[JobContext, RunControl]:
    return context, context
