"""Use cases over chance: backtests that are counted, randomness of the record, what playing costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bancada.core.errors import BadInput
from bancada.core.finding import Finding
from bancada.core.ports import JobContext, TrialLedger
from bancada.core.run import RunStatus
from bancada.core.values import from_json, to_json
from bancada.domains.lottery.history import fetch_history
from bancada.jobs import Job
from bancada.services.lottery.draws import DrawsService
from bancada.services.lottery.forecasts import ForecastsService
from bancada.services.lottery.requests import BACKTEST, RANDOMNESS, BacktestRequest

if TYPE_CHECKING:
    from bancada.domains.lottery.backtest import Backtest
    from bancada.domains.lottery.draws import Draws
    from bancada.domains.lottery.economics import Odds, PriceFrom, Returns, YearCost
    from bancada.domains.lottery.randomness import RandomnessReport
    from bancada.domains.lottery.significance import BacktestReport
    from bancada.domains.lottery.trials import Tried

__all__ = ["ChanceService", "Economics"]

HISTORIES = "Simulating fair histories"
"""What a test of randomness works through; the dashboard has it in its languages."""
PAST = 1_000
"""Draws that a rule counts before its first bet, where it is not told which."""

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Economics:
    """What playing costs and gives back.

    Attributes
    ----------
    prices : tuple of PriceFrom
        By contest, oldest first.
    odds : tuple of Odds
        Of tickets of 15 to 20 numbers.
    returns : Returns or None
        From real payouts; None where the record has none, and the reference figures stand in for them.
    year : YearCost
        Of one ticket in every draw.
    break_even_gain : float
        Hits a draw beyond 9 at which a ticket would be worth its price.
    findings : tuple of Finding
        What must be said beside it.
    """

    prices: tuple[PriceFrom, ...]
    odds: tuple[Odds, ...]
    returns: Returns | None
    year: YearCost
    break_even_gain: float
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ChanceService:
    """Chance, measured.

    Parameters
    ----------
    draws : DrawsService
    forecasts : ForecastsService
    ledger : TrialLedger
    """

    draws: DrawsService
    forecasts: ForecastsService
    ledger: TrialLedger

    def backtest(
        self,
        request: BacktestRequest,
        *,
        on_progress: Progress | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> BacktestReport:
        """Judge a rule or a saved model on past draws; each distinct backtest is counted once among the models tried.

        Raises
        ------
        BadInput
            Neither or both of rule and model, an unknown rule, or a range without draws.
        ModelNotFound
        """
        from bancada.domains.lottery.significance import report
        from bancada.domains.lottery.trials import trial_of, tried

        if bool(request.rule) == bool(request.model):
            raise BadInput("lottery_backtest_of_what")
        started = time.perf_counter()
        found = self._judged(request, fetch_history(self.draws.history), on_progress, is_cancelled)
        self.ledger.record(
            trial_of(found, recorded_at=self.draws.clock(), predict_time_s=time.perf_counter() - started)
        )
        others = tried(self.ledger, apart_from=found)
        return report(found, others=others.p_values, n_tried=others.n_models + 1)

    def submit_backtest(self, request: BacktestRequest) -> str:
        """Queue the same as a background run, for models that must be fitted anew; returns its id. Raises as `backtest`."""
        if bool(request.rule) == bool(request.model):
            raise BadInput("lottery_backtest_of_what")
        if request.model:
            self.forecasts.saved(request.model)
        return self.draws.queue.submit(BACKTEST, to_json(request), title=request.model or request.rule)

    def backtest_of(self, run_id: str) -> BacktestReport | None:
        """Return what a backtest in the background found; None while it is not done. RunNotFound."""
        from bancada.domains.lottery.significance import BacktestReport

        found = self.draws.queue.get(run_id).result.get("report")
        return None if found is None else from_json(BacktestReport, found)

    def backtest_job(self) -> Job:
        """Return the job of such a run."""

        # Any: JSON values.
        def judge(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
            names = BacktestRequest.__dataclass_fields__
            request = from_json(BacktestRequest, {name: value for name, value in state.items() if name in names})
            found = self.backtest(request, on_progress=context.progress, is_cancelled=context.is_cancelled)
            return {"report": to_json(found)}

        return Job(BACKTEST, (("judge", judge),))

    def _judged(
        self,
        request: BacktestRequest,
        draws: Draws,
        on_progress: Progress | None,
        is_cancelled: Callable[[], bool] | None,
    ) -> Backtest:
        from bancada.domains.lottery.backtest import Rule, backtest_rule

        if request.model:
            return self.forecasts.backtest(
                request.model,
                first=request.first,
                last=request.last,
                blocks=request.blocks,
                on_progress=on_progress,
                is_cancelled=is_cancelled,
            )
        first = request.first
        if first is None and len(draws) > PAST:
            first = int(draws.contests[PAST])
        return backtest_rule(draws, Rule(request.rule), first=first, last=request.last, k=request.k, seed=request.seed)

    def randomness(
        self,
        *,
        n_histories: int = 10_000,
        seed: int = 7,
        on_progress: Callable[[int, int], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> RandomnessReport:
        """Test the record for what a fair game would not give, whole and by blocks."""
        from bancada.domains.lottery.randomness import randomness_report

        return randomness_report(
            self.draws.draws(),
            n_histories=n_histories,
            seed=seed,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )

    def submit_randomness(self, *, n_histories: int = 10_000, seed: int = 7) -> str:
        """Queue the same as a background run, which can be cancelled; returns its id. BadInput of a record too short to test."""
        from bancada.domains.lottery.randomness import check_testable

        draws = fetch_history(self.draws.history)
        check_testable(draws, seed=seed)
        payload = {"n_histories": n_histories, "seed": seed}
        return self.draws.queue.submit(RANDOMNESS, payload, title=f"{draws.first}-{draws.last}")

    def randomness_of(self, run_id: str) -> RandomnessReport | None:
        """Return what a test in the background found; None while it is not done. RunNotFound."""
        from bancada.domains.lottery.randomness import RandomnessReport

        found = self.draws.queue.get(run_id).result.get("report")
        return None if found is None else from_json(RandomnessReport, found)

    def known_randomness(self, draws_sha256: str) -> RandomnessReport | None:
        """Return the last finished test of the record with this fingerprint; None where there is none."""
        for run in self.draws.queue.list(kind=RANDOMNESS):
            if run.status is RunStatus.DONE and run.result.get("report", {}).get("draws_sha256") == draws_sha256:
                return self.randomness_of(run.id)
        return None

    def randomness_job(self) -> Job:
        """Return the job of such a run."""

        # Any: JSON values.
        def test(state: Mapping[str, Any], context: JobContext) -> Mapping[str, Any]:
            found = self.randomness(
                n_histories=int(state["n_histories"]),
                seed=int(state["seed"]),
                on_progress=lambda done, total: context.progress(done, total, HISTORIES),
                is_cancelled=context.is_cancelled,
            )
            return {"report": to_json(found)}

        return Job(RANDOMNESS, (("test", test),))

    def economics(self) -> Economics:
        """Return prices, odds, expected returns from real payouts where they are known, and the cost of a year."""
        from bancada.domains.lottery.economics import (
            PRICES,
            SIZES,
            break_even_gain,
            cost_of_a_year,
            expected_return,
            odds,
            responsible_play,
        )

        prizes = self.draws.prizes()
        is_paid = bool((prizes.collected_centavos > 0).any())
        returns = expected_return(prizes) if is_paid else None
        share = None if returns is None else returns.share
        return Economics(
            prices=PRICES,
            odds=tuple(odds(size) for size in SIZES),
            returns=returns,
            year=cost_of_a_year(share=share),
            break_even_gain=break_even_gain() if returns is None else returns.break_even_gain,
            findings=responsible_play(share=share),
        )

    def tried(self) -> Tried:
        """Return how many models were ever tried on these draws, deleted ones included."""
        from bancada.domains.lottery.trials import tried

        return tried(self.ledger)
