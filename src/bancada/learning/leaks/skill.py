"""Skill on one scale, -1 to 1, with 0 for chance: how well answers put rows in the order of their outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["class_skill", "rank_skill", "ranks"]


def ranks(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return average ranks from 1; missing values share the lowest."""
    from scipy.stats import rankdata

    found = np.asarray(values, dtype=np.float64)
    return np.asarray(rankdata(np.where(np.isnan(found), -np.inf, found)))


def rank_skill(answers: NDArray[Any], truth: NDArray[Any]) -> float:
    """Return Spearman's rank correlation; 0 where either is constant."""
    a, b = ranks(answers), ranks(truth)
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / norm if norm > 0 else 0.0


def class_skill(scores: NDArray[Any], is_class: NDArray[np.bool_]) -> float:
    """Return 2 AUC - 1 (Somers' D) of scores against one class; 0 where only one side is there."""
    n_in, n = int(is_class.sum()), len(is_class)
    if n_in in (0, n):
        return 0.0
    auc = (float(ranks(scores)[is_class].sum()) - n_in * (n_in + 1) / 2) / (n_in * (n - n_in))
    return 2 * auc - 1
