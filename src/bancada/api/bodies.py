"""The bodies that routes of models, runs and data answer with; every field says its unit, range and meaning."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from bancada.api.fields import Body, flag, text, told

__all__ = [
    "ChampionBody",
    "DataRow",
    "FindingBody",
    "GateBody",
    "JobBody",
    "LogBody",
    "MetricBody",
    "ModelDetail",
    "ModelRow",
    "ModelsPage",
    "Promote",
    "Rollback",
]

Task = Literal["waiting", "running", "done", "failed", "cancelled"]


class FindingBody(BaseModel):
    """One thing noticed."""

    code: str = Field(description="What was noticed, for programs.", examples=["gate_beats_baseline"])
    severity: Literal["info", "caution", "failure"] = Field(description="How much it matters.", examples=["info"])
    column: str | None = Field(default=None, description="The field it speaks of.", examples=["lux"])
    message: str = Field(description="The sentence, in the caller's language.", examples=["It beats its baseline."])


class MetricBody(BaseModel):
    """A metric beside its baseline and interval."""

    name: str = Field(description="Name of the metric.", examples=["MCC"])
    value: float | None = told("On that split; null where it is not a number.", 0.61, unit="as the metric")
    baseline: float | None = Field(
        default=None,
        description="The dummy's value on the same rows.",
        examples=[0.0],
        json_schema_extra={"x-unit": "as the metric"},
    )
    low: float | None = Field(
        default=None,
        description="Lower end of the 95% interval.",
        examples=[0.55],
        json_schema_extra={"x-unit": "as the metric"},
    )
    high: float | None = Field(
        default=None,
        description="Upper end of the 95% interval.",
        examples=[0.66],
        json_schema_extra={"x-unit": "as the metric"},
    )
    split: str = Field(description="Rows it was measured on.", examples=["holdout"])
    greater_is_better: bool = Field(description="Which way is better.", examples=[True])


class ModelRow(BaseModel):
    """A model as listed."""

    name: str = Field(description="Name in the store.", examples=["esteira-rf"])
    title: str = Field(description="Free text.", examples=["Esteira 3, floresta"])
    task: str = Field(
        description="Task it answers; empty where it was saved without one.", examples=["esteira: estado"]
    )
    kind: str = Field(description="Candidate, or class of the estimator.", examples=["rf"])
    problem: str | None = Field(description="Kind of problem.", examples=["binary"])
    main_metric: MetricBody | None = Field(description="The metric that ranked it.")
    saved_at: datetime = Field(description="Instant, UTC.", examples=["2026-11-21T14:02:11Z"])
    is_champion: bool = Field(description="Whether it serves its task now.", examples=[True])
    is_legacy: bool = Field(description="Listed, and not loadable until it is adopted.", examples=[False])
    tags: list[str] = Field(description="Words its owner gave it.", examples=[["piloto"]])


class ModelsPage(BaseModel):
    """Models, newest first."""

    total: int = told("Models that the filter leaves.", 12, unit="models", at_least=0)
    limit: int = told("Most on this page.", 50, unit="models")
    offset: int = told("Left out before it.", 0, unit="models")
    models: list[ModelRow] = Field(description="This page.")


class ModelDetail(ModelRow):
    """Everything known of a model."""

    notes: str = Field(description="Free text.", examples=["Com os dados de maio."])
    metrics: list[MetricBody] = Field(description="All that were measured.")
    # Any: JSON values, as the store keeps them.
    signature: dict[str, Any] | None = Field(
        description="Inputs: names, types, units, ranges, categories.",
        examples=[{"inputs": [{"name": "lux", "kind": "number", "unit": "lx"}]}],
    )
    lineage: dict[str, Any] | None = Field(
        description="Dataset, run, split, rows and seed it comes from.",
        examples=[{"dataset": "esteira", "rows": 2400, "seed": 7}],
    )
    certificate: dict[str, Any] | None = Field(
        description="Whether the ONNX export answers as the original.", examples=[{"passed": True}]
    )
    leaks: dict[str, Any] | None = Field(
        description="What the leak battery found; null where none was run.", examples=[{"findings": []}]
    )
    files: list[dict[str, Any]] = Field(
        description="Name, SHA-256 and size in bytes of each file.",
        examples=[[{"name": "model.onnx", "sha256": "9f2c...", "size": 52120}]],
    )
    versions: dict[str, str] = Field(description="Libraries when it was saved.", examples=[{"scikit-learn": "1.9.0"}])
    links: dict[str, str] = Field(
        description="Addresses of what belongs to it.", examples=[{"self": "/models/esteira-rf"}]
    )


class GateBody(BaseModel):
    """What the gate of a promotion says."""

    passed: bool = Field(description="Whether it may be promoted without force.", examples=[True])
    findings: list[FindingBody] = Field(description="One a check.")


class ChampionBody(BaseModel):
    """Who serves a task."""

    task: str = Field(description="The task.", examples=["esteira: estado"])
    name: str = Field(description="The model that serves it now.", examples=["esteira-rf"])
    since: datetime = Field(description="Instant, UTC.", examples=["2026-11-21T14:02:11Z"])
    previous: str | None = Field(description="Who served before.", examples=["esteira-lr"])
    forced: bool = Field(description="Whether the gate had refused.", examples=[False])
    reason: str = Field(description="As it was given.", examples=["Validado na linha 3."])
    rolled_back: bool = Field(description="Whether it is back by a rollback.", examples=[False])


class Promote(Body):
    """What is asked of a promotion."""

    task: str | None = text(None, "Its own task by default.", at_most=200, example="esteira: estado")
    force: bool = flag("Although the gate refuses; needs the role admin and a reason.", default=False)
    reason: str = text("", "Journalled.", at_most=500, example="Validado na linha 3.")


class Rollback(Body):
    """What is asked of a rollback."""

    reason: str = text("", "Journalled.", at_most=500, example="Alarmes falsos desde ontem.")


class JobBody(BaseModel):
    """A background run."""

    id: str = Field(description="Id of the run.", examples=["lottery-train-5f2c0a9be1d3"])
    kind: str = Field(description="What is done.", examples=["lottery-train"])
    title: str = Field(description="What a person would call it.", examples=["ls15"])
    status: Task = Field(description="Where it stands.", examples=["running"])
    submitted_at: datetime = Field(description="Instant, UTC.", examples=["2026-11-21T14:02:11Z"])
    started_at: datetime | None = Field(description="Instant, UTC; null before.", examples=["2026-11-21T14:02:12Z"])
    ended_at: datetime | None = Field(description="Instant, UTC; null before.", examples=["2026-11-21T14:05:40Z"])
    # Any: JSON values that belong to the job.
    progress: dict[str, Any] | None = Field(
        description="`done` of `total` units, and what is done now.", examples=[{"done": 3, "total": 10, "message": ""}]
    )
    result: dict[str, Any] = Field(description="What it answered; empty before its end.", examples=[{"model": "ls15"}])
    note: str | None = Field(description="Why it waits, where that is not its turn.", examples=[None])
    error_code: str | None = Field(description="What it failed with, for programs.", examples=[None])
    error: str | None = Field(description="The same as a sentence in the caller's language.", examples=[None])
    links: dict[str, str] = Field(
        description="Addresses: itself, log, events, cancel.", examples=[{"self": "/jobs/lottery-train-5f2c0a9be1d3"}]
    )


class LogBody(BaseModel):
    """Lines of a run's log."""

    # Any: JSON values.
    lines: list[dict[str, Any]] = Field(
        description="Instant, level and text of each.",
        examples=[[{"at": "2026-11-21T14:02:12Z", "level": "info", "text": "epoch 1"}]],
    )
    next: int = told("`after` of the next call.", 12, unit="lines", at_least=0)


class DataRow(BaseModel):
    """A dataset as listed."""

    name: str = Field(description="Name of the dataset.", examples=["esteira"])
    pack: str = Field(description="Domain pack it belongs to.", examples=["tables"])
    source: str = Field(description="official, imported, connected or simulated.", examples=["imported"])
    rows: int = told("Rows.", 2400, unit="rows", at_least=0)
    columns: int = told("Columns.", 6, unit="columns", at_least=0)
    sha256: str = Field(description="Fingerprint of its content.", examples=["9f2c..."])
