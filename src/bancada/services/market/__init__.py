"""The use cases of markets, by noun. Each loads on first use: a command that only lists datasets pays for none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bancada.services.market.backtests import BacktestsService
    from bancada.services.market.research import ResearchService
    from bancada.services.market.series import SeriesService
    from bancada.services.market.validation import ValidationService

__all__ = ["MarketService"]


class MarketService(Protocol):
    """Everything one can do with bars, by noun. Safe to share between threads."""

    @property
    def series(self) -> SeriesService:
        """Series of bars: import, list, read, take out, bring back."""

    @property
    def validation(self) -> ValidationService:
        """What is wrong with a series, and repairs on request."""

    @property
    def research(self) -> ResearchService:
        """Features, regimes, labels, splits, selection, leaks."""

    @property
    def backtests(self) -> BacktestsService:
        """Rules tried on a series, beside what chance and holding bring."""
