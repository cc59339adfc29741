"""The export of estimators beyond the candidates, and what a certificate refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.feature_selection import SelectKBest
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor, SGDClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor, NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, PolynomialFeatures, RobustScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from bancada import serving
from bancada.core.dataset import ColumnType
from bancada.core.signature import Field
from bancada.learning.encoding import learn_fields
from bancada.serving.certificate import TrialRows, certify, trial_rows
from bancada.serving.onnx_export import export

N_FIELDS = 4


@pytest.fixture
def rows(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(5, 3, (1_400, N_FIELDS)).round(2)


@pytest.fixture
def codes(rows: np.ndarray) -> np.ndarray:
    return np.digitize(rows[:, 0] + rows[:, 1] ** 2 / 9, [6.0, 9.0])


CLASSIFIERS = {
    "calibrated by isotonic regression": CalibratedClassifierCV(GaussianNB(), method="isotonic", cv=3),
    "calibrated boosting": CalibratedClassifierCV(GradientBoostingClassifier(n_estimators=10), cv=3),
    "soft vote": VotingClassifier([("lr", LogisticRegression()), ("nb", GaussianNB())], voting="soft", weights=[1, 2]),
    "one against the rest": OneVsRestClassifier(LogisticRegression()),
    "histogram boosting": HistGradientBoostingClassifier(max_iter=20),
    "logistic descent": SGDClassifier(loss="log_loss", random_state=3),
    "principal components": make_pipeline(PCA(3, whiten=True), LogisticRegression()),
    "chosen columns": make_pipeline(MinMaxScaler(), SelectKBest(k=2), LogisticRegression()),
}


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier_of_many_parts_certifies(name: str, n_classes: int, rows: np.ndarray, codes: np.ndarray) -> None:
    model = CLASSIFIERS[name].fit(rows, np.minimum(codes, n_classes - 1))

    draft = serving.draft_model(model, sample=rows)

    assert draft.certificate is not None
    assert draft.certificate.accepted, draft.certificate.reason


@pytest.mark.parametrize(
    "model",
    [
        PoissonRegressor(),
        HistGradientBoostingRegressor(max_iter=20),
        HistGradientBoostingRegressor(loss="poisson", max_iter=20),
        VotingRegressor([("tree", DecisionTreeRegressor(max_depth=4)), ("line", LinearRegression())]),
        make_pipeline(RobustScaler(), KNeighborsRegressor()),
    ],
    ids=["poisson", "histogram", "histogram-poisson", "vote", "neighbours"],
)
def test_a_regressor_of_many_parts_certifies(model: Any, rows: np.ndarray) -> None:
    draft = serving.draft_model(model.fit(rows, np.abs(rows).sum(axis=1)), sample=rows)

    assert draft.certificate is not None
    assert draft.certificate.accepted, draft.certificate.reason


def test_trees_that_learned_from_missing_values_send_them_the_same_way(rows: np.ndarray, codes: np.ndarray) -> None:
    holed = rows.copy()
    holed[::5, 1] = np.nan
    for model in (
        RandomForestClassifier(10, random_state=1),
        DecisionTreeClassifier(random_state=1),
        HistGradientBoostingClassifier(max_iter=10),
    ):
        draft = serving.draft_model(model.fit(holed, codes), sample=holed)

        assert draft.certificate is not None
        assert draft.certificate.accepted, draft.certificate.reason
        assert draft.signature is not None
        assert all(field.missing_allowed for field in draft.signature.fields)


@pytest.mark.parametrize("library", ["xgboost", "lightgbm"])
def test_boosting_libraries_agree_on_missing_values(library: str, rows: np.ndarray, codes: np.ndarray) -> None:
    holed = rows.copy()
    holed[::5, 1] = np.nan
    if library == "xgboost":
        from xgboost import XGBClassifier, XGBRegressor

        models: list[Any] = [XGBClassifier(n_estimators=15), XGBRegressor(n_estimators=15, base_score=3.0)]
    else:
        from lightgbm import LGBMClassifier, LGBMRegressor

        models = [LGBMClassifier(n_estimators=15, verbosity=-1), LGBMRegressor(n_estimators=15, verbosity=-1)]
    for model in models:
        draft = serving.draft_model(model.fit(holed, codes), sample=holed)

        assert draft.certificate is not None
        assert draft.certificate.accepted, draft.certificate.reason


def test_an_estimator_known_only_to_the_general_converter_is_asked_of_it(rows: np.ndarray) -> None:
    # Rounded to whole numbers, nothing is lost in float32.
    whole = rows.round()
    draft = serving.draft_model(
        make_pipeline(PolynomialFeatures(2), LinearRegression()).fit(whole, whole.sum(axis=1)), sample=whole
    )

    assert draft.certificate is not None
    assert draft.certificate.accepted, draft.certificate.reason


def test_neither_converter_knowing_an_estimator_is_a_reason_and_not_an_error(rows: np.ndarray) -> None:
    class Own(RegressorMixin, BaseEstimator):
        def predict(self, X: np.ndarray) -> np.ndarray:
            return np.asarray(X).sum(axis=1)

    fields = learn_fields(_named(rows))
    found = export(Own(), _engine(lambda m: m.sum(axis=1, keepdims=True)), rows, fields)

    assert found.content is None
    assert not found.certificate.accepted
    assert "Own" in found.certificate.reason


def test_a_support_vector_machine_carries_an_export_only_where_it_was_accepted(
    rows: np.ndarray, codes: np.ndarray
) -> None:
    draft = serving.draft_model(SVC().fit(rows, codes), sample=rows)

    assert draft.certificate is not None
    assert draft.certificate.accepted == ("model.onnx" in draft.files)


def test_nearest_centroids_and_isotonic_lines_are_saved_whatever_becomes_of_their_export(
    rows: np.ndarray, codes: np.ndarray
) -> None:
    for model, sample in (
        (NearestCentroid().fit(rows, codes), rows),
        (IsotonicRegression().fit(rows[:, 0], rows[:, 1]), rows[:, :1]),
    ):
        draft = serving.draft_model(model, sample=sample)

        assert "model.joblib" in draft.files
        assert draft.certificate is not None
        assert draft.certificate.accepted or draft.certificate.reason


def _named(rows: np.ndarray) -> Any:
    import pandas as pd

    return pd.DataFrame(rows, columns=[f"x{i}" for i in range(rows.shape[1])])


class _engine:  # noqa: N801  # reads as a function
    name = "native"

    def __init__(self, function: Any, kind: str = "values") -> None:
        self.kind = kind
        self.run = function


def _verdict(wanted: Any, found: Any, *, kind: str, scale: float = 1.0) -> Any:
    rows = TrialRows(np.zeros((len(wanted), 1)), 1)
    return certify(
        _engine(lambda _: np.asarray(wanted), kind),
        _engine(lambda _: np.asarray(found), kind),
        rows,
        scale=scale,
        opset=18,
    )


def test_a_difference_beyond_the_tolerance_is_refused_and_counted() -> None:
    verdict = _verdict([[0.4, 0.6], [0.1, 0.9]], [[0.4, 0.6], [0.1001, 0.8999]], kind="probabilities")

    assert not verdict.accepted
    assert verdict.max_difference == pytest.approx(1e-4)
    assert "1 of 2 rows" in verdict.reason


def test_a_class_that_differs_only_within_a_tie_is_accepted() -> None:
    assert _verdict([[0.5, 0.5]], [[0.499999, 0.500001]], kind="probabilities").accepted


def test_scores_whose_class_differs_are_refused() -> None:
    verdict = _verdict([[1.0, 1.0 + 9e-5]] * 2, [[1.0 + 9e-5, 1.0]] * 2, kind="scores", scale=1.0)

    assert not verdict.accepted


def test_values_are_compared_on_the_scale_of_the_target() -> None:
    assert _verdict([[1_000.0], [3_000.0]], [[1_000.001], [3_000.0]], kind="values", scale=1_000.0).accepted
    assert not _verdict([[1.0], [3.0]], [[1.001], [3.0]], kind="values", scale=1.0).accepted


def test_an_answer_that_is_no_number_is_refused() -> None:
    assert "not a number" in _verdict([[1.0]], [[np.nan]], kind="values").reason


def test_a_small_sample_is_drawn_up_within_the_recorded_range_and_rounding(rng: np.random.Generator) -> None:
    sample = np.column_stack([rng.uniform(10, 20, 30).round(1), rng.integers(0, 3, 30)])
    fields = (
        Field("heat", ColumnType.FLOAT, missing_allowed=False),
        Field("room", ColumnType.CATEGORY, categories=("a", "b", "c"), missing_allowed=False),
    )

    rows = trial_rows(sample, fields, rng=rng)

    assert rows.n_recorded == len(np.unique(sample, axis=0))
    assert len(rows.matrix) == 1_000
    assert np.isfinite(rows.matrix).all()
    assert rows.matrix[:, 0].min() >= sample[:, 0].min()
    assert rows.matrix[:, 0].max() <= sample[:, 0].max()
    np.testing.assert_array_equal(rows.matrix.round(1), rows.matrix)
    assert set(rows.matrix[:, 1]) <= {0.0, 1.0, 2.0}


def test_rows_with_missing_values_belong_to_the_trial_where_they_are_allowed(rng: np.random.Generator) -> None:
    sample = rng.normal(size=(1_200, 2))
    fields = (Field("a", ColumnType.FLOAT), Field("b", ColumnType.FLOAT, missing_allowed=False))

    rows = trial_rows(sample, fields, rng=rng)

    assert rows.n_recorded == 1_200
    assert np.isnan(rows.matrix[:, 0]).sum() == 50
    assert not np.isnan(rows.matrix[:, 1]).any()
