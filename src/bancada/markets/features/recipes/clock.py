"""Time of day, seasons and sessions."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.features.anchored import kernels as anchored
from bancada.markets.features.pointwise import kernels as point
from bancada.markets.features.recipe import Carried, Loop, Recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["clock"]


def _cycle(parts: int) -> Values:
    angle = 2.0 * pi * np.arange(parts) / parts
    return np.column_stack((np.sin(angle), np.cos(angle)))


def _whole(loop: Loop, cells: int) -> Loop:
    """Return the loop over a whole series, from a beginning of zeros."""

    def begun(*inputs: Values) -> None:
        loop(np.zeros(cells), *inputs)

    return begun


def clock() -> tuple[Recipe, ...]:
    """Return the recipes of the clock and of sessions."""
    cycles = tuple(f"{name}_{wave}" for name in ("minute", "weekday", "month_day", "month") for wave in ("sin", "cos"))
    since = ("minutes_since_open", "session_return", "session_gap", "session_position")
    with_volume = ("session_vwap_distance", "session_ad")
    inputs = ("day", "minute", "high", "low", "close", "log_open", "log_close")
    session = Carried(anchored.session, anchored.SESSION, inputs)
    sums = ("day", "typical", "placed", "volume", "close")
    session_sums = Carried(anchored.session_sums, anchored.SESSION_SUMS, sums)
    return (
        Recipe(cycles, ("minute", "day"), point.clock, (_cycle(1440), _cycle(7), _cycle(31), _cycle(12))),
        Recipe(since, inputs, _whole(anchored.session, anchored.SESSION), carried=session),
        Recipe(with_volume, sums, _whole(anchored.session_sums, anchored.SESSION_SUMS), carried=session_sums),
    )
