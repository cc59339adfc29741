"""The naive forecasts: estimators that answer with one column of what they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PickedColumn"]


class PickedColumn(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Answers with one column of its input: a naive forecast where that column is the last known value.

    Parameters
    ----------
    column : int
    """

    def __init__(self, column: int = 0) -> None:
        self.column = column

    def fit(self, X: NDArray[np.float64], y: NDArray[np.float64]) -> Self:  # noqa: ARG002  # scikit-learn's shape
        """Remember the width."""
        self.n_features_in_ = X.shape[1]
        return self

    def predict(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the column."""
        return np.asarray(X[:, self.column], dtype=float)
