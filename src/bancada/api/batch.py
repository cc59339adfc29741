"""Predictions over HTTP as FastAPI knows them: the page of the lean route, and batches of rows from a file."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from bancada.api.asked import check_rows
from bancada.api.call import BenchOf, Call, CallOf, access
from bancada.api.models import ModelName, finding_bodies, resolved
from bancada.api.problems import ApiProblem
from bancada.api.schemas import MAX_ROWS, answer_schema
from bancada.core.errors import BadInput
from bancada.core.prediction import BatchReport
from bancada.data.access.values import Role

if TYPE_CHECKING:
    import pandas as pd

    from bancada.services import Bench

__all__ = ["router"]

# Any: what OpenAPI calls responses.
_NO_LIBRARY: dict[int | str, dict[str, Any]] = {
    501: {"description": "A library that the model needs is not installed."}
}

router = APIRouter(tags=["models"])

Json = dict[str, Any]  # Any: JSON values
KINDS = {
    "text/csv": ".csv",
    "application/vnd.apache.parquet": ".parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/json": ".json",
}
"""Content types of a batch, and how a file of each is called."""

_ROW: Json = {
    "type": "object",
    "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
    "description": "A value a field, by name; null where unknown. What each model wants: `/models/{name}/schema`.",
    "examples": [{"lux": 31.5, "temperatura": 24.8, "galpao": "norte"}],
}
_REQUEST: Json = {
    "type": "object",
    "properties": {
        "inputs": _ROW,
        "rows": {"type": "array", "items": _ROW, "minItems": 1, "maxItems": MAX_ROWS},
        "explain": {
            "type": "boolean",
            "default": False,
            "description": "Whether to measure what moved each answer: one more run a field.",
        },
    },
    "oneOf": [{"required": ["inputs"]}, {"required": ["rows"]}],
    "additionalProperties": False,
    "description": "One row as `inputs`, or up to 1,000 as `rows`.",
}
_ANSWER = answer_schema()
_ANSWERS: Json = {
    "type": "object",
    "properties": {
        "model": {"type": "string", "description": "The model that answered."},
        "answers": {"type": "array", "items": _ANSWER},
    },
    "required": ["model", "answers"],
}
_FILES: Json = {
    "required": True,
    "content": {
        kind: {"schema": {"type": "array", "items": _ROW} if kind.endswith("json") else {"type": "string", "format": "binary"}}
        for kind in KINDS
    },
}  # fmt: skip


@router.post(
    "/models/{name}/predict",
    openapi_extra={
        **access(Role.READ),
        "requestBody": {"required": True, "content": {"application/json": {"schema": _REQUEST}}},
    },
    responses=_NO_LIBRARY | {200: {"content": {"application/json": {"schema": {"oneOf": [_ANSWER, _ANSWERS]}}}}},
    response_class=Response,
)
async def predict(name: ModelName) -> Response:
    """Answer one row or up to 1,000. A value outside the training range is answered and marked."""
    raise RuntimeError(f"the lean route did not take {name}")  # it stands before this one


@router.post(
    "/models/{name}/predict/batch",
    openapi_extra={**access(Role.READ), "requestBody": _FILES},
    responses=_NO_LIBRARY
    | {200: {"content": {"application/json": {"schema": {"type": "object"}}, "text/csv": {"schema": {"type": "string"}}}}},
    response_class=Response,
)  # fmt: skip
async def predict_batch(
    request: Request,
    bench: BenchOf,
    call: CallOf,
    name: ModelName,
    shown: Annotated[
        str, Query(alias="file", max_length=100, description="What errors call the file.", examples=["maio.csv"])
    ] = "batch",
) -> Response:
    """Answer every row of a CSV, Parquet, XLSX or JSON body; unfit rows are refused with their reasons, the others answered.

    The answers come as JSON, or with `Accept: text/csv` as the rows with the answers beside them.
    """
    sent = call.headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    if sent not in KINDS:
        raise ApiProblem(415, "api_media_refused", sent=sent[:100], taken=", ".join(KINDS))
    with tempfile.TemporaryDirectory(prefix="bancada-batch-") as folder:
        path = Path(folder) / f"batch{KINDS[sent]}"
        with path.open("wb") as file:
            async for chunk in request.stream():
                await run_in_threadpool(file.write, chunk)
        model = await run_in_threadpool(resolved, bench, name)
        return await run_in_threadpool(_answered, bench, call, model, path, Path(shown).stem + KINDS[sent])


def _answered(bench: Bench, call: Call, model: str, path: Path, shown: str) -> Response:
    if path.suffix == ".json":
        answers, report = bench.predict.batch_rows(model, _rows(path), origin="api")
    else:
        answers, report = bench.predict.batch(model, path, origin="api", shown_name=shown)
    if b"text/csv" in call.headers.get(b"accept", b""):
        counts = {"x-rows": str(report.rows), "x-answered": str(report.answered), "x-refused": str(len(report.refused))}
        return Response(answers.to_csv(index=False), media_type="text/csv; charset=utf-8", headers=counts)
    body = {"report": _report(report, call.language), "rows": _records(answers)}
    return Response(orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY, default=str), media_type="application/json")


def _rows(path: Path) -> list[Json]:
    """Return the rows of a JSON body: a list of objects."""
    try:
        rows = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise BadInput("body_not_json", detail=str(error)[:200]) from error
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadInput("body_not_rows")
    check_rows(rows)
    return rows


def _report(report: BatchReport, language: str) -> Json:
    return {
        "model": report.model,
        "rows": report.rows,
        "answered": report.answered,
        "marked": report.marked,
        "latency_ms": report.latency_ms,
        "engine": report.engine,
        "refused": [
            {"row": one.row, "findings": [body.model_dump() for body in finding_bodies(one.findings, language)]}
            for one in report.refused
        ],
    }


def _records(answers: pd.DataFrame) -> list[Json]:
    """Return rows as JSON values; what is missing as null."""
    records = answers.astype(object).to_dict("records")
    return [{str(name): _plain(value) for name, value in record.items()} for record in records]


# Any: cells of a frame.
def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return None if type(value).__name__ in ("NAType", "NaTType") else value
