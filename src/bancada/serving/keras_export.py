"""Export of a Keras model to ONNX: graphs of dense layers and LSTMs are translated, anything else is refused with the reason.

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
    """Translate a graph of layers and certify it, as `onnx_export.export` does."""
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
    entry = graph.as_type(graph.as_type(INPUT, "float"), "double")
    found = {id(model.inputs[0]): entry}
    for operation in _operations(model):
        if type(operation).__name__ == "InputLayer":
            continue
        node = _only_use(operation)
        inputs = [found[id(tensor)] for tensor in node.input_tensors]
        found[id(node.outputs[0])] = _operation(graph, operation, node, inputs)
    x, width = found[id(model.outputs[0])], int(model.output_shape[-1])
    if kind == "probabilities" and width == 1:
        x, width = graph.two_columns(x), 2
    return graph.model_bytes(x, kind, n_inputs=n_inputs, n_outputs=width)


def _operations(model: Any) -> list[Any]:
    """Return the layers and operations of a functional model in an order in which each follows what it takes."""
    functional = getattr(model, "_functional", model)  # a Sequential keeps its graph there
    if not hasattr(functional, "operations"):
        raise Untranslatable("a Keras model whose layers are not known as a graph")
    return list(functional.operations)


def _only_use(operation: Any) -> Any:
    nodes = operation._inbound_nodes  # noqa: SLF001  # Keras offers no public view of how operations are joined
    if len(nodes) != 1 or len(nodes[0].outputs) != 1:
        raise Untranslatable(
            f"the Keras layer {type(operation).__name__}, used more than once or giving several outputs"
        )
    return nodes[0]


def _operation(graph: Graph, operation: Any, node: Any, inputs: list[str]) -> str:
    name = type(operation).__name__
    shapes = [tuple(tensor.shape) for tensor in node.input_tensors]
    if name in ("Dropout", "Identity"):
        return inputs[0]
    if name == "Concatenate" and operation.axis in (-1, len(shapes[0]) - 1):
        return graph.add("Concat", *inputs, axis=len(shapes[0]) - 1)
    if name == "GetItem":
        return _columns(graph, node, inputs[0])
    if name in ("Reshape", "Flatten"):
        inner = tuple(node.outputs[0].shape)[1:]
        return graph.add("Reshape", inputs[0], graph.constant([-1, *inner], dtype=np.int64))
    if name == "LSTM":
        return _lstm(graph, operation, inputs[0])
    if name == "Dense" and len(shapes[0]) != 2:
        raise Untranslatable(f"the Keras layer {name} on more than rows of numbers")
    return _layer(graph, operation, inputs[0])


def _columns(graph: Graph, node: Any, x: str) -> str:
    """Return `x[:, a:b]`."""
    key = node.arguments.args[1] if len(node.arguments.args) > 1 else None
    whole = slice(None)
    if not isinstance(key, list | tuple) or len(key) != 2 or key[0] != whole or not isinstance(key[1], slice):
        raise Untranslatable("a Keras slice other than of columns")
    width = node.input_tensors[0].shape[1]
    return graph.columns(x, np.arange(width)[key[1]])


def _lstm(graph: Graph, layer: Any, x: str) -> str:
    """Return an LSTM over (n_rows, steps, values) as it is: in float32, which is all that ONNX Runtime has of it.

    Keras keeps the gates as (i, f, c, o), ONNX as (i, o, f, c).
    """
    cell = layer.cell
    names = (cell.activation.__name__, cell.recurrent_activation.__name__)
    if names != ("tanh", "sigmoid") or layer.go_backwards or layer.stateful or layer.return_state:
        raise Untranslatable("a Keras LSTM with other activations than its own, backwards, or with states")
    units = layer.units
    gates = np.concatenate([np.arange(units) + gate * units for gate in (0, 3, 1, 2)])
    bias = np.asarray(cell.bias) if cell.use_bias else np.zeros(4 * units)
    found = graph.lstm(
        x,
        np.asarray(cell.kernel)[:, gates].T,
        np.asarray(cell.recurrent_kernel)[:, gates].T,
        np.concatenate([bias[gates], np.zeros(4 * units)]),
        every_step=layer.return_sequences,
    )
    return graph.as_type(found, "double")


def _layer(graph: Graph, layer: Any, x: str) -> str:
    name = type(layer).__name__
    if name == "Clip":
        return graph.add("Clip", x, graph.constant(layer.x_min), graph.constant(layer.x_max))
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
