"""Hours of trading by product and date, on the wall clock of the exchange's zone.

B3 follows New York's closing bell: the early grid holds while the United States are on daylight saving and Brazil is not, the late
grid otherwise (Brazil had daylight saving until February 2019). Sources, row by row: B3's notices on hours as reported by Valor,
9 March 2018; Jornal do Comércio, November 2018; ADVFN, October 2020; Exame, November 2021; 1Bilhão, November 2023; Suno, November
2024; Exame and Metrópoles, March 2025. What they leave open was measured on a real five-minute WDO file of 2018 and 2019: its last
bar opens at 17:55 on the early grid and 18:10 on the late one, and at 18:25 on eves of index rebalancing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.bars import Bars
from bancada.markets.instruments import Instrument, InstrumentKind
from bancada.markets.sessions.clock import DAY_SECONDS, daylight_saving, local_seconds
from bancada.markets.sessions.days import ALWAYS_OPEN, calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HOURS", "HoursRow", "SessionHours", "hours_of", "is_inside", "product_of"]


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One row of the dated table; minutes after local midnight.

    Attributes
    ----------
    product : str
        "dollar_future", "index_future", "spot" or "24/7".
    since : date
        First day on which the row holds; until the product's next row begins.
    opens : int
        When continuous trading begins.
    early, late : tuple of int
        On the early and the late grid: when a bar must be there (continuous trading surely still runs), and the last minute in
        which a trade may be stamped (closing call and after-market included).
    """

    product: str
    since: date
    opens: int
    early: tuple[int, int]
    late: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class SessionHours:
    """Hours of some sessions, seconds after local midnight; -1 where the table says nothing.

    Attributes
    ----------
    opens : ndarray of int64, shape (n_sessions,)
    closes : ndarray of int64
        Until then every bar is expected.
    latest : ndarray of int64
        A bar may open until then, the instant itself included.
    """

    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    latest: NDArray[np.int64]

    @property
    def known(self) -> NDArray[np.bool_]:
        """For which sessions the table speaks."""
        return np.asarray(self.opens >= 0)


def _at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


_DOLLAR, _INDEX, _SPOT = "dollar_future", "index_future", "spot"
HOURS: tuple[HoursRow, ...] = (
    HoursRow(_DOLLAR, date(2017, 10, 16), _at(9), (_at(18), _at(18)), (_at(18, 15), _at(18, 15))),
    HoursRow(_DOLLAR, date(2020, 11, 3), _at(9), (_at(18), _at(18)), (_at(18, 30), _at(18, 30))),
    HoursRow(_DOLLAR, date(2025, 3, 10), _at(9), (_at(18), _at(18, 30)), (_at(18, 30), _at(18, 30))),
    HoursRow(_INDEX, date(2017, 10, 16), _at(9), (_at(17, 55), _at(18)), (_at(17, 55), _at(18, 20))),
    HoursRow(_INDEX, date(2020, 11, 3), _at(9), (_at(17, 55), _at(18)), (_at(18, 25), _at(18, 30))),
    HoursRow(_INDEX, date(2025, 3, 10), _at(9), (_at(17, 55), _at(18, 30)), (_at(18, 25), _at(18, 30))),
    HoursRow(_SPOT, date(2017, 10, 16), _at(10), (_at(16, 55), _at(18)), (_at(17, 55), _at(18, 30))),
    HoursRow(ALWAYS_OPEN, date(1970, 1, 1), 0, (_at(24), _at(24)), (_at(24), _at(24))),
)
"""The spot market's early grid ends with the after-market (17:30 to 18:00), the late one with the call of options' expiries."""

_EXTENDED = {date(2018, 11, 30), date(2019, 1, 4), date(2019, 2, 28), date(2019, 11, 26), date(2019, 12, 20)}
"""Sessions that B3 kept open to 18:25 and 18:30 for an index rebalancing: the first by its notice (Jornal do Comércio, November
2018), the others seen in the real file, whose dates are rebalancings too (MSCI, FTSE, Ibovespa)."""
_EXTENDED_TO = _at(18, 30)
_LATE_OPENING = _at(13)
"""Ash Wednesday, all of B3's products: by its yearly notice, and in the real file of 2018 and 2019."""


def product_of(instrument: Instrument | None, exchange: str) -> str:
    """Return the product whose hours hold; empty where the table has none (then no bar is called out of hours)."""
    if exchange == ALWAYS_OPEN:
        return ALWAYS_OPEN
    if instrument is None or exchange != "BVMF":
        return ""
    return _SPOT if instrument.kind is InstrumentKind.FRACTIONAL else instrument.kind.value


def hours_of(product: str, days: NDArray[np.int64]) -> SessionHours:
    """Return the hours of a product on these dates.

    Parameters
    ----------
    product : str
        As `product_of` names it.
    days : ndarray of int64, shape (n_sessions,)
        Days since 1970.
    """
    opens, closes, latest = (np.full(len(days), -1, dtype=np.int64) for _ in range(3))
    if len(days) == 0:
        return SessionHours(opens, closes, latest)
    is_early = daylight_saving(days, "America/New_York") & ~daylight_saving(days, "America/Sao_Paulo")
    for row in (row for row in HOURS if row.product == product):
        holds = days >= _ordinal(row.since)
        opens[holds] = row.opens
        closes[holds] = np.where(is_early, row.early[0], row.late[0])[holds]
        latest[holds] = np.where(is_early, row.early[1], row.late[1])[holds]
    if product in (_DOLLAR, _INDEX, _SPOT):
        _exceptions(product, days, opens, latest)
    return SessionHours(*(np.where(opens >= 0, minutes * 60, -1) for minutes in (opens, closes, latest)))


def is_inside(bars: Bars, *, product: str) -> NDArray[np.bool_]:
    """Return which bars open within the hours of their session; True where the table says nothing, and for daily bars.

    Whether that day is a session at all is the calendar's to say. A bar counts as inside from the first bar that holds the opening
    to one that opens at the closing instant, where the closing call is stamped.
    """
    if not bars.timeframe.is_intraday or len(bars) == 0:
        return np.ones(len(bars), dtype=np.bool_)
    local = local_seconds(bars.ts, bars.zone)
    days, which = np.unique(local // DAY_SECONDS, return_inverse=True)
    hours = hours_of(product, days)
    second = local % DAY_SECONDS
    inside = (second + bars.timeframe.seconds > hours.opens[which]) & (second <= hours.latest[which])
    return np.asarray(inside | ~hours.known[which])


def _exceptions(product: str, days: NDArray[np.int64], opens: NDArray[np.int64], latest: NDArray[np.int64]) -> None:
    """Write half days and extended sessions into the hours."""
    sessions = calendar("BVMF")
    if sessions is not None:
        opens[np.isin(days, sessions.late_days) & (opens >= 0)] = _LATE_OPENING
    if product != _SPOT:
        latest[np.isin(days, [_ordinal(day) for day in _EXTENDED])] = _EXTENDED_TO


def _ordinal(day: date) -> int:
    return (day - date(1970, 1, 1)).days
