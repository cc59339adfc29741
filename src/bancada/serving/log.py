"""The prediction log: answers are handed to one background thread, which writes them to a sink in batches.

A prediction never waits for the disk longer than `PATIENCE_S`, and never fails because the log does. What cannot be kept is
counted, never lost in silence.
"""

from __future__ import annotations

import atexit
import queue
import weakref
from dataclasses import dataclass
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

from bancada.core.ports import PredictionSink
from bancada.core.prediction import PredictionRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PATIENCE_S", "LogCounts", "PredictionLog"]

PATIENCE_S = 0.05
"""How long `add` waits for room while the sink is well, unless it is told to wait longer."""

CLOSE_S = 5.0
"""How long `close` goes on trying a sink that fails."""

_BATCH = 1_000
_ROOM_S = 0.002
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 2.0


@dataclass(frozen=True, slots=True)
class LogCounts:
    """What became of the records so far.

    Attributes
    ----------
    written, dropped : int
        Stored; lost, because the sink could not keep up or failed until the end.
    failures : int
        Writes that the sink refused; each was tried again.
    """

    written: int
    dropped: int
    failures: int


class PredictionLog:
    """Answers on their way to a sink, at most `delay_s` behind while the sink is well.

    **Thread safety**: `add` may be called from many threads. **Shutdown**: what was added is written on `close` and when the
    interpreter ends normally (a SIGTERM handler that raises SystemExit included); SIGKILL loses at most `delay_s`.

    Parameters
    ----------
    sink : PredictionSink
    delay_s : float
    capacity : int
        Records that may wait, within as many as threads add at once. With a full queue `add` waits its patience, then drops the record and counts it.
    retried : tuple of exception classes
        What a sink may raise and be tried again; anything else ends the thread's write and is a defect.
    """

    def __init__(
        self,
        sink: PredictionSink,
        *,
        delay_s: float = 0.2,
        capacity: int = 10_000,
        retried: tuple[type[Exception], ...] = (Exception,),
    ) -> None:
        self._sink = sink
        self._delay_s = delay_s
        self._retried = retried
        self._queue: queue.SimpleQueue[PredictionRecord] = queue.SimpleQueue()
        self._capacity = capacity
        self._lock = Lock()
        self._written = self._dropped = self._failures = 0
        self._is_failing = False
        self._closing = Event()
        self._thread = Thread(target=self._work, name="prediction-log", daemon=True)
        self._thread.start()
        atexit.register(_close, weakref.ref(self))

    @property
    def dropped(self) -> int:
        """Records that were lost so far."""
        return self.counts.dropped

    @property
    def counts(self) -> LogCounts:
        """What became of the records so far."""
        with self._lock:
            return LogCounts(self._written, self._dropped, self._failures)

    def add(self, record: PredictionRecord, *, patience_s: float = PATIENCE_S) -> None:
        """Hand over one record, waiting for room up to `patience_s`; after `close` it is dropped and counted."""
        if self._closing.is_set():
            self._count(dropped=1)
            return
        if self._queue.qsize() >= self._capacity and not self._has_room(0.0 if self._is_failing else patience_s):
            self._count(dropped=1)
            return
        self._queue.put(record)

    def _has_room(self, patience_s: float) -> bool:
        """Wait for room.

        The queue is not bounded by itself: a bounded one locks, and its lock held by the thread that writes would stop
        an event loop that must go on.
        """
        end = monotonic() + patience_s
        while self._queue.qsize() >= self._capacity:
            if monotonic() >= end:
                return False
            sleep(_ROOM_S)
        return True

    def close(self) -> None:
        """Write what is waiting and stop; does nothing the second time. A failing sink is tried for `CLOSE_S`."""
        self._closing.set()
        self._thread.join(timeout=CLOSE_S + _LONGEST_PAUSE_S)

    def _count(self, *, written: int = 0, dropped: int = 0, failures: int = 0) -> None:
        with self._lock:
            self._written += written
            self._dropped += dropped
            self._failures += failures

    def _work(self) -> None:
        while not (self._closing.is_set() and self._queue.empty()):
            batch = self._gathered()
            if batch:
                self._write(batch)

    def _gathered(self) -> list[PredictionRecord]:
        """Return what came within half the delay of the first record, so that the write has the other half."""
        try:
            batch = [self._queue.get(timeout=self._delay_s / 2)]
        except queue.Empty:
            return []
        if not self._closing.is_set() and self._queue.qsize() < _BATCH:
            self._closing.wait(self._delay_s / 2)
        while len(batch) < _BATCH:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _write(self, batch: Sequence[PredictionRecord]) -> None:
        """Write one batch, however often it takes; once closing, until `CLOSE_S` are over."""
        pause, last_call = _FIRST_PAUSE_S, float("inf")
        while True:
            try:
                self._sink.write(batch)
            except self._retried:
                self._is_failing = True
                self._count(failures=1)
            else:
                self._is_failing = False
                self._count(written=len(batch))
                return
            if self._closing.is_set() and last_call == float("inf"):
                last_call = monotonic() + CLOSE_S
            if monotonic() >= last_call:
                self._count(dropped=len(batch) + self._abandoned())
                return
            self._closing.wait(pause) if last_call == float("inf") else Event().wait(min(pause, CLOSE_S / 10))
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _abandoned(self) -> int:
        """Empty the queue of a sink that failed until the end, and return how many waited."""
        n_waiting = 0
        while True:
            try:
                self._queue.get_nowait()
            except queue.Empty:
                return n_waiting
            n_waiting += 1


def _close(reference: weakref.ref[PredictionLog]) -> None:
    log = reference()
    if log is not None:
        log.close()
