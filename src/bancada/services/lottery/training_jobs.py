"""Training one forecaster, and the automatic retraining, as durable jobs. No step is run again once it returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bancada.jobs import Job
from bancada.services.lottery.requests import RETRAIN, TRAIN

if TYPE_CHECKING:
    from bancada.core.ports import JobContext
    from bancada.domains.lottery.retraining import Retraining

__all__ = ["training_jobs"]

# Any: JSON values.
Json = Mapping[str, Any]


def training_jobs(retraining: Retraining) -> tuple[Job, ...]:
    """Return the two jobs over the steps of a retraining: all of them, or the first ones for a model that is only saved."""

    def train(state: Json, context: JobContext) -> Json:
        return {"model": retraining.train(state, context)["chosen"]}

    def report(state: Json, context: JobContext) -> Json:  # noqa: ARG001  # the signature of a step
        return {"model": state["chosen"]}

    return (
        Job(TRAIN, (("gather", retraining.gather), ("train", train))),
        Job(RETRAIN, (*retraining.steps, ("report", report))),
    )
