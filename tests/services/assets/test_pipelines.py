"""Pipelines: steps in their order, one run at a time, nobody sees another's, and a state that never says what is not so."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bancada.core.errors import BadInput, InvalidName, ModelExists, NotFound, Refused
from bancada.core.run import RunStatus
from bancada.core.values import from_json
from bancada.domains.assets.pipeline_records import PipelineRecord, PipelineRecords
from bancada.domains.assets.pipeline_state import PipelineState, StepState, StepStatus
from bancada.domains.assets.requests import (
    EvaluationRequest,
    ForestOptions,
    LoadRequest,
    LstmOptions,
    ModelType,
    PipelineRequest,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    Step,
    TrainRequest,
)
from bancada.jobs import MemoryQueue, RunClient
from bancada.services.assets.checking import RequestChecks
from bancada.services.assets.pipelines import PipelinesService
from bancada.services.assets.requests import PIPELINE, STEP, model_type_of
from tests.domains.assets.assets_data import EveryTicker
from tests.jobs.processes import end_of, eventually
from tests.services.assets import pipelines_program as program

PETR = LoadRequest(("PETR4",))
WHOLE = PipelineRequest(PETR)
REQUESTS = {
    Step.LOAD: PETR,
    Step.PREPROCESS: PreparationRequest(),
    Step.SPLIT: SplitRequest(),
    Step.TRAIN: TrainRequest(),
    Step.EVALUATE: EvaluationRequest(),
    Step.SAVE: SaveRequest(),
}


@dataclass
class Made:
    """A service over records in SQLite and a queue that works inline."""

    folder: Path
    records: PipelineRecords
    queue: MemoryQueue
    service: PipelinesService

    def trace(self) -> list[str]:
        path = self.folder / "trace"
        return path.read_text().split() if path.exists() else []


@pytest.fixture
def made(tmp_path: Path) -> Made:
    records = program.records_of(tmp_path)
    queue = MemoryQueue(program.jobs_of(tmp_path, records))
    return Made(tmp_path, records, queue, program.service_of(tmp_path, records, queue))


def statuses(state: PipelineState) -> list[str]:
    return [one.status.value for one in state.steps]


def test_a_pipeline_that_nobody_began_has_six_steps_to_do(made: Made) -> None:
    state = made.service.state("key-1", "mine")

    assert (state.owner, state.pipeline, state.updated_at) == ("key-1", "mine", None)
    assert [one.step for one in state.steps] == list(Step)
    assert statuses(state) == ["todo"] * 6
    assert made.service.evaluation("key-1", "mine") is None


def test_steps_done_one_by_one_leave_what_each_found(made: Made) -> None:
    for number, (step, request) in enumerate(REQUESTS.items(), start=1):
        run_id = made.service.start(step, request)
        state = made.service.state()
        assert statuses(state) == ["done"] * number + ["todo"] * (6 - number)
        done = state.step(step)
        assert (done.run_id, done.facts, done.findings[0].facts) == (
            run_id,
            {"step": step.value},
            {"action": step.value},
        )
        assert done.seconds is not None
        assert from_json(type(request), done.request) == request
    assert state.is_complete
    assert made.trace() == [step.value for step in Step]


def test_all_six_are_one_run_whose_result_is_the_last_steps(made: Made) -> None:
    run_id = made.service.run(WHOLE, owner="key-1", pipeline="p")

    run = made.queue.get(run_id)
    assert (run.kind, run.status, run.result["last"]) == (PIPELINE, RunStatus.DONE, "save")
    assert (run.progress.done, run.progress.total) == (6, 6)
    assert run.title == "PETR4: pipeline"
    assert {one.run_id for one in made.service.state("key-1", "p").steps} == {run_id}


def test_a_step_out_of_order_is_refused_and_all_that_is_missing_is_named(made: Made) -> None:
    made.service.start(Step.LOAD, PETR)

    with pytest.raises(Refused) as refused:
        made.service.start(Step.TRAIN, TrainRequest())

    assert (refused.value.code, refused.value.facts["missing"]) == ("pipeline_step_missing", ["preprocess", "split"])
    assert made.trace() == ["load"]


def test_a_request_of_another_step_is_refused(made: Made) -> None:
    with pytest.raises(BadInput, match="LoadRequest"):
        made.service.start(Step.LOAD, SplitRequest())


def test_doing_a_step_again_forgets_the_steps_after_it(made: Made) -> None:
    made.service.run(WHOLE)

    made.service.start(Step.SPLIT, SplitRequest(test_size=0.3))

    state = made.service.state()
    assert statuses(state) == ["done", "done", "done", "todo", "todo", "todo"]
    assert state.step(Step.SPLIT).request["test_size"] == pytest.approx(0.3)
    assert made.service.evaluation() is None


def test_steps_after_one_that_is_being_done_again_stay_until_it_is_done(made: Made) -> None:
    made.service.run(WHOLE)
    made.queue.pause()

    made.service.start(Step.SPLIT, SplitRequest(test_size=0.3))

    state = made.service.state()
    assert statuses(state) == ["done", "done", "queued", "done", "done", "done"]
    assert state.stale == (Step.TRAIN, Step.EVALUATE, Step.SAVE)
    made.queue.resume()
    assert statuses(made.service.state()) == ["done"] * 3 + ["todo"] * 3


@pytest.mark.parametrize("whole", [False, True], ids=["one step", "all six"])
def test_a_redo_that_fails_leaves_everything_as_it_was_and_says_why(made: Made, whole: bool) -> None:
    made.service.run(WHOLE)
    was, held = made.service.state(), _left(made)
    failing = Step.LOAD if whole else Step.SPLIT
    (made.folder / f"fail-{failing.value}").touch()

    run_id = made.service.run(WHOLE) if whole else made.service.start(Step.SPLIT, SplitRequest(test_size=0.3))

    assert made.queue.get(run_id).status is RunStatus.FAILED
    state = made.service.state()
    error = state.step(failing).error
    assert error is not None
    assert error.code == "pipeline_bars_changed"
    assert tuple(replace(one, error=None) for one in state.steps) == was.steps
    assert _left(made) == held
    (made.folder / f"fail-{failing.value}").unlink()
    made.service.start(Step.SAVE, SaveRequest())
    assert made.service.state().is_complete
    assert [one.error for one in made.service.state().steps[2:]] == [state.step(Step.SPLIT).error, None, None, None]


def test_a_redo_that_is_cancelled_before_it_begins_leaves_everything_as_it_was(made: Made) -> None:
    made.service.run(WHOLE)
    was = made.service.state().steps
    made.queue.pause()
    run_id = made.service.run(WHOLE)
    assert statuses(made.service.state()) == ["queued"] * 6

    made.queue.cancel(run_id)

    assert made.service.state().steps == was


def test_a_redo_that_failed_is_tried_again_and_then_takes_the_place_of_what_was(made: Made) -> None:
    made.service.run(WHOLE)
    (made.folder / "fail-split").touch()
    run_id = made.service.start(Step.SPLIT, SplitRequest(test_size=0.3))
    (made.folder / "fail-split").unlink()

    made.queue.retry(run_id)

    state = made.service.state()
    assert statuses(state) == ["done"] * 3 + ["todo"] * 3
    assert (state.step(Step.SPLIT).run_id, state.step(Step.SPLIT).error) == (run_id, None)
    assert len(list((made.folder / "pipelines").iterdir())) == 1


def _left(made: Made) -> dict[str, str]:
    """Return what the pipeline holds, by name."""
    record = made.records.get("local", "default")
    assert record is not None
    return {path.name: path.read_text() for path in (made.folder / "pipelines" / record.folder).iterdir()}


WRONG = {
    Step.LOAD: (LoadRequest(("PETR4",), years=0), ["years"]),
    Step.PREPROCESS: (PreparationRequest(horizon=0, window=1), ["horizon", "window"]),
    Step.SPLIT: (SplitRequest(test_size=2.0, val_size=-1.0), ["test_size", "val_size"]),
    Step.TRAIN: (TrainRequest(seed=-1), ["seed"]),
    Step.EVALUATE: (EvaluationRequest(cost_bps=-1.0), ["cost_bps"]),
    Step.SAVE: (SaveRequest(force=True, reason=" "), ["reason"]),
}


@pytest.mark.parametrize("step", Step)
def test_what_a_step_would_refuse_is_told_before_anything_is_queued(made: Made, step: Step) -> None:
    made.service.run(WHOLE)
    was = made.service.state()
    request, fields = WRONG[step]

    with pytest.raises(BadInput) as refused:
        made.service.start(step, request)

    assert [one.column for one in refused.value.facts["problems"]] == fields
    assert made.service.state() == was


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (TrainRequest(forest=ForestOptions(folds=1)), "assets_options"),
        (TrainRequest(ModelType.LSTM_MTL, lstm=LstmOptions(dropout=2.0)), "assets_lstm_options_wrong"),
    ],
    ids=["forest", "network"],
)
def test_options_of_the_kind_that_is_trained_are_looked_at_first(made: Made, request_: TrainRequest, code: str) -> None:
    made.service.run(WHOLE)
    with pytest.raises(BadInput) as refused:
        made.service.start(Step.TRAIN, request_)
    assert refused.value.code == code
    assert made.service.state().is_complete


def test_all_that_is_wrong_with_six_requests_is_told_at_once(made: Made) -> None:
    asked = PipelineRequest(
        LoadRequest(("XXXX9",)),
        split=WRONG[Step.SPLIT][0],
        training=TrainRequest(forest=ForestOptions(folds=1)),
        saving=SaveRequest(force=True),
    )
    with pytest.raises(BadInput) as refused:
        made.service.run(asked)
    codes = [one.code for one in refused.value.facts["problems"]]
    assert codes == ["assets_share_out_of_range"] * 2 + ["assets_options", "assets_force_without_reason"]
    assert made.service.state().updated_at is None


def test_a_name_that_another_model_has_is_told_before_the_six_steps_begin(made: Made) -> None:
    taken = replace(made.service, check=RequestChecks(EveryTicker(), lambda name: name != "mine").check)
    with pytest.raises(ModelExists):
        taken.run(replace(WHOLE, saving=SaveRequest(name="mine")))
    assert taken.state().updated_at is None
    taken.run(replace(WHOLE, saving=SaveRequest(name="other")))


def test_a_pipeline_with_a_run_in_progress_takes_no_other_and_cannot_be_cleared(made: Made) -> None:
    made.queue.pause()
    run_id = made.service.start(Step.LOAD, PETR)

    assert made.service.state().run_id == run_id
    assert statuses(made.service.state())[0] == "queued"
    for ask in (
        partial(made.service.run, WHOLE),
        partial(made.service.start, Step.LOAD, PETR),
        made.service.clear,
    ):
        with pytest.raises(Refused) as refused:
            ask()
        assert (refused.value.code, refused.value.facts) == ("pipeline_busy", {"run_id": run_id})
    made.queue.resume()
    made.service.clear()


def test_what_one_owner_has_no_other_sees(made: Made) -> None:
    made.service.run(WHOLE, owner="key-1")
    made.service.start(Step.LOAD, LoadRequest(("VALE3",)), owner="key-2")

    assert statuses(made.service.state("key-2")) == ["done"] + ["todo"] * 5
    assert [state.owner for state in made.service.list("key-1")] == ["key-1"]
    made.service.clear("key-1")
    assert made.service.list("key-1") == ()
    assert made.service.state("key-2").step(Step.LOAD).request["tickers"] == ["VALE3"]
    assert len(list((made.folder / "pipelines").iterdir())) == 1


def test_clearing_removes_the_folder_and_is_nothing_where_there_is_none(made: Made) -> None:
    made.service.run(WHOLE)
    assert list((made.folder / "pipelines").iterdir())

    made.service.clear()
    made.service.clear()

    assert list((made.folder / "pipelines").iterdir()) == []
    assert statuses(made.service.state()) == ["todo"] * 6


def test_a_name_that_is_no_slug_is_refused(made: Made) -> None:
    with pytest.raises(InvalidName):
        made.service.run(WHOLE, pipeline="../up")


def test_a_step_that_fails_says_why_and_those_after_it_are_to_do(made: Made) -> None:
    (made.folder / "fail-split").touch()

    made.service.run(WHOLE)

    state = made.service.state()
    assert statuses(state) == ["done", "done", "failed", "todo", "todo", "todo"]
    error = state.step(Step.SPLIT).error
    assert error is not None
    assert (error.code, error.facts) == ("pipeline_bars_changed", {"tickers": ["PETR4"]})
    (made.folder / "fail-split").unlink()
    made.service.start(Step.SPLIT, SplitRequest())
    assert statuses(made.service.state())[:3] == ["done"] * 3


def test_a_failed_run_that_is_tried_again_goes_on_in_the_pipeline(made: Made) -> None:
    (made.folder / "fail-train").touch()
    run_id = made.service.run(WHOLE)
    (made.folder / "fail-train").unlink()

    made.queue.retry(run_id)

    assert made.service.state().is_complete
    assert made.trace() == ["load", "preprocess", "split", "train", "train", "evaluate", "save"]


def test_an_old_run_tried_again_after_the_pipeline_went_on_changes_nothing(made: Made) -> None:
    (made.folder / "fail-load").touch()
    old = made.service.start(Step.LOAD, PETR)
    (made.folder / "fail-load").unlink()
    new = made.service.start(Step.LOAD, LoadRequest(("VALE3",)))

    made.queue.retry(old)

    assert made.queue.get(old).error_code == "pipeline_taken_over"
    assert made.service.state().step(Step.LOAD).run_id == new


def test_a_cancelled_run_leaves_a_cancelled_step(made: Made) -> None:
    made.queue.pause()
    run_id = made.service.run(WHOLE)
    made.queue.cancel(run_id)

    assert statuses(made.service.state()) == ["cancelled"] + ["todo"] * 5
    made.queue.resume()
    assert made.service.run(WHOLE) != run_id


def test_a_run_that_the_queue_does_not_know_is_waited_for_and_then_called_lost(made: Made) -> None:
    step = StepState(Step.LOAD, StepStatus.QUEUED, "gone")
    record = PipelineRecord(PipelineState("local", "p").with_step(step), "f" * 32, "gone")
    assert made.records.claim(record)

    assert statuses(made.service.state(pipeline="p"))[0] == "queued"
    late = replace(made.service, clock=lambda: program.utc_now() + timedelta(minutes=5))
    lost = late.state(pipeline="p").step(Step.LOAD)
    assert (lost.status, lost.error.code) == (StepStatus.FAILED, "pipeline_run_lost")
    assert late.start(Step.LOAD, PETR, pipeline="p") != "gone"


def test_what_two_runs_of_other_pipelines_write_does_not_meet(made: Made) -> None:
    made.queue.pause()
    runs = [made.service.run(WHOLE, owner=owner) for owner in ("key-1", "key-2")]
    made.queue.resume()

    for owner, run_id in zip(("key-1", "key-2"), runs, strict=True):
        state = made.service.state(owner)
        assert state.is_complete
        assert {one.run_id for one in state.steps} == {run_id}


@pytest.mark.parametrize("text", ["lstm", "LSTM_MTL", " lstm "])
def test_a_network_goes_by_both_of_its_names(text: str) -> None:
    assert model_type_of(text) is ModelType.LSTM_MTL


def test_an_unknown_kind_of_model_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput) as refused:
        model_type_of("xgb")
    assert refused.value.facts == {"model_type": "xgb", "known": ["rf", "lstm_mtl"]}


@pytest.mark.xdist_group("dbos")
def test_a_kill_in_mid_pipeline_leaves_a_true_state_and_the_run_goes_on(tmp_path: Path) -> None:
    records = program.records_of(tmp_path)
    client = RunClient(f"sqlite:///{tmp_path / 'jobs.db'}")
    service = program.service_of(tmp_path, records, client)
    killed = (Step.TRAIN,)
    for step in killed:
        (tmp_path / f"hold-{step.value}").touch()
    run_id = service.run(WHOLE, owner="key-1")
    for step in killed:
        worker = _worker(tmp_path)
        eventually(partial(_is, service, step, StepStatus.RUNNING))
        eventually(partial(_began, tmp_path, step))  # it is told to run a moment before it does
        _kill(worker)
        state = service.state("key-1")
        assert state.step(step).status is StepStatus.QUEUED
        assert state.done == tuple(list(Step)[: list(Step).index(step)])
        assert state.run_id == run_id
        (tmp_path / f"hold-{step.value}").unlink()
    worker = _worker(tmp_path)
    try:
        ended = end_of(client, run_id)
        assert ended.status is RunStatus.DONE, ended.error
        assert service.state("key-1").is_complete
        twice = [step.value for step in Step for _ in range(1 + (step in killed))]
        assert (tmp_path / "trace").read_text().split() == twice
        _cancelled_in_its_middle(tmp_path, service, client)
    finally:
        _kill(worker)
        client.close()


def _cancelled_in_its_middle(folder: Path, service: PipelinesService, client: RunClient) -> None:
    (folder / "hold-train").touch()
    run_id = service.start(Step.TRAIN, TrainRequest(), owner="key-1")
    assert client.get(run_id).kind == STEP
    eventually(partial(_is, service, Step.TRAIN, StepStatus.RUNNING))
    assert service.state("key-1").stale == (Step.EVALUATE, Step.SAVE)
    client.cancel(run_id)
    assert end_of(client, run_id).status is RunStatus.CANCELLED
    assert service.state("key-1").is_complete
    assert service.state("key-1").step(Step.TRAIN).run_id != run_id


def _began(folder: Path, step: Step) -> bool:
    trace = folder / "trace"
    return trace.exists() and step.value in trace.read_text().split()


def _is(service: PipelinesService, step: Step, status: StepStatus) -> bool:
    return service.state("key-1").step(step).status is status


def _worker(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", program.__name__, str(folder)]
    return subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"})


def _kill(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()


def test_a_ticker_that_is_not_there_is_told_before_anything_is_queued(made: Made) -> None:
    for ask in (
        lambda: made.service.start(Step.LOAD, LoadRequest(("PETR4", "XXXX9"))),
        lambda: made.service.run(PipelineRequest(LoadRequest(("XXXX9",)))),
    ):
        with pytest.raises(NotFound) as refused:
            ask()
        assert refused.value.facts["tickers"] == ["XXXX9"]
    assert made.service.state().updated_at is None
