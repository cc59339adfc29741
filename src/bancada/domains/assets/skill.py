"""How well actions are told apart, in two figures that do not reward naming the most frequent one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["balanced_accuracy", "matthews"]


def balanced_accuracy(truth: ArrayLike, answers: ArrayLike) -> float:
    """Return the mean, over the actions there are, of the share that was recognised; NaN without rows.

    Parameters
    ----------
    truth, answers : array-like of int, shape (n,)
        Codes from 0 on.

    Examples
    --------
    >>> balanced_accuracy([0, 0, 0, 2], [0, 0, 0, 0])
    0.5
    """
    counts = _confusion(truth, answers)
    per_action = counts.sum(axis=1)
    is_there = per_action > 0
    if not is_there.any():
        return float("nan")
    return float((np.diag(counts)[is_there] / per_action[is_there]).mean())


def matthews(truth: ArrayLike, answers: ArrayLike) -> float:
    """Return the correlation of answers with truth (Gorodkin 2004, R_K); 0 where either names one action alone, NaN without rows.

    Parameters
    ----------
    truth, answers : array-like of int, shape (n,)
        Codes from 0 on.

    Examples
    --------
    >>> matthews([0, 1, 2, 1], [0, 1, 2, 1])
    1.0
    """
    counts = _confusion(truth, answers)
    n = counts.sum()
    if not n:
        return float("nan")
    true, given = counts.sum(axis=1), counts.sum(axis=0)
    below = float((n**2 - (true**2).sum()) * (n**2 - (given**2).sum()))
    if below <= 0:
        return 0.0
    return float((np.trace(counts) * n - (true * given).sum()) / below**0.5)


def _confusion(truth: ArrayLike, answers: ArrayLike) -> NDArray[np.float64]:
    true, given = np.asarray(truth, dtype=np.int64), np.asarray(answers, dtype=np.int64)
    size = int(max(true.max(initial=0), given.max(initial=0))) + 1
    return np.bincount(true * size + given, minlength=size * size).reshape(size, size).astype(np.float64)
