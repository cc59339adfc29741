"""Domain-free machine learning: candidates, splits, metrics, leaderboard, evaluation, gates.

Names resolve on first use (PEP 562), so that `learning.encoding` serves a prediction without scikit-learn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.learning.adjusting import adjust, adjusted_row
    from bancada.learning.calibration import calibrated, choose_threshold
    from bancada.learning.candidate import Candidate, candidates
    from bancada.learning.comparison import GridResult, compare, compare_prepared
    from bancada.learning.encoding import encode, label_text, learn_fields, marks
    from bancada.learning.evaluation import Evaluation, evaluate
    from bancada.learning.gates import promotion_gate
    from bancada.learning.grid import Rules
    from bancada.learning.leaderboard import Leaderboard
    from bancada.learning.leaks import LeakSubject, leak_battery, leaks_of
    from bancada.learning.metrics import METRICS, Metric
    from bancada.learning.options import CompareOptions
    from bancada.learning.pipeline import TaskClassifier, TaskRegressor
    from bancada.learning.purging import CombinatorialPurged, FoldMap, LabelSpans, PurgedKFold, WalkForward, fold_map
    from bancada.learning.summary import summarise
    from bancada.learning.tasks import make_task
    from bancada.learning.tracking import track

_HOME = {
    "Candidate": "candidate",
    "CombinatorialPurged": "purging",
    "CompareOptions": "options",
    "Evaluation": "evaluation",
    "FoldMap": "purging",
    "GridResult": "comparison",
    "LabelSpans": "purging",
    "Leaderboard": "leaderboard",
    "LeakSubject": "leaks",
    "METRICS": "metrics",
    "Metric": "metrics",
    "PurgedKFold": "purging",
    "Rules": "grid",
    "TaskClassifier": "pipeline",
    "TaskRegressor": "pipeline",
    "WalkForward": "purging",
    "adjust": "adjusting",
    "adjusted_row": "adjusting",
    "calibrated": "calibration",
    "candidates": "candidate",
    "choose_threshold": "calibration",
    "compare": "comparison",
    "compare_prepared": "comparison",
    "encode": "encoding",
    "evaluate": "evaluation",
    "fold_map": "purging",
    "label_text": "encoding",
    "leak_battery": "leaks",
    "leaks_of": "leaks",
    "learn_fields": "encoding",
    "make_task": "tasks",
    "marks": "encoding",
    "promotion_gate": "gates",
    "summarise": "summary",
    "track": "tracking",
}

__all__ = [  # noqa: RUF022  # sorted as Python sorts, which a test holds
    "Candidate",
    "CombinatorialPurged",
    "CompareOptions",
    "Evaluation",
    "FoldMap",
    "GridResult",
    "LabelSpans",
    "Leaderboard",
    "LeakSubject",
    "METRICS",
    "Metric",
    "PurgedKFold",
    "Rules",
    "TaskClassifier",
    "TaskRegressor",
    "WalkForward",
    "adjust",
    "adjusted_row",
    "calibrated",
    "candidates",
    "choose_threshold",
    "compare",
    "compare_prepared",
    "encode",
    "evaluate",
    "fold_map",
    "label_text",
    "leak_battery",
    "leaks_of",
    "learn_fields",
    "make_task",
    "marks",
    "promotion_gate",
    "summarise",
    "track",
]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
