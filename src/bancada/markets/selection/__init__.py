"""Selection of features: the few that tell something of the label, do not repeat one another and do so in most periods.

Names resolve on first use (PEP 562), so that reading a selection loads no scikit-learn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.selection.selecting import select_features, time_blocks
    from bancada.markets.selection.selector import FeatureSelector
    from bancada.markets.selection.values import FeatureScore, Selection, SelectionRule, Verdict

_HOME = {
    "FeatureScore": "values",
    "FeatureSelector": "selector",
    "Selection": "values",
    "SelectionRule": "values",
    "Verdict": "values",
    "select_features": "selecting",
    "time_blocks": "selecting",
}

__all__ = [
    "FeatureScore",
    "FeatureSelector",
    "Selection",
    "SelectionRule",
    "Verdict",
    "select_features",
    "time_blocks",
]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
