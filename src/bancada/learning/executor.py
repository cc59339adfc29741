"""The fit executor: work items on killable processes, one item at a time each.

Where processes come from is the nursery's business. An item that takes too long is killed with its process, a process that dies takes only its item with it, and a request to stop is
obeyed within a fraction of a second whatever the processes are doing.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol, Self

import cloudpickle  # type: ignore[import-untyped]  # ships no types
from joblib import cpu_count

from bancada.core.errors import Cancelled
from bancada.learning.nursery import Line, Nursery

__all__ = ["Ending", "FitExecutor", "Outcome", "ProcessExecutor", "WorkItem", "default_workers"]

_POLL_S = 0.05
_CANCEL_POLL_S = 0.25


class Ending(StrEnum):
    """How one item ended."""

    DONE = "done"
    FAILED = "failed"
    DIED = "died"
    TIMED_OUT = "timed_out"
    OUT_OF_TIME = "out_of_time"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One piece of work.

    Attributes
    ----------
    key : object
        Given back with the outcome; never sent.
    payload : object
        What the work function takes; sent by value.
    timeout_s : float or None
        From when a process has made ready what it needs (see `ProcessExecutor`).
    """

    key: Any  # Any: the caller's own
    payload: Any  # Any: likewise
    timeout_s: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item: `value` where done, `reason` where not."""

    item: WorkItem
    ending: Ending
    value: Any = None  # Any: what the work function returned
    reason: str = ""


class FitExecutor(Protocol):
    """Runs work items somewhere.

    **Laziness**: the next item is taken when a place is free, so that earlier outcomes can decide. **Isolation**: no item's end,
    however violent, touches another. **Stopping**: `Cancelled` within two seconds of `is_cancelled` turning true.
    """

    def run(
        self, items: Iterator[WorkItem], *, is_cancelled: Callable[[], bool] | None = None, until: float | None = None
    ) -> Iterator[Outcome]:
        """Yield outcomes as they come. At `until` (monotonic seconds) what runs and what waits ends OUT_OF_TIME."""


def default_workers() -> int:
    """Return the physical cores this process may use."""
    return max(1, int(cpu_count(only_physical_cores=True)))


class ProcessExecutor:
    """The executor on this machine's processes; a context manager that closes its nursery.

    Parameters
    ----------
    make_work : callable
        Takes the folder of a `shared_object`, returns the work function; called once in each process. Sent by value. Where that has
        a method `make_ready`, it is called with each payload first, and its time is not the item's.
    folder : Path
    nursery : Nursery
    n_workers : int
        Processes at a time.
    """

    def __init__(
        self,
        make_work: Callable[[Path], Callable[[Any], Any]],
        folder: Path,
        *,
        nursery: Nursery,
        n_workers: int,
    ) -> None:
        self._hello = cloudpickle.dumps((make_work, str(folder)))
        self._n_workers = n_workers
        self._nursery = nursery
        self._inbox: SimpleQueue[tuple[_Process, tuple[str, Any] | None]] = SimpleQueue()
        self._processes: list[_Process] = []
        self._is_drained = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process."""
        self._nursery.close()
        for process in self._processes:
            process.hang_up()
        self._processes.clear()

    def run(
        self, items: Iterator[WorkItem], *, is_cancelled: Callable[[], bool] | None = None, until: float | None = None
    ) -> Iterator[Outcome]:
        """See `FitExecutor.run`."""
        asked_at = 0.0
        self._is_drained = False
        while not self._is_drained or any(process.item for process in self._processes):
            self._refill(items)
            now = time.monotonic()
            if is_cancelled is not None and now - asked_at >= _CANCEL_POLL_S:
                asked_at = now
                if is_cancelled():
                    self.close()
                    raise Cancelled
            if until is not None and now >= until:
                yield from self._give_up(items)
                return
            yield from self._expired(now)
            yield from self._received()

    def _refill(self, items: Iterator[WorkItem]) -> None:
        """Give work to free processes; start processes where there is room and may be work."""
        for process in self._processes:
            if process.is_free and not self._is_drained:
                item = next(items, None)
                if item is None:
                    self._is_drained = True
                else:
                    process.take(item)
        if not self._is_drained:
            self._start()

    def _start(self) -> None:
        while len(self._processes) < self._n_workers:
            self._processes.append(_Process(self._hello, self._inbox, self._nursery.start()))

    def _received(self) -> Iterator[Outcome]:
        try:
            process, message = self._inbox.get(timeout=_POLL_S)
        except Empty:
            return
        if process not in self._processes:
            return
        if message is None:
            yield from self._buried(process)
        elif message[0] == "ready":
            process.pid = message[1]
        elif message[0] == "begun":
            process.begin()
        else:
            item = process.release()
            done = message[0] == "done"
            yield Outcome(
                item, Ending.DONE if done else Ending.FAILED, message[1] if done else None, "" if done else message[1]
            )

    def _buried(self, process: _Process) -> Iterator[Outcome]:
        self._processes.remove(process)
        if process.pid is None:
            process.hang_up()
            raise RuntimeError(f"a fit process could not start: {self._nursery.last_words()}")
        code = process.end()
        if process.item is not None:
            yield Outcome(process.release(), Ending.DIED, reason=f"exit status {code}")

    def _expired(self, now: float) -> Iterator[Outcome]:
        for process in list(self._processes):
            if process.item is not None and process.deadline is not None and now >= process.deadline:
                self._processes.remove(process)
                process.end()
                item = process.release()
                yield Outcome(item, Ending.TIMED_OUT, reason=f"{item.timeout_s:g}")

    def _give_up(self, items: Iterator[WorkItem]) -> Iterator[Outcome]:
        busy = [process for process in self._processes if process.item is not None]
        for process in busy:
            self._processes.remove(process)
            process.end()
        for item in (*(process.release() for process in busy), *items):
            yield Outcome(item, Ending.OUT_OF_TIME)


@dataclass(eq=False)
class _Process:
    """One worker process, and the thread that reads what it says; without a `pid` it is still starting."""

    hello: bytes
    inbox: SimpleQueue[tuple[_Process, tuple[str, Any] | None]]
    line: Line
    item: WorkItem | None = None
    deadline: float | None = None
    pid: int | None = None

    def __post_init__(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        self._write(pickle.dumps(self.hello))

    @property
    def is_free(self) -> bool:
        return self.item is None and self.pid is not None

    def take(self, item: WorkItem) -> None:
        self.item = item
        self._write(pickle.dumps(cloudpickle.dumps(item.payload, protocol=5)))

    def begin(self) -> None:
        timeout_s = None if self.item is None else self.item.timeout_s
        self.deadline = None if timeout_s is None else time.monotonic() + timeout_s

    def release(self) -> WorkItem:
        item, self.item, self.deadline = self.item, None, None
        assert item is not None  # noqa: S101  # outcomes come from busy processes only
        return item

    def end(self) -> int:
        assert self.pid is not None  # noqa: S101  # those still starting have nothing to be ended for
        try:
            return self.line.end(self.pid)
        finally:
            self.hang_up()

    def hang_up(self) -> None:
        with suppress(OSError):  # what was still to be said to it
            self.line.writer.close()

    def _write(self, data: bytes) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # it died; its reader tells
            self.line.writer.write(data)
            self.line.writer.flush()

    def _listen(self) -> None:
        with self.line.reader as pipe:
            while True:
                try:
                    # Written by the process started here.
                    message = pickle.load(pipe)  # noqa: S301
                except (EOFError, OSError, pickle.UnpicklingError, ValueError):
                    break
                self.inbox.put((self, message))
        self.inbox.put((self, None))
