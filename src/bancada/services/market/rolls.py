"""Where a series goes from one contract to the next, and what a reader of its features must know of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.markets.instruments import instrument
from bancada.markets.series import SeriesInfo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["roll_finding", "rolls_of"]

_CLOSED = ("difference", "ratio")


def rolls_of(info: SeriesInfo, bars: Bars) -> NDArray[np.int64]:
    """Return the positions of the first bar of each new contract, of a continuous future whose gaps nobody closed; else none.

    By the calendar of expiries, as `sessions.roll_positions` assumes it.
    """
    from bancada.markets.sessions import roll_positions

    none = np.empty(0, dtype=np.int64)
    if info.continuous is None or info.continuous.adjustment in _CLOSED or info.exchange not in ("BVMF", ""):
        return none
    known = instrument(info.key.symbol, on=info.last.date())
    return none if known is None else roll_positions(bars, known)


def roll_finding(info: SeriesInfo, bars: Bars) -> tuple[Finding, ...]:
    """Return what to know of features across rolls; nothing where there are none."""
    n_rolls = len(rolls_of(info, bars))
    if not n_rolls:
        return ()
    return (
        Finding("features_cross_rolls", Severity.CAUTION, info.key.symbol, {"name": info.key.symbol, "count": n_rolls}),
    )
