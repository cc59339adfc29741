"""Adjusting one of the best: calibrated and given a threshold, learned out of fold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from bancada.core.errors import Cancelled, InvalidTask
from bancada.core.leaderboard import FitStatus, LeaderboardRow
from bancada.core.task import SplitKind
from bancada.learning.adjusting import adjust, adjusted_row
from bancada.learning.evaluation.answers import ask
from bancada.learning.metrics import score
from bancada.learning.pipeline import TaskClassifier
from bancada.learning.prepared import Prepared, prepare
from bancada.learning.tasks import make_task


def prepared_rows(*, split: SplitKind | None = None, n_rows: int = 1_200) -> Prepared:
    rng = np.random.default_rng(11)
    first = rng.normal(size=n_rows)
    frame = pd.DataFrame({"a": first, "b": first + 0.1 * rng.normal(size=n_rows), "c": rng.normal(size=n_rows)})
    frame["at"] = pd.date_range("2026-01-01", periods=n_rows, freq="min", tz="UTC")
    frame["y"] = np.where(first + 0.8 * rng.normal(size=n_rows) > 1, "yes", "no")
    task = make_task(frame, target="y", split=split, time="at" if split is SplitKind.TIME else None, folds=3)
    return prepare(frame, task)


def fitted(prepared: Prepared, estimator: object) -> TaskClassifier:
    train = prepared.split.train
    return TaskClassifier(estimator, target="y").fit(prepared.features_of(train), prepared.target_of(train))


def recorded(prepared: Prepared, estimator: object) -> list:
    answers = []
    for fold in prepared.split.folds:
        model = TaskClassifier(estimator).fit(prepared.features_of(fold.train), prepared.target_of(fold.train))
        truth = prepared.target_of(fold.test)
        answers.append(ask(model, prepared.features_of(fold.test), truth, problem=prepared.task.problem))
    return answers


@pytest.mark.parametrize("split", [SplitKind.STRATIFIED, SplitKind.TIME])
def test_calibration_mends_the_probabilities_of_an_overconfident_model_whatever_the_folds(split: SplitKind) -> None:
    prepared = prepared_rows(split=split)
    pipeline = fitted(prepared, GaussianNB())

    adjusted = adjust(prepared, pipeline, calibrate="sigmoid")

    rows = prepared.split.holdout
    before, after = (
        score(ask(p, prepared.features_of(rows), prepared.target_of(rows), problem=prepared.task.problem))
        for p in (pipeline, adjusted.pipeline)
    )
    assert after["Log Loss"] < before["Log Loss"]
    assert adjusted.method == "sigmoid"


def test_the_estimator_that_was_compared_stays_the_very_object() -> None:
    prepared = prepared_rows()
    pipeline = fitted(prepared, GaussianNB())
    untouched = pipeline.inner_

    adjusted = adjust(prepared, pipeline, calibrate="auto")

    assert pipeline.inner_ is untouched
    assert adjusted.pipeline.inner_.calibrated_classifiers_[0].estimator is untouched


def test_a_model_without_probabilities_gets_them_from_its_scores_and_then_a_threshold() -> None:
    prepared = prepared_rows()

    adjusted = adjust(prepared, fitted(prepared, LinearSVC(C=0.1)), calibrate="sigmoid", costs=(1, 8))

    assert adjusted.threshold is not None
    assert adjusted.threshold.value < 0.5
    assert adjusted.pipeline.signature_.threshold == adjusted.threshold.value
    assert adjusted.threshold.split == "folds"


def test_a_threshold_by_cost_costs_less_on_the_holdout_than_one_half() -> None:
    prepared = prepared_rows()
    estimator = LogisticRegression()
    pipeline = fitted(prepared, estimator)

    adjusted = adjust(prepared, pipeline, costs=(1, 8), recorded=recorded(prepared, estimator))

    rows = prepared.split.holdout
    truth = prepared.target_of(rows)

    def cost(model: TaskClassifier) -> float:
        said = model.predict(prepared.features_of(rows))
        return float(((said == "yes") & (truth == "no")).sum() + 8 * ((said == "no") & (truth == "yes")).sum())

    assert cost(adjusted.pipeline) < cost(pipeline)


def test_figures_over_folds_are_those_of_answers_that_the_other_folds_taught() -> None:
    prepared = prepared_rows(split=SplitKind.STRATIFIED)
    base = LeaderboardRow("nb", "Naive Bayes", 1, FitStatus.OK, means={"Accuracy": 0.1})
    adjusted = adjust(prepared, fitted(prepared, GaussianNB()), calibrate="isotonic", costs=(1, 4))

    row = adjusted_row(prepared, adjusted, base=base, id_="nb-calibrated-cost")

    expected = np.mean([np.mean(fold.truth == fold.answer) for fold in adjusted.folds])
    assert row.means["Accuracy"] == pytest.approx(expected)
    assert row.rank is None
    assert row.holdout_intervals["Accuracy"].low <= row.holdout["Accuracy"] <= row.holdout_intervals["Accuracy"].high
    assert len(adjusted.out_of_fold.truth) == sum(len(fold.test) for fold in prepared.split.folds)


def test_a_threshold_on_a_model_without_probabilities_says_to_calibrate_it() -> None:
    prepared = prepared_rows()
    estimator = LinearSVC(C=0.1)

    with pytest.raises(InvalidTask) as caught:
        adjust(prepared, fitted(prepared, estimator), costs=(1, 1), recorded=recorded(prepared, estimator))

    assert caught.value.code == "threshold_needs_probabilities"


def test_asking_for_nothing_is_refused() -> None:
    prepared = prepared_rows()

    with pytest.raises(InvalidTask) as caught:
        adjust(prepared, fitted(prepared, GaussianNB()))

    assert caught.value.code == "nothing_to_adjust"


def test_it_stops_when_asked() -> None:
    prepared = prepared_rows()

    with pytest.raises(Cancelled):
        adjust(prepared, fitted(prepared, GaussianNB()), calibrate="sigmoid", is_cancelled=lambda: True)


def test_in_time_order_nothing_that_came_later_decides_the_answers_of_a_fold() -> None:
    prepared = prepared_rows(split=SplitKind.TIME)
    answers = recorded(prepared, LogisticRegression())
    pipeline = fitted(prepared, LogisticRegression())

    first = adjust(prepared, pipeline, costs=(1, 8), recorded=answers)
    last = replace(answers[-1], truth=1 - answers[-1].truth)
    second = adjust(prepared, pipeline, costs=(1, 8), recorded=[*answers[:-1], last])

    assert len(first.folds) == len(answers) - 1
    assert first.threshold != second.threshold
    for mine, theirs in zip(first.folds, second.folds, strict=True):
        np.testing.assert_array_equal(mine.answer, theirs.answer)


def test_in_time_order_a_fold_is_calibrated_by_earlier_ones() -> None:
    prepared = prepared_rows(split=SplitKind.TIME)
    pipeline = fitted(prepared, GaussianNB())
    changed = prepared.target.copy()
    last = prepared.split.folds[-1].test
    changed[last] = np.where(changed[last] == "yes", "no", "yes")

    first = adjust(prepared, pipeline, calibrate="sigmoid")
    second = adjust(replace(prepared, target=changed), pipeline, calibrate="sigmoid")

    assert len(first.folds) == len(prepared.split.folds) - 1
    for mine, theirs in zip(first.folds, second.folds, strict=True):
        np.testing.assert_allclose(mine.proba, theirs.proba)


def test_too_few_folds_in_time_order_to_learn_from_are_refused() -> None:
    prepared = prepared_rows(split=SplitKind.TIME)
    answers = recorded(prepared, LogisticRegression())[:1]

    with pytest.raises(InvalidTask) as caught:
        adjust(prepared, fitted(prepared, LogisticRegression()), costs=(1, 8), recorded=answers)

    assert caught.value.code == "adjust_needs_earlier_folds"
