"""Forecasting as regression: features that are known at a row, the target some rows later.

Every feature of row t uses rows up to t only; the target of row t is the value `horizon` rows later. Rows are taken as evenly
spaced in the order of their instants; a gap in time is the caller's to fill. Where a column names groups, each is a series of
its own. One definition for training and serving, so scikit-learn is not imported here, nor (at import) pandas.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import SchemaError
from bancada.core.finding import Finding, Severity
from bancada.core.signature import History
from bancada.learning.encoding import encode

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = [
    "features_of_history",
    "future_target",
    "has_history",
    "history_rows",
    "instants_of",
    "is_lagged",
    "lag_frame",
    "lag_history",
    "season_length",
    "series_of",
]

LAGS = (1, 2, 3, 7)
WINDOWS = (7, 28)


def lag_frame(frame: pd.DataFrame, *, target: str, horizon: int, season: int) -> pd.DataFrame:
    """Return the features known at each row of one series.

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
    import pandas as pd

    values = frame[target].astype(float)
    out: dict[str, pd.Series[Any]] = {
        f"{target}[t]": values,
        f"{target}[season]": values.shift(_behind(horizon=horizon, season=season)),
    }
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


def _behind(*, horizon: int, season: int) -> int:
    return season - 1 - (horizon - 1) % season


def history_rows(*, horizon: int, season: int) -> int:
    """Return the rows of a series that the features of its last one need, that one included."""
    return max(max(LAGS) + 1, *WINDOWS, _behind(horizon=horizon, season=season) + 1)


def future_target(values: pd.Series[Any], *, horizon: int) -> pd.Series[Any]:
    """Return the value `horizon` rows later; NaN in the last rows."""
    return values.astype(float).shift(-horizon)


def season_length(instants: pd.Series[Any]) -> int:
    """Return the rows of a usual season by the median step: a day of hours or minutes, a week of days, a year of months."""
    import pandas as pd

    return _season(pd.to_datetime(instants).diff().dropna().dt.total_seconds())


def _season(steps: pd.Series[Any]) -> int:
    step = float(steps.median()) if len(steps) else 86_400.0
    if step <= 0:
        return 7
    span = 86_400.0 if step < 43_200 else 7 * 86_400.0 if step < 3 * 86_400 else 364 * 86_400.0
    return int(np.clip(round(span / step), 2, 2_000))


def lag_history(
    frame: pd.DataFrame, *, target: str, others: Iterable[str], time: str, group: str | None, horizon: int
) -> History:
    """Return how lag features are made of such a table, its season from the median step of its series; fields are left open."""
    import pandas as pd

    order = np.argsort(instants_of(frame[time]), kind="stable")
    ordered = frame.iloc[order].reset_index(drop=True)
    instants = pd.to_datetime(ordered[time])
    steps = [instants.iloc[rows].diff().dropna().dt.total_seconds() for rows in series_of(ordered, group)]
    season = _season(pd.concat(steps))
    needed = history_rows(horizon=horizon, season=season)
    return History(target, tuple(others), time, horizon, season, needed, group)


def instants_of(column: pd.Series[Any]) -> NDArray[np.int64]:
    """Return instants as codes in their order; ValueError or TypeError where they cannot be read."""
    import pandas as pd

    if getattr(column.dtype, "kind", "O") not in "Miuf":
        column = pd.to_datetime(column, utc=True)
    return np.unique(column.to_numpy(), return_inverse=True)[1].astype(np.int64)


def series_of(frame: pd.DataFrame, group: str | None) -> list[NDArray[np.int64]]:
    """Return the positions of each series."""
    import pandas as pd

    if group is None:
        return [np.arange(len(frame))]
    codes = pd.factorize(frame[group], use_na_sentinel=False)[0]
    order = np.argsort(codes, kind="stable")
    return [part.astype(np.int64) for part in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)]


def features_of_history(frame: pd.DataFrame, history: History) -> pd.DataFrame:
    """Return the lag features of every row of a table, in the order and with the index of its rows.

    Parameters
    ----------
    frame : DataFrame
        With the columns of `history.columns`, in any order of time; others are ignored.

    Raises
    ------
    SchemaError
        A column is missing, an instant is missing or cannot be read, or a value of the target is no number.
    """
    import pandas as pd

    absent = [name for name in history.columns if name not in frame.columns]
    if absent:
        raise SchemaError(
            "rows_do_not_fit", problems=[Finding("column_missing", Severity.FAILURE, name, {}) for name in absent]
        )
    order = np.argsort(_checked_instants(frame[history.time], history.time), kind="stable")
    ordered = frame[[history.target, *history.others]].iloc[order].reset_index(drop=True)
    ordered[history.target] = encode(ordered[[history.target]], (history.target_field,))[:, 0]
    whole = pd.concat(
        [
            lag_frame(ordered.iloc[rows], target=history.target, horizon=history.horizon, season=history.season)
            for rows in series_of(frame.iloc[order], history.group)
        ]
    ).sort_index()
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return whole.iloc[back].set_axis(frame.index, axis="index")


def _checked_instants(column: pd.Series[Any], name: str) -> NDArray[np.int64]:
    missing = column.isna().to_numpy()
    facts: dict[str, Any] = {"row": int(missing.argmax()) + 1}  # Any: facts of a sentence
    problem = Finding("value_may_not_be_missing", Severity.FAILURE, name, facts)
    if not missing.any():
        try:
            return instants_of(column)
        except (ValueError, TypeError):
            value = repr(column.iloc[0])[:60]
            facts = {"expected": "datetime", "row": 1, "value": value}
            problem = Finding("value_of_wrong_type", Severity.FAILURE, name, facts)
    raise SchemaError("rows_do_not_fit", problems=[problem])


def has_history(features: pd.DataFrame, target: str) -> NDArray[np.bool_]:
    """Return which rows have all lag features of the target."""
    own = [name for name in features.columns if str(name).startswith(f"{target}[")]
    return features[own].notna().all(axis=1).to_numpy()


def is_lagged(names: Iterable[object], history: History) -> bool:
    """Whether rows with such columns are lag features already."""
    return f"{history.target}[t]" in set(names)
