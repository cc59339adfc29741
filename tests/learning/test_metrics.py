"""Metrics against scikit-learn, PyCaret's definitions and values worked out by hand."""

import warnings

import numpy as np
import pytest
from sklearn import metrics as peers

from bancada.core.leaderboard import Interval
from bancada.core.task import Problem
from bancada.learning.metrics import METRICS, Answers, bootstrap_intervals, default_sort, metric_of, score, shown


def _binary(rng: np.random.Generator, n: int = 200) -> Answers:
    truth = (rng.random(n) < 0.4).astype(int)
    positive = np.clip(0.3 * truth + rng.random(n) * 0.7, 0.01, 0.99).round(2)  # rounded, so that there are ties
    proba = np.column_stack([1 - positive, positive])
    return Answers(Problem.BINARY, truth, (positive >= 0.5).astype(int), proba, n_classes=2)


def _multiclass(rng: np.random.Generator, n: int = 300) -> Answers:
    truth = rng.integers(0, 4, n)
    proba = rng.random((n, 4)) + np.eye(4)[truth] * 0.6
    proba /= proba.sum(axis=1, keepdims=True)
    return Answers(Problem.MULTICLASS, truth, proba.argmax(axis=1), proba, n_classes=4)


def test_binary_metrics_are_those_of_scikit_learn(rng: np.random.Generator) -> None:
    answers = _binary(rng)
    y, p, q = answers.truth, answers.answer, answers.proba
    assert q is not None
    expected = {
        "Accuracy": peers.accuracy_score(y, p),
        "AUC": peers.roc_auc_score(y, q[:, 1]),
        "Recall": peers.recall_score(y, p),
        "Prec.": peers.precision_score(y, p),
        "F1": peers.f1_score(y, p),
        "Kappa": peers.cohen_kappa_score(y, p),
        "MCC": peers.matthews_corrcoef(y, p),
        "Log Loss": peers.log_loss(y, q),
        "Brier": peers.brier_score_loss(y, q[:, 1]),
    }
    assert score(answers) == pytest.approx(expected, abs=1e-12)


def test_multiclass_metrics_are_weighted_and_one_against_the_rest_as_in_pycaret(rng: np.random.Generator) -> None:
    answers = _multiclass(rng)
    y, p, q = answers.truth, answers.answer, answers.proba
    found = score(answers)
    assert found["AUC"] == pytest.approx(peers.roc_auc_score(y, q, average="weighted", multi_class="ovr"), abs=1e-12)
    assert found["Recall"] == pytest.approx(peers.recall_score(y, p, average="weighted"), abs=1e-12)
    assert found["Prec."] == pytest.approx(peers.precision_score(y, p, average="weighted"), abs=1e-12)
    assert found["F1"] == pytest.approx(peers.f1_score(y, p, average="weighted"), abs=1e-12)
    assert found["Kappa"] == pytest.approx(peers.cohen_kappa_score(y, p), abs=1e-12)
    assert found["MCC"] == pytest.approx(peers.matthews_corrcoef(y, p), abs=1e-12)


def test_regression_metrics_are_those_of_pycaret(rng: np.random.Generator) -> None:
    y = np.concatenate([[0.0], rng.normal(5, 3, 200)])
    p = y + rng.normal(size=201)
    known = y != 0
    expected = {
        "MAE": peers.mean_absolute_error(y, p),
        "MSE": peers.mean_squared_error(y, p),
        "RMSE": peers.root_mean_squared_error(y, p),
        "R2": peers.r2_score(y, p),
        "RMSLE": peers.root_mean_squared_log_error(np.abs(y), np.abs(p)),
        "MAPE": float(np.mean(np.abs((p - y)[known] / y[known]))),
    }
    assert score(Answers(Problem.REGRESSION, y, p)) == pytest.approx(expected, abs=1e-12)


def test_multilabel_metrics_are_those_of_scikit_learn(rng: np.random.Generator) -> None:
    truth, answer, proba = rng.integers(0, 2, (80, 3)), rng.integers(0, 2, (80, 3)), rng.random((80, 3))
    found = score(Answers(Problem.MULTILABEL, truth, answer, proba))
    assert found["Accuracy"] == pytest.approx(peers.accuracy_score(truth, answer))
    assert found["F1"] == pytest.approx(peers.f1_score(truth, answer, average="weighted"))
    assert found["Prec."] == pytest.approx(peers.precision_score(truth, answer, average="weighted"))
    assert found["Recall"] == pytest.approx(peers.recall_score(truth, answer, average="weighted"))
    assert found["Hamming"] == pytest.approx(peers.hamming_loss(truth, answer))
    assert found["AUC"] == pytest.approx(peers.roc_auc_score(truth, proba, average="macro"))


def test_a_confusion_worked_out_by_hand() -> None:
    # 3 true positives, 1 false negative, 1 false positive, 5 true negatives
    truth = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    answer = np.array([1, 1, 1, 0, 1, 0, 0, 0, 0, 0])
    found = score(Answers(Problem.BINARY, truth, answer, n_classes=2))
    # chance agreement 0.4*0.4 + 0.6*0.6 = 0.52; MCC = (3*5 - 1*1) / sqrt(4*4*6*6)
    assert found == pytest.approx(
        {"Accuracy": 0.8, "Recall": 0.75, "Prec.": 0.75, "F1": 0.75, "Kappa": 0.28 / 0.48, "MCC": 14 / 24}, abs=1e-12
    )


def test_what_is_undefined_is_absent_and_nothing_warns() -> None:
    one_class = Answers(Problem.BINARY, np.zeros(5), np.zeros(5), np.full((5, 2), 0.5), n_classes=2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = score(one_class)
        constant = score(Answers(Problem.REGRESSION, np.zeros(4), np.ones(4)))
    assert set(found) == {"Accuracy", "Log Loss", "Brier"}
    assert found["Accuracy"] == 1.0
    assert "R2" not in constant
    assert "MAPE" not in constant


def test_a_multiclass_auc_without_rows_of_some_class_is_absent(rng: np.random.Generator) -> None:
    proba = rng.random((20, 3))
    answers = Answers(Problem.MULTICLASS, np.tile([0, 1], 10), np.zeros(20), proba, n_classes=3)
    assert "AUC" not in score(answers)


@pytest.mark.parametrize("problem", [Problem.BINARY, Problem.MULTICLASS])
@pytest.mark.parametrize("label", [0, 1])
def test_a_truth_of_one_class_leaves_only_what_needs_none(
    problem: Problem, label: int, rng: np.random.Generator
) -> None:
    answer, proba = rng.integers(0, 2, 30), rng.random((30, 2))
    answers = Answers(problem, np.full(30, label), answer, proba / proba.sum(axis=1, keepdims=True), n_classes=2)
    assert set(score(answers)) == {m.name for m in METRICS[problem] if not m.needs_classes}
    assert set(bootstrap_intervals(answers, seed=1)) == {"Accuracy", "Log Loss", "Brier"}


def test_one_answer_on_two_classes_is_defined_and_worth_nothing() -> None:
    found = score(Answers(Problem.BINARY, np.array([0, 1, 1]), np.zeros(3), n_classes=2))
    assert (found["Recall"], found["F1"], found["Kappa"], found["MCC"]) == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("name", "problem", "expected"),
    [
        ("Accuracy", Problem.BINARY, (0.0, 1.0)),
        ("MCC", Problem.BINARY, (-1.0, 1.0)),
        ("R2", Problem.REGRESSION, (-3.0, 1.0)),
        ("MAE", Problem.REGRESSION, (0.0, 3.0)),
    ],
)
def test_an_interval_ends_where_the_metric_does(name: str, problem: Problem, expected: tuple[float, float]) -> None:
    metric = metric_of(problem, name)
    assert metric is not None
    assert metric.clipped(Interval(-3.0, 3.0)) == Interval(*expected)
    assert metric.clipped(Interval(0.2, 0.3)) == Interval(0.2, 0.3)


def test_no_score_lies_outside_the_range_of_its_metric(rng: np.random.Generator) -> None:
    for _ in range(50):
        answers = _multiclass(rng, 12)
        for name, value in score(answers).items():
            metric = metric_of(Problem.MULTICLASS, name)
            assert metric is not None
            assert metric.low <= value <= metric.high


def test_decision_scores_are_enough_for_a_binary_auc(rng: np.random.Generator) -> None:
    truth, decision = rng.integers(0, 2, 50), rng.normal(size=50)
    answers = Answers(Problem.BINARY, truth, (decision > 0).astype(int), score=decision, n_classes=2)
    assert score(answers)["AUC"] == pytest.approx(peers.roc_auc_score(truth, decision))
    assert "Log Loss" not in score(answers)


def test_bootstrap_intervals_hold_the_score_and_narrow_with_more_rows(rng: np.random.Generator) -> None:
    few, many = _binary(rng, 100), _binary(rng, 5000)
    narrow, wide = bootstrap_intervals(many, seed=1), bootstrap_intervals(few, seed=1)
    for name, value in score(many).items():
        assert narrow[name].low <= value <= narrow[name].high
        assert narrow[name].high - narrow[name].low < wide[name].high - wide[name].low


def test_the_bootstrap_interval_of_accuracy_agrees_with_the_binomial(rng: np.random.Generator) -> None:
    answers = _binary(rng, 2000)
    accuracy = score(answers)["Accuracy"]
    interval = bootstrap_intervals(answers, seed=5, n_resamples=2000)["Accuracy"]
    half = 1.96 * np.sqrt(accuracy * (1 - accuracy) / 2000)
    assert interval.high - interval.low == pytest.approx(2 * half, rel=0.1)


def test_the_same_seed_gives_the_same_intervals(rng: np.random.Generator) -> None:
    answers = _multiclass(rng)
    assert bootstrap_intervals(answers, seed=4, n_resamples=50) == bootstrap_intervals(answers, seed=4, n_resamples=50)


def test_columns_are_pycarets_in_its_order() -> None:
    classes = ["Accuracy", "AUC", "Recall", "Prec.", "F1", "Kappa", "MCC"]
    assert [m.name for m in shown(METRICS[Problem.BINARY], sort="F1")] == classes
    assert [m.name for m in shown(METRICS[Problem.MULTICLASS], sort="Log Loss")] == [*classes, "Log Loss"]
    assert [m.name for m in METRICS[Problem.REGRESSION]] == ["MAE", "MSE", "RMSE", "R2", "RMSLE", "MAPE"]


def test_a_metric_is_found_without_case_and_every_problem_has_its_default() -> None:
    found = metric_of(Problem.BINARY, "accuracy")
    assert found is not None
    assert found.name == "Accuracy"
    assert metric_of(Problem.REGRESSION, "AUC") is None
    for problem in Problem:
        assert metric_of(problem, default_sort(problem)) is not None
