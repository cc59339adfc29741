"""The use cases of the lottery, by noun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bancada.services.lottery.chance import ChanceService
    from bancada.services.lottery.draws import DrawsService
    from bancada.services.lottery.forecasts import ForecastsService
    from bancada.services.lottery.seals import SealsService
    from bancada.services.lottery.tickets import TicketsService

__all__ = ["LotteryService"]


@dataclass(frozen=True, slots=True)
class LotteryService:
    """Everything one can do with the lottery, by noun."""

    draws: DrawsService
    forecasts: ForecastsService
    tickets: TicketsService
    chance: ChanceService
    seals: SealsService
