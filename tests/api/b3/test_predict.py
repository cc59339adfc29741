"""What a model says of a ticker, over HTTP."""

from __future__ import annotations

import pytest

from bancada.data.access.values import Role
from bancada.domains.assets.requests import ModelType
from tests.api.b3.bench import Place, problem


def test_an_answer_has_all_that_users_of_such_services_know(here: Place) -> None:
    answer = here.client(Role.READ).post("/api/b3/predict", json={"ticker": "PETR4", "model_type": "rf"})
    found = answer.json()
    assert answer.status_code == 200
    assert found["action"] == "hold"
    assert found["probabilities"] == {"sell": 0.3, "hold": 0.45, "buy": 0.25}
    assert found["return"] == 0.002
    assert found["price"] == pytest.approx(found["last_close"] * (1 + found["return"]))
    assert found["horizon"] == 2
    assert found["feature_importance"][0] == {"feature": "return_5", "importance": 0.012, "deviation": 0.004}
    assert (found["model"], found["model_type"], found["model_dir"]) == ("rf_b3_1", "rf", "b3")
    assert found["data_date"] == "2025-12-30T13:00:00Z"
    assert "persistence" in found["note"]
    assert "expected_return" not in found


def test_the_note_comes_in_the_language_asked_for(here: Place) -> None:
    headers = {"Accept-Language": "pt-BR"}
    found = here.client(Role.READ).post("/api/b3/predict", json={"ticker": "PETR4"}, headers=headers).json()
    assert "persistência" in found["note"]


def test_what_is_asked_arrives_as_it_was_meant(here: Place) -> None:
    client = here.client(Role.READ)
    client.post("/api/b3/predict", json={"ticker": "petr4", "model_type": "lstm", "model_dir": "outra"})
    client.post("/api/b3/predict", json={"ticker": "PETR4", "model": "rf_b3_1"})
    assert here.predictions.asked == [
        {"ticker": "PETR4", "model_type": ModelType.LSTM_MTL, "collection": "outra", "model": None, "origin": "api"},
        {"ticker": "PETR4", "model_type": None, "collection": "b3", "model": "rf_b3_1", "origin": "api"},
    ]


def test_a_ticker_that_is_not_there_is_not_found(here: Place) -> None:
    assert problem(here.client(Role.READ).post("/api/b3/predict", json={"ticker": "NADA3"}))["status"] == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "ticker"),
        ({"ticker": "PETR4", "model_type": "torch"}, "model_type"),
        ({"ticker": "../PETR4"}, "ticker"),
        ({"ticker": "PETR4", "lookback": 32}, "lookback"),
        ({"ticker": ["PETR4"]}, "ticker"),
        ({"ticker": None}, "ticker"),
    ],
    ids=str,
)
def test_a_field_that_is_wrong_is_named(here: Place, body: dict[str, object], field: str) -> None:
    answer = problem(here.client(Role.READ).post("/api/b3/predict", json=body))
    assert answer["status"] == 422
    assert [one for one in answer["problems"] if field in str(one)] != []
    assert here.predictions.asked == []


@pytest.mark.parametrize("name", ["model", "model_dir"])
@pytest.mark.parametrize("found", ["../../etc/passwd", "a/b", "..", "C:\\x"])
def test_a_path_is_neither_a_model_nor_a_collection(here: Place, name: str, found: str) -> None:
    answer = problem(here.client(Role.READ).post("/api/b3/predict", json={"ticker": "PETR4", name: found}))
    assert answer["status"] == 422
    assert here.predictions.asked == []


def test_the_same_question_is_answered_from_memory_and_logged_all_the_same(here: Place) -> None:
    client = here.client(Role.READ)
    found = [client.post("/api/b3/predict", json={"ticker": ticker}).json() for ticker in ("PETR4", "petr4")]
    assert [one.pop("remembered") for one in found] == [False, True]
    assert [one.pop("latency_ms") >= 0 for one in found] == [True, True]
    assert found[0] == found[1]
    assert len(here.predictions.asked) == 1
    assert [record.origin for record in here.predictions.logged] == ["api"]


def test_a_question_is_asked_anew_once_the_store_has_changed(here: Place) -> None:
    client = here.client(Role.READ)
    for _ in range(2):
        client.post("/api/b3/predict", json={"ticker": "PETR4"})
        (here.predictions.root / "registry.json").write_text('{"another": "model"}')
    assert len(here.predictions.asked) == 2
