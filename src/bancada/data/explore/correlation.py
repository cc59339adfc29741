"""How columns move together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bancada.core.dataset import Dataset
from bancada.core.errors import InvalidTask
from bancada.data.explore.values import declared, numbers, spread_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_COLUMNS", "SAMPLE_ROWS", "correlation"]

MAX_COLUMNS = 60
SAMPLE_ROWS = 50_000


def correlation(dataset: Dataset, *, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Return Spearman's rank correlation of every pair of numeric columns.

    Parameters
    ----------
    dataset : Dataset
    columns : sequence of str, optional
        Numeric columns; all of the dataset's where omitted, at most the first 60.

    Returns
    -------
    DataFrame, square
        Columns that move together (or against each other) lie side by side: ordered by average-linkage clustering of
        1 - |rho|. NaN where a column is constant or a pair has fewer than 3 rows in common. `attrs` has `n_rows`, `n_used`
        and `n_left_out` (columns beyond the first 60).

    Raises
    ------
    InvalidTask
        A column that the dataset has not, or that holds no numbers.

    Notes
    -----
    Up to 50,000 rows, evenly spread over the table, are used. Each column is ranked over its own values present there and
    each pair is correlated over the rows where both are present.
    """
    names = _numeric_names(dataset, columns)
    rows = spread_rows(len(dataset.frame), SAMPLE_ROWS)
    kept = names[:MAX_COLUMNS]
    ranks = pd.DataFrame({name: pd.Series(numbers(dataset.frame[name].iloc[rows])).rank() for name in kept})
    rho = _correlate(ranks)
    ordered = [kept[i] for i in _cluster_order(rho.to_numpy())]
    rho = rho.loc[ordered, ordered]
    rho.attrs.update(n_rows=len(dataset.frame), n_used=len(rows), n_left_out=len(names) - len(kept))
    return rho


def _numeric_names(dataset: Dataset, columns: Sequence[str] | None) -> list[str]:
    if columns is None:
        return [column.name for column in dataset.info.columns if column.type.is_numeric]
    wrong = [name for name in columns if not declared(dataset, name).type.is_numeric]
    if wrong:
        raise InvalidTask("column_not_numeric", column=wrong, dataset=dataset.info.name)
    return list(dict.fromkeys(columns))


def _correlate(ranks: pd.DataFrame) -> pd.DataFrame:
    """Return pairwise correlation; one matrix product where nothing is missing."""
    if ranks.shape[1] == 0 or ranks.isna().to_numpy().any() or len(ranks) < 3:
        return ranks.corr(min_periods=3)
    centred = ranks.to_numpy() - ranks.to_numpy().mean(axis=0)
    norms = np.sqrt((centred**2).sum(axis=0))
    scaled = centred / np.where(norms > 0, norms, np.nan)
    return pd.DataFrame(np.clip(scaled.T @ scaled, -1, 1), index=ranks.columns, columns=ranks.columns)


def _cluster_order(rho: NDArray[np.float64]) -> NDArray[np.intp]:
    if len(rho) < 3:
        return np.arange(len(rho), dtype=np.intp)
    from scipy.cluster.hierarchy import leaves_list, linkage  # half a second, which only this function needs
    from scipy.spatial.distance import squareform

    distance = 1 - np.abs(np.nan_to_num(rho))
    distance = (distance + distance.T) / 2
    np.fill_diagonal(distance, 0)
    order: NDArray[np.intp] = leaves_list(linkage(squareform(distance, checks=False), "average", optimal_ordering=True))
    return order
