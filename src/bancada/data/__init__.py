"""The data floor: SQL tables, importers, quality checks and explore statistics. Names resolve on first use (PEP 562)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bancada.data import explore
    from bancada.data.catalogue import DatasetCatalogue
    from bancada.data.engine import open_engine
    from bancada.data.ledger import SqlTrialLedger
    from bancada.data.limits import Limits
    from bancada.data.migrate import MigrationSource, upgrade
    from bancada.data.quality import assess
    from bancada.data.records import ImportRecord
    from bancada.data.rows_in import RowsIn, read_rows
    from bancada.data.schema import infer_problem, suggest_target
    from bancada.data.sink import SqlPredictionSink

__all__ = [
    "DatasetCatalogue",
    "ImportRecord",
    "Limits",
    "MigrationSource",
    "RowsIn",
    "SqlPredictionSink",
    "SqlTrialLedger",
    "assess",
    "explore",
    "infer_problem",
    "open_engine",
    "read_rows",
    "suggest_target",
    "upgrade",
]

_HOMES = {
    "DatasetCatalogue": "catalogue",
    "ImportRecord": "records",
    "Limits": "limits",
    "MigrationSource": "migrate",
    "RowsIn": "rows_in",
    "SqlPredictionSink": "sink",
    "SqlTrialLedger": "ledger",
    "assess": "quality",
    "infer_problem": "schema",
    "open_engine": "engine",
    "read_rows": "rows_in",
    "suggest_target": "schema",
    "upgrade": "migrate",
}


def __getattr__(name: str) -> object:
    if name == "explore":
        return import_module("bancada.data.explore")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"bancada.data.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
