"""Bancada: a model bench for analysts. Public names resolve on first use (PEP 562), so that importing it costs nothing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.assets_model import AssetModel
    from bancada.python import (
        compare_models,
        delete_model,
        fetch_history,
        get_models_summary,
        list_models,
        load_model,
        load_predictor,
        save_model,
    )

__all__ = [
    "AssetModel",
    "__version__",
    "compare_models",
    "delete_model",
    "fetch_history",
    "get_models_summary",
    "list_models",
    "load_model",
    "load_predictor",
    "save_model",
]

__version__ = "0.1.0"


# Any: whatever the public name is.
def __getattr__(name: str) -> Any:
    if name in __all__:
        home = "bancada.assets_model" if name == "AssetModel" else "bancada.python"
        return getattr(import_module(home), name)
    raise AttributeError(f"module 'bancada' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
