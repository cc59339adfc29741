"""Keras models: saved as .keras, dense chains certified, the others served natively with the reason."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

from bancada import registry, serving

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


def test_a_layer_without_translation_is_refused_with_the_reason_and_served_by_keras(
    keras: Any, rows: np.ndarray, store: registry.ModelStore
) -> None:
    entry = keras.Input((3,))
    hidden = keras.layers.LSTM(4)(keras.layers.Reshape((3, 1))(entry))
    model = keras.Model(entry, keras.layers.Dense(1)(hidden))
    store.save("net", serving.draft_model(model, sample=rows))

    predictor = serving.load_predictor(store, "net")

    assert predictor.engine == "native"
    assert predictor.info.certificate is not None
    assert "tf2onnx" in predictor.info.certificate.reason
    assert predictor.predict(rows).shape == (200,)
