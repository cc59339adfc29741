"""What was tested, on which data and on what terms: the head of a tear sheet, and what to doubt in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bancada.core.finding import Finding, Severity
from bancada.markets.backtest.result import Backtest, Reason
from bancada.markets.backtest.spec import BacktestSpec
from bancada.markets.performance.breakdown import FEW_TRADES
from bancada.markets.series import PriceBasis, SeriesInfo
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from bancada.markets.performance.columns import Annual, Column

__all__ = ["Chosen", "RuleTested", "Setup", "doubts", "make_setup"]


class Chosen(StrEnum):
    """How the parameters of a rule came about."""

    BEFOREHAND = "beforehand"
    """Fixed without looking at these data."""
    OUT_OF_SAMPLE = "out_of_sample"
    """On other sessions than those reported: walk-forward."""
    IN_SAMPLE = "in_sample"
    """On the sessions reported."""


@dataclass(frozen=True, slots=True)
class RuleTested:
    """Whose positions were tested.

    Attributes
    ----------
    name : str
    parameters : mapping of str to float
    chosen : Chosen
    split : str
        Of the walk-forward, in words; empty where there was none.
    """

    name: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    chosen: Chosen = Chosen.BEFOREHAND
    split: str = ""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a reader must know before any figure.

    Attributes
    ----------
    rule : RuleTested
    symbol : str
    timeframe : Timeframe
    basis : PriceBasis
    series : SeriesInfo or None
        None where the bars come from no store.
    first, last : datetime
        Opening instants of the first and the last bar, aware, UTC.
    first_on, last_on : date
        Their sessions.
    n_bars, n_sessions, n_rolls : int
    zone : str
    spec : BacktestSpec
        Capital, size, costs, stops.
    sessions_per_year, risk_free_annual : float
    n_resamples, n_random : int
        Of the intervals, and random strategies beside.
    """

    rule: RuleTested
    symbol: str
    timeframe: Timeframe
    basis: PriceBasis
    series: SeriesInfo | None
    first: datetime
    last: datetime
    first_on: date
    last_on: date
    n_bars: int
    n_sessions: int
    n_rolls: int
    zone: str
    spec: BacktestSpec
    sessions_per_year: float
    risk_free_annual: float
    n_resamples: int
    n_random: int


def make_setup(
    backtest: Backtest,
    *,
    rule: RuleTested,
    series: SeriesInfo | None,
    days: tuple[int, int, int],
    annual: Annual,
    n_rolls: int,
    n_resamples: int,
    n_random: int,
) -> Setup:
    """Return the setup of a backtest of at least one bar.

    Parameters
    ----------
    days : tuple of int
        First and last session, days since 1970, and how many sessions.
    """
    bars = backtest.bars
    first_on, last_on = (date(1970, 1, 1) + timedelta(days=day) for day in days[:2])
    first, last = (datetime.fromtimestamp(int(ts) / 1e9, tz=UTC) for ts in (bars.ts[0], bars.ts[-1]))
    return Setup(
        rule=rule,
        symbol=bars.symbol,
        timeframe=bars.timeframe,
        basis=series.key.basis if series else PriceBasis.UNSTATED,
        series=series,
        first=first,
        last=last,
        first_on=first_on,
        last_on=last_on,
        n_bars=len(bars),
        n_sessions=days[2],
        n_rolls=n_rolls,
        zone=bars.zone,
        spec=backtest.spec,
        sessions_per_year=annual.sessions,
        risk_free_annual=annual.risk_free,
        n_resamples=n_resamples,
        n_random=n_random,
    )


def doubts(setup: Setup, backtest: Backtest, strategy: Column) -> tuple[Finding, ...]:
    """Return what speaks against taking the figures at their word, gravest first."""
    found = [*_about_data(setup), *_about_terms(setup, backtest), *_about_record(setup, backtest, strategy)]
    order = {Severity.FAILURE: 0, Severity.CAUTION: 1, Severity.INFO: 2}
    return tuple(sorted(found, key=lambda one: order[one.severity]))


def _about_data(setup: Setup) -> Iterator[Finding]:
    series = setup.series
    if series is not None and series.is_simulated:
        yield Finding("performance_simulated", Severity.FAILURE, facts={"symbol": setup.symbol})
    if series is not None and series.is_condemned:
        yield Finding("performance_condemned", Severity.FAILURE, facts={"symbol": setup.symbol})
    if setup.basis is PriceBasis.UNSTATED:
        yield Finding("performance_basis_unstated", Severity.CAUTION, facts={"symbol": setup.symbol})
    elif setup.basis is not PriceBasis.RAW:
        yield Finding("performance_prices_adjusted", Severity.INFO, facts={"symbol": setup.symbol})
    if series is not None and series.continuous is not None and series.continuous.adjustment in ("none", "unstated"):
        facts = {"symbol": setup.symbol, "contract": series.continuous.contract, "rolls": setup.n_rolls}
        if not setup.n_rolls:
            yield Finding("performance_rolls_unmarked", Severity.CAUTION, facts=facts)
        elif series.continuous.adjustment == "unstated":
            yield Finding("performance_rolls_assumed", Severity.INFO, facts=facts)


def _about_terms(setup: Setup, backtest: Backtest) -> Iterator[Finding]:
    if setup.spec.costs.is_free:
        yield Finding("performance_no_costs", Severity.CAUTION)
    elif not (setup.spec.costs.slippage_bps or setup.spec.costs.slippage_ticks):
        yield Finding("performance_no_slippage", Severity.INFO)
    if setup.rule.chosen is Chosen.IN_SAMPLE:
        yield Finding("performance_in_sample", Severity.CAUTION, facts={"rule": setup.rule.name})
    if backtest.equity.min() <= 0:
        facts = {"capital": setup.spec.capital, "lowest": round(float(backtest.equity.min()), 2)}
        yield Finding("performance_ruined", Severity.FAILURE, facts=facts)


def _about_record(setup: Setup, backtest: Backtest, strategy: Column) -> Iterator[Finding]:
    n_trades = len(backtest.trades)
    if n_trades < FEW_TRADES:
        yield Finding("performance_few_trades", Severity.CAUTION, facts={"trades": n_trades, "least": FEW_TRADES})
    if setup.n_sessions < setup.sessions_per_year:
        facts = {"sessions": setup.n_sessions, "year": round(setup.sessions_per_year)}
        yield Finding("performance_short_record", Severity.CAUTION, facts=facts)
    n_open = int((backtest.trades["reason"] == Reason.OPEN).sum())
    if n_open:
        yield Finding("performance_open_trade", Severity.INFO)
    plain, corrected = strategy["sharpe"].value, strategy["sharpe_corrected"].value
    if plain and corrected and abs(corrected) < 0.8 * abs(plain):
        ratios = {"sharpe": round(plain, 2), "corrected": round(corrected, 2)}
        yield Finding("performance_echo", Severity.CAUTION, facts=ratios)
