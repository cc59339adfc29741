"""The prediction log: batches, a sink that fails and recovers, threads, and the end of the process."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread

import pytest

from bancada.core.prediction import PredictionRecord
from bancada.serving import PredictionLog

PATIENT_S = 20.0


class FakeSink:
    """A sink in memory: fails a number of times first, or waits until it may write."""

    def __init__(self, *, n_failures: int = 0, gate: Event | None = None) -> None:
        self.batches: list[list[PredictionRecord]] = []
        self.n_failures = n_failures
        self.is_held = Event()
        self._gate = gate
        self._lock = Lock()

    def write(self, records: Sequence[PredictionRecord]) -> None:
        if self._gate is not None:
            self.is_held.set()
            assert self._gate.wait(PATIENT_S)
        with self._lock:
            if self.n_failures > 0:
                self.n_failures -= 1
                raise OSError("the disk is full")
            self.batches.append(list(records))

    def recent(self, *, model: str | None = None, limit: int = 100) -> tuple[PredictionRecord, ...]:
        return tuple(record for batch in self.batches for record in batch)[-limit:]

    @property
    def written(self) -> list[str]:
        return [record.answer for batch in self.batches for record in batch]


def _record(number: int) -> PredictionRecord:
    return PredictionRecord("rooms", "0", {"lux": 1.0}, str(number), 0.1, datetime(2026, 1, 1, tzinfo=UTC), "python")


def _until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENT_S
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


def test_records_are_written_without_closing_and_in_batches() -> None:
    sink = FakeSink()
    log = PredictionLog(sink, delay_s=0.1)
    for number in range(200):
        log.add(_record(number))

    assert _until(lambda: len(sink.written) == 200)
    assert len(sink.batches) < 100
    log.close()
    assert sink.written == [str(number) for number in range(200)]
    assert log.dropped == 0


def test_closing_writes_what_waits_and_may_be_done_twice() -> None:
    sink = FakeSink()
    log = PredictionLog(sink, delay_s=30.0)
    for number in range(2_500):
        log.add(_record(number))
    log.close()
    log.close()

    assert len(sink.written) == 2_500
    log.add(_record(0))
    assert log.dropped == 1
    assert len(sink.written) == 2_500


def test_a_sink_that_fails_and_recovers_loses_nothing() -> None:
    sink = FakeSink(n_failures=3)
    log = PredictionLog(sink, delay_s=0.02)
    for number in range(50):
        log.add(_record(number))
    assert _until(lambda: len(sink.written) == 50)
    log.add(_record(50))
    log.close()

    assert sink.written == [str(number) for number in range(51)]
    assert log.counts.failures == 3
    assert log.counts.written == 51
    assert log.dropped == 0


def test_a_sink_that_never_recovers_is_given_up_on_close_and_the_loss_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bancada.serving.log.CLOSE_S", 0.2)
    log = PredictionLog(FakeSink(n_failures=10**9), delay_s=0.01)
    for number in range(30):
        log.add(_record(number))
    log.close()

    assert log.dropped == 30
    assert log.counts.written == 0
    assert log.counts.failures > 0


def test_a_full_queue_drops_and_counts_and_never_raises() -> None:
    gate = Event()
    sink = FakeSink(gate=gate)
    log = PredictionLog(sink, delay_s=0.01, capacity=5)
    log.add(_record(0))
    assert sink.is_held.wait(PATIENT_S)
    for number in range(1, 9):
        log.add(_record(number))
    gate.set()
    log.close()

    assert log.dropped == 3
    assert sink.written == [str(number) for number in range(6)]


def test_eight_threads_lose_nothing() -> None:
    sink = FakeSink(n_failures=2)
    log = PredictionLog(sink, delay_s=0.02)
    threads = [
        Thread(target=lambda start=start: [log.add(_record(start + number)) for number in range(500)])
        for start in range(0, 4_000, 500)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()

    assert sorted(map(int, sink.written)) == list(range(4_000))
    assert log.counts.written == 4_000


PROGRAM = """
import signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
from bancada.core.prediction import PredictionRecord
from bancada.serving import PredictionLog

class Sink:
    def write(self, records):
        with Path(sys.argv[1]).open("a") as file:
            file.writelines(record.answer + chr(10) for record in records)

log = PredictionLog(Sink(), delay_s=60.0)
for number in range(300):
    log.add(PredictionRecord("m", "", {}, str(number), 0.1, datetime.now(UTC), "python"))
if sys.argv[2] == "term":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("end", ["exit", "term"])
def test_the_end_of_the_process_writes_what_waits(end: str, tmp_path: Path) -> None:
    out = tmp_path / "log.txt"
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(out), end], stdout=subprocess.PIPE, text=True) as process:
        if end == "term":
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENT_S) == 0

    assert out.read_text().split() == [str(number) for number in range(300)]
