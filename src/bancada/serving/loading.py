"""Opening saved models: natively, or as what serves them. Only bytes that the store verified are opened."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from bancada.core.errors import UntrustedModel
from bancada.core.values import check_slug
from bancada.registry import ModelStore, OpenedModel, load_joblib, load_keras
from bancada.registry.files import Identity, identity
from bancada.serving.engine import OnnxEngine
from bancada.serving.predictor import Predictor

__all__ = ["PredictorCache", "load_model", "load_predictor"]

_NATIVE = frozenset({"model.joblib", "model.keras"})


def load_model(store: ModelStore, name: str) -> Predictor:
    """Return a saved model answering natively.

    Raises
    ------
    ModelNotFound, TamperedModel, UntrustedModel
    """
    return _native(store.open(name))


def load_predictor(store: ModelStore, name: str) -> Predictor:
    """Return a saved model as it is served: by ONNX Runtime where its certificate was accepted or it is nothing else, else natively.

    Raises
    ------
    ModelNotFound, TamperedModel, UntrustedModel
    """
    opened = store.open(name)
    certificate, content = opened.info.certificate, opened.files.get("model.onnx")
    is_served = (certificate is not None and certificate.accepted) or not _NATIVE & set(opened.files)
    if content is not None and is_served and opened.info.signature is not None:
        return Predictor(opened.info, engine=OnnxEngine(content))
    return _native(opened)


def _native(opened: OpenedModel) -> Predictor:
    from bancada.serving.draft import native_engine

    model = _estimator(opened)
    signature = opened.info.signature
    return Predictor(
        opened.info, engine=None if signature is None else native_engine(model, signature), estimator=model
    )


def _estimator(opened: OpenedModel) -> Any:  # Any: a fitted estimator of whatever library
    if "model.joblib" in opened.files:
        return load_joblib(opened.files["model.joblib"], opened.modules)
    if "model.keras" in opened.files:
        return load_keras(opened.files["model.keras"], opened.modules)
    raise UntrustedModel("model_without_artefact", name=opened.info.name, files=sorted(opened.files))


class PredictorCache:
    """Predictors loaded once each.

    **Thread safety**: `get` may be called from many threads; a model is loaded by one of them while the others wait for it.

    Parameters
    ----------
    store : ModelStore
    capacity : int
        Models kept; the least recently asked for leaves first.
    """

    def __init__(self, store: ModelStore, *, capacity: int = 32) -> None:
        self._store = store
        self._capacity = capacity
        self._lock = Lock()
        self._slots: OrderedDict[str, _Slot] = OrderedDict()

    def get(self, name: str) -> Predictor:
        """Return the predictor of a model, loaded again where the model under that name is another one now.

        Raises
        ------
        InvalidName, ModelNotFound, TamperedModel, UntrustedModel
        """
        manifest = self._store.root / check_slug(name) / "manifest.json"
        present = identity(manifest)
        if present is None:
            return load_predictor(self._store, name)  # the store says what is wrong with the name
        with self._lock:
            slot = self._slots.get(name)
            if slot is None:
                slot = self._slots[name] = _Slot(manifest)
            self._slots.move_to_end(name)
            while len(self._slots) > self._capacity:
                self._slots.popitem(last=False)
        return slot.get(present, lambda: load_predictor(self._store, name))

    def ready(self, name: str) -> Predictor | None:
        """Return the predictor of a model where it is loaded and still the one under that name, else None; never waits."""
        slot = self._slots.get(name)
        if slot is None:
            return None
        return slot.present()


class _Slot:
    """One cached predictor with the identity of the manifest it was loaded from."""

    __slots__ = ("_identity", "_lock", "_manifest", "_predictor")

    def __init__(self, manifest: Path) -> None:
        self._manifest = manifest
        self._lock = Lock()
        self._identity: Identity | None = None
        self._predictor: Predictor | None = None

    def get(self, present: Identity, load: Callable[[], Predictor]) -> Predictor:
        with self._lock:
            if self._predictor is None or present != self._identity:
                self._predictor = None
                self._predictor = load()
                self._identity = present
            return self._predictor

    def present(self) -> Predictor | None:
        """Return what is loaded if its manifest is still the one in the store; None too while another thread loads it."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            return self._predictor if self._predictor and identity(self._manifest) == self._identity else None
        finally:
            self._lock.release()
