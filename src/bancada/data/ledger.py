"""The trial ledger on SQL: one row per fit of any candidate, never changed or removed. Knows nothing of how a fit is made."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bancada.core.leaderboard import FitStatus, Trial
from bancada.core.ports import TrialLedger
from bancada.data.engine import reading, writing
from bancada.data.tables import trial_predictions, trials

__all__ = ["SqlTrialLedger"]


class SqlTrialLedger:
    """Append-only record of every fit.

    **Uniqueness**: the first record of (run_id, candidate, fold) stays, whoever writes at the same time.
    **Durability**: `record` returns once the transaction is committed. **Threads and processes**: safe for both.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of an upgraded database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def record(self, trial: Trial, *, predictions: bytes = b"") -> bool:
        """Append one trial with its predictions. False if it was there, and nothing changed."""
        # Any: the two dialects' inserts share no base with `on_conflict_do_nothing`.
        insert: Any = import_module(f"sqlalchemy.dialects.{self._engine.dialect.name}").insert
        statement = insert(trials).values(_row(trial)).on_conflict_do_nothing().returning(trials.c.id)
        with writing(self._engine) as connection:
            trial_id = connection.execute(statement).scalar_one_or_none()
            if trial_id is None:
                return False
            if predictions:
                connection.execute(trial_predictions.insert().values(trial_id=trial_id, data=predictions))
        return True

    def trials(self, *, run_id: str | None = None, task: str | None = None) -> tuple[Trial, ...]:
        """Return trials in the order of recording."""
        query = sa.select(trials).order_by(trials.c.id)
        if run_id is not None:
            query = query.where(trials.c.run_id == run_id)
        if task is not None:
            query = query.where(trials.c.task == task)
        with reading(self._engine) as connection:
            return tuple(_trial(row) for row in connection.execute(query).mappings())

    def predictions(self, run_id: str, candidate: str, fold: int) -> bytes:
        """Return the stored predictions; empty bytes where there are none."""
        query = (
            sa.select(trial_predictions.c.data)
            .join(trials)
            .where(trials.c.run_id == run_id, trials.c.candidate == candidate, trials.c.fold == fold)
        )
        with reading(self._engine) as connection:
            return bytes(connection.execute(query).scalar_one_or_none() or b"")

    def count(self, *, task: str) -> int:
        """Return the number of fits ever made for a task, whatever became of them."""
        with reading(self._engine) as connection:
            query = sa.select(sa.func.count()).select_from(trials).where(trials.c.task == task)
            return connection.execute(query).scalar_one()


def _row(trial: Trial) -> dict[str, object]:
    return {
        "run_id": trial.run_id,
        "task": trial.task,
        "candidate": trial.candidate,
        "fold": trial.fold,
        "status": trial.status.value,
        "scores": _json_scores(trial.scores),
        "fit_time_s": trial.fit_time_s,
        "predict_time_s": trial.predict_time_s,
        "size_bytes": trial.size_bytes,
        "reason": trial.reason.replace("\0", ""),
        "recorded_at": trial.recorded_at,
    }


def _json_scores(scores: dict[str, float]) -> dict[str, float | str]:
    # JSON has no NaN or infinity, and a score must come back as it was: such values travel as text
    return {name: value if abs(value) < float("inf") else repr(float(value)) for name, value in scores.items()}


def _trial(row: sa.RowMapping) -> Trial:
    return Trial(
        run_id=row["run_id"],
        task=row["task"],
        candidate=row["candidate"],
        fold=row["fold"],
        status=FitStatus(row["status"]),
        scores={name: float(value) for name, value in row["scores"].items()},
        fit_time_s=row["fit_time_s"],
        predict_time_s=row["predict_time_s"],
        size_bytes=row["size_bytes"],
        recorded_at=row["recorded_at"],
        reason=row["reason"],
    )


if TYPE_CHECKING:
    _: TrialLedger = SqlTrialLedger(sa.create_engine(""))
