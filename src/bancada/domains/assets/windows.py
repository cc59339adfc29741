"""Windows of consecutive rows of one ticker: which rows have one, and their features side by side. It knows no model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.values import AssetTable, Positions

__all__ = ["Windows", "window_names", "windows_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Rows of a table that have a whole window, and the features they are gathered from when they are asked for.

    Attributes
    ----------
    rows : ndarray of int64, shape (m,)
        Last rows of the windows, in the order they were asked for.
    lookback : int
        Rows a window holds.
    values : ndarray of float32, shape (n, n_features)
        The table's features, rounded.
    """

    rows: Positions
    lookback: int
    values: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def width(self) -> int:
        """Numbers in a window."""
        return self.lookback * int(self.values.shape[1])

    def flat(self, chosen: slice | Positions = slice(None)) -> NDArray[np.float32]:
        """Return the windows at these positions of `rows`, oldest row first, shape (n_chosen, lookback * n_features)."""
        rows = self.rows[chosen]
        if not len(rows):
            return np.empty((0, self.width), dtype=np.float32)
        every = sliding_window_view(self.values.reshape(-1), self.width)[:: self.values.shape[1]]
        return np.asarray(every[rows - self.lookback + 1])

    def batches(self, n_rows: int) -> Iterator[NDArray[np.float32]]:
        """Yield all windows, `n_rows` at a time."""
        for start in range(0, len(self.rows), n_rows):
            yield self.flat(slice(start, start + n_rows))


def windows_of(table: AssetTable, rows: Positions, *, lookback: int, since: int | None = None) -> Windows:
    """Return those of `rows` whose window is whole.

    Parameters
    ----------
    table : AssetTable
    rows : ndarray of int64
        Last rows of the windows that are wanted.
    lookback : int
        Rows a window holds, the last one included; at least 1. Nothing after the last row is looked at.
    since : int, optional
        Instant (ns) that no row of a window may lie before, such as a part's first.

    Returns
    -------
    Windows
        Of rows whose window lies in one ticker and has every feature, in float32 too.
    """
    rows = np.asarray(rows, dtype=np.int64)
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and the window is left out
        values = np.ascontiguousarray(table.X, dtype=np.float32)
    n_broken = np.concatenate([[0], np.cumsum(~np.isfinite(values).all(axis=1))])
    first = rows - lookback + 1
    is_whole = first >= table.offsets[:-1][table.ticker_of[rows]]
    is_whole[is_whole] &= n_broken[rows[is_whole] + 1] == n_broken[first[is_whole]]
    if since is not None:
        is_whole[is_whole] &= table.ts[first[is_whole]] >= since
    return Windows(rows[is_whole], lookback, values)


def window_names(names: tuple[str, ...], lookback: int) -> tuple[str, ...]:
    """Return the names of a window's numbers: `rsi_14[-31]` is that feature 31 rows before the last, `rsi_14[0]` the last one's."""
    return tuple(f"{name}[{-back}]" for back in range(lookback - 1, -1, -1) for name in names)
