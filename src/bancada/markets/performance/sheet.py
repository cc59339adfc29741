"""The tear sheet: everything a backtest shows on one page, beside holding and beside chance, with a verdict by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.finding import Finding
from bancada.core.leaderboard import Interval
from bancada.markets.brazil.taxes import TaxStatement
from bancada.markets.performance.attendance import attendance
from bancada.markets.performance.breakdown import Cell, by_hour, by_month, by_regime, by_side, by_year
from bancada.markets.performance.columns import Annual, Column, column
from bancada.markets.performance.costs import CostAnalysis, cost_analysis
from bancada.markets.performance.daily import DailyPnl, daily_pnl
from bancada.markets.performance.doubts import doubts
from bancada.markets.performance.drawdown import drawdown_curve
from bancada.markets.performance.falls import DatedDrawdown, deepest_drawdowns
from bancada.markets.performance.figures import Figure, FigureKind, figure
from bancada.markets.performance.measures import known
from bancada.markets.performance.setup import RuleTested, Setup, make_setup
from bancada.markets.performance.significance import sharpe_moments
from bancada.markets.performance.trading import TradeStatistics, trade_statistics
from bancada.markets.performance.trials import MultipleTesting, Tried, multiple_testing
from bancada.markets.performance.verdict import Condition, conditions, verdict
from bancada.markets.series import SeriesInfo

if TYPE_CHECKING:
    from bancada.markets.backtest.baselines import RandomBaseline
    from bancada.markets.backtest.result import Backtest
    from bancada.markets.regimes import Regimes

__all__ = ["Beside", "Curve", "TearSheet", "tear_sheet"]


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What a strategy is shown with.

    Attributes
    ----------
    buy_and_hold : Backtest
        On the same bars, capital and costs.
    random : RandomBaseline
        Of strategies with the same turnover, by session.
    regimes : Regimes or None
        Of the same bars.
    """

    buy_and_hold: Backtest
    random: RandomBaseline
    regimes: Regimes | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """Equity by session.

    Attributes
    ----------
    days : tuple of date
    equity, drawdown, buy_and_hold : tuple of float
        Currency; fraction below the highest point so far, 0 or less; currency.
    """

    days: tuple[date, ...]
    equity: tuple[float, ...]
    drawdown: tuple[float, ...]
    buy_and_hold: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TearSheet:
    """A backtest as a professional reads it.

    Attributes
    ----------
    setup : Setup
    verdict : Finding
        One sentence.
    conditions : tuple of Condition
        Of the rule that the verdict follows, `performance.verdict`.
    findings : tuple of Finding
        What to doubt, gravest first.
    strategy, buy_and_hold, random : Column
        The random one holds medians over draws, with the middle 95% of them as interval.
    curve : Curve
    drawdowns : tuple of DatedDrawdown
        The five deepest.
    months, years, hours, regimes, sides : tuple of Cell
        Hours are empty for daily bars, regimes where none were given.
    trades : TradeStatistics
    costs : CostAnalysis
    testing : MultipleTesting
    tax : TaxStatement or None
        The Brazilian view, where it was asked for.
    """

    setup: Setup
    verdict: Finding
    conditions: tuple[Condition, ...]
    findings: tuple[Finding, ...]
    strategy: Column
    buy_and_hold: Column
    random: Column
    curve: Curve
    drawdowns: tuple[DatedDrawdown, ...]
    months: tuple[Cell, ...]
    years: tuple[Cell, ...]
    hours: tuple[Cell, ...]
    regimes: tuple[Cell, ...]
    sides: tuple[Cell, ...]
    trades: TradeStatistics
    costs: CostAnalysis
    testing: MultipleTesting
    tax: TaxStatement | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The three columns, the strategy first."""
        return self.strategy, self.buy_and_hold, self.random


def tear_sheet(
    backtest: Backtest,
    beside: Beside,
    *,
    rule: RuleTested,
    rng: np.random.Generator,
    series: SeriesInfo | None = None,
    tried: Tried | None = None,
    annual: Annual | None = None,
    n_rolls: int = 0,
    n_resamples: int = 2000,
    tax: TaxStatement | None = None,
) -> TearSheet:
    """Return the tear sheet of a backtest.

    Parameters
    ----------
    backtest : Backtest
        Of at least one bar.
    beside : Beside
    rule : RuleTested
    rng : Generator
        Of the intervals; the same seed gives the same sheet.
    series : SeriesInfo, optional
        Identity of the bars: basis, source, whether condemned, and the exchange whose calendar tells stray days and missing sessions.
    tried : Tried, optional
        All trials on these data; one by default.
    annual : Annual, optional
        252 sessions a year and no rate without risk by default; `sessions.sessions_per_year` has the calendar's.
    n_rolls : int
        Changes of contract that the backtest was told of.
    n_resamples : int
    tax : TaxStatement, optional
        `brazil.monthly_tax(executions(backtest, ...))`.

    Raises
    ------
    BadInput
        No bars; baselines of other bars, positions or terms; regimes of other bars.
    """
    _check(backtest, beside)
    year, trials = annual or Annual(), tried or Tried()
    daily = daily_pnl(backtest.bars, backtest.pnl, capital=backtest.spec.capital)
    attended = attendance(backtest.bars, exchange=series.exchange if series else "")
    setup = make_setup(
        backtest,
        rule=rule,
        series=series,
        attended=attended,
        annual=year,
        n_rolls=n_rolls,
        n_resamples=n_resamples,
        random=beside.random,
    )
    strategy = column("strategy", backtest, annual=year, rng=rng, n_resamples=n_resamples)
    excess = daily.returns - year.risk_free / year.sessions
    testing = multiple_testing(sharpe_moments(excess), trials, n_sessions=len(daily), per_year=year.sessions, rng=rng)
    asked = conditions(setup, strategy, testing, beside.random)
    return TearSheet(
        setup=setup,
        verdict=verdict(setup, strategy, testing, asked),
        conditions=asked,
        findings=doubts(setup, backtest, attended=attended, strategy=strategy, testing=testing),
        strategy=strategy,
        buy_and_hold=column("buy_and_hold", beside.buy_and_hold, annual=year, rng=rng, n_resamples=n_resamples),
        random=_random_column(beside.random, backtest.spec.capital, year),
        curve=_curve(daily, beside.buy_and_hold),
        drawdowns=deepest_drawdowns(daily),
        months=by_month(backtest),
        years=by_year(backtest),
        hours=by_hour(backtest),
        regimes=() if beside.regimes is None else by_regime(backtest, beside.regimes),
        sides=by_side(backtest),
        trades=trade_statistics(backtest.trades),
        costs=cost_analysis(backtest),
        testing=testing,
        tax=tax,
    )


def _check(backtest: Backtest, beside: Beside) -> None:
    if not len(backtest.bars):
        raise BadInput("performance_no_bars", symbol=backtest.bars.symbol)
    others = beside.buy_and_hold.bars
    if not np.array_equal(backtest.bars.ts, others.ts):
        raise BadInput("performance_lengths_differ", first=len(backtest.bars), second=len(others))
    observed = beside.random.observed_net
    if abs(observed - backtest.net) > 1e-6 * max(abs(backtest.net), backtest.spec.capital):
        raise BadInput("performance_baseline_differs", net=round(backtest.net, 2), observed=round(observed, 2))


def _random_column(random: RandomBaseline, capital: float, annual: Annual) -> Column:
    root = annual.sessions**0.5
    figures = (
        _over_draws("net", FigureKind.MONEY, random.net),
        _over_draws("total_return", FigureKind.SHARE, random.net / capital),
        _over_draws("sharpe", FigureKind.RATIO, random.sharpe * root),
        _over_draws("fills", FigureKind.COUNT, random.n_fills.astype(np.float64)),
        figure("chance_net", FigureKind.PROBABILITY, random.p_value_net, reason="performance_no_spread"),
        figure("chance_sharpe", FigureKind.PROBABILITY, random.p_value_sharpe, reason="performance_no_spread"),
    )
    return Column("random", figures)


def _over_draws(name: str, kind: FigureKind, draws: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Figure:
    values = known(draws)
    if not len(values):
        return figure(name, kind, None, reason="performance_no_spread")
    low, middle, high = np.quantile(values, [0.025, 0.5, 0.975]).tolist()
    return figure(name, kind, middle, interval=Interval(low, high))


def _curve(daily: DailyPnl, held: Backtest) -> Curve:
    beside = daily_pnl(held.bars, held.pnl, capital=held.spec.capital)
    return Curve(
        days=tuple(date(1970, 1, 1) + timedelta(days=day) for day in daily.days.tolist()),
        equity=tuple(daily.equity.tolist()),
        drawdown=tuple(drawdown_curve(daily.equity, capital=daily.capital).tolist()),
        buy_and_hold=tuple(beside.equity.tolist()),
    )
