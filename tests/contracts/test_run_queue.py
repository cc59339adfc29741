"""One suite for every queue of runs: in memory, on SQLite and on PostgreSQL with real workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bancada.core.errors import BadInput, InvalidName, NotFound, RunNotFound, RunRefused, WorkerHeld
from bancada.core.ports import RunQueue
from bancada.core.run import RunStatus
from bancada.jobs import MemoryQueue, RunClient, Worker
from tests.jobs.processes import Trace, WorkerProcess, end_of, eventually
from tests.jobs.program import jobs

pytestmark = pytest.mark.xdist_group("dbos")

KINDS = [job.kind for job in jobs()]


@dataclass
class Bench:
    """A queue with a worker, and another one that has none until `start` is called."""

    queue: RunQueue
    make_idle: Callable[[], RunQueue]
    start: Callable[[RunQueue], None]
    workers: list[WorkerProcess] = field(default_factory=list)
    queues: list[RunClient] = field(default_factory=list)


def memory_bench() -> Bench:
    def idle() -> MemoryQueue:
        queue = MemoryQueue(jobs())
        queue.pause()
        return queue

    return Bench(MemoryQueue(jobs()), idle, lambda queue: queue.resume())


def database_bench(make_url: Callable[[], str]) -> Bench:
    urls: dict[int, str] = {}
    clients: list[RunClient] = []

    def client() -> RunClient:
        url = make_url()
        made = RunClient(url, kinds=KINDS)
        urls[id(made)] = url
        clients.append(made)
        return made

    def start(queue: RunQueue) -> None:
        bench.workers.append(WorkerProcess(urls[id(queue)]))

    bench = Bench(client(), client, start, queues=clients)
    start(bench.queue)
    return bench


@pytest.fixture(scope="module", params=["memory", "sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Return each kind of queue in turn."""
    if request.param == "memory":
        made = memory_bench()
    elif request.param == "sqlite":
        made = database_bench(lambda: f"sqlite:///{tmp_path_factory.mktemp('jobs') / 'jobs.db'}")
    else:
        made = database_bench(request.getfixturevalue("postgres").database)
    yield made
    for worker in made.workers:
        worker.kill()
    for queue in made.queues:
        queue.close()


@pytest.fixture
def queue(bench: Bench) -> RunQueue:
    """Return a queue with a worker."""
    return bench.queue


def test_a_run_is_executed_and_its_result_and_payload_are_kept(queue: RunQueue) -> None:
    run = end_of(queue, queue.submit("double", {"number": 20}, title="Twenty"))
    assert (run.status, run.kind, run.title) == (RunStatus.DONE, "double", "Twenty")
    assert (run.payload, run.result) == ({"number": 20}, {"doubled": 40, "answer": 41})
    assert run.started_at is not None
    assert run.ended_at is not None
    assert run.submitted_at <= run.started_at <= run.ended_at


def test_the_last_progress_of_a_step_is_kept_and_the_log_is_in_order(queue: RunQueue) -> None:
    run = end_of(queue, queue.submit("double", {"number": 1}, title="One"))
    assert run.progress is not None
    assert (run.progress.done, run.progress.total, run.progress.message) == (100, 100, "100")
    assert [(line.level, line.text) for line in queue.log(run.id)] == [("info", "doubling"), ("debug", "adding")]
    assert [line.text for line in queue.log(run.id, after=1)] == ["adding"]
    assert queue.log(run.id, after=2) == ()


def test_a_run_is_followed_to_its_end(queue: RunQueue) -> None:
    seen = list(queue.follow(queue.submit("double", {"number": 3}, title="Three"), poll_s=0.02))
    assert seen[-1].status is RunStatus.DONE
    assert not any(run.status.is_over for run in seen[:-1])


def test_a_refusal_of_the_library_keeps_its_code_and_facts(queue: RunQueue) -> None:
    run = end_of(queue, queue.submit("refuse", {}, title="Refused"))
    assert (run.status, run.error_code) == (RunStatus.FAILED, "no_such_metric")
    assert run.error_facts == {"metric": "F9", "known": ["F1", "AUC"]}


def test_findings_of_an_error_come_back_as_findings(queue: RunQueue) -> None:
    run = end_of(queue, queue.submit("refuse_rows", {}, title="Rows"))
    (problem,) = run.error_facts["problems"]
    assert (problem.code, problem.column, problem.facts) == ("missing_value", "lux", {"rows": 3})


def test_an_unexpected_error_fails_the_run_and_its_traceback_is_in_the_log(queue: RunQueue) -> None:
    run = end_of(queue, queue.submit("crash", {}, title="Crash"))
    assert (run.status, run.error_code) == (RunStatus.FAILED, "run_crashed")
    assert run.error_facts == {"error": "ZeroDivisionError", "detail": "by nothing"}
    assert "by nothing" in run.error
    (line,) = queue.log(run.id)
    assert line.level == "error"
    assert "Traceback" in line.text


def test_a_step_that_would_end_the_process_fails_the_run_alone(queue: RunQueue) -> None:
    run = end_of(queue, queue.submit("leave", {}, title="Leave"))
    assert (run.status, run.error_code) == (RunStatus.FAILED, "run_crashed")
    assert run.error_facts["error"] == "SystemExit"


def test_a_result_that_is_not_json_fails_the_run(queue: RunQueue) -> None:
    run = end_of(queue, queue.submit("unstorable", {}, title="Unstorable"))
    assert (run.status, run.error_code) == (RunStatus.FAILED, "step_result_not_json")


def test_a_failed_run_is_retried_under_its_own_id_without_its_finished_steps(queue: RunQueue, tmp_path: Path) -> None:
    trace, mended = Trace(tmp_path), tmp_path / "mended"
    run = end_of(queue, queue.submit("mend", {**trace.payload(), "mended": str(mended)}, title="Mend"))
    assert (run.status, run.error_code) == (RunStatus.FAILED, "not_mended")
    assert end_of(queue, queue.retry(run.id)).status is RunStatus.FAILED
    mended.touch()
    assert queue.retry(run.id) == run.id
    again = end_of(queue, run.id)
    assert (again.status, again.error_code, again.error) == (RunStatus.DONE, "", "")
    assert trace.steps == ["first", "last"]


def test_what_is_over_can_be_neither_cancelled_nor_retried_where_it_is_done(queue: RunQueue) -> None:
    run = end_of(queue, queue.submit("double", {"number": 1}, title="One"))
    with pytest.raises(RunRefused) as cancelled:
        queue.cancel(run.id)
    with pytest.raises(RunRefused) as retried:
        queue.retry(run.id)
    assert (cancelled.value.code, retried.value.code) == ("run_is_over", "run_not_failed")


@pytest.mark.parametrize(
    ("kind", "payload", "code"),
    [
        pytest.param("unheard_of", {}, "run_kind_unknown", id="kind"),
        pytest.param("double", {"number": object()}, "payload_not_json", id="object"),
        pytest.param("double", {1: 2}, "payload_not_json", id="key"),
        pytest.param("double", [1], "payload_not_json", id="list"),
        pytest.param("double", {"number": "x" * 1_000_000}, "payload_too_large", id="size"),
    ],
)
def test_what_cannot_be_queued_is_refused_and_leaves_nothing(
    queue: RunQueue, kind: str, payload: object, code: str
) -> None:
    before = queue.list()
    with pytest.raises(RunRefused) as refusal:
        queue.submit(kind, payload, title="Refused")  # type: ignore[arg-type]  # a caller's mistake
    assert refusal.value.code == code
    assert queue.list() == before


def test_a_chosen_id_is_used_once_and_must_be_a_slug(queue: RunQueue) -> None:
    assert queue.submit("double", {"number": 1}, title="One", run_id="Chosen-1") == "Chosen-1"
    with pytest.raises(RunRefused) as refusal:
        queue.submit("double", {"number": 2}, title="Two", run_id="Chosen-1")
    assert refusal.value.code == "run_id_taken"
    assert end_of(queue, "Chosen-1").payload == {"number": 1}
    with pytest.raises(InvalidName):
        queue.submit("double", {"number": 2}, title="Two", run_id="../two")


@pytest.mark.parametrize("ask", ["get", "log", "cancel", "retry"])
def test_an_unknown_run_is_said_to_be_unknown(queue: RunQueue, ask: str) -> None:
    with pytest.raises(RunNotFound):
        getattr(queue, ask)("nobody")


def test_runs_are_listed_newest_first_by_kind_and_up_to_a_limit(queue: RunQueue) -> None:
    ids = [queue.submit("double", {"number": number}, title=str(number)) for number in range(3)]
    end_of(queue, queue.submit("refuse", {}, title="Last"))
    assert [run.id for run in queue.list(kind="double", limit=3)] == ids[::-1]
    assert [run.title for run in queue.list(limit=2)] == ["Last", "2"]


def test_a_queue_knows_whether_it_has_a_worker(bench: Bench) -> None:
    end_of(bench.queue, bench.queue.submit("double", {"number": 1}, title="One"))
    assert bench.queue.has_worker()
    assert not bench.make_idle().has_worker()


def test_runs_wait_for_the_first_worker_and_a_cancelled_one_is_never_executed(bench: Bench, tmp_path: Path) -> None:
    queue, trace = bench.make_idle(), Trace(tmp_path)
    cancelled = queue.submit("trace", trace.payload(), title="Cancelled")
    wanted = queue.submit("trace", trace.payload(), title="Wanted")
    assert (queue.get(wanted).status, queue.get(wanted).note_code) == (RunStatus.WAITING, "run_waits_for_worker")
    assert queue.cancel(cancelled).status is RunStatus.CANCELLED
    bench.start(queue)
    assert end_of(queue, wanted).status is RunStatus.DONE
    assert trace.steps == ["first", "second", "third"]
    queue.retry(cancelled)
    assert end_of(queue, cancelled).status is RunStatus.DONE
    assert trace.steps == ["first", "second", "third"] * 2


def test_on_postgresql_a_second_worker_is_refused_and_the_run_of_a_killed_one_goes_on(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url, trace = request.getfixturevalue("postgres").database(), Trace(tmp_path)
    client = RunClient(url)
    run_id = client.submit("trace", trace.payload("second"), title="Trace")
    first = WorkerProcess(url)
    eventually(lambda: "second" in trace.steps)
    second = Worker(url, jobs())
    with pytest.raises(WorkerHeld):
        second.start()
    first.kill()
    eventually(lambda: not client.has_worker())
    assert client.get(run_id).note_code == "run_interrupted"
    trace.open_gate()
    second.start()
    assert end_of(client, run_id).status is RunStatus.DONE
    assert trace.steps == ["first", "second", "second", "third"]
    assert second.stop()
    client.close()


def test_a_schedule_is_kept_replaced_paused_resumed_and_forgotten(queue: RunQueue) -> None:
    made = queue.schedule("weekly", "double", payload={"number": 1}, title="Weekly", days=(5, 0, 5), at="08:00")
    assert (made.days, made.zone, made.is_on, made.last_run_id) == ((0, 5), "America/Sao_Paulo", True, "")
    assert made.next_at is not None
    other = queue.schedule("daily", "double", payload={"number": 2}, title="Daily", days=range(7), at="09:15")
    assert queue.schedules() == (other, made)
    again = queue.schedule("weekly", "double", payload={"number": 3}, title="Weekly", days=(1,), at="08:00", zone="UTC")
    assert queue.schedules() == (other, again)
    paused = queue.pause_schedule("weekly")
    assert (paused.is_on, paused.next_at, paused.payload) == (False, None, {"number": 3})
    assert queue.resume_schedule("weekly") == again
    queue.unschedule("daily")
    queue.unschedule("weekly")
    assert queue.schedules() == ()


@pytest.mark.parametrize("ask", ["unschedule", "pause_schedule", "resume_schedule"])
def test_an_unknown_schedule_is_said_to_be_unknown(queue: RunQueue, ask: str) -> None:
    with pytest.raises(NotFound) as refusal:
        getattr(queue, ask)("nobody")
    assert refusal.value.code == "schedule_not_found"


def test_what_cannot_be_scheduled_is_refused_and_leaves_nothing(queue: RunQueue) -> None:
    with pytest.raises(BadInput) as wrong:
        queue.schedule("odd", "double", payload={}, title="Odd", days=(), at="25:00", zone="Nowhere")
    assert wrong.value.code == "schedule_wrong"
    assert len(wrong.value.facts["problems"]) == 3
    with pytest.raises(RunRefused) as unknown:
        queue.schedule("odd", "unheard_of", payload={}, title="Odd", days=(0,), at="08:00")
    assert unknown.value.code == "run_kind_unknown"
    with pytest.raises(InvalidName):
        queue.schedule("../odd", "double", payload={}, title="Odd", days=(0,), at="08:00")
    assert queue.schedules() == ()
