"""The fills of a backtest as executions that taxes and fees are reckoned on. It knows no rate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.backtest.result import Reason
from bancada.markets.brazil.execution import Execution, Paper, Side
from bancada.markets.sessions.clock import session_of

if TYPE_CHECKING:
    from bancada.markets.backtest.result import Backtest

__all__ = ["executions"]

_MICRO = Decimal("0.000001")


def executions(backtest: Backtest, *, paper: Paper) -> tuple[Execution, ...]:
    """Return the fills as executions in the order of trading: slippage is in their price, costs are their fees.

    Tax is owed on prices as traded; a backtest over adjusted prices gives what such prices would have owed, and `tear_sheet` says so.
    After each roll that was traded the symbol carries the contract's number ("WDO#2"), since two contracts of one future are never a day
    trade of each other.

    Parameters
    ----------
    backtest : Backtest
    paper : Paper
        What the symbol is to tax law.

    Raises
    ------
    BadInput
        A fill of a fraction of a share or contract, as a size by share of equity without a lot gives.
    """
    fills = backtest.fills
    if np.any(np.abs(fills["units"] - np.round(fills["units"])) > 1e-9):
        raise BadInput("performance_fractional_units", symbol=backtest.bars.symbol)
    days, contract, held, found = session_of(backtest.bars)[fills["bar"]], 1, 0.0, []
    for day, units, price, cost, after, reason in zip(
        days, fills["units"], fills["price"], fills["cost"], fills["held"], fills["reason"], strict=True
    ):
        symbol = backtest.bars.symbol if contract == 1 else f"{backtest.bars.symbol}#{contract}"
        found.append(
            Execution(
                symbol,
                date(1970, 1, 1) + timedelta(days=int(day)),
                Side.BUY if units > 0 else Side.SELL,
                abs(round(float(units))),
                _exact(price),
                paper,
                _exact(backtest.spec.multiplier),
                _exact(cost),
            )
        )
        contract += reason == Reason.ROLL and held != 0 and after == 0
        held = after
    return tuple(found)


def _exact(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(_MICRO)
