"""Labels: what is to be learned of a bar, from bars after it, each with the bar at which it is known.

Names resolve on first use (PEP 562), so that reading a label loads no compiler.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.labels.actions import action_by_threshold, action_by_volatility
    from bancada.markets.labels.barriers import TripleBarrier, meta_labels, triple_barrier
    from bancada.markets.labels.forward import forward_returns, magnitude_classes
    from bancada.markets.labels.outlook import session_days
    from bancada.markets.labels.spans import label_spans
    from bancada.markets.labels.values import Entry, Labels
    from bancada.markets.labels.volatility import past_volatility
    from bancada.markets.labels.weights import class_weights, uniqueness_weights

_HOME = {
    "Entry": "values",
    "Labels": "values",
    "TripleBarrier": "barriers",
    "action_by_threshold": "actions",
    "action_by_volatility": "actions",
    "class_weights": "weights",
    "forward_returns": "forward",
    "label_spans": "spans",
    "magnitude_classes": "forward",
    "meta_labels": "barriers",
    "past_volatility": "volatility",
    "session_days": "outlook",
    "triple_barrier": "barriers",
    "uniqueness_weights": "weights",
}

__all__ = [
    "Entry",
    "Labels",
    "TripleBarrier",
    "action_by_threshold",
    "action_by_volatility",
    "class_weights",
    "forward_returns",
    "label_spans",
    "magnitude_classes",
    "meta_labels",
    "past_volatility",
    "session_days",
    "triple_barrier",
    "uniqueness_weights",
]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
