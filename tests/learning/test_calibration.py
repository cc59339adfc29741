"""Calibrated probabilities and thresholds chosen by cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from bancada.core.errors import InvalidTask
from bancada.core.values import from_json, to_json
from bancada.learning.calibration import Threshold, calibrated, choose_threshold, with_threshold
from bancada.learning.pipeline import TaskClassifier


def table(rng: np.random.Generator, n: int) -> tuple[pd.DataFrame, np.ndarray]:
    signal = rng.normal(size=n)
    copies = {f"x{i}": signal + rng.normal(scale=0.3, size=n) for i in range(5)}
    frame = pd.DataFrame({**copies, "turno": rng.choice(["dia", "noite"], n)})
    return frame, np.where(rng.random(n) < 1 / (1 + np.exp(-2 * signal)), "quente", "normal")


@pytest.mark.parametrize("method", ["isotonic", "sigmoid", "auto"])
def test_calibration_on_unseen_rows_improves_an_overconfident_model(rng: np.random.Generator, method: str) -> None:
    model = TaskClassifier(GaussianNB(), target="estado").fit(*table(rng, 2_000))
    better = calibrated(model, *table(rng, 1_500), method=method)
    X, y = table(rng, 4_000)
    before, after = (brier_score_loss(y == "quente", m.predict_proba(X)[:, 1]) for m in (model, better))
    assert after < before - 0.005
    assert list(better.classes_) == list(model.classes_)
    assert better.signature_ == model.signature_
    assert set(better.predict(X)) == {"normal", "quente"}


def test_the_model_itself_is_left_as_it_was(rng: np.random.Generator) -> None:
    X, y = table(rng, 400)
    model = TaskClassifier(GaussianNB()).fit(X, y)
    before = model.predict_proba(X)
    calibrated(model, *table(rng, 300))
    np.testing.assert_array_equal(model.predict_proba(X), before)


def test_cross_fitting_needs_the_training_rows_alone(rng: np.random.Generator) -> None:
    X, y = table(rng, 1_500)
    model = TaskClassifier(RandomForestClassifier(20, random_state=1)).fit(X, y)
    better = calibrated(model, X, y, folds=StratifiedKFold(3))
    fresh, truth = table(rng, 3_000)
    before, after = (brier_score_loss(truth == "quente", m.predict_proba(fresh)[:, 1]) for m in (model, better))
    assert after < before


def test_a_model_with_scores_only_gets_probabilities(rng: np.random.Generator) -> None:
    model = TaskClassifier(LinearSVC(), scaling="standard").fit(*table(rng, 600))
    assert not hasattr(model, "predict_proba")
    better = calibrated(model, *table(rng, 400), method="sigmoid")
    assert better.predict_proba(table(rng, 5)[0]).sum(axis=1) == pytest.approx(1)


def test_no_frozen_wrapper_is_left_for_exporters_to_stumble_over(rng: np.random.Generator) -> None:
    model = TaskClassifier(LogisticRegression()).fit(*table(rng, 300))
    better = calibrated(model, *table(rng, 300))
    assert "FrozenEstimator" not in str(better.inner_.calibrated_classifiers_[0].estimator)


def test_an_old_threshold_does_not_survive_calibration(rng: np.random.Generator) -> None:
    model = with_threshold(TaskClassifier(GaussianNB()).fit(*table(rng, 300)), 0.3)
    assert model.signature_.threshold == 0.3
    assert calibrated(model, *table(rng, 300)).signature_.threshold is None


def test_calibration_rows_must_hold_each_class_and_no_other(rng: np.random.Generator) -> None:
    X, y = table(rng, 300)
    model = TaskClassifier(GaussianNB()).fit(X, y)
    with pytest.raises(InvalidTask) as caught:
        calibrated(model, X[y == "normal"], y[y == "normal"])
    assert caught.value.facts["absent"] == ["quente"]
    with pytest.raises(InvalidTask):
        calibrated(model, X, np.where(np.arange(300) == 0, "outro", y))


def test_a_multilabel_model_is_refused(rng: np.random.Generator) -> None:
    X, y = table(rng, 200)
    model = TaskClassifier(GaussianNB()).fit(X, pd.DataFrame({"a": y == "quente", "b": y == "normal"}))
    with pytest.raises(InvalidTask):
        calibrated(model, X, y)
    with pytest.raises(InvalidTask):
        with_threshold(model, 0.4)


def test_the_threshold_of_right_probabilities_is_where_costs_balance(rng: np.random.Generator) -> None:
    p = rng.random(40_000)
    y = rng.random(40_000) < p
    found = choose_threshold(y, p, cost_false_positive=1, cost_false_negative=4)
    assert found.value == pytest.approx(0.2, abs=0.03)  # Elkan (2001): c_fp / (c_fp + c_fn)
    assert found.value_interval.low <= 0.2 <= found.value_interval.high
    assert found.expected_cost < found.cost_at_half
    assert found.expected_cost < min(found.cost_never, found.cost_always)
    assert found.interval.low <= found.expected_cost <= found.interval.high


def test_no_other_threshold_costs_less_on_these_rows(rng: np.random.Generator) -> None:
    p = rng.random(200).round(2)
    y = rng.random(200) < p
    found = choose_threshold(y, p, cost_false_positive=3, cost_false_negative=2)

    def cost(threshold: float) -> float:
        answer = p >= threshold
        return float(3 * (answer & ~y).mean() + 2 * (~answer & y).mean())

    assert found.expected_cost == pytest.approx(cost(found.value))
    assert all(found.expected_cost <= cost(t) + 1e-12 for t in np.linspace(0, 1.01, 500))
    assert found.cost_at_half == pytest.approx(cost(0.5))


def test_the_interval_corrects_the_optimism_of_choosing_on_the_same_rows(rng: np.random.Generator) -> None:
    p, y = rng.random(60), rng.random(60) < 0.5  # nothing to learn: any threshold costs a half on new rows
    found = choose_threshold(y, p, cost_false_positive=1, cost_false_negative=1)
    assert found.expected_cost < 0.5
    assert (found.interval.low + found.interval.high) / 2 > found.expected_cost


def test_where_false_alarms_cost_too_much_nothing_is_answered_positive(rng: np.random.Generator) -> None:
    p = rng.random(300)
    found = choose_threshold(rng.random(300) < 0.1, p, cost_false_positive=1_000, cost_false_negative=1)
    assert found.value > 1
    assert found.expected_cost == pytest.approx(found.cost_never)


def test_a_pipeline_answers_by_the_threshold_chosen(rng: np.random.Generator) -> None:
    X, y = table(rng, 800)
    model = TaskClassifier(LogisticRegression(), positive="quente").fit(X, y)
    fresh, truth = table(rng, 800)
    found = choose_threshold(
        truth == "quente",
        model.predict_proba(fresh)[:, 1],
        cost_false_positive=1,
        cost_false_negative=9,
        split="holdout",
    )
    careful = with_threshold(model, found)
    assert careful.signature_.threshold == found.value
    assert (careful.predict(fresh) == "quente").sum() > (model.predict(fresh) == "quente").sum()
    assert model.signature_.threshold is None


def test_a_threshold_survives_json(rng: np.random.Generator) -> None:
    p = rng.random(50)
    found = choose_threshold(p > 0.4, p, cost_false_positive=1, cost_false_negative=1)
    assert from_json(Threshold, to_json(found)) == found


@pytest.mark.parametrize(
    ("y", "p", "costs"),
    [
        ([0, 1], [0.1, 0.9], (0, 0)),
        ([0, 1], [0.1, 0.9], (-1, 1)),
        ([0, 1], [0.1, float("nan")], (1, 1)),
        ([0, 1, 1], [0.1, 0.9], (1, 1)),
        ([1, 1], [0.1, 0.9], (1, 1)),
    ],
    ids=["free", "negative", "nan", "lengths", "one-class"],
)
def test_what_cannot_rank_thresholds_is_refused(y: list[int], p: list[float], costs: tuple[float, float]) -> None:
    with pytest.raises(InvalidTask):
        choose_threshold(y, p, cost_false_positive=costs[0], cost_false_negative=costs[1])
