"""Mutual information of one column with a label, by nearest neighbours; the same column with many labels costs one sort.

It knows arrays only. The estimates are those of scikit-learn's `mutual_info_classif` and `mutual_info_regression`, made for one column at a
time, where sorting and searching take the place of trees.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Target = Values | NDArray[np.int64]

__all__ = ["informations"]

_JITTER = 1e-10
"""Of a standard deviation: parts equal values, which would have no distance to their neighbours."""


def informations(
    x: Values, targets: Sequence[Target], *, neighbours: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return the mutual information of a column with each of some labels, in nats, shape (n_targets,); never negative.

    Kraskov, Stögbauer and Grassberger (2004), Physical Review E 69, 066138, equation 8, for numbers; Ross (2014), PLoS ONE 9(2), e87357,
    for classes.

    Parameters
    ----------
    x : ndarray of float64, shape (n_rows,)
        Rows where it is missing are left out; too few others give 0.
    targets : sequence of ndarray, each of shape (n_rows,)
        Float: a number to be learned. Integers: classes.
    neighbours : int
        Fewer follow closer, more vary less; 3 is usual.
    rng : Generator
        Of the jitter.
    """
    is_there = np.isfinite(x)
    n = int(is_there.sum())
    if n <= neighbours + 1:
        return np.zeros(len(targets))
    column = _spread(x[is_there], rng)
    order = np.argsort(column)
    column = column[order]
    known = [target[is_there][order] for target in targets]
    found = [
        _of_numbers(column, _spread(y.astype(np.float64), rng), neighbours)
        if y.dtype.kind == "f"
        else _of_classes(column, y.astype(np.int64), neighbours)
        for y in known
    ]
    return np.maximum(found, 0.0)


def _spread(values: Values, rng: np.random.Generator) -> Values:
    """Return values in standard deviations, with jitter."""
    scale = float(values.std())
    scaled = (values - values.mean()) / scale if scale > 0 else np.zeros(len(values))
    return scaled + _JITTER * rng.standard_normal(len(values))


def _of_classes(x: Values, y: NDArray[np.int64], neighbours: int) -> float:
    """Return Ross's estimate; `x` ascends. A class of one row is left out."""
    from scipy.special import digamma

    radius, nearest, sizes = np.zeros(len(x)), np.zeros(len(x)), np.zeros(len(x))
    for label in np.unique(y):
        rows = np.flatnonzero(y == label)
        if len(rows) > 1:
            k = min(neighbours, len(rows) - 1)
            radius[rows] = _to_nearest(x[rows], k)
            nearest[rows], sizes[rows] = k, len(rows)
    is_used = sizes > 0
    if not is_used.any():
        return 0.0
    x, radius = x[is_used], radius[is_used]
    own = digamma(nearest[is_used]).mean() - digamma(sizes[is_used]).mean()
    return float(digamma(len(x)) + own - digamma(_within(x, x, radius)).mean())


def _of_numbers(x: Values, y: Values, neighbours: int) -> float:
    """Return the first estimate of Kraskov and others; `x` ascends."""
    from scipy.spatial import cKDTree
    from scipy.special import digamma

    points = np.column_stack((x, y))
    radius = cKDTree(points).query(points, k=neighbours + 1, p=np.inf)[0][:, -1]
    along, across = _within(x, x, radius), _within(np.sort(y), y, radius)
    return float(digamma(len(x)) + digamma(neighbours) - digamma(along).mean() - digamma(across).mean())


def _to_nearest(x: Values, k: int) -> Values:
    """Return the distance from each of some ascending values to its k-th nearest: the closest of the k + 1 runs that hold both."""
    n = len(x)
    found = np.full(n, np.inf)
    for before in range(k + 1):
        middle = x[before : n - k + before]
        widest = np.maximum(middle - x[: n - k], x[k:] - middle)
        found[before : n - k + before] = np.minimum(found[before : n - k + before], widest)
    return found


def _within(ascending: Values, centres: Values, radius: Values) -> NDArray[np.int64]:
    """Return how many of some values lie nearer to each centre than its radius, itself included."""
    n = len(ascending)
    first = np.searchsorted(ascending, centres - radius, side="left")
    last = np.searchsorted(ascending, centres + radius, side="right")
    # Sums are rounded, distances are compared: the neighbour that the radius was measured to must not count.
    first += (centres - ascending[np.minimum(first, n - 1)] >= radius) & (first < n)
    last -= (ascending[np.maximum(last - 1, 0)] - centres >= radius) & (last > 0)
    found: NDArray[np.int64] = np.maximum(last - first, 1)
    return found
