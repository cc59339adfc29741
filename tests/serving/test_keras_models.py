"""Keras models: saved as .keras, dense chains certified, the others served natively with the reason."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

from bancada import registry, serving
from bancada.serving.engine import OnnxEngine

pytestmark = [
    pytest.mark.xdist_group("tensorflow"),
    pytest.mark.filterwarnings("ignore::FutureWarning:keras"),
    pytest.mark.filterwarnings("ignore:.*np.object.*"),
]


@pytest.fixture(scope="module")
def keras() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    return pytest.importorskip("keras", reason="the extra `neural` is not installed")


@pytest.fixture
def rows(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(200, 3)).round(2)


@pytest.mark.parametrize(("width", "activation"), [(1, "sigmoid"), (3, "softmax"), (1, "linear")])
def test_a_chain_of_dense_layers_is_certified_and_answers_as_keras_does(
    width: int, activation: str, keras: Any, rows: np.ndarray, store: registry.ModelStore
) -> None:
    layers = [keras.Input((3,)), keras.layers.Dense(8, "relu"), keras.layers.Dropout(0.2)]
    model = keras.Sequential([*layers, keras.layers.Dense(width, activation)])
    draft = serving.draft_model(model, sample=rows)
    store.save("net", draft)

    served, native = serving.load_predictor(store, "net"), serving.load_model(store, "net")

    assert sorted(draft.files) == ["model.keras", "model.onnx"]
    assert draft.certificate is not None
    assert draft.certificate.accepted, draft.certificate.reason
    assert (served.engine, native.engine) == ("onnx", "native")
    wanted = np.asarray(model(rows.astype(np.float32)))
    if activation == "linear":
        np.testing.assert_allclose(served.predict(rows), wanted[:, 0], atol=1e-5)
    else:
        np.testing.assert_allclose(served.predict_proba(rows)[:, -1], wanted[:, -1], atol=1e-5)
        np.testing.assert_array_equal(served.predict(rows), native.predict(rows))


@pytest.mark.parametrize("layers", [1, 2], ids=["one", "stacked"])
def test_an_lstm_beside_other_columns_is_certified(layers: int, keras: Any, rng: np.random.Generator) -> None:
    entry = keras.Input((14,))
    hidden = keras.layers.Reshape((4, 3))(entry[:, :12])
    for _ in range(layers - 1):
        hidden = keras.layers.LSTM(5, return_sequences=True)(hidden)
    hidden = keras.layers.Concatenate()([keras.layers.LSTM(6)(hidden), entry[:, 12:]])
    model = keras.Model(entry, keras.layers.Dense(3, "softmax")(keras.layers.Dense(8, "relu")(hidden)))
    rows = rng.normal(size=(100, 14)).round(2)

    draft = serving.draft_model(model, sample=rows)

    assert draft.certificate is not None
    assert draft.certificate.accepted, draft.certificate.reason
    found = OnnxEngine(draft.files["model.onnx"]).run(rows)
    np.testing.assert_allclose(found, np.asarray(model(rows.astype(np.float32))), atol=1e-5)


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda k, x: k.layers.LSTM(4, go_backwards=True)(k.layers.Reshape((3, 1))(x)), "backwards"),
        (lambda k, x: k.layers.LSTM(4, activation="relu")(k.layers.Reshape((3, 1))(x)), "activations"),
        (lambda k, x: k.layers.Flatten()(k.layers.Dense(2)(k.layers.Reshape((3, 1))(x))), "more than rows"),
        (lambda k, x: x[:, None, :][:, 0, :], "slice"),
    ],
    ids=["backwards", "other activation", "dense over steps", "other slice"],
)
def test_what_would_be_translated_wrongly_is_refused_by_name(
    build: Any, reason: str, keras: Any, rows: np.ndarray
) -> None:
    entry = keras.Input((3,))
    model = keras.Model(entry, keras.layers.Dense(1)(build(keras, entry)))

    certificate = serving.draft_model(model, sample=rows).certificate

    assert certificate is not None
    assert not certificate.accepted
    assert reason in certificate.reason


def test_a_layer_without_translation_is_refused_with_the_reason_and_served_by_keras(
    keras: Any, rows: np.ndarray, store: registry.ModelStore
) -> None:
    entry = keras.Input((3,))
    hidden = keras.layers.GRU(4)(keras.layers.Reshape((3, 1))(entry))
    model = keras.Model(entry, keras.layers.Dense(1)(hidden))
    store.save("net", serving.draft_model(model, sample=rows))

    predictor = serving.load_predictor(store, "net")

    assert predictor.engine == "native"
    assert predictor.info.certificate is not None
    assert "tf2onnx" in predictor.info.certificate.reason
    assert predictor.predict(rows).shape == (200,)
