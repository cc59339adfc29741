"""The verdict of a tear sheet: one sentence, by a rule that is written down.

An edge is said to be demonstrated only where every condition below was asked and holds:

- sharpe: the 95% interval of the net Sharpe ratio lies above 0;
- deflated: the deflated Sharpe ratio is above 0.95, after all trials on these data;
- random: at most 5% of random strategies with the same turnover earned as much;
- record: at least 30 trades and a year of sessions;
- costs: trading was charged something;
- rate: the rate without risk was stated where positions are paid in full, for these give up what their money would earn;
- data: neither simulated nor condemned as made up;
- sample: the sessions reported had not been looked at before (parameters chosen on others, or nothing else ever tried on the symbol), or the
  probability of backtest overfitting is below 0.5 and the test of superior ability of the best rule is below 5%.

Everything else is "no edge demonstrated". What cannot be reckoned does not hold. None of it says anything of sessions to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bancada.core.finding import Finding, Severity
from bancada.markets.performance.breakdown import FEW_TRADES
from bancada.markets.performance.setup import Chosen, Setup

if TYPE_CHECKING:
    from bancada.markets.backtest.baselines import RandomBaseline
    from bancada.markets.performance.columns import Column
    from bancada.markets.performance.trials import MultipleTesting

__all__ = ["LEAST_DEFLATED", "MOST_BY_CHANCE", "Condition", "conditions", "verdict"]

LEAST_DEFLATED = 0.95
MOST_BY_CHANCE = 0.05
_MOST_OVERFITTING = 0.5


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the rule.

    Attributes
    ----------
    name : str
        "sharpe", "deflated", "random", "record", "costs", "rate", "data", "sample".
    holds : bool
    value, bound : float or None
        What was found, and what it had to pass; None where it is not one number.
    """

    name: str
    holds: bool
    value: float | None = None
    bound: float | None = None

    @property
    def finding(self) -> Finding:
        """Return the sentence that says what holds or does not."""
        if self.holds:
            return Finding(f"performance_held_{self.name}", Severity.INFO)
        return Finding(f"performance_missed_{self.name}", Severity.CAUTION)


def conditions(
    setup: Setup, strategy: Column, testing: MultipleTesting, random: RandomBaseline
) -> tuple[Condition, ...]:
    """Return the conditions of the rule at the head of this module, in its order."""
    interval = strategy["sharpe"].interval
    low = interval.low if interval else None
    chance = random.p_value_net
    n_trades = strategy["trades"].value or 0.0
    series = setup.series
    is_real = series is None or not (series.is_simulated or series.is_condemned)
    return (
        Condition("sharpe", low is not None and low > 0, low, 0.0),
        Condition("deflated", (testing.deflated or 0.0) > LEAST_DEFLATED, testing.deflated, LEAST_DEFLATED),
        Condition("random", chance <= MOST_BY_CHANCE, chance, MOST_BY_CHANCE),
        Condition(
            "record", n_trades >= FEW_TRADES and setup.n_sessions >= setup.sessions_per_year, n_trades, FEW_TRADES
        ),
        Condition("costs", not setup.spec.costs.is_free),
        Condition("rate", bool(setup.risk_free_annual) or not setup.is_paid_in_full),
        Condition("data", is_real),
        Condition("sample", _is_sample_sound(setup, testing)),
    )


def verdict(setup: Setup, strategy: Column, testing: MultipleTesting, asked: tuple[Condition, ...]) -> Finding:
    """Return the sentence: what was shown, on which data, after how many trials; or that nothing was, and what was missed first."""
    missed = [one for one in asked if not one.holds]
    if missed:
        why = {"why": missed[0].finding, "missed": len(missed), "asked": len(asked)}
        return Finding("performance_no_edge", Severity.CAUTION, facts=why)
    interval = strategy["sharpe"].interval
    facts = {
        "rule": setup.rule.name,
        "symbol": setup.symbol,
        "sessions": setup.n_sessions,
        "low": setup.first_on.isoformat(),
        "high": setup.last_on.isoformat(),
        "trials": testing.n_trials,
        "sharpe": _rounded(strategy["sharpe"].value),
        "at_least": _rounded(interval.low if interval else None),
        "at_most": _rounded(interval.high if interval else None),
        "deflated": _rounded(testing.deflated),
    }
    return Finding("performance_edge_shown", Severity.INFO, facts=facts)


def _is_sample_sound(setup: Setup, testing: MultipleTesting) -> bool:
    if setup.rule.chosen is not Chosen.IN_SAMPLE:
        return True
    if testing.overfitting is None or testing.superior is None:
        return False
    return testing.overfitting.probability < _MOST_OVERFITTING and testing.superior.p_consistent < MOST_BY_CHANCE


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
