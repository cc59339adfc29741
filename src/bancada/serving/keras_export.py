"""Export of a Keras model to ONNX: chains of dense layers are translated, anything else is refused with the reason.

Keras's own exporter needs tf2onnx, which Bancada does not install; the native model serves what has no translation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.model import Certificate
from bancada.core.signature import Signature
from bancada.serving.certificate import certify, trial_rows
from bancada.serving.engine import Engine, OnnxEngine
from bancada.serving.onnx_export import Export
from bancada.serving.onnx_graph import INPUT, Untranslatable
from bancada.serving.onnx_graph.graph import OPSET, Graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["export_keras"]

_ACTIVATIONS = {"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh"}


# Any in this module: Keras models and layers, which ship no types.
def export_keras(
    model: Any, original: Engine, sample: NDArray[np.float64], signature: Signature, *, seed: int = 7
) -> Export:
    """Translate a chain of layers and certify it, as `onnx_export.export` does."""
    rows = trial_rows(sample, signature.fields, rng=np.random.default_rng(seed))
    try:
        content = _translated(model, n_inputs=sample.shape[1], kind=original.kind)
    except Untranslatable as error:
        return Export(Certificate(False, len(rows.matrix), reason=str(error), n_recorded=rows.n_recorded))
    scale = float(np.std(original.run(rows.matrix)))
    certificate = certify(original, OnnxEngine(content), rows, scale=scale, opset=OPSET)
    return Export(certificate, content if certificate.accepted else None)


def _translated(model: Any, *, n_inputs: int, kind: str) -> bytes:
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise Untranslatable("a Keras model with several inputs or outputs")
    graph = Graph()
    # Keras computes in float32; its inputs are rounded alike.
    x = graph.as_type(graph.as_type(INPUT, "float"), "double")
    for layer in model.layers:
        x = _layer(graph, layer, x)
    width = int(model.output_shape[-1])
    if kind == "probabilities" and width == 1:
        x, width = graph.two_columns(x), 2
    return graph.model_bytes(x, kind, n_inputs=n_inputs, n_outputs=width)


def _layer(graph: Graph, layer: Any, x: str) -> str:
    name = type(layer).__name__
    if name in ("InputLayer", "Dropout"):
        return x
    if name == "Normalization" and layer.mean is not None:
        # Keras's guard against a zero deviation.
        deviation = np.maximum(np.sqrt(np.asarray(layer.variance, dtype=np.float64)), 1e-7)
        return graph.add("Div", graph.shifted(x, -np.asarray(layer.mean, dtype=float)), graph.constant(deviation))
    if name != "Dense":
        raise Untranslatable(f"the Keras layer {name}; exporting it needs tf2onnx, which is not installed")
    weights = np.asarray(layer.kernel, dtype=np.float64)
    bias = np.asarray(layer.bias, dtype=np.float64) if layer.use_bias else np.zeros(weights.shape[1])
    x = graph.affine(x, weights, bias)
    activation = layer.activation.__name__
    if activation == "softmax":
        return graph.softmax(x)
    if activation == "linear":
        return x
    if activation not in _ACTIVATIONS:
        raise Untranslatable(f"the Keras activation {activation}")
    return graph.add(_ACTIVATIONS[activation], x)
