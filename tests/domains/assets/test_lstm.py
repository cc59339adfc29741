"""The network as a value: answers without Keras where its graphs are certified, its files, its signature, its draft."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bancada.core.errors import BadInput
from bancada.core.model import Certificate
from bancada.domains.assets.lstm import HeadExports, LstmModel, draft_parts
from bancada.domains.assets.lstm_fitting import fit_lstm
from bancada.domains.assets.requests import LstmOptions, ModelType
from bancada.domains.assets.values import AssetSplit, AssetTable
from bancada.domains.assets.windows import windows_of
from bancada.serving.onnx_export import Export
from tests.domains.assets.network_tables import made_up_split, made_up_table

pytestmark = [
    pytest.mark.xdist_group("tensorflow"),
    pytest.mark.filterwarnings("ignore::FutureWarning:keras"),
    pytest.mark.filterwarnings("ignore:.*np.object.*"),
]

TINY = LstmOptions(lookback=5, units=8, epochs=2, batch_size=64, dropout=0.1, learning_rate=0.01)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def table() -> AssetTable:
    return made_up_table()


@pytest.fixture(scope="module")
def split(table: AssetTable) -> AssetSplit:
    return made_up_split(table)


@pytest.fixture(scope="module")
def model(table: AssetTable, split: AssetSplit) -> LstmModel:
    pytest.importorskip("keras", reason="the extra `neural` is not installed")
    return fit_lstm(table, split, TINY, seed=7)[0]


def refused(model: LstmModel) -> LstmModel:
    """Return the same network with a graph that was not certified."""
    assert model.exports is not None
    exports = HeadExports(model.exports.action, Export(Certificate(False, 1, reason="for the test")))
    return LstmModel(model.content, names=model.names, horizon=2, lookback=5, exports=exports)


def test_both_graphs_are_certified(model: LstmModel) -> None:
    assert model.exports is not None
    assert model.exports.action.certificate.accepted
    assert model.exports.expected.certificate.accepted
    assert model.exports.action.certificate.n_rows >= 1_000
    assert {engine.name for engine in model.engines()} == {"onnx"}


def test_answers_without_a_certificate_come_from_keras_and_are_the_same(
    model: LstmModel, table: AssetTable, split: AssetSplit
) -> None:
    native = refused(model)
    found, wanted = (one.answers(table, split.test) for one in (model, native))

    assert {engine.name for engine in native.engines()} == {"native"}
    np.testing.assert_array_equal(found.rows, wanted.rows)
    np.testing.assert_allclose(found.probabilities, wanted.probabilities, atol=1e-5)
    np.testing.assert_allclose(found.returns, wanted.returns, atol=1e-5 * np.std(wanted.returns))


def test_graphs_hold_wild_values_within_bounds_as_keras_does(
    model: LstmModel, table: AssetTable, split: AssetSplit
) -> None:
    wild = replace(table, X=np.where(np.arange(len(table))[:, None] % 3 == 0, 1e6, table.X))
    found, wanted = (one.answers(wild, split.test) for one in (model, refused(model)))

    np.testing.assert_allclose(found.probabilities, wanted.probabilities, atol=1e-5)
    np.testing.assert_allclose(found.returns, wanted.returns, atol=1e-5 * np.std(wanted.returns))


def test_rows_with_a_whole_window_in_their_part_are_answered(
    model: LstmModel, table: AssetTable, split: AssetSplit
) -> None:
    every, own = model.answers(table, split.test), model.answers(table, split.test, since=split.boundaries[1])

    np.testing.assert_array_equal(every.rows, split.test)
    assert len(own.rows) == len(split.test) - 2 * (TINY.lookback - 1)
    np.testing.assert_allclose(own.probabilities.sum(axis=1), 1, atol=1e-12)
    assert set(own.actions.tolist()) <= {0, 1, 2}


def test_an_answer_does_not_hang_on_later_rows_or_on_who_else_is_asked(model: LstmModel, table: AssetTable) -> None:
    changed = replace(table, X=np.where(np.arange(len(table))[:, None] > 100, 5.0, table.X))
    rows = np.arange(50, 101)

    known, other = model.answers(table, rows), model.answers(changed, rows[::-1])

    np.testing.assert_allclose(other.probabilities[::-1], known.probabilities, atol=1e-6)
    np.testing.assert_allclose(other.returns[::-1], known.returns, atol=1e-6)


def test_a_table_of_other_features_is_refused_by_name(model: LstmModel, table: AssetTable) -> None:
    other = replace(table, names=("feature_0", "another", "feature_2"))
    with pytest.raises(BadInput) as caught:
        model.answers(other, np.arange(20))
    assert (caught.value.code, caught.value.facts["names"]) == ("assets_features_differ", ["feature_1"])


def test_a_network_survives_pickle(model: LstmModel, table: AssetTable) -> None:
    rows = np.arange(10, 60)
    back = pickle.loads(pickle.dumps(model))

    np.testing.assert_array_equal(back.answers(table, rows).returns, model.answers(table, rows).returns)
    assert (back.model_type, back.names, back.horizon, back.lookback) == (ModelType.LSTM_MTL, table.names, 2, 5)


def test_a_draft_brings_the_network_both_graphs_and_a_signature_of_the_window(
    model: LstmModel, table: AssetTable, split: AssetSplit
) -> None:
    parts = draft_parts(model, table, split.train)

    assert set(parts.files) == {"model.keras", "model.onnx", "return.onnx"}
    assert parts.certificate_action.accepted
    assert parts.certificate_return.accepted
    assert parts.signature.classes == ("sell", "hold", "buy")
    assert parts.signature.names[:2] == ("feature_0[-4]", "feature_1[-4]")
    assert parts.signature.names[-1] == "feature_2[0]"
    known = table.X[split.train, 1]
    field = parts.signature.fields[1]
    assert (field.minimum, field.maximum) == (np.nanmin(known), np.nanmax(known))
    assert {"keras", "tensorflow-cpu", "onnxruntime"} <= set(parts.versions)


def test_a_draft_of_a_network_without_graphs_makes_them(model: LstmModel, table: AssetTable, split: AssetSplit) -> None:
    bare = LstmModel(model.content, names=model.names, horizon=2, lookback=5)
    parts = draft_parts(bare, table, split.train)

    assert set(parts.files) == {"model.keras", "model.onnx", "return.onnx"}
    assert parts.certificate_action.n_rows >= len(windows_of(table, split.train, lookback=5))


def test_a_draft_without_a_whole_window_says_that_nothing_was_compared(model: LstmModel, table: AssetTable) -> None:
    bare = LstmModel(model.content, names=model.names, horizon=2, lookback=5)
    parts = draft_parts(bare, table, np.arange(1, 4))

    assert set(parts.files) == {"model.keras"}
    assert not parts.certificate_action.accepted
    assert "no row" in parts.certificate_return.reason


def test_certified_answers_load_neither_keras_nor_tensorflow(
    model: LstmModel, table: AssetTable, tmp_path: Path
) -> None:
    (tmp_path / "model").write_bytes(pickle.dumps((model, table)))
    program = (
        "import pickle, sys; from pathlib import Path; import numpy as np\n"
        "model, table = pickle.loads(Path(sys.argv[1]).read_bytes())\n"
        "assert len(model.answers(table, np.arange(20, 30)).rows) == 10\n"
        "print([name for name in ('keras', 'tensorflow', 'sklearn') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "model")], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
