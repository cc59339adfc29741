"""An affine map of features to 25 probabilities: what every rule of the pack is once fitted, and its exact ONNX graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Affine"]


@dataclass(frozen=True, slots=True)
class Affine:
    """Probabilities `link(matrix @ weights + bias)`.

    Attributes
    ----------
    weights : ndarray of float64, shape (n_features, 25)
    bias : ndarray of float64, shape (25,)
    is_logistic : bool
        Whether the link is the logistic function; else there is none.
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    is_logistic: bool = False

    def predict_proba(self, matrix: ArrayLike) -> NDArray[np.float64]:
        """Return probabilities, shape (n_rows, 25)."""
        found = np.asarray(matrix, dtype=np.float64) @ self.weights + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-found)) if self.is_logistic else found)

    def onnx_bytes(self) -> bytes:
        """Return the same map as an ONNX model in double precision."""
        from bancada.serving.onnx_graph import INPUT
        from bancada.serving.onnx_graph.graph import Graph

        graph = Graph()
        found = graph.affine(INPUT, self.weights, self.bias)
        output = graph.add("Sigmoid", found) if self.is_logistic else found
        n_inputs, n_outputs = self.weights.shape
        return graph.model_bytes(output, "probabilities", n_inputs=n_inputs, n_outputs=n_outputs)
