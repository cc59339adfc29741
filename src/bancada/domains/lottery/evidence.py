"""Evidence: what sealed tickets say against chance, by an e-value that may be looked at after every draw.

For one contest and one l the e-value of a ticket with H hits is exp(l (H - 9)) / sum_k p_k exp(l (k - 9)), p_k being
Hypergeometric(25, 15, 15): its mean is 1 whatever chose the ticket, as long as it was chosen before the draw. Tickets of one
contest are averaged, contests multiplied, and the products averaged over five values of l. The result is a martingale of mean 1 under
chance, so by Ville's inequality it ever reaches E with probability 1 / E at most, however often one looks (Ville 1939; Ramdas
et al., "Game-theoretic statistics and safe anytime-valid inference", Statistical Science 2023).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.game import BASE_RATE, N_DRAWN, hit_law

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bancada.domains.lottery.seals import ScoredSeal

__all__ = ["LAMBDAS", "THRESHOLD", "Evidence", "evidence", "evidence_path", "log_e_of_hits"]

LAMBDAS = (0.01, 0.02, 0.05, 0.1, 0.2)
THRESHOLD = 20.0
"""E from which one model alone counts as a signal: chance ever reaches it with probability 5% at most."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the sealed tickets of one model, or of all, say so far.

    Attributes
    ----------
    model : str or None
        None: the tickets of all models together.
    n_contests, n_tickets : int
        Drawn, and sealed in time.
    n_waiting, n_late : int
        Tickets whose contest is not drawn yet; tickets sealed when bets had closed, which are no evidence.
    mean_hits : float or None
        Of the tickets in time; None where there is none.
    n_tried : int
        Models tried, deleted ones included.
    threshold : float
        20 times `n_tried`.
    e_value, peak : float
        Now, and the largest it ever was: a signal is one that was ever reached.
    contests : ndarray of int64, shape (n_contests,)
    path : ndarray of float64, shape (n_contests,)
        E after each contest.
    is_signal : bool
    verdict : Finding
    findings : tuple of Finding
        The verdict first.
    """

    model: str | None
    n_contests: int
    n_tickets: int
    n_waiting: int
    n_late: int
    mean_hits: float | None
    n_tried: int
    threshold: float
    e_value: float
    peak: float
    contests: NDArray[np.int64]
    path: NDArray[np.float64]
    is_signal: bool
    verdict: Finding
    findings: tuple[Finding, ...]


def evidence(scored: Sequence[ScoredSeal], *, model: str | None = None, n_tried: int = 1) -> Evidence:
    """Return what sealed tickets say.

    Parameters
    ----------
    scored : sequence of ScoredSeal
        Every seal counts: there is no choosing among them.
    model : str, optional
        Only the tickets of this model.
    n_tried : int
        Models tried, deleted ones included; the threshold is 20 times this.
    """
    mine = [one for one in scored if model in (None, one.seal.model)]
    drawn = [one for one in mine if one.hits is not None and not one.is_late]
    contests, path = evidence_path((one.seal.contest, len(one.seal.numbers), one.hits or 0) for one in drawn)
    e_value = float(path[-1]) if len(path) else 1.0
    peak = max(1.0, float(path.max(initial=1.0)))
    threshold = THRESHOLD * max(n_tried, 1)
    n_late = sum(one.is_late for one in mine)
    findings = _findings(n_contests=len(contests), e_value=e_value, peak=peak, n_tried=max(n_tried, 1), n_late=n_late)
    return Evidence(
        model=model,
        n_contests=len(contests),
        n_tickets=len(drawn),
        n_waiting=sum(one.hits is None for one in mine),
        n_late=n_late,
        mean_hits=float(np.mean([one.hits for one in drawn])) if drawn else None,
        n_tried=max(n_tried, 1),
        threshold=threshold,
        e_value=e_value,
        peak=peak,
        contests=contests,
        path=path,
        is_signal=peak >= threshold,
        verdict=findings[0],
        findings=findings,
    )


def evidence_path(tickets: Iterable[tuple[int, int, int]]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return contests, ascending, and E after each; both of shape (n_contests,).

    Parameters
    ----------
    tickets : iterable of (contest, size, hits)
        In any order. Tickets of more than 15 numbers are held against their own law and mean, 0.6 times their size.
    """
    contests: list[int] = []
    logs: list[NDArray[np.float64]] = []
    for contest, group in groupby(sorted(tickets), key=lambda ticket: ticket[0]):
        each = np.array([log_e_of_hits(hits, size=size) for _, size, hits in group])
        contests.append(contest)
        logs.append(np.logaddexp.reduce(each, axis=0) - math.log(len(each)))
    summed = np.cumsum(np.array(logs).reshape(-1, len(LAMBDAS)), axis=0)
    averaged = np.logaddexp.reduce(summed, axis=1) - math.log(len(LAMBDAS))
    return np.array(contests, dtype=np.int64), np.exp(np.minimum(averaged, 700.0))  # beyond 1e304 it says nothing more


def log_e_of_hits(hits: int, *, size: int = N_DRAWN) -> NDArray[np.float64]:
    """Return the logarithm of one ticket's e-value at each of `LAMBDAS`, shape (5,).

    Examples
    --------
    >>> [round(float(value), 3) for value in log_e_of_hits(12)]
    [0.03, 0.06, 0.148, 0.292, 0.57]
    """
    slopes = np.array(LAMBDAS)
    mean = BASE_RATE * size
    moments = np.exp(np.outer(slopes, np.arange(N_DRAWN + 1) - mean)) @ hit_law(size)
    return np.asarray(slopes * (hits - mean) - np.log(moments))


def _findings(*, n_contests: int, e_value: float, peak: float, n_tried: int, n_late: int) -> tuple[Finding, ...]:
    threshold = THRESHOLD * n_tried
    facts = {"n_contests": n_contests, "e_value": e_value, "peak": peak, "threshold": threshold, "n_tried": n_tried}
    if not n_contests:
        found = [Finding("evidence_none", Severity.INFO, facts=facts)]
    elif peak >= threshold:
        found = [Finding("evidence_signal", Severity.CAUTION, facts=facts)]
    else:
        found = [Finding("evidence_compatible", Severity.INFO, facts=facts)]
    if n_late:
        found.append(Finding("evidence_late", Severity.CAUTION, facts={"n_late": n_late}))
    found.append(Finding("seals_order_not_time", Severity.INFO))
    return tuple(found)
