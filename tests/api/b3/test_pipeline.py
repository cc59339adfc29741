"""Pipelines over HTTP: jobs, order, whose they are, what is refused and in which words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from bancada.api.b3.answers import ROUTES
from bancada.data.access.values import Role
from bancada.domains.assets.requests import PipelineRequest, Step
from tests.api.b3.bench import Place, problem
from tests.api.client import Api

if TYPE_CHECKING:
    import httpx

BODIES: dict[Step, dict[str, Any]] = {step: {} for step in Step} | {Step.LOAD: {"tickers": ["petr4", "VALE3"]}}
CHANGING = [*ROUTES.values(), "/api/b3/complete-pipeline", "/api/b3/clear-state"]


@pytest.fixture
def trainer(here: Place) -> Api:
    return here.client(Role.TRAIN)


def do(client: Api, *steps: Step, wait: int = 5, **extra: str) -> httpx.Response:
    """Do steps one after another; the answer of the last one."""
    for step in steps:
        answer = client.post(f"{ROUTES[step]}?wait={wait}", json=BODIES[step] | extra)
        assert answer.status_code in (200, 202), answer.text
    return answer


def statuses(client: Api, **query: str) -> dict[str, str]:
    found = client.get("/api/b3/pipeline-status", params=query).json()
    return {step["step"]: step["status"] for step in found["steps"]}


def test_a_pipeline_that_nobody_began_is_all_to_do(trainer: Api) -> None:
    found = trainer.get("/api/b3/pipeline-status").json()
    assert found["pipeline_id"] == "default"
    assert found["next_step"] == "load"
    assert found["links"]["next"] == "/api/b3/load-data"
    assert found["updated_at"] is None
    assert [step["step"] for step in found["steps"]] == [step.value for step in Step]
    assert {step["status"] for step in found["steps"]} == {"todo"}


def test_a_long_step_is_answered_with_its_job(here: Place, trainer: Api) -> None:
    here.queue.pause()
    answer = trainer.post("/api/b3/load-data", json=BODIES[Step.LOAD])
    job = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/jobs/{job['id']}"
    assert job["links"]["self"] == job["links"]["events"] == f"/jobs/{job['id']}"
    assert trainer.get(answer.headers["location"]).json()["status"] == "waiting"
    assert statuses(trainer)["load"] == "queued"
    here.queue.resume()
    assert trainer.get(answer.headers["location"]).json()["status"] == "done"
    assert statuses(trainer)["load"] == "done"


def test_who_waits_gets_the_pipeline_as_the_step_left_it(trainer: Api) -> None:
    answer = do(trainer, Step.LOAD)
    found = answer.json()
    load = found["steps"][0]
    assert answer.status_code == 200
    assert load["status"] == "done"
    assert load["facts"] == {"tickers": ["PETR4", "VALE3"]}
    assert load["findings"][0]["message"] == "The input is wrong: PETR4, VALE3"
    assert load["seconds"] >= 0
    assert found["next_step"] == "preprocess"
    assert found["links"]["next"] == "/api/b3/preprocess-data"


def test_who_waits_in_vain_gets_the_job(here: Place, trainer: Api) -> None:
    here.queue.pause()
    answer = trainer.post("/api/b3/load-data?wait=0.1", json=BODIES[Step.LOAD])
    assert answer.status_code == 202
    assert answer.json()["status"] == "waiting"


@pytest.mark.parametrize("wait", ["-1", "61", "nan", "long", "inf"])
def test_a_wait_out_of_range_is_refused(trainer: Api, wait: str) -> None:
    assert problem(trainer.post(f"/api/b3/load-data?wait={wait}", json=BODIES[Step.LOAD]))["status"] == 422
    assert set(statuses(trainer).values()) == {"todo"}


def test_all_six_steps_one_by_one_complete_a_pipeline(trainer: Api) -> None:
    found = do(trainer, *Step).json()
    assert found["is_complete"]
    assert found["next_step"] == ""
    assert "next" not in found["links"]


def test_all_six_steps_at_once_are_one_job(here: Place, trainer: Api) -> None:
    answer = trainer.post(
        "/api/b3/complete-pipeline?wait=5", json={"tickers": ["petr4"], "model_type": "lstm", "epochs": 3}
    )
    assert answer.status_code == 200
    assert answer.json()["is_complete"]
    asked = dict(here.steps.asked)
    assert list(asked) == list(Step)
    assert asked[Step.LOAD].tickers == ("PETR4",)
    assert asked[Step.TRAIN].model_type == "lstm_mtl"
    assert asked[Step.TRAIN].lstm.epochs == 3
    assert asked[Step.SPLIT] == PipelineRequest(asked[Step.LOAD]).split
    assert len({step["job_id"] for step in answer.json()["steps"]}) == 1


@pytest.mark.parametrize("step", list(Step)[1:])
def test_a_step_out_of_order_names_the_steps_that_are_missing(trainer: Api, step: Step) -> None:
    answer = problem(trainer.post(ROUTES[step], json={}))
    assert answer["status"] == 409
    assert answer["code"] == "pipeline_step_missing"
    assert answer["facts"]["missing"] == [one.value for one in list(Step)[: list(Step).index(step)]]
    assert "load" in answer["detail"]


def test_a_step_asked_again_forgets_those_after_it(trainer: Api) -> None:
    do(trainer, Step.LOAD, Step.PREPROCESS, Step.SPLIT)
    do(trainer, Step.PREPROCESS)
    assert statuses(trainer)["split"] == "todo"
    assert problem(trainer.post("/api/b3/train-model", json={}))["facts"]["missing"] == ["split"]


@pytest.mark.parametrize("path", CHANGING)
def test_nothing_is_begun_or_cleared_while_a_job_goes_on(here: Place, trainer: Api, path: str) -> None:
    here.queue.pause()
    job = trainer.post("/api/b3/load-data", json=BODIES[Step.LOAD]).json()
    answer = problem(trainer.post(path, json=BODIES[Step.LOAD] if path.endswith(("load-data", "pipeline")) else {}))
    assert answer["status"] == 409
    assert answer["code"] == "pipeline_busy"
    assert answer["facts"]["run_id"] == job["id"]


def test_a_step_that_fails_says_why_at_once_and_later(trainer: Api) -> None:
    body = {"tickers": ["FALHA3"]}
    answer = problem(trainer.post("/api/b3/complete-pipeline?wait=5", json=body))
    assert answer["status"] == 422
    assert answer["code"] == "bad_input"
    assert statuses(trainer) == {"load": "done", "preprocess": "done", "split": "done"} | {
        "train": "failed",
        "evaluate": "todo",
        "save": "todo",
    }
    step = trainer.get("/api/b3/pipeline-status").json()["steps"][3]
    assert step["error"]["message"] == "The input is wrong: FALHA3"
    assert step["links"]["job"] == f"/jobs/{step['job_id']}"


def test_sentences_come_in_the_language_asked_for(trainer: Api) -> None:
    do(trainer, Step.LOAD)
    found = trainer.get("/api/b3/pipeline-status", headers={"Accept-Language": "pt-BR"}).json()
    assert found["steps"][0]["findings"][0]["message"] == "A entrada está errada: PETR4, VALE3"
    answer = problem(trainer.post("/api/b3/train-model", json={}, headers={"Accept-Language": "pt-BR,en;q=0.5"}))
    assert answer["title"] == "Conflito"


def test_two_keys_never_see_each_others_pipelines_or_jobs(here: Place, trainer: Api) -> None:
    other = here.client(Role.TRAIN)
    location = do(trainer, Step.LOAD).headers["location"]
    assert set(statuses(other).values()) == {"todo"}
    assert problem(other.get(location))["status"] == 404
    assert problem(other.post("/api/b3/preprocess-data", json={}))["code"] == "pipeline_step_missing"
    assert other.post("/api/b3/clear-state", json={}).json() == {"pipeline_id": "default", "cleared": True}
    assert statuses(trainer)["load"] == "done"


def test_pipelines_of_many_keys_in_parallel_stay_apart(here: Place, trainer: Api) -> None:
    users = [here.client(Role.TRAIN) for _ in range(4)]

    def work(number: int) -> list[str]:
        for turn in range(3):
            body = {"tickers": [f"U{number}T{turn}"]}
            assert users[number].post("/api/b3/load-data?wait=5", json=body).status_code == 200
        return users[number].get("/api/b3/pipeline-status").json()["steps"][0]["facts"]["tickers"]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [[f"U{number}T2"] for number in range(4)]


def test_pipelines_of_one_key_go_by_their_ids(trainer: Api) -> None:
    do(trainer, Step.LOAD, pipeline_id="first")
    assert statuses(trainer, pipeline_id="first")["load"] == "done"
    assert statuses(trainer, pipeline_id="second")["load"] == "todo"
    assert statuses(trainer)["load"] == "todo"


def test_a_pipeline_outlives_the_application(here: Place, trainer: Api) -> None:
    do(trainer, Step.LOAD, Step.PREPROCESS)
    again = here.again(trainer)
    assert statuses(again)["preprocess"] == "done"
    assert do(again, Step.SPLIT).json()["next_step"] == "train"


def test_a_cleared_pipeline_leaves_nothing_of_it(here: Place, trainer: Api) -> None:
    pipelines = here.folder / "pipelines"
    before = set(pipelines.iterdir())
    do(trainer, Step.LOAD, pipeline_id="mine")
    folders = list(set(pipelines.iterdir()) - before)
    assert len(folders) == 1
    assert trainer.post("/api/b3/clear-state", json={"pipeline_id": "mine"}).json()["cleared"]
    assert set(statuses(trainer, pipeline_id="mine").values()) == {"todo"}
    assert not folders[0].exists()


@pytest.mark.parametrize("name", ["../x", "a b", "", "x" * 65, "a/b", "nul"])
def test_a_pipeline_id_that_is_no_slug_is_refused(trainer: Api, name: str) -> None:
    body = BODIES[Step.LOAD] | {"pipeline_id": name}
    assert problem(trainer.post("/api/b3/load-data", json=body))["status"] == 422
    assert problem(trainer.post("/api/b3/clear-state", json={"pipeline_id": name}))["status"] == 422
    assert problem(trainer.get("/api/b3/pipeline-status", params={"pipeline_id": name}))["status"] == 422


@pytest.mark.parametrize("path", ["/api/b3/complete-pipeline", "/api/b3/save-model"])
def test_a_path_in_place_of_a_collection_is_refused_by_name(here: Place, trainer: Api, path: str) -> None:
    body = (BODIES[Step.LOAD] if path.endswith("pipeline") else {}) | {"model_dir": "../../etc"}
    answer = problem(trainer.post(path, json=body))
    assert answer["status"] == 422
    assert answer["code"] == "b3_model_dir_is_path"
    assert "model_dir" in answer["detail"]
    assert here.steps.asked == []


@pytest.mark.parametrize("path", ["/api/b3/complete-pipeline", "/api/b3/save-model"])
def test_a_promotion_against_the_gate_is_for_admins(here: Place, trainer: Api, path: str) -> None:
    body = (BODIES[Step.LOAD] if path.endswith("pipeline") else {}) | {"force": True, "reason": "because"}
    answer = problem(trainer.post(path, json=body))
    assert answer["status"] == 403
    assert here.steps.asked == []
    admin = here.client(Role.ADMIN)
    do(admin, *list(Step)[:5])
    assert admin.post(f"{path}?wait=5", json=body).status_code == 200
    assert here.steps.asked[-1][1].force


@pytest.mark.parametrize("path", CHANGING)
def test_a_key_that_may_only_read_begins_and_clears_nothing(here: Place, path: str) -> None:
    reader = here.client(Role.READ)
    assert problem(reader.post(path, json={"tickers": ["PETR4"]}))["status"] == 403
    assert here.steps.asked == []


@pytest.mark.parametrize("path", [*CHANGING, "/api/b3/predict", "/api/b3/pipeline-status"])
def test_nothing_is_answered_without_a_key(here: Place, path: str) -> None:
    stranger = here.client(None)
    answer = stranger.get(path) if path.endswith("status") else stranger.post(path, json={})
    assert problem(answer)["status"] == 401


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/b3/load-data", {}, "tickers"),
        ("/api/b3/load-data", {"tickers": ["PETR4"], "price_col": "close"}, "price_col"),
        ("/api/b3/load-data", {"tickers": ["PETR4"], "start_date": "01/02/2024"}, "start_date"),
        ("/api/b3/preprocess-data", {"horizon": 0}, "horizon"),
        ("/api/b3/preprocess-data", {"action_rule": "guess"}, "action_rule"),
        ("/api/b3/split-data", {"test_size": 0.6}, "test_size"),
        ("/api/b3/train-model", {"epochs": 5_000}, "epochs"),
        ("/api/b3/evaluate-model", {"cost_bps": -1}, "cost_bps"),
        ("/api/b3/save-model", {"notes": "x" * 2_001}, "notes"),
        ("/api/b3/clear-state", {"pipeline": "x"}, "pipeline"),
        ("/api/b3/complete-pipeline", {"tickers": ["PETR4"], "units": 0}, "units"),
    ],
)
def test_a_field_that_is_wrong_is_named(trainer: Api, path: str, body: dict[str, Any], field: str) -> None:
    answer = problem(trainer.post(path, json=body))
    assert answer["status"] == 422
    assert [one for one in answer["problems"] if field in str(one)] != []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"tickers": NaN}'])
def test_a_body_that_is_no_object_is_refused(trainer: Api, content: bytes) -> None:
    answer = trainer.post("/api/b3/load-data", content=content, headers={"Content-Type": "application/json"})
    assert problem(answer)["status"] in (400, 422)


@pytest.mark.parametrize("path", CHANGING)
def test_a_route_that_changes_something_does_not_answer_get(trainer: Api, path: str) -> None:
    answer = trainer.get(path)
    assert problem(answer)["status"] == 405
    assert answer.headers["allow"] == "POST"


def test_what_was_begun_is_in_the_audit_with_its_key(here: Place, trainer: Api) -> None:
    do(trainer, Step.LOAD)
    mine = [line.entry for line in here.bench.access.audit.list() if line.entry.key_id == trainer.key_id]
    assert [(entry.action, entry.status) for entry in mine] == [("POST /api/b3/load-data", 200)]
