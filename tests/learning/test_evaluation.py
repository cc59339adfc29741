"""A whole evaluation of one fitted model."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import orjson
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier

from bancada.core.errors import Cancelled, InvalidTask
from bancada.core.task import Problem
from bancada.core.values import from_json, to_json
from bancada.learning.evaluation import Evaluation, evaluate
from bancada.learning.evaluation.answers import ask
from bancada.learning.evaluation.growth import Rows, learning_curve
from bancada.learning.evaluation.importance import importance
from bancada.learning.metrics import METRICS
from bancada.learning.pipeline import TaskClassifier, TaskRegressor


def table(rng: np.random.Generator, n: int = 500) -> pd.DataFrame:
    return pd.DataFrame(
        {"lux": rng.normal(size=n), "ruido": rng.normal(size=n), "turno": rng.choice(["dia", "noite"], n)}
    )


def truth(frame: pd.DataFrame, rng: np.random.Generator) -> pd.Series[Any]:
    pull = 2 * frame["lux"] + (frame["turno"] == "dia")
    return pd.Series(np.where(rng.random(len(frame)) < 1 / (1 + np.exp(-pull)), "quente", "normal"))


@pytest.fixture
def binary(rng: np.random.Generator) -> tuple[Any, ...]:
    X, X_holdout = table(rng), table(rng, 300)
    y, y_holdout = truth(X, rng), truth(X_holdout, rng)
    return TaskClassifier(LogisticRegression(), target="estado").fit(X, y), X, y, X_holdout, y_holdout


def test_a_binary_model_gets_every_part_from_the_holdout(binary: tuple[Any, ...]) -> None:
    found = evaluate(*binary)
    assert found.problem is Problem.BINARY
    assert found.confusion is not None
    assert np.sum(found.confusion.counts) == 300
    assert [c.label for c in found.roc] == ["quente"]
    assert found.roc[0].auc > 0.75
    assert found.precision_recall[0].average_precision > found.precision_recall[0].prevalence
    assert found.calibration[0].brier < found.calibration[0].brier_baseline
    assert found.thresholds is not None
    assert [s.label for s in found.labels] == ["normal", "quente"]
    parts = (found.confusion, *found.roc, *found.calibration, found.thresholds, found.importance, found.learning_curve)
    assert {part.split for part in parts if part is not None} == {"holdout"}
    assert found.residuals is None
    assert not found.findings


def test_columns_are_ranked_by_what_shuffling_them_costs(binary: tuple[Any, ...]) -> None:
    found = evaluate(*binary, metric="AUC").importance
    assert found is not None
    assert found.columns[0] == "lux"
    assert found.metric == "AUC"
    assert found.means[0] > 0.1 > abs(dict(zip(found.columns, found.means, strict=True))["ruido"])


def test_an_error_metric_counts_turned_round(rng: np.random.Generator) -> None:
    X, X_holdout = table(rng), table(rng, 200)
    model = TaskRegressor(LinearRegression()).fit(X, 3 * X["lux"])
    found = evaluate(model, X, 3 * X["lux"], X_holdout, 3 * X_holdout["lux"], metric="MAE")
    assert found.importance is not None
    assert found.importance.columns[0] == "lux"
    assert found.importance.means[0] > 1
    assert found.importance.score == pytest.approx(0, abs=1e-9)
    assert found.learning_curve is not None
    assert not found.learning_curve.greater_is_better


def test_the_learning_curve_grows_to_all_training_rows(binary: tuple[Any, ...]) -> None:
    found = evaluate(*binary).learning_curve
    assert found is not None
    sizes = [p.n_train for p in found.points]
    assert sizes == sorted(sizes)
    assert sizes[-1] == found.n_available == 500
    assert [p.n_repeats for p in found.points] == [3, 3, 3, 3, 1]


def test_the_same_seed_gives_the_same_evaluation_and_json_keeps_it(binary: tuple[Any, ...]) -> None:
    found = evaluate(*binary)
    assert found == evaluate(*binary)
    text = orjson.dumps(to_json(found))
    assert from_json(Evaluation, orjson.loads(text)) == found
    assert len(text) < 60_000


def test_the_threshold_curve_comes_from_the_folds_where_there_are_any(binary: tuple[Any, ...]) -> None:
    model, X, y, *holdout = binary
    found = evaluate(model, X, y, *holdout, oof=ask(model, X, y, problem=Problem.BINARY))
    assert found.thresholds is not None
    assert found.thresholds.split == "folds"
    assert found.roc[0].split == "holdout"


def test_without_holdout_curves_are_out_of_fold_and_the_rest_is_said_to_be_missing(binary: tuple[Any, ...]) -> None:
    model, X, y, *_ = binary
    found = evaluate(model, X, y, None, None, oof=ask(model, X, y, problem=Problem.BINARY))
    assert found.roc[0].split == "folds"
    assert found.importance is None
    assert found.learning_curve is None
    assert [f.code for f in found.findings] == ["evaluation_without_holdout"]


def test_with_no_rows_to_judge_on_nothing_is_evaluated(binary: tuple[Any, ...]) -> None:
    model, X, y, *_ = binary
    with pytest.raises(InvalidTask):
        evaluate(model, X, y, X[:0], y[:0])


def test_a_metric_of_another_problem_is_refused(binary: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidTask) as caught:
        evaluate(*binary, metric="RMSE")
    assert caught.value.facts["metric"] == "RMSE"


def test_a_model_with_scores_only_gets_curves_but_no_calibration(binary: tuple[Any, ...]) -> None:
    _, X, y, *holdout = binary
    found = evaluate(TaskClassifier(RidgeClassifier()).fit(X, y), X, y, *holdout, metric="AUC")
    assert found.roc[0].auc > 0.75
    assert found.calibration == ()
    assert found.thresholds is None
    assert [f.code for f in found.findings] == ["evaluation_without_probabilities"]


def test_each_class_of_several_gets_its_curves(rng: np.random.Generator) -> None:
    X, X_holdout = table(rng), table(rng, 300)
    y, y_holdout = (np.digitize(f["lux"] + rng.normal(scale=0.3, size=len(f)), [-0.7, 0.7]) for f in (X, X_holdout))
    found = evaluate(TaskClassifier(RandomForestClassifier(20, random_state=1)).fit(X, y), X, y, X_holdout, y_holdout)
    assert found.problem is Problem.MULTICLASS
    assert [c.label for c in found.roc] == ["0", "1", "2"]
    assert all(c.interval.low <= c.auc <= c.interval.high for c in found.roc)
    assert found.thresholds is None
    assert len(found.calibration) == 3


def test_several_labels_get_a_scorecard_each(rng: np.random.Generator) -> None:
    X, X_holdout = table(rng), table(rng, 300)

    def labels(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"claro": (frame["lux"] > 0).astype(int), "dia": (frame["turno"] == "dia").astype(int)})

    model = TaskClassifier(LogisticRegression()).fit(X, labels(X))
    found = evaluate(model, X, labels(X), X_holdout, labels(X_holdout))
    assert found.problem is Problem.MULTILABEL
    assert [s.label for s in found.labels] == ["claro", "dia"]
    assert all(s.auc is not None and s.auc > 0.95 for s in found.labels)
    assert found.importance is not None
    assert found.importance.columns[-1] == "ruido"


def test_a_forecast_is_judged_as_a_regression(rng: np.random.Generator) -> None:
    X, X_holdout = table(rng), table(rng, 200)
    model = TaskRegressor(LinearRegression(), problem=Problem.FORECAST).fit(X, X["lux"])
    found = evaluate(model, X, X["lux"], X_holdout, X_holdout["lux"] + rng.normal(size=200))
    assert found.problem is Problem.FORECAST
    assert found.residuals is not None
    assert found.residuals.mean_absolute_error == pytest.approx(0.8, abs=0.15)
    assert found.roc == ()


def test_classes_that_never_came_in_training_are_counted_and_left_out(binary: tuple[Any, ...]) -> None:
    model, X, y, X_holdout, y_holdout = binary
    strange = y_holdout.where(np.arange(300) >= 7, "fria")
    found = evaluate(model, X, y, X_holdout, strange)
    assert found.n_holdout == 293
    assert found.findings[0].facts == {"n_rows": 7, "n_holdout": 300}


def test_a_class_that_is_absent_from_the_holdout_is_named(binary: tuple[Any, ...]) -> None:
    model, X, y, X_holdout, y_holdout = binary
    only = (y_holdout == "normal").to_numpy()
    found = evaluate(model, X, y, X_holdout[only], y_holdout[only], metric="Accuracy")
    assert found.roc == ()
    assert found.findings[0].facts == {"label": "quente"}


def test_sizes_too_small_for_an_estimator_are_left_out_and_said(rng: np.random.Generator) -> None:
    X, X_holdout = table(rng, 200), table(rng, 100)
    y, y_holdout = truth(X, rng), truth(X_holdout, rng)
    found = evaluate(TaskClassifier(KNeighborsClassifier(60)).fit(X, y), X, y, X_holdout, y_holdout)
    assert found.learning_curve is not None
    assert found.learning_curve.points[0].n_train >= 60
    assert "evaluation_point_failed" in {f.code for f in found.findings}


def test_few_training_rows_get_no_learning_curve(rng: np.random.Generator) -> None:
    X, X_holdout = table(rng, 60), table(rng, 60)
    y, y_holdout = truth(X, rng), truth(X_holdout, rng)
    found = evaluate(TaskClassifier(LogisticRegression()).fit(X, y), X, y, X_holdout, y_holdout)
    assert found.learning_curve is None
    assert [f.code for f in found.findings] == ["evaluation_few_rows"]


def test_many_rows_are_capped_and_the_cap_is_said(rng: np.random.Generator) -> None:
    X, X_holdout = table(rng, 6_000), table(rng, 300)
    y, y_holdout = truth(X, rng), truth(X_holdout, rng)
    found = evaluate(TaskClassifier(LogisticRegression()).fit(X, y), X, y, X_holdout, y_holdout)
    assert [f.facts for f in found.findings] == [{"n_used": 5_000, "n_rows": 6_000}]


def test_a_plain_scikit_learn_estimator_is_evaluated_too(rng: np.random.Generator) -> None:
    X, X_holdout = table(rng)[["lux", "ruido"]], table(rng, 200)[["lux", "ruido"]]
    model = LogisticRegression().fit(X, X["lux"] > 0)
    found = evaluate(model, X, X["lux"] > 0, X_holdout, X_holdout["lux"] > 0)
    assert found.confusion is not None
    assert found.confusion.labels == ("False", "True")
    assert found.roc[0].label == "True"


def test_the_frames_handed_in_are_not_changed(binary: tuple[Any, ...]) -> None:
    model, X, y, X_holdout, y_holdout = binary
    before = X_holdout.copy()
    evaluate(model, X, y, X_holdout, y_holdout)
    pd.testing.assert_frame_equal(X_holdout, before)


def test_a_stored_evaluation_is_opened_without_an_engine() -> None:
    code = "import bancada.learning.evaluation as e, sys; e.Evaluation; print('sklearn' in sys.modules, 'pandas' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.split() == ["False", "False"]


def test_a_slow_model_gets_fewer_sizes_and_fewer_rows_shuffled(binary: tuple[Any, ...]) -> None:
    model, X, y, X_holdout, y_holdout = binary
    ticks = iter(range(0, 10_000, 2))
    metric = METRICS[Problem.BINARY][0]
    facts: dict[str, Any] = {"problem": Problem.BINARY, "metric": metric, "split": "holdout", "seed": 3}
    curve, findings = learning_curve(model, Rows(X, y), Rows(X_holdout, y_holdout), clock=lambda: next(ticks), **facts)
    assert [p.n_train for p in curve.points] == [40]
    assert [f.facts for f in findings] == [{"n_used": 40, "n_rows": 500}]
    found = importance(model, X_holdout, y_holdout, clock=lambda: next(ticks), **facts)
    assert found is not None
    assert found.n_rows == 200


def test_a_metric_that_is_undefined_on_the_holdout_is_said(binary: tuple[Any, ...]) -> None:
    model, X, y, X_holdout, y_holdout = binary
    only = (y_holdout == "normal").to_numpy()
    found = evaluate(model, X, y, X_holdout[only], y_holdout[only], metric="AUC")
    assert found.importance is None
    assert found.findings[-1].facts == {"metric": "AUC"}


def test_an_evaluation_stops_at_the_next_fit_or_shuffle_when_asked_to(binary: tuple[Any, ...]) -> None:
    asked: list[int] = []

    def is_cancelled() -> bool:
        asked.append(1)
        return len(asked) > 4

    with pytest.raises(Cancelled):
        evaluate(*binary, is_cancelled=is_cancelled)
    assert len(asked) == 5
