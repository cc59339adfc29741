"""The figures of one backtest, each with its interval: a column of the tear sheet."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.leaderboard import Interval
from bancada.markets.performance import rows as of
from bancada.markets.performance.bootstrap import bootstrap_intervals
from bancada.markets.performance.daily import DailyPnl, daily_pnl
from bancada.markets.performance.drawdown import Drawdown, drawdowns, longest_drawdown, max_drawdown
from bancada.markets.performance.figures import Figure, FigureKind, figure
from bancada.markets.performance.measures import (
    annual_volatility,
    compound_growth,
    known,
    lo_sharpe_ratio,
    sharpe_ratio,
    sortino_ratio,
)
from bancada.markets.performance.trading import trade_statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.backtest.result import Backtest

    Floats = NDArray[np.float64]
    Intervals = dict[str, Interval | None]

__all__ = ["Annual", "Column", "column"]

_MONEY, _SHARE, _RATIO, _COUNT = FigureKind.MONEY, FigureKind.SHARE, FigureKind.RATIO, FigureKind.COUNT
_SESSIONS = FigureKind.SESSIONS
_TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Annual:
    """By what a year is reckoned.

    Attributes
    ----------
    sessions : float
        Sessions a year by the exchange's calendar.
    risk_free : float
        Yearly rate that the capital earns without risk beside a position, a fraction.
    """

    sessions: float = 252.0
    risk_free: float = 0.0


@dataclass(frozen=True, slots=True)
class Column:
    """All figures of one backtest, or of many random ones.

    Attributes
    ----------
    name : str
        "strategy", "buy_and_hold" or "random".
    figures : tuple of Figure
        In the order in which they are read.
    """

    name: str
    figures: tuple[Figure, ...]

    def __getitem__(self, name: str) -> Figure:
        """Return the figure of that name; KeyError where the column lacks it."""
        for one in self.figures:
            if one.name == name:
                return one
        raise KeyError(name)


def column(
    name: str, backtest: Backtest, *, annual: Annual, rng: np.random.Generator, n_resamples: int = 2000
) -> Column:
    """Return the figures of a backtest from its P&L by session, its trades and its fills.

    Intervals: of figures of sessions by `bootstrap_intervals` over sessions, of figures of trades over trades in their order.
    """
    daily = daily_pnl(backtest.bars, backtest.pnl, capital=backtest.spec.capital)
    over_sessions = _session_intervals(daily, annual, rng, n_resamples)
    over_trades = _trade_intervals(backtest.trades["net"], rng, n_resamples)
    return Column(
        name,
        (
            *_results(backtest, daily, annual, over_sessions),
            *_ratios(daily, annual, over_sessions),
            *_falls(backtest, daily, annual, over_sessions),
            *_sessions(daily, over_sessions),
            *_trades(backtest, over_trades),
            *_activity(backtest, daily, annual),
        ),
    )


def _session_intervals(daily: DailyPnl, annual: Annual, rng: np.random.Generator, n_resamples: int) -> Intervals:
    root, free = math.sqrt(annual.sessions), annual.risk_free / annual.sessions
    years = len(daily) / annual.sessions
    found = bootstrap_intervals(
        daily.returns,
        {
            "sharpe": lambda rows: root * of.sharpe_of_rows(rows - free),
            "sortino": lambda rows: root * of.sortino_of_rows(rows - free),
            "total_return": lambda rows: rows.sum(axis=1),
            "growth": lambda rows: of.growth_of_rows(rows, years=years),
            "volatility": lambda rows: root * rows.std(axis=1, ddof=1),
            "max_drawdown": of.deepest_of_rows,
            "calmar": lambda rows: of.calmar_of_rows(rows, years=years),
            "recovery_factor": of.recovery_of_rows,
            "sessions_won": lambda rows: (rows > 0).mean(axis=1),
        },
        rng=rng,
        n_resamples=n_resamples,
    )
    total = found["total_return"]
    found["net"] = Interval(total.low * daily.capital, total.high * daily.capital) if total else None
    return found


def _trade_intervals(net: Floats, rng: np.random.Generator, n_resamples: int) -> Intervals:
    return bootstrap_intervals(
        net,
        {
            "win_rate": lambda rows: (rows > 0).mean(axis=1),
            "expectancy": of.mean_of_rows,
            "profit_factor": of.profit_factor_of_rows,
            "payoff": of.payoff_of_rows,
        },
        rng=rng,
        n_resamples=n_resamples,
    )


def _results(backtest: Backtest, daily: DailyPnl, annual: Annual, found: Intervals) -> tuple[Figure, ...]:
    growth = compound_growth(daily.capital, daily.capital + backtest.net, years=len(daily) / annual.sessions)
    volatility = annual_volatility(daily.returns, per_year=annual.sessions)
    return (
        figure("net", _MONEY, backtest.net, interval=found["net"]),
        figure("total_return", _SHARE, backtest.net / daily.capital, interval=found["total_return"]),
        figure("growth", _SHARE, growth, interval=found["growth"], reason="performance_capital_lost"),
        figure("volatility", _SHARE, volatility, interval=found["volatility"], reason="performance_too_few_sessions"),
    )


def _ratios(daily: DailyPnl, annual: Annual, found: Intervals) -> tuple[Figure, ...]:
    returns, year, free = daily.returns, annual.sessions, annual.risk_free
    sharpe = sharpe_ratio(returns, per_year=year, risk_free_annual=free)
    corrected = lo_sharpe_ratio(returns, per_year=year, risk_free_annual=free)
    sortino = sortino_ratio(returns, per_year=year, minimum_annual=free)
    return (
        figure("sharpe", _RATIO, sharpe, interval=found["sharpe"], reason="performance_no_spread"),
        figure("sharpe_corrected", _RATIO, corrected, reason="performance_no_spread"),
        figure("sortino", _RATIO, sortino, interval=found["sortino"], reason="performance_no_loss"),
    )


def _falls(backtest: Backtest, daily: DailyPnl, annual: Annual, found: Intervals) -> tuple[Figure, ...]:
    falls = drawdowns(daily.equity, capital=daily.capital)
    greatest = max((one.amount for one in falls), default=None)
    deepest = max_drawdown(daily.equity, capital=daily.capital)
    longest = longest_drawdown(daily.equity, capital=daily.capital)
    within = max_drawdown(backtest.equity, capital=daily.capital)
    growth = compound_growth(daily.capital, daily.capital + backtest.net, years=len(daily) / annual.sessions)
    return (
        _depth("max_drawdown", deepest, found["max_drawdown"]),
        _fall("max_drawdown_amount", _MONEY, greatest),
        _depth("max_drawdown_bars", within),
        _fall("drawdown_sessions", _SESSIONS, deepest.length if deepest else None),
        figure(
            "recovery_sessions",
            _SESSIONS,
            deepest.recovery_length if deepest else None,
            reason="performance_not_recovered" if deepest else "performance_no_drawdown",
        ),
        _fall("longest_drawdown_sessions", _SESSIONS, longest.length if longest else None),
        _calmar(growth, deepest, found["calmar"]),
        _fall("recovery_factor", _RATIO, backtest.net / greatest if greatest else None, found["recovery_factor"]),
    )


def _depth(name: str, fall: Drawdown | None, interval: Interval | None = None) -> Figure:
    if fall is not None and fall.depth > 1.0:
        return figure(name, _SHARE, None, reason="performance_capital_lost")
    return _fall(name, _SHARE, fall.depth if fall else None, interval)


def _calmar(growth: float, fall: Drawdown | None, interval: Interval | None) -> Figure:
    if fall is not None and (math.isnan(growth) or fall.depth > 1.0):
        return figure("calmar", _RATIO, None, reason="performance_capital_lost")
    return _fall("calmar", _RATIO, growth / fall.depth if fall else None, interval)


def _fall(name: str, kind: FigureKind, value: float | None, interval: Interval | None = None) -> Figure:
    return figure(name, kind, value, interval=interval, reason="performance_no_drawdown")


def _sessions(daily: DailyPnl, found: Intervals) -> tuple[Figure, ...]:
    pnl = known(daily.pnl)
    tail = np.sort(pnl)[: max(1, math.ceil(_TAIL * len(pnl)))]
    few = "performance_too_few_sessions"
    return (
        figure("sessions", _COUNT, len(pnl)),
        figure(
            "sessions_won",
            _SHARE,
            _or_none((pnl > 0).astype(np.float64), np.mean),
            interval=found["sessions_won"],
            reason=few,
        ),
        figure("best_session", _MONEY, _or_none(pnl, np.max), reason=few),
        figure("worst_session", _MONEY, _or_none(pnl, np.min), reason=few),
        figure("expected_shortfall", _MONEY, _or_none(tail, np.mean) if len(pnl) >= 1 / _TAIL else None, reason=few),
    )


def _trades(backtest: Backtest, found: Intervals) -> tuple[Figure, ...]:
    held = trade_statistics(backtest.trades)
    none, no_loss = "performance_no_trades", "performance_no_loss" if held.n else "performance_no_trades"
    return (
        figure("trades", _COUNT, held.n),
        figure("win_rate", _SHARE, held.win_rate, interval=found["win_rate"], reason=none),
        figure("expectancy", _MONEY, held.mean, interval=found["expectancy"], reason=none),
        figure("profit_factor", _RATIO, held.profit_factor, interval=found["profit_factor"], reason=no_loss),
        figure("payoff", _RATIO, held.payoff, interval=found["payoff"], reason="performance_one_kind_of_trade"),
        figure("mean_bars", FigureKind.BARS, held.mean_bars, reason=none),
    )


def _activity(backtest: Backtest, daily: DailyPnl, annual: Annual) -> tuple[Figure, ...]:
    years = len(daily) / annual.sessions
    yearly = backtest.turnover / years if years else None
    return (
        figure("fills", _COUNT, backtest.n_fills),
        figure("turnover", _RATIO, backtest.turnover),
        figure("turnover_a_year", _RATIO, yearly, reason="performance_too_few_sessions"),
        figure("exposure", _SHARE, backtest.exposure, reason="performance_too_few_sessions"),
        figure("slippage", _MONEY, float(backtest.fills["slippage"].sum())),
        figure("fees", _MONEY, float(backtest.fills["cost"].sum())),
    )


def _or_none(values: Floats, statistic: Callable[[Floats], np.floating]) -> float | None:
    return float(statistic(values)) if len(values) else None
