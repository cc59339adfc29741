"""What a leak battery looks at, as one value; every part that is not known skips the checks that need it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bancada.learning.purging.spans import LabelSpans

    Positions = NDArray[np.int64]

__all__ = ["GOLDEN_LIMIT", "LeakSubject"]

GOLDEN_LIMIT = 0.95
"""Skill of one feature alone above which it is not believed: an AUC of 0.975, or a rank correlation of 0.95."""


@dataclass(frozen=True, slots=True)
class LeakSubject:
    """Features, a target, folds, and how they came to be.

    Attributes
    ----------
    X : DataFrame or ndarray, shape (n_rows, n_features)
        In time order; numbers, or categories in a frame. NaN is a value of its own.
    y : ndarray, shape (n_rows,), or None
        Values, or labels of any type where `is_classification`; none missing.
    is_classification : bool
    folds : sequence of (train, test)
        Positions in X.
    spans : LabelSpans or None
        Of the rows of X.
    estimator : callable or None
        Returns an unfitted estimator (or pipeline) with `fit(X, y)` and `predict` or `predict_proba`: what is fitted in each fold.
    prepare : callable or None
        ``(X, y) -> X``: what is done with the target before the folds (selection, target encoding), done again on each null target.
    rows : DataFrame or ndarray or object, optional
        What features are computed from, in time order.
    features : callable or None
        ``rows -> features``, one row each. Rows that are neither frame nor array need `mutate`.
    mutate : callable or None
        ``(rows, place, rng) -> rows``: the same rows up to `place`, others after it; by default numbers of later rows are dealt anew and
        scaled row by row, so that what holds between columns (high above low) still holds.
    cut : callable or None
        ``(rows, n) -> rows``: the first n rows; by default `rows[:n]`.
    transform : callable or None
        ``(X, train) -> features of the training rows``, as they reach the estimator: what is fitted before it, and applied.
    naive : ndarray, shape (n_rows,), or None
        What is answered without learning (the last known value); a feature is scored on what it tells beyond it.
    scored : sequence of str or None
        Names of the features that are scored alone; by default all. Features that were computed here from the past alone need not be.
    golden_limit : float
        In (0, 1].
    golden_rows : ndarray of int64, shape (m,), or None
        Positions of the rows on which features are scored alone, where the question is of some classes only; by default all.
    """

    # Any: frames, arrays, and values of packs of ours; scikit-learn ships no types.
    X: Any
    y: NDArray[Any] | None = None
    is_classification: bool = False
    folds: Sequence[tuple[Positions, Positions]] = ()
    spans: LabelSpans | None = None
    estimator: Callable[[], Any] | None = None
    prepare: Callable[[Any, NDArray[Any]], Any] | None = None
    rows: Any = None
    features: Callable[[Any], Any] | None = None
    mutate: Callable[[Any, int, np.random.Generator], Any] | None = None
    cut: Callable[[Any, int], Any] | None = None
    transform: Callable[[Any, Positions], Any] | None = None
    naive: NDArray[np.float64] | None = None
    scored: Sequence[str] | None = None
    golden_limit: float = GOLDEN_LIMIT
    golden_rows: Positions | None = None
