"""Trials on a symbol as the ledger keeps them: every one counts, and returns of those over the same sessions are compared."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.leaderboard import FitStatus, Trial
from bancada.core.ports import Clock, TrialLedger
from bancada.core.values import dump_bytes
from bancada.markets.series import SeriesInfo
from bancada.markets.timeframe import Timeframe
from bancada.services.market.requests import BacktestRequest, WalkPlan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.backtest import Backtest
    from bancada.markets.performance import Chosen, Tried

__all__ = ["SHARPE", "CountedTrials", "run_id", "task_of", "trial_name", "walk_name"]

SHARPE = "Sharpe (session)"
"""Score that a trial keeps: mean over standard deviation of a session's net result on the stated capital, not annualised."""
MOST_COMPARED = 500
"""Latest trials whose returns are compared with one another."""


def task_of(symbol: str) -> str:
    """Return the name under which trials on a symbol are counted, whatever the timeframe, basis or version of its bars.

    Sessions are the same however they are cut: whoever tried rules on bars of an hour has seen what bars of a day hold.
    """
    return f"market.{symbol}"


def run_id(info: SeriesInfo, request: BacktestRequest, plan: WalkPlan | None = None) -> str:
    """Return the id of a trial: the same bars, rule and terms give the same one, also where a repair was taken back in between.

    What was drawn beside it, the rate without risk and what taxes take it for change no trade, and are no part of it.
    """
    asked = replace(request, terms=replace(request.terms, paper=None, risk_free=0.0), n_random=0, seed=0)
    content = f"{info.key}:{info.sha256}".encode() + dump_bytes(asked) + (b"" if plan is None else dump_bytes(plan))
    return f"backtest-{hashlib.sha256(content).hexdigest()[:24]}"


def trial_name(request: BacktestRequest, timeframe: Timeframe) -> str:
    """Return a rule with its parameters, which are complete, behind its timeframe, as "5m ema_cross(fast=9,slow=20)"."""
    told = ",".join(f"{name}={value:g}" for name, value in sorted(request.parameters.items()))
    return f"{timeframe.value} {request.rule}({told})"


def walk_name(request: BacktestRequest, plan: WalkPlan) -> str:
    """Return a walk-forward of a rule, as "ema_cross, walk-forward, 5 expanding windows"."""
    return f"{request.rule}, walk-forward, {plan.windows} {'rolling' if plan.is_rolling else 'expanding'} windows"


@dataclass(frozen=True, slots=True)
class CountedTrials:
    """The trials on one symbol.

    Parameters
    ----------
    ledger : TrialLedger
    clock : callable
    symbol : str
    """

    ledger: TrialLedger
    clock: Clock
    symbol: str

    def all(self) -> tuple[Trial, ...]:
        """Return every one ever made, in the order of trying."""
        return self.ledger.trials(task=task_of(self.symbol))

    def record(self, run: str, name: str, own: Backtest, *, took_s: float) -> None:
        """Count a backtest; one that is there already stays as it is."""
        from bancada.markets.performance import daily_pnl, sharpe_ratio

        daily = daily_pnl(own.bars, own.pnl, capital=own.spec.capital)
        sharpe = sharpe_ratio(daily.returns, per_year=1.0)
        content = io.BytesIO()
        np.savez_compressed(content, days=daily.days, returns=daily.returns)
        trial = Trial(
            run_id=run,
            task=task_of(self.symbol),
            candidate=name,
            fold=-1,
            status=FitStatus.OK,
            scores={SHARPE: sharpe} if np.isfinite(sharpe) else {},
            fit_time_s=took_s,
            predict_time_s=0.0,
            size_bytes=0,
            recorded_at=self.clock(),
        )
        self.ledger.record(trial, predictions=content.getvalue())

    def chosen(self, run: str) -> Chosen:
        """Return whether the symbol had been looked at before a trial was first made: any rule, terms, span and timeframe is a look.

        The first trial of a symbol stays the one that was fixed beforehand, also when it is shown again after others: what choosing among
        all costs is then in their count.
        """
        from bancada.markets.performance import chosen_of

        return chosen_of(run, takewhile(lambda one: one != run, (trial.run_id for trial in self.all())))

    def tried(self, own: Backtest, *, returns: NDArray[np.float64] | None = None) -> Tried:
        """Return all trials as the tests among them take them.

        Parameters
        ----------
        own : Backtest
            Trials that cover its very sessions are compared with one another.
        returns : ndarray of float64, shape (n_sessions, n_trials), optional
            Of trials over these sessions, in place of those that the ledger keeps.
        """
        from bancada.markets.performance import Tried

        trials = self.all()
        sharpes = tuple(trial.scores[SHARPE] for trial in trials if SHARPE in trial.scores)
        return Tried(max(1, len(trials)), sharpes, self._kept(own, trials) if returns is None else returns)

    def _kept(self, own: Backtest, trials: tuple[Trial, ...]) -> NDArray[np.float64] | None:
        from bancada.markets.performance import daily_pnl

        days = daily_pnl(own.bars, own.pnl, capital=own.spec.capital).days
        kept = []
        for trial in trials[-MOST_COMPARED:]:
            content = self.ledger.predictions(trial.run_id, trial.candidate, trial.fold)
            if content:
                with np.load(io.BytesIO(content), allow_pickle=False) as found:
                    if np.array_equal(found["days"], days):
                        kept.append(found["returns"])
        return np.column_stack(kept) if kept else None
