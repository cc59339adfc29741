"""The backtest: positions decided at a close, filled at the next open, with what trading costs; baselines beside it.

Names resolve on first use (PEP 562), so that settings can be read without Numba.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bancada.markets.backtest.baselines import RandomBaseline, buy_and_hold, random_with_turnover
    from bancada.markets.backtest.breakeven import break_even_cost_bps
    from bancada.markets.backtest.engine import backtest
    from bancada.markets.backtest.result import Backtest, Reason
    from bancada.markets.backtest.spec import BacktestSpec, Costs, Sizing

_HOME = {
    "Backtest": "result",
    "BacktestSpec": "spec",
    "Costs": "spec",
    "RandomBaseline": "baselines",
    "Reason": "result",
    "Sizing": "spec",
    "backtest": "engine",
    "break_even_cost_bps": "breakeven",
    "buy_and_hold": "baselines",
    "random_with_turnover": "baselines",
}

__all__ = [
    "Backtest",
    "BacktestSpec",
    "Costs",
    "RandomBaseline",
    "Reason",
    "Sizing",
    "backtest",
    "break_even_cost_bps",
    "buy_and_hold",
    "random_with_turnover",
]


def __getattr__(name: str) -> Any:  # Any: a module's attribute
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
