"""Drafts of models: files, signatures and what is written of models that come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from bancada import registry, serving
from bancada.core.errors import BadInput, SchemaError
from bancada.core.task import Problem
from bancada.learning.pipeline import TaskClassifier

if TYPE_CHECKING:
    import pandas as pd


def test_a_model_without_a_sample_is_served_natively_and_the_manifest_says_so(store: registry.ModelStore) -> None:
    rows = np.arange(40.0).reshape(20, 2)
    draft = serving.draft_model(LinearRegression().fit(rows, rows.sum(axis=1)), sample=None)
    info = store.save("plain", draft)

    predictor = serving.load_predictor(store, "plain")

    assert info.signature is None
    assert info.certificate is not None
    assert not info.certificate.accepted
    assert "sample" in info.certificate.reason
    assert predictor.engine == "native"
    np.testing.assert_allclose(predictor.predict(rows), rows.sum(axis=1))
    np.testing.assert_allclose(serving.load_model(store, "plain").predict([[15.0, 14.0]]), [29.0])
    with pytest.raises(BadInput, match="no signature"):
        predictor.answer({"x0": 1.0})


def test_an_estimator_fitted_on_a_frame_keeps_its_columns_whatever_else_the_sample_holds(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    rows = frame[["lux"]].assign(side=np.arange(len(frame)) % 7)
    model = LogisticRegression().fit(rows, signal > 1)
    store.save("frame", serving.draft_model(model, sample=rows.assign(target=signal > 1)[["target", "side", "lux"]]))

    predictor = serving.load_predictor(store, "frame")

    assert predictor.engine == "onnx"
    assert predictor.signature is not None
    assert predictor.signature.names == ("lux", "side")
    np.testing.assert_array_equal(predictor.predict(rows), model.predict(rows))
    np.testing.assert_array_equal(serving.load_model(store, "frame").predict(rows), model.predict(rows))


def test_an_estimator_that_takes_no_missing_values_says_so_in_its_signature(store: registry.ModelStore) -> None:
    rows = np.random.default_rng(4).normal(size=(60, 2))
    draft = serving.draft_model(LinearRegression().fit(rows, rows.sum(axis=1)), sample=rows)
    store.save("strict", draft)

    assert draft.signature is not None
    assert not any(field.missing_allowed for field in draft.signature.fields)
    with pytest.raises(SchemaError, match="x1"):
        serving.load_predictor(store, "strict").predict([[1.0, None]])


def test_an_estimator_that_prepares_text_itself_is_served_natively(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    rows = frame[["lux", "room"]].fillna({"room": "hall"})
    columns = make_column_transformer((OneHotEncoder(), ["room"]), remainder="passthrough")
    model = make_pipeline(columns, RandomForestClassifier(5, random_state=1)).fit(rows, np.where(signal > 1, "b", "a"))

    draft = serving.draft_model(model, sample=rows)

    assert draft.certificate is not None
    assert not draft.certificate.accepted
    assert "no numbers" in draft.certificate.reason


def test_labels_and_modules_are_written_for_the_loader(frame: pd.DataFrame, signal: np.ndarray) -> None:
    model = TaskClassifier(LogisticRegression(), scaling="standard", target="busy").fit(frame, signal > 1)

    draft = serving.draft_model(model, sample=frame, kind="lr", task="rooms.busy")

    assert draft.kind == "lr"
    assert draft.task == "rooms.busy"
    assert draft.problem is Problem.BINARY
    assert draft.modules == ("bancada.learning.pipeline",)
    assert {"scikit-learn", "numpy", "python", "onnxruntime"} <= draft.versions.keys()
    assert draft.signature == model.signature_


def test_what_cannot_predict_or_be_pickled_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadInput, match="no predict"):
        serving.draft_model(object(), sample=None)
    model = LinearRegression().fit([[1.0]], [1.0])
    model.callback = lambda: None
    with pytest.raises(BadInput, match="cannot be written"):
        serving.draft_model(model, sample=None)


def test_a_sample_that_the_model_refuses_is_the_callers_mistake() -> None:
    model = LinearRegression().fit(np.ones((3, 2)), np.ones(3))
    with pytest.raises(BadInput, match="sample"):
        serving.draft_model(model, sample=np.ones((5, 3)))


def test_an_empty_sample_gives_no_certificate() -> None:
    model = LinearRegression().fit(np.ones((3, 2)), np.ones(3))

    draft = serving.draft_model(model, sample=np.ones((0, 2)))

    assert draft.certificate is not None
    assert draft.certificate.reason == "the sample has no rows"
