"""The use cases of daily assets, by noun. Each loads on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bancada.services.assets.pipelines import PipelinesService
    from bancada.services.assets.predictions import PredictionsService

__all__ = ["AssetsService"]


class AssetsService(Protocol):
    """Everything one can do with daily assets, by noun. Safe to share between threads."""

    @property
    def pipelines(self) -> PipelinesService:
        """Pipelines: run a step or all, look at the state, clear it."""

    @property
    def predictions(self) -> PredictionsService:
        """Ask a saved model about a ticker; champions of collections and their history."""
