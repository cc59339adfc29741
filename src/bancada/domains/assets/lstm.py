"""The two-headed LSTM as a value that answers: by its certified ONNX graphs where there are such, else by Keras. Keras loads then only."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bancada.core.dataset import ColumnType
from bancada.core.errors import BadInput
from bancada.core.model import Certificate
from bancada.core.signature import Field, Signature
from bancada.core.task import Problem
from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.values import ACTION_NAMES, AssetAnswers
from bancada.domains.assets.windows import window_names, windows_of
from bancada.registry import load_keras
from bancada.serving.engine import Engine, KerasEngine, OnnxEngine

if TYPE_CHECKING:
    from bancada.domains.assets.values import AssetModelPort, AssetTable, Positions
    from bancada.serving.onnx_export import Export

__all__ = ["NETWORK_MODULES", "DraftParts", "HeadExports", "LstmModel", "draft_parts", "export_heads"]

NETWORK_MODULES = ("bancada.domains.assets.networks",)
"""Modules whose registered classes a saved network names."""
_BATCH_ROWS = 512
_SAMPLE_ROWS = 1_000
_PACKAGES = ("bancada", "numpy", "onnxruntime", "keras", "tensorflow-cpu")


class DraftParts(NamedTuple):
    """What a model brings to its draft.

    Attributes
    ----------
    files : dict of str to bytes
        `model.keras`, and `model.onnx` and `return.onnx` where their certificates were accepted.
    signature : Signature
        Of the action; the return takes the same fields.
    certificate_action, certificate_return : Certificate
    modules : tuple of str
        That define what the files name.
    versions : dict of str to str
    """

    files: dict[str, bytes]
    signature: Signature
    certificate_action: Certificate
    certificate_return: Certificate
    modules: tuple[str, ...]
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class HeadExports:
    """Both heads as ONNX graphs with their certificates."""

    action: Export
    expected: Export

    @property
    def is_whole(self) -> bool:
        """Whether both were accepted."""
        return self.action.content is not None and self.expected.content is not None


class LstmModel:
    """A trained network. **Thread safety**: `answers` may be called from many threads at once.

    Parameters
    ----------
    content : bytes
        Of its `.keras` file, written by ourselves or verified by the store.
    names : tuple of str
        Features of one row.
    horizon, lookback : int
    exports : HeadExports, optional
        Where they are certified already, they answer in place of Keras.
    """

    model_type = ModelType.LSTM_MTL

    def __init__(
        self,
        content: bytes,
        *,
        names: tuple[str, ...],
        horizon: int,
        lookback: int,
        exports: HeadExports | None = None,
    ) -> None:
        self.content = content
        self.names = names
        self.horizon = horizon
        self.lookback = lookback
        self.exports = exports
        self._heads: tuple[Any, Any] | None = None  # Any: Keras models, which ship no types
        self._engines: tuple[Engine, Engine] | None = None

    def answers(self, table: AssetTable, rows: Positions, *, since: int | None = None) -> AssetAnswers:
        """Answer those of `rows` whose window is whole, lies in one ticker and begins at or after the instant `since` (ns).

        Raises
        ------
        BadInput
            The table's features are not those it was trained on.
        """
        if table.names != self.names:
            lacking = [name for name in self.names if name not in table.names]
            raise BadInput("assets_features_differ", names=lacking or list(self.names))
        windows = windows_of(table, rows, lookback=self.lookback, since=since)
        probabilities, returns = np.empty((len(windows), len(ACTION_NAMES))), np.empty(len(windows))
        action, expected = self.engines()
        for place, batch in enumerate(windows.batches(_BATCH_ROWS)):
            filled, matrix = slice(place * _BATCH_ROWS, place * _BATCH_ROWS + len(batch)), batch.astype(np.float64)
            probabilities[filled] = action.run(matrix)
            returns[filled] = expected.run(matrix)[:, 0]
        # Single precision sums to 1 within 1e-7 only.
        return AssetAnswers(windows.rows, probabilities / probabilities.sum(axis=1, keepdims=True), returns)

    def engines(self) -> tuple[Engine, Engine]:
        """Return who answers for the action and for the return."""
        if self._engines is None:
            found = self.exports
            if found is not None and found.action.content is not None and found.expected.content is not None:
                self._engines = OnnxEngine(found.action.content), OnnxEngine(found.expected.content)
            else:
                self._engines = _native(*self.heads())
        return self._engines

    def heads(self) -> tuple[Any, Any]:  # Any: as above
        """Return the network as two Keras models of one output each: the action's probabilities, the return."""
        if self._heads is None:
            model = load_keras(self.content, NETWORK_MODULES)
            from bancada.domains.assets.networks import single_heads

            self._heads = single_heads(model)
        return self._heads

    def files(self) -> dict[str, bytes]:
        """Return its files for the store: the network, and its graphs where they are certified."""
        found = {"model.keras": self.content}
        if self.exports is not None:
            graphs = {"model.onnx": self.exports.action.content, "return.onnx": self.exports.expected.content}
            found |= {name: content for name, content in graphs.items() if content is not None}
        return found

    def signature(self, table: AssetTable, rows: Positions) -> Signature:
        """Return the input contract of the action's head: a window's numbers, with what the features of `rows` held.

        Ranges and medians are the same for a feature at every place of the window.
        """
        return signature_of(table, rows, lookback=self.lookback)

    def __getstate__(self) -> dict[str, Any]:  # Any: pickle's protocol
        return {**self.__dict__, "_heads": None, "_engines": None}


def signature_of(table: AssetTable, rows: Positions, *, lookback: int) -> Signature:
    """See `LstmModel.signature`."""
    X = table.X[rows][np.isfinite(table.X[rows]).all(axis=1)]
    lowest, middle, highest = np.quantile(X, (0.0, 0.5, 1.0), axis=0) if len(X) else np.zeros((3, len(table.names)))
    names = window_names(table.names, lookback)
    places = np.tile(np.arange(len(table.names)), lookback)
    fields = tuple(
        Field(
            name,
            ColumnType.FLOAT,
            minimum=float(lowest[at]),
            maximum=float(highest[at]),
            median=float(middle[at]),
            missing_allowed=False,
        )
        for name, at in zip(names, places, strict=True)
    )
    return Signature(fields, "action", Problem.MULTICLASS, classes=ACTION_NAMES)


def export_heads(model: LstmModel, table: AssetTable, rows: Positions, *, signature: Signature) -> HeadExports:
    """Translate both heads to ONNX and certify them on the latest windows.

    Parameters
    ----------
    model : LstmModel
    table : AssetTable
    rows : ndarray of int64
        Last rows of the windows; of those that are whole the latest 1,000 are compared on.
    signature : Signature
    """
    from bancada.serving.keras_export import export_keras
    from bancada.serving.onnx_export import Export

    windows = windows_of(table, rows[np.argsort(table.ts[rows], kind="stable")], lookback=model.lookback)
    matrix = windows.flat(slice(-_SAMPLE_ROWS, None)).astype(np.float64)
    if not len(matrix):
        nothing = Export(Certificate(False, 0, reason="there is no row to compare on"))
        return HeadExports(nothing, nothing)
    heads = model.heads()
    action, expected = (
        export_keras(head, engine, matrix, signature) for head, engine in zip(heads, _native(*heads), strict=True)
    )
    return HeadExports(action, expected)


def draft_parts(model: LstmModel, table: AssetTable, rows: Positions) -> DraftParts:
    """Return what the network brings to its draft.

    Parameters
    ----------
    model : LstmModel
    table : AssetTable
    rows : ndarray of int64
        Training rows: of the signature's ranges, and of the certificates where the network has none yet.
    """
    signature = model.signature(table, rows)
    exports = model.exports or export_heads(model, table, rows, signature=signature)
    whole = LstmModel(model.content, names=model.names, horizon=model.horizon, lookback=model.lookback, exports=exports)
    return DraftParts(
        whole.files(),
        signature,
        exports.action.certificate,
        exports.expected.certificate,
        NETWORK_MODULES,
        _versions(),
    )


def _native(action: Any, expected: Any) -> tuple[Engine, Engine]:  # Any: Keras models
    return KerasEngine(action, n_classes=len(ACTION_NAMES)), KerasEngine(expected, n_classes=0)


def _versions() -> dict[str, str]:
    import platform

    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


if TYPE_CHECKING:
    _: AssetModelPort = LstmModel(b"", names=(), horizon=1, lookback=1)
