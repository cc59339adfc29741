"""Columns of a dataset as plain arrays: numbers, groups, samples. It must know no statistic."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bancada.core.dataset import Column, ColumnType, Dataset
from bancada.core.errors import InvalidTask

__all__ = ["MAX_GROUPS", "OTHER", "declared", "group_labels", "is_spread", "numbers", "spread_rows"]

MAX_GROUPS = 12
OTHER = "…"

Floats = NDArray[np.float64]


def declared(dataset: Dataset, name: str) -> Column:
    """Return the column called `name`; InvalidTask with the columns there are where it is absent."""
    column = dataset.info.column(name)
    if column is None or name not in dataset.frame:
        raise InvalidTask("column_not_in_dataset", column=name, dataset=dataset.info.name, columns=list(dataset.frame))
    return column


def numbers(values: pd.Series) -> Floats:
    """Return numbers as float64: booleans 0 and 1, datetimes seconds since the epoch, missing and infinite values NaN.

    The result may share memory with `values`: do not write to it.
    """
    if pd.api.types.is_datetime64_any_dtype(values):
        stamps = values.to_numpy(dtype="datetime64[us]")
        seconds = stamps.astype("int64") / 1e6
        return np.where(np.isnat(stamps), np.nan, seconds)
    found: Floats = values.to_numpy(dtype="float64", na_value=np.nan)
    return found if not np.isinf(found).any() else np.where(np.isinf(found), np.nan, found)


def is_spread(column: Column) -> bool:
    """Return whether the column lies on an axis: numbers and instants, not yes or no."""
    return column.type in (ColumnType.INTEGER, ColumnType.FLOAT, ColumnType.DATETIME)


def spread_rows(n_rows: int, n_wanted: int, *, seed: int = 7) -> NDArray[np.intp]:
    """Return at most `n_wanted` row positions in order: one drawn at random from each of as many equal stretches.

    Spread over the whole table like every n-th row, without falling in step with a daily or weekly cycle.
    """
    if n_rows <= n_wanted:
        return np.arange(n_rows, dtype=np.intp)
    edges = np.linspace(0, n_rows, n_wanted + 1).astype(np.intp)
    return np.random.default_rng(seed).integers(edges[:-1], edges[1:]).astype(np.intp)


def group_labels(dataset: Dataset, by: str) -> pd.Series:
    """Return one text label a row for grouping by a column; missing where the value is missing.

    Numbers and instants with more than `MAX_GROUPS` distinct values are cut at their quartiles. Of more than `MAX_GROUPS`
    categories, the most frequent keep their names and the rest become `OTHER`.
    """
    values = dataset.frame[by]
    if is_spread(declared(dataset, by)) and values.nunique() > MAX_GROUPS:
        return _quartile_labels(values)
    counts = values.value_counts()
    kept = counts.index[:MAX_GROUPS] if len(counts) <= MAX_GROUPS else counts.index[: MAX_GROUPS - 1]
    texts = values.astype("str")
    named: pd.Series = texts.where(values.isin(kept) | values.isna(), OTHER)
    return named.mask(values.isna())


def _quartile_labels(values: pd.Series) -> pd.Series:
    found = numbers(values)
    edges = np.nanquantile(found, [0, 0.25, 0.5, 0.75, 1])
    shown = [f"{edge:.6g}" for edge in edges]
    if pd.api.types.is_datetime64_any_dtype(values):
        shown = list(pd.to_datetime(edges, unit="s").strftime("%Y-%m-%d %H:%M"))
    names = [f"{i}: {low} – {high}" for i, (low, high) in enumerate(pairwise(shown), start=1)]
    quarter = np.clip(np.searchsorted(edges, found, side="left") - 1, 0, len(names) - 1)
    labels = pd.Categorical.from_codes(np.where(np.isnan(found), -1, quarter), pd.Index(names))
    return pd.Series(labels, index=values.index)
