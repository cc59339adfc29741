"""Which tickets, among those admitted: the most probable, sampled ones, or sampled ones that lie apart. It knows no rule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.domains.lottery.constraints import weigh
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS, every_ticket, numbers_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Ticket", "diversified", "log_odds", "sample_tickets", "top_ticket", "top_tickets"]

Ticket = tuple[int, ...]
"""15 to 20 distinct numbers in 1..25, ascending."""

SMALLEST = 1e-9
"""Probabilities are held to SMALLEST..1 - SMALLEST, so that their log-odds are finite."""
UNIT = 2.0**-32
"""Log-odds are counted in whole units of this size: sums of the same numbers are then equal whatever their order."""


def top_ticket(proba: ArrayLike, *, size: int = N_DRAWN) -> Ticket:
    """Return the `size` most probable numbers, ties to the smaller number.

    Parameters
    ----------
    proba : array-like of float, shape (25,)
        Probability of each number, number k at index k - 1. NaN is refused.
    size : int

    Raises
    ------
    BadInput
        Not 25 probabilities.
    """
    order = np.argsort(-log_odds(proba), kind="stable")[:size]
    return tuple(sorted(int(index) + 1 for index in order))


def top_tickets(proba: ArrayLike, n_tickets: int, *, masks: NDArray[np.uint32] | None = None) -> tuple[Ticket, ...]:
    """Return the `n_tickets` tickets with the largest sum of log-odds, ties to the smaller numbers.

    Parameters
    ----------
    proba : array-like of float, shape (25,)
    n_tickets : int
    masks : ndarray of uint32, shape (n,), optional
        The tickets to choose from, in lexicographic order; all of 15 numbers when omitted.

    Raises
    ------
    BadInput
        Not 25 probabilities, or fewer tickets than are asked for.
    """
    masks = every_ticket() if masks is None else masks
    _check_enough(len(masks), n_tickets)
    scores = weigh(masks, log_odds(proba))
    bar = np.partition(scores, len(scores) - n_tickets)[len(scores) - n_tickets]
    above = np.flatnonzero(scores > bar)
    chosen = np.concatenate([above, np.flatnonzero(scores == bar)[: n_tickets - len(above)]])
    return _tickets(masks[chosen[np.argsort(-scores[chosen], kind="stable")]])


def sample_tickets(
    proba: ArrayLike,
    n_tickets: int,
    *,
    rng: np.random.Generator,
    temperature: float = 1.0,
    masks: NDArray[np.uint32] | None = None,
) -> tuple[Ticket, ...]:
    """Return distinct tickets drawn one after another, without replacement, with P(S) proportional to exp(sum of log-odds / T).

    At temperature 1 this is the law of 25 independent numbers of these probabilities, given that they are as many as a ticket
    has (conditional Poisson sampling; Hájek 1964) and that they keep the rules. The draw is exact: every admissible ticket is
    weighed, Gumbel noise is added to its log-weight and the largest are taken (Gumbel-max, without replacement: Vieira 2014).

    Parameters
    ----------
    proba : array-like of float, shape (25,)
    n_tickets : int
    rng : numpy Generator
    temperature : float
        T above.
    masks : ndarray of uint32, shape (n,), optional
        The tickets to choose from; all of 15 numbers when omitted.

    Raises
    ------
    BadInput
        Not 25 probabilities, a temperature that is not above 0, or fewer tickets than are asked for.
    """
    masks = every_ticket() if masks is None else masks
    _check_enough(len(masks), n_tickets)
    keys = _perturbed(masks, proba, temperature=temperature, rng=rng)
    return _tickets(masks[_largest(keys, n_tickets)])


def diversified(
    proba: ArrayLike,
    n_tickets: int,
    *,
    max_overlap: int,
    rng: np.random.Generator,
    temperature: float = 1.0,
    masks: NDArray[np.uint32] | None = None,
) -> tuple[Ticket, ...]:
    """Return tickets of which no two share more than `max_overlap` numbers: those of a sample that fit the ones before.

    The sample is that of `sample_tickets` carried on through all admissible tickets, so the search ends only when no
    admissible ticket fits those chosen. Another order could hold more: finding the largest set is a hard problem.

    Parameters
    ----------
    proba, n_tickets, rng, temperature, masks
        As `sample_tickets`.
    max_overlap : int
        Two tickets of 15 share at least 5 numbers.

    Raises
    ------
    BadInput
        As `sample_tickets`, and where the tickets found are too few; `facts["found"]` says how many there were.
    """
    masks = every_ticket() if masks is None else masks
    _check_enough(len(masks), n_tickets)
    keys = _perturbed(masks, proba, temperature=temperature, rng=rng)
    chosen: list[int] = []
    while len(chosen) < n_tickets and len(masks):
        block = _largest(keys, min(max(4_096, 16 * n_tickets), len(masks)))
        found = _spread(masks[block], n_tickets - len(chosen), max_overlap=max_overlap)
        chosen.extend(found)
        if len(chosen) < n_tickets:
            fits = _fits(masks, found, max_overlap=max_overlap)
            masks, keys = masks[fits], keys[fits]
    if len(chosen) < n_tickets:
        raise BadInput("tickets_overlap", found=len(chosen), count=n_tickets, overlap=max_overlap)
    return _tickets(np.array(chosen, dtype=np.uint32))


def log_odds(proba: ArrayLike) -> NDArray[np.int64]:
    """Return log(p / (1 - p)) of each number in whole units of `UNIT`, shape (25,); BadInput unless `proba` is 25 probabilities."""
    values = np.asarray(proba, dtype=np.float64)
    if values.shape != (N_NUMBERS,) or not ((values >= 0) & (values <= 1)).all():
        raise BadInput("ticket_probabilities", count=N_NUMBERS)
    held = np.clip(values, SMALLEST, 1 - SMALLEST)
    return np.rint((np.log(held) - np.log1p(-held)) / UNIT).astype(np.int64)


def _perturbed(
    masks: NDArray[np.uint32], proba: ArrayLike, *, temperature: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return the log-weight of each ticket plus standard Gumbel noise, which is minus the log of an exponential one."""
    if not 0 < temperature < math.inf:
        raise BadInput("ticket_temperature", temperature=temperature)
    weights = weigh(masks, log_odds(proba)).astype(np.float64) * (UNIT / temperature)
    keys: NDArray[np.float64] = weights - np.log(rng.standard_exponential(len(masks)))
    return keys


def _largest(keys: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Return where the `count` largest keys are, largest first."""
    places = np.argpartition(keys, len(keys) - count)[len(keys) - count :]
    return places[np.argsort(-keys[places], kind="stable")]


def _spread(masks: NDArray[np.uint32], count: int, *, max_overlap: int) -> list[int]:
    """Return up to `count` masks, each the first that fits those before it."""
    found: list[int] = []
    while len(masks) and len(found) < count:
        found.append(int(masks[0]))
        masks = masks[_fits(masks, found[-1:], max_overlap=max_overlap)]
    return found


def _fits(masks: NDArray[np.uint32], chosen: Sequence[int], *, max_overlap: int) -> NDArray[np.bool_]:
    """Return which masks are none of the chosen and share at most `max_overlap` numbers with each."""
    fits = np.ones(len(masks), dtype=bool)
    for mask in chosen:
        fits &= (np.bitwise_count(masks & np.uint32(mask)) <= max_overlap) & (masks != np.uint32(mask))
    return fits


def _check_enough(n_admissible: int, n_tickets: int) -> None:
    if n_admissible < n_tickets:
        raise BadInput("tickets_too_few_left", count=n_tickets, left=n_admissible)


def _tickets(masks: NDArray[np.uint32]) -> tuple[Ticket, ...]:
    return tuple(numbers_of(mask) for mask in masks.tolist())
