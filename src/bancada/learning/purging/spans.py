"""What a label spans: from the decision to the moment it is known. Two labels that meet tell of each other.

Lopez de Prado, Advances in Financial Machine Learning (2018), 7.4.1: a training label that overlaps a test label in time is purged.
It knows instants and rows, not features, bars or folds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from bancada.core.errors import InvalidTask

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["LabelSpans", "meeting"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LabelSpans:
    """From when to when each row's label is decided by what happens.

    Two labels meet where ``start_a < end_b and start_b < end_a``: one that is known at the very instant of another's decision does not
    meet it, since its outcome is part of the past by then.

    Parameters
    ----------
    starts : array-like of int, shape (n_rows,)
        Decision: instants (int64, of any one unit) or positions; in any order.
    ends : array-like of int, shape (n_rows,)
        When the label is known, in the same unit; never before the start. Equal to it where a row is labelled at once.

    Raises
    ------
    InvalidTask
        Lengths that differ, numbers that are not whole, or a label that is known before its decision.

    Examples
    --------
    >>> LabelSpans.ahead(5, horizon=2).ends.tolist()
    [2, 3, 4, 5, 6]
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __post_init__(self) -> None:
        starts, ends = _whole(self.starts), _whole(self.ends)
        if starts.ndim != 1 or starts.shape != ends.shape:
            raise InvalidTask("spans_differ_in_length", n_starts=int(starts.size), n_ends=int(ends.size))
        early = np.flatnonzero(ends < starts)
        if len(early):
            raise InvalidTask("span_ends_before_it_starts", row=int(early[0]), n_rows=len(early))
        object.__setattr__(self, "starts", starts)  # frozen, and read-only copies of what came
        object.__setattr__(self, "ends", ends)

    @classmethod
    def ahead(cls, n_rows: int, *, horizon: int) -> Self:
        """Return the spans of labels that are known `horizon` rows later, in positions."""
        starts = np.arange(n_rows, dtype=np.int64)
        return cls(starts, starts + horizon)

    @property
    def longest(self) -> int:
        """The longest time from a decision to its outcome; 0 where there are no rows."""
        return int((self.ends - self.starts).max(initial=0))

    def take(self, rows: NDArray[np.int64]) -> LabelSpans:
        """Return the spans of some rows, by position."""
        return LabelSpans(self.starts[rows], self.ends[rows])

    def __len__(self) -> int:
        return len(self.starts)

    def __repr__(self) -> str:
        return f"<LabelSpans of {len(self)} rows, longest {self.longest}>"


def _whole(values: ArrayLike) -> NDArray[np.int64]:
    found = np.asarray(values)
    if found.dtype.kind in "mM":
        found = found.view(np.int64)
    if found.size and found.dtype.kind not in "iu":
        raise InvalidTask("spans_not_whole", dtype=str(found.dtype))
    kept = found.astype(np.int64)
    kept.flags.writeable = False
    return kept


def meeting(
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    *,
    test_starts: NDArray[np.int64],
    test_ends: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return which intervals meet any of the test's.

    Of the test intervals that start before an interval ends, the one that ends last decides: a sort and a search, no pairs.

    Parameters
    ----------
    starts, ends : ndarray of int64, shape (n,)
    test_starts, test_ends : ndarray of int64, shape (m,)
        In any order.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    if not len(test_starts) or not len(starts):
        return np.zeros(len(starts), dtype=bool)
    if np.any(test_starts[1:] < test_starts[:-1]):
        order = np.argsort(test_starts, kind="stable")
        test_starts, test_ends = test_starts[order], test_ends[order]
    n_before = np.searchsorted(test_starts, ends, side="left")
    latest: NDArray[np.int64] = np.maximum.accumulate(test_ends)[np.maximum(n_before - 1, 0)]
    met: NDArray[np.bool_] = (n_before > 0) & (latest > starts)
    return met
