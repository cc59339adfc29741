"""What trading cost a backtest, and how much more it could have cost before nothing was left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bancada.markets.performance.measures import break_even_bps

if TYPE_CHECKING:
    from bancada.markets.backtest.result import Backtest

__all__ = ["CostAnalysis", "cost_analysis"]


@dataclass(frozen=True, slots=True)
class CostAnalysis:
    """Amounts in currency.

    Attributes
    ----------
    before_costs : float
        Result had every fill been at the bar's price and free.
    slippage, fees : float
        Taken off by worse prices, and by costs.
    net : float
        before_costs - slippage - fees.
    traded_value : float
        Of all fills.
    n_fills : int
    paid_bps : float or None
        Slippage and fees over the traded value, in 1e-4 a side; None where nothing was traded.
    break_even_bps : float or None
        The cost of a side, slippage in it, at which the same fills leave nothing; below 0 where they lose before any cost.
    share_of_profit : float or None
        Slippage and fees over `before_costs`, a fraction; None where there is no profit to take from.
    """

    before_costs: float
    slippage: float
    fees: float
    net: float
    traded_value: float
    n_fills: int
    paid_bps: float | None
    break_even_bps: float | None
    share_of_profit: float | None


def cost_analysis(backtest: Backtest) -> CostAnalysis:
    """Return what trading cost.

    The break-even cost takes the fills as they are; where quantities follow equity, `backtest.break_even_cost_bps` runs anew instead.
    """
    fees, slippage = float(backtest.fills["cost"].sum()), float(backtest.fills["slippage"].sum())
    paid, traded = fees + slippage, backtest.traded_value
    before = backtest.net + paid
    is_traded = traded > 0
    return CostAnalysis(
        before_costs=before,
        slippage=slippage,
        fees=fees,
        net=backtest.net,
        traded_value=traded,
        n_fills=backtest.n_fills,
        paid_bps=1e4 * paid / traded if is_traded else None,
        break_even_bps=break_even_bps(before, traded) if is_traded else None,
        share_of_profit=paid / before if before > 0 else None,
    )
