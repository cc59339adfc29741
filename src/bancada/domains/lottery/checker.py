"""The checker (conferidor): what tickets would have won in past contests, beside what chance expects. It knows no file and no SQL."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.economics import FIXED_TIERS, PRICES
from bancada.domains.lottery.game import N_DRAWN, hit_law, masks_of
from bancada.domains.lottery.luck import luck_of_best
from bancada.domains.lottery.selection import Ticket
from bancada.domains.lottery.sheet import check_are_tickets, parse_tickets
from bancada.domains.lottery.tables import TIERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bancada.domains.lottery.draws import Draws
    from bancada.domains.lottery.prizes import Prizes

__all__ = [
    "UNKNOWN",
    "CheckReport",
    "Checked",
    "TicketRecord",
    "check",
    "parse_tickets",
    "prizes_won",
]

UNKNOWN = -1
"""An amount, payout or number of winners that is not known."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One ticket in one contest.

    Attributes
    ----------
    ticket, contest : int
        Place of the ticket in the list, from 0; contest number.
    hits : int
    prizes : tuple of int
        Prizes won, by tier from 15 hits down to 11.
    amount_centavos : int or None
        None where a tier that it won has no known payout.
    """

    ticket: int
    contest: int
    hits: int
    prizes: tuple[int, ...]
    amount_centavos: int | None


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """One ticket over all contests checked.

    Attributes
    ----------
    numbers : Ticket
    n_bets : int
        Bets of 15 numbers that it amounts to in each contest.
    best_hits : int
    hit_counts : tuple of int
        Contests with 0 to 15 hits.
    expected_counts : tuple of float
        What chance expects of any ticket of this size.
    mean_hits, expected_hits : float
    known_centavos : int
        Won, where the payout is known.
    n_unknown : int
        Winning contests whose amount is not known.
    cost_centavos : int
        Of its bets in every contest, each at its own price.
    """

    numbers: Ticket
    n_bets: int
    best_hits: int
    hit_counts: tuple[int, ...]
    expected_counts: tuple[float, ...]
    mean_hits: float
    expected_hits: float
    known_centavos: int
    n_unknown: int
    cost_centavos: int


@dataclass(frozen=True)
class CheckReport:
    """Tickets against contests. Arrays are read-only.

    Attributes
    ----------
    tickets : tuple of Ticket
    contests : ndarray of int64, shape (n_contests,)
    hits : ndarray of uint8, shape (n_tickets, n_contests)
    amounts_centavos : ndarray of int64, shape (n_tickets, n_contests)
        Won; -1 where a tier that was won has no known payout.
    prizes : ndarray of int64, shape (n_tickets, 5)
        Prizes won over all contests, by tier from 15 hits down to 11.
    costs_centavos : ndarray of int64, shape (n_tickets,)
        Of the same bets in every contest, each at its own price.
    findings : tuple of Finding
        What must be said beside the figures.
    """

    tickets: tuple[Ticket, ...]
    contests: NDArray[np.int64]
    hits: NDArray[np.uint8]
    amounts_centavos: NDArray[np.int64]
    prizes: NDArray[np.int64]
    costs_centavos: NDArray[np.int64]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def hit_counts(self) -> NDArray[np.int64]:
        """Pairs of ticket and contest with 0 to 15 hits, shape (16,)."""
        return np.bincount(self.hits.ravel(), minlength=N_DRAWN + 1)

    @property
    def expected_counts(self) -> NDArray[np.float64]:
        """The same as chance expects it, shape (16,): the law of each ticket's size, times the contests."""
        laws = [hit_law(len(ticket)) for ticket in self.tickets]
        total: NDArray[np.float64] = np.sum(laws, axis=0) * len(self.contests)
        return total

    @property
    def expected_prizes(self) -> NDArray[np.float64]:
        """Prizes that chance expects, by tier, shape (5,): as many as that number of bets of 15 would win."""
        return sum(n_bets_of(self.tickets)) * hit_law()[list(TIERS)] * len(self.contests)

    @property
    def known_centavos(self) -> int:
        """Won in all, where the payout is known."""
        return int(np.maximum(self.amounts_centavos, 0).sum())

    @property
    def n_unknown(self) -> int:
        """Winning pairs of ticket and contest whose amount is not known."""
        return int((self.amounts_centavos == UNKNOWN).sum())

    @property
    def total_centavos(self) -> int | None:
        """Won in all; None where any amount is unknown."""
        return None if self.n_unknown else self.known_centavos

    @property
    def cost_centavos(self) -> int:
        """What all the bets would have cost."""
        return int(self.costs_centavos.sum())

    def record(self, ticket: int) -> TicketRecord:
        """Return the sums of the ticket at a place, from 0."""
        numbers, hits, amounts = self.tickets[ticket], self.hits[ticket], self.amounts_centavos[ticket]
        law = hit_law(len(numbers))
        return TicketRecord(
            numbers=numbers,
            n_bets=n_bets_of([numbers])[0],
            best_hits=int(hits.max()),
            hit_counts=tuple(np.bincount(hits, minlength=N_DRAWN + 1).tolist()),
            expected_counts=tuple((law * len(hits)).tolist()),
            mean_hits=float(hits.mean()),
            expected_hits=float(law @ np.arange(N_DRAWN + 1)),
            known_centavos=int(np.maximum(amounts, 0).sum()),
            n_unknown=int((amounts == UNKNOWN).sum()),
            cost_centavos=int(self.costs_centavos[ticket]),
        )

    def wins(self, *, least_hits: int = TIERS[-1], limit: int = 1_000) -> tuple[Checked, ...]:
        """Return pairs of ticket and contest with at least `least_hits`, most hits first, then latest; at most `limit`."""
        tickets, places = np.nonzero(self.hits >= least_hits)
        order = np.lexsort((tickets, -self.contests[places], -self.hits[tickets, places].astype(np.int64)))[:limit]
        return tuple(self._checked(int(tickets[row]), int(places[row])) for row in order)

    def _checked(self, ticket: int, place: int) -> Checked:
        hits, amount = int(self.hits[ticket, place]), int(self.amounts_centavos[ticket, place])
        prizes = tuple(prizes_won(len(self.tickets[ticket]))[hits].tolist())
        return Checked(ticket, int(self.contests[place]), hits, prizes, None if amount == UNKNOWN else amount)


def n_bets_of(tickets: Sequence[Ticket]) -> list[int]:
    """Return how many bets of 15 numbers each ticket amounts to: C(m, 15)."""
    return [math.comb(len(ticket), N_DRAWN) for ticket in tickets]


@cache
def prizes_won(size: int) -> NDArray[np.int64]:
    """Return the prizes of a ticket of `size` numbers, by hits 0..15 and tier 15..11, shape (16, 5).

    A ticket of m numbers stands for all its bets of 15: with h hits it wins C(h, j) C(m - h, 15 - j) prizes of tier j.

    Examples
    --------
    >>> prizes_won(16)[14].tolist()  # two bets leave out a miss, fourteen leave out a hit
    [0, 2, 14, 0, 0]
    """
    rows = [[_ways(size, hits, tier) for tier in TIERS] for hits in range(N_DRAWN + 1)]
    table = np.array(rows, dtype=np.int64)
    table.flags.writeable = False
    return table


def check(
    tickets: Sequence[Ticket], draws: Draws, *, prizes: Prizes | None = None, contest: int | None = None
) -> CheckReport:
    """Return what tickets would have won in one contest, or in each of the draws.

    Parameters
    ----------
    tickets : sequence of Ticket
        15 to 20 numbers each, as `sheet.parse_tickets` returns them.
    draws : Draws
        The contests.
    contest : int, optional
        Only this one.
    prizes : Prizes, optional
        What contests paid. Where that is not recorded, 13, 12 and 11 hits won the fixed prize of the day (`economics.PRICES`), and
        14 and 15 hits are unknown. So are they where nobody won: the 0 that is published is not what one more bet would have won.

    Raises
    ------
    BadInput
        No ticket, no contest, or a ticket that is none.
    """
    draws = draws if contest is None else draws.between(contest, contest)
    if not len(draws):
        raise BadInput("check_no_contest")
    check_are_tickets(tickets)
    masks = np.array([masks_of(ticket) for ticket in tickets], dtype=np.uint32)
    hits = np.bitwise_count(masks[:, None] & draws.masks[None, :])
    payouts = _payouts(draws.contests, prizes)
    amounts, totals = np.zeros(hits.shape, dtype=np.int64), np.zeros((len(tickets), len(TIERS)), dtype=np.int64)
    for row, ticket in enumerate(tickets):
        won = prizes_won(len(ticket))[hits[row]]
        totals[row] = won.sum(axis=0)
        amounts[row] = np.where(((won > 0) & (payouts == UNKNOWN)).any(axis=1), UNKNOWN, (won * payouts).sum(axis=1))
    costs = np.array(n_bets_of(tickets), dtype=np.int64) * _prices(draws.contests).sum()
    for array in (hits, amounts, totals, costs):
        array.flags.writeable = False
    return CheckReport(
        tuple(tickets),
        draws.contests,
        hits,
        amounts,
        totals,
        costs,
        _findings(tickets, draws, hits=hits, amounts=amounts),
    )


def _ways(size: int, hits: int, tier: int) -> int:
    misses = size - hits
    return math.comb(hits, tier) * math.comb(misses, N_DRAWN - tier) if misses >= 0 else 0


def _payouts(contests: NDArray[np.int64], prizes: Prizes | None) -> NDArray[np.int64]:
    """Return what a bet of each tier won in each contest, shape (n_contests, 5); -1 where that is not known."""
    fixed = [tier in FIXED_TIERS for tier in TIERS]
    by_period = np.array([[price.fixed_centavos.get(tier, UNKNOWN) for tier in TIERS] for price in PRICES])
    payouts = np.where(fixed, by_period[_periods(contests)], UNKNOWN)
    if prizes is None or not len(prizes.contests):
        return payouts
    places = np.minimum(np.searchsorted(prizes.contests, contests), len(prizes.contests) - 1)
    known = (prizes.contests[places] == contests)[:, None] & (prizes.winners[places] != 0)
    known &= prizes.payouts_centavos[places] != UNKNOWN
    return np.where(known, prizes.payouts_centavos[places], payouts)


def _prices(contests: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.array([price.price_centavos for price in PRICES], dtype=np.int64)[_periods(contests)]


def _periods(contests: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the place in `PRICES` of the price of each contest."""
    return np.searchsorted([price.first_contest for price in PRICES], contests, side="right") - 1


def _findings(
    tickets: Sequence[Ticket], draws: Draws, *, hits: NDArray[np.uint8], amounts: NDArray[np.int64]
) -> tuple[Finding, ...]:
    luck = luck_of_best(tickets, hits)
    findings = [] if luck is None else [luck]
    findings += [Finding("check_after_the_fact", Severity.INFO), Finding("check_shared_prizes", Severity.INFO)]
    if n_unknown := int((amounts == UNKNOWN).sum()):
        findings.append(Finding("check_unknown_payouts", facts={"count": n_unknown}))
    if draws.source == Source.SIMULATED:
        findings.append(Finding("check_simulated"))
    return tuple(findings)
