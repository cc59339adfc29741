"""What a caller sends to find a hole: names of the store's own files, values that only look right, parameters that are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bancada.services import Bench
from tests.api.client import Api

Caller = Callable[[str], Api]


@pytest.mark.parametrize("name", ["registry.json", "aliases.json", "journal.jsonl"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/models/{}", None), ("GET", "/models/{}/schema", None), ("POST", "/models/{}/predict", {"inputs": {"a": 1}}),
        ("POST", "/models/{}/predict/batch", [{"a": 1}]), ("POST", "/models/{}/promote", {}), ("DELETE", "/models/{}", None),
    ],
)  # fmt: skip
def test_the_stores_own_files_are_no_models(  # noqa: PLR0917  # fixtures
    house: Bench, caller: Caller, name: str, method: str, path: str, body: Any
) -> None:
    file = house.models.store.root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    had = file.exists()
    file.touch()
    answer = caller("admin").request(method, path.format(name), json=body)
    assert (answer.status_code, answer.json()["code"]) in (
        (404, "model_not_found"),
        (422, "invalid_name_reserved"),
    )
    assert file.exists()
    if not had:
        file.unlink()


def test_a_file_of_the_store_named_as_the_model_of_a_ticker_is_no_model(house: Bench, caller: Caller) -> None:
    root = house.models.store.root
    root.mkdir(parents=True, exist_ok=True)
    (root / "journal.jsonl").touch()
    answer = caller("read").post("/api/b3/predict", json={"ticker": "PETR4", "model": "journal.jsonl"})
    assert answer.status_code in (404, 422), answer.text


@pytest.mark.parametrize("value", [True, "7", 7.5], ids=["truth", "text", "part"])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/lottery/train", "seed"), ("/lottery/train", "window"), ("/lottery/backtest", "first"), ("/lottery/randomness", "seed"),
        ("/lottery/tickets", "n_tickets"), ("/lottery/tickets", "max_overlap"), ("/lottery/check", "contest"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_whole_number_is_refused(caller: Caller, path: str, field: str, value: Any) -> None:
    body = (
        {"kind": "ls15"}
        if path.endswith("train")
        else {"tickets": [list(range(1, 16))]}
        if path.endswith("check")
        else {}
    )
    answer = caller("train").post(path, json={**body, field: value})
    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["problems"]] == [f"body.{field}"]


def test_force_is_a_truth_value_and_no_word_for_one(caller: Caller) -> None:
    answer = caller("admin").post("/models/x/promote", json={"force": "yes", "reason": "x"})
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "body.force")


def test_a_parameter_that_a_route_does_not_take_is_refused_and_those_it_takes_are_named(caller: Caller) -> None:
    answer = caller("read").get("/models?limit=1&ofset=2&task%5B%5D=x")
    found = answer.json()
    assert (answer.status_code, found["code"]) == (422, "api_query_unknown")
    assert found["facts"] == {"sent": ["ofset", "task[]"], "taken": ["champion", "limit", "offset", "task"]}
    assert caller("read").get("/models?limit=1&&offset=2").status_code == 200


def test_what_needs_no_key_takes_any_parameter(front: Api) -> None:
    assert front.get("/health?probe=1").status_code == 200


def test_limits_of_lists_are_in_the_specification(front: Api) -> None:
    schemas = front.get("/openapi.json").json()["components"]["schemas"]
    number = schemas["Check"]["properties"]["tickets"]["items"]["items"]
    assert (number["minimum"], number["maximum"]) == (1, 25)
    assert '"ge"' not in front.get("/openapi.json").text
