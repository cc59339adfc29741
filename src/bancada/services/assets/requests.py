"""The kinds that background runs of daily assets go by, and which request belongs to which step. It loads no engine."""

from __future__ import annotations

from bancada.core.errors import BadInput
from bancada.domains.assets.requests import (
    EvaluationRequest,
    LoadRequest,
    ModelType,
    PipelineRequest,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    Step,
    TrainRequest,
)

__all__ = ["LOCAL", "PIPELINE", "REQUESTS", "STEP", "StepRequest", "model_type_of", "requests_of"]

PIPELINE, STEP = "assets-pipeline", "assets-step"

LOCAL = "local"
"""Owner of pipelines of the dashboard, the shell and Python."""

StepRequest = LoadRequest | PreparationRequest | SplitRequest | TrainRequest | EvaluationRequest | SaveRequest

REQUESTS: dict[Step, type[StepRequest]] = {
    Step.LOAD: LoadRequest,
    Step.PREPROCESS: PreparationRequest,
    Step.SPLIT: SplitRequest,
    Step.TRAIN: TrainRequest,
    Step.EVALUATE: EvaluationRequest,
    Step.SAVE: SaveRequest,
}
"""What is asked of each step."""


def requests_of(request: PipelineRequest) -> dict[Step, StepRequest]:
    """Return what all six at once ask of each."""
    return {
        Step.LOAD: request.load,
        Step.PREPROCESS: request.preparation,
        Step.SPLIT: request.split,
        Step.TRAIN: request.training,
        Step.EVALUATE: request.evaluation,
        Step.SAVE: request.saving,
    }


def model_type_of(text: str) -> ModelType:
    """Return the kind of model that a person wrote, "lstm" for `lstm_mtl` too; BadInput names the kinds there are."""
    try:
        return ModelType(text.strip().lower())
    except ValueError:
        known = [kind.value for kind in ModelType]
        raise BadInput("assets_model_type_unknown", model_type=text, known=known) from None
