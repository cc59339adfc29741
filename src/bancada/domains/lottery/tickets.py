"""Tickets (palpites) from the probabilities of numbers: the most probable, sampled, or spread apart; all keep the rules asked for.

Whatever the probabilities, every ticket of a size is as likely to win as any other under the game's law, and each generated set
says so. It knows no model, no file and no SQL.
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import SchemaError
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.choices import How
from bancada.domains.lottery.constraints import MAX_SIZE, NO_RULES, TicketRules, matching, rule_problems
from bancada.domains.lottery.game import N_COMBINATIONS, N_DRAWN
from bancada.domains.lottery.selection import Ticket, diversified, log_odds, sample_tickets, top_ticket, top_tickets

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "MAX_TICKETS",
    "How",
    "Ticket",
    "TicketRequest",
    "TicketSet",
    "diversified",
    "generate",
    "n_bets",
    "odds_of",
    "sample_tickets",
    "top_ticket",
    "top_tickets",
]

MAX_TICKETS = 1_000
"""Tickets in one set."""


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """What is asked for; `generate` checks it as a whole.

    Attributes
    ----------
    n_tickets : int
        1 to 1,000, all different.
    size : int
        Numbers on each, 15 to 20.
    how : How
        The most probable tickets, sampled ones, or sampled ones of which no two share more than `max_overlap` numbers.
    temperature : float
        Of sampling, above 0: near 0 the most probable tickets, 1 as the probabilities say, large ones all alike.
    max_overlap : int or None
        Only for `How.DIVERSIFIED`, which needs it.
    rules : TicketRules
    seed : int or None
        Of sampling; None draws one, which the set names, so that any set can be made again.
    """

    n_tickets: int = 1
    size: int = N_DRAWN
    how: How = How.TOP
    temperature: float = 1.0
    max_overlap: int | None = None
    rules: TicketRules = NO_RULES
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class TicketSet:
    """Tickets as they were generated.

    Attributes
    ----------
    tickets : tuple of Ticket
        All different, in the order in which they were chosen.
    n_admissible : int
        Tickets of this size that keep the rules, exactly.
    request : TicketRequest
    seed : int
        That makes the same set again; unused by `How.TOP`.
    findings : tuple of Finding
        What chance says, first.
    """

    tickets: tuple[Ticket, ...]
    n_admissible: int
    request: TicketRequest
    seed: int
    findings: tuple[Finding, ...] = field(default=())

    @property
    def n_bets(self) -> int:
        """Bets of 15 numbers that the tickets amount to, which is what they cost."""
        return sum(n_bets(len(ticket)) for ticket in self.tickets)


def n_bets(size: int) -> int:
    """Return how many bets of 15 numbers a ticket of `size` numbers holds, and costs: C(size, 15)."""
    return math.comb(size, N_DRAWN)


def odds_of(size: int = N_DRAWN) -> float:
    """Return x of "1 in x", the chance that a ticket of `size` numbers holds all 15 drawn: 3,268,760 for 15 numbers."""
    return N_COMBINATIONS / n_bets(size)


def generate(proba: ArrayLike, request: TicketRequest, *, last_draw: int | None = None) -> TicketSet:
    """Return the tickets that a request asks for.

    Parameters
    ----------
    proba : array-like of float, shape (25,)
    request : TicketRequest
    last_draw : int, optional
        Mask of the last draw, which a rule on repeats needs.

    Raises
    ------
    SchemaError
        All that is wrong with the request, in `facts["problems"]`.
    BadInput
        Not 25 probabilities, or fewer tickets than are asked for keep the rules or the overlap.

    Examples
    --------
    >>> import numpy as np
    >>> generate(np.linspace(0.7, 0.5, 25), TicketRequest(rules=TicketRules(fixed=(25,)))).tickets
    ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 25),)
    """
    if problems := _problems(request, last_draw=last_draw):
        raise SchemaError("ticket_request", problems=problems)
    masks = matching(request.rules, last_draw=last_draw, size=request.size)
    seed = secrets.randbits(32) if request.seed is None else request.seed
    tickets = _chosen(proba, request, masks=masks, rng=np.random.default_rng(seed))
    return TicketSet(tickets, len(masks), request, seed, _findings(proba, request))


def _chosen(
    proba: ArrayLike, request: TicketRequest, *, masks: NDArray[np.uint32], rng: np.random.Generator
) -> tuple[Ticket, ...]:
    n_tickets, temperature = request.n_tickets, request.temperature
    if request.how == How.TOP:
        return top_tickets(proba, n_tickets, masks=masks)
    if request.how == How.SAMPLE or request.max_overlap is None:
        return sample_tickets(proba, n_tickets, rng=rng, temperature=temperature, masks=masks)
    overlap = request.max_overlap
    return diversified(proba, n_tickets, max_overlap=overlap, rng=rng, temperature=temperature, masks=masks)


def _problems(request: TicketRequest, *, last_draw: int | None) -> list[Finding]:
    wrong: list[tuple[str, dict[str, object]]] = []
    if not 1 <= request.n_tickets <= MAX_TICKETS:
        wrong.append(("ticket_count", {"count": request.n_tickets, "high": MAX_TICKETS}))
    if not N_DRAWN <= request.size <= MAX_SIZE:
        wrong.append(("ticket_size", {"size": request.size, "low": N_DRAWN, "high": MAX_SIZE}))
    if not 0 < request.temperature < math.inf:
        wrong.append(("ticket_temperature", {"temperature": request.temperature}))
    if (request.how == How.DIVERSIFIED) != (request.max_overlap is not None):
        wrong.append(("ticket_overlap_choice", {"how": request.how.value}))
    if request.seed is not None and request.seed < 0:
        wrong.append(("ticket_seed", {"seed": request.seed}))
    own = [Finding(code, Severity.FAILURE, facts=facts) for code, facts in wrong]
    return [*own, *rule_problems(request.rules, size=request.size, last_draw=last_draw)]


def _findings(proba: ArrayLike, request: TicketRequest) -> tuple[Finding, ...]:
    facts = {"size": request.size, "odds": round(odds_of(request.size), 1)}
    findings = [Finding("tickets_chance", Severity.INFO, facts=facts)]
    if request.how == How.TOP and len(np.unique(log_odds(proba))) == 1:
        findings.append(Finding("tickets_all_alike"))
    return tuple(findings)
