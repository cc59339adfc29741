"""Every candidate that is compared: which certify, and that the others say why."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from bancada import serving
from bancada.core.task import Problem
from bancada.learning.candidate import Candidate, candidates
from bancada.learning.pipeline import TaskClassifier, TaskRegressor

if TYPE_CHECKING:
    from bancada.registry import ModelStore

# No export in float64 exists for its error function.
REFUSED = {"gpc"}
PAIRS = [(problem, candidate) for problem in Problem for candidate in candidates(problem, turbo=False)]


def _target(problem: Problem, signal: np.ndarray) -> Any:
    if problem is Problem.BINARY:
        return np.where(signal > np.median(signal), "busy", "free")
    if problem is Problem.MULTICLASS:
        return np.digitize(signal, np.quantile(signal, [1 / 3, 2 / 3]))
    if problem is Problem.MULTILABEL:
        return pd.DataFrame({"warm": (signal > 1).astype(int), "bright": (signal > 0).astype(int)})
    return signal * 31.7


def _fitted(problem: Problem, candidate: Candidate, frame: pd.DataFrame, signal: np.ndarray) -> Any:
    # Three categories beside a constant sum make a covariance singular, which QDA refuses.
    rows = frame.drop(columns="room") if candidate.id == "qda" else frame
    pipeline = TaskClassifier if problem.is_classification else TaskRegressor
    estimator = candidate.factory(7)
    if hasattr(estimator, "max_iter") and candidate.id == "mlp":
        estimator.set_params(max_iter=40)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # convergence is not what is tested
        return pipeline(estimator, scaling=candidate.scaling).fit(rows[:450], _target(problem, signal)[:450])


@pytest.mark.parametrize(
    ("problem", "candidate"), PAIRS, ids=[f"{problem.value}-{candidate.id}" for problem, candidate in PAIRS]
)
def test_a_candidate_certifies_or_its_manifest_says_why_it_does_not(
    problem: Problem, candidate: Candidate, frame: pd.DataFrame, signal: np.ndarray
) -> None:
    draft = serving.draft_model(
        _fitted(problem, candidate, frame, signal), sample=frame[450:], kind=candidate.id, problem=problem
    )

    assert draft.certificate is not None
    assert draft.certificate.n_rows >= 1_000
    assert draft.certificate.n_recorded == 250
    if candidate.id in REFUSED:
        assert not draft.certificate.accepted
        assert draft.certificate.reason
        assert "model.onnx" not in draft.files
    else:
        assert draft.certificate.accepted, draft.certificate.reason
        assert draft.certificate.max_difference is not None
        assert draft.certificate.max_difference <= 1e-5
        assert "model.onnx" in draft.files


@pytest.mark.parametrize("identifier", ["rf", "gpc"])
def test_the_served_model_answers_as_the_native_one_whoever_serves_it(
    identifier: str, frame: pd.DataFrame, signal: np.ndarray, store: ModelStore
) -> None:
    candidate = next(c for c in candidates(Problem.BINARY, turbo=False) if c.id == identifier)
    model = _fitted(Problem.BINARY, candidate, frame, signal)
    store.save("rooms", serving.draft_model(model, sample=frame[450:], kind=identifier))

    served, native = serving.load_predictor(store, "rooms"), serving.load_model(store, "rooms")

    assert served.engine == ("native" if identifier in REFUSED else "onnx")
    assert native.engine == "native"
    np.testing.assert_array_equal(served.predict(frame), model.predict(frame))
    np.testing.assert_array_equal(native.predict(frame), model.predict(frame))
    np.testing.assert_allclose(served.predict_proba(frame), model.predict_proba(frame), atol=1e-5)
