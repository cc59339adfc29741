"""The log of the training that a saved model came of. It loads no engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from bancada.registry import ModelStore

__all__ = ["training_log"]


def training_log(store: ModelStore, model: str) -> dict[str, Any]:  # Any: JSON
    """Return the epochs or the settings that were tried, as `TrainedAssets.log` has them; empty where none is kept.

    Raises
    ------
    ModelNotFound, TamperedModel, UntrustedModel
    """
    from bancada.domains.assets.saved import TRAINING_FILE

    # Any: JSON.
    told: dict[str, Any] = orjson.loads(store.open(model).files.get(TRAINING_FILE, b"{}"))
    found: dict[str, Any] = told.get("log", {})
    return found
