"""What a backtest earned, at which risk, and what that proves: measures, statistics, the tear sheet. It knows no store and no page.

Names resolve on first use (PEP 562), so that values can be read without pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.performance.bootstrap import bootstrap_intervals, mean_block_length, stationary_indices
    from bancada.markets.performance.breakdown import Cell, by_hour, by_month, by_regime, by_side, by_year
    from bancada.markets.performance.columns import Annual, Column
    from bancada.markets.performance.costs import CostAnalysis, cost_analysis
    from bancada.markets.performance.daily import DailyPnl, daily_pnl, make_daily_pnl
    from bancada.markets.performance.drawdown import Drawdown, drawdown_curve, drawdowns, longest_drawdown, max_drawdown
    from bancada.markets.performance.executed import executions
    from bancada.markets.performance.falls import DatedDrawdown, deepest_drawdowns
    from bancada.markets.performance.figures import Figure, FigureKind
    from bancada.markets.performance.measures import (
        aggregation_factor,
        annual_volatility,
        break_even_bps,
        compound_growth,
        lo_sharpe_ratio,
        profit_factor,
        qlike,
        sharpe_ratio,
        sortino_ratio,
    )
    from bancada.markets.performance.overfitting import Overfitting, backtest_overfitting
    from bancada.markets.performance.setup import Chosen, RuleTested, Setup, chosen_of
    from bancada.markets.performance.sheet import Beside, Curve, TearSheet, tear_sheet
    from bancada.markets.performance.significance import (
        DeflatedSharpe,
        SharpeMoments,
        deflated_sharpe,
        effective_trials,
        min_track_record,
        probabilistic_sharpe,
        sharpe_moments,
        trial_sharpes,
    )
    from bancada.markets.performance.superior import SuperiorAbility, superior_ability
    from bancada.markets.performance.trading import QUANTILES, Histogram, TradeStatistics, trade_statistics
    from bancada.markets.performance.trials import MultipleTesting, Tried, multiple_testing
    from bancada.markets.performance.verdict import Condition
    from bancada.markets.performance.walking import (
        RuleTrial,
        WalkForwardPerformance,
        WalkWindow,
        walk_forward_performance,
    )

_HOME = {
    "Annual": "columns",
    "Beside": "sheet",
    "Cell": "breakdown",
    "Chosen": "setup",
    "Column": "columns",
    "Condition": "verdict",
    "CostAnalysis": "costs",
    "Curve": "sheet",
    "DailyPnl": "daily",
    "DatedDrawdown": "falls",
    "DeflatedSharpe": "significance",
    "Drawdown": "drawdown",
    "Figure": "figures",
    "FigureKind": "figures",
    "Histogram": "trading",
    "MultipleTesting": "trials",
    "Overfitting": "overfitting",
    "QUANTILES": "trading",
    "RuleTrial": "walking",
    "Setup": "setup",
    "SharpeMoments": "significance",
    "SuperiorAbility": "superior",
    "TearSheet": "sheet",
    "RuleTested": "setup",
    "TradeStatistics": "trading",
    "Tried": "trials",
    "WalkForwardPerformance": "walking",
    "WalkWindow": "walking",
    "aggregation_factor": "measures",
    "annual_volatility": "measures",
    "backtest_overfitting": "overfitting",
    "bootstrap_intervals": "bootstrap",
    "break_even_bps": "measures",
    "by_hour": "breakdown",
    "by_month": "breakdown",
    "by_regime": "breakdown",
    "by_side": "breakdown",
    "by_year": "breakdown",
    "chosen_of": "setup",
    "compound_growth": "measures",
    "cost_analysis": "costs",
    "daily_pnl": "daily",
    "deepest_drawdowns": "falls",
    "deflated_sharpe": "significance",
    "drawdown_curve": "drawdown",
    "drawdowns": "drawdown",
    "effective_trials": "significance",
    "executions": "executed",
    "lo_sharpe_ratio": "measures",
    "longest_drawdown": "drawdown",
    "make_daily_pnl": "daily",
    "max_drawdown": "drawdown",
    "mean_block_length": "bootstrap",
    "min_track_record": "significance",
    "multiple_testing": "trials",
    "probabilistic_sharpe": "significance",
    "profit_factor": "measures",
    "qlike": "measures",
    "sharpe_moments": "significance",
    "sharpe_ratio": "measures",
    "sortino_ratio": "measures",
    "stationary_indices": "bootstrap",
    "superior_ability": "superior",
    "tear_sheet": "sheet",
    "trade_statistics": "trading",
    "trial_sharpes": "significance",
    "walk_forward_performance": "walking",
}

__all__ = [
    "QUANTILES",
    "Annual",
    "Beside",
    "Cell",
    "Chosen",
    "Column",
    "Condition",
    "CostAnalysis",
    "Curve",
    "DailyPnl",
    "DatedDrawdown",
    "DeflatedSharpe",
    "Drawdown",
    "Figure",
    "FigureKind",
    "Histogram",
    "MultipleTesting",
    "Overfitting",
    "RuleTested",
    "RuleTrial",
    "Setup",
    "SharpeMoments",
    "SuperiorAbility",
    "TearSheet",
    "TradeStatistics",
    "Tried",
    "WalkForwardPerformance",
    "WalkWindow",
    "aggregation_factor",
    "annual_volatility",
    "backtest_overfitting",
    "bootstrap_intervals",
    "break_even_bps",
    "by_hour",
    "by_month",
    "by_regime",
    "by_side",
    "by_year",
    "chosen_of",
    "compound_growth",
    "cost_analysis",
    "daily_pnl",
    "deepest_drawdowns",
    "deflated_sharpe",
    "drawdown_curve",
    "drawdowns",
    "effective_trials",
    "executions",
    "lo_sharpe_ratio",
    "longest_drawdown",
    "make_daily_pnl",
    "max_drawdown",
    "mean_block_length",
    "min_track_record",
    "multiple_testing",
    "probabilistic_sharpe",
    "profit_factor",
    "qlike",
    "sharpe_moments",
    "sharpe_ratio",
    "sortino_ratio",
    "stationary_indices",
    "superior_ability",
    "tear_sheet",
    "trade_statistics",
    "trial_sharpes",
    "walk_forward_performance",
]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
