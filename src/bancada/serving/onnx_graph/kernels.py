"""Models that compare a row with training rows: support vectors, kernel ridge, nearest neighbours."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.serving.onnx_graph.errors import Untranslatable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.serving.onnx_graph.graph import Graph
    from bancada.serving.onnx_graph.translation import Translation

__all__ = ["PROBABILITIES", "SCORES", "VALUES"]

_MAX_CELLS = 4_000_000
"""Cells of training rows that a model may carry into its graph; beyond, the file would be larger than the native one is slow."""


# Any in this module: fitted scikit-learn estimators, which ship no types.
def _square_distances(graph: Graph, x: str, rows: Any) -> str:
    """Return squared Euclidean distances, shape (n_rows, n_training_rows)."""
    if np.size(rows) > _MAX_CELLS:
        raise Untranslatable(f"{len(rows)} training rows, which are too many to carry")
    return graph.add("CDist", x, graph.constant(rows), domain="com.microsoft", metric="sqeuclidean")


def _similarities(graph: Graph, x: str, rows: Any, model: Any, *, gamma: float) -> str:
    if hasattr(rows, "toarray"):
        raise Untranslatable("sparse training rows")
    if model.kernel == "rbf":
        return graph.add("Exp", graph.scaled(_square_distances(graph, x, rows), -gamma))
    products = graph.add("MatMul", x, graph.constant(np.asarray(rows).T))
    if model.kernel == "linear":
        return products
    inner = graph.shifted(graph.scaled(products, gamma), float(model.coef0))
    if model.kernel in ("poly", "polynomial"):
        return graph.add("Pow", inner, graph.constant(float(model.degree)))
    if model.kernel == "sigmoid":
        return graph.add("Tanh", inner)
    raise Untranslatable(f"the kernel {model.kernel}")


def _support_values(t: Translation, model: Any, x: str) -> str:
    gamma = float(model._gamma)  # noqa: SLF001  # the gamma that "scale" came to
    similar = _similarities(t.graph, x, model.support_vectors_, model, gamma=gamma)
    return t.graph.affine(similar, model.dual_coef_.T, model.intercept_)


def _pair_weights(model: Any) -> NDArray[np.float64]:
    """Return the weight of each support vector in each one-against-one decision, shape (n_vectors, n_pairs)."""
    ends = np.cumsum(model.n_support_)
    spans = [slice(end - count, end) for end, count in zip(ends, model.n_support_, strict=True)]
    pairs = list(combinations(range(len(model.classes_)), 2))
    weights = np.zeros((int(ends[-1]), len(pairs)))
    for column, (i, j) in enumerate(pairs):
        weights[spans[i], column] = model.dual_coef_[j - 1, spans[i]]
        weights[spans[j], column] = model.dual_coef_[i, spans[j]]
    return weights


def _support_scores(t: Translation, model: Any, x: str) -> str:
    """Binary: the decision; else votes of pairs plus `s / (3 (|s| + 1))` of summed decisions, as scikit-learn has it."""
    if len(model.classes_) == 2:
        return _support_values(t, model, x)
    if model.decision_function_shape != "ovr":
        raise Untranslatable("one-against-one decisions")
    graph, n_classes = t.graph, len(model.classes_)
    gamma = float(model._gamma)  # noqa: SLF001  # the gamma that "scale" came to
    similar = _similarities(graph, x, model.support_vectors_, model, gamma=gamma)
    decisions = graph.affine(similar, _pair_weights(model), model.intercept_)
    first, second = (np.zeros((_n_pairs(n_classes), n_classes)) for _ in range(2))
    for row, (i, j) in enumerate(combinations(range(n_classes), 2)):
        first[row, i] = second[row, j] = 1.0
    is_second = graph.as_type(graph.add("Less", decisions, graph.constant(0.0)), "double")
    votes = graph.affine(is_second, second - first, first.sum(axis=0))
    confidence = graph.affine(decisions, first - second, np.zeros(n_classes))
    bound = graph.scaled(graph.shifted(graph.add("Abs", confidence), 1.0), 3.0)
    return graph.add("Add", votes, graph.add("Div", confidence, bound))


def _n_pairs(n_classes: int) -> int:
    return n_classes * (n_classes - 1) // 2


def _kernel_ridge(t: Translation, model: Any, x: str) -> str:
    if np.ndim(model.dual_coef_) != 1:
        raise Untranslatable("several targets")
    gamma = 1.0 / model.n_features_in_ if model.gamma is None else float(model.gamma)
    similar = _similarities(t.graph, x, model.X_fit_, model, gamma=gamma)
    return t.graph.affine(similar, model.dual_coef_[:, None], [0.0])


def _neighbour_means(t: Translation, model: Any, x: str, table: NDArray[np.float64]) -> str:
    is_euclidean = model.effective_metric_ == "euclidean"
    if model.weights != "uniform" or not is_euclidean:
        raise Untranslatable(f"neighbours by {model.effective_metric_} with weights {model.weights!r}")
    distances = _square_distances(t.graph, x, model._fit_X)  # noqa: SLF001  # the rows it compares with
    nearest = t.graph.smallest(distances, model.n_neighbors)
    answers = t.graph.add("Gather", t.graph.constant(table), nearest, axis=0)
    return t.graph.add("ReduceMean", answers, t.graph.constant([1], dtype=np.int64), keepdims=0)


def _neighbour_probabilities(t: Translation, model: Any, x: str) -> str:
    codes = np.asarray(model._y)  # noqa: SLF001  # the classes it counts
    if codes.ndim != 1:
        raise Untranslatable("several targets")
    return _neighbour_means(t, model, x, np.eye(len(model.classes_))[codes])


def _neighbour_values(t: Translation, model: Any, x: str) -> str:
    values = np.asarray(model._y, dtype=np.float64)  # noqa: SLF001  # the values it averages
    return _neighbour_means(t, model, x, values.reshape(len(values), -1))


PROBABILITIES = {
    "sklearn.KNeighborsClassifier": _neighbour_probabilities,
}

SCORES = {
    "sklearn.SVC": _support_scores,
}

VALUES = {
    "sklearn.KNeighborsRegressor": _neighbour_values,
    "sklearn.KernelRidge": _kernel_ridge,
    "sklearn.NuSVR": _support_values,
    "sklearn.SVR": _support_values,
}
