"""Kept reads of the assets page. Bars are keyed by the fingerprints of their series, reports by the run or the model they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cache.keeping import bench, frames
from bancada.domains.assets.requests import Step
from bancada.services.assets.training_log import training_log

if TYPE_CHECKING:
    from bancada.core.model import ModelInfo
    from bancada.domains.assets.evaluation import AssetEvaluation
    from bancada.domains.assets.pipeline_state import PipelineState
    from bancada.domains.assets.requests import LoadRequest
    from bancada.domains.assets.values import LoadedAssets
    from bancada.markets.series import SeriesInfo

__all__ = ["log_of_model", "look", "report_of_model", "report_of_pipeline"]


def look(request: LoadRequest, infos: tuple[SeriesInfo, ...]) -> LoadedAssets:
    """Return the bars of a request, whose series these are; shared."""
    return _look(tuple(sorted(info.cache_key for info in infos)), request)


@frames
def _look(keys: tuple[str, ...], request: LoadRequest) -> LoadedAssets:  # noqa: ARG001  # the keys are what is hashed
    return bench().assets.predictions.look(request)


def report_of_pipeline(state: PipelineState) -> AssetEvaluation | None:
    """Return the report of a pipeline as it stands; a run that is done never changes it."""
    step = state.step(Step.EVALUATE)
    return _report_of_pipeline(state.owner, state.pipeline, step.run_id, str(step.at))


@frames
def _report_of_pipeline(owner: str, pipeline: str, run_id: str, at: str) -> AssetEvaluation | None:  # noqa: ARG001  # as above
    return bench().assets.pipelines.evaluation(owner, pipeline)


def report_of_model(info: ModelInfo) -> AssetEvaluation | None:
    """Return the report saved with a model; a model's files never change, and its moment of saving names them."""
    return _report_of_model(info.name, info.saved_at.isoformat())


@frames
def _report_of_model(name: str, saved_at: str) -> AssetEvaluation | None:  # noqa: ARG001  # as above
    return bench().assets.predictions.report(name)


def log_of_model(info: ModelInfo) -> dict[str, Any]:  # Any: JSON
    """Return the log of the training that a model came of; a model's files never change."""
    return _log_of_model(info.name, info.saved_at.isoformat())


@frames
def _log_of_model(name: str, saved_at: str) -> dict[str, Any]:  # noqa: ARG001  # as above
    return training_log(bench().assets.predictions.store, name)
