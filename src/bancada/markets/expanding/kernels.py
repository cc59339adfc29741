"""Expanding quantiles by a Fenwick tree a group, compiled. It knows arrays only.

A Fenwick tree over ranks counts what has arrived; its k-th smallest is found by descent in O(log n): Fenwick (1994), "A new data
structure for cumulative frequency tables", Software: Practice and Experience 24. Ranks come from the whole series, but only the order
among values that have arrived ever shows, so nothing later does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["walk"]


@njit(cache=True, nogil=True)
def _add(tree: NDArray[np.int32], start: int, size: int, rank: int) -> None:
    place = rank + 1
    while place <= size:
        tree[start + place - 1] += 1
        place += place & -place


@njit(cache=True, nogil=True)
def _kth(tree: NDArray[np.int32], start: int, size: int, k: int) -> int:
    """Return the rank of the k-th smallest (from 0) that has arrived."""
    place, left = 0, k
    step = 1
    while step * 2 <= size:
        step *= 2
    while step:
        following = place + step
        if following <= size and tree[start + following - 1] <= left:
            place = following
            left -= tree[start + following - 1]
        step //= 2
    return place


@njit(cache=True, nogil=True)
def walk(  # noqa: PLR0917  # compiled code takes no keyword-only arguments
    known_from: NDArray[np.int64],
    groups: NDArray[np.int64],
    ranks: NDArray[np.int64],
    starts: NDArray[np.int64],
    ordered: NDArray[np.float64],
    shares: NDArray[np.float64],
    min_count: int,
) -> NDArray[np.float64]:
    """Return the quantiles of each row's group over the values known by that row.

    Parameters
    ----------
    known_from : ndarray of int64, shape (n,)
        Row from which each value counts; -1 for never. Never decreasing where it is not -1.
    groups : ndarray of int64, shape (n,)
    ranks : ndarray of int64, shape (n,)
        Of each value within its group, from 0.
    starts : ndarray of int64, shape (n_groups + 1,)
        Where each group's values begin in `ordered`.
    ordered : ndarray of float64
        Values sorted within groups.
    shares : ndarray of float64, shape (n_shares,)
        0 to 1; between two values it is interpolated linearly (type 7 of Hyndman and Fan, 1996, NumPy's default).
    min_count : int
        Fewer known values than this give NaN.

    Returns
    -------
    ndarray of float64, shape (n, n_shares)
    """
    n, n_shares = len(groups), len(shares)
    found = np.full((n, n_shares), np.nan)
    tree = np.zeros(len(ordered), dtype=np.int32)
    counts = np.zeros(len(starts) - 1, dtype=np.int64)
    arriving = 0
    for row in range(n):
        while arriving < n and known_from[arriving] <= row:
            if known_from[arriving] >= 0:
                home = groups[arriving]
                _add(tree, starts[home], starts[home + 1] - starts[home], ranks[arriving])
                counts[home] += 1
            arriving += 1
        group = groups[row]
        count = counts[group]
        if count < min_count:
            continue
        start, size = starts[group], starts[group + 1] - starts[group]
        for j in range(n_shares):
            at = (count - 1) * shares[j]
            below = int(np.floor(at))
            low = ordered[start + _kth(tree, start, size, below)]
            rest = at - below
            if rest > 0:
                low += rest * (ordered[start + _kth(tree, start, size, below + 1)] - low)
            found[row, j] = low
    return found
