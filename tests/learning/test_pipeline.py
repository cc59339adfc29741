"""Pipelines: from table rows to labels, everything learned from training rows."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier

from bancada.core.dataset import ColumnType
from bancada.core.errors import InvalidTask
from bancada.core.task import Problem
from bancada.learning.candidate import candidates
from bancada.learning.pipeline import TaskClassifier, TaskRegressor


@pytest.fixture
def frame(rng: np.random.Generator) -> pd.DataFrame:
    frame = pd.DataFrame({"a": rng.normal(size=150), "room": rng.choice(["x", "y"], 150), "on": rng.random(150) > 0.5})
    frame.loc[::7, "a"] = np.nan
    return frame


@pytest.fixture
def labels(frame: pd.DataFrame) -> np.ndarray:
    return np.where(frame.room == "x", "hot", "cold")


def test_it_answers_with_the_labels_it_was_given(frame: pd.DataFrame, labels: np.ndarray) -> None:
    model = TaskClassifier(LogisticRegression(), scaling="standard", target="state").fit(frame, labels)
    assert (model.predict(frame) == labels).mean() > 0.95
    assert model.signature_.classes == ("cold", "hot")
    assert model.signature_.names == ("a", "room", "on")
    assert model.signature_.problem is Problem.BINARY
    assert model.signature_.target == "state"
    np.testing.assert_allclose(model.predict_proba(frame).sum(axis=1), 1.0)


def test_the_positive_class_gets_the_second_column(frame: pd.DataFrame, labels: np.ndarray) -> None:
    model = TaskClassifier(LogisticRegression(), positive="cold").fit(frame, labels)
    assert list(model.classes_) == ["hot", "cold"]
    assert (model.predict(frame) == labels).mean() > 0.95


def test_a_threshold_decides_in_place_of_the_likelier_class(frame: pd.DataFrame, labels: np.ndarray) -> None:
    model = TaskClassifier(LogisticRegression(C=0.001), threshold=0.0).fit(frame, labels)
    assert set(model.predict(frame)) == {"hot"}
    assert model.signature_.threshold == 0.0


def test_inner_takes_the_float_matrix_and_answers_codes(frame: pd.DataFrame, labels: np.ndarray) -> None:
    model = TaskClassifier(RandomForestClassifier(5, random_state=1)).fit(frame, labels)
    codes = model.inner_.predict(model.encoded(frame))
    assert set(codes) == {0, 1}
    assert (model.classes_[codes] == model.predict(frame)).all()
    assert "scale" not in model.inner_.named_steps


def test_no_tree_is_scaled() -> None:
    for problem in Problem:
        for candidate in candidates(problem, turbo=False):
            if candidate.id in {"dt", "rf", "et", "gbc", "gbr", "ada", "xgboost", "lightgbm"}:
                assert not candidate.needs_scaling, candidate.id


def test_probabilities_are_offered_only_where_the_estimator_has_them(frame: pd.DataFrame, labels: np.ndarray) -> None:
    model = TaskClassifier(RidgeClassifier()).fit(frame, labels)
    assert not hasattr(model, "predict_proba")
    assert hasattr(model, "decision_function")


def test_what_is_imputed_and_scaled_comes_from_training_rows(frame: pd.DataFrame, labels: np.ndarray) -> None:
    model = TaskClassifier(LogisticRegression(), scaling="standard").fit(frame, labels)
    one = frame.head(1).assign(a=np.nan)
    alone, among = model.predict_proba(one), model.predict_proba(pd.concat([one, frame.assign(a=1e9)]))[:1]
    np.testing.assert_array_equal(alone, among)
    np.testing.assert_array_equal(alone, model.predict_proba(one.assign(a=frame.a.median())))


def test_an_unknown_category_is_answered_too(frame: pd.DataFrame, labels: np.ndarray) -> None:
    model = TaskClassifier(LogisticRegression()).fit(frame, labels)
    assert model.predict([{"a": 0.0, "room": "cellar", "on": True}])[0] in {"hot", "cold"}


def test_one_row_in_signature_order_works(frame: pd.DataFrame, labels: np.ndarray) -> None:
    model = TaskClassifier(LogisticRegression()).fit(frame, labels)
    assert model.predict([[0.5, "x", True]])[0] == "hot"


def test_a_missing_label_and_a_single_class_are_refused(frame: pd.DataFrame, labels: np.ndarray) -> None:
    with pytest.raises(InvalidTask, match="missing in 1 rows"):
        TaskClassifier(LogisticRegression()).fit(frame, [None, *labels[1:].astype(object)])
    with pytest.raises(InvalidTask, match="single class"):
        TaskClassifier(LogisticRegression()).fit(frame, ["same"] * 150)
    with pytest.raises(InvalidTask, match="missing"):
        TaskRegressor(LinearRegression()).fit(frame, [np.nan] * 150)


def test_columns_that_tell_nothing_are_refused_together() -> None:
    with pytest.raises(InvalidTask, match="No column"):
        TaskClassifier(LogisticRegression()).fit(pd.DataFrame({"c": ["same"] * 4}), [0, 1, 0, 1])


def test_a_regressor_answers_values(frame: pd.DataFrame) -> None:
    values = frame.a.fillna(0) * 2 + frame.on
    model = TaskRegressor(LinearRegression(), target="power").fit(frame, values)
    assert model.score(frame, values) > 0.9
    assert model.signature_.class_type is ColumnType.FLOAT
    assert model.signature_.problem is Problem.REGRESSION


def test_pipelines_clone_and_pickle_to_the_same_answers(frame: pd.DataFrame, labels: np.ndarray) -> None:
    model = TaskClassifier(LogisticRegression(), scaling="standard").fit(frame, labels)
    assert (pickle.loads(pickle.dumps(model)).predict(frame) == model.predict(frame)).all()
    again = clone(model).fit(frame, labels)
    np.testing.assert_array_equal(again.predict_proba(frame), model.predict_proba(frame))
