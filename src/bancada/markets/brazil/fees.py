"""What trading costs at B3: a share of the value on the spot market, reais a contract on futures, brokerage and ISS by setting.

The rates of the spot market are B3's for individuals, rounded as published; fees of futures move with B3's monthly schedule, so the
values here are of the right size and no more: a user who knows their own sets them..
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bancada.core.errors import BadInput
from bancada.markets.brazil.execution import Execution, Paper

__all__ = ["FUTURES_FEES", "SPOT_FEES", "Brokerage", "FuturesFee", "SpotFee", "fees_of", "spot_fee_on"]

_CENTAVO = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SpotFee:
    """Fees of the spot market in a period, as shares of the value of each side.

    Attributes
    ----------
    since : date
    trading, settlement : Decimal
        Of operations held overnight.
    trading_day, settlement_day : Decimal
        Of day trades.
    source : str
    """

    since: date
    trading: Decimal
    settlement: Decimal
    trading_day: Decimal
    settlement_day: Decimal
    source: str


SPOT_FEES = (
    SpotFee(
        since=date(2013, 12, 2),
        trading=Decimal("0.00005"),
        settlement=Decimal("0.000275"),
        trading_day=Decimal("0.00005"),
        settlement_day=Decimal("0.0002"),
        source="B3 (then BM&FBOVESPA), tarifas do mercado à vista de renda variável, pessoas físicas, 2013",
    ),
    SpotFee(
        since=date(2021, 2, 2),
        trading=Decimal("0.00005"),
        settlement=Decimal("0.00025"),
        trading_day=Decimal("0.00005"),
        settlement_day=Decimal("0.00018"),
        source="B3, tarifas de ações e fundos de investimento à vista, pessoas físicas, 2021",
    ),
)


@dataclass(frozen=True, slots=True)
class FuturesFee:
    """Reais a contract and side: exchange and registration together, day trade and held overnight.

    Attributes
    ----------
    root : str
    day_trade, overnight : Decimal
    source : str
    """

    root: str
    day_trade: Decimal
    overnight: Decimal
    source: str


_REFERENCE = "reference value of the right size, not B3's schedule, which changes monthly: set your own"
FUTURES_FEES = (
    FuturesFee("WDO", Decimal("0.60"), Decimal("1.20"), _REFERENCE),
    FuturesFee("WIN", Decimal("0.25"), Decimal("0.50"), _REFERENCE),
    FuturesFee("DOL", Decimal("2.50"), Decimal("5.00"), _REFERENCE),
    FuturesFee("IND", Decimal("1.25"), Decimal("2.50"), _REFERENCE),
)


@dataclass(frozen=True, slots=True)
class Brokerage:
    """What the broker charges, by setting.

    Attributes
    ----------
    per_order, per_contract : Decimal
        Reais.
    share : Decimal
        Of the value.
    iss : Decimal
        Municipal tax on the brokerage, as a share of it (5% in São Paulo).
    """

    per_order: Decimal = Decimal(0)
    per_contract: Decimal = Decimal(0)
    share: Decimal = Decimal(0)
    iss: Decimal = Decimal("0.05")


def fees_of(execution: Execution, *, is_day_trade: bool, brokerage: Brokerage | None = None) -> Decimal:
    """Return everything charged for an execution, in reais, rounded to the centavo.

    Raises
    ------
    BadInput
        `fees_unknown_future` for a future without a row, `fees_before_table` for a day before the table of the spot market.
    """
    broker = brokerage or Brokerage()
    if execution.paper is Paper.FUTURE:
        row = next((fee for fee in FUTURES_FEES if execution.symbol.upper().startswith(fee.root)), None)
        if row is None:
            raise BadInput("fees_unknown_future", symbol=execution.symbol, known=[fee.root for fee in FUTURES_FEES])
        exchange = execution.quantity * (row.day_trade if is_day_trade else row.overnight)
    else:
        exchange = execution.value * _spot_share(spot_fee_on(execution.on), is_day_trade=is_day_trade)
    own = broker.per_order + execution.quantity * broker.per_contract + execution.value * broker.share
    return (exchange + own * (1 + broker.iss)).quantize(_CENTAVO, ROUND_HALF_UP)


def spot_fee_on(day: date) -> SpotFee:
    """Return the fees of the spot market on a day; BadInput `fees_before_table`."""
    found = next((fee for fee in reversed(SPOT_FEES) if fee.since <= day), None)
    if found is None:
        raise BadInput("fees_before_table", date=day.isoformat(), since=SPOT_FEES[0].since.isoformat())
    return found


def _spot_share(fee: SpotFee, *, is_day_trade: bool) -> Decimal:
    return fee.trading_day + fee.settlement_day if is_day_trade else fee.trading + fee.settlement
