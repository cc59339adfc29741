"""Tree ensembles as one ONNX node: scikit-learn's trees, forests and boosting.

Thresholds stay float64. Libraries that round their input to float32 before comparing (scikit-learn's trees, XGBoost) get the
same rounding here, so that a value falls on the same side of every threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.serving.onnx_graph.errors import Untranslatable
from bancada.serving.onnx_graph.graph import Graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.serving.onnx_graph.translation import Translation

__all__ = [
    "PROBABILITIES",
    "SCORES",
    "VALUES",
    "Tree",
    "adaboost_tree_columns",
    "centred_sum",
    "ensemble",
    "linked",
    "rounded",
    "sklearn_tree",
]


@dataclass(frozen=True, slots=True)
class Tree:
    """One binary tree as arrays over its nodes; node 0 is the root.

    Attributes
    ----------
    feature, left, right : ndarray of int, shape (n_nodes,)
        `left` is -1 at leaves; it is where a row goes whose comparison is true.
    threshold : ndarray of float64, shape (n_nodes,)
    missing_left : ndarray of bool, shape (n_nodes,)
    weights : ndarray of float64, shape (n_nodes, n_targets)
        What a leaf adds to each target.
    """

    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    missing_left: NDArray[np.bool_]
    weights: NDArray[np.float64]


def ensemble(graph: Graph, x: str, trees: Sequence[Tree], *, mode: str = "BRANCH_LEQ") -> str:
    """Return the sum over trees, shape (n_rows, n_targets).

    The operator sums in float64 and answers in float32; a regression therefore hands over leaves less their mean and adds
    the mean afterwards.
    """
    from onnx import numpy_helper

    sizes = [len(tree.left) for tree in trees]
    ids = np.repeat(np.arange(len(trees)), sizes)
    nodes = np.concatenate([np.arange(size) for size in sizes])
    left = np.concatenate([tree.left for tree in trees])
    weights = np.concatenate([tree.weights for tree in trees])
    is_leaf = left < 0
    at, target = np.nonzero(np.where(is_leaf[:, None], (weights != 0) | (np.arange(weights.shape[1]) == 0), False))

    def branch(values: NDArray[Any]) -> list[Any]:  # Any: integers of either branch
        return np.where(is_leaf, 0, values).astype(np.int64).tolist()  # type: ignore[no-any-return]  # tolist is untyped

    result = graph.add(
        "TreeEnsembleRegressor",
        x,
        domain="ai.onnx.ml",
        n_targets=weights.shape[1],
        nodes_treeids=ids.tolist(),
        nodes_nodeids=nodes.tolist(),
        nodes_featureids=branch(np.concatenate([tree.feature for tree in trees])),
        nodes_truenodeids=branch(left),
        nodes_falsenodeids=branch(np.concatenate([tree.right for tree in trees])),
        nodes_missing_value_tracks_true=branch(np.concatenate([tree.missing_left for tree in trees])),
        nodes_modes=np.where(is_leaf, "LEAF", mode).tolist(),
        nodes_values_as_tensor=numpy_helper.from_array(
            np.where(is_leaf, 0.0, np.concatenate([tree.threshold for tree in trees])), "thresholds"
        ),
        target_treeids=ids[at].tolist(),
        target_nodeids=nodes[at].tolist(),
        target_ids=target.tolist(),
        target_weights_as_tensor=numpy_helper.from_array(weights[at, target], "weights"),
    )
    return graph.as_type(result, "double")


def sklearn_tree(tree: Any, weights: NDArray[np.float64]) -> Tree:  # Any: sklearn.tree._tree.Tree
    """Return a fitted scikit-learn tree with the given node weights."""
    return Tree(
        feature=np.asarray(tree.feature, dtype=np.int64),
        threshold=np.asarray(tree.threshold, dtype=np.float64),
        left=np.asarray(tree.children_left, dtype=np.int64),
        right=np.asarray(tree.children_right, dtype=np.int64),
        missing_left=np.asarray(tree.missing_go_to_left, dtype=bool),
        weights=weights,
    )


def rounded(graph: Graph, x: str) -> str:
    """Return `x` as float32 values in float64, which is what scikit-learn's trees compare."""
    return graph.as_type(graph.as_type(x, "float"), "double")


def centred_sum(graph: Graph, x: str, trees: Sequence[Tree], *, base: float = 0.0, mode: str = "BRANCH_LEQ") -> str:
    """Return base + the sum of single-target trees, losing nothing to float32."""
    means = [float(tree.weights[tree.left < 0].mean()) for tree in trees]
    centred = [
        Tree(t.feature, t.threshold, t.left, t.right, t.missing_left, t.weights - mean)
        for t, mean in zip(trees, means, strict=True)
    ]
    return graph.shifted(ensemble(graph, x, centred, mode=mode), [[base + sum(means)]])


# scikit-learn


def _members(model: Any) -> list[Any]:  # Any: a fitted tree or forest
    return list(model.estimators_) if hasattr(model, "estimators_") else [model]


def _forest_probabilities(t: Translation, model: Any, x: str) -> str:
    members = _members(model)
    if np.ndim(model.classes_[0]):
        raise Untranslatable("a forest with several targets")
    shares = [member.tree_.value[:, 0, :] for member in members]
    shares = [share / share.sum(axis=1, keepdims=True) / len(members) for share in shares]
    is_binary = len(model.classes_) == 2
    trees = [
        sklearn_tree(m.tree_, share[:, 1:] if is_binary else share) for m, share in zip(members, shares, strict=True)
    ]
    total = ensemble(t.graph, rounded(t.graph, x), trees)
    return t.graph.two_columns(total) if is_binary else total


def _forest_values(t: Translation, model: Any, x: str) -> str:
    members = _members(model)
    if model.n_outputs_ != 1:
        raise Untranslatable("a forest with several targets")
    trees = [sklearn_tree(m.tree_, m.tree_.value[:, 0, :1] / len(members)) for m in members]
    return centred_sum(t.graph, rounded(t.graph, x), trees)


def _boosted_trees(model: Any) -> list[Tree]:
    n_targets = model.estimators_.shape[1]
    trees = []
    for stage in model.estimators_:
        for target, member in enumerate(stage):
            weights = np.zeros((member.tree_.node_count, n_targets))
            weights[:, target] = model.learning_rate * member.tree_.value[:, 0, 0]
            trees.append(sklearn_tree(member.tree_, weights))
    return trees


def _gradient_boosting_scores(t: Translation, model: Any, x: str) -> str:
    start = model._raw_predict_init(np.zeros((1, model.n_features_in_)))  # noqa: SLF001  # where boosting starts
    return t.graph.shifted(ensemble(t.graph, rounded(t.graph, x), _boosted_trees(model)), start)


def _gradient_boosting_probabilities(t: Translation, model: Any, x: str) -> str:
    raw = _gradient_boosting_scores(t, model, x)
    if model.loss == "exponential":
        raw = t.graph.scaled(raw, 2.0)
    return linked(t.graph, raw, n_classes=len(model.classes_))


def _gradient_boosting_values(t: Translation, model: Any, x: str) -> str:
    start = model._raw_predict_init(np.zeros((1, model.n_features_in_)))  # noqa: SLF001  # where boosting starts
    return centred_sum(t.graph, rounded(t.graph, x), _boosted_trees(model), base=float(np.ravel(start)[0]))


def _histogram_trees(model: Any) -> list[Tree]:
    trees = []
    for stage in model._predictors:  # noqa: SLF001  # scikit-learn offers no public view of these trees
        for target, predictor in enumerate(stage):
            nodes = predictor.nodes
            if nodes["is_categorical"].any():
                raise Untranslatable("a categorical split")
            leaf = nodes["is_leaf"].astype(bool)
            weights = np.zeros((len(nodes), len(stage)))
            weights[:, target] = nodes["value"]
            trees.append(
                Tree(
                    feature=nodes["feature_idx"].astype(np.int64),
                    threshold=nodes["num_threshold"].astype(np.float64),
                    left=np.where(leaf, -1, nodes["left"].astype(np.int64)),
                    right=np.where(leaf, -1, nodes["right"].astype(np.int64)),
                    missing_left=nodes["missing_go_to_left"].astype(bool),
                    weights=weights,
                )
            )
    return trees


def _histogram_scores(t: Translation, model: Any, x: str) -> str:
    start = np.asarray(model._baseline_prediction).reshape(1, -1)  # noqa: SLF001  # where boosting starts
    return t.graph.shifted(ensemble(t.graph, x, _histogram_trees(model)), start)


def _histogram_probabilities(t: Translation, model: Any, x: str) -> str:
    return linked(t.graph, _histogram_scores(t, model, x), n_classes=len(model.classes_))


def _histogram_values(t: Translation, model: Any, x: str) -> str:
    start = float(np.ravel(model._baseline_prediction)[0])  # noqa: SLF001  # where boosting starts
    raw = centred_sum(t.graph, x, _histogram_trees(model), base=start)
    return t.graph.add("Exp", raw) if model.loss in ("poisson", "gamma") else raw


def _voting_weights(tree: Any, n_classes: int, weight: float) -> NDArray[np.float64]:
    winners = tree.value[:, 0, :].argmax(axis=1)
    weights = np.full((tree.node_count, n_classes), -weight / (n_classes - 1))
    weights[np.arange(tree.node_count), winners] = weight
    return weights


def _adaboost_votes(t: Translation, model: Any, x: str) -> str:
    n_classes, total = len(model.classes_), model.estimator_weights_.sum()
    if any(not hasattr(member, "tree_") for member in model.estimators_):
        raise Untranslatable("boosting of other estimators than trees")
    if any(len(member.classes_) != n_classes for member in model.estimators_):
        raise Untranslatable("a tree that saw fewer classes")
    trees = [
        sklearn_tree(member.tree_, _voting_weights(member.tree_, n_classes, weight / total))
        for member, weight in zip(model.estimators_, model.estimator_weights_, strict=False)
    ]
    return ensemble(t.graph, rounded(t.graph, x), trees)


def _adaboost_probabilities(t: Translation, model: Any, x: str) -> str:
    """SAMME (Zhu et al. 2009): each tree votes its weight; `softmax(decision / (k - 1))`, as scikit-learn has it."""
    n_classes = len(model.classes_)
    return t.graph.softmax(t.graph.scaled(_adaboost_votes(t, model, x), 1.0 / (n_classes - 1)))


def _adaboost_scores(t: Translation, model: Any, x: str) -> str:
    votes = _adaboost_votes(t, model, x)
    # Of two classes, the second's vote is half of what scikit-learn calls the decision: minus the first's plus its own.
    return t.graph.scaled(t.graph.columns(votes, [1]), 2.0) if len(model.classes_) == 2 else votes


def adaboost_tree_columns(graph: Graph, x: str, members: Sequence[Any]) -> str:
    """Return the answer of each regression tree as a column of its own."""
    if any(not hasattr(member, "tree_") for member in members):
        raise Untranslatable("boosting of other estimators than trees")
    centre = float(np.mean([member.tree_.value[0, 0, 0] for member in members]))
    trees = []
    for target, member in enumerate(members):
        weights = np.zeros((member.tree_.node_count, len(members)))
        weights[:, target] = member.tree_.value[:, 0, 0] - centre
        trees.append(sklearn_tree(member.tree_, weights))
    return graph.shifted(ensemble(graph, rounded(graph, x), trees), [[centre]])


def linked(graph: Graph, raw: str, *, n_classes: int) -> str:
    """Return class probabilities from raw scores: sigmoid of one column, softmax of several."""
    return graph.two_columns(graph.add("Sigmoid", raw)) if n_classes == 2 else graph.softmax(raw)


PROBABILITIES = {
    "sklearn.AdaBoostClassifier": _adaboost_probabilities,
    "sklearn.DecisionTreeClassifier": _forest_probabilities,
    "sklearn.ForestClassifier": _forest_probabilities,
    "sklearn.GradientBoostingClassifier": _gradient_boosting_probabilities,
    "sklearn.HistGradientBoostingClassifier": _histogram_probabilities,
}

SCORES = {
    "sklearn.AdaBoostClassifier": _adaboost_scores,
    "sklearn.GradientBoostingClassifier": _gradient_boosting_scores,
    "sklearn.HistGradientBoostingClassifier": _histogram_scores,
}

VALUES = {
    "sklearn.DecisionTreeRegressor": _forest_values,
    "sklearn.ForestRegressor": _forest_values,
    "sklearn.GradientBoostingRegressor": _gradient_boosting_values,
    "sklearn.HistGradientBoostingRegressor": _histogram_values,
}
