"""Confidence intervals of shares and areas, in NumPy. Knows nothing of models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.stats import rankdata

from bancada.core.leaderboard import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Z95", "area_interval", "average_precision_interval", "mean_interval", "wilson_interval"]

Z95 = 1.959963984540054


def wilson_interval(successes: float, n: int) -> Interval:
    """Return Wilson's (1927) 95% score interval of a share; n of 0 gives [0, 1]."""
    if n == 0:
        return Interval(0.0, 1.0)
    share, z2 = successes / n, Z95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Interval(max(0.0, float(centre - half)), min(1.0, float(centre + half)))


def mean_interval(values: NDArray[np.float64]) -> Interval:
    """Return the 95% interval of a mean by the central limit theorem; one value gives a point."""
    mean = float(values.mean())
    half = Z95 * float(values.std(ddof=1)) / np.sqrt(len(values)) if len(values) > 1 else 0.0
    return Interval(mean - float(half), mean + float(half))


def area_interval(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> tuple[float, Interval]:
    """Return the area under the ROC curve and its 95% interval.

    Parameters
    ----------
    positive, negative : ndarray, shapes (n_positive,), (n_negative,)
        Scores of the rows of each kind, neither empty, no NaN.

    Notes
    -----
    DeLong, DeLong and Clarke-Pearson (1988), computed by mid-ranks as in Sun and Xu (2014), on the logit scale so that the
    interval stays within [0, 1]. Where the scores separate the rows completely, or either kind has one row, that variance is 0
    and says nothing; Newcombe's (2006) score interval, his method 5, takes its place.
    """
    n_positive, n_negative = len(positive), len(negative)
    ranks = rankdata(np.concatenate([positive, negative]))
    above = (ranks[:n_positive] - rankdata(positive)) / n_negative
    below = 1 - (ranks[n_positive:] - rankdata(negative)) / n_positive
    area = float(above.mean())
    if min(n_positive, n_negative) < 2:
        return area, _newcombe(area, n_positive, n_negative)
    variance = above.var(ddof=1) / n_positive + below.var(ddof=1) / n_negative
    if variance <= 0 or not 0 < area < 1:
        return area, _newcombe(area, n_positive, n_negative)
    return area, _logit_interval(area, float(np.sqrt(variance)) / (area * (1 - area)))


def average_precision_interval(average_precision: float, n_positive: int) -> Interval:
    """Return the 95% logit interval of an average precision: Boyd, Eng and Page (2013), section 3.2."""
    edge = 0.5 / n_positive
    inner = min(max(average_precision, edge), 1 - edge)
    interval = _logit_interval(inner, 1 / float(np.sqrt(n_positive * inner * (1 - inner))))
    return Interval(min(interval.low, average_precision), max(interval.high, average_precision))


def _logit_interval(value: float, error: float) -> Interval:
    centre = np.log(value / (1 - value))
    low, high = 1 / (1 + np.exp(-(centre + np.array([-1, 1]) * Z95 * error)))
    return Interval(float(low), float(high))


def _newcombe(area: float, n_positive: int, n_negative: int) -> Interval:
    half_excess = (n_positive + n_negative) / 2 - 1

    def distance(theta: float) -> float:
        spread = 1 + half_excess * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        variance = theta * (1 - theta) * spread / (n_positive * n_negative)
        return float((theta - area) ** 2 - Z95**2 * variance)

    edge = 1e-9  # where the area is 0 or 1 it solves the equation itself; the other root is meant
    low = brentq(distance, 0.0, min(area, 1 - edge)) if area > 0 else 0.0
    high = brentq(distance, max(area, edge), 1.0) if area < 1 else 1.0
    return Interval(float(low), float(high))
