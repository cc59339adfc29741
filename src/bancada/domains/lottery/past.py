"""The past of a draw as whole numbers: what was drawn, repeats, delays, counts. Of every draw at once, or of the last one in microseconds.

numpy only; it knows no scale and no forecaster. Row t rests on draws up to t.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bancada.domains.lottery.game import N_NUMBERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DELAY_CAP", "EveryDraw", "LatestDraw", "Past"]

DELAY_CAP = 20
"""Draws without a number from which on its delay counts no further: 0.4^20 is once in 90 million."""
_FEW = 64
_TOO_FEW = "there are no draws"


class Past(Protocol):
    """What blocks are made from: whole numbers about the draws up to a row, one row a line."""

    @property
    def drawn(self) -> NDArray[np.uint8]:
        """The draw itself, 0/1, shape (m, 25)."""

    @property
    def repeats(self) -> NDArray[np.int64]:
        """Numbers shared with the draw before, shape (m, 1); 0 where there is none."""

    @property
    def delays(self) -> NDArray[np.int64]:
        """Draws since each number was last seen, 0 for one just drawn, at most DELAY_CAP, shape (m, 25)."""

    def counts(self, window: int | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how often each number was drawn in the last `window` draws, (m, 25), and how many those are, (m, 1)."""


class EveryDraw:
    """The past of every row."""

    def __init__(self, drawn: NDArray[np.uint8]) -> None:
        self.drawn = drawn
        self._ends = np.arange(1, len(drawn) + 1)

    @cached_property
    def repeats(self) -> NDArray[np.int64]:
        """See `Past`."""
        shared = np.zeros((len(self.drawn), 1), dtype=np.int64)
        shared[1:, 0] = (self.drawn[1:] & self.drawn[:-1]).sum(axis=1)
        return shared

    @cached_property
    def delays(self) -> NDArray[np.int64]:
        """See `Past`."""
        rows = self._ends[:, None] - 1
        seen = np.maximum.accumulate(np.where(self.drawn == 1, rows, -1), axis=0)
        return np.minimum(rows - seen, DELAY_CAP)

    def counts(self, window: int | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """See `Past`."""
        starts = np.zeros_like(self._ends) if window is None else np.maximum(self._ends - window, 0)
        return self._totals[self._ends] - self._totals[starts], (self._ends - starts)[:, None]

    @cached_property
    def _totals(self) -> NDArray[np.int64]:
        totals = np.zeros((len(self.drawn) + 1, N_NUMBERS), dtype=np.int64)
        np.cumsum(self.drawn, axis=0, out=totals[1:])
        return totals


class LatestDraw:
    """The past of the last row alone: the same whole numbers, without the others."""

    def __init__(self, drawn: NDArray[np.uint8]) -> None:
        if not len(drawn):
            raise ValueError(_TOO_FEW)
        self._all = drawn
        self.drawn = drawn[-1:]

    @property
    def repeats(self) -> NDArray[np.int64]:
        """See `Past`."""
        if len(self._all) == 1:
            return np.zeros((1, 1), dtype=np.int64)
        return np.array([[(self._all[-1] & self._all[-2]).sum()]], dtype=np.int64)

    @property
    def delays(self) -> NDArray[np.int64]:
        """See `Past`."""
        backwards = self._all[: -DELAY_CAP - 1 : -1]
        delays = np.where(backwards.any(axis=0), backwards.argmax(axis=0), len(backwards))
        return delays[None, :].astype(np.int64)

    def counts(self, window: int | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """See `Past`."""
        rows = self._all if window is None else self._all[-window:]
        return _column_sums(rows)[None, :], np.array([[len(rows)]])


def _column_sums(drawn: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how often each number was drawn: 64 draws side by side at a time, in bytes, which is eight times quicker than one sum."""
    if len(drawn) <= _FEW:
        return np.asarray(np.add.reduce(drawn, axis=0, dtype=np.int64))
    n_whole = len(drawn) - len(drawn) % _FEW
    sums: NDArray[np.int64] = np.add.reduce(drawn[n_whole:], axis=0, dtype=np.int64)
    side_by_side = drawn[:n_whole].reshape(-1, _FEW * N_NUMBERS)
    for start in range(0, len(side_by_side), 255):  # as many as a byte can count
        counted = np.add.reduce(side_by_side[start : start + 255], axis=0, dtype=np.uint8)
        sums += np.add.reduce(counted.reshape(_FEW, N_NUMBERS), axis=0, dtype=np.int64)
    return sums
