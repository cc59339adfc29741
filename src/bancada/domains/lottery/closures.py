"""Closures (fechamentos): few tickets that keep a guarantee whenever the draw lies in a pool of numbers, with its certificate.

Nothing is taken on trust: a certificate comes from enumerating every draw of the pool, and every draw there is.

How the closures are built, with n numbers in the pool, each ticket and each draw leaving out n - 15 of them: a ticket that leaves
out L hits 15 - (n - 15) + |L and D| numbers of a draw that leaves out D. So 14 hits need |L and D| >= n - 16 for some ticket.

- 16 numbers: D has one number and need not be met. One ticket.
- 17 numbers: each pair D must meet some L. Eight disjoint pairs leave one number over, and no pair fits into it. Fewer leave a
  pair that meets none, so 8 is the least.
- 18 numbers: each triple D must share two numbers with some L. Of two halves of nine numbers, one holds two numbers of D, and the
  12 triples of a Steiner triple system on nine points (Kirkman 1847) hold every pair of a half. 2 x 12 = 24. It is the least: pairs
  in no L may not form a triangle, so at most 9 x 9 = 81 of the 153 pairs are in none (Mantel 1907), and 72 pairs need 24 triples.

Thirteen hits need |L and D| >= n - 17: one ticket for 16 or 17 numbers; for 18 six disjoint triples, which meet every D, and five
leave three numbers over.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.game import N_COMBINATIONS, N_DRAWN, N_NUMBERS, every_ticket, hit_law, masks_of, numbers_of
from bancada.domains.lottery.selection import Ticket
from bancada.domains.lottery.sheet import check_are_tickets
from bancada.domains.lottery.tables import TIERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["GUARANTEES", "MAX_CERTIFIED", "Certificate", "Closure", "certify", "closure", "verify"]

GUARANTEES = {(16, 14): 1, (17, 14): 8, (18, 14): 24, (16, 13): 1, (17, 13): 1, (18, 13): 6}
"""Tickets of 15 by size of pool and guarantee: the fewest there can be, as the head of this module shows."""
MAX_CERTIFIED = 1_000
"""Tickets in one certificate."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What tickets guarantee, counted over every draw.

    Attributes
    ----------
    pool : tuple of int
        The numbers that the guarantee supposes hold all 15 drawn.
    guarantee : int
        Hits asked for.
    is_held : bool
        Whether some ticket has that many in every draw from the pool.
    n_subsets : int
        Draws from the pool, all enumerated: C(pool, 15).
    worst : int
        Fewest hits of the best ticket among them.
    worst_draw : tuple of int
        The first draw from the pool, in lexicographic order, where the best ticket has no more.
    pool_counts : tuple of int
        Draws from the pool by hits of the best ticket, 0 to 15.
    counts : tuple of int
        The same over all 3,268,760 draws.
    n_bets : int
        Bets of 15 numbers that the tickets amount to, which is what they cost.
    pool_odds : float
        x of "1 in x", the chance that all 15 drawn lie in the pool.
    expected_prizes : tuple of float
        Prizes that chance expects of one contest, by tier from 15 hits to 11: those of any so many bets.
    findings : tuple of Finding
        What must be said beside it.
    """

    pool: tuple[int, ...]
    guarantee: int
    is_held: bool
    n_subsets: int
    worst: int
    worst_draw: tuple[int, ...]
    pool_counts: tuple[int, ...]
    counts: tuple[int, ...]
    n_bets: int
    pool_odds: float
    expected_prizes: tuple[float, ...]
    findings: tuple[Finding, ...] = ()

    def cost_centavos(self, price_centavos: int) -> int:
        """Return what all bets cost at a price of a bet of 15 numbers."""
        return self.n_bets * price_centavos

    def probability(self, least_hits: int) -> float:
        """Return the chance that the best ticket has at least so many hits, over all draws."""
        return sum(self.counts[least_hits:]) / N_COMBINATIONS


@dataclass(frozen=True, slots=True)
class Closure:
    """Tickets that close a pool.

    Attributes
    ----------
    pool : tuple of int
    guarantee : int
    tickets : tuple of Ticket
    certificate : Certificate
    least : int
        No fewer tickets can keep the guarantee; it is proved at the head of `closures`.
    """

    pool: tuple[int, ...]
    guarantee: int
    tickets: tuple[Ticket, ...]
    certificate: Certificate
    least: int


def closure(pool: Sequence[int], *, guarantee: int = 14) -> Closure:
    """Return the fewest tickets of 15 of which one has `guarantee` hits whenever all 15 drawn lie in the pool.

    Parameters
    ----------
    pool : sequence of int
        16 to 18 distinct numbers, in any order.
    guarantee : int
        14, or 13.

    Raises
    ------
    BadInput
        Numbers that are no pool, or a guarantee that is not offered for its size.

    Examples
    --------
    >>> closed = closure(range(1, 19))
    >>> len(closed.tickets), closed.certificate.is_held, closed.certificate.n_subsets
    (24, True, 816)
    """
    numbers = _pool(pool)
    if (len(numbers), guarantee) not in GUARANTEES:
        raise BadInput("closure_not_offered", size=len(numbers), guarantee=guarantee)
    everything = set(numbers)
    tickets = tuple(tuple(sorted(everything - set(left))) for left in _left_out(numbers, guarantee))
    return Closure(
        pool=numbers,
        guarantee=guarantee,
        tickets=tickets,
        certificate=certify(numbers, tickets, guarantee=guarantee),
        least=GUARANTEES[len(numbers), guarantee],
    )


def certify(pool: Sequence[int], tickets: Sequence[Ticket], *, guarantee: int = 14) -> Certificate:
    """Return what tickets guarantee, by enumerating every draw.

    Parameters
    ----------
    pool : sequence of int
        15 to 25 distinct numbers; tickets may have others.
    tickets : sequence of Ticket
        15 to 20 numbers each.
    guarantee : int
        Hits to hold the tickets to, 11 to 15.

    Raises
    ------
    BadInput
        Numbers that are no pool or no tickets, more than 1,000 tickets, or a guarantee that pays nothing.
    """
    numbers = _pool(pool)
    check_are_tickets(tickets)
    if len(tickets) > MAX_CERTIFIED:
        raise BadInput("tickets_too_many_lines", count=len(tickets), high=MAX_CERTIFIED)
    if not 11 <= guarantee <= N_DRAWN:
        raise BadInput("closure_guarantee", guarantee=guarantee)
    draws = every_ticket()
    best = _best_hits(draws, tickets)
    inside = draws & ~masks_of(numbers) == 0
    return _certificate(numbers, tickets, guarantee=guarantee, best=best, draws=draws[inside], inside=best[inside])


def verify(tickets: Sequence[Ticket], *, pool: Sequence[int] | None = None, guarantee: int = 14) -> Certificate:
    """Return the certificate of tickets made elsewhere; without a pool, that of all the numbers they have."""
    own = sorted({number for ticket in tickets for number in ticket})
    return certify(own if pool is None else pool, tickets, guarantee=guarantee)


def _pool(numbers: Sequence[int]) -> tuple[int, ...]:
    pool = tuple(sorted(set(numbers)))
    if len(pool) != len(numbers) or len(pool) < N_DRAWN or pool[0] < 1 or pool[-1] > N_NUMBERS:
        raise BadInput("closure_pool", numbers=list(numbers))
    return pool


def _left_out(pool: tuple[int, ...], guarantee: int) -> list[tuple[int, ...]]:
    """Return the numbers that each ticket leaves out of the pool."""
    n_left = len(pool) - N_DRAWN
    if len(pool) == 18 and guarantee == 14:
        return [
            tuple(half[place] for place in triple) for half in (pool[:9], pool[9:]) for triple in _steiner_triples()
        ]
    blocks = [pool[start : start + n_left] for start in range(0, len(pool) - n_left + 1, n_left)]
    return blocks[: GUARANTEES[len(pool), guarantee]]


def _steiner_triples() -> list[tuple[int, ...]]:
    """Return the 12 lines of the affine plane of order 3: triples of the points 0..8 with every pair of them in exactly one."""
    lines = combinations(range(9), 3)
    return [line for line in lines if sum(p // 3 for p in line) % 3 == 0 and sum(p % 3 for p in line) % 3 == 0]


def _best_hits(draws: NDArray[np.uint32], tickets: Sequence[Ticket]) -> NDArray[np.uint8]:
    """Return the hits of the best ticket in each draw; in blocks that stay in the processor's cache."""
    masks = [np.uint32(masks_of(ticket)) for ticket in tickets]
    best = np.zeros(len(draws), dtype=np.uint8)
    for start in range(0, len(draws), _BLOCK):
        block, record = draws[start : start + _BLOCK], best[start : start + _BLOCK]
        for mask in masks:
            np.maximum(record, np.bitwise_count(block & mask), out=record)
    return best


_BLOCK = 1 << 15


def _certificate(
    pool: tuple[int, ...],
    tickets: Sequence[Ticket],
    *,
    guarantee: int,
    best: NDArray[np.uint8],
    draws: NDArray[np.uint32],
    inside: NDArray[np.uint8],
) -> Certificate:
    worst, n_bets = int(inside.min()), sum(math.comb(len(ticket), N_DRAWN) for ticket in tickets)
    odds, is_held = N_COMBINATIONS / len(draws), worst >= guarantee
    facts = {"size": len(pool), "odds": round(odds, 1), "guarantee": guarantee, "worst": worst}
    return Certificate(
        pool=pool,
        guarantee=guarantee,
        is_held=is_held,
        n_subsets=len(draws),
        worst=worst,
        worst_draw=numbers_of(int(draws[inside.argmin()])),
        pool_counts=_counts(inside),
        counts=_counts(best),
        n_bets=n_bets,
        pool_odds=odds,
        expected_prizes=tuple((n_bets * hit_law()[list(TIERS)]).tolist()),
        findings=(
            Finding("closure_held" if is_held else "closure_not_held", _SEVERITY[is_held], facts=facts),
            Finding("closure_same_return", Severity.INFO),
        ),
    )


_SEVERITY = {True: Severity.INFO, False: Severity.FAILURE}


def _counts(best: NDArray[np.uint8]) -> tuple[int, ...]:
    return tuple(np.bincount(best, minlength=N_DRAWN + 1).tolist())
