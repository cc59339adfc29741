"""One row a column: what a dataset holds, at a glance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bancada.core.dataset import Column, ColumnType, Dataset
from bancada.data.explore.values import is_spread, numbers

__all__ = ["HISTOGRAM_BINS", "overview"]

HISTOGRAM_BINS = 20


def overview(dataset: Dataset) -> pd.DataFrame:
    """Return one row a column, in the dataset's order.

    Parameters
    ----------
    dataset : Dataset

    Returns
    -------
    DataFrame, shape (n_columns, 11)
        name, type, unit : text
        missing_share : of all rows, 0 to 1
        distinct : values present
        minimum, median, maximum : numbers; NaN for other types and where nothing is present
        first_at, last_at : UTC; of datetime columns, else NaT
        histogram : list of 20 counts. Numbers and instants: equal bins from minimum to maximum. Others: the most frequent
        values, filled up with zeros. Missing and infinite values are counted nowhere.

    Notes
    -----
    Every row is read; nothing is sampled.
    """
    rows = [_row(dataset.frame[column.name], column) for column in dataset.info.columns]
    frame = pd.DataFrame(rows, columns=list(_EMPTY))
    for name in ("first_at", "last_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


_EMPTY: dict[str, Any] = {  # Any: cells of a table
    "name": "",
    "type": "",
    "unit": "",
    "missing_share": 0.0,
    "distinct": 0,
    "minimum": np.nan,
    "median": np.nan,
    "maximum": np.nan,
    "first_at": pd.NaT,
    "last_at": pd.NaT,
    "histogram": (),
}


def _row(values: pd.Series, column: Column) -> dict[str, Any]:
    n_missing = int(values.isna().sum())
    row = {
        **_EMPTY,
        "name": column.name,
        "type": column.type.value,
        "unit": column.unit,
        "missing_share": n_missing / len(values) if len(values) else 0.0,
        "distinct": int(values.nunique()),
        "histogram": [0] * HISTOGRAM_BINS,
    }
    if n_missing == len(values):
        return row
    if is_spread(column):
        return row | _spread(values, column)
    numeric = _limits(numbers(values)) if column.type is ColumnType.BOOLEAN else {}
    counts = values.value_counts().to_numpy()[:HISTOGRAM_BINS].tolist()
    return row | numeric | {"histogram": counts + [0] * (HISTOGRAM_BINS - len(counts))}


def _spread(values: pd.Series, column: Column) -> dict[str, Any]:
    found = numbers(values)
    present = found[~np.isnan(found)]
    if not present.size:
        return {}
    counts = np.histogram(present, bins=HISTOGRAM_BINS)[0].tolist()
    if column.type is ColumnType.DATETIME:
        return {"first_at": values.min(), "last_at": values.max(), "histogram": counts}
    return {**_limits(present), "histogram": counts}


def _limits(found: np.ndarray) -> dict[str, float]:
    present = found[~np.isnan(found)]
    return {"minimum": float(present.min()), "median": float(np.median(present)), "maximum": float(present.max())}
