"""Instruments of B3, dated: what a point is worth, the tick, the lot, how contracts expire. It knows no calendar and no bars.

Sources: B3's contract specifications "Futuro de Taxa de Câmbio de Reais por Dólar Comercial", "Futuro Míni de Taxa de Câmbio de
Reais por Dólar Comercial", "Futuro de Ibovespa" and "Futuro Míni de Ibovespa"; B3's "Manual de Procedimentos Operacionais de
Negociação" for the spot market. The rows hold since BM&F and Bovespa became one exchange; before that day nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = [
    "INSTRUMENTS",
    "MONTH_CODES",
    "Contract",
    "Instrument",
    "InstrumentKind",
    "RollRule",
    "contract",
    "instrument",
]


class InstrumentKind(StrEnum):
    """What is traded, as far as money and hours depend on it."""

    DOLLAR_FUTURE = "dollar_future"
    INDEX_FUTURE = "index_future"
    SPOT = "spot"
    """Shares, units, BDRs, ETFs and funds by round lots; a code does not tell which, so taxes ask elsewhere."""
    FRACTIONAL = "fractional"
    """The same by single shares; codes end in F."""

    @property
    def is_future(self) -> bool:
        """Whether it expires."""
        return self in (InstrumentKind.DOLLAR_FUTURE, InstrumentKind.INDEX_FUTURE)


class RollRule(StrEnum):
    """The day on which a contract expires."""

    FIRST_BUSINESS_DAY = "first_business_day"
    """First session of the month of the contract's letter; the last trading session is the one before."""
    WEDNESDAY_NEAREST_15TH = "wednesday_nearest_15th"
    """Wednesday closest to the 15th of an even month, or the next session where there is none that day."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One row of the table.

    Attributes
    ----------
    root : str
        Letters before month and year of a contract ("WDO"); for the spot market the whole code ("PETR4").
    kind : InstrumentKind
    point_value_brl : float
        R$ that one contract or share gains when its price rises by 1.
    tick : float
        Smallest step of the price, in its own unit.
    lot : int
        Smallest quantity, contracts or shares.
    currency : str
    exchange : str
        Calendar, as exchange-calendars names it.
    since, until : date, date or None
        First and last day on which the row holds; None while it does.
    source : str
        Document the row was taken from.
    roll : RollRule or None
        None for what does not expire.
    """

    root: str
    kind: InstrumentKind
    point_value_brl: float
    tick: float
    lot: int
    currency: str
    exchange: str
    since: date
    until: date | None
    source: str
    roll: RollRule | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the row holds on this day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Contract:
    """A future's code taken apart.

    Attributes
    ----------
    root : str
    year, month : int or None
        Of expiry; both None for a continuous series.
    """

    root: str
    year: int | None
    month: int | None

    @property
    def is_continuous(self) -> bool:
        """Whether it names a chain of contracts."""
        return self.year is None


_SINCE = date(2008, 5, 8)
_DOLLAR = (InstrumentKind.DOLLAR_FUTURE, RollRule.FIRST_BUSINESS_DAY, 0.5)
_INDEX = (InstrumentKind.INDEX_FUTURE, RollRule.WEDNESDAY_NEAREST_15TH, 5.0)
_FUTURES = (
    ("DOL", 50.0, _DOLLAR, "B3, Futuro de Taxa de Câmbio de Reais por Dólar Comercial"),
    ("WDO", 10.0, _DOLLAR, "B3, Futuro Míni de Taxa de Câmbio de Reais por Dólar Comercial"),
    ("IND", 1.0, _INDEX, "B3, Futuro de Ibovespa"),
    ("WIN", 0.2, _INDEX, "B3, Futuro Míni de Ibovespa"),
)
"""Root, R$ a point, product, document. A DOL contract is US$ 50,000 and a WDO US$ 10,000, quoted in R$ per US$ 1,000."""

INSTRUMENTS: tuple[Instrument, ...] = tuple(
    Instrument(root, kind, value, tick, 1, "BRL", "BVMF", _SINCE, None, source, roll)
    for root, value, (kind, roll, tick), source in _FUTURES
)
"""The futures; a spot row is made from its code by `instrument`. `lot` is the smallest quantity of an order: 1 in the minis'
specifications, and 1 is what a backtest counts in for the full contracts too, whose orders go in fives."""

MONTH_CODES = "FGHJKMNQUVXZ"
"""Letters of the months, January first."""

_SPOT_SOURCE = "B3, Manual de Procedimentos Operacionais de Negociação: tick R$ 0,01, lote padrão 100, fracionário 1"
_CONTRACT = re.compile(rf"(DOL|WDO|IND|WIN)([{MONTH_CODES}])(\d{{2}})")
_CONTINUOUS = re.compile(r"(DOL|WDO|IND|WIN)(?:[$@][ND]?|FUT|1!)?")
_SHARE = re.compile(r"(?!(?:DOL|WDO|IND|WIN)[A-Z]?\d{2}$)[A-Z][A-Z0-9]{3}\d{1,2}(F?)")


def contract(symbol: str) -> Contract | None:
    """Take a future's code apart; None for what is no future of the table.

    Parameters
    ----------
    symbol : str
        A contract ("WDOF19") or a continuous spelling: "WDO", "WDO$", "WDO$N", "WDO$D", "WDO@", "WDO@N", "WDO@D" (MetaTrader),
        "WDOFUT" (Profit), "WDO1!" (charts on the web). Two-digit years are of this century.

    Examples
    --------
    >>> contract("WDOF19")
    Contract(root='WDO', year=2019, month=1)
    """
    code = symbol.strip().upper()
    if one := _CONTRACT.fullmatch(code):
        return Contract(one[1], 2000 + int(one[3]), MONTH_CODES.index(one[2]) + 1)
    if chain := _CONTINUOUS.fullmatch(code):
        return Contract(chain[1], None, None)
    return None


def instrument(symbol: str, *, on: date | None = None) -> Instrument | None:
    """Return the row of a symbol, or None where the table does not know it.

    Parameters
    ----------
    symbol : str
        A future as `contract` reads it, or a spot code of B3 ("PETR4", "B3SA3", "SANB11", "PETR4F", also "PETR4.SA").
    on : date, optional
        The day the row must hold on; the latest row when omitted.

    Examples
    --------
    >>> instrument("WDO$").point_value_brl
    10.0
    """
    future = contract(symbol)
    rows = [row for row in INSTRUMENTS if future and row.root == future.root] or _spot(symbol)
    holding = [row for row in rows if on is None or row.holds_on(on)]
    return holding[-1] if holding else None


def _spot(symbol: str) -> list[Instrument]:
    code = symbol.strip().upper().removesuffix(".SA")
    match = _SHARE.fullmatch(code)
    if match is None:
        return []
    kind, lot = (InstrumentKind.FRACTIONAL, 1) if match[1] else (InstrumentKind.SPOT, 100)
    return [Instrument(code, kind, 1.0, 0.01, lot, "BRL", "BVMF", _SINCE, None, _SPOT_SOURCE)]
