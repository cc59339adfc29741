"""Errors as problem+json: the right status, the sentence in the caller's language, nothing of what is inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import orjson
import pytest
from pydantic import BaseModel, Field, ValidationError

from bancada.api.call import Call
from bancada.api.headers import language_of, new_request_id
from bancada.api.invalid import problems_in
from bancada.api.problems import ApiProblem, body_of, status_of
from bancada.core import errors
from bancada.core.errors import BancadaError, NotFound, Refused, SchemaError
from bancada.core.finding import Finding, Severity
from bancada.services import Bench
from tests.api.client import Api, api_client

CALL = Call("r-1", "pt_BR", "10.0.0.9")


@pytest.mark.parametrize(
    ("names", "status"),
    [
        ("BadInput ImportRefused SchemaError InvalidName InvalidTask InvalidSettings", 422),
        ("NotFound DatasetNotFound ModelNotFound RunNotFound CandidateNotFound", 404),
        ("AlreadyExists ModelExists DatasetExists", 409),
        ("Refused TamperedModel UntrustedModel RegistryNewer RegistryCorrupt StoreReadOnly GateRefused WorkerHeld RunRefused", 409),
        ("MissingExtra", 501), ("Cancelled", 409), ("BancadaError", 500),
    ],
)  # fmt: skip
def test_each_class_of_error_has_its_status(names: str, status: int) -> None:
    for name in names.split():
        assert status_of(getattr(errors, name)()) == status, name


def test_every_class_of_error_is_in_the_table_above() -> None:
    below = {name for name in errors.__all__ if status_of(getattr(errors, name)()) == 500}
    assert below == {"BancadaError"}


def test_a_database_that_is_away_is_not_the_callers_mistake() -> None:
    assert status_of(Refused("database_unreachable", database="x", detail="y")) == 503


def test_a_problem_says_what_was_asked_found_and_to_be_done_in_the_language_of_the_caller() -> None:
    body = orjson.loads(body_of(NotFound("api_key_not_found", id="abc"), CALL))
    assert body == {
        "type": "/docs/errors#api_key_not_found", "title": "Não encontrado", "status": 404, "instance": "r-1",
        "code": "api_key_not_found", "facts": {"id": "abc"},
        "detail": "Não há a chave abc. Veja as que há: bancada keys list",
    }  # fmt: skip


def test_all_mistakes_of_rows_are_listed_each_with_its_sentence() -> None:
    found = [
        Finding("audit_line_missing", Severity.FAILURE, "lux", {"line": 3}),
        Finding("audit_line_changed", facts={"line": 4}),
    ]
    body = orjson.loads(body_of(SchemaError(problems=found), CALL))
    assert [(one["code"], one["column"], one["severity"]) for one in body["problems"]] == [
        ("audit_line_missing", "lux", "failure"), ("audit_line_changed", None, "caution"),
    ]  # fmt: skip
    assert body["problems"][0]["detail"] == "Falta a linha 3 da auditoria."
    assert "problems" not in body["facts"]


def test_facts_of_any_kind_become_json() -> None:
    facts = {
        "a": np.float64(1.5),
        "b": {"x", "y"},
        "c": Finding("error", facts={"detail": "d"}),
        "d": {1: Role()},
        "e": float("nan"),
    }
    body = orjson.loads(body_of(NotFound("api_key_not_found", id="x", **facts), CALL))
    assert body["facts"]["a"] == 1.5
    assert body["facts"]["b"] == ["x", "y"]
    assert body["facts"]["c"]["code"] == "error"
    assert body["facts"]["d"] == {"1": "a role"}
    assert body["facts"]["e"] is None


class Role:
    def __str__(self) -> str:
        return "a role"


def test_an_error_that_no_status_was_thought_of_for_tells_nothing_of_itself() -> None:
    body = orjson.loads(body_of(BancadaError(detail="/home/secret"), CALL))
    assert (body["status"], body["code"], body["facts"]) == (500, "api_internal_error", {})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "en"), (b"", "en"), (b"pt-BR", "pt_BR"), (b"pt", "pt_BR"), (b"PT-pt;q=0.5", "pt_BR"), (b"en-US,pt;q=0.9", "en"),
        (b"en;q=0.3, pt-BR;q=0.8", "pt_BR"), (b"fr, de", "en"), (b"fr, pt;q=0.1", "pt_BR"), (b"pt;q=0", "en"), (b"pt;q=x", "en"),
        (b"\xff\xfe", "en"), (b"*", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_first_that_is_known_by_weight(accepted: bytes | None, language: str) -> None:
    assert language_of(accepted, default="en") == language


def test_a_callers_id_of_a_request_is_kept_where_it_is_sane(caller: Callable[[str], Api]) -> None:
    reader = caller("read")
    for sent, kept in [
        ("abc-12345", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("short", False),
        ("a b c d e", False),
        ("<script>1", False),
    ]:
        answer = reader.get("/no/such", headers={"X-Request-ID": sent})
        assert (answer.headers["x-request-id"] == sent) is kept, sent
        assert answer.json()["instance"] == answer.headers["x-request-id"]
    assert new_request_id(None) != new_request_id(None)


def test_a_defect_is_answered_without_detail_and_logged_with_where_it_was(
    house: Bench, caller: Callable[[str], Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = caller("admin")

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret of a caller")

    monkeypatch.setattr(type(house.models), "list", broken)
    answer = admin.get("/models")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["code"] == "api_internal_error"
    line = next(line for line in admin.logged() if line["request_id"] == answer.headers["x-request-id"])
    assert line["level"] == "error"
    assert line["traceback"][-1] == "ZeroDivisionError"
    assert any("broken" in entry for entry in line["traceback"])
    assert "secret" not in str(line)


@pytest.mark.parametrize("content", [b"{", b"[1,", b"\xff\xfe", b"{}{}"])
def test_a_body_that_is_not_json_is_told_so(caller: Callable[[str], Api], content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    for path in ("/models/x/promote", "/models/x/predict"):
        answer = caller("admin").post(path, content=content, headers=headers)
        assert answer.status_code in (400, 422), path
        assert answer.headers["content-type"] == "application/problem+json"


class _Asked(BaseModel):
    days: int = Field(ge=1, le=5)
    names: list[str] = Field(max_length=2)


# Any: what is sent.
@pytest.mark.parametrize(
    ("sent", "english", "portuguese"),
    [
        ({"names": []}, "Field required", "falta"),
        ({"days": "x", "names": []}, "valid integer", "deve ser um número inteiro"),
        ({"days": 9, "names": []}, "less than or equal to 5", "deve ser no máximo 5"),
        ({"days": 1, "names": ["a", "b", "c"]}, "at most 2 items", "deve ter no máximo 2 itens"),
    ],
)
def test_what_is_wrong_with_a_field_is_told_in_both_languages_without_what_was_sent(
    sent: dict[str, Any], english: str, portuguese: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        _Asked.model_validate(sent)
    in_english, in_portuguese = (problems_in(caught.value.errors(), language=one)[0] for one in ("en", "pt_BR"))
    assert english in in_english["detail"]
    assert in_portuguese["detail"] == portuguese
    assert in_english["where"] in ("days", "names")
    assert "input" not in in_english


def test_an_answer_that_cannot_be_audited_is_an_error(house: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = api_client(house, "admin")

    def away(*_: object, **__: object) -> None:
        raise Refused("database_unreachable", database="sqlite:///x", detail="away")

    monkeypatch.setattr(type(house.access.audit), "record", away)
    answer = admin.delete("/models/nobody")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unreachable")


def test_a_problem_carries_its_own_headers() -> None:
    problem = ApiProblem(429, "api_rate_exceeded", headers=((b"retry-after", b"3"),), seconds=3)
    assert (problem.status, problem.headers) == (429, ((b"retry-after", b"3"),))
    assert "3 s" in str(problem)
