"""Models made of other models: calibration, votes, one against the rest, transformed targets, boosting by weighted median."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.serving.onnx_graph.errors import Untranslatable
from bancada.serving.onnx_graph.trees import adaboost_tree_columns

if TYPE_CHECKING:
    from bancada.serving.onnx_graph.graph import Graph
    from bancada.serving.onnx_graph.translation import Translation

__all__ = ["PROBABILITIES", "SCORES", "VALUES"]


# Any in this module: fitted scikit-learn estimators, which ship no types.
def _isotonic(graph: Graph, model: Any, x: str) -> str:
    """Return the piecewise linear function as a sum of clipped ramps, constant beyond its ends."""
    knots, heights = np.asarray(model.X_thresholds_, dtype=float), np.asarray(model.y_thresholds_, dtype=float)
    if model.out_of_bounds != "clip":
        raise Untranslatable("an isotonic calibration that does not clip")
    if len(knots) < 2:
        return graph.shifted(graph.scaled(x, 0.0), heights[0])
    widths = np.diff(knots)
    ramps = graph.add("Max", graph.shifted(x, -knots[None, :-1]), graph.constant(0.0))
    ramps = graph.add("Min", ramps, graph.constant(widths[None, :]))
    return graph.affine(
        graph.add("Div", ramps, graph.constant(widths[None, :])), np.diff(heights)[:, None], heights[:1]
    )


def _calibrated_column(graph: Graph, calibrator: Any, x: str) -> str:
    if hasattr(calibrator, "X_thresholds_"):
        return _isotonic(graph, calibrator, x)
    if hasattr(calibrator, "a_"):
        slope, offset = -float(calibrator.a_), -float(calibrator.b_)
        return graph.add("Sigmoid", graph.shifted(graph.scaled(x, slope), offset))
    raise Untranslatable(f"the calibration {type(calibrator).__name__}")


def _calibrated_member(t: Translation, member: Any, x: str) -> str:
    graph, n_classes = t.graph, len(member.classes)
    if len(member.estimator.classes_) != n_classes:
        raise Untranslatable("a calibration fold that saw fewer classes")
    if hasattr(member.estimator, "decision_function"):
        scores = t.scores(member.estimator, x)
    else:
        scores = t.probabilities(member.estimator, x)
        scores = graph.columns(scores, [1]) if n_classes == 2 else scores
    columns = [
        _calibrated_column(graph, calibrator, graph.columns(scores, [index]))
        for index, calibrator in enumerate(member.calibrators)
    ]
    if n_classes == 2:
        return graph.two_columns(columns[0])
    return graph.shares(graph.beside(*columns))


def _calibrated(t: Translation, model: Any, x: str) -> str:
    return t.graph.mean([_calibrated_member(t, member, x) for member in model.calibrated_classifiers_])


def _voting_weights(model: Any) -> list[float]:
    weights = np.ones(len(model.estimators_)) if model.weights is None else np.asarray(model.weights, dtype=float)
    return [float(weight) for weight in weights / weights.sum()]


def _vote_probabilities(t: Translation, model: Any, x: str) -> str:
    if model.voting != "soft":
        raise Untranslatable("a vote of labels")
    parts = [t.probabilities(member, x) for member in model.estimators_]
    return t.graph.add("Sum", *[t.graph.scaled(p, w) for p, w in zip(parts, _voting_weights(model), strict=True)])


def _vote_values(t: Translation, model: Any, x: str) -> str:
    parts = [t.values(member, x) for member in model.estimators_]
    return t.graph.add("Sum", *[t.graph.scaled(p, w) for p, w in zip(parts, _voting_weights(model), strict=True)])


def _one_vs_rest(t: Translation, model: Any, x: str) -> str:
    """Each label's own probability (several labels a row), or their shares (one label a row)."""
    columns = [t.graph.columns(t.probabilities(member, x), [1]) for member in model.estimators_]
    if model.multilabel_:
        return t.graph.beside(*columns)
    return t.graph.two_columns(columns[0]) if len(columns) == 1 else t.graph.shares(t.graph.beside(*columns))


def _one_vs_rest_scores(t: Translation, model: Any, x: str) -> str:
    return t.graph.beside(*[t.scores(member, x) for member in model.estimators_])


def _adaboost_values(t: Translation, model: Any, x: str) -> str:
    """Weighted median of the trees (Drucker 1997): the first in sorted order where the weights reach half their sum."""
    graph = t.graph
    answers = adaboost_tree_columns(graph, x, model.estimators_)
    order = graph.smallest(answers, len(model.estimators_))
    weights = np.asarray(model.estimator_weights_, dtype=float)[: len(model.estimators_)]
    reached = graph.add("CumSum", graph.add("Gather", graph.constant(weights), order, axis=0), graph.axis_one())
    half = graph.add("GreaterOrEqual", reached, graph.constant(0.5 * weights.sum()))
    place = graph.add("ArgMax", graph.as_type(half, "float"), axis=1, keepdims=1)
    return graph.add("GatherElements", answers, graph.add("GatherElements", order, place, axis=1), axis=1)


PROBABILITIES = {
    "sklearn.CalibratedClassifierCV": _calibrated,
    "sklearn.OneVsRestClassifier": _one_vs_rest,
    "sklearn.VotingClassifier": _vote_probabilities,
}

SCORES = {
    "sklearn.OneVsRestClassifier": _one_vs_rest_scores,
}

VALUES = {
    "sklearn.AdaBoostRegressor": _adaboost_values,
    "sklearn.VotingRegressor": _vote_values,
}
