"""The one meeting point of models and curves: a fitted model is asked about rows whose truth is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import Cancelled
from bancada.core.task import Problem
from bancada.learning.encoding import label_text
from bancada.learning.metrics import Answers

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ask", "go_on", "infer_problem", "known_rows", "labels_of", "take"]

# Any: models, frames and labels are of whatever kind the caller fitted on.


def go_on(is_cancelled: Callable[[], bool] | None) -> None:
    """Raise Cancelled where someone asked to stop."""
    if is_cancelled is not None and is_cancelled():
        raise Cancelled


def infer_problem(model: Any, y: Any) -> Problem:
    """Return the problem that a fitted model answers, by its signature where it has one."""
    signature = getattr(model, "signature_", None)
    if signature is not None:
        problem: Problem = signature.problem
        return problem
    if np.ndim(y) == 2:
        return Problem.MULTILABEL
    classes = getattr(model, "classes_", None)
    if classes is None:
        return Problem.REGRESSION
    return Problem.BINARY if len(classes) == 2 else Problem.MULTICLASS


def labels_of(model: Any, y: Any) -> tuple[str, ...]:
    """Return class labels in the order of the probability columns, or the names of a multilabel target; none for values."""
    labels = getattr(model, "classes_", ())
    if np.ndim(y) == 2:
        labels = getattr(y, "columns", range(np.shape(y)[1]))
    return tuple(label_text(label) for label in labels)


def known_rows(y: Any, labels: tuple[str, ...], problem: Problem) -> NDArray[np.intp]:
    """Return the positions of rows whose label the model knows; all rows where truths are values or several labels."""
    if problem not in (Problem.BINARY, Problem.MULTICLASS):
        return np.arange(len(y))
    return np.flatnonzero(_codes(y, labels) >= 0)


def ask(model: Any, X: Any, y: Any, *, problem: Problem) -> Answers:
    """Return what a fitted model answers on every row of `X`, beside the truth.

    It is asked for probabilities where it has them; else, binary problems, for decision scores. Every label of `y` must be
    known to the model.
    """
    labels = labels_of(model, y)
    answer = np.asarray(model.predict(X))
    if not problem.is_classification:
        return Answers(problem, np.asarray(y, dtype=np.float64).ravel(), answer.astype(np.float64).ravel())
    proba, score = _proba(model, X), None
    if problem is Problem.MULTILABEL:
        return Answers(
            problem, np.asarray(y, dtype=np.float64), answer.astype(np.float64), proba, n_classes=len(labels)
        )
    if proba is None and problem is Problem.BINARY and hasattr(model, "decision_function"):
        score = np.asarray(model.decision_function(X), dtype=np.float64).ravel()
    truth, said = _codes(y, labels).astype(np.float64), _codes(answer, labels).astype(np.float64)
    return Answers(problem, truth, said, proba, score, len(labels))


def take(rows: Any, positions: NDArray[np.intp]) -> Any:
    """Return some rows of a frame, series, array or list."""
    return rows.iloc[positions] if hasattr(rows, "iloc") else np.asarray(rows)[positions]


def _proba(model: Any, X: Any) -> NDArray[np.float64] | None:
    if not hasattr(model, "predict_proba"):
        return None
    found = model.predict_proba(X)
    if isinstance(found, list):  # scikit-learn's multi-output classifiers: one array a label
        found = np.column_stack([part[:, -1] for part in found])
    return np.asarray(found, dtype=np.float64)


def _codes(values: Any, labels: tuple[str, ...]) -> NDArray[np.int64]:
    """Return each label's place in `labels`; -1 where it is not among them."""
    place = {label: code for code, label in enumerate(labels)}
    distinct, inverse = np.unique(np.asarray(values), return_inverse=True)
    return np.array([place.get(label_text(value), -1) for value in distinct], dtype=np.int64)[inverse]
