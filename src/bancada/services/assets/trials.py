"""Trainings of daily assets in the ledger of trials: every fit counts, whatever becomes of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.core.leaderboard import FitStatus, Trial
from bancada.domains.assets.requests import task_of

if TYPE_CHECKING:
    from bancada.core.ports import Clock, TrialLedger
    from bancada.domains.assets.values import TrainedAssets

__all__ = ["count_trials"]


def count_trials(ledger: TrialLedger, trained: TrainedAssets, *, collection: str, run_id: str, clock: Clock) -> None:
    """Record as many trials as fits were made, under the task that champions of the collection's kind are kept by.

    A run that goes on after a kill records none twice.
    """
    model_type = trained.model.model_type
    each_s = trained.seconds / max(1, trained.n_trials)
    for fold in range(trained.n_trials):
        ledger.record(
            Trial(
                run_id=run_id,
                task=task_of(collection, model_type),
                candidate=model_type.value,
                fold=fold,
                status=FitStatus.OK,
                scores={},
                fit_time_s=each_s,
                predict_time_s=0.0,
                size_bytes=0,
                recorded_at=clock(),
            )
        )
