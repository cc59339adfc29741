"""Every field of the routes of daily assets says what it is, and takes only that."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from bancada.api.b3 import answers, bodies
from bancada.api.b3.bodies import PipelineBody, PredictBody, SaveBody, SplitBody, TrainBody
from bancada.api.b3.steps import collection_of
from bancada.core.errors import BadInput
from bancada.domains.assets.requests import (
    ForestOptions,
    LoadRequest,
    LstmOptions,
    ModelType,
    PipelineRequest,
    SaveRequest,
    SplitRequest,
    TrainRequest,
)

SENT = [getattr(bodies, name) for name in bodies.__all__]
ANSWERED = [getattr(answers, name) for name in answers.__all__ if name.endswith("Answer")]


def properties(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    """Return the properties of a body and of what it holds, by their place."""
    schema = model.model_json_schema()
    found = {f"{model.__name__}.{name}": spec for name, spec in schema["properties"].items()}
    for inner, spec in schema.get("$defs", {}).items():
        found |= {f"{inner}.{name}": one for name, one in spec.get("properties", {}).items()}
    return found


@pytest.mark.parametrize("model", [*SENT, *ANSWERED], ids=lambda model: model.__name__)
def test_every_field_has_a_sentence_a_unit_and_an_example(model: type[BaseModel]) -> None:
    bare = {
        place: [name for name in ("description", "x-unit", "examples") if not spec.get(name)]
        for place, spec in properties(model).items()
    }
    assert {place: missing for place, missing in bare.items() if missing} == {}


@pytest.mark.parametrize("model", SENT, ids=lambda model: model.__name__)
def test_whatever_is_sent_is_bounded_on_both_sides(model: type[BaseModel]) -> None:
    open_ended = set()
    for place, spec in properties(model).items():
        kinds = [spec, *spec.get("anyOf", ())]
        lows = {"minimum", "exclusiveMinimum"} & {name for one in kinds for name in one}
        highs = {"maximum", "exclusiveMaximum", "maxLength", "maxItems"} & {name for one in kinds for name in one}
        types = {one.get("type") for one in kinds}
        is_number = bool(types & {"integer", "number"})
        is_closed = "x-range" in spec or any("enum" in one for one in kinds) or types == {"boolean"}
        if not is_closed and (not highs or (is_number and not lows)):
            open_ended.add(place)
    assert open_ended == set()


@pytest.mark.parametrize("model", SENT, ids=lambda model: model.__name__)
def test_the_examples_of_a_body_are_taken(model: type[BaseModel]) -> None:
    example = {name: spec["examples"][0] for name, spec in model.model_json_schema()["properties"].items()}
    assert model.model_validate(example)


@pytest.mark.parametrize("model", SENT, ids=lambda model: model.__name__)
def test_a_field_that_is_not_known_is_refused(model: type[BaseModel]) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({"tickers": ["PETR4"], "ticker": "PETR4", "price_col": "close"})
    assert ("price_col",) in {one["loc"] for one in refused.value.errors()}


def test_nothing_but_tickers_asks_for_what_the_library_does_by_default() -> None:
    assert PipelineBody(tickers=["PETR4"]).request() == PipelineRequest(LoadRequest(("PETR4",)))


def test_every_option_arrives_where_it_belongs() -> None:
    forest = ForestOptions(n_iter=3, folds=5, is_stratified=True, n_jobs=2, is_calibrated=False, n_estimators=40)
    lstm = LstmOptions(
        lookback=16,
        epochs=3,
        batch_size=32,
        learning_rate=0.01,
        units=8,
        dropout=0.1,
        loss_weight_action=2.0,
        loss_weight_return=5.0,
        early_stopping_patience=4,
        gradient_clip_norm=0.5,
        weight_decay=1e-3,
        focal_loss_gamma=0.0,
        is_oversampled=False,
    )
    sent = {
        "model_type": "lstm",
        "seed": 11,
        "n_iter": 3,
        "n_folds": 5,
        "stratified": True,
        "n_jobs": 2,
        "calibrated": False,
        "n_estimators": 40,
        "lookback": 16,
        "epochs": 3,
        "batch_size": 32,
        "learning_rate": 0.01,
        "units": 8,
        "dropout": 0.1,
        "loss_weight_action": 2.0,
        "loss_weight_return": 5.0,
        "early_stopping_patience": 4,
        "gradient_clip_norm": 0.5,
        "weight_decay": 1e-3,
        "focal_loss_gamma": 0.0,
        "oversampled": False,
    }
    assert TrainBody.model_validate(sent).training() == TrainRequest(ModelType.LSTM_MTL, forest, lstm, seed=11)


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"epochs": 1_001},
        {"epochs": "50"},
        {"epochs": True},
        {"epochs": 2.5},
        {"dropout": 1.0},
        {"learning_rate": 0},
        {"learning_rate": float("nan")},
        {"learning_rate": float("inf")},
        {"model_type": "pytorch"},
        {"n_jobs": -2},
        {"oversampled": "yes"},
        {"seed": -1},
    ],
    ids=str,
)
def test_an_option_out_of_its_range_or_kind_is_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        TrainBody.model_validate(wrong)
    assert [one["loc"][0] for one in refused.value.errors()] == list(wrong)


@pytest.mark.parametrize("tickers", [[], ["PETR4"] * 201, [""], ["../x"], ["A" * 21], [1], "PETR4"], ids=str)
def test_a_list_of_tickers_that_is_none_is_refused(tickers: object) -> None:
    with pytest.raises(ValidationError, match="tickers"):
        PipelineBody.model_validate({"tickers": tickers})


@pytest.mark.parametrize(
    "found",
    ["../models", "/etc", "C:\\models", "..", ".", "~", "models/b3", "b3/", "file:x", "\\\\server\\share"],
)
def test_a_path_is_no_collection(found: str) -> None:
    with pytest.raises(BadInput) as refused:
        collection_of(found)
    assert refused.value.code == "b3_model_dir_is_path"
    assert refused.value.facts == {"found": found}


@pytest.mark.parametrize("found", ["", "b 3", "-b3", "b..3", "nul", "ação"])
def test_what_is_no_slug_is_no_collection(found: str) -> None:
    with pytest.raises(BadInput) as refused:
        collection_of(found)
    assert refused.value.code.startswith("invalid_name")


def test_a_collection_is_taken_as_it_is_written() -> None:
    assert SaveBody(model_dir="B3.diario_2").saving() == SaveRequest(collection="B3.diario_2")
    assert PredictBody(ticker="PETR4").model_dir == "b3"


def test_days_the_wrong_way_round_are_refused() -> None:
    body = PipelineBody.model_validate({"tickers": ["PETR4"], "start_date": "2024-02-01", "end_date": "2024-01-01"})
    with pytest.raises(BadInput) as refused:
        body.load()
    assert refused.value.code == "b3_days_reversed"


@pytest.mark.parametrize("name", ["start_date", "end_date"])
@pytest.mark.parametrize(
    "day",
    ["1969-12-31", "2100-01-01", "2024-02-30", "2024-01-01T00:00:00", "20240101", "01/02/2024", "", 0, 1.5, True],
    ids=str,
)
def test_what_is_no_day_of_this_age_is_refused_by_name(name: str, day: object) -> None:
    with pytest.raises(ValidationError) as refused:
        PipelineBody.model_validate({"tickers": ["PETR4"], name: day})
    assert [one["loc"][0] for one in refused.value.errors()] == [name]


@pytest.mark.parametrize("name", ["epochs", "n_estimators", "n_jobs", "seed"])
def test_a_whole_number_may_be_written_with_a_point(name: str) -> None:
    assert getattr(TrainBody.model_validate({name: 30.0}), name) == 30


def test_shares_that_leave_nothing_to_train_on_are_refused() -> None:
    assert SplitBody(test_size=0.4, val_size=0.3).split() == SplitRequest(0.4, 0.3)
    with pytest.raises(BadInput) as refused:
        SplitBody(test_size=0.5, val_size=0.3).split()
    assert refused.value.facts["found"] == pytest.approx(0.8)


def test_forcing_a_promotion_needs_a_reason() -> None:
    with pytest.raises(BadInput) as refused:
        SaveBody(force=True, reason="  ").saving()
    assert refused.value.code == "b3_force_without_reason"
