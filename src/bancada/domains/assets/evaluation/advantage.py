"""Whether signals have shown an advantage, by a rule that is written down.

An advantage is said to be shown only where every condition below holds:

- sharpe: the 95% interval of the Sharpe ratio, costs paid, lies above 0;
- holding: the 95% interval of what was earned over holding the same tickers lies above 0;
- random: at most 5% of the same positions at other times earned as much;
- record: at least 30 trades and 252 sessions;
- costs: trading was charged something;
- data: no ticker's bars are simulated.

Everything else is "no advantage shown after costs". What cannot be reckoned does not hold. The rule is that of a backtest's verdict
(`markets.performance.verdict`), without what it asks of trials: the evaluation does not know how many models were tried on these sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bancada.core.dataset import Source
from bancada.core.finding import Finding, Severity
from bancada.markets.performance.breakdown import FEW_TRADES
from bancada.markets.performance.measures import SESSIONS_PER_YEAR
from bancada.markets.performance.verdict import MOST_BY_CHANCE

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation.values import Measure, Track
    from bancada.domains.assets.values import AssetTable
    from bancada.markets.backtest import Costs

__all__ = ["conditions_of", "verdict_of"]


def conditions_of(
    strategy: Track, excess: Measure, *, p_value: float | None, table: AssetTable, costs: Costs
) -> tuple[Finding, ...]:
    """Return the conditions of the rule at the head of this module, in its order; `info` where one holds."""
    sharpe = strategy.measure("Sharpe").interval
    n_trades = strategy.measure("Trades").value or 0.0
    asked = {
        "sharpe": sharpe is not None and sharpe.low > 0,
        "holding": excess.interval is not None and excess.interval.low > 0,
        "random": p_value is not None and p_value <= MOST_BY_CHANCE,
        "record": n_trades >= FEW_TRADES and len(strategy.equity) >= SESSIONS_PER_YEAR,
        "costs": not costs.is_free,
        "data": not _is_simulated(table),
    }
    return tuple(
        Finding(f"assets_held_{name}", Severity.INFO) if holds else Finding(f"assets_missed_{name}", Severity.CAUTION)
        for name, holds in asked.items()
    )


def verdict_of(strategy: Track, asked: tuple[Finding, ...], *, n_sessions: int) -> Finding:
    """Return the sentence: that an advantage was shown on these sessions, or that none was, and what was missed first."""
    missed = [one for one in asked if one.severity is not Severity.INFO]
    if missed:
        why = {"why": missed[0], "missed": len(missed), "asked": len(asked)}
        return Finding("assets_no_advantage", Severity.CAUTION, facts=why)
    sharpe = strategy.measure("Sharpe")
    facts = {
        "sessions": n_sessions,
        "sharpe": None if sharpe.value is None else round(sharpe.value, 2),
        "at_least": None if sharpe.interval is None else round(sharpe.interval.low, 2),
        "at_most": None if sharpe.interval is None else round(sharpe.interval.high, 2),
    }
    return Finding("assets_advantage_shown", Severity.INFO, facts=facts)


def _is_simulated(table: AssetTable) -> bool:
    return any(one.get("source") == Source.SIMULATED.value for one in table.facts.get("series", ()))
