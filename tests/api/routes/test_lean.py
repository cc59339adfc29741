"""The lean route answers as the model does, is checked as every route is, and never serves a model that was replaced."""

from __future__ import annotations

import json

import pytest
from sklearn.dummy import DummyClassifier

from bancada import bootstrap, serving
from bancada.services import Bench
from tests.api.routes.conftest import TASK, Clients, sensor_rows

ROW = {"lux": 30.0, "temperatura": 20.0, "galpao": "norte"}
ROUTE = "/models/floresta/predict"


def test_one_row_is_answered_as_the_model_answers_it(bench: Bench, clients: Clients) -> None:
    first, second = (clients.read.post(ROUTE, json={"inputs": ROW}) for _ in range(2))
    told = bench.predict.one("floresta", ROW, explain=False)
    for answer in (first, second):
        assert answer.status_code == 200
        body = answer.json()
        assert (body["answer"], body["model"], body["engine"]) == (told.answer, "floresta", "onnx")
        assert body["probabilities"] == pytest.approx(told.probabilities)
        assert body["marks"] == body["contributions"] == []


def test_several_rows_are_answered_in_their_order(shared: Clients) -> None:
    rows = sensor_rows(12).to_dict("records")
    body = shared.read.post(ROUTE, json={"rows": rows}).json()
    alone = [shared.read.post(ROUTE, json={"inputs": row}).json()["answer"] for row in rows]
    assert [answer["answer"] for answer in body["answers"]] == alone
    assert len(set(alone)) == 2


def test_an_explained_answer_says_what_moved_it(shared: Clients) -> None:
    for asked in ({"inputs": ROW, "explain": True}, {"rows": [ROW], "explain": True}):
        body = shared.read.post(ROUTE, json=asked).json()
        answer = body["answers"][0] if "rows" in asked else body
        assert answer["contributions"][0]["name"] == "lux"


def test_an_unusual_value_is_answered_and_marked_in_the_callers_language(shared: Clients) -> None:
    shared.read.post(ROUTE, json={"inputs": ROW})
    sent = {"inputs": {**ROW, "lux": 900.0, "galpao": "leste"}}
    english = shared.read.post(ROUTE, json=sent).json()
    portuguese = shared.read.post(ROUTE, json=sent, headers={"Accept-Language": "pt-BR"}).json()
    assert {mark["code"] for mark in english["marks"]} == {"outside_training_range", "unknown_category"}
    assert english["marks"][0]["message"] != portuguese["marks"][0]["message"]
    assert english["answer"] == portuguese["answer"]


def test_answers_are_logged_with_their_origin(bench: Bench, clients: Clients) -> None:
    clients.read.post(ROUTE, json={"inputs": ROW})
    clients.read.post(ROUTE, json={"inputs": {**ROW, "lux": 1.0}})
    clients.read.post(ROUTE, json={"rows": [ROW, ROW]})
    bench.predict.close()
    lines = bench.predict.history("floresta")
    assert [line.origin for line in lines] == ["api"] * 4
    assert sorted(line.inputs["lux"] for line in lines) == [1.0, 30.0, 30.0, 30.0]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "body_not_json"),
        (b"[]", "body_not_a_prediction"),
        (b"null", "body_not_a_prediction"),
        (b"{}", "body_not_a_prediction"),
        (b'{"inputs": {}, "rows": [{}]}', "body_not_a_prediction"),
        (b'{"inputs": {"lux": 1}, "path": "/etc/passwd"}', "body_not_a_prediction"),
        (b'{"inputs": [1, 2]}', "body_not_a_prediction"),
        (b'{"rows": []}', "body_not_a_prediction"),
        (b'{"inputs": {"lux": 1}, "explain": 1}', "body_not_a_prediction"),
        (b'{"inputs": {}}', "rows_do_not_fit"),
        (b'{"inputs": {"lux": 1, "temperatura": 1}}', "rows_do_not_fit"),
        (b'{"inputs": {"lux": "dark", "temperatura": 1, "galpao": "sul"}}', "rows_do_not_fit"),
        (b'{"inputs": {"lux": 1e39, "temperatura": 1, "galpao": "sul"}}', "rows_do_not_fit"),
        (b'{"inputs": {"lux": [1], "temperatura": {}, "galpao": "sul"}}', "rows_do_not_fit"),
        (b'{"inputs": {"lux": 1, "temperatura": 1, "galpao": "%s"}}' % (b"a" * 10_001), "rows_do_not_fit"),
    ],
    ids=lambda value: value[:40].decode() if isinstance(value, bytes) else value,
)
def test_a_body_that_cannot_be_used_is_told_why(shared: Clients, body: bytes, code: str) -> None:
    answer = shared.read.post(ROUTE, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code


def test_every_value_that_does_not_fit_is_named_at_once(shared: Clients) -> None:
    answer = shared.read.post(ROUTE, json={"inputs": {"lux": "dark", "temperatura": "hot", "galpao": "sul"}})
    assert {problem["column"] for problem in answer.json()["problems"]} == {"lux", "temperatura"}


def test_more_rows_than_a_request_may_hold_are_sent_to_the_batch(shared: Clients) -> None:
    answer = shared.read.post(ROUTE, json={"rows": [ROW] * 1001})
    assert (answer.status_code, answer.json()["code"]) == (422, "api_too_many_rows")


def test_a_body_that_is_no_json_by_its_type_is_refused(shared: Clients) -> None:
    answer = shared.read.post(ROUTE, content=json.dumps({"inputs": ROW}), headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "api_media_refused")


@pytest.mark.parametrize("name", ["missing", "..", "a%2Fb", ".trash", "champion:nothing", "champion:"])
def test_a_model_that_there_is_not_is_a_problem_of_the_request(shared: Clients, name: str) -> None:
    answer = shared.read.post(f"/models/{name}/predict", json={"inputs": ROW})
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_task_is_answered_by_whoever_is_its_champion_now(bench: Bench, clients: Clients) -> None:
    route = f"/models/champion:{TASK}/predict"
    assert clients.read.post(route, json={"inputs": ROW}).json()["code"] == "api_no_champion"
    for name in ("arvore", "floresta"):
        bench.models.promote(name, force=True, reason="a test")
        assert clients.read.post(route, json={"inputs": ROW}).json()["model"] == name


def test_a_model_that_was_replaced_answers_no_more(parts: bootstrap.Parts, clients: Clients) -> None:
    assert clients.read.post(ROUTE, json={"inputs": ROW}).json()["answer"] == "claro"
    rows = sensor_rows()
    always = DummyClassifier(strategy="constant", constant="escuro").fit(rows, ["claro", "escuro"] * (len(rows) // 2))
    parts.store.delete("floresta")
    assert clients.read.post(ROUTE, json={"inputs": ROW}).status_code == 404
    parts.store.save("floresta", serving.draft_model(always, sample=rows))
    assert clients.read.post(ROUTE, json={"inputs": ROW}).json()["answer"] == "escuro"


@pytest.mark.parametrize("route", [ROUTE, "/lottery/check"], ids=["lean", "ordinary"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"X-API-Key": "bnc_000000000000_" + "a" * 43}, 401),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Length": "99999999999"}, 413),
    ],
    ids=["host", "origin", "key", "type", "size"],
)
def test_the_lean_route_is_checked_as_any_other(
    shared: Clients, route: str, headers: dict[str, str], status: int
) -> None:
    answer = shared.read.post(route, content=b"{}", headers={"Content-Type": "application/json", **headers})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] == answer.json()["instance"]


def test_without_a_key_nothing_is_told_of_models(shared: Clients) -> None:
    known, unknown = (shared.nobody.post(f"/models/{name}/predict", json={}) for name in ("floresta", "missing"))
    assert known.status_code == unknown.status_code == 401
    assert known.json()["code"] == unknown.json()["code"]


def test_each_prediction_is_a_line_of_the_request_log_without_what_was_sent(clients: Clients) -> None:
    clients.read.post(ROUTE, json={"inputs": {**ROW, "galpao": "segredo-do-cliente"}})
    line = clients.read.logged()[-1]
    assert (line["route"], line["status"], line["key"]) == ("/models/{name}/predict", 200, clients.read.key_id)
    assert "segredo" not in json.dumps(line)
