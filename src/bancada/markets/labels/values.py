"""Labels as values: what each bar is to teach, and the bar at which that is known. It computes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NO_CLASS", "NO_END", "NO_INSTANT", "Entry", "Labels"]

NO_END = -1
"""In `Labels.ends`: there is no label."""
NO_CLASS = -1
"""In `Labels.values` of classes: there is no label."""
NO_INSTANT = int(np.iinfo(np.int64).min)
"""In `Labels.end_ts`: there is no label; what NumPy reads as NaT."""


class Entry(StrEnum):
    """The price from which the return of a decision is measured; the decision itself is taken at the close of bar t."""

    NEXT_OPEN = "next_open"
    """The open of bar t + 1, where the backtest fills."""
    CLOSE = "close"
    """The close of bar t itself, which nobody who waits for it can still get; the usual textbook return."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """One label a bar, with the interval of bars it looks at.

    The label of bar t is decided at its close and looks at bars t + 1 to `ends[t]`. Two labels share information where the intervals
    (t, ends[t]] meet, which is what purging takes: one that ends at the bar of another's decision is known by then and does not meet it.

    Attributes
    ----------
    name : str
    values : ndarray, shape (n,), float64 or int8
        Returns as fractions, NaN where there is none; or positions in `classes`, -1 where there is none.
    ends : ndarray of int64, shape (n,)
        Position of the last bar that the label looks at; -1 where there is no label.
    end_ts : ndarray of int64, shape (n,)
        Opening instant of that bar, in the unit of `Bars.ts`; NaT (the smallest int64) where there is no label. Starts and ends are both
        named by opening instants, so that (ts[t], end_ts[t]] meets another such interval exactly where the bars do.
    classes : tuple of str
        Empty for numbers.
    horizon : int
        The longest way from t to its end, in bars.
    entry : Entry
    """

    name: str
    values: NDArray[np.float64] | NDArray[np.int8]
    ends: NDArray[np.int64]
    end_ts: NDArray[np.int64]
    classes: tuple[str, ...]
    horizon: int
    entry: Entry

    def __len__(self) -> int:
        return len(self.ends)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which bars have a label."""
        return self.ends >= 0

    @property
    def counts(self) -> dict[str, int]:
        """How many labels each class has."""
        found = np.bincount(self.values[self.known].astype(np.int64), minlength=len(self.classes))
        return {name: int(found[code]) for code, name in enumerate(self.classes)}
