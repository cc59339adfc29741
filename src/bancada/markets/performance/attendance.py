"""Which sessions of the exchange's calendar the bars of a backtest hold: days that are none, sessions that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.sessions.clock import session_of
from bancada.markets.sessions.days import calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.bars import Bars

__all__ = ["Attendance", "attendance"]


@dataclass(frozen=True, slots=True, eq=False)
class Attendance:
    """Bars beside a calendar; where none is known, or it is silent, every day with a bar is a session and none is missing.

    Attributes
    ----------
    first, last : int
        First and last day with a bar, days since 1970.
    n_sessions, n_stray_days : int
        Days with a bar that are sessions, and that are none (tests of an exchange's systems on a Saturday).
    strays : ndarray of bool, shape (n_bars,)
        Bars of days that are no session.
    resumes : ndarray of int64, shape (n_holes,)
        Position of the first bar after each hole.
    n_missing : ndarray of int64, shape (n_holes,)
        Sessions without a bar in each.
    """

    first: int
    last: int
    n_sessions: int
    n_stray_days: int
    strays: NDArray[np.bool_]
    resumes: NDArray[np.int64]
    n_missing: NDArray[np.int64]


def attendance(bars: Bars, *, exchange: str) -> Attendance:
    """Return which sessions the bars hold.

    Parameters
    ----------
    bars : Bars
        At least one, in order of time.
    exchange : str
        Name of the calendar; empty or unknown for none.
    """
    days, firsts, which = np.unique(session_of(bars), return_index=True, return_inverse=True)
    known = calendar(exchange)
    is_session, gaps = np.ones(len(days), dtype=np.bool_), np.zeros(len(days), dtype=np.int64)
    if known is not None:
        is_session = known.has(days) | ~known.covers(days)
        until, after = (np.searchsorted(known.days, days, side=side) for side in ("left", "right"))
        gaps[1:] = until[1:] - after[:-1]
    return Attendance(
        first=int(days[0]),
        last=int(days[-1]),
        n_sessions=int(is_session.sum()),
        n_stray_days=int((~is_session).sum()),
        strays=~is_session[which],
        resumes=firsts[gaps > 0].astype(np.int64),
        n_missing=gaps[gaps > 0],
    )
