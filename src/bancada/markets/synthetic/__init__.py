"""Whether a series was made up: statistical evidence, a stated rule, and fakes to try it on. Names resolve on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.synthetic.detection import detect_stretch_by_stretch, detect_synthetic_patterns
    from bancada.markets.synthetic.evidence import Statistic, SyntheticEvidence

__all__ = ["Statistic", "SyntheticEvidence", "detect_stretch_by_stretch", "detect_synthetic_patterns"]

_HOME = {
    "Statistic": "evidence",
    "SyntheticEvidence": "evidence",
    "detect_stretch_by_stretch": "detection",
    "detect_synthetic_patterns": "detection",
}


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
