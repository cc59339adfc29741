"""Draws: the record of a lottery as arrays, oldest first, and the rules that every draw keeps. It knows no file and no SQL."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS, indicators_of, masks_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Draws", "make_draws"]


@dataclass(frozen=True)
class Draws:
    """Draws in the order of their contests, oldest first. The arrays are read-only.

    Attributes
    ----------
    contests : ndarray of int64, shape (n,)
        Consecutive.
    dates : ndarray of datetime64[D], shape (n,)
        NaT where unknown.
    numbers : ndarray of int8, shape (n, 15)
        In 1..25, ascending in each row.
    source : Source
        Where they come from; simulated draws are never mixed with others.
    """

    contests: NDArray[np.int64]
    dates: NDArray[np.datetime64]
    numbers: NDArray[np.int8]
    source: Source = Source.IMPORTED

    def __len__(self) -> int:
        return len(self.contests)

    @cached_property
    def masks(self) -> NDArray[np.uint32]:
        """One mask a draw, shape (n,)."""
        return masks_of(self.numbers)

    @cached_property
    def indicators(self) -> NDArray[np.uint8]:
        """0/1 by number, shape (n, 25): what forecasters learn from."""
        return indicators_of(self.masks)

    @cached_property
    def repeats(self) -> NDArray[np.int64]:
        """Numbers that each draw shares with the one before it, shape (n,); -1 for the first, which has none."""
        shared = np.bitwise_count(self.masks[1:] & self.masks[:-1]).astype(np.int64)
        return np.concatenate([np.full(min(len(self), 1), -1, dtype=np.int64), shared])

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of contests and numbers, hexadecimal."""
        content = np.column_stack([self.contests, self.numbers.astype(np.int64)]).astype("<i8").tobytes()
        return hashlib.sha256(content).hexdigest()

    @property
    def first(self) -> int:
        """The first contest; ValueError of an empty record."""
        return int(self._checked.contests[0])

    @property
    def last(self) -> int:
        """The last contest; ValueError of an empty record."""
        return int(self._checked.contests[-1])

    def between(self, first: int | None = None, last: int | None = None) -> Draws:
        """Return the draws of contests `first` to `last`, both included; an end that is None is open."""
        low = 0 if first is None else int(np.searchsorted(self.contests, first))
        high = len(self) if last is None else int(np.searchsorted(self.contests, last, side="right"))
        return self[low:high]

    def __getitem__(self, rows: slice) -> Draws:
        return Draws(self.contests[rows], self.dates[rows], self.numbers[rows], self.source)

    @property
    def _checked(self) -> Draws:
        if not len(self):
            raise ValueError("there are no draws")
        return self


def make_draws(
    contests: ArrayLike, numbers: ArrayLike, *, dates: ArrayLike | None = None, source: Source = Source.IMPORTED
) -> Draws:
    """Return Draws from arrays that keep the rules already: rows sorted by contest, the numbers of each put in order.

    Parameters
    ----------
    contests : array-like of int, shape (n,)
    numbers : array-like of int, shape (n, 15)
        In any order.
    dates : array-like of datetime64, shape (n,), optional
    source : Source

    Raises
    ------
    ValueError
        Numbers that are not 15 distinct ones in 1..25, or contests that are not consecutive: checked input comes from
        `importers`, which names what is wrong.
    """
    order = np.argsort(np.asarray(contests, dtype=np.int64), kind="stable")
    ids = np.asarray(contests, dtype=np.int64)[order]
    picked = np.sort(np.asarray(numbers, dtype=np.int64).reshape(len(ids), N_DRAWN)[order], axis=1)
    if len(ids) and (picked.min() < 1 or picked.max() > N_NUMBERS or not (np.diff(picked, axis=1) > 0).all()):
        raise ValueError("a draw is 15 distinct numbers in 1..25")
    if not (np.diff(ids) == 1).all():
        raise ValueError("contests are consecutive")
    days = (
        np.full(len(ids), np.datetime64("NaT"), dtype="datetime64[D]")
        if dates is None
        else np.asarray(dates, dtype="datetime64[D]")[order]
    )
    arrays = (ids, days, picked.astype(np.int8))
    for array in arrays:
        array.flags.writeable = False
    return Draws(*arrays, source=source)
