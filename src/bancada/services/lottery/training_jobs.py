"""Training one forecaster, and the automatic retraining, as durable jobs. No step is run again once it returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.jobs import Job
from bancada.services.lottery.requests import RETRAIN, TRAIN

if TYPE_CHECKING:
    from bancada.domains.lottery.retraining import Retraining

__all__ = ["training_jobs"]


def training_jobs(retraining: Retraining) -> tuple[Job, ...]:
    """Return the two jobs over the steps of a retraining: all of them, or the first ones for a model that is only saved."""

    tidy = ("tidy", retraining.tidy)
    return (
        Job(TRAIN, (("gather", retraining.gather), ("train", retraining.train), tidy)),
        Job(RETRAIN, (*retraining.steps, tidy)),
    )
