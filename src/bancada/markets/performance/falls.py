"""The deepest drawdowns of a record, with their dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bancada.markets.performance.daily import DailyPnl
from bancada.markets.performance.drawdown import drawdowns

__all__ = ["MOST_FALLS", "DatedDrawdown", "deepest_drawdowns"]

MOST_FALLS = 5


@dataclass(frozen=True, slots=True)
class DatedDrawdown:
    """A drawdown by session.

    Attributes
    ----------
    depth : float
        Greatest fall as a fraction of the peak; above 1 where more than all was lost.
    amount : float
        The same in currency.
    peak_on : date or None
        Last session at the peak; None for the capital before the first session.
    trough_on : date
    recovery_on : date or None
        First session at the peak again; None where it has not come.
    sessions : int
        From the peak to the recovery, or to the last session.
    recovery_sessions : int or None
        From the trough to the recovery.
    """

    depth: float
    amount: float
    peak_on: date | None
    trough_on: date
    recovery_on: date | None
    sessions: int
    recovery_sessions: int | None


def deepest_drawdowns(daily: DailyPnl) -> tuple[DatedDrawdown, ...]:
    """Return the five deepest drawdowns, deepest first, the earlier of equals; fewer where there are not as many."""
    found = sorted(drawdowns(daily.equity, capital=daily.capital), key=lambda one: -one.depth)[:MOST_FALLS]
    dates = [date(1970, 1, 1) + timedelta(days=day) for day in daily.days.tolist()]
    return tuple(
        DatedDrawdown(
            one.depth,
            one.amount,
            None if one.peak < 0 else dates[one.peak],
            dates[one.trough],
            None if one.recovery is None else dates[one.recovery],
            one.length,
            one.recovery_length,
        )
        for one in found
    )
