"""Forecasting as regression: features that are known at a row, the target some rows later.

Every feature of row t uses rows up to t only; the target of row t is the value `horizon` rows later. Rows are taken as evenly
spaced in the order given; a gap in time is the caller's to fill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LOOK_BACK", "PickedColumn", "future_target", "lag_frame", "season_length"]

LAGS = (1, 2, 3, 7)
WINDOWS = (7, 28)
LOOK_BACK = max(*LAGS, *WINDOWS)
"""Rows before the present one that some feature needs, beside the season."""


def lag_frame(frame: pd.DataFrame, *, target: str, horizon: int, season: int) -> pd.DataFrame:
    """Return the features known at each row.

    Parameters
    ----------
    frame : DataFrame, shape (n_rows, n_columns)
        In time order: the target and what may explain it.
    target : str
    horizon : int
        Rows ahead that are forecast, at least 1.
    season : int
        Rows a season takes.

    Returns
    -------
    DataFrame, shape (n_rows, n_features)
        First `<target>[t]` (what the naive forecast says), then `<target>[season]` (the seasonal naive one: the last known value
        at the season's same place), lags, means and deviations of windows that end at t, and the other columns at t and,
        numeric ones, at t-1. NaN where the past is too short.
    """
    values = frame[target].astype(float)
    behind = season - 1 - (horizon - 1) % season
    out: dict[str, pd.Series[Any]] = {f"{target}[t]": values, f"{target}[season]": values.shift(behind)}
    out |= {f"{target}[t-{lag}]": values.shift(lag) for lag in LAGS}
    for window in WINDOWS:
        rolling = values.rolling(window, min_periods=window)
        out[f"{target}[mean {window}]"] = rolling.mean()
        out[f"{target}[std {window}]"] = rolling.std()
    for name in frame.columns.drop(target):
        column = frame[name]
        out[f"{name}[t]"] = column
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            out[f"{name}[t-1]"] = column.shift(1)
    return pd.DataFrame(out, index=frame.index)


def future_target(values: pd.Series[Any], *, horizon: int) -> pd.Series[Any]:
    """Return the value `horizon` rows later; NaN in the last rows."""
    return values.astype(float).shift(-horizon)


def season_length(instants: pd.Series[Any]) -> int:
    """Return the rows of a usual season by the median step: a day of hours or minutes, a week of days, a year of months."""
    steps = pd.to_datetime(instants).diff().dropna().dt.total_seconds()
    step = float(steps.median()) if len(steps) else 86_400.0
    if step <= 0:
        return 7
    span = 86_400.0 if step < 43_200 else 7 * 86_400.0 if step < 3 * 86_400 else 364 * 86_400.0
    return int(np.clip(round(span / step), 2, 2_000))


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
