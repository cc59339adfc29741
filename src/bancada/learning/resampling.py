"""How rows are drawn again for a bootstrap: one by one, in blocks of neighbours, or in whole groups.

A resample is a vector of counts, one a row. It knows neither metrics nor features.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.float64]

__all__ = ["Resampling", "block_length", "by_blocks", "by_groups", "by_rows"]

Resampling = Callable[[np.random.Generator, int, int], "Counts"]
"""Takes a generator, the number of rows and of resamples; returns counts, shape (n_resamples, n_rows)."""


def by_rows(rng: np.random.Generator, n_rows: int, n_resamples: int) -> Counts:
    """Draw rows independently, with replacement: Efron (1979), "Bootstrap methods", Annals of Statistics 7."""
    return rng.multinomial(n_rows, np.full(n_rows, 1 / n_rows), size=n_resamples).astype(float)


def block_length(n_rows: int) -> int:
    """Return the length of blocks: n**(1/3), rounded up, the order at which the moving-block variance errs least."""
    return min(n_rows, math.ceil(round(math.pow(n_rows, 1 / 3), 9)))


def by_blocks(rng: np.random.Generator, n_rows: int, n_resamples: int) -> Counts:
    """Draw blocks of neighbouring rows, which must be in time order, until there are as many as before.

    The moving-block bootstrap of Künsch (1989), "The jackknife and the bootstrap for general stationary observations", Annals of
    Statistics 17, with `block_length`; the last block is cut. Dependence that lasts longer than a block is not covered.
    """
    length = block_length(n_rows)
    n_blocks = math.ceil(n_rows / length)
    starts = rng.integers(0, n_rows - length + 1, size=(n_resamples, n_blocks))
    ends = starts + length
    ends[:, -1] -= n_blocks * length - n_rows
    # A row is drawn as often as blocks have begun at or before it and not yet ended.
    base = np.arange(n_resamples)[:, None] * (n_rows + 1)
    size = n_resamples * (n_rows + 1)
    steps = np.bincount((base + starts).ravel(), minlength=size) - np.bincount((base + ends).ravel(), minlength=size)
    return np.cumsum(steps.reshape(n_resamples, n_rows + 1)[:, :-1], axis=1).astype(float)


def by_groups(groups: NDArray[np.int64]) -> Resampling:
    """Return the drawing of whole groups with replacement, as many as there are: the cluster bootstrap.

    Davison and Hinkley (1997), "Bootstrap methods and their application", section 3.8.

    Parameters
    ----------
    groups : ndarray of int
        Of each row.
    """
    names, codes = np.unique(groups, return_inverse=True)

    def drawn(rng: np.random.Generator, n_rows: int, n_resamples: int) -> Counts:  # noqa: ARG001  # groups say it
        return by_rows(rng, len(names), n_resamples)[:, codes]

    return drawn
