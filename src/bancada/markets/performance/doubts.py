"""What speaks against taking a tear sheet at its word: doubtful bars, days, terms, trials and records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bancada.core.finding import Finding, Severity
from bancada.markets.backtest.result import Backtest, Reason
from bancada.markets.performance.breakdown import FEW_TRADES
from bancada.markets.performance.setup import Chosen, Setup
from bancada.markets.series import PriceBasis

if TYPE_CHECKING:
    from bancada.markets.performance.attendance import Attendance
    from bancada.markets.performance.columns import Column
    from bancada.markets.performance.trials import MultipleTesting

__all__ = ["doubts"]


def doubts(
    setup: Setup, backtest: Backtest, *, attended: Attendance, strategy: Column, testing: MultipleTesting
) -> tuple[Finding, ...]:
    """Return what speaks against taking the figures at their word, gravest first."""
    found = [
        *_about_data(setup),
        *_about_days(setup, backtest, attended),
        *_about_terms(setup, backtest),
        *_about_trials(setup, testing),
        *_about_record(setup, backtest, strategy),
    ]
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


def _about_days(setup: Setup, backtest: Backtest, attended: Attendance) -> Iterator[Finding]:
    if attended.n_stray_days:
        n_fills = int(attended.strays[backtest.fills["bar"]].sum())
        net = float(backtest.pnl[attended.strays].sum())
        facts = {
            "symbol": setup.symbol,
            "bars": int(attended.strays.sum()),
            "days": attended.n_stray_days,
            "fills": n_fills,
            "net": round(net, 2),
        }
        severity = Severity.CAUTION if n_fills or net else Severity.INFO
        yield Finding("performance_stray_bars", severity, facts=facts)
    if not len(attended.resumes):
        return
    is_held = backtest.position[attended.resumes - 1] != 0.0
    holes = {
        "symbol": setup.symbol,
        "missing": int(attended.n_missing.sum()),
        "longest": int(attended.n_missing.max()),
        "held": int(attended.n_missing[is_held].sum()),
        "net": round(float(backtest.pnl[attended.resumes[is_held]].sum()), 2),
    }
    if is_held.any():
        yield Finding("performance_holes_held", Severity.CAUTION, facts=holes)
    else:
        yield Finding("performance_holes", Severity.INFO, facts=holes)


def _about_terms(setup: Setup, backtest: Backtest) -> Iterator[Finding]:
    if setup.spec.costs.is_free:
        yield Finding("performance_no_costs", Severity.CAUTION)
    elif not (setup.spec.costs.slippage_bps or setup.spec.costs.slippage_ticks):
        yield Finding("performance_no_slippage", Severity.INFO)
    if not setup.risk_free_annual and setup.is_paid_in_full:
        yield Finding("performance_no_risk_free", Severity.CAUTION, facts={"symbol": setup.symbol})
    if backtest.equity.min() <= 0:
        facts = {"capital": setup.spec.capital, "lowest": round(float(backtest.equity.min()), 2)}
        yield Finding("performance_ruined", Severity.FAILURE, facts=facts)


def _about_trials(setup: Setup, testing: MultipleTesting) -> Iterator[Finding]:
    if setup.rule.chosen is Chosen.IN_SAMPLE:
        facts = {"rule": setup.rule.name, "symbol": setup.symbol, "trials": testing.n_trials}
        yield Finding("performance_in_sample", Severity.CAUTION, facts=facts)


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
