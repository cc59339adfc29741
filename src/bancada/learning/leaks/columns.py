"""Rows and columns whatever holds them, a frame or an array: taken, named, compared, and changed after a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["changed_columns", "columns_of", "mutated", "names_of", "take"]

_RELATIVE = 1e-9
"""Sums over a longer array may round otherwise; a leak moves more."""


# Any in this module: a frame or an array.
def take(rows: Any, positions: NDArray[np.int64] | slice) -> Any:
    """Return some rows, by position."""
    return rows.iloc[positions] if hasattr(rows, "iloc") else rows[positions]


def names_of(features: Any) -> list[str]:
    """Return the names of columns, or their numbers."""
    if hasattr(features, "columns"):
        return [str(name) for name in features.columns]
    return [str(number) for number in range(_table(features).shape[1])]


def columns_of(features: Any) -> list[NDArray[Any]]:
    """Return the columns as arrays; categories as codes, -1 where missing."""
    if not hasattr(features, "columns"):
        return list(_table(features).T)
    return [_column(features.iloc[:, i]) for i in range(features.shape[1])]


def _table(features: Any) -> NDArray[Any]:
    found = np.asarray(features)
    return found.reshape(len(found), -1) if found.ndim != 2 else found


def _column(values: Any) -> NDArray[Any]:
    import pandas as pd

    if getattr(values.dtype, "kind", "O") in "fiub":
        return np.asarray(values.to_numpy(dtype=float, na_value=np.nan))
    return np.asarray(pd.factorize(values)[0])


def changed_columns(before: Any, after: Any) -> list[str]:
    """Return the names of the columns in which two tables of as many rows differ; NaN equals NaN."""
    names = names_of(before)
    if hasattr(before, "columns") and list(before.columns) != list(after.columns):
        return names
    if len(names) != len(names_of(after)):
        return names
    pairs = zip(names, columns_of(before), columns_of(after), strict=True)
    return [name for name, a, b in pairs if not _same(a, b)]


def _same(a: NDArray[Any], b: NDArray[Any]) -> bool:
    if a.dtype.kind not in "fiub":
        return bool(np.array_equal(a, b))
    a, b = a.astype(float), b.astype(float)
    scale = float(np.max(np.abs(a), initial=0.0, where=np.isfinite(a)))
    return bool(np.allclose(a, b, rtol=_RELATIVE, atol=_RELATIVE * scale, equal_nan=True))


def mutated(rows: Any, which: NDArray[np.int64], rng: np.random.Generator) -> Any:
    """Return the rows with some of them changed: dealt anew among themselves, numbers scaled by one factor a row."""
    dealt = rng.permutation(which)
    factors = np.exp(rng.normal(0.0, 1.0, len(which)))
    if not hasattr(rows, "columns"):
        changed = np.array(rows)
        values = changed[dealt]
        if changed.dtype.kind in "fc":
            values = values * factors.reshape((-1,) + (1,) * (changed.ndim - 1))
        changed[which] = values
        return changed
    order = np.arange(len(rows))
    order[which] = dealt
    changed = rows.iloc[order].set_axis(rows.index, axis="index")
    for i in range(changed.shape[1]):
        if getattr(changed.dtypes.iloc[i], "kind", "O") == "f":
            values = changed.iloc[:, i].to_numpy(copy=True)
            values[which] = values[which] * factors
            changed.isetitem(i, values)
    return changed
