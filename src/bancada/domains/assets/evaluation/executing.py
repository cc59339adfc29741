"""The same positions on prices as traded, in whole lots, with the tax that would be owed. It knows no model.

What raw prices do not show stays out: payouts, which a holder gets besides. A ticker that split or was grouped over the span is left out,
since its lots would be others after it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.backtest import backtest
from bancada.markets.series import PriceBasis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bancada.domains.assets.evaluation.signals import TradedTicker
    from bancada.domains.assets.evaluation.traded import Traded
    from bancada.domains.assets.values import AssetTable
    from bancada.markets.bars import Bars

__all__ = ["CAPITAL_BRL", "LOT", "executed_in_lots"]

CAPITAL_BRL = 100_000.0
"""Dealt equally to the tickers that take part."""
LOT = 100.0
"""Shares of a round lot at B3."""
_SPLIT = 0.2
"""Change of the ratio of adjusted to raw price from one session to the next that no usual payout makes."""


def executed_in_lots(traded: Traded, fills: Mapping[str, Bars], *, table: AssetTable) -> dict[str, float]:
    """Return what the positions would have made in reais on raw prices.

    Bars that the table does not say are raw are left out: lots and tax cannot be reckoned on prices that perhaps nobody paid.

    Returns
    -------
    dict of str to float
        "capital_brl", "net_brl" (costs paid, before tax), "costs_brl", "tax_brl" (income tax of an individual by the months' rules),
        "n_fills", "n_tickers" and "n_left_out". Empty where no raw bars are given or none can be used.
    """
    basis = {one["ticker"]: one["fill_basis"] for one in table.facts.get("series", ())}
    raw = {ticker: bars for ticker, bars in fills.items() if basis.get(ticker) == PriceBasis.RAW.value}
    bars = {one.ticker: found for one in traded.tickers if (found := _on_span(one, raw)) is not None}
    if not bars:
        return {}
    from bancada.markets.brazil.execution import Paper
    from bancada.markets.brazil.taxes import monthly_tax
    from bancada.markets.performance.executed import executions

    spec = replace(traded.spec, capital=CAPITAL_BRL / len(bars), lot=LOT)
    done = [backtest(bars[one.ticker], one.positions, spec) for one in traded.tickers if one.ticker in bars]
    sides = sorted((side for one in done for side in executions(one, paper=Paper.SHARE)), key=lambda side: side.on)
    return {
        "capital_brl": CAPITAL_BRL,
        "net_brl": round(sum(one.net for one in done), 2),
        "costs_brl": round(float(sum(one.costs.sum() for one in done)), 2),
        "tax_brl": float(monthly_tax(sides).total) if sides else 0.0,
        "n_fills": float(sum(one.n_fills for one in done)),
        "n_tickers": float(len(done)),
        "n_left_out": float(len(traded.tickers) - len(done)),
    }


def _on_span(one: TradedTicker, fills: Mapping[str, Bars]) -> Bars | None:
    """Return a ticker's raw bars on the sessions of the span; None where there are none, or it split."""
    raw = fills.get(one.ticker)
    if raw is None or not len(raw):
        return None
    at = np.minimum(np.searchsorted(raw.ts, one.bars.ts), len(raw) - 1)
    is_there = (raw.ts[at] == one.bars.ts) & np.isfinite(one.bars.close)
    ratio = (one.bars.close / raw.close[at])[is_there]
    if not len(ratio) or np.any(np.abs(np.diff(np.log(ratio))) > _SPLIT):
        return None
    opens, highs, lows, closes = (
        np.where(is_there, prices[at], np.nan) for prices in (raw.open, raw.high, raw.low, raw.close)
    )
    return replace(one.bars, open=opens, high=highs, low=lows, close=closes)
