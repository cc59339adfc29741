"""What differences between candidates mean: intervals and tests that know folds share training rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats

from bancada.core.leaderboard import Interval

__all__ = ["corrected_interval", "corrected_p_value", "tie_bands"]


def corrected_interval(values: Sequence[float], *, test_share: float, level: float = 0.95) -> Interval | None:
    """Return the interval of a mean over folds.

    The variance of the mean is (1/k + n_test/n_train) s**2 with k - 1 degrees of freedom: Nadeau and Bengio (2003), "Inference for
    the generalization error", Machine Learning 52, section 3.2 (the corrected resampled t-test). It was derived for random
    splits; for walk-forward folds it is the same cautious approximation.

    Parameters
    ----------
    values : sequence of float
        One a fold.
    test_share : float
        n_test / n_train of a fold.

    Returns
    -------
    Interval or None
        None with fewer than two folds.
    """
    k = len(values)
    if k < 2:
        return None
    half = float(stats.t.ppf((1 + level) / 2, k - 1)) * math.sqrt((1 / k + test_share) * float(np.var(values, ddof=1)))
    mean = float(np.mean(values))
    return Interval(mean - half, mean + half)


def corrected_p_value(differences: Sequence[float], *, test_share: float) -> float:
    """Return the two-sided p value of a mean difference over the same folds, with the same correction.

    t = mean / sqrt((1/k + n_test/n_train) s**2), equation 3.9 there. Differences that are all equal give 1 where they are zero and 0
    where not; fewer than two folds give 1.
    """
    k = len(differences)
    if k < 2:
        return 1.0
    mean, variance = float(np.mean(differences)), float(np.var(differences, ddof=1))
    if variance <= 1e-24 * max(mean * mean, 1e-300):
        return 1.0 if abs(mean) < 1e-15 else 0.0
    t = mean / math.sqrt((1 / k + test_share) * variance)
    return float(2 * stats.t.sf(abs(t), k - 1))


def tie_bands(
    scores: Mapping[str, Sequence[float]], *, greater_is_better: bool, test_share: float, alpha: float = 0.05
) -> dict[str, int]:
    """Return the rank of each candidate, best first; those that cannot be told from the best of their band share one.

    Candidates are taken by mean; each is tested against the first of the present band, and opens a new band, ranked by its place,
    where they differ at `alpha`. No correction for the number of tests: a band says "not shown to differ", not "equal".

    Parameters
    ----------
    scores : mapping of candidate to one score a fold
        All on the same folds.
    """
    sign = -1.0 if greater_is_better else 1.0
    order = sorted(scores, key=lambda name: (sign * float(np.mean(scores[name])), name))
    ranks: dict[str, int] = {}
    leader = ""
    for place, name in enumerate(order, start=1):
        if leader:
            differences = [a - b for a, b in zip(scores[leader], scores[name], strict=True)]
            if corrected_p_value(differences, test_share=test_share) >= alpha:
                ranks[name] = ranks[leader]
                continue
        leader, ranks[name] = name, place
    return ranks
