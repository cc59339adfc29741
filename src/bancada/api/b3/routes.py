"""Routes of daily assets: a step or all six in the background, how far a pipeline has come, and what a model says of a ticker.

No logic here: bodies become requests, requests go to the services, and their values become answers. A pipeline belongs to the key that
began it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from bancada.api.b3.answers import (
    PREFIX,
    ClearedAnswer,
    PipelineAnswer,
    PredictionAnswer,
    pipeline_answer,
    prediction_answer,
)
from bancada.api.b3.bodies import (
    ClearBody,
    EvaluateBody,
    LoadBody,
    PipelineBody,
    PredictBody,
    PreprocessBody,
    SaveBody,
    SplitBody,
    TrainBody,
)
from bancada.api.b3.steps import collection_of
from bancada.api.bodies import JobBody
from bancada.api.call import BenchOf, Call, CallOf, access
from bancada.api.fields import SLUG_PATTERN
from bancada.api.jobs import Wait, answer_job
from bancada.core.messages import render
from bancada.core.run import RunInfo
from bancada.core.values import check_slug
from bancada.data.access.values import Role
from bancada.data.caching import Caching
from bancada.domains.assets.requests import ModelType, SaveRequest, Step
from bancada.services import Bench
from bancada.services.assets.remembered import RememberedPredictions
from bancada.services.assets.requests import StepRequest

__all__ = ["router"]

router = APIRouter(prefix=PREFIX, tags=["b3"])

# Any: what OpenAPI calls responses.
_BEGUN: dict[int | str, dict[str, Any]] = {
    200: {"model": PipelineAnswer, "description": "Done within `wait`: the pipeline as it stands now."},
    202: {"model": JobBody, "description": "Begun: the job, also under Location."},
    404: {
        "description": "What the step needs is not there, as the bars of a ticker; told where the step ends within `wait`."
    },
    409: {
        "description": "A step before it is missing, and named; or a job of this pipeline goes on; or a rule forbids the step."
    },
    501: {"description": "A library that the step needs is not installed."},
}
_NO_ANSWER: dict[int | str, dict[str, Any]] = {
    404: {"description": "No such ticker, model or collection; what to do is in `detail`."},
    409: {"description": "The model is there and may not be used, as one whose signature does not match."},
    501: {"description": "A library that the model needs is not installed."},
}
PipelineId = Annotated[
    str,
    Query(
        max_length=64,
        description="Which of this key's pipelines, a slug.",
        examples=["default"],
        json_schema_extra={"pattern": SLUG_PATTERN, "x-unit": "text"},
    ),
]


@router.post("/complete-pipeline", openapi_extra=access(Role.TRAIN), responses=_BEGUN, status_code=202)
async def complete_pipeline(body: PipelineBody, bench: BenchOf, call: CallOf, wait: Wait) -> Response:
    """Do all six steps: load, preprocess, split, train, evaluate, save. What the pipeline held before is forgotten."""
    request = body.request()
    _check_force(request.saving, call)
    pipeline = check_slug(body.pipeline_id)
    run_id = await run_in_threadpool(bench.assets.pipelines.run, request, owner=call.owner, pipeline=pipeline)
    return await answer_job(bench, call, run_id, wait_s=wait, result=_result(bench, call, pipeline))


@router.post("/load-data", openapi_extra=access(Role.TRAIN), responses=_BEGUN, status_code=202)
async def load_data(body: LoadBody, bench: BenchOf, call: CallOf, wait: Wait) -> Response:
    """Load the bars of tickers, on every price basis there is, with their validation. The first step."""
    return await _begin(bench, call, Step.LOAD, body.load(), pipeline=body.pipeline_id, wait_s=wait)


@router.post("/preprocess-data", openapi_extra=access(Role.TRAIN), responses=_BEGUN, status_code=202)
async def preprocess_data(body: PreprocessBody, bench: BenchOf, call: CallOf, wait: Wait) -> Response:
    """Make features of the past and labels of the sessions ahead. Needs load-data."""
    return await _begin(bench, call, Step.PREPROCESS, body.preparation(), pipeline=body.pipeline_id, wait_s=wait)


@router.post("/split-data", openapi_extra=access(Role.TRAIN), responses=_BEGUN, status_code=202)
async def split_data(body: SplitBody, bench: BenchOf, call: CallOf, wait: Wait) -> Response:
    """Part the sessions in time; rows whose label ends in a later part are purged. Needs preprocess-data."""
    return await _begin(bench, call, Step.SPLIT, body.split(), pipeline=body.pipeline_id, wait_s=wait)


@router.post("/train-model", openapi_extra=access(Role.TRAIN), responses=_BEGUN, status_code=202)
async def train_model(body: TrainBody, bench: BenchOf, call: CallOf, wait: Wait) -> Response:
    """Train a random forest or the LSTM with two heads. Needs split-data."""
    return await _begin(bench, call, Step.TRAIN, body.training(), pipeline=body.pipeline_id, wait_s=wait)


@router.post("/evaluate-model", openapi_extra=access(Role.TRAIN), responses=_BEGUN, status_code=202)
async def evaluate_model(body: EvaluateBody, bench: BenchOf, call: CallOf, wait: Wait) -> Response:
    """Measure the model on validation and test beside majority class, persistence and buy-and-hold. Needs train-model."""
    return await _begin(bench, call, Step.EVALUATE, body.evaluation(), pipeline=body.pipeline_id, wait_s=wait)


@router.post("/save-model", openapi_extra=access(Role.TRAIN), responses=_BEGUN, status_code=202)
async def save_model(body: SaveBody, bench: BenchOf, call: CallOf, wait: Wait) -> Response:
    """Save the model to a collection of the store and ask its gate for promotion. Needs evaluate-model."""
    request = body.saving()
    _check_force(request, call)
    return await _begin(bench, call, Step.SAVE, request, pipeline=body.pipeline_id, wait_s=wait)


@router.get("/pipeline-status", openapi_extra=access(Role.READ))
def pipeline_status(bench: BenchOf, call: CallOf, pipeline_id: PipelineId = "default") -> PipelineAnswer:
    """Show how far a pipeline has come: every step with its status, facts and findings. All are to do where nothing was begun."""
    return pipeline_answer(bench.assets.pipelines.state(call.owner, check_slug(pipeline_id)), call.language)


@router.post(
    "/clear-state",
    openapi_extra=access(Role.TRAIN),
    responses={409: {"description": "A job of this pipeline goes on; its id is in `facts`."}},
)
def clear_state(body: ClearBody, bench: BenchOf, call: CallOf) -> ClearedAnswer:
    """Forget a pipeline and what its steps left; saved models stay. 409 while a job of it goes on."""
    pipeline = check_slug(body.pipeline_id)
    bench.assets.pipelines.clear(call.owner, pipeline)
    return ClearedAnswer(pipeline_id=pipeline, cleared=True)


@router.post("/predict", openapi_extra=access(Role.READ), responses=_NO_ANSWER)
def predict(body: PredictBody, bench: BenchOf, call: CallOf, request: Request) -> PredictionAnswer:
    """Ask a model for action and return of a ticker after its last session. 404 where there is no model yet, or no bars."""
    caching: Caching = request.app.state.caching
    found, is_remembered = RememberedPredictions(bench.assets.predictions, caching.cache).predict(
        body.ticker,
        model_type=None if body.model_type is None else ModelType(body.model_type),
        collection=collection_of(body.model_dir),
        model=check_slug(body.model) if body.model else None,
        origin="api",
    )
    note = render("b3_prediction_note", {}, language=call.language)
    return prediction_answer(found, call.language, note=note, is_remembered=is_remembered)


async def _begin(
    bench: Bench, call: Call, step: Step, request: StepRequest, *, pipeline: str, wait_s: float
) -> Response:
    """Begin a step of the caller's pipeline and answer with its job, or with the pipeline where the step ends in time."""
    name = check_slug(pipeline)
    run_id = await run_in_threadpool(bench.assets.pipelines.start, step, request, owner=call.owner, pipeline=name)
    return await answer_job(bench, call, run_id, wait_s=wait_s, result=_result(bench, call, name))


# Any: JSON values.
def _result(bench: Bench, call: Call, pipeline: str) -> Callable[[RunInfo], Any]:
    def result(_: RunInfo) -> Any:  # Any: JSON values
        state = bench.assets.pipelines.state(call.owner, pipeline)
        return pipeline_answer(state, call.language).model_dump(mode="json")

    return result


def _check_force(request: SaveRequest, call: Call) -> None:
    """Ask for the role that may promote against the gate."""
    if request.force:
        call.need(Role.ADMIN)
