"""Drawdowns: how far and how long equity stood below its highest point so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Drawdown", "drawdown_curve", "drawdowns", "longest_drawdown", "max_drawdown"]


@dataclass(frozen=True, slots=True)
class Drawdown:
    """One fall from a highest point until it is reached again.

    Attributes
    ----------
    depth : float
        Greatest fall as a fraction of the peak, above 0: 0.2 is a fifth. Above 1 where more than all is lost.
    amount : float
        The same in currency.
    peak, trough : int
        Position of the last value at the peak, -1 for the capital before the first, and of the lowest one.
    recovery : int or None
        Position of the first value at or above the peak again; None where it has not come yet.
    length : int
        Steps from the peak to the recovery, or to the last value.
    recovery_length : int or None
        Steps from the trough to the recovery.
    """

    depth: float
    amount: float
    peak: int
    trough: int
    recovery: int | None
    length: int
    recovery_length: int | None


def drawdown_curve(equity: ArrayLike, *, capital: float) -> NDArray[np.float64]:
    """Return equity over its highest point so far, less 1: 0 at a peak, -0.2 a fifth below it, shape (n,).

    Parameters
    ----------
    equity : array_like, shape (n,)
        Without NaN.
    capital : float
        What it began with, above 0: the first peak.
    """
    values = np.asarray(equity, dtype=np.float64)
    return values / np.maximum.accumulate(np.maximum(values, capital)) - 1.0


def drawdowns(equity: ArrayLike, *, capital: float) -> tuple[Drawdown, ...]:
    """Return every drawdown, in order of time; none where equity never fell.

    Parameters
    ----------
    equity : array_like, shape (n,)
        Without NaN.
    capital : float
        What it began with, above 0.
    """
    path = np.concatenate([[capital], np.asarray(equity, dtype=np.float64)])
    below = path < np.maximum.accumulate(path)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], below, [False]]).astype(np.int8)))
    return tuple(_drawdown(path, int(first), int(end)) for first, end in edges.reshape(-1, 2))


def max_drawdown(equity: ArrayLike, *, capital: float) -> Drawdown | None:
    """Return the drawdown of greatest depth, the first of equals; None where equity never fell below its peak."""
    return max(drawdowns(equity, capital=capital), key=lambda one: one.depth, default=None)


def longest_drawdown(equity: ArrayLike, *, capital: float) -> Drawdown | None:
    """Return the drawdown that lasted longest, the first of equals; None where equity never fell below its peak."""
    return max(drawdowns(equity, capital=capital), key=lambda one: one.length, default=None)


def _drawdown(path: NDArray[np.float64], first: int, end: int) -> Drawdown:
    """Return the drawdown of `path[first:end]`, whose positions are one more than the equity's."""
    peak, recovered = first - 1, end < len(path)
    trough = first + int(np.argmin(path[first:end]))
    amount = float(path[peak] - path[trough])
    return Drawdown(
        depth=amount / float(path[peak]),
        amount=amount,
        peak=peak - 1,
        trough=trough - 1,
        recovery=end - 1 if recovered else None,
        length=(end if recovered else len(path) - 1) - peak,
        recovery_length=end - trough if recovered else None,
    )
