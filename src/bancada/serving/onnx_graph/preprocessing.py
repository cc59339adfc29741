"""Transformers between the encoded matrix and an estimator, in double precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.serving.onnx_graph.errors import Untranslatable

if TYPE_CHECKING:
    from bancada.serving.onnx_graph.translation import Translation

__all__ = ["TRANSFORMERS"]


# Any in this module: fitted scikit-learn transformers, which ship no types.
def _impute(t: Translation, step: Any, x: str) -> str:
    if step.add_indicator or not np.isnan(step.missing_values):
        raise Untranslatable("an imputer that marks missing values or takes others than NaN")
    fill = np.asarray(step.statistics_, dtype=np.float64)
    if np.isnan(fill).any():
        raise Untranslatable("an imputer that drops empty columns")
    return t.graph.add("Where", t.graph.add("IsNaN", x), t.graph.constant(fill[None, :]), x)


def _one_hot(t: Translation, step: Any, x: str) -> str:
    if (
        step.drop is not None
        or step.handle_unknown not in ("ignore", "warn", "error")
        or getattr(step, "_infrequent_enabled", False)
    ):
        raise Untranslatable("a one-hot encoder that drops or groups categories")
    parts = [
        t.graph.add("Equal", t.graph.columns(x, [i]), t.graph.constant(np.asarray(levels, dtype=float)[None, :]))
        for i, levels in enumerate(step.categories_)
    ]
    return t.graph.as_type(t.graph.beside(*parts), "double")


def _standard(t: Translation, step: Any, x: str) -> str:
    if step.mean_ is not None:
        x = t.graph.shifted(x, -step.mean_[None, :])
    return x if step.scale_ is None else t.graph.add("Div", x, t.graph.constant(step.scale_[None, :]))


def _robust(t: Translation, step: Any, x: str) -> str:
    if step.center_ is not None:
        x = t.graph.shifted(x, -step.center_[None, :])
    return x if step.scale_ is None else t.graph.add("Div", x, t.graph.constant(step.scale_[None, :]))


def _min_max(t: Translation, step: Any, x: str) -> str:
    if step.clip:
        raise Untranslatable("a scaler that clips")
    return t.graph.shifted(t.graph.scaled(x, step.scale_[None, :]), step.min_[None, :])


def _max_abs(t: Translation, step: Any, x: str) -> str:
    return t.graph.add("Div", x, t.graph.constant(step.scale_[None, :]))


def _components(t: Translation, step: Any, x: str) -> str:
    weights = step.components_.T
    if step.whiten:
        weights = weights / np.sqrt(step.explained_variance_)
    return t.graph.affine(x, weights, -(step.mean_ @ weights))


def _selected(t: Translation, step: Any, x: str) -> str:
    return t.graph.columns(x, step.get_support(indices=True))


def _by_columns(t: Translation, step: Any, x: str) -> str:
    if step.sparse_output_:
        raise Untranslatable("sparse columns")
    parts = []
    for _, transformer, chosen in step.transformers_:
        indices = _indices(chosen, step.n_features_in_)
        if not len(indices) or (isinstance(transformer, str) and transformer == "drop"):
            continue
        picked = t.graph.columns(x, indices)
        parts.append(picked if isinstance(transformer, str) else t.transformed(transformer, picked))
    return t.graph.beside(*parts)


def _indices(chosen: Any, n_features: int) -> list[int]:
    everything = np.arange(n_features)
    if isinstance(chosen, slice) or not any(isinstance(item, str) for item in np.ravel(chosen)):
        return [int(index) for index in np.ravel(everything[chosen])] if not _is_empty(chosen) else []
    raise Untranslatable("columns chosen by name")


def _is_empty(chosen: Any) -> bool:
    return not isinstance(chosen, slice) and np.size(chosen) == 0


def _steps(t: Translation, step: Any, x: str) -> str:
    for _, part in step.steps:
        x = t.transformed(part, x)
    return x


TRANSFORMERS = {
    "sklearn.ColumnTransformer": _by_columns,
    "sklearn.MaxAbsScaler": _max_abs,
    "sklearn.MinMaxScaler": _min_max,
    "sklearn.OneHotEncoder": _one_hot,
    "sklearn.PCA": _components,
    "sklearn.Pipeline": _steps,
    "sklearn.RobustScaler": _robust,
    "sklearn.SelectKBest": _selected,
    "sklearn.SimpleImputer": _impute,
    "sklearn.StandardScaler": _standard,
}
