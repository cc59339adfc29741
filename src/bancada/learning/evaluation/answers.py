"""Answers: truths beside what a model said of the same rows, and the split that the rows are from.

The one meeting point of models and curves: everything else in this package takes arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.task import Problem
from bancada.learning.encoding import label_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Answers", "infer_problem", "texts"]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Truths and answers of the same rows, in the same order.

    Attributes
    ----------
    truth, answer : ndarray, shape (n_rows,)
        Labels or values; multilabel problems: 0/1, shape (n_rows, n_labels).
    probability : ndarray or None, shape (n_rows, n_classes)
        In the order of `classes`; multilabel problems: one column a label. None for models without probabilities.
    classes : tuple of str
        Class labels, or the labels' names; empty for regression. Binary problems: the second is the positive one.
    split : str
        "folds" or "holdout".
    """

    # Any: labels are of whatever type the table holds
    truth: NDArray[Any]
    answer: NDArray[Any]
    split: str
    probability: NDArray[np.float64] | None = None
    classes: tuple[str, ...] = ()

    @classmethod
    def of(cls, model: Any, X: Any, y: Any, *, split: str) -> Answers:
        """Ask a fitted model about every row of `X`; it is asked for probabilities only where it has them."""
        probability = model.predict_proba(X) if hasattr(model, "predict_proba") else None
        if isinstance(probability, list):  # scikit-learn's multi-output classifiers: one array a label
            probability = np.column_stack([part[:, -1] for part in probability])
        labels = getattr(model, "classes_", ())
        if isinstance(labels, list):
            labels = getattr(y, "columns", range(len(labels)))
        return cls(
            truth=np.asarray(y),
            answer=np.asarray(model.predict(X)),
            split=split,
            probability=None if probability is None else np.asarray(probability, dtype=np.float64),
            classes=tuple(label_text(label) for label in labels),
        )

    def __len__(self) -> int:
        return len(self.truth)


def texts(labels: NDArray[Any]) -> NDArray[np.str_]:
    """Return labels as the texts that classes are known by."""
    distinct, codes = np.unique(labels, return_inverse=True)
    return np.array([label_text(label) for label in distinct], dtype=str)[codes]


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
