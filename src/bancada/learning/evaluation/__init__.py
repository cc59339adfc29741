"""How well one fitted model does, as small values that pages draw.

Names resolve on first use (PEP 562): a stored evaluation is opened and shown without scikit-learn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bancada.learning.evaluation.values import Evaluation

if TYPE_CHECKING:
    from bancada.learning.calibration import Threshold, calibrated, choose_threshold, with_threshold
    from bancada.learning.evaluation.report import evaluate

__all__ = ["Evaluation", "Threshold", "calibrated", "choose_threshold", "evaluate", "with_threshold"]

_HOME = {
    "Threshold": "bancada.learning.calibration",
    "calibrated": "bancada.learning.calibration",
    "choose_threshold": "bancada.learning.calibration",
    "evaluate": "bancada.learning.evaluation.report",
    "with_threshold": "bancada.learning.calibration",
}


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
