"""How good a model of assets is: figures beside their baselines, with intervals, and what its signals would have earned.

Names resolve on first use (PEP 562), so that stored reports can be read without what reckons them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation.service import EvaluationService
    from bancada.domains.assets.evaluation.values import AssetEvaluation, evaluation_of_json

_HOME = {"AssetEvaluation": "values", "EvaluationService": "service", "evaluation_of_json": "values"}

__all__ = ["AssetEvaluation", "EvaluationService", "evaluation_of_json"]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
