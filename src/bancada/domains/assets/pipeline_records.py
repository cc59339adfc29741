"""Pipelines in SQL: one row a pipeline of an owner, changed only by whoever saw its latest revision, or by its own run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from bancada.core.ports import Clock
from bancada.core.values import from_json, to_json
from bancada.data.engine import reading, writing
from bancada.data.tables import UtcDateTime
from bancada.domains.assets.pipeline_state import PipelineState, StepState

__all__ = ["METADATA", "PipelineRecord", "PipelineRecords", "pipelines"]

METADATA = sa.MetaData()

pipelines = sa.Table(
    "asset_pipelines",
    METADATA,
    sa.Column("owner", sa.String(80), primary_key=True),
    sa.Column("pipeline", sa.String(64), primary_key=True),
    sa.Column("steps", sa.JSON, nullable=False),
    sa.Column("folder", sa.String(64), nullable=False),  # beneath the data folder; of the run that did the latest step
    sa.Column("run_id", sa.String(64), nullable=False),  # the latest run that was asked for
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class PipelineRecord:
    """One row.

    Attributes
    ----------
    state : PipelineState
        As it was last written; whether a run is still at it is the queue's to say.
    folder : str
        Name of the folder of what its steps left.
    run_id : str
        Of the latest run; empty where there was none.
    revision : int
        0 of a row that is not there yet.
    """

    state: PipelineState
    folder: str
    run_id: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class PipelineRecords:
    """The table.

    **Concurrency**: `claim` and `delete` succeed for one of all who saw the same revision; `write_begun` and `write_done` only for the run that holds
    the pipeline.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of Bancada's own database, upgraded.
    clock : Clock
    """

    engine: sa.Engine
    clock: Clock

    def get(self, owner: str, pipeline: str) -> PipelineRecord | None:
        """Return one pipeline, or None where nobody ever began it."""
        with reading(self.engine) as connection:
            row = connection.execute(sa.select(pipelines).where(_is(owner, pipeline))).mappings().one_or_none()
        return None if row is None else _record(row)

    def list(self, owner: str) -> tuple[PipelineRecord, ...]:
        """Return the pipelines of one owner, the latest first."""
        query = sa.select(pipelines).where(pipelines.c.owner == owner)
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(pipelines.c.updated_at.desc(), pipelines.c.pipeline)).mappings()
            return tuple(_record(row) for row in rows)

    def claim(self, record: PipelineRecord) -> bool:
        """Write a row as it is to be, unless someone else wrote it since `record.revision` was read; whether it was written."""
        values = {
            "steps": [to_json(state) for state in record.state.steps],
            "folder": record.folder,
            "run_id": record.run_id,
            "revision": record.revision + 1,
            "updated_at": self.clock(),
        }
        here = _is(record.state.owner, record.state.pipeline)
        if record.revision:
            with writing(self.engine) as connection:
                changed = pipelines.update().where(here, pipelines.c.revision == record.revision).values(values)
                return connection.execute(changed).rowcount == 1
        own = {"owner": record.state.owner, "pipeline": record.state.pipeline}
        with writing(self.engine) as connection:
            try:
                with connection.begin_nested():
                    connection.execute(pipelines.insert().values({**own, **values}))
            except sa.exc.IntegrityError:  # someone else began it in between
                return False
        return True

    def write_begun(self, owner: str, pipeline: str, state: StepState) -> bool:
        """Replace one step by its beginning, unless the pipeline is another run's by now; what is done of it stays with it."""

        def begun(record: PipelineRecord) -> PipelineRecord:
            kept = replace(state, before=record.state.step(state.step).before)
            return replace(record, state=record.state.with_step(kept))

        return self._write(owner, pipeline, state.run_id, begun)

    def write_done(self, owner: str, pipeline: str, state: StepState, *, folder: str) -> bool:
        """Replace one step by its end, in one go with the folder of what it left, and forget what rested on the step as it was.

        Not where the pipeline is another run's by now. Returns whether it was written.
        """

        def done(record: PipelineRecord) -> PipelineRecord:
            return replace(record, state=record.state.with_done(state), folder=folder)

        return self._write(owner, pipeline, state.run_id, done)

    def _write(
        self, owner: str, pipeline: str, run_id: str, change: Callable[[PipelineRecord], PipelineRecord]
    ) -> bool:
        for _ in range(_TRIES):
            record = self.get(owner, pipeline)
            if record is None or record.run_id != run_id:
                return False
            if self.claim(change(record)):
                return True
        return False

    def delete(self, record: PipelineRecord) -> bool:
        """Remove a row, unless someone else wrote it since; whether it was removed."""
        here = _is(record.state.owner, record.state.pipeline)
        with writing(self.engine) as connection:
            removed = pipelines.delete().where(here, pipelines.c.revision == record.revision)
            return connection.execute(removed).rowcount == 1


_TRIES = 20


def _is(owner: str, pipeline: str) -> sa.ColumnElement[bool]:
    return sa.and_(pipelines.c.owner == owner, pipelines.c.pipeline == pipeline)


def _record(row: sa.RowMapping) -> PipelineRecord:
    steps = tuple(from_json(StepState, state) for state in row["steps"])
    state = PipelineState(row["owner"], row["pipeline"], steps, row["updated_at"])
    return PipelineRecord(state, row["folder"], row["run_id"], row["revision"])
