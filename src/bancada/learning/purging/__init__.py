"""Time-aware splitters: walk-forward, purged k-fold, combinatorial purged; what labels span, and how folds look.

Names resolve on first use (PEP 562), so that label spans serve without scikit-learn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.learning.purging.combinatorial import CombinatorialPurged
    from bancada.learning.purging.purged import PurgedKFold
    from bancada.learning.purging.runs import FoldMap, FoldRuns, Run, State, fold_map
    from bancada.learning.purging.spans import LabelSpans, meeting
    from bancada.learning.purging.splitter import DealtFold, TimedSplitter
    from bancada.learning.purging.walk_forward import WalkForward

_HOME = {
    "CombinatorialPurged": "combinatorial",
    "DealtFold": "splitter",
    "FoldMap": "runs",
    "FoldRuns": "runs",
    "LabelSpans": "spans",
    "PurgedKFold": "purged",
    "Run": "runs",
    "State": "runs",
    "TimedSplitter": "splitter",
    "WalkForward": "walk_forward",
    "fold_map": "runs",
    "meeting": "spans",
}

__all__ = [  # sorted as Python sorts
    "CombinatorialPurged",
    "DealtFold",
    "FoldMap",
    "FoldRuns",
    "LabelSpans",
    "PurgedKFold",
    "Run",
    "State",
    "TimedSplitter",
    "WalkForward",
    "fold_map",
    "meeting",
]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
