"""Fitted estimators to bytes and back. The engines are imported on first use; only bytes that the store verified belong here."""

from __future__ import annotations

import importlib
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bancada.core.errors import MissingExtra
from bancada.registry.manifest import check_modules

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["dump_joblib", "dump_keras", "load_joblib", "load_keras"]


# Any: an estimator of whatever library.
def dump_joblib(model: Any) -> bytes:
    """Return a fitted estimator as the bytes of model.joblib."""
    import joblib

    buffer = io.BytesIO()
    joblib.dump(model, buffer, compress=("zlib", 3))
    return buffer.getvalue()


# Any: as above.
def load_joblib(data: bytes, modules: Sequence[str] = ()) -> Any:
    """Return the estimator in `data`, after importing `modules` (only ones under `bancada.`).

    Unpickling runs code: `data` must come from `ModelStore.open` or `read_draft`, which verified it.

    Raises
    ------
    UntrustedModel
        A module elsewhere.
    """
    import joblib

    _bring(modules)
    return joblib.load(io.BytesIO(data))


# Any: a Keras model.
def dump_keras(model: Any) -> bytes:
    """Return a Keras model as the bytes of model.keras."""
    _keras()
    with tempfile.TemporaryDirectory(prefix="bancada-") as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()


# Any: a Keras model.
def load_keras(data: bytes, modules: Sequence[str] = ()) -> Any:
    """Return the Keras model in `data` (verified bytes), through a private temporary folder; Lambda layers are refused."""
    keras = _keras()
    _bring(modules)
    with tempfile.TemporaryDirectory(prefix="bancada-") as folder:
        path = Path(folder) / "model.keras"
        path.write_bytes(data)
        return keras.saving.load_model(path, safe_mode=True)


def _keras() -> ModuleType:
    try:
        return importlib.import_module("keras")
    except ImportError as error:
        raise MissingExtra(feature="Keras models", package="keras", extra="neural") from error


def _bring(modules: Sequence[str]) -> None:
    for module in check_modules(tuple(modules), name=""):
        importlib.import_module(module)
