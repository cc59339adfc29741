"""What is asked of a step, looked at before anything is done. It reads no bar and fits nothing."""

from __future__ import annotations

from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.core.values import check_slug
from bancada.domains.assets.requests import (
    EvaluationRequest,
    ModelType,
    PreparationRequest,
    SaveRequest,
    SplitRequest,
    TrainRequest,
)

__all__ = ["check_evaluation", "check_preparation", "check_saving", "check_split", "check_training"]

_MOST_COST_BPS = 10_000.0
"""All of what is traded."""
_MOST_SEED = 2**32 - 1


def check_preparation(request: PreparationRequest) -> None:
    """Raise BadInput with all fields that the step could not use."""
    from bancada.domains.assets.preparing import PreprocessingService

    PreprocessingService().check(request)


def check_split(request: SplitRequest) -> None:
    """Raise BadInput with all shares that cannot be."""
    from bancada.domains.assets.splitting import SplittingService

    SplittingService().check(request)


def check_training(request: TrainRequest) -> None:
    """Raise BadInput with all options of the kind asked for that cannot be used; those of the other kind are not looked at."""
    _require("seed", request.seed, most=_MOST_SEED)
    if request.model_type is ModelType.RF:
        from bancada.domains.assets.searching import check_options as check_forest

        check_forest(request.forest)
    else:
        from bancada.domains.assets.lstm_fitting import check_options as check_network

        check_network(request.lstm)


def check_evaluation(request: EvaluationRequest) -> None:
    """Raise BadInput for costs that cannot be."""
    _require("cost_bps", request.cost_bps, most=_MOST_COST_BPS)


def check_saving(request: SaveRequest) -> None:
    """Raise BadInput for a force without a reason, InvalidName for a name that is no slug."""
    if request.promote and request.force and not request.reason.strip():
        wrong = [Finding("assets_force_without_reason", Severity.FAILURE, "reason")]
        raise BadInput("assets_request_wrong", problems=wrong)
    if request.name:
        check_slug(request.name)


def _require(name: str, value: float, *, most: float) -> None:
    if not 0 <= value <= most:
        facts = {"value": value, "low": 0, "high": most}
        raise BadInput(
            "assets_request_wrong", problems=[Finding("assets_number_out_of_range", Severity.FAILURE, name, facts)]
        )
