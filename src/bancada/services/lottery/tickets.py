"""Use cases over tickets: generate, count, close, check, seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bancada.domains.lottery.game import N_DRAWN
from bancada.services.lottery.draws import DrawsService
from bancada.services.lottery.forecasts import ForecastsService

if TYPE_CHECKING:
    from bancada.domains.lottery.checker import CheckReport
    from bancada.domains.lottery.closures import Closure
    from bancada.domains.lottery.constraints import TicketRules
    from bancada.domains.lottery.tickets import Ticket, TicketRequest, TicketSet

__all__ = ["TicketsService"]


@dataclass(frozen=True, slots=True)
class TicketsService:
    """Tickets of 15 to 20 numbers.

    Parameters
    ----------
    draws : DrawsService
    forecasts : ForecastsService
    """

    draws: DrawsService
    forecasts: ForecastsService

    def generate(self, request: TicketRequest, *, model: str | None = None) -> TicketSet:
        """Return tickets for the next contest by a saved model's probabilities; without one, by the champion's, else all alike.

        Raises
        ------
        BadInput
            Rules that cannot be kept, with every mistake at once; more distinct tickets than there are.
        ModelNotFound
        """
        from bancada.domains.lottery.tickets import generate

        forecast = self.forecasts.predict(model)
        return generate(forecast.probabilities, request, last_draw=self._last_mask())

    def count(self, rules: TicketRules, *, size: int = N_DRAWN) -> int:
        """Return the exact number of tickets of `size` numbers that keep the rules."""
        from bancada.domains.lottery.constraints import n_left

        return n_left(rules, last_draw=self._last_mask(), size=size)

    def close(self, pool: Sequence[int], *, guarantee: int = 14) -> Closure:
        """Return the closure of 16 to 18 numbers with its guarantee verified by enumeration."""
        from bancada.domains.lottery.closures import closure

        return closure(pool, guarantee=guarantee)

    def check(self, tickets: Sequence[Ticket], *, contest: int | None = None) -> CheckReport:
        """Return the hits and prizes of tickets in one contest, or in all of them, and what they would have cost."""
        from bancada.domains.lottery.checker import check

        return check(tickets, self.draws.draws(), prizes=self.draws.prizes(), contest=contest)

    def parse(self, content: str | bytes) -> tuple[Ticket, ...]:
        """Return the tickets of a text or file, one a line; SchemaError names every wrong line."""
        from bancada.domains.lottery.sheet import parse_tickets

        return parse_tickets(content)

    def _last_mask(self) -> int | None:
        draws = self.draws.draws()
        return int(draws.masks[-1]) if len(draws) else None
