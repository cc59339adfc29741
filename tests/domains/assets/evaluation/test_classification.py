"""Figures of the action."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from bancada.domains.assets.evaluation.classification import (
    classification_measures,
    confusion_counts,
    confusion_figures,
)
from bancada.domains.assets.evaluation.part_rows import answered, make_part_rows, training_of
from bancada.domains.assets.evaluation.resampling import Sessions, make_sessions
from bancada.domains.assets.values import ACTION_NAMES
from tests.domains.assets.evaluation.evaluation_data import at_random, made_split, made_table, of_actions


def sessions_of(n: int) -> Sessions:
    return make_sessions(np.arange(n), horizon=1, rng=np.random.default_rng(1), n_resamples=30)


@pytest.fixture
def drawn(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    truth = rng.integers(0, 3, 200)
    answer = np.where(rng.random(200) < 0.4, truth, rng.integers(0, 3, 200))
    return truth, answer, confusion_figures(confusion_counts(truth, answer, sessions_of(200)))


def test_figures_are_those_of_scikit_learn(drawn: tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]) -> None:
    truth, answer, found = drawn
    expected = {
        "Accuracy": metrics.accuracy_score(truth, answer),
        "Balanced Accuracy": metrics.balanced_accuracy_score(truth, answer),
        "MCC": metrics.matthews_corrcoef(truth, answer),
    }
    for average in ("macro", "weighted"):
        values = metrics.precision_recall_fscore_support(truth, answer, average=average)
        expected |= {
            f"{name} ({average})": value for name, value in zip(("Prec.", "Recall", "F1"), values, strict=False)
        }
    by_class = metrics.precision_recall_fscore_support(truth, answer)
    for name, values in zip(("Prec.", "Recall", "F1"), by_class, strict=False):
        expected |= {f"{name} ({action})": value for action, value in zip(ACTION_NAMES, values, strict=True)}
    assert {name: values[0] for name, values in found.items()} == pytest.approx(expected)


def test_figures_of_a_resample_are_those_of_the_rows_it_drew(rng: np.random.Generator) -> None:
    truth, answer = rng.integers(0, 3, 60), rng.integers(0, 3, 60)
    sessions = sessions_of(60)
    found = confusion_figures(confusion_counts(truth, answer, sessions))
    again = np.repeat(np.arange(60), sessions.weights[3].astype(int))
    assert found["MCC"][4] == pytest.approx(metrics.matthews_corrcoef(truth[again], answer[again]))


def test_an_action_never_answered_has_no_precision_and_lowers_the_mean_over_actions() -> None:
    truth, answer = np.array([0, 1, 2, 2, 0, 1]), np.array([1, 1, 2, 2, 1, 1])
    found = confusion_figures(confusion_counts(truth, answer, sessions_of(6)))
    assert np.isnan(found["Prec. (sell)"][0])
    expected = metrics.precision_score(truth, answer, average="macro", zero_division=0)
    assert found["Prec. (macro)"][0] == pytest.approx(expected)


def test_an_action_that_never_came_has_no_recall_and_does_not_enter_balanced_accuracy() -> None:
    truth, answer = np.array([1, 1, 2, 2]), np.array([1, 0, 2, 2])
    found = confusion_figures(confusion_counts(truth, answer, sessions_of(4)))
    assert np.isnan(found["Recall (sell)"][0])
    assert found["Balanced Accuracy"][0] == pytest.approx(0.75)


def test_answering_the_majority_of_training_gets_the_figures_of_its_baseline_and_an_mcc_of_zero() -> None:
    table = made_table()
    split = made_split(table)
    training = training_of(table, split)
    model = of_actions(np.full(len(table), training.majority))
    part = make_part_rows(answered(model, table, split, name="test"), table, training, name="test", n_asked=0)
    sessions = make_sessions(part.instants, horizon=2, rng=np.random.default_rng(1), n_resamples=50)
    measures = {one.name: one for one in classification_measures(part, training, sessions)}
    assert measures["MCC"].value == 0.0
    for name in ("Accuracy", "F1 (macro)", "Recall (weighted)"):
        majority = measures[name].baseline("majority")
        assert majority is not None
        assert majority.value == measures[name].value


def test_persistence_answers_the_label_that_had_just_become_known() -> None:
    table = made_table(80, 2, horizon=3)
    split = made_split(table)
    training = training_of(table, split)
    model = at_random(table)
    part = make_part_rows(answered(model, table, split, name="test"), table, training, name="test", n_asked=0)
    assert np.array_equal(part.last_action, table.actions[part.rows - 3])
    assert np.array_equal(part.last_return, table.returns[part.rows - 3])
    assert np.all(table.end_ts[part.rows - 3] <= part.instants)


def test_persistence_of_a_first_row_is_what_training_knows() -> None:
    table = made_table(80, 2, horizon=3)
    split = made_split(table)
    training = training_of(table, split)
    model = at_random(table)
    part = make_part_rows(answered(model, table, split, name="train"), table, training, name="train", n_asked=0)
    firsts = part.rows < table.offsets[part.tickers] + 3
    assert firsts.sum() == 6
    assert np.all(part.last_action[firsts] == training.majority)
    assert np.all(part.last_return[firsts] == training.mean)


def test_log_loss_and_brier_stand_beside_the_class_shares_of_training() -> None:
    table = made_table()
    split = made_split(table)
    training = training_of(table, split)
    model = at_random(table)
    part = make_part_rows(answered(model, table, split, name="test"), table, training, name="test", n_asked=0)
    sessions = make_sessions(part.instants, horizon=2, rng=np.random.default_rng(1), n_resamples=50)
    measures = {one.name: one for one in classification_measures(part, training, sessions)}
    shares = np.tile(training.shares, (len(part), 1))
    assert measures["Log Loss"].value == pytest.approx(metrics.log_loss(part.truth, part.probabilities))
    assert measures["Log Loss"].baselines[0].value == pytest.approx(metrics.log_loss(part.truth, shares))
    hits = np.eye(3)[part.truth]
    assert measures["Brier"].value == pytest.approx(np.square(part.probabilities - hits).sum(axis=1).mean())
