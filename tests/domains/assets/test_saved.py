"""A saved model answers as the one in memory does, without the libraries that trained it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bancada.core.errors import BadInput, UntrustedModel
from bancada.core.model import Certificate
from bancada.core.values import to_json
from bancada.domains.assets.kept import write_table
from bancada.domains.assets.lstm import HeadExports, LstmModel
from bancada.domains.assets.requests import ModelType, SaveRequest
from bancada.domains.assets.saved import METADATA_KEY, SavedAssetModel, load_assets_model, model_of_draft
from bancada.domains.assets.saving import SavingService, draft_assets
from bancada.domains.assets.values import AssetAnswers, TrainedAssets
from bancada.registry import ModelDraft, ModelStore, SigningKey, read_draft, write_draft
from bancada.serving import load_predictor
from bancada.serving.onnx_export import Export
from bancada.serving.onnx_graph.graph import INPUT, Graph
from tests.domains.assets.forests import FEATURES, split_of, store_in, table_of, trained_of

LOOKBACK = 4


@cache
def forest_draft() -> ModelDraft:
    return draft_assets(trained_of(), table_of(), split_of(), collection="b3", seed=7)


@cache
def network() -> LstmModel:
    """Return a network whose certified graphs are affine: what the store does with it needs no Keras."""
    rng, width = np.random.default_rng(7), LOOKBACK * len(FEATURES)

    def graph(kind: str, n_outputs: int, finish: Callable[[Graph, str], str]) -> bytes:
        built = Graph()
        x = built.affine(INPUT, rng.normal(0, 0.01, (width, n_outputs)), np.zeros(n_outputs))
        return built.model_bytes(finish(built, x), kind, n_inputs=width, n_outputs=n_outputs)

    sound = Certificate(True, 1_000, 0.0)
    heads = HeadExports(
        Export(sound, graph("probabilities", 3, lambda built, x: built.softmax(x))),
        Export(sound, graph("values", 1, lambda built, x: x)),
    )
    return LstmModel(b"not opened", names=FEATURES, horizon=2, lookback=LOOKBACK, exports=heads)


@cache
def network_draft() -> ModelDraft:
    trained = TrainedAssets(network(), {}, {"epochs": []}, (), len(split_of().train), 1, 0.1)
    return draft_assets(trained, table_of(), split_of(), collection="b3", seed=7)


def uncertified(draft: ModelDraft, *files: str, **facts: Any) -> ModelDraft:
    """Return a draft without some files whose return is not certified."""
    refused = to_json(Certificate(False, 0, reason="a test"))
    metadata = {METADATA_KEY: {**draft.metadata[METADATA_KEY], "return_certificate": refused}}
    kept = {name: content for name, content in draft.files.items() if name not in files}
    return replace(draft, files=kept, metadata=metadata, **facts)


def answers_of(model: Any) -> AssetAnswers:
    found: AssetAnswers = model.answers(table_of(), np.arange(len(table_of())), since=split_of().boundaries[0])
    return found


def assert_same(mine: AssetAnswers, other: AssetAnswers, *, within: float) -> None:
    assert len(mine.rows) > 100
    assert np.array_equal(mine.rows, other.rows)
    np.testing.assert_allclose(mine.probabilities, other.probabilities, atol=within)
    np.testing.assert_allclose(mine.returns, other.returns, atol=within)


def saved(draft: ModelDraft, folder: Path) -> tuple[ModelStore, str]:
    store = store_in(folder)
    return store, SavingService(store).save(draft, SaveRequest(name="one")).info.name


def test_a_saved_forest_answers_as_the_one_in_memory(tmp_path: Path) -> None:
    model = load_assets_model(*saved(forest_draft(), tmp_path))
    assert (model.engine, model.model_type, model.lookback) == ("onnx", ModelType.RF, 1)
    assert_same(answers_of(model), answers_of(trained_of().model), within=1e-6)


def test_a_saved_network_answers_as_the_one_in_memory(tmp_path: Path) -> None:
    model = load_assets_model(*saved(network_draft(), tmp_path))
    assert (model.engine, model.model_type, model.lookback) == ("onnx", ModelType.LSTM_MTL, LOOKBACK)
    assert_same(answers_of(model), answers_of(network()), within=1e-6)


def test_a_network_finds_its_features_by_name() -> None:
    table = table_of()
    turned = replace(table, names=("other", *table.names[::-1]), X=np.column_stack([table.close, table.X[:, ::-1]]))
    model = model_of_draft(network_draft())
    mine, other = (model.answers(one, split_of().test) for one in (table, turned))
    assert np.array_equal(mine.rows, other.rows)
    assert np.array_equal(mine.probabilities, other.probabilities)


def test_a_forest_with_a_refused_certificate_answers_natively() -> None:
    model = model_of_draft(uncertified(forest_draft(), "return.onnx"))
    assert model.engine == "native"
    expected = answers_of(trained_of().model)
    assert_same(answers_of(model), expected, within=1e-12)


def test_a_graph_that_was_not_certified_never_answers() -> None:
    with pytest.raises(UntrustedModel) as caught:
        model_of_draft(uncertified(network_draft(), "model.keras"))
    assert caught.value.code == "model_without_artefact"


def test_a_draft_between_two_steps_is_read_back_signed_and_answers(tmp_path: Path) -> None:
    key = SigningKey.load_or_create(tmp_path / "key")
    write_draft(tmp_path / "draft", forest_draft(), key=key)
    model = model_of_draft(read_draft(tmp_path / "draft", key=key))
    assert_same(answers_of(model), answers_of(trained_of().model), within=1e-6)
    assert model.info is None


def test_what_is_known_of_the_training_comes_along(tmp_path: Path) -> None:
    model = load_assets_model(*saved(forest_draft(), tmp_path))
    assert model.importance == trained_of().importance
    assert model.training["log"]["best"] == trained_of().log["best"]
    assert (model.names, model.horizon, model.facts["collection"]) == (FEATURES, 2, "b3")
    assert model.info is not None
    assert model.info.name == "one"


def test_the_signature_serves_the_store_s_own_predictor_too(tmp_path: Path) -> None:
    store, name = saved(forest_draft(), tmp_path)
    row = dict(zip(FEATURES, table_of().X[split_of().test[0]].tolist(), strict=True))
    answer = load_predictor(store, name).predict_proba([row])
    found = trained_of().model.answers(table_of(), split_of().test[:1]).probabilities
    np.testing.assert_allclose(answer, found, atol=1e-6)


def test_features_that_are_lacking_are_named() -> None:
    table = table_of()
    with pytest.raises(BadInput) as caught:
        model_of_draft(forest_draft()).answers(replace(table, names=table.names[1:], X=table.X[:, 1:]), split_of().test)
    assert caught.value.facts["missing"] == [FEATURES[0]]


def test_no_rows_get_no_answers() -> None:
    for draft in (forest_draft(), network_draft()):
        answers = model_of_draft(draft).answers(table_of(), np.empty(0, dtype=np.int64))
        assert (answers.probabilities.shape, answers.returns.shape) == ((0, 3), (0,))


def test_a_model_of_something_else_is_refused(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.save("other", ModelDraft(files={"model.onnx": b"..."}, kind="lr"))
    with pytest.raises(BadInput) as caught:
        load_assets_model(store, "other")
    assert (caught.value.code, caught.value.facts["name"]) == ("not_an_assets_model", "other")


def test_many_threads_get_the_same_answers() -> None:
    model: SavedAssetModel = model_of_draft(forest_draft())
    found: list[AssetAnswers] = []
    threads = [threading.Thread(target=lambda: found.append(answers_of(model))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(np.array_equal(one.probabilities, found[0].probabilities) for one in found)


@pytest.mark.parametrize("draft", [forest_draft, network_draft], ids=["forest", "network"])
def test_neither_scikit_learn_nor_keras_is_loaded_to_answer(draft: Callable[[], ModelDraft], tmp_path: Path) -> None:
    store, name = saved(draft(), tmp_path)
    write_table(table_of(), tmp_path)
    program = f"""
import sys
from pathlib import Path
import numpy as np
from bancada.domains.assets.kept import read_table
from bancada.domains.assets.saved import load_assets_model
from bancada.registry import ModelStore, SigningKey
store = ModelStore(Path({str(store.root)!r}), key=SigningKey.load_or_create(Path({str(store.key_path)!r})))
table = read_table(Path({str(tmp_path)!r}))
answers = load_assets_model(store, {name!r}).answers(table, np.arange(len(table)))
print(len(answers.rows), *sorted({{"sklearn", "keras", "tensorflow", "pandas", "scipy", "joblib"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    n_rows, *loaded = done.stdout.split()
    assert loaded == []
    assert int(n_rows) > 100
