"""Features of bars: named, documented, unable to look ahead. Names resolve on first use, so that the catalogue costs no engine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.features.engine import FeatureEngine
    from bancada.markets.features.listing import catalogue
    from bancada.markets.features.matrix import Features
    from bancada.markets.features.spec import FeatureSpec
    from bancada.markets.features.stream import FeatureStream

_HOME = {
    "FeatureEngine": "engine",
    "FeatureSpec": "spec",
    "FeatureStream": "stream",
    "Features": "matrix",
    "catalogue": "listing",
}

__all__ = ["FeatureEngine", "FeatureSpec", "FeatureStream", "Features", "catalogue"]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
