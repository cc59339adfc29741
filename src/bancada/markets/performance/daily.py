"""Marked-to-market profit and loss by session: what every figure of risk is taken from. It knows no engine and no rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.sessions.clock import session_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from bancada.markets.bars import Bars

__all__ = ["DailyPnl", "daily_pnl", "make_daily_pnl"]


@dataclass(frozen=True, slots=True, eq=False)
class DailyPnl:
    """Profit and loss of each session on a stated capital that does not grow with them.

    Attributes
    ----------
    days : ndarray of int64, shape (n,)
        Date of each session in the exchange's zone, days since 1970-01-01, ascending. Sessions without a bar are absent, those without a
        position are there with 0.
    pnl : ndarray of float64, shape (n,)
        In the currency of the capital, net of costs, marked at each session's last close; NaN where the session's is unknown.
    capital : float
        Above 0.
    """

    days: NDArray[np.int64]
    pnl: NDArray[np.float64]
    capital: float

    def __len__(self) -> int:
        return len(self.days)

    @property
    def returns(self) -> NDArray[np.float64]:
        """P&L over the stated capital, shape (n,): not compounded, as a size that does not grow earns it."""
        return self.pnl / self.capital

    @property
    def equity(self) -> NDArray[np.float64]:
        """Capital and the P&L so far at each session's close, shape (n,); an unknown session counts 0."""
        return self.capital + np.cumsum(np.nan_to_num(self.pnl, nan=0.0))


def make_daily_pnl(days: ArrayLike, pnl: ArrayLike, *, capital: float) -> DailyPnl:
    """Return the value over these sessions, its arrays read-only.

    Raises
    ------
    BadInput
        A capital that is not above 0, columns of different lengths, days that do not ascend.
    """
    stamps, amounts = np.array(days, dtype=np.int64), np.array(pnl, dtype=np.float64)
    if not (np.isfinite(capital) and capital > 0):
        raise BadInput("performance_capital_not_positive", capital=capital)
    if stamps.shape != amounts.shape:
        raise BadInput("performance_lengths_differ", first=stamps.size, second=amounts.size)
    if np.any(np.diff(stamps) <= 0):
        raise BadInput("performance_days_not_ascending")
    for array in (stamps, amounts):
        array.flags.writeable = False
    return DailyPnl(stamps, amounts, float(capital))


def daily_pnl(bars: Bars, pnl: ArrayLike, *, capital: float) -> DailyPnl:
    """Return the P&L of bars summed by session: the date on which a bar opens in the exchange's zone.

    No session of BVMF crosses midnight; a market that never closes has a session a day of its zone.

    Parameters
    ----------
    bars : Bars
    pnl : array_like, shape (n,)
        P&L of each bar, net of costs; NaN makes its session NaN.
    capital : float
        What the P&L is earned on.

    Raises
    ------
    BadInput
        As `make_daily_pnl`; P&L of another length than the bars.

    Examples
    --------
    >>> from bancada.markets.bars import make_bars
    >>> close = [10.0, 11.0, 12.0]
    >>> bars = make_bars(
    ...     "X", "1h", ts=[0, 3_600_000_000_000, 86_400_000_000_000], open=close, high=close, low=close, close=close, zone="UTC"
    ... )
    >>> daily_pnl(bars, [0.0, 5.0, -2.0], capital=100.0).pnl.tolist()
    [5.0, -2.0]
    """
    amounts = np.asarray(pnl, dtype=np.float64)
    if amounts.shape != bars.ts.shape:
        raise BadInput("performance_lengths_differ", first=len(bars), second=amounts.size)
    days = session_of(bars)
    firsts = np.flatnonzero(np.diff(days, prepend=days[:1] - 1))
    sums = np.add.reduceat(amounts, firsts) if len(firsts) else amounts
    return make_daily_pnl(days[firsts], sums, capital=capital)
