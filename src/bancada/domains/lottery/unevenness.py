"""Unevenness: five statistics of a stretch of draws, each with its law under a fair game. Pure arithmetic on counts.

A draw is a vector x of 25 zeros and ones with 15 ones. Under the game's law it is a uniformly random 15-subset, so the covariance of
whatever it gives commutes with every renumbering, and is a multiple of the identity on each invariant space:

- numbers: 0.24 on the diagonal, 15*14/(25*24) - 0.36 = -0.01 off it; on vectors that sum to zero, 0.24 + 0.01 = 0.25. Hence
  Q = sum (c_i - 0.6 n)^2 / (0.25 n) on 24 degrees of freedom. Pearson's sum over 0.6 n ignores drawing without replacement and is 2.4 times
  too small.
- pairs: the 300 indicators of "i and j both drawn" split into a constant, 24 dimensions that the counts of single numbers give, and
  275 that they do not (Johnson scheme J(25, 2); Bannai and Ito, "Algebraic Combinatorics I", 1984, III.2). There the relations "share one
  number" and "share none" have eigenvalues -2 and 1, so the variance is p2 - 2 p3 + p4 with p_k = P(k given numbers all drawn).
- transitions: with u, v the centred vectors of two draws in a row, the sum of u v' has covariance 0.25 * 0.25 on the 24 * 24
  dimensions where it lives.
- runs: the diagonal of the same sum, centred; its variance is 0.24^2 - 0.01^2 = 0.0575 on 24 dimensions.
- repeats: how many numbers a draw shares with the one before, Hypergeometric(25, 15, 15), independent from draw to draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.lottery.game import BASE_RATE, N_DRAWN, N_NUMBERS, hit_law

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["BITS", "DEGREES", "Evenness", "Stretch", "count_stretches", "statistics_of"]

BITS = 32
"""Columns of an unpacked mask; the last 7 are always 0."""
FEWEST_POOLED, MOST_POOLED = 6, 12
"""Repeats below and above are counted with these: fewer would be expected there than a chi-square bears."""
PAIR_VARIANCE = float(
    np.prod([(15 - i) / (25 - i) for i in range(2)])
    - 2 * np.prod([(15 - i) / (25 - i) for i in range(3)])
    + np.prod([(15 - i) / (25 - i) for i in range(4)])
)
"""0.06225: variance of a draw's pairs on the 275 dimensions that single numbers do not give."""


class Evenness(StrEnum):
    """What is tested."""

    FREQUENCY = "frequency"
    PAIRS = "pairs"
    REPEATS = "repeats"
    TRANSITIONS = "transitions"
    RUNS = "runs"


DEGREES = {
    Evenness.FREQUENCY: 24,
    Evenness.PAIRS: 275,
    Evenness.REPEATS: MOST_POOLED - FEWEST_POOLED,
    Evenness.TRANSITIONS: 576,
    Evenness.RUNS: 24,
}
"""Degrees of freedom of the chi-square that each statistic tends to as draws grow in number."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Counts of one stretch of each of many histories: all that the statistics need. Stretches add up.

    Attributes
    ----------
    n_draws, n_steps : int
        Draws, and those of them that have a draw before them in the history.
    pairs : ndarray of float64, shape (n_histories, 25, 25)
        Draws with both numbers; single numbers on the diagonal.
    steps : ndarray of float64, shape (n_histories, 25, 25)
        Draws with number j whose forerunner had number i.
    repeats : ndarray of int64, shape (n_histories, 7)
        Draws by how many numbers they share with the one before: 6 and fewer, 7, ... 12 and more.
    """

    n_draws: int
    n_steps: int
    pairs: NDArray[np.float64]
    steps: NDArray[np.float64]
    repeats: NDArray[np.int64]

    def __add__(self, other: Stretch) -> Stretch:
        return Stretch(
            self.n_draws + other.n_draws,
            self.n_steps + other.n_steps,
            self.pairs + other.pairs,
            self.steps + other.steps,
            self.repeats + other.repeats,
        )


def count_stretches(masks: NDArray[np.uint32], stretches: Sequence[slice]) -> list[Stretch]:
    """Count stretches of many histories of equal length.

    Parameters
    ----------
    masks : ndarray of uint32, shape (n_histories, n)
    stretches : sequence of slice
        Rows; the step into a stretch's first draw belongs to it.
    """
    little = np.ascontiguousarray(masks, dtype="<u4").view(np.uint8)
    bits = np.unpackbits(little, axis=1, bitorder="little").reshape(*masks.shape, BITS).astype(np.float32)
    shared = np.bitwise_count(masks[:, 1:] & masks[:, :-1])
    return [_count(bits, shared, rows) for rows in stretches]


def statistics_of(stretch: Stretch) -> dict[Evenness, NDArray[np.float64]]:
    """Return each statistic of each history, shape (n_histories,); all grow with unevenness."""
    n, n_steps = stretch.n_draws, stretch.n_steps
    singles = np.diagonal(stretch.pairs, axis1=1, axis2=2)
    off_counts = ((singles - BASE_RATE * n) ** 2).sum(axis=1)
    centred = _centred(stretch)
    diagonal = np.diagonal(centred, axis1=1, axis2=2)
    law = _pooled(hit_law())
    return {
        Evenness.FREQUENCY: off_counts / (0.25 * n),
        Evenness.PAIRS: _off_pairs(stretch, singles, off_counts) / (PAIR_VARIANCE * n),
        Evenness.REPEATS: ((stretch.repeats - n_steps * law) ** 2 / (n_steps * law)).sum(axis=1),
        Evenness.TRANSITIONS: (centred**2).sum(axis=(1, 2)) / (0.0625 * n_steps),
        Evenness.RUNS: ((diagonal - diagonal.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / (0.0575 * n_steps),
    }


def _count(bits: NDArray[np.float32], shared: NDArray[np.uint8], rows: slice) -> Stretch:
    now, first = bits[:, rows], max(rows.start, 1)
    before, after = bits[:, first - 1 : rows.stop - 1], bits[:, first : rows.stop]
    pooled = np.clip(shared[:, first - 1 : rows.stop - 1], FEWEST_POOLED, MOST_POOLED)
    repeats = np.stack([(pooled == k).sum(axis=1) for k in range(FEWEST_POOLED, MOST_POOLED + 1)], axis=1)
    return Stretch(
        n_draws=rows.stop - rows.start,
        n_steps=rows.stop - first,
        pairs=_products(now, now),
        steps=_products(before, after),
        repeats=repeats.astype(np.int64),
    )


def _products(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float64]:
    # whole numbers below 2**24, so single precision holds them exactly
    product = np.matmul(left.transpose(0, 2, 1), right)
    return np.asarray(product[:, :N_NUMBERS, :N_NUMBERS], dtype=np.float64)


def _off_pairs(stretch: Stretch, singles: NDArray[np.float64], off_counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared length of the pair counts on the 275 dimensions: all of it less the constant and the 24.

    The sum of number i's pairs is 14 times its count, and the map from pairs to these sums has N N' = 23 on vectors that sum to 0.
    """
    n_pairs = N_NUMBERS * (N_NUMBERS - 1) / 2
    length = ((stretch.pairs**2).sum(axis=(1, 2)) - (singles**2).sum(axis=1)) / 2
    total = N_DRAWN * (N_DRAWN - 1) / 2 * stretch.n_draws
    return np.asarray(length - total**2 / n_pairs - (N_DRAWN - 1) ** 2 * off_counts / (N_NUMBERS - 2))


def _centred(stretch: Stretch) -> NDArray[np.float64]:
    """Return the sum of u v' over steps, shape (n_histories, 25, 25), from the counts: each row of x sums to 15."""
    after = stretch.steps.sum(axis=1, keepdims=True) / N_DRAWN
    before = stretch.steps.sum(axis=2, keepdims=True) / N_DRAWN
    return np.asarray(stretch.steps - BASE_RATE * (after + before) + BASE_RATE**2 * stretch.n_steps)


def _pooled(law: NDArray[np.float64]) -> NDArray[np.float64]:
    inner = law[FEWEST_POOLED : MOST_POOLED + 1].copy()
    inner[0] += law[:FEWEST_POOLED].sum()
    inner[-1] += law[MOST_POOLED + 1 :].sum()
    return inner
