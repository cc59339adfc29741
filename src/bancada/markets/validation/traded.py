"""The sessions that a series has, one row each: enough for gaps, splits and rolls, and small however many bars there are."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import Bars, make_bars
from bancada.markets.sessions.clock import DAY_SECONDS
from bancada.markets.sessions.hours import SessionHours, hours_of
from bancada.markets.validation.report import MOST_EXAMPLES, Example
from bancada.markets.validation.view import View, when

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Traded", "gaps_within", "traded"]

_DAY_NS = DAY_SECONDS * 1_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Traded:
    """One row a session, ascending.

    Attributes
    ----------
    day : ndarray of int64, shape (n_sessions,)
        Days since 1970.
    bars : ndarray of int64
        Bars of the session, whenever they open.
    inside : ndarray of int64
        Of them, distinct instants while continuous trading surely runs.
    first, last : ndarray of int64
        Second of day of the first and the last bar.
    open, high, low, close, volume : ndarray of float64
        Of the session; NaN in a bar is passed over, NaN where all are.
    """

    day: Ints
    bars: Ints
    inside: Ints
    first: Ints
    last: Ints
    open: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    volume: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.day)

    def __add__(self, later: Traded) -> Traded:
        """Return both tables as one; a session that they share is one row."""
        table = Traded(*(np.concatenate((getattr(self, f.name), getattr(later, f.name))) for f in fields(self)))
        order = np.argsort(table.day, kind="stable")
        table = Traded(*(getattr(table, f.name)[order] for f in fields(self)))
        starts = _starts(table.day)
        return table if len(starts) == len(table) else _folded(table, starts)

    def only(self, chosen: NDArray[np.bool_]) -> Traded:
        """Return the chosen sessions."""
        return Traded(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def daily(self, symbol: str) -> Bars:
        """Return the sessions as daily bars, labelled by their dates."""
        return make_bars(
            symbol,
            "1d",
            ts=self.day * _DAY_NS,
            open=self.open,
            high=self.high,
            low=self.low,
            close=self.close,
            volume=self.volume,
        )


def _folded(table: Traded, starts: Ints) -> Traded:
    ends = np.append(starts[1:], len(table)) - 1
    return Traded(
        table.day[starts],
        np.add.reduceat(table.bars, starts),
        np.add.reduceat(table.inside, starts),
        np.minimum.reduceat(table.first, starts),
        np.maximum.reduceat(table.last, starts),
        table.open[starts],
        np.fmax.reduceat(table.high, starts),
        np.fmin.reduceat(table.low, starts),
        table.close[ends],
        np.add.reduceat(table.volume, starts),
    )


def _starts(session: Ints) -> Ints:
    return np.flatnonzero(np.concatenate(([True], session[1:] != session[:-1]))).astype(np.int64)


def traded(seen: View, *, product: str) -> Traded:
    """Return the sessions of the counted bars.

    Parameters
    ----------
    seen : View
    product : str
        Whose hours say which bars are expected; empty where none do (then `inside` is 0). At least one bar is counted.
    """
    bars, session, second = seen.bars[seen.counted], seen.session[seen.counted], seen.second[seen.counted]
    starts = _starts(session)
    day, row = session[starts], np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(session))))
    hours = hours_of(product, day)
    is_first = np.ones(len(bars), dtype=np.bool_)
    before = seen.counted.indices(len(seen.bars))[0]
    is_first[1:] = bars.ts[1:] != bars.ts[:-1]
    if before and len(bars):
        is_first[0] = bars.ts[0] != seen.bars.ts[before - 1]
    expected = (second >= hours.opens[row]) & (second < hours.closes[row]) & is_first
    ends = np.append(starts[1:], len(bars)) - 1
    return Traded(
        day,
        np.diff(np.append(starts, len(bars))),
        np.add.reduceat(expected.astype(np.int64), starts),
        second[starts],
        second[ends],
        bars.open[starts],
        np.fmax.reduceat(bars.high, starts),
        np.fmin.reduceat(bars.low, starts),
        bars.close[ends],
        np.add.reduceat(bars.volume, starts),
    )


def gaps_within(seen: View, *, product: str) -> list[Example]:
    """Return the longest gaps between two bars of one session, while continuous trading surely runs."""
    step, start = seen.bars.timeframe.nanoseconds, seen.counted.indices(len(seen.bars))[0]
    ts, session, second = (a[max(start - 1, 0) : seen.counted.stop] for a in (seen.bars.ts, seen.session, seen.second))
    missing = np.diff(ts) // step - 1
    missing[session[1:] != session[:-1]] = 0
    at = np.flatnonzero(missing > 0)
    if not len(at):
        return []
    hours: SessionHours = hours_of(product, session[at])
    at = at[(second[at] >= hours.opens) & (second[at + 1] < hours.closes)]
    worst = at[np.argsort(-missing[at], kind="stable")][:MOST_EXAMPLES]
    return [
        Example(
            int(ts[p] + step),
            when(int(ts[p] + step), seen.bars),
            when(int(ts[p + 1]), seen.bars),
            {"bars": float(missing[p])},
        )
        for p in worst
    ]
