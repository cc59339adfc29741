"""The prediction log on SQL: answers written in batches. Knows no model and no thread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING

import orjson
import sqlalchemy as sa

from bancada.core.ports import PredictionSink
from bancada.core.prediction import PredictionRecord
from bancada.data.engine import reading, writing
from bancada.data.tables import prediction_log

__all__ = ["SqlPredictionSink"]


class SqlPredictionSink:
    """Where logged answers go.

    **Atomicity**: a batch is stored whole or not at all. **Threads and processes**: safe for both.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of an upgraded database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def write(self, records: Sequence[PredictionRecord]) -> None:
        """Store all records in one transaction."""
        if not records:
            return
        with writing(self._engine) as connection:
            text = _as_text(records) if connection.dialect.name == "sqlite" else None
            if text is None:
                connection.execute(prediction_log.insert(), [_row(record) for record in records])
            else:
                connection.exec_driver_sql(_AT_ONCE, (text,))

    def recent(self, *, model: str | None = None, limit: int = 100) -> tuple[PredictionRecord, ...]:
        """Return the latest records, newest first."""
        query = sa.select(prediction_log).order_by(prediction_log.c.id.desc()).limit(limit)
        if model is not None:
            query = query.where(prediction_log.c.model == model)
        with reading(self._engine) as connection:
            return tuple(_record(row) for row in connection.execute(query).mappings())


_COLUMNS = ("model", "signature_sha256", "inputs", "answer", "probability", "latency_ms", "answered_at", "origin")
_AT_ONCE = (
    f"INSERT INTO {prediction_log.name} ({', '.join(_COLUMNS)}) "  # noqa: S608  # names of our own
    f"SELECT {', '.join(f'value ->> {place}' for place in range(len(_COLUMNS)))} FROM json_each(?)"
)
"""All rows in one statement. Row by row, the module takes and gives back the interpreter's lock at each, and whoever answers
calls in the same process waits for it as often."""


def _as_text(records: Sequence[PredictionRecord]) -> str | None:
    """Return the rows as one JSON text; None where a value is one that orjson has no way of writing and the json module has."""
    try:
        return orjson.dumps([_cells(record) for record in records], option=orjson.OPT_SERIALIZE_NUMPY).decode()
    except orjson.JSONEncodeError:
        return None


def _cells(record: PredictionRecord) -> tuple[object, ...]:
    """Return the row as `_AT_ONCE` takes it, each value as SQLAlchemy would have stored it."""
    at = record.answered_at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return (
        record.model,
        record.signature_sha256,
        record.inputs,  # orjson writes what is not finite as null
        record.answer,
        record.probability,
        record.latency_ms,
        at,
        record.origin,
    )


def _row(record: PredictionRecord) -> dict[str, object]:
    return {
        "model": record.model,
        "signature_sha256": record.signature_sha256,
        "inputs": {name: _finite(value) for name, value in record.inputs.items()},
        "answer": record.answer,
        "probability": record.probability,
        "latency_ms": record.latency_ms,
        "answered_at": record.answered_at,
        "origin": record.origin,
    }


def _finite(value: str | float | bool | None) -> str | float | bool | None:
    # JSON has no NaN or infinity; a missing number is null there
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _record(row: sa.RowMapping) -> PredictionRecord:
    return PredictionRecord(
        model=row["model"],
        signature_sha256=row["signature_sha256"],
        inputs=row["inputs"],
        answer=row["answer"],
        latency_ms=row["latency_ms"],
        answered_at=row["answered_at"],
        origin=row["origin"],
        probability=row["probability"],
    )


if TYPE_CHECKING:
    _: PredictionSink = SqlPredictionSink(sa.create_engine(""))
