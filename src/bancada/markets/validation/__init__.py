"""Validation of bars before anything is learned from them: a report with counts and examples, and repairs on request.

Names resolve on first use (PEP 562), so that naming the package loads nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.validation.production import production_ready, require_production_data
    from bancada.markets.validation.repairs import Repair, Repaired, RepairKind, RepairRecord, apply, propose
    from bancada.markets.validation.report import Check, Evidence, Example, ValidationReport
    from bancada.markets.validation.validator import ProductionDataValidator

_HOME = {
    "Check": "report",
    "Evidence": "report",
    "Example": "report",
    "ProductionDataValidator": "validator",
    "Repair": "repairs",
    "RepairKind": "repairs",
    "RepairRecord": "repairs",
    "Repaired": "repairs",
    "ValidationReport": "report",
    "apply": "repairs",
    "production_ready": "production",
    "propose": "repairs",
    "require_production_data": "production",
}

__all__ = [
    "Check",
    "Evidence",
    "Example",
    "ProductionDataValidator",
    "Repair",
    "RepairKind",
    "RepairRecord",
    "Repaired",
    "ValidationReport",
    "apply",
    "production_ready",
    "propose",
    "require_production_data",
]


def __getattr__(name: str) -> Any:  # Any: whatever the module of that name holds
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
