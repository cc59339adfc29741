"""What a step is given: cheap progress, prompt requests to stop."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import pytest

from bancada.core.run import LogLine, Progress
from bancada.jobs.clock import utc_now
from bancada.jobs.context import LINE_LIMIT_CHARS, PROGRESS_INTERVAL_S, RunContext
from tests.jobs.processes import eventually


@dataclass
class Book:
    """A RunBook that counts."""

    progress: list[Progress] = field(default_factory=list)
    lines: list[LogLine] = field(default_factory=list)
    is_asked: bool = False
    n_looks: int = 0

    def write_progress(self, run_id: str, progress: Progress) -> None:
        self.progress.append(progress)

    def write_log(self, run_id: str, line: LogLine) -> None:
        self.lines.append(line)

    def is_cancel_requested(self, run_id: str) -> bool:
        self.n_looks += 1
        return self.is_asked


@pytest.fixture
def book() -> Book:
    """Return an empty book."""
    return Book()


@pytest.fixture
def context(book: Book) -> RunContext:
    """Return a context that writes into the book."""
    return RunContext("run", book=book, stopping=threading.Event(), clock=utc_now)


def test_ten_thousand_reports_of_progress_are_few_writes(context: RunContext, book: Book) -> None:
    begun = time.monotonic()
    for done in range(10_000):
        context.progress(done, 20_000)
    assert len(book.progress) <= 1 + (time.monotonic() - begun) / PROGRESS_INTERVAL_S
    context.flush()
    assert book.progress[-1].done == 9_999


def test_the_last_report_of_all_is_written_at_once(context: RunContext, book: Book) -> None:
    context.progress(1, 2)
    context.progress(2, 2, "done")
    assert [progress.done for progress in book.progress] == [1, 2]
    context.flush()
    assert len(book.progress) == 2


def test_requests_to_stop_are_seen_without_looking_at_every_call(context: RunContext, book: Book) -> None:
    assert not any(context.is_cancelled() for _ in range(1_000))
    assert book.n_looks < 1_000
    book.is_asked = True
    eventually(context.is_cancelled)
    assert context.is_cancel_requested()


def test_a_stopping_worker_asks_its_steps_to_leave_and_that_is_no_cancellation(book: Book) -> None:
    stopping = threading.Event()
    context = RunContext("run", book=book, stopping=stopping, clock=utc_now)
    stopping.set()
    assert context.is_cancelled()
    assert not context.is_cancel_requested()


def test_an_endless_line_is_cut(context: RunContext, book: Book) -> None:
    context.log("x" * (LINE_LIMIT_CHARS + 1))
    assert len(book.lines[0].text) == LINE_LIMIT_CHARS
