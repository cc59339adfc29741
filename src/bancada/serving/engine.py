"""Engines: the matrix in, a table of outputs out. ONNX Runtime for certified models, the native estimator for the others.

Both give the same shapes, so that a certificate compares them and a predictor need not know which one answers. The ONNX one
imports neither scikit-learn nor TensorFlow.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Engine", "KerasEngine", "NativeEngine", "OnnxEngine", "OutputKind", "onnx_runtime"]

CHUNK_ROWS = 1_024
"""Rows a session sees at once: distances to training rows, and what lies between the nodes of a graph, stay small."""

OutputKind = Literal["probabilities", "scores", "values"]
"""What an engine's columns are: class probabilities, class scores without that meaning, or one predicted value."""


class Engine(Protocol):
    """What answers an encoded matrix. **Thread safety**: `run` may be called from many threads at once."""

    @property
    def name(self) -> Literal["onnx", "native"]:
        """Who answers."""

    @property
    def kind(self) -> OutputKind:
        """What the columns are."""

    def run(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return outputs, shape (n_rows, n_classes) or (n_rows, 1)."""


# Any: ONNX Runtime ships no types.
def onnx_runtime() -> Any:
    """Return the module onnxruntime, told before its first import not to report its use to its makers over the network."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    return import_module("onnxruntime")


class OnnxEngine:
    """A session over the bytes of model.onnx, one thread, the graph's own output name saying what it gives.

    Parameters
    ----------
    content : bytes
        Verified by the store.
    """

    name: Literal["onnx"] = "onnx"

    def __init__(self, content: bytes) -> None:
        onnxruntime = onnx_runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        entry = self._session.get_inputs()[0]
        self._input = entry.name
        self._is_single = entry.type == "tensor(float)"
        self._outputs = [self._session.get_outputs()[0].name]
        self.kind: OutputKind = self._outputs[0]

    def run(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the graph's output as float64."""
        if self._is_single:
            matrix = matrix.astype(np.float32)
        if len(matrix) <= CHUNK_ROWS:
            found: NDArray[np.float64] = self._session.run(self._outputs, {self._input: matrix})[0]
            return found if found.dtype == np.float64 else found.astype(np.float64)
        return np.concatenate([self.run(matrix[at : at + CHUNK_ROWS]) for at in range(0, len(matrix), CHUNK_ROWS)])


class NativeEngine:
    """A fitted scikit-learn-compatible estimator on the encoded matrix.

    Parameters
    ----------
    estimator : estimator
        One of `learning.pipeline`, whose `inner_` answers, or any other that takes a float matrix or a frame.
    names : tuple of str
        Columns to give back to an estimator that was fitted on a frame; empty for one fitted on an array.
    """

    name: Literal["native"] = "native"

    # Any: estimators of libraries that ship no types.
    def __init__(self, estimator: Any, *, names: tuple[str, ...] = ()) -> None:
        self._model = getattr(estimator, "inner_", estimator)
        self._names = () if self._model is not estimator else names
        self.kind: OutputKind = "values"
        if hasattr(self._model, "predict_proba"):
            self.kind = "probabilities"
        elif hasattr(self._model, "classes_"):
            self.kind = "scores"

    def run(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return probabilities, scores or values, as `kind` says."""
        rows = self._rows(matrix)
        if self.kind == "probabilities":
            return _columns(self._model.predict_proba(rows))
        if self.kind == "values":
            return np.asarray(self._model.predict(rows), dtype=np.float64).reshape(len(matrix), -1)
        if not hasattr(self._model, "decision_function"):
            answers = np.asarray(self._model.predict(rows))[:, None]
            return np.asarray(answers == np.asarray(self._model.classes_)[None, :], dtype=np.float64)
        scores = np.asarray(self._model.decision_function(rows), dtype=np.float64)
        return scores if scores.ndim == 2 else np.column_stack([-scores, scores])

    def _rows(self, matrix: NDArray[np.float64]) -> Any:
        if not self._names:
            return matrix
        import pandas as pd

        return pd.DataFrame(matrix, columns=list(self._names))


class KerasEngine:
    """A Keras model on the encoded matrix in float32.

    Parameters
    ----------
    model : keras.Model
        One output: a value, a sigmoid, or a softmax.
    n_classes : int
        0 for regression.
    """

    name: Literal["native"] = "native"

    # Any: a Keras model.
    def __init__(self, model: Any, *, n_classes: int) -> None:
        self._model = model
        self._n_classes = n_classes
        self.kind: OutputKind = "probabilities" if n_classes else "values"

    def run(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return probabilities or values."""
        out = np.asarray(self._model(matrix.astype(np.float32), training=False), dtype=np.float64)
        return np.column_stack([1.0 - out, out]) if self._n_classes == 2 and out.shape[1] == 1 else out


def _columns(found: Any) -> NDArray[np.float64]:
    """Return probabilities as one matrix; a list of pairs is what several labels give in scikit-learn's trees."""
    if isinstance(found, list):
        return np.column_stack([np.asarray(part)[:, 1] for part in found])
    return np.asarray(found, dtype=np.float64)
