"""Points to draw: two columns against each other, or one along time, few enough for a browser and marked where sampled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bancada.core.dataset import Dataset
from bancada.core.errors import InvalidTask
from bancada.data.explore.values import declared, group_labels, is_spread, numbers

__all__ = ["Relation", "relation", "series"]

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Relation:
    """Points to draw.

    Attributes
    ----------
    frame : pandas.DataFrame, shape (n_shown, 4)
        row (position in the dataset, from 0), x, y, group (text; None where nothing is grouped).
    x, y : str
        Columns behind the axes; `x` is empty where a series runs along row positions.
    by : str or None
    n_rows : int
        Rows that could have been drawn: every one with all its values present.
    n_shown : int
    sampled : bool
        Whether fewer were drawn than there are.
    method : str
        How they were chosen: "all", "random", "minmaxlttb" or "minmax".
    """

    frame: pd.DataFrame
    x: str
    y: str
    by: str | None
    n_rows: int
    n_shown: int
    sampled: bool
    method: str


def relation(
    dataset: Dataset, x: str, y: str, *, by: str | None = None, max_points: int = 4_000, seed: int = 7
) -> Relation:
    """Return points of two columns against each other.

    Parameters
    ----------
    dataset : Dataset
    x, y : str
        Any columns; values keep their type.
    by : str, optional
        Column that colours the points.
    max_points : int
        At least 4.
    seed : int
        Of the sample.

    Returns
    -------
    Relation
        Rows in the dataset's order. Where there are more than `max_points`, a uniform random sample without replacement
        that always holds the rows of the least and greatest number on each axis, so that the range is the true one.

    Raises
    ------
    InvalidTask
        A column that the dataset has not.

    Notes
    -----
    Rows where x, y or `by` is missing or infinite are left out.
    """
    axes = {"x": x, "y": y}
    present = np.ones(len(dataset.frame), dtype=bool)
    for name in axes.values():
        present &= _present(dataset, name)
    groups = _groups(dataset, by)
    if groups is not None:
        present &= groups.notna().to_numpy()
    rows = np.flatnonzero(present)
    chosen = rows if len(rows) <= max_points else _sample(dataset, rows, (x, y), max_points, seed)
    columns = {axis: dataset.frame[name].iloc[chosen].array for axis, name in axes.items()}
    return _relation(chosen, columns, groups, names=(x, y, by), n_rows=len(rows), method="random")


def series(dataset: Dataset, column: str, *, by: str | None = None, max_points: int = 2_000) -> Relation:
    """Return a numeric column along the dataset's time column, or along row positions where it has none.

    Parameters
    ----------
    dataset : Dataset
    column : str
        Numbers.
    by : str, optional
        Column whose groups become lines of their own; the points are shared out among them equally.
    max_points : int
        Over all lines; at least 4 a line are used.

    Returns
    -------
    Relation
        Ordered by group, then time. Down-sampled lines keep their extremes: MinMaxLTTB (Van Der Donckt et al. 2023) where
        tsdownsample is installed, else the least and greatest value of equally filled stretches.

    Raises
    ------
    InvalidTask
        A column that the dataset has not, or that holds no numbers.

    Notes
    -----
    Rows where the value, the time or `by` is missing or infinite are left out; gaps are not filled.
    """
    if not declared(dataset, column).type.is_numeric:
        raise InvalidTask("column_not_numeric", column=column, dataset=dataset.info.name)
    time = dataset.info.time_column
    values = numbers(dataset.frame[column])
    groups = _groups(dataset, by)
    rows = _in_time_order(dataset, _usable(dataset, values, groups))
    lines = _lines(rows, groups)
    each = max(4, max_points // max(len(lines), 1))
    chosen = [_thin(line, values, each) for line in lines]
    kept = np.concatenate([line for line, _ in chosen]) if chosen else rows
    method = next((name for _, name in chosen if name != "all"), "all")
    x = dataset.frame[time].iloc[kept].array if time else kept
    return _relation(
        kept, {"x": x, "y": values[kept]}, groups, names=(time or "", column, by), n_rows=len(rows), method=method
    )


def _present(dataset: Dataset, name: str) -> NDArray[np.bool_]:
    """Return whether each row has a value, infinities being none."""
    if is_spread(declared(dataset, name)):
        return ~np.isnan(numbers(dataset.frame[name]))
    return dataset.frame[name].notna().to_numpy()


def _groups(dataset: Dataset, by: str | None) -> pd.Series | None:
    return None if by is None else group_labels(dataset, by)


def _sample(dataset: Dataset, rows: Rows, names: tuple[str, str], max_points: int, seed: int) -> Rows:
    """Return `max_points` of `rows` in order, the extremes of numeric axes among them."""
    extremes: list[int] = []
    for name in names:
        if is_spread(declared(dataset, name)):
            found = numbers(dataset.frame[name])[rows]
            extremes += [int(rows[found.argmin()]), int(rows[found.argmax()])]
    ends = np.unique(np.array(extremes, dtype=np.intp))
    others = np.setdiff1d(rows, ends, assume_unique=True)
    drawn = np.random.default_rng(seed).choice(others, max(max_points - len(ends), 0), replace=False)
    return np.sort(np.concatenate((ends, drawn)))


def _usable(dataset: Dataset, values: NDArray[np.float64], groups: pd.Series | None) -> Rows:
    """Return the rows of a series that have all they need."""
    usable = ~np.isnan(values)
    if dataset.info.time_column:
        usable &= dataset.frame[dataset.info.time_column].notna().to_numpy()
    if groups is not None:
        usable &= groups.notna().to_numpy()
    return np.flatnonzero(usable)


def _in_time_order(dataset: Dataset, rows: Rows) -> Rows:
    time = dataset.info.time_column
    if time is None or dataset.frame[time].is_monotonic_increasing:
        return rows
    return rows[np.argsort(dataset.frame[time].iloc[rows].to_numpy(), kind="stable")]


def _lines(rows: Rows, groups: pd.Series | None) -> list[Rows]:
    """Return the rows of each group, in the order of its name."""
    if groups is None:
        return [rows] if len(rows) else []
    codes, names = pd.factorize(groups.iloc[rows], sort=True)
    return [rows[codes == code] for code in range(len(names))]


def _thin(rows: Rows, values: NDArray[np.float64], n_wanted: int) -> tuple[Rows, str]:
    """Return at most `n_wanted` of `rows` that keep the look of their line, and how they were chosen."""
    n_even = n_wanted - n_wanted % 2
    if len(rows) <= n_wanted:
        return rows, "all"
    line = np.ascontiguousarray(values[rows])
    try:
        from tsdownsample import MinMaxLTTBDownsampler  # comes with the dashboard, which the library does not need
    except ImportError:
        return rows[_extremes(line, n_even)], "minmax"
    sampler = MinMaxLTTBDownsampler()  # type: ignore[no-untyped-call]  # the library's own __init__ has no annotation
    return rows[sampler.downsample(line, n_out=n_even).astype(np.intp)], "minmaxlttb"


def _extremes(line: NDArray[np.float64], n_wanted: int) -> Rows:
    """Return positions of the least and greatest value of each of `n_wanted / 2` equally filled stretches, in order."""
    edges = np.linspace(0, len(line), n_wanted // 2 + 1).astype(np.intp)
    found = [
        position
        for start, stop in pairwise(edges)
        for position in (start + line[start:stop].argmin(), start + line[start:stop].argmax())
    ]
    return np.unique(np.array(found, dtype=np.intp))


def _relation(
    rows: Rows,
    columns: dict[str, Any],  # Any: arrays of NumPy and of pandas
    groups: pd.Series | None,
    *,
    names: tuple[str, str, str | None],
    n_rows: int,
    method: str,
) -> Relation:
    labels = None if groups is None else groups.iloc[rows].to_numpy(dtype="object")
    frame = pd.DataFrame({"row": rows, **columns, "group": pd.Series(labels, index=range(len(rows)), dtype="object")})
    x, y, by = names
    sampled = len(rows) < n_rows
    return Relation(frame, x, y, by, n_rows, len(rows), sampled, method if sampled else "all")
