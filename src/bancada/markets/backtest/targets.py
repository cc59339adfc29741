"""Targets that keep: arrays of decided positions in which NaN means no new decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["held_targets"]


def held_targets(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return positions, shape (n,), with each NaN replaced by the last that is none, 0 before the first."""
    known = np.maximum.accumulate(np.where(np.isnan(positions), -1, np.arange(len(positions))))
    return np.where(known < 0, 0.0, positions[known])
