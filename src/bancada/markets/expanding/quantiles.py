"""Expanding quantiles of a series: what is usual so far, at this row's time of day or at all. It knows arrays only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.expanding.kernels import walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["expanding_median", "expanding_quantiles"]


def expanding_quantiles(
    values: NDArray[np.float64],
    known_from: NDArray[np.int64],
    *,
    shares: Sequence[float],
    groups: NDArray[np.int64] | None = None,
    min_count: int = 1,
) -> NDArray[np.float64]:
    """Return, for each row, quantiles of the values of its group that are known by that row.

    O(n log n) in time, O(n) in memory. More rows never change an earlier one.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        NaN and infinite ones never count.
    known_from : ndarray of int64, shape (n,)
        The row from which each value counts; negative for never. It must not decrease from one known value to the next.
    shares : sequence of float
        Between 0 and 1; interpolated linearly between two values.
    groups : ndarray of int64, shape (n,), optional
        One group when absent.
    min_count : int
        Rows with fewer known values get NaN.

    Returns
    -------
    ndarray of float64, shape (n, len(shares))
    """
    n = len(values)
    codes = np.zeros(n, dtype=np.int64)
    n_groups = 1
    if groups is not None:
        names, codes = np.unique(groups, return_inverse=True)
        n_groups = max(len(names), 1)
        codes = codes.astype(np.int64, copy=False)
    order = np.lexsort((values, codes))
    starts = np.searchsorted(codes[order], np.arange(n_groups + 1)).astype(np.int64)
    ranks = np.empty(n, dtype=np.int64)
    ranks[order] = np.arange(n) - starts[codes[order]]
    counted = np.where(np.isfinite(values), known_from, -1).astype(np.int64)
    wanted = np.asarray(shares, dtype=np.float64)
    found: NDArray[np.float64] = walk(counted, codes, ranks, starts, values[order], wanted, max(min_count, 1))
    return found


def expanding_median(
    values: NDArray[np.float64], groups: NDArray[np.int64] | None = None, *, min_count: int = 1
) -> NDArray[np.float64]:
    """Return the median of the values of each row's group before that row, itself left out, shape (n,).

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        NaN never counts.
    groups : ndarray of int64, shape (n,), optional
    min_count : int
        Rows with fewer earlier values get NaN.
    """
    known_from = np.arange(1, len(values) + 1, dtype=np.int64)
    return expanding_quantiles(values, known_from, shares=(0.5,), groups=groups, min_count=min_count)[:, 0]
