"""What was bought or sold, in exact money. It knows no fee and no tax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

__all__ = ["Execution", "Paper", "Side"]


class Side(StrEnum):
    """Which way an execution goes."""

    BUY = "buy"
    SELL = "sell"


class Paper(StrEnum):
    """Kinds that tax law tells apart."""

    SHARE = "share"
    ETF = "etf"
    BDR = "bdr"
    FII = "fii"
    OPTION = "option"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution, as a broker's note lists it.

    Attributes
    ----------
    symbol : str
    on : date
        Of the session.
    side : Side
    quantity : int
        Shares or contracts, at least 1.
    price : Decimal
        As traded (raw), in reais; of futures in points.
    paper : Paper
    multiplier : Decimal
        Reais a point and contract; 1 for what is priced in reais.
    fees : Decimal
        Everything charged for it, in reais.
    """

    symbol: str
    on: date
    side: Side
    quantity: int
    price: Decimal
    paper: Paper = Paper.SHARE
    multiplier: Decimal = Decimal(1)
    fees: Decimal = Decimal(0)

    @property
    def value(self) -> Decimal:
        """Quantity times price times multiplier, in reais, before fees."""
        return self.quantity * self.price * self.multiplier
