"""The test of superior ability: whether the best of several rules beats a benchmark by more than luck among them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.performance.bootstrap import chunks, mean_block_length, stationary_indices

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["SuperiorAbility", "superior_ability"]

_LEAST_SESSIONS = 30


@dataclass(frozen=True, slots=True)
class SuperiorAbility:
    """What the test found.

    Attributes
    ----------
    p_lower, p_consistent, p_upper : float
        Hansen's three p-values; the consistent one is the answer. The other two bound it: as if every rule worse than the benchmark were far
        worse, and as if all were as good.
    statistic : float
        Greatest studentised mean excess, at least 0.
    best : int
        Column of the rule that has it.
    n_rules, n_resamples : int
    block_length : float
    """

    p_lower: float
    p_consistent: float
    p_upper: float
    statistic: float
    best: int
    n_rules: int
    n_resamples: int
    block_length: float


def superior_ability(
    returns: ArrayLike,
    *,
    rng: np.random.Generator,
    benchmark: ArrayLike | None = None,
    n_resamples: int = 1000,
) -> SuperiorAbility:
    """Return Hansen's test of the best rule against a benchmark.

    Hansen (2005), "A test for superior predictive ability", Journal of Business and Economic Statistics 23(4), sections 2 and 3: the null is
    that no rule has a greater expected return than the benchmark; mean excesses are studentised by the variance that the stationary
    bootstrap itself implies; the three recentrings are his. p = (1 + resamples at least as great) / (1 + resamples), never 0.

    Written out because `arch.bootstrap.SPA` (8.0) leaves the studentisation out of its statistic; where all rules are equally variable both agree.

    Parameters
    ----------
    returns : array_like, shape (n_sessions, n_rules)
        Of each session and each rule tried; sessions with NaN are left out.
    rng : Generator
    benchmark : array_like, shape (n_sessions,), optional
        Returns of the benchmark; cash at nothing by default.
    n_resamples : int

    Returns
    -------
    SuperiorAbility
        Rules that differ from the benchmark by the same in every session have no variance: they are left out and keep their column.

    Raises
    ------
    BadInput
        A benchmark of another length, fewer than 30 common sessions, or no rule that differs from the benchmark.
    """
    matrix = np.asarray(returns, dtype=np.float64)
    against = np.zeros(len(matrix)) if benchmark is None else np.asarray(benchmark, dtype=np.float64)
    if len(against) != len(matrix):
        raise BadInput("performance_lengths_differ", first=len(matrix), second=len(against))
    excess = matrix - against[:, None]
    excess = excess[np.isfinite(excess).all(axis=1)]
    columns = np.flatnonzero(np.ptp(excess, axis=0) > 0) if len(excess) else np.array([], dtype=np.int64)
    if len(excess) < _LEAST_SESSIONS or not len(columns):
        raise BadInput("performance_too_short", rows=len(excess), rules=len(columns), least=_LEAST_SESSIONS)
    excess = excess[:, columns]
    length = mean_block_length(excess[:, excess.mean(axis=0).argmax()])
    scale = np.sqrt(_long_run_variance(excess, length) / len(excess))
    ratios = excess.mean(axis=0) / scale
    statistic = max(0.0, float(ratios.max()))
    drawn = _drawn(excess / scale, ratios, rng, n_resamples, length)
    lower, consistent, upper = ((1 + (drawn >= statistic).sum(axis=0)) / (1 + n_resamples)).tolist()
    best = int(columns[ratios.argmax()])
    return SuperiorAbility(lower, consistent, upper, statistic, best, matrix.shape[1], n_resamples, length)


def _long_run_variance(excess: Floats, block_length: float) -> Floats:
    """Return n times the variance of a mean under the stationary bootstrap, of each column: Politis and Romano (1994), lemma 1.

    Sum over lags of (1 - i / n) (1 - 1 / b)^i times the circular autocovariance.
    """
    n = len(excess)
    power = np.abs(np.fft.rfft(excess - excess.mean(axis=0), axis=0)) ** 2 / n
    circular = np.fft.irfft(power, n=n, axis=0)
    lags = np.arange(n)
    weights = (1 - lags / n) * (1 - 1 / block_length) ** lags
    weights[1:] *= 2
    variance: Floats = np.maximum(weights @ circular, 1e-12 * circular[0])
    return variance


def _drawn(excess: Floats, ratios: Floats, rng: np.random.Generator, n_resamples: int, block_length: float) -> Floats:
    """Return the statistic of each resample under the three recentrings, shape (n_resamples, 3); columns are in standard errors."""
    n = len(excess)
    threshold = -math.sqrt(2 * math.log(math.log(n)))
    centres = (np.maximum(ratios, 0.0), np.where(ratios >= threshold, ratios, 0.0), ratios)
    found = []
    for size in chunks(n_resamples, n):
        drawn = stationary_indices(rng, n, n_resamples=size, block_length=block_length)
        rows = np.arange(size)[:, None] * n
        counts = np.bincount((drawn + rows).ravel(), minlength=size * n).reshape(size, n)
        means = counts.astype(np.float64) @ excess / n
        found.append(np.column_stack([np.maximum((means - centre).max(axis=1), 0.0) for centre in centres]))
    return np.concatenate(found)
