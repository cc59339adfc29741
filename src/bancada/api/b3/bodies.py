"""What is sent to the routes of daily assets: the fields of a step, and whose pipeline it is of."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from bancada.api.b3.steps import (
    EvaluationFields,
    LoadFields,
    OfCollection,
    OfPipeline,
    PreparationFields,
    SaveFields,
    SplitFields,
    Ticker,
)
from bancada.api.b3.training import Kind, TrainFields
from bancada.api.fields import SLUG_PATTERN, choice, text
from bancada.domains.assets.requests import PipelineRequest

__all__ = [
    "ClearBody",
    "EvaluateBody",
    "LoadBody",
    "PipelineBody",
    "PredictBody",
    "PreprocessBody",
    "SaveBody",
    "SplitBody",
    "TrainBody",
]


class LoadBody(OfPipeline, LoadFields):
    """Bars that are wanted."""


class PreprocessBody(OfPipeline, PreparationFields):
    """Features and labels that are wanted."""


class SplitBody(OfPipeline, SplitFields):
    """Shares of the sessions, in time: training first, then validation, then test."""


class TrainBody(OfPipeline, TrainFields):
    """Which model, and how it is trained; the options of the other kind are not used."""


class EvaluateBody(OfPipeline, EvaluationFields):
    """What the report reckons with."""


class SaveBody(OfPipeline, SaveFields):
    """Where the model goes."""


class PipelineBody(OfPipeline, LoadFields, PreparationFields, SplitFields, TrainFields, EvaluationFields, SaveFields):
    """All six steps at once."""

    def request(self) -> PipelineRequest:
        """Return the request of all six steps."""
        return PipelineRequest(
            load=self.load(),
            preparation=self.preparation(),
            split=self.split(),
            training=self.training(),
            evaluation=self.evaluation(),
            saving=self.saving(),
        )


class ClearBody(OfPipeline):
    """Which pipeline is forgotten."""


class PredictBody(OfCollection):
    """Which ticker is asked about, and which model answers."""

    # as the page fills it in: without a model by name, which there would not be at first
    model_config = ConfigDict(json_schema_extra={"examples": [{"ticker": "PETR4", "model_type": "rf"}]})

    ticker: Ticker = Field(
        description="As the exchange writes it, in any case; 1 to 20 characters.",
        examples=["PETR4"],
        json_schema_extra={"x-unit": "name"},
    )
    model_type: Kind | None = choice(
        None, "Whose champion answers; null: the forest's where there is one, else the LSTM's.", example="rf"
    )
    model: str = text(
        "",
        "A saved model by name, instead of a champion.",
        at_most=64,
        example="rf_b3_first",
        pattern=r"^$|" + SLUG_PATTERN,
    )
