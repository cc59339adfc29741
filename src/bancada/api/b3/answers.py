"""What the routes of daily assets answer, in the language asked for, from the values of the services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bancada.core.finding import Finding
from bancada.core.values import to_json
from bancada.domains.assets.requests import Step

if TYPE_CHECKING:
    from bancada.domains.assets.pipeline_state import PipelineState, StepState
    from bancada.services.assets.predictions import AssetPrediction

__all__ = [
    "ROUTES",
    "ClearedAnswer",
    "FindingAnswer",
    "PipelineAnswer",
    "PredictionAnswer",
    "StepAnswer",
    "pipeline_answer",
    "prediction_answer",
    "told",
]

PREFIX = "/api/b3"
ROUTES = {
    Step.LOAD: f"{PREFIX}/load-data",
    Step.PREPROCESS: f"{PREFIX}/preprocess-data",
    Step.SPLIT: f"{PREFIX}/split-data",
    Step.TRAIN: f"{PREFIX}/train-model",
    Step.EVALUATE: f"{PREFIX}/evaluate-model",
    Step.SAVE: f"{PREFIX}/save-model",
}
"""Where each step is asked for."""

Share = dict[Literal["sell", "hold", "buy"], float]


class Answer(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


# Any: pydantic's Field is a value of whatever type the annotation says.
def _told(about: str, example: Any, *, unit: str = "text", default: Any = ...) -> Any:
    return Field(default, description=about, examples=[example], json_schema_extra={"x-unit": unit})


# Any: likewise; an alias is for names that Python keeps for itself.
def _number(about: str, example: float, *, unit: str, low: float | None, high: float | None, alias: str = "") -> Any:
    return Field(
        description=about,
        examples=[example],
        ge=low,
        le=high,
        alias=alias or None,
        json_schema_extra={"x-unit": unit},
    )


class FindingAnswer(Answer):
    """Something to be known, as a sentence."""

    code: str = _told("Which kind of finding; the same in every language.", "assets_rows_few")
    severity: Literal["info", "caution", "failure"] = _told("How much it matters.", "caution", unit="name")
    message: str = _told("The sentence, in the language of Accept-Language.", "PETR4 has 498 rows of 1,000.")
    # Any: JSON values of the sentence.
    facts: dict[str, Any] = _told("What the sentence was made of.", {"ticker": "PETR4", "rows": 498}, unit="JSON")


class StepAnswer(Answer):
    """One step of a pipeline."""

    step: Literal["load", "preprocess", "split", "train", "evaluate", "save"] = _told("Which.", "load", unit="name")
    status: Literal["todo", "queued", "running", "done", "failed", "cancelled"] = _told(
        "Where it stands. todo: not asked for, or forgotten since a step before it was asked for again.",
        "done",
        unit="name",
    )
    job_id: str = _told("The job that does it or did it; empty where nobody asked.", "assets-step-5f2c0a9be1d3")
    at: datetime | None = _told(
        "When it was asked for, began or ended, the last of these.", "2026-01-05T12:00:00Z", unit="instant"
    )
    seconds: float | None = _told("What it took, where it is done; 0 or more.", 1.4, unit="seconds")
    # Any: JSON values.
    request: dict[str, Any] = _told(
        "What was asked for, by the names of the library.", {"tickers": ["PETR4"]}, unit="JSON"
    )
    # Any: JSON values.
    facts: dict[str, Any] = _told("What it found: rows, counts, figures, the model.", {"rows": 2475}, unit="JSON")
    findings: list[FindingAnswer] = _told("What is to be known of it.", [], unit="list")
    error: FindingAnswer | None = _told("Why it failed, where it did.", None, unit="finding")
    links: dict[str, str] = _told("Where the step is asked for, and its job.", {"run": ROUTES[Step.LOAD]}, unit="path")


class PipelineAnswer(Answer):
    """A pipeline and its six steps, in order."""

    pipeline_id: str = _told("Which of this key's pipelines.", "default")
    job_id: str = _told("The job in progress; empty where there is none.", "")
    is_complete: bool = _told("Whether all six steps are done.", False, unit="yes or no")
    next_step: str = _told("The first step that is not done; empty where all are.", "preprocess", unit="name")
    updated_at: datetime | None = _told(
        "The last change; null where nothing was begun.", "2026-01-05T12:00:00Z", unit="instant"
    )
    steps: list[StepAnswer] = _told("All six, in order.", [], unit="list")
    links: dict[str, str] = _told(
        "The next step's address, and the job's.", {"next": ROUTES[Step.PREPROCESS]}, unit="path"
    )


class ClearedAnswer(Answer):
    """A pipeline that was forgotten."""

    pipeline_id: str = _told("Which of this key's pipelines.", "default")
    cleared: bool = _told("That nothing of it is left; saved models stay.", True, unit="yes or no")


class ImportanceAnswer(Answer):
    """How much a feature matters to the model."""

    feature: str = _told("Name of the feature.", "return_5")
    importance: float = _number(
        "Mean fall, when it is shuffled, of the balanced accuracy on validation rows of the action raised most above its mean probability.",
        0.012,
        unit="1",
        low=-1,
        high=1,
    )
    deviation: float = _number("Standard deviation of that.", 0.004, unit="1", low=0, high=1)


class PredictionAnswer(Answer):
    """What a model says of a ticker at the close of its last session."""

    ticker: str = _told("As the exchange writes it.", "PETR4")
    action: Literal["sell", "hold", "buy"] = _told("The most probable action.", "hold", unit="name")
    probabilities: Share = _told(
        "By action, each 0 to 1; together 1.", {"sell": 0.3, "hold": 0.4, "buy": 0.3}, unit="1"
    )
    expected_return: float = _number(
        "From the open of the next session to the close `horizon` sessions ahead, payouts included; a fraction.",
        0.0012,
        unit="1",
        low=-1,
        high=None,
        alias="return",
    )
    horizon: int = _number("Sessions.", 2, unit="sessions", low=1, high=60)
    price: float = _number(
        "last_close * (1 + return): where the next session opens at the last close and nothing is paid out.",
        31.54,
        unit="currency of the ticker",
        low=0,
        high=None,
    )
    last_close: float = _number(
        "As traded, at the last session.", 31.5, unit="currency of the ticker", low=0, high=None
    )
    feature_importance: list[ImportanceAnswer] = _told(
        "Of the model, not of this answer; largest first.", [], unit="list"
    )
    model: str = _told("The model that answered.", "rf_b3_20260105-120000")
    model_type: Literal["rf", "lstm_mtl"] = _told("Its kind.", "rf", unit="name")
    model_dir: str = _told("The collection that it belongs to.", "b3")
    is_champion: bool = _told("Whether it is the champion of its collection and kind.", True, unit="yes or no")
    data_date: datetime = _told("Opening instant of the last bar.", "2025-12-30T13:00:00Z", unit="instant")
    data_age_sessions: int = _number("Sessions that ended since.", 0, unit="sessions", low=0, high=None)
    findings: list[FindingAnswer] = _told("What is to be known of the answer.", [], unit="list")
    note: str = _told("What the answer is to be held against.", "Daily returns are close to unpredictable: ...")
    engine: Literal["onnx", "native"] = _told("What reckoned.", "onnx", unit="name")
    latency_ms: float = _number("To find or reckon the answer.", 1.9, unit="milliseconds", low=0, high=None)
    remembered: bool = _told(
        "Whether the same was asked less than 300 s ago, of the same model and bars.", False, unit="yes or no"
    )


def told(found: Iterable[Finding], language: str) -> list[FindingAnswer]:
    """Return findings as sentences."""
    return [_sentence(one, language) for one in found]


def pipeline_answer(state: PipelineState, language: str) -> PipelineAnswer:
    """Return a pipeline as it stands."""
    following = next((one.step for one in state.steps if one.step not in state.done), None)
    links = {"self": _status_url(state.pipeline)}
    links |= {"job": _job_url(state.run_id)} if state.run_id else {}
    links |= {"next": ROUTES[following]} if following and not state.run_id else {}
    return PipelineAnswer(
        pipeline_id=state.pipeline,
        job_id=state.run_id,
        is_complete=state.is_complete,
        next_step=following.value if following else "",
        updated_at=state.updated_at,
        steps=[_step(one, language) for one in state.steps],
        links=links,
    )


def prediction_answer(found: AssetPrediction, language: str, *, note: str, is_remembered: bool) -> PredictionAnswer:
    """Return an answer of a model."""
    return PredictionAnswer.model_validate(
        {
            "ticker": found.ticker,
            "action": found.action,
            "probabilities": found.probabilities,
            "return": found.expected_return,
            "horizon": found.horizon,
            "price": found.price,
            "last_close": found.last_close,
            "feature_importance": [_importance(*one) for one in found.importance],
            "model": found.model,
            "model_type": found.model_type.value,
            "model_dir": found.collection,
            "is_champion": found.is_champion,
            "data_date": found.data_date,
            "data_age_sessions": found.age_sessions,
            "findings": told(found.findings, language),
            "note": note,
            "engine": found.engine,
            "latency_ms": found.latency_ms,
            "remembered": is_remembered,
        }
    )


def _importance(name: str, mean: float, deviation: float) -> ImportanceAnswer:
    return ImportanceAnswer(feature=name, importance=mean, deviation=deviation)


def _step(state: StepState, language: str) -> StepAnswer:
    links = {"run": ROUTES[state.step]} | ({"job": _job_url(state.run_id)} if state.run_id else {})
    return StepAnswer(
        step=state.step.value,
        status=state.status.value,
        job_id=state.run_id,
        at=state.at,
        seconds=state.seconds,
        request=state.request,
        facts=state.facts,
        findings=told(state.findings, language),
        error=None if state.error is None else _sentence(state.error, language),
        links=links,
    )


def _sentence(found: Finding, language: str) -> FindingAnswer:
    return FindingAnswer(
        code=found.code,
        severity=found.severity.value,
        message=found.message(language),
        facts=to_json(found)["facts"],
    )


def _job_url(run_id: str) -> str:
    return f"/jobs/{run_id}"


def _status_url(pipeline: str) -> str:
    return f"{PREFIX}/pipeline-status?pipeline_id={pipeline}"
