"""Probabilities made comparable: the weight of the loss undone, and every draw's 25 made to sum to its 15 numbers.

Without it a model trained with a weighted loss would be judged worse than it is, by its scale alone. The order of the numbers is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.lottery.game import N_DRAWN

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["calibrated", "summing_to", "unweighted"]

_SMALLEST = 1e-15
_MAX_STEPS = 200
_CLOSE = 1e-13


def unweighted(q: ArrayLike, weight: float) -> NDArray[np.float64]:
    """Return the probability p that a loss with `weight` on drawn numbers moved to q: p = q / (q + w (1 - q)).

    The minimum of -w p log(q) - (1 - p) log(1 - q) lies at q = w p / (w p + 1 - p); this is its inverse.

    Parameters
    ----------
    q : array-like, any shape
        In [0, 1]; NaN stays NaN.
    weight : float
        Above 0.
    """
    found = np.asarray(q, dtype=np.float64)
    return np.asarray(found / (found + weight * (1.0 - found)))


def summing_to(p: ArrayLike, total: float = N_DRAWN) -> NDArray[np.float64]:
    """Return probabilities of which every row sums to `total`, by one constant a row added to all logits.

    Parameters
    ----------
    p : array-like, shape (n_rows, n_columns)
        In [0, 1], finite; what lies nearer than 1e-15 to 0 or 1 counts as that near.
    total : float
        Between 0 and n_columns, both excluded.

    Returns
    -------
    ndarray of float64, shape (n_rows, n_columns)
        Row sums differ from `total` by less than 1e-12. The order within a row is kept.
    """
    share = np.clip(np.asarray(p, dtype=np.float64), _SMALLEST, 1.0 - _SMALLEST)
    logits = np.log(share) - np.log1p(-share)
    if not len(logits):
        return logits
    middle = np.log(total) - np.log(logits.shape[1] - total)
    low, high = middle - logits.max(axis=1), middle - logits.min(axis=1)
    shift = (low + high) / 2
    for _ in range(_MAX_STEPS):
        moved = _sigmoid(logits + shift[:, None])
        excess = moved.sum(axis=1) - total
        if np.abs(excess).max() < _CLOSE:
            break
        low, high = np.where(excess < 0, shift, low), np.where(excess > 0, shift, high)
        slope = np.maximum((moved * (1.0 - moved)).sum(axis=1), _SMALLEST)
        newton = shift - excess / slope
        # Newton's step where it stays inside the bracket, else halving: never lost, and quick near the end.
        shift = np.where((newton >= low) & (newton <= high), newton, (low + high) / 2)
    return _sigmoid(logits + shift[:, None])


def calibrated(q: ArrayLike, *, weight: float = 1.0) -> NDArray[np.float64]:
    """Return raw outputs as probabilities of a draw: the weight undone, every row summing to 15.

    Parameters
    ----------
    q : array-like, shape (n_rows, 25)
    weight : float
        Of the loss the outputs were learned with; 1 for none.
    """
    return summing_to(unweighted(q, weight))


def _sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-x)))
