"""Time of day, seasons and sessions."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.features.anchored import kernels as anchored
from bancada.markets.features.pointwise import kernels as point
from bancada.markets.features.recipe import Recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["clock"]


def _cycle(parts: int) -> Values:
    angle = 2.0 * pi * np.arange(parts) / parts
    return np.column_stack((np.sin(angle), np.cos(angle)))


def clock() -> tuple[Recipe, ...]:
    """Return the recipes of the clock and of sessions."""
    cycles = tuple(f"{name}_{wave}" for name in ("minute", "weekday", "month_day", "month") for wave in ("sin", "cos"))
    since = ("minutes_since_open", "session_return", "session_gap", "session_position")
    with_volume = ("session_vwap_distance", "session_ad")
    inputs = ("day", "minute", "high", "low", "close", "log_open", "log_close")
    sums = ("day", "typical", "placed", "volume", "close")
    return (
        Recipe(cycles, ("minute", "day"), point.clock, (_cycle(1440), _cycle(7), _cycle(31), _cycle(12))),
        Recipe(since, inputs, anchored.session, cells=anchored.SESSION),
        Recipe(with_volume, sums, anchored.session_sums, cells=anchored.SESSION_SUMS),
    )
