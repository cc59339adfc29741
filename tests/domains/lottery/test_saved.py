"""Saved forecasters: certified, served by ONNX without TensorFlow, and honest about what they are."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone

from bancada import registry, serving
from bancada.core.errors import BadInput
from bancada.domains.lottery.forecasters import (
    DrawForecaster,
    FrequencyForecaster,
    LastKForecaster,
    LogisticForecaster,
    LstmForecaster,
    MarkovForecaster,
    UniformForecaster,
)
from bancada.domains.lottery.saved import draft_forecaster, load_forecaster
from bancada.domains.lottery.training import TrainingOptions

RULES = [UniformForecaster(), FrequencyForecaster(), LastKForecaster(7), MarkovForecaster(), LogisticForecaster()]
EVERY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)


def fair(n_draws: int, *, seed: int = 0) -> np.ndarray:
    """Return draws of the fair law as 0/1."""
    chosen = np.random.default_rng(seed).random((n_draws, 25)).argsort(axis=1)[:, :15]
    drawn = np.zeros((n_draws, 25), dtype=np.uint8)
    np.put_along_axis(drawn, chosen, 1, axis=1)
    return drawn


@pytest.fixture
def store(tmp_path: Path) -> registry.ModelStore:
    return registry.ModelStore(tmp_path / "models", key=registry.SigningKey.load_or_create(tmp_path / "key"))


@EVERY_RULE
def test_a_saved_rule_answers_by_onnx_as_it_did_before(rule: DrawForecaster, store: registry.ModelStore) -> None:
    X = fair(90)
    fitted = clone(rule).fit(X)
    store.save("rule", draft_forecaster(fitted, X, last_contest=90))
    saved = load_forecaster(store, "rule")

    assert (saved.engine, saved.kind, saved.last_contest) == ("onnx", rule.kind, 90)
    np.testing.assert_allclose(saved.predict_proba(X), fitted.calibrated_proba(X), atol=1e-9)
    np.testing.assert_allclose(saved.next_probabilities(X), saved.predict_proba(X)[-1], atol=1e-9)
    assert sorted(saved.ranking(X)[:15] - 1) == np.flatnonzero(fitted.predict(X)[-1]).tolist()
    assert saved.info.task == "lotofacil.dezenas"


def test_a_rule_without_its_export_answers_natively(store: registry.ModelStore) -> None:
    X = fair(60)
    fitted = MarkovForecaster().fit(X)
    draft = draft_forecaster(fitted, X, last_contest=60, files={"report.json": b"{}"}, metadata={"note": "mine"})
    native = {name: data for name, data in draft.files.items() if name != "model.onnx"}
    store.save("rule", replace(draft, files=native))

    saved = load_forecaster(store, "rule")

    assert saved.engine == "native"
    assert saved.info.metadata["note"] == "mine"
    assert "report.json" in {record.name for record in saved.info.files}
    np.testing.assert_allclose(saved.predict_proba(X), fitted.calibrated_proba(X), atol=1e-12)


def test_a_model_of_something_else_is_refused_by_name(store: registry.ModelStore) -> None:
    from sklearn.linear_model import LinearRegression

    rows = np.arange(20.0).reshape(10, 2)
    store.save("line", serving.draft_model(LinearRegression().fit(rows, rows.sum(axis=1)), sample=rows))

    with pytest.raises(BadInput, match="line") as caught:
        load_forecaster(store, "line")
    assert caught.value.code == "not_a_forecaster"


def test_too_short_a_history_is_refused_for_a_forecast_and_answered_fairly_in_a_table(
    store: registry.ModelStore,
) -> None:
    X = fair(60)
    store.save("rule", draft_forecaster(LogisticForecaster().fit(X), X, last_contest=60))
    saved = load_forecaster(store, "rule")

    with pytest.raises(BadInput) as caught:
        saved.ranking(X[:1])
    assert caught.value.code == "history_of_draws_too_short"
    assert (saved.predict_proba(X[:1]) == 0.6).all()


@pytest.mark.xdist_group("tensorflow")
@pytest.mark.filterwarnings("ignore::FutureWarning:keras", "ignore:.*np.object.*")
def test_a_saved_network_is_certified_and_answers_without_tensorflow(
    store: registry.ModelStore, tmp_path: Path
) -> None:
    pytest.importorskip("keras", reason="the extra `neural` is not installed")
    X = fair(120)
    options = TrainingOptions(window=4, units=4, epochs=2, batch_size=32, weight=1.8)
    fitted = LstmForecaster("ls14pp", options).fit(X)
    draft = draft_forecaster(fitted, X, last_contest=120)
    store.save("network", draft)
    np.save(tmp_path / "draws.npy", X)
    program = (
        "import sys, numpy as np\n"
        "from pathlib import Path\n"
        "from bancada import registry\n"
        "from bancada.domains.lottery.saved import load_forecaster\n"
        "root = Path(sys.argv[1])\n"
        "store = registry.ModelStore(root / 'models', key=registry.SigningKey.load_or_create(root / 'key'))\n"
        "saved = load_forecaster(store, 'network')\n"
        "np.save(root / 'answers.npy', saved.predict_proba(np.load(root / 'draws.npy')))\n"
        "print(saved.engine, *sorted({'tensorflow', 'keras', 'sklearn', 'pandas'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )

    certificate: Any = draft.certificate
    assert certificate.accepted, certificate.reason
    assert certificate.max_difference <= 1e-5
    assert done.stdout.split() == ["onnx"]
    np.testing.assert_allclose(np.load(tmp_path / "answers.npy"), fitted.calibrated_proba(X), atol=1e-5)
    native = serving.load_model(store, "network")
    assert native.engine == "native"
