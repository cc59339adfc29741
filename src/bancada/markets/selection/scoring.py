"""The rule's figures on one training set, and its choice among columns. It knows no fold and no bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.selection.information import informations
from bancada.markets.selection.values import SelectionRule, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Target = NDArray[np.float64] | NDArray[np.int64]

__all__ = ["Figures", "measure", "taken"]

_NOISE_LEVEL = 0.95
_MIN_OVERLAP = 0.05
"""Below it two columns count as unlike: a correlation of zero would otherwise outweigh any relevance."""


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """What one training set says of each column.

    Attributes
    ----------
    unusable : dict of int to Verdict
        Columns that are missing or constant.
    relevance : ndarray of float64, shape (n_features,)
        Mutual information with the label, in nats; NaN for unusable columns.
    noise : ndarray of float64, shape (n_features,)
        What counts as noise of each; NaN for unusable columns.
    correlation : ndarray of float64, shape (n_features, n_features)
        Absolute Spearman; 0 for unusable columns.
    """

    unusable: dict[int, Verdict]
    relevance: NDArray[np.float64]
    noise: NDArray[np.float64]
    correlation: NDArray[np.float64]


def measure(X: NDArray[np.float64], y: Target, *, rule: SelectionRule, rng: np.random.Generator) -> Figures:
    """Return the figures of these rows, which are labelled and in time order.

    Relevance is mutual information by nearest neighbours: Kraskov, Stögbauer and Grassberger (2004), Physical Review E 69; Ross (2014),
    PLoS ONE 9, for classes. Noise is of each column its own: the same with the label shifted in time by between a quarter and three
    quarters of the rows, `n_shifts` times, which keeps what both have of their own past; a column that drifts tells of any label that
    drifts. Counted as noise is what one more shift would exceed once in twenty, taking the shifts for draws from a normal distribution:
    mean + t(95%, n - 1) sd sqrt(1 + 1 / n) (Hahn, 1970, Journal of Quality Technology 2(4)).
    """
    n_rows, n_columns = X.shape
    unusable = _unusable(X, rule)
    usable = np.array([c for c in range(n_columns) if c not in unusable], dtype=np.int64)
    relevance, noise = np.full(n_columns, np.nan), np.full(n_columns, np.nan)
    correlation = np.zeros((n_columns, n_columns))
    rows = np.sort(rng.choice(n_rows, size=min(n_rows, rule.max_rows), replace=False))
    targets = [target[rows] for target in (y, *_shifted(y, rule.n_shifts, rng))]
    for c in usable:
        relevance[c], *by_chance = informations(X[rows, c], targets, neighbours=rule.neighbours, rng=rng)
        noise[c] = _chance(np.array(by_chance))
    if len(usable):
        correlation[np.ix_(usable, usable)] = _spearman(X[rows][:, usable])
    return Figures(unusable, relevance, noise, correlation)


def taken(figures: Figures, pool: list[int], *, rule: SelectionRule) -> list[int]:
    """Return columns of the pool in the order in which the rule takes them.

    One by one by relevance over mean absolute correlation with those taken (mRMR, quotient form: Ding and Peng, 2005, Journal of
    Bioinformatics and Computational Biology 3): first those above their noise, up to `n_max`, then others, up to `n_min`.
    """
    chosen: list[int] = []
    relevance = figures.relevance
    for is_above, limit in ((True, rule.n_max), (False, rule.n_min)):
        left = [c for c in pool if np.isfinite(relevance[c]) and (relevance[c] > figures.noise[c]) == is_above]
        while left and len(chosen) < limit:
            overlap = figures.correlation[np.ix_(left, chosen)].mean(axis=1) if chosen else np.ones(len(left))
            best = left[int(np.argmax(relevance[left] / np.maximum(overlap, _MIN_OVERLAP)))]
            chosen.append(best)
            left.remove(best)
    return chosen


def _unusable(X: NDArray[np.float64], rule: SelectionRule) -> dict[int, Verdict]:
    found = {}
    for column in range(X.shape[1]):
        present = X[np.isfinite(X[:, column]), column]
        if not len(present) or len(present) < (1 - rule.max_missing) * len(X):
            found[column] = Verdict.MISSING
        elif np.all(present == present[0]):
            found[column] = Verdict.CONSTANT
    return found


def _shifted(y: Target, n_shifts: int, rng: np.random.Generator) -> list[Target]:
    """Return the label turned round by shifts that lie evenly between a quarter and three quarters of the rows, from a random first one."""
    n = len(y)
    places = n / 4 + n / 2 * (np.arange(n_shifts) + rng.random()) / n_shifts
    return [np.roll(y, int(place)) for place in places]


def _chance(values: NDArray[np.float64]) -> float:
    """Return the level that one more draw like these exceeds once in twenty: the upper end of Student's prediction interval."""
    from scipy.stats import t

    n = len(values)
    return float(values.mean() + t.ppf(_NOISE_LEVEL, n - 1) * values.std(ddof=1) * np.sqrt(1 + 1 / n))


def _spearman(X: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the absolute correlations of ranks between columns; a missing value counts as the middle rank."""
    from scipy.stats import rankdata

    ranks = rankdata(np.where(np.isfinite(X), X, np.nan), axis=0, nan_policy="omit")
    centred = np.nan_to_num(ranks - np.nanmean(ranks, axis=0))
    norms = np.sqrt(np.sum(centred**2, axis=0))
    scaled = centred / np.where(norms > 0, norms, 1.0)
    return np.asarray(np.abs(scaled.T @ scaled))
