"""From a fitted estimator on a float matrix to an ONNX graph in double precision; the tables of what is known.

It reads fitted attributes by class name, so that LightGBM and XGBoost are never imported for it. A subclass is translated as
its nearest known ancestor; whether that was right is for the certificate to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bancada.serving.onnx_graph import boosters, composites, kernels, linear, preprocessing, trees
from bancada.serving.onnx_graph.errors import Untranslatable
from bancada.serving.onnx_graph.graph import INPUT, Graph

__all__ = ["Translation", "is_multilabel", "translate"]

# Any in this module: fitted estimators of libraries that ship no types.
Converter = Callable[["Translation", Any, str], str]

_PROBABILITIES: Mapping[str, Converter] = {
    **linear.PROBABILITIES,
    **trees.PROBABILITIES,
    **boosters.PROBABILITIES,
    **kernels.PROBABILITIES,
    **composites.PROBABILITIES,
}
_SCORES: Mapping[str, Converter] = {
    **linear.SCORES,
    **trees.SCORES,
    **kernels.SCORES,
    **composites.SCORES,
}
_VALUES: Mapping[str, Converter] = {
    **linear.VALUES,
    **trees.VALUES,
    **boosters.VALUES,
    **kernels.VALUES,
    **composites.VALUES,
}


class Translation:
    """A graph being built; converters ask it for the parts of a composite model."""

    def __init__(self) -> None:
        self.graph = Graph()

    def transformed(self, step: Any, x: str) -> str:
        """Return what a fitted transformer makes of `x`."""
        if step is None or step == "passthrough":
            return x
        return _converter(preprocessing.TRANSFORMERS, step)(self, step, x)

    def probabilities(self, model: Any, x: str) -> str:
        """Return class probabilities, shape (n_rows, n_classes)."""
        model, x = self._last_step(model, x)
        return _converter(_PROBABILITIES, model)(self, model, x)

    def scores(self, model: Any, x: str) -> str:
        """Return decision scores: one column for two classes, else one a class."""
        model, x = self._last_step(model, x)
        return _converter(_SCORES, model)(self, model, x)

    def values(self, model: Any, x: str) -> str:
        """Return predicted values, shape (n_rows, 1)."""
        model, x = self._last_step(model, x)
        return _converter(_VALUES, model)(self, model, x)

    def _last_step(self, model: Any, x: str) -> tuple[Any, str]:
        if "sklearn.Pipeline" not in _names(model):
            return model, x
        for _, step in model.steps[:-1]:
            x = self.transformed(step, x)
        return self._last_step(model.steps[-1][1], x)


def translate(model: Any, *, n_inputs: int) -> bytes:
    """Return the ONNX model of a fitted estimator.

    Its one output is `probabilities` (n_rows, n_classes), or `scores` of the same shape where a classifier gives none, or
    `values` (n_rows, 1).

    Raises
    ------
    Untranslatable
        Naming the part that has no translation.
    """
    translation = Translation()
    if not hasattr(model, "classes_"):
        output = translation.values(model, INPUT)
        return translation.graph.model_bytes(output, "values", n_inputs=n_inputs, n_outputs=1)
    n_classes = len(model.classes_)
    if hasattr(model, "predict_proba"):
        output = translation.probabilities(model, INPUT)
        return translation.graph.model_bytes(output, "probabilities", n_inputs=n_inputs, n_outputs=n_classes)
    scores = translation.scores(model, INPUT)
    is_one_column = n_classes == 2 and not is_multilabel(model)
    output = translation.graph.both_signs(scores) if is_one_column else scores
    return translation.graph.model_bytes(output, "scores", n_inputs=n_inputs, n_outputs=n_classes)


def is_multilabel(model: Any) -> bool:
    """Whether a fitted classifier gives each label an answer of its own."""
    last = model.steps[-1][1] if hasattr(model, "steps") else model
    return bool(getattr(last, "multilabel_", False))


def _names(model: Any) -> list[str]:
    return [f"{cls.__module__.split('.', 1)[0]}.{cls.__name__}" for cls in type(model).__mro__]


def _converter(table: Mapping[str, Converter], model: Any) -> Converter:
    for name in _names(model):
        if name in table:
            return table[name]
    raise Untranslatable(f"{type(model).__name__}, for which there is no translation")
