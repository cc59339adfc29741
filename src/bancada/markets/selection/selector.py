"""The selection as a transformer of scikit-learn, so that a pipeline fits it on training rows only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from bancada.core.errors import BadInput
from bancada.markets.selection.selecting import select_features, time_blocks
from bancada.markets.selection.values import SelectionRule

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

__all__ = ["FeatureSelector"]


class FeatureSelector(SelectorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Keeps the columns that `select_features` selects on the rows it is fitted with.

    Its folds are `n_blocks` periods of neighbouring rows, so rows must come in time order.

    Parameters
    ----------
    rule : SelectionRule, optional
    n_blocks : int
        Periods whose choices must agree.

    Attributes
    ----------
    selection_ : Selection
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Where it was fitted with a frame.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = rng.standard_normal((500, 4))
    >>> rule = SelectionRule(n_min=1, n_max=2)
    >>> FeatureSelector(rule, n_blocks=2).fit(X, (X[:, 1] > 0).astype(int)).get_support(indices=True)
    array([1])
    """

    def __init__(self, rule: SelectionRule | None = None, *, n_blocks: int = 5) -> None:
        self.rule = rule
        self.n_blocks = n_blocks

    def fit(self, X: pd.DataFrame | ArrayLike, y: ArrayLike) -> Self:
        """Select on these rows.

        Raises
        ------
        BadInput
            As `select_features`; or fewer than one period.
        """
        if self.n_blocks < 1:
            raise BadInput("selection_blocks", n_blocks=self.n_blocks)
        values = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        names = [str(name) for name in getattr(self, "feature_names_in_", np.arange(values.shape[1]))]
        nothing = np.empty(0, dtype=np.int64)
        folds = [(block, nothing) for block in time_blocks(len(values), self.n_blocks)]
        self.selection_ = select_features(values, np.asarray(y), folds=folds, names=names, rule=self.rule)
        kept = set(self.selection_.names)
        self.support_ = np.array([name in kept for name in names])
        return self

    def _get_support_mask(self) -> NDArray[np.bool_]:
        check_is_fitted(self)
        return self.support_

    def __sklearn_tags__(self) -> Any:  # Any: scikit-learn's own record of what an estimator takes
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        return tags
