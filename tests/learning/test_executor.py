"""The executor: items end for themselves, processes are killed when asked, nothing is left behind."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cloudpickle
import numpy as np
import pandas as pd
import pytest

from bancada.core.errors import Cancelled
from bancada.core.task import Problem
from bancada.learning.candidate import Candidate, candidates, modules_of
from bancada.learning.engines import NativeEngine
from bancada.learning.executor import Ending, ProcessExecutor, WorkItem
from bancada.learning.nursery import ForkNursery, Nursery, open_nursery
from bancada.learning.shared import read_shared, shared_object

cloudpickle.register_pickle_by_value(sys.modules[__name__])


def _make_work(folder):
    shared = read_shared(folder)

    def work(payload):
        kind, value = payload
        if kind == "add":
            return value + shared
        if kind == "sleep":
            time.sleep(value)
        if kind == "die":
            os._exit(value)
        if kind == "raise":
            raise ValueError(value)
        return os.getpid()

    return work


PRELOAD = {"forked": ("cloudpickle", "bancada.learning.shared"), "started": ()}


@pytest.fixture(params=list(PRELOAD))
def nursery(request: pytest.FixtureRequest) -> Iterator[Nursery]:
    if request.param == "forked" and sys.platform != "linux":
        pytest.skip("processes are forked on Linux only")
    with open_nursery(preload=PRELOAD[request.param]) as opened:
        yield opened


@pytest.fixture
def executor(nursery: Nursery) -> Iterator[ProcessExecutor]:
    with (
        shared_object(100) as folder,
        ProcessExecutor(_make_work, folder, nursery=nursery, n_workers=2) as started,
    ):
        yield started


class _Slow:
    """Takes its time to make ready, and none to work."""

    def make_ready(self, payload):
        time.sleep(payload)

    def __call__(self, payload):
        return "worked"


def test_an_item_has_its_whole_time_once_what_it_needs_is_ready(nursery: Nursery) -> None:
    with (
        shared_object(0) as folder,
        ProcessExecutor(lambda _: _Slow(), folder, nursery=nursery, n_workers=1) as executor,
    ):
        outcomes = list(executor.run(iter([WorkItem(0, 1.5, 0.5)])))
    assert [(o.ending, o.value) for o in outcomes] == [(Ending.DONE, "worked")]


def _items(*payloads: tuple[str, object], timeout_s: float | None = None) -> Iterator[WorkItem]:
    return iter([WorkItem(key, payload, timeout_s) for key, payload in enumerate(payloads)])


def test_every_item_is_worked_on_once_with_the_shared_object(executor: ProcessExecutor) -> None:
    outcomes = list(executor.run(_items(*[("add", i) for i in range(20)])))
    assert sorted(outcome.value for outcome in outcomes) == list(range(100, 120))
    assert {outcome.ending for outcome in outcomes} == {Ending.DONE}


def test_an_exception_and_a_dead_process_take_only_their_item_with_them(executor: ProcessExecutor) -> None:
    outcomes = {
        o.item.key: o for o in executor.run(_items(("add", 1), ("die", 41), ("raise", "no"), ("add", 2), ("add", 3)))
    }
    assert outcomes[1].ending is Ending.DIED
    assert "41" in outcomes[1].reason
    assert outcomes[2].ending is Ending.FAILED
    assert outcomes[2].reason == "ValueError: no"
    assert [outcomes[key].value for key in (0, 3, 4)] == [101, 102, 103]


def test_an_item_over_its_time_is_killed_and_the_others_go_on(executor: ProcessExecutor) -> None:
    items = iter([WorkItem(0, ("sleep", 60), 0.3), WorkItem(1, ("add", 1)), WorkItem(2, ("add", 2))])
    outcomes = {o.item.key: o for o in executor.run(items)}
    assert outcomes[0].ending is Ending.TIMED_OUT
    assert (outcomes[1].value, outcomes[2].value) == (101, 102)


def test_at_the_deadline_what_runs_and_what_waits_is_out_of_time(executor: ProcessExecutor) -> None:
    outcomes = list(executor.run(_items(*[("sleep", 60)] * 5), until=time.monotonic() + 0.5))
    assert [outcome.ending for outcome in outcomes] == [Ending.OUT_OF_TIME] * 5


def test_a_request_to_stop_is_obeyed_in_the_middle_of_fits_and_leaves_no_process(executor: ProcessExecutor) -> None:
    asked = threading.Event()
    pids = [o.value for o in executor.run(_items(("pid", 0), ("pid", 0)))]
    threading.Timer(0.5, asked.set).start()
    with pytest.raises(Cancelled):
        list(executor.run(_items(("sleep", 60), ("sleep", 60)), is_cancelled=asked.is_set))
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_items_are_taken_one_by_one_so_that_outcomes_can_decide_what_follows(executor: ProcessExecutor) -> None:
    seen: list[int] = []

    def items() -> Iterator[WorkItem]:
        for key in range(50):
            if key > 10 and len(seen) > 3:
                return
            yield WorkItem(key, ("add", key))

    for outcome in executor.run(items()):
        seen.append(outcome.value)  # noqa: PERF401  # the generator looks at it meanwhile
    assert 11 <= len(seen) < 50


@pytest.mark.parametrize("preload", PRELOAD.values(), ids=PRELOAD)
def test_processes_end_with_a_parent_that_is_killed(preload: tuple[str, ...], tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, sys, threading, time
            from bancada.learning.executor import ProcessExecutor, WorkItem
            from bancada.learning.nursery import open_nursery
            from bancada.learning.shared import shared_object

            def make(folder):
                def work(payload):
                    with open(payload, "w") as file:
                        file.write(f"{os.getpid()} {os.getppid()}")
                    time.sleep(120)
                return work

            path = sys.argv[1]
            def die():
                while not (os.path.exists(path) and open(path).read()):
                    time.sleep(0.05)
                os._exit(9)
            threading.Thread(target=die, daemon=True).start()
            with shared_object(None) as folder, open_nursery(preload=sys.argv[2:]) as nursery:
                executor = ProcessExecutor(make, folder, nursery=nursery, n_workers=1)
                list(executor.run(iter([WorkItem(0, path)])))
            """
        )
    )
    marker = tmp_path / "pid"
    done = subprocess.run(
        [sys.executable, script, marker, *preload],
        check=False,
        timeout=60,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 9
    pid, parent = (int(word) for word in marker.read_text().split())
    assert _has_ended(pid)
    assert not preload or _has_ended(parent)


def _has_ended(pid: int) -> bool:
    """Wait for a process to end; one that nobody buries counts as ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_nursery_that_is_killed_takes_its_children_with_it_and_the_run_says_so() -> None:
    with shared_object(100) as folder, open_nursery(preload=PRELOAD["forked"]) as nursery:
        if not isinstance(nursery, ForkNursery):
            pytest.skip("processes are forked on Linux only")
        executor = ProcessExecutor(_make_work, folder, nursery=nursery, n_workers=1)
        (pid,) = [o.value for o in executor.run(_items(("pid", 0)))]
        threading.Timer(0.3, nursery._popen.kill).start()
        with pytest.raises(RuntimeError, match="has died"):
            list(executor.run(_items(("sleep", 60), timeout_s=1.0)))
        executor.close()
    assert _has_ended(pid)


def test_processes_are_forked_from_one_with_a_single_thread_whatever_it_imported() -> None:
    every = [candidate for problem in Problem for candidate in candidates(problem, turbo=False)]

    def make(folder: Path) -> Callable[[object], object]:
        def work(_: object) -> tuple[int, bool]:
            return len(os.listdir(f"/proc/{os.getppid()}/task")), "lightgbm" in sys.modules  # noqa: PTH208

        return work

    with shared_object(None) as folder, open_nursery(preload=NativeEngine().preload(every)) as nursery:
        if not isinstance(nursery, ForkNursery):
            pytest.skip("processes are forked on Linux only")
        with ProcessExecutor(make, folder, nursery=nursery, n_workers=1) as executor:
            outcomes = list(executor.run(_items(("threads", 0))))
    assert [outcome.value for outcome in outcomes] == [(1, True)]


def test_only_what_is_compared_is_imported_beforehand() -> None:
    few = [candidate for candidate in candidates(Problem.BINARY) if candidate.id in ("lr", "ridge", "nb")]
    assert modules_of(few) == ("sklearn.linear_model", "sklearn.naive_bayes")
    mine = Candidate("mine", "Mine", lambda seed: None)
    assert modules_of([mine]) == ()


def test_a_process_that_cannot_start_says_why(nursery: Nursery) -> None:
    def make(folder: Path) -> Callable[[object], object]:
        raise ArithmeticError("no such luck")

    with shared_object(None) as folder, pytest.raises(RuntimeError, match=r"(?s)could not start.*no such luck"):
        list(ProcessExecutor(make, folder, nursery=nursery, n_workers=1).run(_items(("add", 1))))


def test_a_shared_frame_comes_back_equal_mapped_and_read_only() -> None:
    frame = pd.DataFrame({"a": np.arange(1000.0), "b": ["x", None] * 500, "t": pd.date_range("2024", periods=1000)})
    with shared_object({"frame": frame, "codes": np.arange(1000)}) as folder:
        back = read_shared(folder)
        pd.testing.assert_frame_equal(back["frame"], frame)
        assert not back["codes"].flags.writeable
    assert not folder.exists()
