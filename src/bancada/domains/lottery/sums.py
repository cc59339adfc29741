"""The exact law of a sum of hits: n draws, a ticket of 15 numbers each, chosen before them in whatever way.

Hits of such a ticket follow Hypergeometric(25, 15, 15) and draws are independent, so the law is an n-fold convolution.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.lottery.game import MEAN_HITS, N_DRAWN, hit_law

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FEWEST_HITS", "p_at_least", "p_at_most", "p_two_sided", "sum_law"]

FEWEST_HITS = 5
"""Two sets of 15 among 25 numbers share at least 5."""


def sum_law(n_draws: int, *, tilt: float = 0.0) -> NDArray[np.float64]:
    """Return P(sum of hits of n draws = 5n + i) for i = 0..10n, shape (10n + 1,).

    Parameters
    ----------
    tilt : float
        Each draw's law is weighted by exp(tilt * hits) and made to sum to 1 (Esscher's transform); 0 is the game's own.

    Notes
    -----
    The n-th power of the discrete Fourier transform, long enough that nothing wraps around: absolute error about 1e-15.
    """
    law = _tilted(tilt)
    length = (N_DRAWN - FEWEST_HITS) * n_draws + 1
    power = np.fft.rfft(law, n=length) ** n_draws
    return np.clip(np.fft.irfft(power, n=length), 0.0, None)


def p_at_least(total: int, *, n_draws: int) -> float:
    """Return P(sum of hits of n draws >= total), exact to about 10 digits however small it is.

    The law is tilted so that `total` is its mean, summed there, and tilted back term by term; the untilted sum would lose a tail
    below 1e-15 in rounding.
    """
    return _tail(total, n_draws, upper=True)


def p_at_most(total: int, *, n_draws: int) -> float:
    """Return P(sum of hits of n draws <= total), likewise."""
    return _tail(total, n_draws, upper=False)


def p_two_sided(total: int, *, n_draws: int) -> float:
    """Return twice the smaller tail, at most 1."""
    return min(1.0, 2 * min(p_at_least(total, n_draws=n_draws), p_at_most(total, n_draws=n_draws)))


def _tilted(tilt: float) -> NDArray[np.float64]:
    weights = hit_law()[FEWEST_HITS:] * np.exp(tilt * (np.arange(FEWEST_HITS, N_DRAWN + 1) - MEAN_HITS))
    return np.asarray(weights / weights.sum())


def _log_moment(tilt: float) -> float:
    """Return log E exp(tilt * (hits - 9))."""
    hits = np.arange(FEWEST_HITS, N_DRAWN + 1)
    return math.log(float(hit_law()[FEWEST_HITS:] @ np.exp(tilt * (hits - MEAN_HITS))))


def _tail(total: int, n_draws: int, *, upper: bool) -> float:
    lowest, highest = FEWEST_HITS * n_draws, N_DRAWN * n_draws
    if total <= lowest if upper else total >= highest:
        return 1.0
    if total > highest or total < lowest:
        return 0.0
    tilt = _tilt_to(total / n_draws, upper=upper)
    law = sum_law(n_draws, tilt=tilt)
    sums = np.arange(lowest, highest + 1)
    kept = sums >= total if upper else sums <= total
    back = np.exp(-tilt * (sums[kept] - total))
    scale = n_draws * _log_moment(tilt) - tilt * (total - MEAN_HITS * n_draws)
    return min(1.0, float(law[kept] @ back) * math.exp(scale))


def _tilt_to(mean: float, *, upper: bool) -> float:
    """Return the tilt whose mean is `mean`, found by halving; 0 where the tail holds the mean already."""
    if (mean <= MEAN_HITS) if upper else (mean >= MEAN_HITS):
        return 0.0
    hits = np.arange(FEWEST_HITS, N_DRAWN + 1)
    low, high = (0.0, 20.0) if upper else (-20.0, 0.0)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _tilted(middle) @ hits < mean else (low, middle)
    return (low + high) / 2
