"""The services of the six steps by name, for who does them by hand. Each loads on first use (PEP 562)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation import EvaluationService
    from bancada.domains.assets.loading import DataLoadingService
    from bancada.domains.assets.preparing import PreprocessingService
    from bancada.domains.assets.saving import SavingService
    from bancada.domains.assets.splitting import SplittingService
    from bancada.domains.assets.training import TrainingService

_HOME = {
    "DataLoadingService": "loading",
    "EvaluationService": "evaluation",
    "PreprocessingService": "preparing",
    "SavingService": "saving",
    "SplittingService": "splitting",
    "TrainingService": "training",
}

__all__ = [
    "DataLoadingService",
    "EvaluationService",
    "PreprocessingService",
    "SavingService",
    "SplittingService",
    "TrainingService",
]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"bancada.domains.assets.{_HOME[name]}"), name)
