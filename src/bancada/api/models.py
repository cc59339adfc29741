"""Saved models over HTTP: list, look, promote through the gate, roll back, delete. How they answer is in `lean` and `batch`."""

from __future__ import annotations

import math
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from bancada.api.bodies import (
    ChampionBody,
    DataRow,
    FindingBody,
    GateBody,
    MetricBody,
    ModelDetail,
    ModelRow,
    ModelsPage,
    Promote,
    Rollback,
)
from bancada.api.call import BenchOf, CallOf, access
from bancada.api.fields import SLUG_PATTERN
from bancada.api.lean import Champions
from bancada.api.schemas import model_document, request_schema
from bancada.core.errors import BadInput
from bancada.core.finding import Finding
from bancada.core.model import ChampionRecord, MetricFigure, ModelInfo
from bancada.core.signature import Signature
from bancada.core.values import to_json
from bancada.data.access.values import Role
from bancada.services import Bench

__all__ = ["ModelName", "data_router", "finding_bodies", "resolved", "router"]

router = APIRouter(tags=["models"])
data_router = APIRouter(tags=["data"])

# Any: JSON schema.
NAMES: dict[str, Any] = {"anyOf": [{"maxLength": 64, "pattern": SLUG_PATTERN}, {"pattern": "^champion:[^/]+$"}]}
"""For the documentation alone: a name that fits neither is refused further down."""
ModelName = Annotated[
    str,
    Path(
        max_length=300,
        description="Name of a model, or `champion:TASK` for whoever serves a task now.",
        examples=["esteira-rf"],
        json_schema_extra=NAMES,
    ),
]
Task = Annotated[str, Path(max_length=200, description="Name of a task.", examples=["esteira: estado"])]


@router.get("/models", openapi_extra=access(Role.READ))
def list_models(
    bench: BenchOf,
    task: Annotated[
        str | None, Query(max_length=200, description="Only models of this task.", examples=["esteira: estado"])
    ] = None,
    champion: Annotated[bool | None, Query(description="Only champions, or only the others.", examples=[True])] = None,
    limit: Annotated[
        int, Query(ge=1, le=500, description="Models on a page.", examples=[50], json_schema_extra={"x-unit": "models"})
    ] = 50,
    offset: Annotated[
        int,
        Query(
            ge=0,
            le=10**6,
            description="Models left out before it.",
            examples=[0],
            json_schema_extra={"x-unit": "models"},
        ),
    ] = 0,
) -> ModelsPage:
    """List saved models, newest first."""
    found = [
        info
        for info in bench.models.list()
        if task in (None, info.task) and champion in (None, info.is_champion)
    ]  # fmt: skip
    page = [ModelRow(**_row(info)) for info in found[offset : offset + limit]]
    return ModelsPage(total=len(found), limit=limit, offset=offset, models=page)


@router.get("/models/{name}", openapi_extra=access(Role.READ))
def get_model(bench: BenchOf, name: ModelName) -> ModelDetail:
    """Show everything known of a model."""
    info = bench.models.info(resolved(bench, name))
    return ModelDetail(**_row(info), **_detail(info))


@router.get(
    "/models/{name}/card",
    openapi_extra=access(Role.READ),
    response_class=Response,
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
)
def get_card(bench: BenchOf, call: CallOf, name: ModelName) -> Response:
    """Return a model's card as Markdown, in the caller's language."""
    text = bench.models.card(resolved(bench, name), language=call.language)
    return Response(text, media_type="text/markdown; charset=utf-8", headers={"content-language": _tag(call.language)})


@router.get("/models/{name}/schema", openapi_extra=access(Role.READ))
def get_schema(bench: BenchOf, name: ModelName) -> dict[str, Any]:  # Any: a JSON Schema
    """Return the JSON Schema of what this model wants to be sent."""
    return request_schema(_signature(bench.models.info(resolved(bench, name))))


@router.get("/models/{name}/openapi.json", openapi_extra=access(Role.READ))
def get_document(bench: BenchOf, name: ModelName) -> dict[str, Any]:  # Any: an OpenAPI document
    """Return an OpenAPI document of this model alone, with its concrete request, for generators of clients."""
    info = bench.models.info(resolved(bench, name))
    return model_document(info, _signature(info))


@router.get("/models/{name}/gate", openapi_extra=access(Role.READ))
def get_gate(
    bench: BenchOf,
    call: CallOf,
    name: ModelName,
    task: Annotated[
        str | None, Query(max_length=200, description="Its own task by default.", examples=["esteira: estado"])
    ] = None,
) -> GateBody:
    """Say what the gate of a promotion finds, without promoting."""
    verdict = bench.models.gate(resolved(bench, name), task=task)
    return GateBody(passed=verdict.passed, findings=finding_bodies(verdict.findings, call.language))


@router.post("/models/{name}/promote", openapi_extra=access(Role.TRAIN))
def promote(bench: BenchOf, call: CallOf, name: ModelName, asked: Promote) -> ChampionBody:
    """Make a model its task's champion, through the gate; with `force`, although the gate refuses."""
    if asked.force:
        call.need(Role.ADMIN)
    record = bench.models.promote(resolved(bench, name), task=asked.task, force=asked.force, reason=asked.reason)
    return _champion(record)


@router.post("/tasks/{task}/rollback", openapi_extra=access(Role.TRAIN))
def rollback(bench: BenchOf, task: Task, asked: Rollback) -> ChampionBody:
    """Give a task back to the champion before."""
    return _champion(bench.models.rollback(task, reason=asked.reason))


@router.get("/tasks/{task}/champions", openapi_extra=access(Role.READ))
def list_champions(bench: BenchOf, task: Task) -> list[ChampionBody]:
    """List every reign of a task, the first one first."""
    return [_champion(record) for record in bench.models.history(task)]


@router.delete("/models/{name}", openapi_extra=access(Role.ADMIN), status_code=204)
def delete_model(bench: BenchOf, name: ModelName) -> None:
    """Move a model to the trash; it can be brought back from the dashboard or the shell."""
    bench.models.delete(name)


@data_router.get("/data", openapi_extra=access(Role.READ))
def list_data(bench: BenchOf) -> list[DataRow]:
    """List datasets, without their rows."""
    return [
        DataRow(
            name=info.name,
            pack=info.pack,
            source=info.source.value,
            rows=info.rows,
            columns=len(info.columns),
            sha256=info.sha256,
        )
        for info in bench.data.list()
    ]


def resolved(bench: Bench, name: str) -> str:
    """Return the name of a model; of `champion:TASK`, who serves the task now. NotFound where nobody does."""
    return Champions(bench).name(name)


def finding_bodies(findings: tuple[Finding, ...], language: str) -> list[FindingBody]:
    """Return findings with their sentences in one language."""
    return [
        FindingBody(code=one.code, severity=one.severity.value, column=one.column, message=one.message(language))
        for one in findings
    ]


def _signature(info: ModelInfo) -> Signature:
    if info.signature is None:
        raise BadInput("model_without_signature", model=info.name)
    return info.signature


# Any: JSON values.
def _row(info: ModelInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "title": info.title,
        "task": info.task,
        "kind": info.kind,
        "problem": None if info.problem is None else info.problem.value,
        "main_metric": None if info.main_metric is None else _metric(info.main_metric),
        "saved_at": info.saved_at,
        "is_champion": info.is_champion,
        "is_legacy": info.is_legacy,
        "tags": list(info.tags),
    }


# Any: JSON values.
def _detail(info: ModelInfo) -> dict[str, Any]:
    at = f"/models/{info.name}"
    parts = {name: getattr(info, name) for name in ("signature", "lineage", "certificate", "leaks")}
    pages = ("card", "schema", "openapi.json", "gate", "predict")
    return {
        "notes": info.notes,
        "metrics": [_metric(figure) for figure in info.metrics],
        **{name: None if part is None else to_json(part) for name, part in parts.items()},
        "files": [to_json(file) for file in info.files],
        "versions": info.versions,
        "links": {"self": at, **{page.removesuffix(".json"): f"{at}/{page}" for page in pages}},
    }


def _metric(figure: MetricFigure) -> MetricBody:
    low, high = (None, None) if figure.interval is None else (figure.interval.low, figure.interval.high)
    return MetricBody(
        name=figure.name,
        value=_finite(figure.value),
        baseline=_finite(figure.baseline),
        low=_finite(low),
        high=_finite(high),
        split=figure.split,
        greater_is_better=figure.greater_is_better,
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _champion(record: ChampionRecord) -> ChampionBody:
    return ChampionBody(**to_json(record))


def _tag(language: str) -> str:
    return language.replace("_", "-")
