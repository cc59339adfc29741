"""A small builder of ONNX graphs in double precision. It knows operators, and nothing of estimators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["INPUT", "ML_OPSET", "OPSET", "Graph"]

INPUT = "rows"
OPSET = 18
ML_OPSET = 3
_IR_VERSION = 9
_DOMAINS = {"": OPSET, "ai.onnx.ml": ML_OPSET, "com.microsoft": 1}


class Graph:
    """Nodes and constants of one graph whose only input is `rows`, float64, shape (n_rows, n_fields).

    Every method returns the name of the value it adds; matrices have one row a row of the input.
    """

    def __init__(self) -> None:
        # Any: onnx ships no types.
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:  # Any: attributes of ONNX
        """Add one node with one output."""
        from onnx import helper

        name = f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [name], domain=domain, **attributes))
        return name

    def constant(self, values: ArrayLike, *, dtype: type = np.float64) -> str:
        """Add a constant."""
        from onnx import numpy_helper

        name = f"c{len(self._constants)}"
        array: NDArray[Any] = np.ascontiguousarray(values, dtype=dtype)  # Any: float64, int64 or bool
        self._constants.append(numpy_helper.from_array(array, name))
        return name

    def affine(self, x: str, weights: ArrayLike, bias: ArrayLike) -> str:
        """Return `x @ weights + bias`; weights have shape (n_inputs, n_outputs), bias (n_outputs,)."""
        matrix = np.asarray(weights, dtype=np.float64)
        offset = np.broadcast_to(np.asarray(bias, dtype=np.float64).reshape(-1), (matrix.shape[1],))
        return self.add("Gemm", x, self.constant(matrix), self.constant(offset))

    def shifted(self, x: str, shift: ArrayLike) -> str:
        """Return `x + shift`, broadcast."""
        return self.add("Add", x, self.constant(shift))

    def scaled(self, x: str, factor: ArrayLike) -> str:
        """Return `x * factor`, broadcast."""
        return self.add("Mul", x, self.constant(factor))

    def columns(self, x: str, indices: ArrayLike) -> str:
        """Return some columns of a matrix, in the order of `indices`."""
        return self.add("Gather", x, self.constant(indices, dtype=np.int64), axis=1)

    def beside(self, *parts: str) -> str:
        """Return matrices side by side."""
        return parts[0] if len(parts) == 1 else self.add("Concat", *parts, axis=1)

    def two_columns(self, second: str) -> str:
        """Return `[1 - p, p]` for a column of probabilities."""
        return self.beside(self.add("Sub", self.constant([[1.0]]), second), second)

    def both_signs(self, score: str) -> str:
        """Return `[-s, s]` for a column of scores."""
        return self.beside(self.add("Neg", score), score)

    def softmax(self, x: str) -> str:
        """Return the softmax of each row."""
        return self.add("Softmax", x, axis=1)

    def row_sums(self, x: str) -> str:
        """Return the sum of each row as a column."""
        return self.add("ReduceSum", x, self.constant([1], dtype=np.int64), keepdims=1)

    def shares(self, x: str) -> str:
        """Return each row divided by its sum."""
        return self.add("Div", x, self.row_sums(x))

    def mean(self, parts: list[str]) -> str:
        """Return the element-wise mean of several matrices."""
        return parts[0] if len(parts) == 1 else self.scaled(self.add("Sum", *parts), 1.0 / len(parts))

    def as_type(self, x: str, dtype: str) -> str:
        """Return `x` cast to "float", "double", "int64" or "bool"."""
        from onnx import TensorProto

        return self.add("Cast", x, to=getattr(TensorProto, dtype.upper() if dtype != "bool" else "BOOL"))

    def axis_one(self) -> str:
        """Return the constant that operators such as CumSum take for "along each row"."""
        return self.constant(1, dtype=np.int64)

    def smallest(self, x: str, count: int) -> str:
        """Return the positions of the `count` smallest values of each row, smallest first."""
        from onnx import helper

        positions, values = f"v{len(self._nodes)}", f"v{len(self._nodes)}_values"
        size = self.constant([count], dtype=np.int64)
        self._nodes.append(helper.make_node("TopK", [x, size], [values, positions], axis=1, largest=0))
        return positions

    def lstm(self, x: str, weights: ArrayLike, recurrent: ArrayLike, bias: ArrayLike, *, every_step: bool) -> str:
        """Return an LSTM's hidden states in float32: the last, shape (n_rows, units), or those of every step.

        Parameters
        ----------
        x : str
            Shape (n_rows, n_steps, n_values); cast to float32, which is all the operator takes.
        weights, recurrent : array-like, shapes (4 * units, n_values) and (4 * units, units)
            Gates in ONNX's order (i, o, f, c).
        bias : array-like, shape (8 * units,)
            Of the input, then of the recurrence.
        every_step : bool
            Whether to return shape (n_rows, n_steps, units).
        """
        from onnx import helper

        steps_first = self.add("Transpose", self.as_type(x, "float"), perm=[1, 0, 2])
        parts = [self.constant(np.asarray(part)[None], dtype=np.float32) for part in (weights, recurrent, bias)]
        name, units = f"v{len(self._nodes)}", np.asarray(recurrent).shape[1]
        outputs = [name] if every_step else ["", name]
        self._nodes.append(helper.make_node("LSTM", [steps_first, *parts], outputs, hidden_size=units))
        axis = self.constant([1 if every_step else 0], dtype=np.int64)
        states = self.add("Squeeze", name, axis)
        return self.add("Transpose", states, perm=[1, 0, 2]) if every_step else states

    def model_bytes(self, output: str, name: str, *, n_inputs: int, n_outputs: int) -> bytes:
        """Return the finished model; its output is `output` under the given name, float64, shape (n_rows, n_outputs)."""
        from onnx import TensorProto, helper

        nodes = [*self._nodes, helper.make_node("Identity", [output], [name])]
        graph = helper.make_graph(
            nodes,
            "bancada",
            [helper.make_tensor_value_info(INPUT, TensorProto.DOUBLE, [None, n_inputs])],
            [helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None, n_outputs])],
            self._constants,
        )
        imports = [helper.make_opsetid(domain, version) for domain, version in _DOMAINS.items()]
        model = helper.make_model(graph, opset_imports=imports, ir_version=_IR_VERSION, producer_name="bancada")
        content: bytes = model.SerializeToString()
        return content
