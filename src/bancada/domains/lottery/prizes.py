"""Prizes: what each draw paid, as arrays beside `Draws`; and the contest that comes next. It knows no file and no SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.lottery.tables import TIERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NextContest", "Prizes", "next_draw_day", "unknown_prizes"]

_SUNDAY = 6


@dataclass(frozen=True)
class Prizes:
    """What draws paid, aligned with the `Draws` they belong to; -1 is unknown. The arrays are read-only.

    Attributes
    ----------
    contests : ndarray of int64, shape (n,)
    winners : ndarray of int64, shape (n, 5)
        Winning bets by tier: 15, 14, 13, 12, 11 hits.
    payouts_centavos : ndarray of int64, shape (n, 5)
        For one winning bet of 15 numbers, as published: income tax is taken off already.
    collected_centavos : ndarray of int64, shape (n,)
        Sales of the contest.
    """

    contests: NDArray[np.int64]
    winners: NDArray[np.int64]
    payouts_centavos: NDArray[np.int64]
    collected_centavos: NDArray[np.int64]

    def __post_init__(self) -> None:
        for array in (self.contests, self.winners, self.payouts_centavos, self.collected_centavos):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.contests)


@dataclass(frozen=True, slots=True)
class NextContest:
    """The contest that follows the last draw of a record.

    Attributes
    ----------
    contest : int
    draw_on : date or None
    is_estimated : bool
        The day is worked out from the days on which draws are held, not announced.
    """

    contest: int
    draw_on: date | None
    is_estimated: bool


def unknown_prizes(contests: NDArray[np.int64]) -> Prizes:
    """Return prizes of which nothing is known."""
    n = len(contests)
    return Prizes(
        contests=contests,
        winners=np.full((n, len(TIERS)), -1, dtype=np.int64),
        payouts_centavos=np.full((n, len(TIERS)), -1, dtype=np.int64),
        collected_centavos=np.full(n, -1, dtype=np.int64),
    )


def next_draw_day(day: date) -> date:
    """Return the first day after `day` on which draws are held: Monday to Saturday. Holidays are not known here."""
    following = day + timedelta(days=1)
    return following + timedelta(days=1) if following.weekday() == _SUNDAY else following
