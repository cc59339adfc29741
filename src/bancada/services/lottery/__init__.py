"""The use cases of the lottery, by noun. Each loads on first use: a command that only lists datasets pays for none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bancada.services.lottery.chance import ChanceService
    from bancada.services.lottery.draws import DrawsService
    from bancada.services.lottery.forecasts import ForecastsService
    from bancada.services.lottery.seals import SealsService
    from bancada.services.lottery.tickets import TicketsService

__all__ = ["LotteryService"]


class LotteryService(Protocol):
    """Everything one can do with the lottery, by noun. Safe to share between threads."""

    @property
    def draws(self) -> DrawsService:
        """The record of draws."""

    @property
    def forecasts(self) -> ForecastsService:
        """Forecasters: compare, train, retrain, ask."""

    @property
    def tickets(self) -> TicketsService:
        """Tickets: generate, count, close, check."""

    @property
    def chance(self) -> ChanceService:
        """Backtests, randomness, what playing costs."""

    @property
    def seals(self) -> SealsService:
        """Sealed tickets and what they say."""
