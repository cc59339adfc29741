"""Files of bars, recognised from what is in them and staged for a store. Names resolve on first use (PEP 562)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.importers.limits import BAR_LIMITS
    from bancada.markets.importers.receive import receive
    from bancada.markets.importers.recognise import FORMATS, recognise

__all__ = ["BAR_LIMITS", "FORMATS", "receive", "recognise"]

_HOME = {"BAR_LIMITS": "limits", "FORMATS": "recognise", "receive": "receive", "recognise": "recognise"}


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
