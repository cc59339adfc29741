"""Executions matched into results: within the day first, the rest against the position at average cost. It knows no tax.

Within a day and symbol the first bought is matched with the first sold (IN RFB 1.585/2015, art. 65, par. 2); what is matched is a day
trade. What is left changes the position: it adds to it at average cost, or closes it against that cost (art. 58). Money is exact.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from bancada.core.errors import BadInput
from bancada.markets.brazil.execution import Execution, Paper, Side

__all__ = ["Matching", "Position", "Result", "match"]


@dataclass(frozen=True, slots=True)
class Result:
    """What matching one quantity brought.

    Attributes
    ----------
    on : date
        When it was realised.
    symbol : str
    paper : Paper
    is_day_trade : bool
    quantity : int
    gain : Decimal
        In reais, net of fees; negative for a loss.
    fees : Decimal
        Of both sides, taken off in `gain`.
    sold : Decimal
        Value of the sales in it, before fees: of the day's sale that closed a position, or that opened a short one when it is closed.
    """

    on: date
    symbol: str
    paper: Paper
    is_day_trade: bool
    quantity: int
    gain: Decimal
    fees: Decimal
    sold: Decimal


@dataclass(frozen=True, slots=True)
class Position:
    """What is held, long (positive) or short (negative), with its cost.

    Attributes
    ----------
    quantity : int
    cost : Decimal
        Paid for it with fees; of a short position, received for it less fees, as a negative number.
    fees : Decimal
        Paid when it was opened; part of `cost`.
    """

    quantity: int = 0
    cost: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Matching:
    """Results in order of time, common sales of each day, and what is still held.

    Attributes
    ----------
    results : tuple of Result
    sales : tuple of (date, str, Paper, Decimal)
        Value of the sales of each day and symbol that are no day trade, before fees.
    positions : dict of str to Position
    """

    results: tuple[Result, ...]
    sales: tuple[tuple[date, str, Paper, Decimal], ...]
    positions: dict[str, Position]


def match(executions: Iterable[Execution]) -> Matching:
    """Return the results of executions, which may come in any order of days; those of one day in the order of trading.

    Raises
    ------
    BadInput
        `tax_bad_execution`: a quantity below 1, a price or fees below 0.
    """
    ordered = sorted(executions, key=lambda one: (one.on, one.symbol))
    for one in ordered:
        if one.quantity < 1 or one.price < 0 or one.fees < 0:
            raise BadInput("tax_bad_execution", symbol=one.symbol, date=one.on.isoformat(), quantity=one.quantity)
    results: list[Result] = []
    sales: list[tuple[date, str, Paper, Decimal]] = []
    positions: dict[str, Position] = {}
    for (_, symbol), group in groupby(ordered, key=lambda one: (one.on, one.symbol)):
        left = _within_day(tuple(group), results)
        for one in left:
            if one.side is Side.SELL:
                sales.append((one.on, symbol, one.paper, one.value))
            positions[symbol] = _against(positions.get(symbol, Position()), one, results)
    return Matching(tuple(results), tuple(sales), {name: held for name, held in positions.items() if held.quantity})


def _within_day(executions: Sequence[Execution], results: list[Result]) -> tuple[Execution, ...]:
    """Match a day's buys and sells in their order; return what is left of them."""
    buys = deque(one for one in executions if one.side is Side.BUY)
    sells = deque(one for one in executions if one.side is Side.SELL)
    while buys and sells:
        quantity = min(buys[0].quantity, sells[0].quantity)
        bought, rest_of_buy = _parted(buys.popleft(), quantity)
        sold, rest_of_sell = _parted(sells.popleft(), quantity)
        fees = sold.fees + bought.fees
        gain = sold.value - bought.value - fees
        results.append(Result(sold.on, sold.symbol, sold.paper, True, quantity, gain, fees, sold.value))
        if rest_of_buy:
            buys.appendleft(rest_of_buy)
        if rest_of_sell:
            sells.appendleft(rest_of_sell)
    return (*buys, *sells)


def _parted(one: Execution, quantity: int) -> tuple[Execution, Execution | None]:
    """Return the first `quantity` of an execution with its share of the fees, and what is left."""
    if quantity == one.quantity:
        return one, None
    fees = one.fees * quantity / one.quantity
    return replace(one, quantity=quantity, fees=fees), replace(
        one, quantity=one.quantity - quantity, fees=one.fees - fees
    )


def _against(held: Position, one: Execution, results: list[Result]) -> Position:
    """Return the position after an execution, adding what it realised to the results."""
    sign = 1 if one.side is Side.BUY else -1
    cost = sign * one.value + one.fees
    if held.quantity * sign >= 0:
        return Position(held.quantity + sign * one.quantity, held.cost + cost, held.fees + one.fees)
    quantity = min(one.quantity, abs(held.quantity))
    closing, rest = _parted(one, quantity)
    its_cost, its_fees = (amount * quantity / abs(held.quantity) for amount in (held.cost, held.fees))
    gain = -(sign * closing.value + closing.fees) - its_cost
    sold = closing.value if sign < 0 else -its_cost
    fees = closing.fees + its_fees
    results.append(Result(one.on, one.symbol, one.paper, False, quantity, gain, fees, sold))
    after = Position(held.quantity + sign * quantity, held.cost - its_cost, held.fees - its_fees)
    if after.quantity == 0:
        after = Position()
    return after if rest is None else _against(after, rest, results)
