"""All that was tried before one rule was shown: how many trials, how independent, and what that takes off its Sharpe ratio."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.performance.measures import known
from bancada.markets.performance.overfitting import Overfitting, backtest_overfitting
from bancada.markets.performance.significance import (
    SharpeMoments,
    deflated_sharpe,
    effective_trials,
    min_track_record,
    probabilistic_sharpe,
    trial_sharpes,
)
from bancada.markets.performance.superior import SuperiorAbility, superior_ability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["MultipleTesting", "Tried", "multiple_testing"]

_LEAST_SESSIONS = 32
"""For the tests among several rules: two sessions for each of 16 blocks."""


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """Every trial on these data, the one shown among them; what the ledger knows.

    Attributes
    ----------
    count : int
        Trials, at least 1.
    sharpes : tuple of float
        Sharpe ratios of one session (not annualised) of those whose ratio is known; NaN is left out.
    returns : ndarray of float64, shape (n_sessions, n_known), or None
        Session returns of those whose series are kept, over the same sessions.
    """

    count: int = 1
    sharpes: tuple[float, ...] = ()
    returns: Floats | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MultipleTesting:
    """What an observed Sharpe ratio is worth after all trials; ratios of a year here, for readers.

    Attributes
    ----------
    n_trials : int
    n_effective : float
        Independent trials that they amount to.
    effective_by : str
        "mean_correlation" (of the trials' returns; trials whose returns are not kept count whole) or "count".
    sharpe_variance : float
        Of the trials' Sharpe ratios of one session.
    variance_from : str
        "trials", or "sampling" (1 / (n - 1), what no skill alone gives) where fewer than two ratios are known.
    benchmark_sharpe : float
        Expected best of so many trials without skill, annualised.
    probabilistic, deflated : float or None
        Probability that the true Sharpe ratio is above 0, and above `benchmark_sharpe`.
    min_sessions, min_sessions_deflated : float or None
        Record needed for 95%, were the moments to stay; None where no record would do.
    n_sessions : int
    skew, kurtosis : float or None
    overfitting : Overfitting or None
    superior : SuperiorAbility or None
        None where fewer than two trials' returns are kept, or too few sessions.
    """

    n_trials: int
    n_effective: float
    effective_by: str
    sharpe_variance: float
    variance_from: str
    benchmark_sharpe: float
    probabilistic: float | None
    deflated: float | None
    min_sessions: float | None
    min_sessions_deflated: float | None
    n_sessions: int
    skew: float | None
    kurtosis: float | None
    overfitting: Overfitting | None
    superior: SuperiorAbility | None


def multiple_testing(
    moments: SharpeMoments | None,
    tried: Tried,
    *,
    n_sessions: int,
    per_year: float,
    rng: np.random.Generator,
    n_resamples: int = 1000,
) -> MultipleTesting:
    """Return the statistics of one Sharpe ratio among all trials.

    Parameters
    ----------
    moments : SharpeMoments or None
        Of the rule shown, net of costs; None where its sessions do not differ.
    tried : Tried
    n_sessions : int
        Of the rule shown.
    per_year : float
        Sessions a year.

    Raises
    ------
    BadInput
        Fewer than one trial, or fewer than there are series or ratios of.
    """
    n_kept = 0 if tried.returns is None else tried.returns.shape[1]
    if tried.count < max(1, n_kept, len(tried.sharpes)):
        raise BadInput("performance_trials_wrong", n_trials=tried.count, variance=0.0)
    effective = _effective(tried, n_kept)
    variance, source = _variance(tried, n_sessions)
    deflated = deflated_sharpe(moments, n_trials=effective, sharpe_variance=variance) if moments else None
    overfitting, superior = _among(tried, rng, n_resamples)
    benchmark = deflated.benchmark if deflated else 0.0
    return MultipleTesting(
        n_trials=tried.count,
        n_effective=effective,
        effective_by="mean_correlation" if n_kept > 1 else "count",
        sharpe_variance=variance,
        variance_from=source,
        benchmark_sharpe=benchmark * math.sqrt(per_year),
        probabilistic=_or_none(probabilistic_sharpe(moments)) if moments else None,
        deflated=_or_none(deflated.probability) if deflated else None,
        min_sessions=_or_none(min_track_record(moments)) if moments else None,
        min_sessions_deflated=_or_none(min_track_record(moments, benchmark=benchmark)) if moments else None,
        n_sessions=n_sessions,
        skew=moments.skew if moments else None,
        kurtosis=moments.kurtosis if moments else None,
        overfitting=overfitting,
        superior=superior,
    )


def _effective(tried: Tried, n_kept: int) -> float:
    if tried.returns is None or n_kept < 2:
        return float(tried.count)
    return effective_trials(tried.returns) + tried.count - n_kept


def _variance(tried: Tried, n_sessions: int) -> tuple[float, str]:
    ratios = known(tried.sharpes)
    if len(ratios) < 2 and tried.returns is not None:
        ratios = known(trial_sharpes(tried.returns))
    if len(ratios) > 1:
        return float(ratios.var(ddof=1)), "trials"
    return 1.0 / max(n_sessions - 1, 1), "sampling"


def _among(
    tried: Tried, rng: np.random.Generator, n_resamples: int
) -> tuple[Overfitting | None, SuperiorAbility | None]:
    if tried.returns is None or tried.returns.shape[1] < 2:
        return None, None
    matrix = tried.returns[np.isfinite(tried.returns).all(axis=1)]
    if len(matrix) < _LEAST_SESSIONS or not np.ptp(matrix, axis=0).any():
        return None, None
    return backtest_overfitting(matrix), superior_ability(matrix, rng=rng, n_resamples=n_resamples)


def _or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None
