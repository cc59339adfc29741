"""Batches over HTTP: every row is answered or refused with its reasons, whatever kind of body it came in."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from bancada.services import Bench
from tests.api.routes.conftest import Clients, sensor_rows

ROUTE = "/models/floresta/predict/batch"
N = 12


def body_of(kind: str, rows: pd.DataFrame) -> bytes:
    """Return rows as a body of a content type."""
    buffer = io.BytesIO()
    if kind == "text/csv":
        rows.to_csv(buffer, index=False)
    elif kind.endswith("parquet"):
        rows.to_parquet(buffer)
    elif kind.endswith("sheet"):
        rows.to_excel(buffer, index=False)
    else:
        rows.to_json(buffer, orient="records")
    return buffer.getvalue()


KINDS = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_rows_of_any_kind_of_body_are_answered_as_one_by_one(shared: Clients, kind: str) -> None:
    rows = sensor_rows(N)
    answer = shared.read.post(ROUTE, content=body_of(kind, rows), headers={"Content-Type": kind})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["report"]["rows"], body["report"]["answered"], body["report"]["refused"]) == (N, N, [])
    alone = shared.read.post("/models/floresta/predict", json={"rows": rows.to_dict("records")}).json()["answers"]
    assert [row["prediction"] for row in body["rows"]] == [one["answer"] for one in alone]


def test_an_unfit_row_is_refused_with_its_reasons_and_the_others_answered(shared: Clients) -> None:
    rows = [{"lux": 30, "temperatura": 20, "galpao": "sul"}, {"lux": "dark", "temperatura": 20, "galpao": "sul"}]
    body = shared.read.post(ROUTE, json=rows, headers={"Accept-Language": "pt-BR"}).json()
    (refused,) = body["report"]["refused"]
    assert (body["report"]["answered"], refused["row"]) == (1, 2)
    assert refused["findings"][0]["column"] == "lux"
    assert body["rows"][1]["prediction"] is None


def test_answers_come_as_csv_where_that_is_asked_for(shared: Clients) -> None:
    content = body_of("text/csv", sensor_rows(N))
    headers = {"Content-Type": "text/csv", "Accept": "text/csv"}
    answer = shared.read.post(ROUTE, content=content, headers=headers)
    assert (answer.headers["x-rows"], answer.headers["x-refused"]) == (str(N), "0")
    assert list(pd.read_csv(io.StringIO(answer.text))["prediction"].unique()) != []


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"<x/>", "application/xml", 415, "api_media_refused"),
        (b"{", "application/json", 422, "body_not_json"),
        (b'{"rows": []}', "application/json", 422, "body_not_rows"),
        (b"[]", "application/json", 422, "body_not_rows"),
        (b"[1]", "application/json", 422, "body_not_rows"),
        (b'[{"lux": 1}]', "application/json", 422, "rows_do_not_fit"),
        (b'[{"lux": [1], "temperatura": {}, "galpao": "sul"}]', "application/json", 422, "rows_do_not_fit"),
        (b"lux\n1\n", "text/csv", 422, None),
        (b"\x00\x01", "text/csv", 422, None),
        (b"PK nothing", "application/vnd.apache.parquet", 422, None),
        (b"PK nothing", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 422, None),
    ],
)
def test_a_body_that_cannot_be_read_is_told_why(
    shared: Clients, content: bytes, kind: str, status: int, code: str | None
) -> None:
    answer = shared.read.post(ROUTE, content=content, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert code in (None, answer.json()["code"])
    assert "/tmp/" not in answer.text  # noqa: S108  # looked for, not written


def test_a_file_is_called_by_the_name_that_was_given_never_by_a_path(shared: Clients) -> None:
    answer = shared.read.post(
        ROUTE, params={"file": "../../etc/maio.csv"}, content=b"\x00", headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == 422
    assert ".." not in answer.json()["detail"]


def test_nothing_of_a_batch_stays_on_the_disk(shared: Clients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for content in (body_of("text/csv", sensor_rows(N)), b"\x00"):
        shared.read.post(ROUTE, content=content, headers={"Content-Type": "text/csv"})
    assert list(tmp_path.iterdir()) == []


def test_a_batch_is_logged_row_by_row(bench: Bench, clients: Clients) -> None:
    rows = sensor_rows(3)
    for kind in ("text/csv", "application/json"):
        clients.read.post(ROUTE, content=body_of(kind, rows), headers={"Content-Type": kind})
    bench.predict.close()
    lines = bench.predict.history("floresta")
    assert [line.origin for line in lines] == ["api"] * 6
    assert sorted(float(line.inputs["lux"]) for line in lines) == sorted([*rows["lux"], *rows["lux"]])
