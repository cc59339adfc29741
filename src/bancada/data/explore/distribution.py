"""How the values of one column spread, over all rows or by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bancada.core.dataset import Dataset
from bancada.data.explore.values import OTHER, declared, group_labels, is_spread, numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_CATEGORIES", "distribution"]

MAX_CATEGORIES = 40


def distribution(dataset: Dataset, column: str, *, by: str | None = None, bins: int = 40) -> pd.DataFrame:
    """Return counts of a column's values, by bin or by category.

    Parameters
    ----------
    dataset : Dataset
    column : str
    by : str, optional
        Column whose groups are counted apart; see `values.group_labels` for numbers and for many categories.
    bins : int
        Equal bins from minimum to maximum, of numbers and instants; at least 1.

    Returns
    -------
    DataFrame
        Numbers and instants: left, right, group, count, share; bins are closed on the left, the last one on both sides.
        Instants have UTC timestamps as left and right. Others: category, group, count, share, the most frequent first; of
        more than 40 categories the rest is counted as "…". `group` is None without `by`. `share` is of the group's
        present values, so each group adds up to 1.

    Raises
    ------
    InvalidTask
        A column that the dataset has not.

    Notes
    -----
    Every row is read; nothing is sampled. Rows where `column` is missing or infinite, or `by` is missing, are left out.
    """
    described = declared(dataset, column)
    codes, groups = _groups(dataset, by)
    if is_spread(described):
        return _binned(dataset.frame[column], codes, groups, bins)
    return _counted(dataset.frame[column], codes, groups)


def _groups(dataset: Dataset, by: str | None) -> tuple[NDArray[np.intp], list[str | None]]:
    """Return a group code a row (-1 where missing) and the groups' names."""
    if by is None:
        return np.zeros(len(dataset.frame), dtype=np.intp), [None]
    codes, names = pd.factorize(group_labels(dataset, by), sort=True)
    return codes, list(names)


def _binned(values: pd.Series, codes: NDArray[np.intp], groups: list[str | None], bins: int) -> pd.DataFrame:
    found = numbers(values)
    used = ~np.isnan(found) & (codes >= 0)
    present, of_group = found[used], codes[used]
    if not present.size:
        return _frame({"left": [], "right": []}, groups[:0], np.zeros((0, 0)))
    edges = np.histogram_bin_edges(present, bins=bins)
    place = np.clip(((present - edges[0]) * (bins / (edges[-1] - edges[0]))).astype(np.intp), 0, bins - 1)
    table = np.bincount(of_group * bins + place, minlength=len(groups) * bins).reshape(len(groups), bins)
    shown = pd.to_datetime(edges, unit="s", utc=True) if pd.api.types.is_datetime64_any_dtype(values) else edges
    return _frame({"left": shown[:-1], "right": shown[1:]}, groups, table)


def _counted(values: pd.Series, codes: NDArray[np.intp], groups: list[str | None]) -> pd.DataFrame:
    of_value, names = pd.factorize(values)
    used = (of_value >= 0) & (codes >= 0)
    size = len(names)
    flat = np.bincount(codes[used] * size + of_value[used], minlength=len(groups) * size)
    table = flat.reshape(len(groups), size)
    order = np.argsort(-table.sum(axis=0), kind="stable")
    labels = [str(names[i]) for i in order[:MAX_CATEGORIES]]
    table = table[:, order]
    if size > MAX_CATEGORIES:
        labels = [*labels, OTHER]
        table = np.column_stack((table[:, :MAX_CATEGORIES], table[:, MAX_CATEGORIES:].sum(axis=1)))
    return _frame({"category": labels}, groups, table)


# object: edges and labels as pandas takes them.
def _frame(places: dict[str, object], groups: list[str | None], table: np.ndarray) -> pd.DataFrame:
    """Return one row a group and place, from counts of shape (n_groups, n_places)."""
    n_groups, n_places = table.shape
    repeated = pd.concat([pd.DataFrame(places)] * n_groups, ignore_index=True) if n_groups else pd.DataFrame(places)
    totals = np.maximum(table.sum(axis=1, keepdims=True), 1) if n_groups else table
    return repeated.assign(
        group=pd.Series([name for name in groups for _ in range(n_places)], dtype="object"),
        count=table.ravel().astype(np.int64),
        share=(table / totals).ravel() if n_groups else table.ravel(),
    )
