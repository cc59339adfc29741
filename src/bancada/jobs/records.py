"""Rows of runs: what they are, how far they are, what they said. Every change of status is one conditional UPDATE.

Knows SQL; not who executes runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from bancada.core.errors import RunNotFound, RunRefused
from bancada.core.finding import revived
from bancada.core.messages import render
from bancada.core.ports import Clock
from bancada.core.run import LogLine, Progress, RunInfo, RunStatus
from bancada.jobs.outcome import Outcome
from bancada.jobs.schema import KINDS, LOG, RUNS, translated

__all__ = ["RunRecords"]

_OPEN = (RunStatus.WAITING, RunStatus.RUNNING)


class RunRecords:
    """The tables of runs behind one engine.

    **Thread safety**: as the engine's; every method is one transaction.

    **Errors**: a database that cannot be reached or written is Refused with `jobs_database_unusable`.
    """

    def __init__(self, engine: sa.Engine, *, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    # --- reading

    def get(self, run_id: str) -> RunInfo:
        """Return a run as recorded; RunNotFound."""
        with self.reading() as connection:
            row = connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).one_or_none()
        if row is None:
            raise RunNotFound(run_id=run_id)
        return _run_info(row)

    def list(self, *, kind: str | None, limit: int) -> tuple[RunInfo, ...]:
        """Return runs, newest first."""
        query = sa.select(RUNS).order_by(RUNS.c.number.desc()).limit(limit)
        if kind is not None:
            query = query.where(RUNS.c.kind == kind)
        with self.reading() as connection:
            return tuple(_run_info(row) for row in connection.execute(query))

    def log(self, run_id: str, *, after: int) -> tuple[LogLine, ...]:
        """Return the lines of a run from number `after` (counted from 0) on."""
        query = sa.select(LOG).where(LOG.c.run_id == run_id, LOG.c.number >= after).order_by(LOG.c.number)
        with self.reading() as connection:
            return tuple(
                LogLine(at=_instant(row.at), level=row.level, text=row.text) for row in connection.execute(query)
            )

    def kinds(self) -> frozenset[str]:
        """Return the kinds that the last worker said it can run."""
        with self.reading() as connection:
            return frozenset(connection.scalars(sa.select(KINDS.c.kind)))

    def is_cancel_requested(self, run_id: str) -> bool:
        """Whether someone asked the run to stop."""
        query = sa.select(RUNS.c.cancel_requested_at).where(RUNS.c.id == run_id)
        with self.reading() as connection:
            return connection.scalar(query) is not None

    def unfinished(self, *, unchanged_s: float) -> dict[str, RunStatus]:
        """Return the status of runs that are not over and have kept it for at least so many seconds."""
        query = sa.select(RUNS.c.id, RUNS.c.status).where(
            RUNS.c.status.in_(_OPEN), RUNS.c.changed_at <= self._now() - unchanged_s
        )
        with self.reading() as connection:
            return {row.id: RunStatus(row.status) for row in connection.execute(query)}

    def has(self, connection: sa.Connection, run_id: str) -> bool:
        """Whether there is a run of that id, seen in the caller's transaction."""
        return connection.scalar(sa.select(RUNS.c.number).where(RUNS.c.id == run_id)) is not None

    def is_open(self, connection: sa.Connection, run_id: str) -> bool:
        """Whether a run waits or runs, seen in the caller's transaction; False of one that is not there."""
        status = connection.scalar(sa.select(RUNS.c.status).where(RUNS.c.id == run_id))
        return status in _OPEN

    # --- writing

    # Any: JSON values of the job.
    def add(self, connection: sa.Connection, run_id: str, *, kind: str, title: str, payload: dict[str, Any]) -> None:
        """Insert a waiting run in the caller's transaction; RunRefused where the id is taken."""
        now = self._now()
        try:
            connection.execute(
                sa.insert(RUNS).values(
                    id=run_id,
                    kind=kind,
                    title=title,
                    status=RunStatus.WAITING,
                    payload=_text(payload),
                    submitted_at=now,
                    changed_at=now,
                )
            )
        except sa.exc.IntegrityError as error:
            raise RunRefused("run_id_taken", run_id=run_id) from error

    def say_kinds(self, kinds: Collection[str]) -> None:
        """Replace the kinds that can be run."""
        with self.writing() as connection:
            connection.execute(sa.delete(KINDS))
            connection.execute(sa.insert(KINDS), [{"kind": kind} for kind in sorted(kinds)])

    def begin(self, run_id: str) -> bool:
        """Mark a run as running; False where it was over already (cancelled while it waited)."""
        return self._move(
            run_id, _OPEN, status=RunStatus.RUNNING, started_at=sa.func.coalesce(RUNS.c.started_at, self._now())
        )

    def finish(self, run_id: str, outcome: Outcome, *, of: Collection[RunStatus] = _OPEN) -> bool:
        """Record how a run ended; False, and nothing changed, where it was not in one of `of`."""
        failure = outcome.failure
        return self._move(
            run_id,
            of,
            status=outcome.status,
            ended_at=self._now(),
            result=_text(outcome.result),
            error_code=failure.code if failure else "",
            error_facts=_text(failure.facts if failure else {}),
        )

    def request_cancel(self, run_id: str) -> bool:
        """Note that a running run is to stop; False where it does not run."""
        return self._move(run_id, (RunStatus.RUNNING,), cancel_requested_at=self._now())

    def reopen(self, run_id: str) -> bool:
        """Put a failed or cancelled run back in waiting; False where it is neither."""
        return self._move(
            run_id,
            (RunStatus.FAILED, RunStatus.CANCELLED),
            status=RunStatus.WAITING,
            started_at=None,
            ended_at=None,
            cancel_requested_at=None,
            error_code="",
            error_facts="{}",
        )

    def write_progress(self, run_id: str, progress: Progress) -> None:
        """Replace the progress of a run."""
        with self.writing() as connection:
            connection.execute(
                sa.update(RUNS)
                .where(RUNS.c.id == run_id)
                .values(
                    progress_done=progress.done,
                    progress_total=progress.total,
                    progress_message=progress.message,
                    progress_at=progress.at.timestamp() if progress.at else None,
                )
            )

    def write_log(self, run_id: str, line: LogLine) -> None:
        """Append a line to the log of a run."""
        following = sa.select(sa.func.coalesce(sa.func.max(LOG.c.number) + 1, 0)).where(LOG.c.run_id == run_id)
        values = {"run_id": run_id, "at": line.at.timestamp(), "level": line.level, "text": line.text}
        with self.writing() as connection:
            connection.execute(sa.insert(LOG).values(number=following.scalar_subquery(), **values))

    # Any: values and SQL expressions of columns.
    def _move(self, run_id: str, of: Collection[RunStatus], **changes: Any) -> bool:
        statement = (
            sa.update(RUNS)
            .where(RUNS.c.id == run_id, RUNS.c.status.in_(tuple(of)))
            .values(changed_at=self._now(), **changes)
        )
        with self.writing() as connection:
            return connection.execute(statement).rowcount == 1

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction."""
        with translated(self._engine), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a connection that only reads."""
        with translated(self._engine), self._engine.connect() as connection:
            yield connection

    def _now(self) -> float:
        return self._clock().timestamp()


def _run_info(row: sa.Row[Any]) -> RunInfo:  # Any: a row of RUNS, whose columns SQLAlchemy does not type
    facts = revived(orjson.loads(row.error_facts))
    return RunInfo(
        id=row.id,
        kind=row.kind,
        title=row.title,
        status=RunStatus(row.status),
        submitted_at=_instant(row.submitted_at),
        started_at=_instant(row.started_at) if row.started_at is not None else None,
        ended_at=_instant(row.ended_at) if row.ended_at is not None else None,
        progress=_progress(row),
        payload=orjson.loads(row.payload),
        result=orjson.loads(row.result),
        error_code=row.error_code,
        error=render(row.error_code, facts, language="en") if row.error_code else "",
        error_facts=facts,
    )


def _progress(row: sa.Row[Any]) -> Progress | None:  # Any: as above
    if row.progress_at is None:
        return None
    return Progress(row.progress_done, row.progress_total, row.progress_message, _instant(row.progress_at))


def _text(value: dict[str, Any]) -> str:  # Any: JSON values
    return orjson.dumps(value).decode()


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
