"""Linear models and what is made of matrix products: generalised linear, discriminant, multilayer perceptron, dummies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.serving.onnx_graph.errors import Untranslatable

if TYPE_CHECKING:
    from bancada.serving.onnx_graph.graph import Graph
    from bancada.serving.onnx_graph.translation import Translation

__all__ = ["PROBABILITIES", "SCORES", "VALUES"]

_ACTIVATIONS = {"relu": "Relu", "tanh": "Tanh", "logistic": "Sigmoid"}
_SIGMOID_LOSSES = ("log_loss",)


# Any in this module: fitted scikit-learn estimators, which ship no types.
def linear(t: Translation, model: Any, x: str) -> str:
    """Return `x @ coef_.T + intercept_`, one column a row of `coef_`."""
    return t.graph.affine(x, np.atleast_2d(model.coef_).T, np.ravel(model.intercept_))


def _logistic(t: Translation, model: Any, x: str) -> str:
    score = linear(t, model, x)
    return t.graph.two_columns(t.graph.add("Sigmoid", score)) if len(model.classes_) == 2 else t.graph.softmax(score)


def _descent_probabilities(t: Translation, model: Any, x: str) -> str:
    if model.loss not in _SIGMOID_LOSSES:
        raise Untranslatable(f"probabilities of the loss {model.loss}")
    shares = t.graph.add("Sigmoid", linear(t, model, x))
    return t.graph.two_columns(shares) if len(model.classes_) == 2 else t.graph.shares(shares)


def _exponential(t: Translation, model: Any, x: str) -> str:
    return t.graph.add("Exp", linear(t, model, x))


def _consensus(t: Translation, model: Any, x: str) -> str:
    return t.values(model.estimator_, x)


def _quadratic_likelihoods(t: Translation, model: Any, x: str) -> str:
    """Quadratic discriminant: `-(|((x - mean) R) S^-1/2|^2 + sum(log S)) / 2 + log(prior)` per class."""
    columns = []
    for rotation, scaling, mean, prior in zip(
        model.rotations_, model.scalings_, model.means_, model.priors_, strict=True
    ):
        weights = rotation * scaling**-0.5
        z = t.graph.affine(x, weights, -(mean @ weights))
        squares = t.graph.row_sums(t.graph.add("Mul", z, z))
        offset = np.log(prior) - 0.5 * np.log(scaling).sum()
        columns.append(t.graph.shifted(t.graph.scaled(squares, -0.5), [[offset]]))
    return t.graph.beside(*columns)


def _quadratic_probabilities(t: Translation, model: Any, x: str) -> str:
    return t.graph.softmax(_quadratic_likelihoods(t, model, x))


def _quadratic_scores(t: Translation, model: Any, x: str) -> str:
    columns = _quadratic_likelihoods(t, model, x)
    if len(model.classes_) > 2:
        return columns
    return t.graph.add("Sub", t.graph.columns(columns, [1]), t.graph.columns(columns, [0]))


def _naive_bayes_probabilities(t: Translation, model: Any, x: str) -> str:
    """Gaussian naive Bayes: `log(prior) - sum(log(2 pi var)) / 2 - sum((x - theta)^2 / var) / 2` per class, softmax."""
    graph, columns = t.graph, []
    for theta, variance, prior in zip(model.theta_, model.var_, model.class_prior_, strict=True):
        gap = graph.shifted(x, -theta[None, :])
        squares = graph.add("MatMul", graph.add("Mul", gap, gap), graph.constant(-0.5 / variance[:, None]))
        columns.append(graph.shifted(squares, [[np.log(prior) - 0.5 * np.log(2.0 * np.pi * variance).sum()]]))
    return graph.softmax(graph.beside(*columns))


def _network(t: Translation, model: Any, x: str) -> str:
    last = len(model.coefs_) - 1
    for layer, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        x = t.graph.affine(x, weights, bias)
        if layer < last and model.activation != "identity":
            x = t.graph.add(_ACTIVATIONS[model.activation], x)
    return x


def _network_probabilities(t: Translation, model: Any, x: str) -> str:
    raw = _network(t, model, x)
    if model.out_activation_ == "softmax":
        return t.graph.softmax(raw)
    if len(model.classes_) != 2:
        raise Untranslatable("a perceptron with several labels")
    return t.graph.two_columns(t.graph.add("Sigmoid", raw))


def _network_values(t: Translation, model: Any, x: str) -> str:
    if model.out_activation_ != "identity" or model.n_outputs_ != 1:
        raise Untranslatable("a perceptron with several targets or another link")
    return _network(t, model, x)


def _constant_rows(graph: Graph, x: str, row: Any) -> str:
    # A missing value must not reach a constant: NaN times zero is NaN.
    zeros = graph.as_type(graph.add("And", graph.add("IsNaN", x), graph.constant(False, dtype=bool)), "double")
    width = np.atleast_2d(row).shape[1]
    column = graph.columns(zeros, [0])
    return graph.shifted(graph.beside(*[column] * width), np.atleast_2d(row))


def _dummy_probabilities(t: Translation, model: Any, x: str) -> str:
    if model.strategy not in ("prior", "most_frequent", "constant"):
        raise Untranslatable(f"a dummy that answers by chance ({model.strategy})")
    row = model.predict_proba(np.zeros((1, 1)))
    return _constant_rows(t.graph, x, row)


def _single_label(t: Translation, model: Any, x: str) -> str:
    return _constant_rows(t.graph, x, model.predict_proba(np.zeros((1, 1))))


def _picked_column(t: Translation, model: Any, x: str) -> str:
    return t.graph.columns(x, [int(model.column)])


def _dummy_values(t: Translation, model: Any, x: str) -> str:
    if model.n_outputs_ != 1:
        raise Untranslatable("a dummy with several targets")
    return _constant_rows(t.graph, x, np.reshape(model.constant_, (1, 1)))


PROBABILITIES = {
    "sklearn.DummyClassifier": _dummy_probabilities,
    "sklearn.GaussianNB": _naive_bayes_probabilities,
    "sklearn.LinearDiscriminantAnalysis": _logistic,
    "sklearn.LogisticRegression": _logistic,
    "sklearn.MLPClassifier": _network_probabilities,
    "sklearn.QuadraticDiscriminantAnalysis": _quadratic_probabilities,
    "sklearn._ConstantPredictor": _single_label,
    "sklearn.SGDClassifier": _descent_probabilities,
}

SCORES = {
    "sklearn.QuadraticDiscriminantAnalysis": _quadratic_scores,
    "sklearn.LinearClassifierMixin": linear,
}

VALUES = {
    "bancada.PickedColumn": _picked_column,
    "sklearn.BaseSGDRegressor": linear,
    "sklearn.DummyRegressor": _dummy_values,
    "sklearn.GammaRegressor": _exponential,
    "sklearn.LinearModel": linear,
    "sklearn.LinearSVR": linear,
    "sklearn.MLPRegressor": _network_values,
    "sklearn.PoissonRegressor": _exponential,
    "sklearn.RANSACRegressor": _consensus,
}
