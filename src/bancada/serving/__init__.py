"""A saved model made ready to answer: draft with a certified export, predictor, prediction log.

Names resolve on first use (PEP 562): answering a prediction loads neither scikit-learn nor the converters.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.serving.draft import draft_model
    from bancada.serving.loading import PredictorCache, load_model, load_predictor
    from bancada.serving.log import LogCounts, PredictionLog
    from bancada.serving.predictor import Predictor

_HOME = {
    "LogCounts": "log",
    "PredictionLog": "log",
    "Predictor": "predictor",
    "PredictorCache": "loading",
    "draft_model": "draft",
    "load_model": "loading",
    "load_predictor": "loading",
}

__all__ = [
    "LogCounts",
    "PredictionLog",
    "Predictor",
    "PredictorCache",
    "draft_model",
    "load_model",
    "load_predictor",
]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
