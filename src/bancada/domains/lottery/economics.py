"""Economics: what a ticket costs, how often it wins what, and what comes back, from published prizes. It promises nothing.

Published prizes are already net of income tax and nothing is deducted from them again. Prices and fixed prizes were read from
the official record (contests 1 to 3363) and from Caixa's notices after it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.game import MEAN_HITS, N_DRAWN, hit_law
from bancada.domains.lottery.tables import TIERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = [
    "FIXED_TIERS",
    "PRICES",
    "REFERENCE_RETURN",
    "SIZES",
    "Odds",
    "PriceFrom",
    "PrizeTable",
    "Returns",
    "TierReturn",
    "YearCost",
    "break_even_gain",
    "cost_of_a_year",
    "expected_return",
    "odds",
    "price_at",
    "responsible_play",
]

SIZES = range(15, 21)
FIXED_TIERS = (13, 12, 11)
"""Hits whose prize is fixed: 10, 4 and 2 times the price of a ticket of 15 numbers, since the first contest."""
DRAW_DAYS_A_YEAR = 290
"""Draws a year since August 2020 (289 to 292 from 2021 to 2024)."""


class PrizeTable(Protocol):
    """What was paid, aligned contest by contest; tiers in the order 15, 14, 13, 12, 11; -1 where unknown."""

    @property
    def contests(self) -> NDArray[np.int64]:
        """Shape (n,)."""

    @property
    def winners(self) -> NDArray[np.int64]:
        """Shape (n, 5)."""

    @property
    def payouts_centavos(self) -> NDArray[np.int64]:
        """For one winner, shape (n, 5)."""

    @property
    def collected_centavos(self) -> NDArray[np.int64]:
        """Sales, shape (n,)."""


@dataclass(frozen=True, slots=True)
class PriceFrom:
    """Price of a ticket of 15 numbers, and the fixed prizes, from a contest on."""

    first_contest: int
    price_centavos: int

    @property
    def fixed_centavos(self) -> dict[int, int]:
        """Prize by hits, for 13, 12 and 11."""
        return {13: 10 * self.price_centavos, 12: 4 * self.price_centavos, 11: 2 * self.price_centavos}


PRICES = (
    PriceFrom(1, 100),
    PriceFrom(460, 125),
    PriceFrom(1054, 150),
    PriceFrom(1213, 200),
    PriceFrom(1889, 250),
    PriceFrom(2801, 300),
    PriceFrom(3439, 350),
)
"""Oldest first."""


@dataclass(frozen=True, slots=True)
class Odds:
    """Exact chances and cost of one ticket.

    Attributes
    ----------
    size : int
        Numbers on it, 15 to 20.
    n_bets : int
        Tickets of 15 numbers that it holds.
    cost_centavos : int
    chances : dict of int to float
        P(exactly so many of the drawn numbers are on it), for 15..11 hits.
    any_prize : float
        P(11 hits or more).
    """

    size: int
    n_bets: int
    cost_centavos: int
    chances: dict[int, float]
    any_prize: float

    def one_in(self, hits: int) -> float:
        """Return once in how many draws, on average, so many hits come."""
        return 1 / self.chances[hits]


@dataclass(frozen=True, slots=True)
class TierReturn:
    """What one tier gave back.

    Attributes
    ----------
    hits : int
    chance : float
        Of a ticket of 15 numbers.
    mean_prize_centavos : float or None
        Of one winner, on average; None where nobody won.
    share : float
        Paid in this tier, per real of sales.
    """

    hits: int
    chance: float
    mean_prize_centavos: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Returns:
    """What came back of what was spent.

    Attributes
    ----------
    first, last : int
        Contests looked at.
    n_contests : int
        Those whose sales and prizes are all known.
    tiers : tuple of TierReturn
        15 hits first.
    share : float
        Paid in all, per real of sales: the expected return of a real spent on any ticket.
    break_even_gain : float
        See `break_even_gain`.
    """

    first: int
    last: int
    n_contests: int
    tiers: tuple[TierReturn, ...]
    share: float
    break_even_gain: float


@dataclass(frozen=True, slots=True)
class YearCost:
    """One ticket in every draw of a year; money in centavos."""

    n_draws: int
    cost_centavos: int
    expected_back_centavos: int

    @property
    def expected_loss_centavos(self) -> int:
        """What does not come back, on average."""
        return self.cost_centavos - self.expected_back_centavos


REFERENCE_RETURN = {15: 0.1013, 14: 0.0272, 13: 0.0145, 12: 0.0673, 11: 0.1761}
"""Paid by tier per real of sales over contests 429 to 3363, the 2,935 whose sales are known: 38.6% in all."""


def price_at(contest: int | None = None) -> PriceFrom:
    """Return the price that holds at a contest; the present one where None."""
    if contest is None:
        return PRICES[-1]
    return next((price for price in reversed(PRICES) if price.first_contest <= contest), PRICES[0])


def odds(size: int = N_DRAWN, *, contest: int | None = None) -> Odds:
    """Return the exact chances and the cost of a ticket of 15 to 20 numbers.

    Raises
    ------
    BadInput
        A size that is not sold.

    Examples
    --------
    >>> sold = odds(16)
    >>> sold.n_bets, sold.cost_centavos, round(sold.one_in(15), 1)
    (16, 5600, 204297.5)
    """
    if size not in SIZES:
        raise BadInput("ticket_size_not_sold", size=size)
    law, n_bets = hit_law(size), math.comb(size, N_DRAWN)
    chances = {hits: float(law[hits]) for hits in TIERS}
    return Odds(size, n_bets, n_bets * price_at(contest).price_centavos, chances, float(law[min(TIERS) :].sum()))


def expected_return(prizes: PrizeTable, *, first: int | None = None, last: int | None = None) -> Returns:
    """Return what was paid for what was sold, by tier.

    Sums over all contests whose sales and prizes are known: a prize that nobody won is carried to a later contest and counts there.

    Raises
    ------
    BadInput
        No contest between `first` and `last` has its sales and prizes known.
    """
    contests = prizes.contests
    chosen = (contests >= (first or 0)) & (contests <= (last or np.iinfo(np.int64).max))
    known = chosen & (prizes.collected_centavos > 0) & (np.minimum(prizes.winners, prizes.payouts_centavos) >= 0).all(1)
    if not known.any():
        raise BadInput("prizes_unknown")
    winners = prizes.winners[known]
    paid = (winners * prizes.payouts_centavos[known]).sum(axis=0)
    shares = paid / prizes.collected_centavos[known].sum()
    law, n_winners = hit_law(), winners.sum(axis=0)
    tiers = tuple(
        TierReturn(hits, float(law[hits]), float(paid[i] / n_winners[i]) if n_winners[i] else None, float(shares[i]))
        for i, hits in enumerate(TIERS)
    )
    gain = break_even_gain({tier.hits: tier.share for tier in tiers})
    looked_at = contests[known]
    return Returns(int(looked_at[0]), int(looked_at[-1]), int(known.sum()), tiers, float(shares.sum()), gain)


def break_even_gain(shares: Mapping[int, float] = REFERENCE_RETURN) -> float:
    """Return how many more hits a draw, on average, a ticket would need for its expected return to equal its price.

    Parameters
    ----------
    shares : mapping of int to float
        Expected return of each tier per real spent, for a ticket that knows nothing.

    Notes
    -----
    Skill is taken as the least departure from the game's law that has the mean asked for: p_k exp(t k), normalised (the law of
    maximum entropy, and what favouring some numbers would give). Each tier's return grows as its probability does, prizes per
    winner staying as they were. With 38.6% of sales coming back this gives +0.39 hit, with 40.5% +0.36. It depends on how the
    gain is spread: hits gained by turning single misses of any ticket into hits would do it with +0.11, for they would win the
    first prize far more often than their mean tells.
    """
    hits, law = np.arange(N_DRAWN + 1), hit_law()
    low, high = 0.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        weights = np.exp(middle * (hits - MEAN_HITS))
        scale = float(law @ weights)
        back = sum(share * float(weights[tier]) / scale for tier, share in shares.items())
        low, high = (middle, high) if back < 1 else (low, middle)
    tilted = law * np.exp(low * (hits - MEAN_HITS))
    return float(tilted @ hits / tilted.sum() - MEAN_HITS)


def cost_of_a_year(
    size: int = N_DRAWN, *, n_tickets: int = 1, n_draws: int = DRAW_DAYS_A_YEAR, share: float | None = None
) -> YearCost:
    """Return what `n_tickets` in every draw of a year cost at the present price, and what comes back on average.

    Parameters
    ----------
    share : float, optional
        Expected return per real; that of the reference, 0.386.
    """
    cost = odds(size).cost_centavos * n_tickets * n_draws
    back = sum(REFERENCE_RETURN.values()) if share is None else share
    return YearCost(n_draws, cost, round(cost * back))


def responsible_play(*, share: float | None = None) -> tuple[Finding, ...]:
    """Return what every page that shows a ticket must say."""
    year = cost_of_a_year(share=share)
    facts = {
        "share": (year.expected_back_centavos / year.cost_centavos) * 100,
        "cost": year.cost_centavos / 100,
        "back": year.expected_back_centavos / 100,
        "n_draws": year.n_draws,
    }
    return (
        Finding("lottery_no_gain", Severity.CAUTION, facts=facts),
        Finding("lottery_adults_only", Severity.CAUTION),
    )
