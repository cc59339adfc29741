"""What an observed Sharpe ratio proves: probabilistic and deflated Sharpe, how long a record must be, how many trials were really made.

Sharpe ratios here are of one session, not annualised, as the formulas want them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.performance.measures import known

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "DeflatedSharpe",
    "SharpeMoments",
    "deflated_sharpe",
    "effective_trials",
    "expected_best_sharpe",
    "min_track_record",
    "probabilistic_sharpe",
    "sharpe_moments",
    "trial_sharpes",
]

_EULER = 0.5772156649015329
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class SharpeMoments:
    """What the distribution of an estimated Sharpe ratio depends on.

    Attributes
    ----------
    n : int
        Returns.
    sharpe : float
        Mean over sample deviation, of one session.
    skew, kurtosis : float
        Third and fourth standardised moments; kurtosis is 3 for a Gaussian.
    """

    n: int
    sharpe: float
    skew: float
    kurtosis: float


@dataclass(frozen=True, slots=True)
class DeflatedSharpe:
    """A Sharpe ratio after all that was tried.

    Attributes
    ----------
    probability : float
        That the true Sharpe ratio is above `benchmark`; NaN where undefined.
    benchmark : float
        What the best of so many trials without skill is expected to show, of one session.
    n_trials : float
        Independent trials it was reckoned with.
    sharpe_variance : float
        Variance of the trials' Sharpe ratios, of one session.
    """

    probability: float
    benchmark: float
    n_trials: float
    sharpe_variance: float


def sharpe_moments(returns: ArrayLike) -> SharpeMoments | None:
    """Return the moments of these returns; None with fewer than two or none that differ. NaN is left out."""
    values = known(returns)
    if len(values) < 2 or np.ptp(values) == 0:
        return None
    centred = values - values.mean()
    spread = float(np.mean(centred**2))
    return SharpeMoments(
        n=len(values),
        sharpe=float(values.mean() / values.std(ddof=1)),
        skew=float(np.mean(centred**3)) / spread**1.5,
        kurtosis=float(np.mean(centred**4)) / spread**2,
    )


def probabilistic_sharpe(moments: SharpeMoments, *, benchmark: float = 0.0) -> float:
    """Return the probability that the true Sharpe ratio is above `benchmark`.

    Bailey and López de Prado (2012), "The Sharpe ratio efficient frontier", Journal of Risk 15(2), equation 9:
    Phi((SR - SR*) sqrt(n - 1) / sqrt(1 - skew SR + (kurtosis - 1) / 4 SR^2)). It holds for large n and takes returns for independent.

    Returns
    -------
    float
        NaN where skew and kurtosis are beyond the approximation (the root's argument is not above 0).

    Examples
    --------
    The paper's hedge fund, two years of months, 1.585 a year:

    >>> round(probabilistic_sharpe(SharpeMoments(n=24, sharpe=0.458, skew=-2.448, kurtosis=10.164)), 3)
    0.913
    """
    spread = _spread(moments)
    if not spread > 0:
        return math.nan
    return _NORMAL.cdf((moments.sharpe - benchmark) * math.sqrt((moments.n - 1) / spread))


def min_track_record(moments: SharpeMoments, *, benchmark: float = 0.0, confidence: float = 0.95) -> float:
    """Return how many returns are needed until `probabilistic_sharpe` reaches `confidence`, were the moments to stay as they are.

    Bailey and López de Prado (2012), equation 11: 1 + (1 - skew SR + (kurtosis - 1) / 4 SR^2) (z / (SR - SR*))^2, not rounded.

    Returns
    -------
    float
        Infinite where the ratio is not above the benchmark: no length shows it. NaN as `probabilistic_sharpe`.

    Examples
    --------
    An annual ratio of 2 against 1, days without skew, in years as the paper has it:

    >>> daily = SharpeMoments(n=252, sharpe=2 / 252**0.5, skew=0.0, kurtosis=3.0)
    >>> round(min_track_record(daily, benchmark=1 / 252**0.5) / 252, 2)
    2.73
    """
    spread = _spread(moments)
    if not spread > 0:
        return math.nan
    if moments.sharpe <= benchmark:
        return math.inf
    return 1 + spread * (_NORMAL.inv_cdf(confidence) / (moments.sharpe - benchmark)) ** 2


def expected_best_sharpe(n_trials: float, *, sharpe_variance: float) -> float:
    """Return what the best Sharpe ratio of independent trials without skill is expected to be.

    Bailey and López de Prado (2014), "The deflated Sharpe ratio", Journal of Portfolio Management 40(5), equation 1 with mean 0:
    sqrt(V) ((1 - g) Phi^-1(1 - 1/N) + g Phi^-1(1 - 1/(N e))), g being Euler's constant. 0 for one trial, and never below.

    Parameters
    ----------
    n_trials : float
        At least 1, not necessarily whole.
    sharpe_variance : float
        Of the trials' Sharpe ratios.
    """
    if not n_trials >= 1 or not sharpe_variance >= 0:
        raise BadInput("performance_trials_wrong", n_trials=n_trials, variance=sharpe_variance)
    if n_trials == 1:
        return 0.0
    first = _NORMAL.inv_cdf(1 - 1 / n_trials)
    second = _NORMAL.inv_cdf(1 - 1 / (n_trials * math.e))
    return math.sqrt(sharpe_variance) * max(0.0, (1 - _EULER) * first + _EULER * second)


def deflated_sharpe(moments: SharpeMoments, *, n_trials: float, sharpe_variance: float) -> DeflatedSharpe:
    """Return the probability that the true Sharpe ratio beats the best of so many trials without skill.

    Bailey and López de Prado (2014), equation 2: `probabilistic_sharpe` against `expected_best_sharpe`.

    Parameters
    ----------
    n_trials : float
        Independent ones (`effective_trials`), the reported one among them.
    sharpe_variance : float
        Variance of the trials' Sharpe ratios of one session; an annualised variance divided by the sessions of a year.

    Examples
    --------
    The paper's strategy: 2.5 a year over five years of 250 days, the best of 100, whose annual ratios had variance 1/2:

    >>> found = SharpeMoments(n=1250, sharpe=2.5 / 250**0.5, skew=-3.0, kurtosis=10.0)
    >>> round(deflated_sharpe(found, n_trials=100, sharpe_variance=0.5 / 250).probability, 3)
    0.9
    """
    benchmark = expected_best_sharpe(n_trials, sharpe_variance=sharpe_variance)
    return DeflatedSharpe(probabilistic_sharpe(moments, benchmark=benchmark), benchmark, n_trials, sharpe_variance)


def effective_trials(returns: ArrayLike) -> float:
    """Return how many independent trials a set of correlated ones amounts to: r + (1 - r) M, r being their mean correlation.

    Bailey and López de Prado (2014), appendix 3, equation 9. A mean correlation below 0 counts 0, so that no answer exceeds M: a rule and its
    mirror image are two trials.

    Parameters
    ----------
    returns : array_like, shape (n_sessions, M)
        One column a trial, over the same sessions; sessions with NaN are left out. Trials that never moved (no variance) are one
        trial together.

    Returns
    -------
    float
        Between 1 and M; M where fewer than three sessions are common, for then nothing says that they are alike.
    """
    matrix = np.asarray(returns, dtype=np.float64)
    matrix = matrix[np.isfinite(matrix).all(axis=1)]
    n_trials = matrix.shape[1]
    if n_trials < 2 or len(matrix) < 3:
        return float(max(n_trials, 1))
    moving = np.ptp(matrix, axis=0) > 0
    n_moving, still = int(moving.sum()), int(not moving.all())
    if n_moving < 2:
        return float(max(n_moving + still, 1))
    centred = matrix[:, moving] - matrix[:, moving].mean(axis=0)
    standard = centred / np.sqrt(np.square(centred).sum(axis=0))
    # The sum of all correlations is the squared length of the summed columns: no M x M matrix.
    together = float(np.square(standard.sum(axis=1)).sum())
    mean = min(max((together - n_moving) / (n_moving * (n_moving - 1)), 0.0), 1.0)
    return float(mean + (1 - mean) * n_moving + still)


def trial_sharpes(returns: ArrayLike) -> NDArray[np.float64]:
    """Return the Sharpe ratio of one session of each column, shape (M,); NaN for a column that never moves. Sessions with NaN are left out."""
    matrix = np.asarray(returns, dtype=np.float64)
    matrix = matrix[np.isfinite(matrix).all(axis=1)]
    if len(matrix) < 2:
        return np.full(matrix.shape[1], np.nan)
    spread = np.where(np.ptp(matrix, axis=0) > 0, matrix.std(axis=0, ddof=1), np.nan)
    ratios: NDArray[np.float64] = matrix.mean(axis=0) / spread
    return ratios


def _spread(moments: SharpeMoments) -> float:
    return 1 - moments.skew * moments.sharpe + (moments.kurtosis - 1) / 4 * moments.sharpe**2
