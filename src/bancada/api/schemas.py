"""What a model wants to be sent and answers, as JSON Schema and as an OpenAPI document, from its signature. Knows no route."""

from __future__ import annotations

from typing import Any

from bancada.core.dataset import ColumnType
from bancada.core.model import ModelInfo
from bancada.core.signature import Field, Signature

__all__ = ["MAX_ROWS", "answer_schema", "example_row", "model_document", "request_schema", "row_schema"]

MAX_ROWS = 1_000
"""Rows of one request; more go to `/models/{name}/predict/batch`."""

_TYPES: dict[ColumnType, str] = {
    ColumnType.INTEGER: "number",
    ColumnType.FLOAT: "number",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.CATEGORY: "string",
    ColumnType.TEXT: "string",
    ColumnType.DATETIME: "string",
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Json = dict[str, Any]  # Any: JSON values


def row_schema(signature: Signature) -> Json:
    """Return the JSON Schema of one row.

    Values outside the training range and unknown categories are answered and marked, so ranges and known categories are
    annotations (`x-training-range`, `x-known-values`), not limits.
    """
    return {
        "type": "object",
        "properties": {field.name: _property(field) for field in signature.fields},
        "required": list(signature.names),
        "additionalProperties": True,
        "description": "A value a field; null where unknown. Names beside the fields are ignored.",
    }


def example_row(signature: Signature) -> Json:
    """Return a row in the middle of the training data: medians, and the most frequent categories."""
    return {field.name: _example(field) for field in signature.fields}


def request_schema(signature: Signature) -> Json:
    """Return the JSON Schema of a prediction's request: one row as `inputs`, or up to `MAX_ROWS` as `rows`."""
    row, example = row_schema(signature), example_row(signature)
    explain = {
        "type": "boolean",
        "default": False,
        "description": "Whether to measure what moved each answer: one more run a field.",
    }
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": {
            "inputs": row,
            "rows": {"type": "array", "items": row, "minItems": 1, "maxItems": MAX_ROWS},
            "explain": explain,
        },
        "oneOf": [{"required": ["inputs"]}, {"required": ["rows"]}],
        "additionalProperties": False,
        "examples": [{"inputs": example}, {"rows": [example, example]}],
    }


def answer_schema(signature: Signature | None = None) -> Json:
    """Return the JSON Schema of one answer; with a signature, its classes are named."""
    answer: Json = {"description": "Class label as it was in training, or the predicted value."}
    probabilities: Json = {
        "type": "object",
        "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1},
        "description": "By class; empty for a predicted value. Never altered by marks.",
    }
    if signature is not None and signature.classes:
        probabilities["propertyNames"] = {"enum": list(signature.classes)}
        answer["x-classes"] = list(signature.classes)
    finding = {"type": "object", "properties": {"code": {"type": "string"}, "message": {"type": "string"}}}
    number = {"type": "number"}
    return {
        "type": "object",
        "properties": {
            "model": {"type": "string", "description": "The model that answered."},
            "answer": answer,
            "probabilities": probabilities,
            "marks": {"type": "array", "items": finding, "description": "How usual the row is beside training."},
            "contributions": {
                "type": "array",
                "items": {"type": "object", "properties": {"name": {"type": "string"}, "difference": number}},
                "description": "How far the answer moves when one field alone is replaced by its training median.",
            },
            "engine": {"enum": ["onnx", "native"]},
            "latency_ms": {**number, "description": "Inside the model, in milliseconds."},
        },
        "required": ["model", "answer", "probabilities", "marks", "contributions", "engine", "latency_ms"],
    }


def model_document(info: ModelInfo, signature: Signature) -> Json:
    """Return an OpenAPI document of one model alone, with its concrete request."""
    answer = answer_schema(signature)
    request = {key: value for key, value in request_schema(signature).items() if key != "$schema"}
    many = {"type": "object", "properties": {"answers": {"type": "array", "items": answer}}, "required": ["answers"]}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": info.title or info.name,
            "version": info.saved_at.isoformat(),
            "description": f"The model `{info.name}`: {info.kind or 'model'} that answers `{signature.target}`.",
        },
        "paths": {
            f"/models/{info.name}/predict": {
                "post": {
                    "operationId": "predict",
                    "summary": f"Answer one row or up to {MAX_ROWS}",
                    "security": [{"ApiKey": []}],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": request}}},
                    "responses": {
                        "200": {
                            "description": "One answer for `inputs`; a list of them for `rows`.",
                            "content": {"application/json": {"schema": {"oneOf": [answer, many]}}},
                        },
                        "default": {
                            "description": "What went wrong, as problem+json (RFC 9457).",
                            "content": {"application/problem+json": {"schema": {"type": "object"}}},
                        },
                    },
                }
            }
        },
        "components": {"securitySchemes": {"ApiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"}}},
    }


def _property(field: Field) -> Json:
    kind = _TYPES[field.type]
    found: Json = {"type": [kind, "null"] if field.missing_allowed else kind}
    if field.type is ColumnType.DATETIME:
        found["format"] = "date-time"
    if field.unit:
        found["x-unit"] = field.unit
    if field.type is not ColumnType.DATETIME and field.minimum is not None and field.maximum is not None:
        found["x-training-range"] = [field.minimum, field.maximum]
    if field.categories:
        found["x-known-values"] = list(field.categories)
    found["description"] = _description(field)
    found["examples"] = [_example(field)]
    return found


def _description(field: Field) -> str:
    """Return unit, range or values as a sentence."""
    parts = [f"In {field.unit}." if field.unit else ""]
    if field.categories:
        parts.append(
            "Values seen in training: "
            + ", ".join(field.categories[:20])
            + ("..." * (len(field.categories) > 20))
            + "."
        )
        parts.append("Others are answered as unknown, and marked.")
    elif field.type is ColumnType.DATETIME:
        parts.append("An instant, ISO 8601; UTC where it names no zone.")
    elif field.minimum is not None and field.maximum is not None and field.type is not ColumnType.BOOLEAN:
        parts.append(f"Training saw {field.minimum:g} to {field.maximum:g}; values beyond are answered and marked.")
    return " ".join(part for part in parts if part) or "As in training."


def _example(field: Field) -> str | float | bool | None:
    if field.type in (ColumnType.CATEGORY, ColumnType.TEXT):
        return field.mode if field.mode is not None else next(iter(field.categories), None)
    if field.median is None:
        return None
    if field.type is ColumnType.BOOLEAN:
        return bool(round(field.median))
    if field.type is ColumnType.DATETIME:
        from datetime import UTC, datetime

        return datetime.fromtimestamp(field.median, UTC).isoformat()
    return field.median
