"""From labels as people ask for them to labels: the calls, with sessions and rolls of the series."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.services.market.requests import LabelKind, LabelRequest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars
    from bancada.markets.labels import Labels

__all__ = ["labels_of", "widths_of"]


def labels_of(bars: Bars, request: LabelRequest, *, rolls: NDArray[np.int64]) -> Labels:
    """Return the labels asked for; none of them crosses a roll."""
    from bancada.markets import labels as ways

    sessions = ways.session_days(bars) if request.is_within_session else None
    horizon = request.horizon
    match request.kind:
        case LabelKind.RETURNS:
            return ways.forward_returns(bars, horizon=horizon, sessions=sessions, rolls=rolls)
        case LabelKind.MAGNITUDE:
            return ways.magnitude_classes(ways.forward_returns(bars, horizon=horizon, sessions=sessions, rolls=rolls))
        case LabelKind.THRESHOLD:
            return ways.action_by_threshold(
                bars, horizon=horizon, threshold=request.threshold, sessions=sessions, rolls=rolls
            )
        case LabelKind.VOLATILITY:
            return ways.action_by_volatility(
                bars, horizon=horizon, k=request.width, window=request.window, sessions=sessions, rolls=rolls
            )
        case LabelKind.TRIPLE_BARRIER:
            volatility = ways.past_volatility(bars, window=request.window, rolls=rolls) * np.sqrt(horizon)
            width = request.width
            return ways.triple_barrier(
                bars, profit=width, loss=width, horizon=horizon, volatility=volatility, sessions=sessions, rolls=rolls
            ).labels


def widths_of(bars: Bars, request: LabelRequest, *, rolls: NDArray[np.int64]) -> NDArray[np.float64] | None:
    """Return the distance of each bar's thresholds or barriers, as a fraction, shape (n,); None for labels that have none."""
    from bancada.markets.labels import past_volatility

    match request.kind:
        case LabelKind.THRESHOLD:
            return np.full(len(bars), request.threshold)
        case LabelKind.VOLATILITY | LabelKind.TRIPLE_BARRIER:
            return np.asarray(
                request.width * past_volatility(bars, window=request.window, rolls=rolls) * np.sqrt(request.horizon)
            )
        case _:
            return None
