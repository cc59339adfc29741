"""Intervals by the stationary bootstrap: neighbours are drawn together, so that dependence between sessions stays in."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.leaderboard import Interval
from bancada.markets.performance.measures import known

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["Statistic", "bootstrap_intervals", "chunks", "mean_block_length", "stationary_indices"]

Statistic = Callable[["Floats"], "Floats"]
"""Takes resamples, shape (n_resamples, n), and returns their figures, shape (n_resamples,); NaN where one is undefined."""

_CHUNK = 2_000_000
"""Values drawn at a time: some tens of megabytes."""


def mean_block_length(values: ArrayLike) -> float:
    """Return the mean length of blocks that estimates the variance of a mean best, between 1 and n / 3.

    Politis and White (2004), "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23, with the correction of
    Patton, Politis and White (2009), by `arch.bootstrap.optimal_block_length`. 1 for fewer than 10 values or values that do not differ.
    NaN is left out.
    """
    sample = known(values)
    if len(sample) < 10 or np.ptp(sample) == 0:
        return 1.0
    from arch.bootstrap import optimal_block_length

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        best = float(optimal_block_length(sample)["stationary"].iloc[0])
    return min(max(best, 1.0), len(sample) / 3) if math.isfinite(best) else 1.0


def stationary_indices(rng: np.random.Generator, n: int, *, n_resamples: int, block_length: float) -> NDArray[np.int64]:
    """Return positions of resamples, shape (n_resamples, n).

    Politis and Romano (1994), "The stationary bootstrap", JASA 89: blocks begin anywhere, go on around the end, and have geometric lengths
    of mean `block_length` (at least 1).
    """
    begins = rng.random((n_resamples, n)) < 1.0 / block_length
    begins[:, 0] = True
    starts = rng.integers(0, n, size=(n_resamples, n))
    steps = np.arange(n)
    last = np.maximum.accumulate(np.where(begins, steps, 0), axis=1)
    positions: NDArray[np.int64] = (np.take_along_axis(starts, last, axis=1) + steps - last) % n
    return positions


def bootstrap_intervals(
    values: ArrayLike,
    statistics: dict[str, Statistic],
    *,
    rng: np.random.Generator,
    n_resamples: int = 2000,
    block_length: float | None = None,
    level: float = 0.95,
) -> dict[str, Interval | None]:
    """Return the percentile interval of each statistic over the same resamples.

    Efron and Tibshirani (1993), "An introduction to the bootstrap", section 13.3, on stationary blocks.

    Parameters
    ----------
    values : array_like, shape (n,)
        In time order; NaN is left out.
    statistics : dict of str to Statistic
    n_resamples : int
    block_length : float, optional
        `mean_block_length` of the values by default.

    Returns
    -------
    dict of str to Interval or None
        None with fewer than 10 values, or where a figure is undefined in more than one resample of twenty.
    """
    sample = known(values)
    if len(sample) < 10:
        return dict.fromkeys(statistics)
    length = mean_block_length(sample) if block_length is None else block_length
    drawn: dict[str, list[Floats]] = {name: [] for name in statistics}
    for size in chunks(n_resamples, len(sample)):
        resamples = sample[stationary_indices(rng, len(sample), n_resamples=size, block_length=length)]
        for name, statistic in statistics.items():
            drawn[name].append(statistic(resamples))
    return {name: _percentiles(np.concatenate(parts), level) for name, parts in drawn.items()}


def chunks(n_resamples: int, n: int) -> list[int]:
    """Return how many resamples of `n` values to draw at a time, so that memory is bounded."""
    whole = max(1, _CHUNK // n)
    return [min(whole, n_resamples - done) for done in range(0, n_resamples, whole)]


def _percentiles(figures: Floats, level: float) -> Interval | None:
    defined = figures[~np.isnan(figures)]
    if len(defined) < 0.95 * len(figures):
        return None
    tail = (1 - level) / 2
    # "lower" and "higher" pick resamples that came out: an infinite one is not averaged with its neighbour.
    low = float(np.quantile(defined, tail, method="lower"))
    return Interval(low, float(np.quantile(defined, 1 - tail, method="higher")))
