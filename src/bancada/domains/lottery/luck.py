"""Luck: how easily chance alone gives the best of some tickets its record. It knows hits, not contests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.game import N_DRAWN
from bancada.domains.lottery.sums import p_at_least

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bancada.domains.lottery.selection import Ticket

__all__ = ["luck_of_best"]


def luck_of_best(tickets: Sequence[Ticket], hits: NDArray[np.uint8]) -> Finding | None:
    """Return what chance says of the most hits that a ticket of 15 numbers had, None where there is no such ticket.

    The probability that one ticket has at least so many over these contests is exact; times the number of tickets it bounds the
    probability that any of them has (Bonferroni), however alike they are.

    Parameters
    ----------
    tickets : sequence of Ticket
        Larger tickets are left out: their hits follow another law.
    hits : ndarray of uint8, shape (n_tickets, n_contests)
    """
    rows = [row for row, ticket in enumerate(tickets) if len(ticket) == N_DRAWN]
    if not rows:
        return None
    n_contests = hits.shape[1]
    best = int(hits[rows].sum(axis=1, dtype=np.int64).max())
    chance = min(1.0, len(rows) * p_at_least(best, n_draws=n_contests))
    facts = {"count": len(rows), "mean": round(best / n_contests, 3), "percent": float(f"{100 * chance:.2g}")}
    return Finding("check_luck_one" if len(rows) == 1 else "check_luck", Severity.INFO, facts=facts)
