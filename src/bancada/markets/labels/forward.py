"""Forward returns, and their classes by size. What a class starts from is known when the decision is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.labels.outlook import entry_prices, instants_of, last_positions, meets_roll, read_only
from bancada.markets.labels.values import NO_CLASS, NO_END, Entry, Labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["forward_returns", "magnitude_classes"]

_NAMES = {
    1: ("fall", "rise"),
    2: ("fall", "flat", "rise"),
    4: ("strong_fall", "fall", "flat", "rise", "strong_rise"),
}


def forward_returns(
    bars: Bars,
    *,
    horizon: int,
    entry: Entry = Entry.NEXT_OPEN,
    sessions: NDArray[np.int64] | None = None,
    rolls: NDArray[np.int64] | None = None,
) -> Labels:
    """Return what a position decided at the close of each bar has made by the close `horizon` bars later.

    close[t + horizon] / open[t + 1] - 1 from the next open, close[t + horizon] / close[t] - 1 from the close: simple returns, as fractions,
    before costs. Both end at bar t + horizon.

    Parameters
    ----------
    bars : Bars
    horizon : int
        In bars, at least 1.
    entry : Entry
    sessions : ndarray of int64, shape (n,), optional
        Number of the session of each bar, as `session_days` gives it: labels that would cross from one into another are none.
    rolls : ndarray of int64, optional
        Positions of the first bar of each new contract in a chain whose gaps nobody closed: labels that would cross from one contract into
        the next are none, since the gap between them is neither profit nor loss.

    Returns
    -------
    Labels
        Numbers; NaN where the end is beyond the data or a price is missing or not positive.

    Raises
    ------
    BadInput

    Examples
    --------
    >>> from bancada.markets.bars import make_bars
    >>> bars = make_bars("X", "1d", ts=[0, 1, 2], open=[1, 2, 4], high=[2, 4, 5], low=[1, 2, 4], close=[2, 4, 5])
    >>> forward_returns(bars, horizon=2).values
    array([1.5, nan, nan])
    """
    ends = last_positions(bars, horizon=horizon, sessions=sessions)
    ends = np.where(meets_roll(bars, ends, rolls=rolls, entry=entry), NO_END, ends)
    prices = entry_prices(bars, entry)
    values = np.full(len(bars), np.nan)
    known = np.flatnonzero(ends >= 0)
    leaving = bars.close[ends[known]]
    values[known] = np.where(leaving > 0, leaving, np.nan) / prices[known] - 1
    ends = np.where(np.isnan(values), NO_END, ends)
    return Labels(
        f"return_{horizon}",
        read_only(values),
        read_only(ends),
        read_only(instants_of(bars, ends)),
        (),
        horizon,
        entry,
    )


def magnitude_classes(
    returns: Labels,
    *,
    quantiles: Sequence[float] = (0.2, 0.4, 0.6, 0.8),
    edges: Sequence[float] | None = None,
    min_history: int = 250,
) -> Labels:
    """Return the class of each return by its size.

    Parameters
    ----------
    returns : Labels
        Numbers, as `forward_returns` gives them.
    quantiles : sequence of float
        Shares at which classes part; the thresholds of bar t are those quantiles of all returns whose end is at or before t, which is what
        was known when its decision was taken.
    edges : sequence of float, optional
        Thresholds themselves, as fractions, instead of quantiles; a return that equals an edge is in the class above it.
    min_history : int
        Fewer known returns than this give no label; without meaning for `edges`.

    Returns
    -------
    Labels
        Classes named by size for one, two or four thresholds, else `level_1` upward; ends are those of the returns.

    Raises
    ------
    BadInput
        Labels that are classes already; thresholds that do not rise; shares not between 0 and 1.
    """
    if returns.classes:
        raise BadInput("labels_not_numbers", name=returns.name)
    given = tuple(float(edge) for edge in (quantiles if edges is None else edges))
    if not given or any(not a < b for a, b in pairwise(given)) or not np.all(np.isfinite(given)):
        raise BadInput("labels_edges", edges=list(given))
    if edges is None and not (given[0] > 0 and given[-1] < 1):
        raise BadInput("labels_shares", shares=list(given))
    thresholds = np.array([given]) if edges is not None else _known_quantiles(returns, given, min_history)
    known = returns.known & ~np.isnan(thresholds[:, 0])
    sizes = np.sum(returns.values[:, None] >= thresholds, axis=1).astype(np.int8)
    ends = np.where(known, returns.ends, NO_END)
    return replace(
        returns,
        name=f"magnitude_{returns.horizon}",
        values=read_only(np.where(known, sizes, NO_CLASS).astype(np.int8)),
        ends=read_only(ends),
        end_ts=read_only(np.where(known, returns.end_ts, np.iinfo(np.int64).min)),
        classes=_NAMES.get(len(given), tuple(f"level_{i}" for i in range(1, len(given) + 2))),
    )


def _known_quantiles(returns: Labels, shares: tuple[float, ...], min_history: int) -> NDArray[np.float64]:
    from bancada.markets.expanding.quantiles import expanding_quantiles

    values = returns.values.astype(np.float64, copy=False)
    return expanding_quantiles(values, returns.ends, shares=shares, min_count=min_history)
