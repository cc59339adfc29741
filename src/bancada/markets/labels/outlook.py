"""How far each label may look: the price it starts from and the bar it ends at. It knows no class and no barrier."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.labels.values import NO_END, NO_INSTANT, Entry
from bancada.markets.sessions import session_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

Number = TypeVar("Number", bound=np.generic)

__all__ = [
    "entry_prices",
    "instants_of",
    "last_positions",
    "meets_roll",
    "read_only",
    "roll_places",
    "session_days",
    "session_ends",
]


def session_days(bars: Bars) -> NDArray[np.int64]:
    """Return a number for the session of each bar: its local date, as days since 1970, shape (n,).

    For exchanges that close before midnight. Where a session crosses midnight, give the labels numbers of your own.

    Raises
    ------
    BadInput
        Daily bars, each of which is a session of its own.
    """
    if not bars.timeframe.is_intraday:
        raise BadInput("labels_need_intraday", symbol=bars.symbol, timeframe=bars.timeframe.value)
    return session_of(bars)


def entry_prices(bars: Bars, entry: Entry) -> NDArray[np.float64]:
    """Return the price that the label of each bar starts from, shape (n,); NaN where it is missing or not positive."""
    if entry is Entry.CLOSE:
        prices = bars.close
    else:
        prices = np.full(len(bars), np.nan)
        prices[:-1] = bars.open[1:]
    return np.where(prices > 0, prices, np.nan)


def session_ends(bars: Bars, sessions: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return the last position of the session of each bar, shape (n,): n where it is not over within the data, or none is asked for.

    Raises
    ------
    BadInput
        As many session numbers as there are bars are wanted.
    """
    n = len(bars)
    if sessions is None:
        return np.full(n, n, dtype=np.int64)
    if len(sessions) != n:
        raise BadInput("labels_lengths_differ", rows=n, given=len(sessions))
    changes = np.flatnonzero(np.diff(sessions))
    lasts = np.append(changes, n)
    return lasts[np.searchsorted(changes, np.arange(n), side="left")].astype(np.int64)


def roll_places(bars: Bars, rolls: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return the positions of the first bars of new contracts; none where none are given.

    Raises
    ------
    BadInput
        Positions that do not rise, or that are no bars'.
    """
    if rolls is None:
        return np.empty(0, dtype=np.int64)
    places = np.asarray(rolls, dtype=np.int64)
    if len(places) and (places[0] < 0 or places[-1] >= len(bars) or np.any(np.diff(places) <= 0)):
        raise BadInput("labels_rolls", rows=len(bars))
    return places


def meets_roll(
    bars: Bars, lasts: NDArray[np.int64], *, rolls: NDArray[np.int64] | None, entry: Entry
) -> NDArray[np.bool_]:
    """Return which bars' positions would still be held, by their last bar `lasts`, when a contract gives way to the next, shape (n,).

    A position that is entered at the open of the new contract's first bar does not meet that roll.
    """
    places = roll_places(bars, rolls)
    if not len(places):
        return np.zeros(len(lasts), dtype=bool)
    entries = np.arange(len(lasts), dtype=np.int64) + (entry is Entry.NEXT_OPEN)
    following = np.append(places, np.iinfo(np.int64).max)[np.searchsorted(places, entries, side="right")]
    met: NDArray[np.bool_] = lasts >= following
    return met


def last_positions(bars: Bars, *, horizon: int, sessions: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return where a label of exactly `horizon` bars ends, shape (n,); -1 where that is beyond the data or beyond the session.

    Raises
    ------
    BadInput
        A horizon below one bar.
    """
    if horizon < 1:
        raise BadInput("labels_horizon", horizon=horizon)
    ends = np.arange(len(bars), dtype=np.int64) + horizon
    fits = (ends < len(bars)) & (ends <= session_ends(bars, sessions))
    return np.where(fits, ends, NO_END)


def instants_of(bars: Bars, ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the opening instant of each end; NaT where there is none."""
    found = np.full(len(ends), NO_INSTANT, dtype=np.int64)
    known = ends >= 0
    found[known] = bars.ts[ends[known]]
    return found


def read_only(array: NDArray[Number]) -> NDArray[Number]:
    """Return the array after closing it to writing."""
    array.flags.writeable = False
    return array
