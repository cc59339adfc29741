"""Rules: scores of the numbers that need no training, each from the draws before it alone, and the ticket that a score picks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.lottery.calibration import summing_to
from bancada.domains.lottery.choices import Rule
from bancada.domains.lottery.game import BASE_RATE, N_DRAWN, N_NUMBERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.lottery.draws import Draws

__all__ = ["Rule", "counted_before", "counts_within", "hits_of_top", "rule_probabilities", "rule_scores"]


def hits_of_top(scores: NDArray[np.int32] | NDArray[np.float64], drawn: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how many of the 15 numbers of highest score were drawn, ties to the smaller number.

    Parameters
    ----------
    scores : ndarray, shape (n, 25)
    drawn : ndarray of 0/1, shape (n, 25)
    """
    if np.issubdtype(scores.dtype, np.integer):
        return _hits_of_counts(scores.astype(np.int32), drawn)
    top = np.argsort(-scores, axis=1, kind="stable")[:, :N_DRAWN]
    return np.asarray(np.take_along_axis(drawn, top, axis=1).sum(axis=1), dtype=np.int64)


def _hits_of_counts(counts: NDArray[np.int32], drawn: NDArray[np.uint8]) -> NDArray[np.int64]:
    # one whole number holds count, tie-break and whether it was drawn: a plain sort then needs no indices
    smaller_first = np.arange(N_NUMBERS - 1, -1, -1, dtype=np.int32)
    keys = np.asarray((counts * 32 + smaller_first) * 2 + drawn, dtype=np.int32)
    keys.sort(axis=1)
    return np.asarray((keys[:, -N_DRAWN:] & 1).sum(axis=1), dtype=np.int64)


def counted_before(draws: Draws) -> NDArray[np.int32]:
    """Return how often each number came out before each draw, and in all, shape (n + 1, 25)."""
    counted = np.zeros((len(draws) + 1, N_NUMBERS), dtype=np.int32)
    np.cumsum(draws.indicators, axis=0, out=counted[1:])
    return counted


def counts_within(counted: NDArray[np.int32], rows: slice, window: int | None) -> NDArray[np.int32]:
    """Return the counts before each of `rows`, over the last `window` draws or all."""
    before = counted[rows]
    if window is None:
        return before
    start = np.maximum(np.arange(rows.start, rows.stop) - window, 0)
    return np.asarray(before - counted[start], dtype=np.int32)


def rule_scores(draws: Draws, rule: Rule, *, k: int, seed: int) -> NDArray[np.int32] | NDArray[np.float64]:
    """Return the score of each number before each draw, from the draws before it alone, shape (n, 25).

    Whole numbers for counts, floats for shares and for the random scores of `uniform`.
    """
    everything = slice(0, len(draws))
    match rule:
        case Rule.UNIFORM:
            # one stream a record: the ticket of a contest does not depend on where the backtest begins
            return np.random.default_rng(seed).random((len(draws), N_NUMBERS))
        case Rule.FREQUENCY:
            return counts_within(counted_before(draws), everything, None)
        case Rule.LAST_K:
            return counts_within(counted_before(draws), everything, k)
        case Rule.MARKOV:
            return _markov(draws.indicators)


def rule_probabilities(draws: Draws, rule: Rule, *, k: int) -> NDArray[np.float64]:
    """Return what a rule takes the chance of each number for before each draw, from the draws before it alone, shape (n, 25).

    Rows sum to 15. `uniform`, whose tickets are random, takes every number for alike. Counts are shares with one imagined draw of
    the fair law, (count + 0.6) / (draws + 1), as `forecasters` has them; what `markov` counts is shifted to the sum.
    """
    match rule:
        case Rule.UNIFORM:
            return np.full((len(draws), N_NUMBERS), BASE_RATE)
        case Rule.FREQUENCY | Rule.LAST_K:
            window = k if rule is Rule.LAST_K else len(draws)
            counts = counts_within(counted_before(draws), slice(0, len(draws)), window)
            return np.asarray((counts + BASE_RATE) / (np.minimum(np.arange(len(draws)), window) + 1)[:, None])
        case Rule.MARKOV:
            return summing_to(_markov(draws.indicators))


def _markov(drawn: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return P(drawn | drawn or not in the last) by counts so far, with one imagined draw of each kind, shape (n, 25)."""
    scores = np.full(drawn.shape, 0.5)
    before, after = drawn[:-1].astype(np.int64), drawn[1:].astype(np.int64)
    for state in (0, 1):
        seen, came = np.cumsum(before == state, axis=0), np.cumsum((before == state) & (after == 1), axis=0)
        share = (came[:-1] + 1) / (seen[:-1] + 2)
        scores[2:] = np.where(drawn[1:-1] == state, share, scores[2:])
    return scores
