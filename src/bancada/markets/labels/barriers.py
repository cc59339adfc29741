"""The triple barrier: what a position would have met first, profit, loss or the end of its time; and meta-labels on it.

Source: López de Prado (2018), "Advances in Financial Machine Learning", chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.labels.kernels import first_touches
from bancada.markets.labels.outlook import entry_prices, instants_of, meets_roll, read_only, session_ends
from bancada.markets.labels.values import NO_CLASS, NO_END, Entry, Labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["OUTCOMES", "TripleBarrier", "meta_labels", "triple_barrier"]

OUTCOMES = ("loss", "time", "profit")
"""Classes of a triple barrier; without sides, positions are bought, so that "loss" is the lower barrier."""
_CHOICES = ("skip", "take")


@dataclass(frozen=True, slots=True, eq=False)
class TripleBarrier:
    """What each position met first.

    Attributes
    ----------
    labels : Labels
        Classes `OUTCOMES`; `ends` is the bar of the touch, so the time of each end.
    returns : ndarray of float64, shape (n,)
        What the position made, as a fraction of its entry, before costs: at the barrier's level, at the open of a bar that opens beyond it,
        at the close of the vertical barrier. NaN where there is no label.
    sides : ndarray of int8, shape (n,)
        1 bought, -1 sold, 0 no position.
    """

    labels: Labels
    returns: NDArray[np.float64]
    sides: NDArray[np.int8]


def triple_barrier(
    bars: Bars,
    *,
    profit: float | None,
    loss: float | None,
    horizon: int,
    volatility: NDArray[np.float64] | None = None,
    sides: NDArray[np.int8] | None = None,
    entry: Entry = Entry.NEXT_OPEN,
    sessions: NDArray[np.int64] | None = None,
    rolls: NDArray[np.int64] | None = None,
) -> TripleBarrier:
    """Return which of three barriers a position decided at the close of each bar touches first.

    Bars t + 1 to t + horizon are looked at. A barrier is touched by the high or the low of a bar; where one bar touches both, loss comes
    first, since its path is unknown. A bar that opens beyond a barrier is left at its open. What touches neither ends at the close of bar
    t + horizon, the vertical barrier, or of the session's last bar where `sessions` are given and that is earlier.

    Parameters
    ----------
    bars : Bars
    profit, loss : float or None
        Distance of each barrier from the entry: as a fraction, or in units of `volatility` where that is given. None for no such barrier.
    horizon : int
        In bars.
    volatility : ndarray of float64, shape (n,), optional
        As a fraction, known at the close of each bar (`past_volatility`), scaled by the caller to what the position's time asks for. NaN
        gives no label.
    sides : ndarray of int8, shape (n,), optional
        1, -1 or 0; all bought when absent. For -1 profit lies below the entry.
    entry : Entry
    sessions : ndarray of int64, shape (n,), optional
        Number of the session of each bar; no label crosses from one into another.
    rolls : ndarray of int64, optional
        As in `forward_returns`. Where the vertical barrier lies beyond a roll there is no label, whatever was touched before it: with
        early touches alone, the bars before a roll would teach that positions end early.

    Returns
    -------
    TripleBarrier
        No label where the data end before any touch, where a price on the way is missing, or on the last bar of a session.

    Raises
    ------
    BadInput
    """
    n = len(bars)
    widths = _widths(n, profit, loss, volatility)
    if horizon < 1:
        raise BadInput("labels_horizon", horizon=horizon)
    taken = np.ones(n, dtype=np.int8) if sides is None else np.asarray(sides, dtype=np.int8)
    if len(taken) != n:
        raise BadInput("labels_lengths_differ", rows=n, given=len(taken))
    lasts = np.minimum(np.arange(n, dtype=np.int64) + horizon, session_ends(bars, sessions))
    lasts = np.where(meets_roll(bars, lasts, rolls=rolls, entry=entry), NO_END, lasts)
    prices = (bars.open, bars.high, bars.low)
    ends, barriers, returns = first_touches(prices, bars.close, entry_prices(bars, entry), widths, taken, lasts)
    labels = Labels(
        f"triple_barrier_{horizon}",
        read_only(barriers),
        read_only(ends),
        read_only(instants_of(bars, ends)),
        OUTCOMES,
        horizon,
        entry,
    )
    return TripleBarrier(labels, read_only(returns), read_only(taken.copy()))


def meta_labels(outcome: TripleBarrier, *, cost: float = 0.0) -> Labels:
    """Return whether each position of a primary rule was worth taking.

    "take" where its return is over `cost`, "skip" where not, no label where the rule took no position: a second model learns from these
    when to trust the first. López de Prado (2018), section 3.6.

    Parameters
    ----------
    outcome : TripleBarrier
        Made with the `sides` of the primary rule.
    cost : float
        Of getting in and out, as a fraction of the entry.
    """
    labels = outcome.labels
    codes = np.where(labels.known, (outcome.returns > cost).astype(np.int8), NO_CLASS).astype(np.int8)
    return replace(labels, name=f"meta_{labels.horizon}", values=read_only(codes), classes=_CHOICES)


def _widths(
    n: int, profit: float | None, loss: float | None, volatility: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    for distance in (profit, loss):
        if distance is not None and not distance > 0:
            raise BadInput("labels_barrier", distance=distance)
    if volatility is not None and len(volatility) != n:
        raise BadInput("labels_lengths_differ", rows=n, given=len(volatility))
    unit = np.ones(n) if volatility is None else np.where(volatility > 0, volatility, np.nan)
    above, below = (unit * (np.inf if distance is None else distance) for distance in (profit, loss))
    return above, below
