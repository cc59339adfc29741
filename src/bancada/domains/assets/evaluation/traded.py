"""Backtests of the tickers that took part, as one value. It knows no engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation.signals import TradedTicker
    from bancada.markets.backtest import Backtest, BacktestSpec

__all__ = ["Traded"]


@dataclass(frozen=True, slots=True, eq=False)
class Traded:
    """Backtests of each ticker, on a capital of 1 each.

    Attributes
    ----------
    tickers : tuple of TradedTicker
    strategy, holding : tuple of Backtest
        One a ticker, over the same sessions.
    spec : BacktestSpec
    """

    tickers: tuple[TradedTicker, ...]
    strategy: tuple[Backtest, ...]
    holding: tuple[Backtest, ...]
    spec: BacktestSpec
