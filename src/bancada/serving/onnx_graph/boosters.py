"""LightGBM and XGBoost as tree ensembles, read from the model's own dump; neither library is imported for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.serving.onnx_graph.errors import Untranslatable
from bancada.serving.onnx_graph.trees import Tree, centred_sum, ensemble, linked, rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.serving.onnx_graph.translation import Translation

__all__ = ["PROBABILITIES", "VALUES"]


# Any in this module: fitted estimators of libraries that ship no types, and their dumps.
def _lightgbm_tree(root: dict[str, Any], target: int, n_targets: int) -> Tree:
    rows: list[tuple[int, float, int, int, bool, float]] = []

    def visit(node: dict[str, Any]) -> int:
        at = len(rows)
        rows.append((0, 0.0, -1, -1, False, float(node.get("leaf_value", 0.0))))
        if "split_feature" not in node:
            return at
        if node["decision_type"] != "<=" or node["missing_type"] == "Zero":
            raise Untranslatable(
                f"a LightGBM split {node['decision_type']} with missing values as {node['missing_type']}"
            )
        threshold = float(node["threshold"])
        # Without missing values in training, LightGBM compares NaN as zero.
        left = bool(node["default_left"]) if node["missing_type"] == "NaN" else threshold >= 0.0
        rows[at] = (
            node["split_feature"],
            threshold,
            visit(node["left_child"]),
            visit(node["right_child"]),
            left,
            0.0,
        )
        return at

    visit(root)
    feature, threshold, left, right, missing_left, value = (np.array(column) for column in zip(*rows, strict=True))
    weights = np.zeros((len(rows), n_targets))
    weights[:, target] = value
    return Tree(feature, threshold, left, right, missing_left, weights)


def _lightgbm_trees(model: Any) -> tuple[list[Tree], str]:
    dump = model.booster_.dump_model(num_iteration=model.best_iteration_ or None)
    if dump.get("average_output"):
        raise Untranslatable("LightGBM's averaged output")
    n_targets = dump["num_tree_per_iteration"]
    trees = [_lightgbm_tree(t["tree_structure"], i % n_targets, n_targets) for i, t in enumerate(dump["tree_info"])]
    return trees, str(dump["objective"])


def _lightgbm_probabilities(t: Translation, model: Any, x: str) -> str:
    trees, objective = _lightgbm_trees(model)
    name, _, options = objective.partition(" ")
    raw = ensemble(t.graph, x, trees)
    if name == "binary":
        slope = next((float(o.split(":")[1]) for o in options.split() if o.startswith("sigmoid:")), 1.0)
        return linked(t.graph, t.graph.scaled(raw, slope), n_classes=2)
    if name == "multiclass":
        return t.graph.softmax(raw)
    raise Untranslatable(f"LightGBM's objective {name}")


def _lightgbm_values(t: Translation, model: Any, x: str) -> str:
    trees, objective = _lightgbm_trees(model)
    raw = centred_sum(t.graph, x, trees)
    if objective.split(" ", maxsplit=1)[0] in ("poisson", "gamma", "tweedie"):
        return t.graph.add("Exp", raw)
    if "sqrt" in objective.split():
        raise Untranslatable("LightGBM's square root of the target")
    return raw


def _xgboost_tree(tree: dict[str, Any], target: int, n_targets: int) -> Tree:
    if any(tree.get("split_type", ())) or int(tree["tree_param"].get("size_leaf_vector", "1")) > 1:
        raise Untranslatable("a categorical split or a leaf with several values")
    left = np.asarray(tree["left_children"], dtype=np.int64)
    conditions = np.asarray(tree["split_conditions"], dtype=np.float32).astype(np.float64)
    weights = np.zeros((len(left), n_targets))
    weights[:, target] = conditions
    return Tree(
        feature=np.asarray(tree["split_indices"], dtype=np.int64),
        threshold=conditions,
        left=left,
        right=np.asarray(tree["right_children"], dtype=np.int64),
        missing_left=np.asarray(tree["default_left"], dtype=bool),
        weights=weights,
    )


def _xgboost_trees(model: Any) -> tuple[list[Tree], NDArray[np.float64], str]:
    booster = model.get_booster()
    best = getattr(model, "best_iteration", None) if booster.attr("best_iteration") is not None else None
    learner = json.loads((booster if best is None else booster[: best + 1]).save_raw("json"))["learner"]
    if learner["gradient_booster"]["name"] != "gbtree":
        raise Untranslatable(f"XGBoost's booster {learner['gradient_booster']['name']}")
    if not np.isnan(model.missing):
        raise Untranslatable("another mark of missing values than NaN")
    parameters, forest = learner["learner_model_param"], learner["gradient_booster"]["model"]
    n_targets = max(1, int(parameters["num_class"]))
    base = np.atleast_1d(np.asarray(json.loads(parameters["base_score"]), dtype=np.float64))
    trees = [
        _xgboost_tree(tree, target, n_targets)
        for tree, target in zip(forest["trees"], forest["tree_info"], strict=True)
    ]
    return trees, base, learner["objective"]["name"]


def _xgboost_probabilities(t: Translation, model: Any, x: str) -> str:
    trees, base, objective = _xgboost_trees(model)
    raw = ensemble(t.graph, rounded(t.graph, x), trees, mode="BRANCH_LT")
    if objective == "binary:logistic":
        margin = np.log(base / (1.0 - base))
        return linked(t.graph, t.graph.shifted(raw, margin.reshape(1, -1)), n_classes=2)
    if objective == "multi:softprob":
        return t.graph.softmax(t.graph.shifted(raw, base.reshape(1, -1)))
    raise Untranslatable(f"XGBoost's objective {objective}")


def _xgboost_values(t: Translation, model: Any, x: str) -> str:
    trees, base, objective = _xgboost_trees(model)
    if objective not in ("reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror"):
        raise Untranslatable(f"XGBoost's objective {objective}")
    return centred_sum(t.graph, rounded(t.graph, x), trees, base=float(base[0]), mode="BRANCH_LT")


PROBABILITIES = {
    "lightgbm.LGBMClassifier": _lightgbm_probabilities,
    "xgboost.XGBClassifier": _xgboost_probabilities,
}

VALUES = {
    "lightgbm.LGBMRegressor": _lightgbm_values,
    "xgboost.XGBRegressor": _xgboost_values,
}
