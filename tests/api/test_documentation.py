"""The specification says what is there, to whom, and how it fails; its pages load nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bancada.api.app import document
from bancada.api.documentation import OPEN_PATHS, TAGS
from bancada.core.messages import SENTENCES
from bancada.services import Bench
from tests.api.client import Api, api_client

PAGES = ("/", "/docs", "/swagger", "/docs/errors")
METHODS = ("get", "put", "post", "delete", "patch")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document()["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


OPERATIONS = list(operations())
ONE_EACH = pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[f"{m} {p}" for p, m, _ in OPERATIONS]
)


@ONE_EACH
def test_an_operation_says_its_role_its_key_and_its_errors(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation.get("summary")
    assert [tag in {name for name, _ in TAGS} for tag in operation["tags"]] == [True]
    answers = operation["responses"]
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    if path in OPEN_PATHS:
        assert "security" not in operation
        assert "401" not in answers
        return
    assert operation["security"] == [{"key": []}]
    assert operation["x-role"] in ("read", "train", "admin")
    assert f"Role: `{operation['x-role']}`" in operation["description"]
    assert {"400", "401", "403", "421", "422", "429", "500", "503"} <= answers.keys()
    assert ("413" in answers) is ("requestBody" in operation)
    for status in ("401", "403", "422", "429", "500"):
        assert answers[status]["content"] == problem, status


@ONE_EACH
def test_every_parameter_is_described(path: str, method: str, operation: dict[str, Any]) -> None:
    silent = [one["name"] for one in operation.get("parameters", []) if not one.get("description")]
    assert silent == []


def test_every_field_of_every_body_is_described() -> None:
    schemas = document()["components"]["schemas"]
    silent = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, value in schema.get("properties", {}).items()
        if not value.get("description") and "$ref" not in value
    ]
    assert silent == []


def test_the_same_specification_is_served_as_json_and_as_yaml(front: Api) -> None:
    as_json, as_yaml = front.get("/openapi.json"), front.get("/swagger/swagger.yml")
    assert as_json.json() == document()
    assert yaml.safe_load(as_yaml.text) == document()
    assert as_yaml.headers["content-type"].startswith("application/yaml")
    assert document()["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_no_script_of_its_text_and_loads_nothing_from_elsewhere(front: Api, path: str) -> None:
    answer = front.get(path)
    assert answer.headers["content-type"].startswith("text/html")
    assert re.findall(r"<script(?![^>]*\ssrc=)", answer.text) == []
    assert re.findall(r"\son\w+=", answer.text) == []
    loaded = re.findall(r'(?:src|href)="([^"#]+)"', answer.text)
    assert all(url.startswith("/docs/static/") or url == "data:," for url in loaded)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    for url in loaded:
        if url.startswith("/"):
            found = front.get(url)
            assert (found.status_code, len(found.content) > 100) == (200, True), url


def test_the_list_of_errors_has_every_code_in_the_language_asked(front: Api) -> None:
    english = front.get("/docs/errors").text
    portuguese = front.get("/docs/errors", headers={"Accept-Language": "pt-BR"}).text
    assert english.count("<dt id=") == portuguese.count("<dt id=") == len(SENTENCES)
    assert "<h1>Erros e avisos</h1>" in portuguese
    assert 'id="api_key_needed"' in english


def test_a_problem_points_to_a_place_that_the_list_of_errors_has(front: Api) -> None:
    kind: str = front.get("/models").json()["type"]
    page, _, code = kind.partition("#")
    assert f'id="{code}"' in front.get(page).text


@pytest.mark.parametrize("name", ["..%2fapp.py", "none.js", "../app.py", "swagger-ui.css/"])
def test_only_the_files_of_the_pages_are_served(front: Api, name: str) -> None:
    assert front.get(f"/docs/static/{name}").status_code in (401, 404)


def test_what_is_not_in_the_specification_is_not_reachable_with_any_method(house: Bench, front: Api) -> None:
    admin = api_client(house, "admin", app=front.app)
    for path in ("/docs/oauth2-redirect", "/redoc", "/docs/", "/models/", "/metrics/"):
        for method in ("GET", "POST"):
            assert admin.request(method, path).status_code == 404, (method, path)
