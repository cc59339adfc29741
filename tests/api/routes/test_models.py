"""Models over HTTP: listed, shown, promoted through the gate, rolled back, deleted, each by whoever may."""

from __future__ import annotations

from datetime import datetime

import jsonschema
import pytest

from bancada.api.schemas import example_row, request_schema
from bancada.core.dataset import ColumnType
from bancada.core.signature import Field, Signature
from bancada.core.task import Problem
from bancada.services import Bench
from tests.api.routes.conftest import TASK, Clients

ROW = {"lux": 30.0, "temperatura": 20.0, "galpao": "norte"}
REASON = {"force": True, "reason": "a test"}


def test_models_are_listed_newest_first_by_pages(shared: Clients) -> None:
    whole = shared.read.get("/models").json()
    assert [model["name"] for model in whole["models"]] == ["floresta", "arvore"]
    assert whole["total"] == 2
    second = shared.read.get("/models", params={"limit": 1, "offset": 1}).json()
    assert ([model["name"] for model in second["models"]], second["total"]) == (["arvore"], 2)


def test_models_are_found_by_task_and_by_being_champion(bench: Bench, clients: Clients) -> None:
    bench.models.promote("arvore", force=True, reason="a test")

    def names(**asked: object) -> list[str]:
        return [model["name"] for model in clients.read.get("/models", params=asked).json()["models"]]

    assert names(task=TASK) == ["floresta", "arvore"]
    assert names(task="another") == []
    assert names(champion=True) == ["arvore"]
    assert names(champion=False) == ["floresta"]


def test_a_model_is_shown_with_its_inputs_its_certificate_and_its_files(shared: Clients) -> None:
    body = shared.read.get("/models/floresta").json()
    assert [field["name"] for field in body["signature"]["fields"]] == list(ROW)
    assert body["certificate"]["accepted"] is True
    assert {"model.joblib", "model.onnx"} <= {file["name"] for file in body["files"]}
    assert body["links"]["predict"] == "/models/floresta/predict"
    assert datetime.fromisoformat(body["saved_at"]).tzinfo is not None


def test_no_address_of_this_machine_is_told(shared: Clients) -> None:
    for page in ("", "/card", "/schema", "/openapi.json", "/gate"):
        assert "/tmp/" not in shared.read.get(f"/models/floresta{page}").text  # noqa: S108  # looked for, not written


def test_a_card_comes_in_the_callers_language(shared: Clients) -> None:
    english, portuguese = (
        shared.read.get("/models/floresta/card", headers={"Accept-Language": tag}) for tag in ("en", "pt-BR")
    )
    assert english.headers["content-type"].startswith("text/markdown")
    assert portuguese.headers["content-language"] == "pt-BR"
    assert english.text != portuguese.text


def test_a_models_schema_takes_its_own_examples_and_rows(shared: Clients) -> None:
    schema = shared.read.get("/models/floresta/schema").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    for example in [*schema["examples"], {"inputs": ROW}, {"rows": [ROW], "explain": True}]:
        jsonschema.validate(example, schema)
        assert shared.read.post("/models/floresta/predict", json=example).status_code == 200


@pytest.mark.parametrize(
    "unfit",
    [
        {},
        {"inputs": ROW, "rows": [ROW]},
        {"inputs": {"lux": 1.0}},
        {"inputs": {**ROW, "lux": "dark"}},
        {"rows": []},
        {"rows": [ROW], "explain": "yes"},
        {"inputs": ROW, "file": "/etc/passwd"},
    ],
    ids=["nothing", "both", "fields missing", "wrong type", "no rows", "wrong option", "unknown name"],
)
def test_what_a_schema_refuses_the_route_refuses_too(shared: Clients, unfit: dict[str, object]) -> None:
    schema = shared.read.get("/models/floresta/schema").json()
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(unfit, schema)
    assert shared.read.post("/models/floresta/predict", json=unfit).status_code == 422


def test_units_ranges_and_known_values_are_told_and_no_limits() -> None:
    fields = (
        Field("lux", ColumnType.FLOAT, "lx", minimum=0.0, maximum=50.0, median=25.0),
        Field("ligado", ColumnType.BOOLEAN, minimum=0.0, maximum=1.0, median=1.0),
        Field("galpao", ColumnType.CATEGORY, mode="sul", categories=("norte", "sul"), missing_allowed=False),
        Field("quando", ColumnType.DATETIME, minimum=0.0, maximum=2.0, median=86_400.0),
    )
    signature = Signature(fields, "estado", Problem.BINARY, ("claro", "escuro"))
    row = request_schema(signature)["properties"]["inputs"]["properties"]
    assert (row["lux"]["x-unit"], row["lux"]["x-training-range"]) == ("lx", [0.0, 50.0])
    assert row["galpao"]["x-known-values"] == ["norte", "sul"]
    assert (row["galpao"]["type"], row["lux"]["type"]) == ("string", ["number", "null"])
    beyond = {**example_row(signature), "lux": 900.0, "galpao": "leste"}
    jsonschema.validate({"inputs": beyond}, request_schema(signature))
    assert example_row(signature) == {
        "lux": 25.0,
        "ligado": True,
        "galpao": "sul",
        "quando": "1970-01-02T00:00:00+00:00",
    }


def test_a_models_own_document_holds_its_concrete_request(shared: Clients) -> None:
    document = shared.read.get("/models/floresta/openapi.json").json()
    operation = document["paths"]["/models/floresta/predict"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert list(schema["properties"]["inputs"]["properties"]) == list(ROW)
    assert document["openapi"].startswith("3.1")


def test_the_gate_says_what_it_finds_without_promoting(bench: Bench, clients: Clients) -> None:
    body = clients.read.get("/models/floresta/gate").json()
    assert body["passed"] is False
    assert all(finding["message"] for finding in body["findings"])
    assert bench.models.champion(TASK) is None


def test_a_refused_promotion_names_its_findings(clients: Clients) -> None:
    answer = clients.train.post("/models/floresta/promote", json={})
    assert answer.status_code == 409
    assert answer.json()["code"] == "gate_refused"


def test_only_an_admin_may_force_a_promotion_and_only_with_a_reason(clients: Clients) -> None:
    assert clients.train.post("/models/floresta/promote", json=REASON).json()["code"] == "api_role_missing"
    silent = clients.admin.post("/models/floresta/promote", json={"force": True})
    assert (silent.status_code, silent.json()["code"]) == (409, "gate_reason_missing")
    body = clients.admin.post("/models/floresta/promote", json=REASON).json()
    assert (body["name"], body["task"], body["forced"]) == ("floresta", TASK, True)


def test_a_task_goes_back_to_the_champion_before(clients: Clients) -> None:
    for name in ("arvore", "floresta"):
        clients.admin.post(f"/models/{name}/promote", json=REASON)
    body = clients.train.post(f"/tasks/{TASK}/rollback", json={"reason": "a test"}).json()
    assert (body["name"], body["rolled_back"]) == ("arvore", True)
    reigns = [reign["name"] for reign in clients.read.get(f"/tasks/{TASK}/champions").json()]
    assert reigns == ["arvore", "floresta", "arvore"]


def test_a_deleted_model_lies_in_the_trash(bench: Bench, clients: Clients) -> None:
    answer = clients.admin.delete("/models/arvore")
    assert (answer.status_code, answer.content) == (204, b"")
    assert clients.read.get("/models/arvore").status_code == 404
    assert [one.name for one in bench.models.trash()] == ["arvore"]


@pytest.mark.parametrize(
    ("method", "route", "weakest"),
    [
        ("POST", "/models/floresta/promote", "train"),
        ("POST", f"/tasks/{TASK}/rollback", "train"),
        ("DELETE", "/models/floresta", "admin"),
    ],
)
def test_what_changes_the_store_needs_its_role(shared: Clients, method: str, route: str, weakest: str) -> None:
    weaker = {"train": ("read",), "admin": ("read", "train")}[weakest]
    for role in weaker:
        answer = shared.of(role).request(method, route, json={} if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (403, "api_role_missing")


@pytest.mark.parametrize("page", ["", "/card", "/schema", "/openapi.json", "/gate"])
def test_a_model_that_there_is_not_is_not_found(shared: Clients, page: str) -> None:
    answer = shared.read.get(f"/models/missing{page}")
    assert (answer.status_code, answer.json()["code"]) == (404, "model_not_found")


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 501}, {"offset": -1}, {"champion": "perhaps"}])
def test_a_page_that_cannot_be_is_refused(shared: Clients, asked: dict[str, object]) -> None:
    assert shared.read.get("/models", params=asked).status_code == 422


def test_datasets_are_listed_without_their_rows(bench: Bench, clients: Clients) -> None:
    bench.data.load_demo()
    names = {row["name"] for row in clients.read.get("/data").json()}
    assert names == {info.name for info in bench.data.list()} != set()
