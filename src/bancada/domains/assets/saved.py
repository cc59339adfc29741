"""A saved model of daily assets made ready to answer: by ONNX Runtime where both its certificates allow, else natively.

Neither scikit-learn nor Keras is loaded where ONNX Runtime answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import orjson

from bancada.core.errors import BadInput, UntrustedModel
from bancada.core.values import from_json
from bancada.domains.assets.forest import REGRESSOR, answerable, columns_of, in_all_actions
from bancada.domains.assets.requests import ModelType
from bancada.domains.assets.values import ACTION_NAMES, AssetAnswers, AssetModelPort
from bancada.domains.assets.windows import windows_of
from bancada.registry import ModelDraft, ModelStore, load_joblib
from bancada.serving.engine import Engine, NativeEngine, OnnxEngine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.core.model import Certificate, ModelInfo
    from bancada.core.signature import Signature
    from bancada.domains.assets.values import AssetTable

    Positions = NDArray[np.int64]

__all__ = ["METADATA_KEY", "TRAINING_FILE", "SavedAssetModel", "load_assets_model", "model_of_draft"]

METADATA_KEY = "assets"
TRAINING_FILE = "training.json"
_FACTS = frozenset({"model_type", "collection", "tickers", "names", "horizon", "lookback", "return_certificate"})
_BATCH_ROWS = 512


class SavedAssetModel:
    """A model out of the store or out of a signed draft.

    **Thread safety**: all methods may be called from many threads at once.

    Parameters
    ----------
    draft : ModelDraft
        With verified files.
    info : ModelInfo, optional
        Where it is in the store.

    Attributes
    ----------
    model_type, names, horizon, lookback
        As in `AssetModelPort`.
    facts : mapping
        JSON, what the metadata say: collection, tickers, preparation, series, days.
    training : mapping
        JSON: request, log, importance, findings of its training.
    signature : Signature
        Of the action.
    engine : {"onnx", "native"}
    info : ModelInfo or None
    """

    def __init__(self, draft: ModelDraft, *, info: ModelInfo | None = None) -> None:
        facts = draft.metadata[METADATA_KEY]
        assert draft.signature is not None  # noqa: S101  # asked before
        self.info = info
        self.facts: Mapping[str, Any] = facts  # Any: JSON
        self.model_type = ModelType(facts["model_type"])
        self.names = tuple(facts["names"])
        self.horizon = int(facts["horizon"])
        self.lookback = int(facts["lookback"])
        self.signature: Signature = draft.signature
        # Any: JSON.
        self.training: Mapping[str, Any] = orjson.loads(draft.files.get(TRAINING_FILE, b"{}"))
        self._codes = [ACTION_NAMES.index(name) for name in draft.signature.classes]
        self._action, self._return = _engines(draft, self)
        self.engine: Literal["onnx", "native"] = self._action.name

    @property
    def importance(self) -> tuple[tuple[str, float, float], ...]:
        """Feature, mean fall of the balanced accuracy of the action raised most when it is shuffled, standard deviation; largest first."""
        return tuple((str(name), float(mean), float(std)) for name, mean, std in self.training.get("importance", ()))

    def answers(self, table: AssetTable, rows: Positions, *, since: int | None = None) -> AssetAnswers:
        """Answer those of `rows` whose window is complete, lies in one ticker and begins at or after the instant `since` (ns).

        Raises
        ------
        BadInput
            The table lacks features, all named.
        """
        columns = columns_of(table, self.names)
        if self.lookback == 1:
            kept = answerable(table, columns, rows, since=since)
            return self._answered(kept, [table.X[np.ix_(kept, columns)]])
        if self.names != table.names:
            table = replace(table, names=self.names, X=table.X[:, columns])
        windows = windows_of(table, rows, lookback=self.lookback, since=since)
        return self._answered(windows.rows, (batch.astype(np.float64) for batch in windows.batches(_BATCH_ROWS)))

    # Any: an iterable of matrices.
    def _answered(self, rows: Positions, matrices: Any) -> AssetAnswers:
        given = [(self._action.run(matrix), self._return.run(matrix)[:, 0]) for matrix in matrices if len(matrix)]
        if not given:
            return AssetAnswers(rows, np.empty((0, len(ACTION_NAMES))), np.empty(0))
        probabilities, returns = (np.concatenate(part) for part in zip(*given, strict=True))
        return AssetAnswers(rows, in_all_actions(probabilities, self._codes), returns)


def load_assets_model(store: ModelStore, name: str) -> SavedAssetModel:
    """Return a saved model as it is served.

    Raises
    ------
    BadInput
        `not_an_assets_model`.
    ModelNotFound, TamperedModel, UntrustedModel
    """
    opened = store.open(name)
    info = opened.info
    draft = ModelDraft(
        files=opened.files,
        kind=info.kind,
        signature=info.signature,
        certificate=info.certificate,
        modules=opened.modules,
        metadata=info.metadata,
    )
    return model_of_draft(draft, name=name, info=info)


def model_of_draft(draft: ModelDraft, *, name: str = "", info: ModelInfo | None = None) -> SavedAssetModel:
    """Return the model of a draft whose signature and hashes were checked (`registry.read_draft`), or that was made in this process.

    Raises
    ------
    BadInput
        `not_an_assets_model`.
    UntrustedModel
        The files hold neither certified graphs nor the model itself.
    """
    facts = draft.metadata.get(METADATA_KEY)
    if not isinstance(facts, dict) or not set(facts) >= _FACTS or draft.signature is None:
        raise BadInput("not_an_assets_model", name=name or draft.kind)
    return SavedAssetModel(draft, info=info)


def _engines(draft: ModelDraft, model: SavedAssetModel) -> tuple[Engine, Engine]:
    """Return who answers for the action and for the return; both by the same kind of engine."""
    files, of_return = draft.files, _certificate(model.facts["return_certificate"])
    is_certified = draft.certificate is not None and draft.certificate.accepted and of_return.accepted
    if is_certified and {"model.onnx", "return.onnx"} <= set(files):
        return OnnxEngine(files["model.onnx"]), OnnxEngine(files["return.onnx"])
    if {"model.joblib", REGRESSOR} <= set(files):
        classifier, regressor = (load_joblib(files[file], draft.modules) for file in ("model.joblib", REGRESSOR))
        return NativeEngine(classifier), NativeEngine(regressor)
    if "model.keras" in files:
        from bancada.domains.assets.lstm import LstmModel

        facts = {"names": model.names, "horizon": model.horizon, "lookback": model.lookback}
        return LstmModel(files["model.keras"], **facts).engines()  # type: ignore[arg-type]  # each of its own type
    raise UntrustedModel("model_without_artefact", name=draft.kind, files=sorted(files))


def _certificate(values: Any) -> Certificate:  # Any: JSON
    from bancada.core.model import Certificate

    return from_json(Certificate, values)


if TYPE_CHECKING:

    def _proved(model: SavedAssetModel) -> AssetModelPort:
        return model
