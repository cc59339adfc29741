"""Buy, sell or hold: what the return ahead would have called for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.labels.forward import forward_returns
from bancada.markets.labels.outlook import read_only
from bancada.markets.labels.values import NO_CLASS, NO_END, NO_INSTANT, Entry, Labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["ACTIONS", "action_by_threshold", "action_by_volatility"]

ACTIONS = ("sell", "hold", "buy")
"""Classes of an action, in the order of the position they call for: -1, 0, 1."""


def action_by_threshold(
    bars: Bars,
    *,
    horizon: int,
    threshold: float,
    entry: Entry = Entry.NEXT_OPEN,
    sessions: NDArray[np.int64] | None = None,
    rolls: NDArray[np.int64] | None = None,
) -> Labels:
    """Return "buy" where the return ahead is over `threshold`, "sell" where it is under -`threshold`, else "hold".

    Parameters
    ----------
    bars : Bars
    horizon : int
        In bars.
    threshold : float
        A fraction, 0 or more (0.001: 10 bps); below the costs of a trade it calls for trades that lose.
    entry, sessions, rolls
        As in `forward_returns`.

    Raises
    ------
    BadInput
    """
    if not threshold >= 0:
        raise BadInput("labels_threshold", threshold=threshold)
    returns = forward_returns(bars, horizon=horizon, entry=entry, sessions=sessions, rolls=rolls)
    return _actions(returns, np.full(len(bars), threshold), name=f"action_{horizon}")


def action_by_volatility(
    bars: Bars,
    *,
    horizon: int,
    k: float = 1.0,
    window: int = 20,
    entry: Entry = Entry.NEXT_OPEN,
    sessions: NDArray[np.int64] | None = None,
    rolls: NDArray[np.int64] | None = None,
) -> Labels:
    """Return the same actions with a threshold of `k` times the past volatility, scaled to the horizon.

    The threshold of bar t is k * past_volatility[t] * sqrt(horizon): what a walk without drift would make of it. Bars without a past
    volatility have no label.

    Parameters
    ----------
    bars : Bars
    horizon : int
        In bars.
    k : float
        0 or more.
    window : int
        Returns that the volatility looks back at.
    entry, sessions, rolls
        As in `forward_returns`.

    Raises
    ------
    BadInput
    """
    from bancada.markets.labels.volatility import past_volatility

    if not k >= 0:
        raise BadInput("labels_threshold", threshold=k)
    returns = forward_returns(bars, horizon=horizon, entry=entry, sessions=sessions, rolls=rolls)
    thresholds = k * past_volatility(bars, window=window, rolls=rolls) * np.sqrt(horizon)
    return _actions(returns, thresholds, name=f"action_{horizon}_volatility")


def _actions(returns: Labels, thresholds: NDArray[np.float64], *, name: str) -> Labels:
    known = returns.known & ~np.isnan(thresholds)
    codes = 1 + (returns.values > thresholds).astype(np.int8) - (returns.values < -thresholds).astype(np.int8)
    return replace(
        returns,
        name=name,
        values=read_only(np.where(known, codes, NO_CLASS).astype(np.int8)),
        ends=read_only(np.where(known, returns.ends, NO_END)),
        end_ts=read_only(np.where(known, returns.end_ts, NO_INSTANT)),
        classes=ACTIONS,
    )
