"""The leak battery: what must not be learned from, looked for in one call. Names resolve on first use (PEP 562)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.learning.leaks.battery import leak_battery
    from bancada.learning.leaks.compared import leaks_of
    from bancada.learning.leaks.subject import LeakSubject

_HOME = {"LeakSubject": "subject", "leak_battery": "battery", "leaks_of": "compared"}

__all__ = ["LeakSubject", "leak_battery", "leaks_of"]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
