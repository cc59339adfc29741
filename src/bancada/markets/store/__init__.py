"""Where bars are kept, and the catalogue of what is kept. Names resolve on first use (PEP 562): a name alone loads no engine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.store.catalogue import SeriesCatalogue
    from bancada.markets.store.opening import open_bar_store
    from bancada.markets.store.port import BarStore, Held
    from bancada.markets.store.received import ReceivedImport, RecordedImport, StagedPart, StagedSeries
    from bancada.markets.store.staging import measure_part, write_part

__all__ = [
    "BarStore",
    "Held",
    "ReceivedImport",
    "RecordedImport",
    "SeriesCatalogue",
    "StagedPart",
    "StagedSeries",
    "measure_part",
    "open_bar_store",
    "write_part",
]

_HOME = {
    "BarStore": "port",
    "Held": "port",
    "ReceivedImport": "received",
    "RecordedImport": "received",
    "SeriesCatalogue": "catalogue",
    "StagedPart": "received",
    "StagedSeries": "received",
    "measure_part": "staging",
    "open_bar_store": "opening",
    "write_part": "staging",
}


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
