"""Workers as real processes: killed, doubled, changed, asked to stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bancada.core.errors import WorkerHeld
from bancada.core.run import RunStatus
from bancada.jobs import RunClient, Worker
from tests.jobs.processes import Trace, WorkerProcess, end_of, eventually
from tests.jobs.program import jobs

pytestmark = pytest.mark.xdist_group("dbos")

Start = Callable[..., WorkerProcess]


@pytest.fixture
def trace(tmp_path: Path) -> Trace:
    """Return the files of a `trace` job."""
    return Trace(tmp_path)


def begun(trace: Trace, step: str) -> Callable[[], bool]:
    return lambda: step in trace.steps


def test_a_killed_run_is_resumed_and_a_finished_step_is_not_run_again(
    client: RunClient, worker: Start, trace: Trace
) -> None:
    run_id = client.submit("trace", trace.payload("second"), title="Trace")
    first = worker()
    eventually(begun(trace, "second"))
    first.kill()
    interrupted = client.get(run_id)
    assert (interrupted.status, interrupted.note_code) == (RunStatus.WAITING, "run_interrupted")
    assert interrupted.started_at is not None
    trace.open_gate()
    worker()
    run = end_of(client, run_id)
    assert run.status is RunStatus.DONE, run.error
    assert trace.steps == ["first", "second", "second", "third"]
    assert run.result == {step: f"{step} by {run_id}" for step in ("first", "second", "third")}


def test_a_killed_run_goes_on_with_the_new_code_of_steps_that_had_not_finished(
    client: RunClient, worker: Start, trace: Trace
) -> None:
    run_id = client.submit("trace", trace.payload("second"), title="Trace")
    first = worker()
    eventually(begun(trace, "second"))
    first.kill()
    trace.open_gate()
    worker("later-changed")
    run = end_of(client, run_id)
    assert (run.status, run.result["third"]) == (RunStatus.DONE, "changed")
    assert trace.steps == ["first", "second", "second", "third"]


def test_a_killed_run_whose_finished_steps_are_not_known_any_more_fails_visibly(
    client: RunClient, worker: Start, trace: Trace
) -> None:
    run_id = client.submit("trace", trace.payload("second"), title="Trace")
    first = worker()
    eventually(begun(trace, "second"))
    first.kill()
    worker("first-renamed")
    run = end_of(client, run_id)
    assert (run.status, run.error_code) == (RunStatus.FAILED, "run_steps_changed")
    assert run.error_facts["known"] == ["prepare", "second", "third"]
    assert trace.steps == ["first", "second"]


def test_a_second_worker_beside_the_first_is_refused(client: RunClient, worker: Start, url: str, trace: Trace) -> None:
    worker()
    eventually(client.has_worker)
    second = Worker(url, jobs())
    with pytest.raises(WorkerHeld):
        second.start()
    status, printed = worker().ended()
    assert status != 0
    assert "WorkerHeld" in printed
    run_id = client.submit("trace", trace.payload(), title="Trace")
    assert end_of(client, run_id).status is RunStatus.DONE
    assert trace.steps == ["first", "second", "third"]


def test_a_worker_asked_to_end_leaves_its_run_to_the_next_one(client: RunClient, worker: Start, trace: Trace) -> None:
    run_id = client.submit("trace", trace.payload("second"), title="Trace")
    first = worker()
    eventually(begun(trace, "second"))
    assert first.terminate() == 0
    assert not client.has_worker()
    assert client.get(run_id).note_code == "run_interrupted"
    trace.open_gate()
    worker()
    assert end_of(client, run_id).status is RunStatus.DONE
    assert trace.steps == ["first", "second", "second", "third"]


def test_a_worker_ends_though_a_step_does_not_listen(client: RunClient, worker: Start, trace: Trace) -> None:
    run_id = client.submit("trace", trace.payload("second", deaf=("second",)), title="Trace")
    first = worker()
    eventually(begun(trace, "second"))
    assert first.terminate() == 0
    assert client.get(run_id).status is RunStatus.WAITING


def test_a_running_run_is_cancelled_and_what_finished_is_kept(client: RunClient, worker: Start, trace: Trace) -> None:
    run_id = client.submit("trace", trace.payload("second"), title="Trace")
    worker()
    eventually(begun(trace, "second"))
    client.cancel(run_id)
    run = end_of(client, run_id)
    assert (run.status, run.error_code) == (RunStatus.CANCELLED, "")
    assert list(run.result) == ["first"]
    trace.open_gate()
    assert client.retry(run_id) == run_id
    assert end_of(client, run_id).status is RunStatus.DONE
    assert trace.steps == ["first", "second", "second", "third"]


def test_an_interrupted_run_is_cancelled_at_once_while_no_worker_is_alive(
    client: RunClient, worker: Start, trace: Trace
) -> None:
    run_id = client.submit("trace", trace.payload("second"), title="Trace")
    first = worker()
    eventually(begun(trace, "second"))
    first.kill()
    assert client.cancel(run_id).status is RunStatus.CANCELLED
    follower = client.submit("double", {"number": 1}, title="After it")
    worker()
    assert end_of(client, follower).status is RunStatus.DONE
    assert client.get(run_id).status is RunStatus.CANCELLED
    assert trace.steps == ["first", "second"]


def test_runs_are_executed_one_at_a_time_in_the_order_of_submission(
    client: RunClient, worker: Start, tmp_path: Path
) -> None:
    trace = Trace(tmp_path)
    ids = [client.submit("trace", trace.payload(), title=str(number)) for number in range(4)]
    worker()
    runs = [end_of(client, run_id) for run_id in ids]
    assert trace.steps == ["first", "second", "third"] * 4
    starts = [run.started_at for run in runs]
    assert starts == sorted(starts, key=lambda at: at.timestamp() if at else 0.0)
    assert [run.id for run in client.list()] == ids[::-1]


def test_a_kind_that_only_the_client_knows_fails_visibly(url: str, worker: Start) -> None:
    client = RunClient(url, kinds=["made_tomorrow"])
    run_id = client.submit("made_tomorrow", {}, title="Tomorrow")
    worker()
    run = end_of(client, run_id)
    client.close()
    assert (run.status, run.error_code) == (RunStatus.FAILED, "run_kind_unknown")


def test_a_worker_in_this_process_can_be_stopped_and_started_anew(url: str, client: RunClient) -> None:
    run_id = client.submit("double", {"number": 4}, title="Four")
    for _ in range(2):
        worker = Worker(url, jobs())
        worker.start()
        assert client.has_worker()
        assert end_of(client, run_id).result["answer"] == 9
        assert worker.stop()
        assert not client.has_worker()
