"""The game's own law: 15 of 25 numbers, every set equally likely. Constants and exact distributions; it knows no draw.

A set of numbers has three forms: the numbers themselves (1..25, ascending), an indicator (25 values of 0 or 1, number k at
index k - 1), and a mask (bit k - 1 of a 32-bit integer). Hits of two sets are the ones of the masks' conjunction.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "BASE_RATE",
    "MEAN_HITS",
    "N_COMBINATIONS",
    "N_DRAWN",
    "N_NUMBERS",
    "UNIFORM_BRIER",
    "UNIFORM_LOG_LOSS",
    "VARIANCE_HITS",
    "all_masks",
    "every_ticket",
    "hit_law",
    "indicators_of",
    "masks_of",
    "numbers_of",
]

N_NUMBERS = 25
N_DRAWN = 15
N_COMBINATIONS = math.comb(N_NUMBERS, N_DRAWN)
"""3,268,760 equally likely draws."""
BASE_RATE = N_DRAWN / N_NUMBERS
"""Probability that a number is drawn: 0.6."""
MEAN_HITS = N_DRAWN * BASE_RATE
"""Hits of any ticket of 15 numbers, on average: 9."""
VARIANCE_HITS = N_DRAWN * BASE_RATE * (1 - BASE_RATE) * (N_NUMBERS - N_DRAWN) / (N_NUMBERS - 1)
"""Their variance, hypergeometric: 1.5."""
UNIFORM_LOG_LOSS = -(BASE_RATE * math.log(BASE_RATE) + (1 - BASE_RATE) * math.log(1 - BASE_RATE))
"""Log-loss per number of answering 0.6 always: 0.6730."""
UNIFORM_BRIER = BASE_RATE * (1 - BASE_RATE)
"""Brier score per number of answering 0.6 always: 0.2400."""


def hit_law(size: int = N_DRAWN) -> NDArray[np.float64]:
    """Return P(h numbers of a ticket are drawn) for h = 0..15, shape (16,): Hypergeometric(25, 15, size).

    Parameters
    ----------
    size : int
        Numbers on the ticket, 15 to 20 as sold (any from 0 to 25 is computed).

    Examples
    --------
    >>> law = hit_law()
    >>> round(float(law @ range(16)), 6), round(1 / float(law[15]))
    (9.0, 3268760)
    """
    ways = [math.comb(size, hits) * math.comb(N_NUMBERS - size, N_DRAWN - hits) for hits in range(N_DRAWN + 1)]
    return np.array([count / N_COMBINATIONS for count in ways])


def masks_of(numbers: ArrayLike) -> NDArray[np.uint32]:
    """Return the mask of each set of numbers; shape (..., k) of values in 1..25 to shape (...)."""
    bits = np.left_shift(np.uint32(1), np.asarray(numbers, dtype=np.uint32) - np.uint32(1))
    masks: NDArray[np.uint32] = np.bitwise_or.reduce(bits, axis=-1)
    return masks


def indicators_of(masks: ArrayLike) -> NDArray[np.uint8]:
    """Return 0/1 by number for each mask; shape (...) to shape (..., 25)."""
    values = np.asarray(masks, dtype=np.uint32)[..., None]
    return ((values >> np.arange(N_NUMBERS, dtype=np.uint32)) & np.uint32(1)).astype(np.uint8)


def numbers_of(mask: int) -> tuple[int, ...]:
    """Return the numbers of a mask, ascending."""
    return tuple(number for number in range(1, N_NUMBERS + 1) if int(mask) >> (number - 1) & 1)


@cache
def every_ticket(size: int = N_DRAWN) -> NDArray[np.uint32]:
    """Return the masks of all tickets of `size` numbers in lexicographic order, shape (C(25, size),); shared and read-only.

    Sets of the first 9 numbers and of the other 16 are joined by how many numbers they hold, about 20 ms for 15 numbers.
    """
    heads, tails = _lexicographic(9), _lexicographic(N_NUMBERS - 9)
    tails_of = [tails[np.bitwise_count(tails) == count] << np.uint32(9) for count in range(size + 1)]
    joined = [head | tails_of[size - head.bit_count()] for head in heads.tolist() if head.bit_count() <= size]
    masks = np.concatenate([part.astype(np.uint32) for part in joined])
    masks.flags.writeable = False
    return masks


def all_masks() -> NDArray[np.uint32]:
    """Return the masks of all 3,268,760 draws, in lexicographic order of the numbers left out; shared and read-only (13 MB)."""
    return every_ticket()[::-1]


def _lexicographic(n_bits: int) -> NDArray[np.uint32]:
    """Return all masks of `n_bits`, those with the smaller number first."""
    masks = np.zeros(1, dtype=np.uint32)
    for _ in range(n_bits):
        longer = masks << np.uint32(1)
        masks = np.concatenate([longer | np.uint32(1), longer])
    return masks
