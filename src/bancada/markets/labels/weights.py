"""Weights of rows: how much of a label is its own, and how rare its class is. Rows are weighted, never drawn again across time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.labels.values import Labels

__all__ = ["class_weights", "concurrency", "uniqueness_weights"]


def concurrency(labels: Labels) -> NDArray[np.int64]:
    """Return how many labels look at each bar, shape (n,): bar i counts for t where t < i <= ends[t].

    López de Prado (2018), section 4.3.
    """
    n = len(labels)
    starts = np.flatnonzero(labels.known)
    steps = np.bincount(starts + 1, minlength=n + 2) - np.bincount(labels.ends[starts] + 1, minlength=n + 2)
    return np.cumsum(steps)[:n].astype(np.int64)


def uniqueness_weights(labels: Labels) -> NDArray[np.float64]:
    """Return the average uniqueness of each label: the mean, over the bars it looks at, of one over how many labels look there.

    López de Prado (2018), section 4.4. Between 0 and 1; 0 where there is no label. With a fixed horizon it is about 1 / horizon. A weight
    looks at labels that begin before its end, so it belongs to training, never to features.
    """
    counts = concurrency(labels)
    shares = np.zeros(len(labels))
    np.divide(1.0, counts, out=shares, where=counts > 0)
    sums = np.concatenate([[0.0], np.cumsum(shares)])
    weights = np.zeros(len(labels))
    starts = np.flatnonzero(labels.known)
    ends = labels.ends[starts]
    weights[starts] = (sums[ends + 1] - sums[starts + 1]) / (ends - starts)
    return weights


def class_weights(
    labels: Labels, rows: NDArray[np.int64] | None = None, *, base: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return a weight for each bar that makes classes weigh the same over the training rows, shape (n,).

    total / (number of classes there * weight of the class), times the row's `base`; 0 where there is no label and for a class that the
    training rows lack.

    Parameters
    ----------
    labels : Labels
        Classes.
    rows : ndarray of int64, optional
        Positions of the training rows, whose frequencies are used; all when absent, which would let a test span be counted.
    base : ndarray of float64, shape (n,), optional
        Weights to be balanced, such as `uniqueness_weights`; ones when absent.

    Raises
    ------
    BadInput
        Labels that are numbers.
    """
    if not labels.classes:
        raise BadInput("labels_not_classes", name=labels.name)
    own = np.ones(len(labels)) if base is None else base
    chosen = np.arange(len(labels)) if rows is None else rows
    chosen = chosen[labels.known[chosen]]
    codes = labels.values.astype(np.int64)
    totals = np.bincount(codes[chosen], weights=own[chosen], minlength=len(labels.classes))
    factors = np.zeros(len(totals))
    np.divide(totals.sum() / max(np.count_nonzero(totals), 1), totals, out=factors, where=totals > 0)
    return np.where(labels.known, factors[codes] * own, 0.0)
