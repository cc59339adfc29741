"""From an engine's columns to answers: labels typed back, thresholds honoured. Knows signatures, not engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.dataset import ColumnType
from bancada.core.signature import Signature
from bancada.core.task import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.serving.engine import OutputKind

__all__ = ["Answering", "typed_labels"]

_TYPES: dict[ColumnType, Callable[[str], object]] = {
    ColumnType.INTEGER: int,
    ColumnType.FLOAT: float,
    ColumnType.BOOLEAN: lambda text: text in ("True", "true", "1"),
}


def typed_labels(signature: Signature) -> NDArray[Any]:  # Any: labels are text, numbers or booleans
    """Return the classes as what they were in training: integers, floats, booleans or text."""
    convert = _TYPES.get(signature.class_type)
    if convert is None:
        labels = np.empty(len(signature.classes), dtype=object)
        labels[:] = signature.classes
        return labels
    return np.array([convert(text) for text in signature.classes])


class Answering:
    """How one model's columns become answers.

    Parameters
    ----------
    signature : Signature
    kind : OutputKind
        What the engine's columns are.
    """

    __slots__ = ("_cut", "_kind", "_labels", "_plain", "_signature", "is_multilabel")

    def __init__(self, signature: Signature, kind: OutputKind) -> None:
        self._signature = signature
        self._kind = kind
        self._labels = typed_labels(signature)
        self._plain: list[Any] = self._labels.tolist()  # Any: as above
        self._cut = signature.threshold if kind == "probabilities" and signature.problem is Problem.BINARY else None
        self.is_multilabel = signature.problem is Problem.MULTILABEL

    def codes(self, outputs: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the position of each row's class; with a threshold, the second class from it on."""
        if self._cut is not None:
            return np.asarray(outputs[:, 1] >= self._cut, dtype=np.intp)
        return np.asarray(outputs.argmax(axis=1))

    def labels(self, outputs: NDArray[np.float64]) -> NDArray[Any]:  # Any: as above
        """Return answers, shape (n_rows,); 0/1 of shape (n_rows, n_labels) for several labels a row."""
        if self._kind == "values":
            return outputs[:, 0]
        if self.is_multilabel:
            return self._present(outputs).astype(np.int64)
        return np.asarray(self._labels[self.codes(outputs)])

    def one(self, outputs: NDArray[np.float64]) -> tuple[Any, int]:  # Any: as above
        """Return the answer of a single row as a plain value, and the column it rests on."""
        if self._kind == "values":
            return float(outputs[0, 0]), 0
        if self.is_multilabel:
            return self.texts(outputs)[0], int(outputs[0].argmax())
        code = int(outputs[0].argmax()) if self._cut is None else int(outputs[0, 1] >= self._cut)
        return self._plain[code], code

    def texts(self, outputs: NDArray[np.float64]) -> list[str]:
        """Return the labels present in each row, several labels a row, joined by commas."""
        classes = np.array(self._signature.classes, dtype=object)
        return [", ".join(classes[row]) for row in self._present(outputs)]

    def _present(self, outputs: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.asarray(outputs > (0.5 if self._kind == "probabilities" else 0.0))
