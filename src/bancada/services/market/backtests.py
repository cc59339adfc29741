"""Use cases over backtests: a rule tried on a series, counted among all trials of it, shown beside holding and beside chance."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.leaderboard import FitStatus, Trial
from bancada.core.ports import Clock, TrialLedger
from bancada.core.values import dump_bytes
from bancada.markets.series import SeriesInfo, SeriesKey
from bancada.services.market.requests import BacktestRequest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.backtest import Backtest, RandomBaseline
    from bancada.markets.bars import Bars
    from bancada.markets.brazil.taxes import TaxStatement
    from bancada.markets.performance import Beside, TearSheet, Tried
    from bancada.markets.rules import Rule
    from bancada.markets.store.catalogue import SeriesCatalogue
    from bancada.services.market.terms import Stated

__all__ = ["BacktestFound", "BacktestsService", "task_of"]

SHARPE = "Sharpe (session)"
"""Score that a trial keeps: mean over standard deviation of a session's net result on the stated capital, not annualised."""
LEAST_BARS = 50


@dataclass(frozen=True, slots=True, eq=False)
class BacktestFound:
    """A rule tried on a series.

    Attributes
    ----------
    series : SeriesInfo
    request : BacktestRequest
    backtest, buy_and_hold : Backtest
    random : RandomBaseline
    sheet : TearSheet
    """

    series: SeriesInfo
    request: BacktestRequest
    backtest: Backtest
    buy_and_hold: Backtest
    random: RandomBaseline
    sheet: TearSheet


def task_of(key: SeriesKey) -> str:
    """Return the name under which trials on a series are counted, whatever its version or basis."""
    return f"market.{key.symbol}.{key.timeframe.value}"


@dataclass(frozen=True, slots=True)
class BacktestsService:
    """Rules tried on series.

    Parameters
    ----------
    catalogue : SeriesCatalogue
    ledger : TrialLedger
        Every backtest is a trial in it; the same one made again is the same trial.
    clock : callable
    """

    catalogue: SeriesCatalogue
    ledger: TrialLedger
    clock: Clock

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules that can be tried, with their parameters."""
        from bancada.markets.rules import RULES

        return tuple(RULES.values())

    def run(self, info: SeriesInfo, request: BacktestRequest) -> BacktestFound:
        """Try a rule on a series and return its tear sheet.

        Positions are decided at a bar's close and filled at the next open, with costs and slippage by the terms. Rolls of an unadjusted
        continuous future are neither profit nor loss. The trial is written into the ledger before it is judged, so that it counts.

        Raises
        ------
        BadInput
            An unknown rule or parameter, terms that cannot be, too few bars in the span.
        """
        from bancada.markets.backtest import backtest, buy_and_hold, random_with_turnover
        from bancada.markets.performance import Beside
        from bancada.markets.regimes import regimes
        from bancada.markets.rules import positions
        from bancada.markets.sessions import session_of
        from bancada.services.market.terms import stated_terms

        bars = self.catalogue.read(info, start=request.start, end=request.end)
        if len(bars) < LEAST_BARS:
            raise BadInput("market_few_bars", symbol=info.key.symbol, rows=len(bars), needed=LEAST_BARS)
        stated = stated_terms(info, bars, request.terms)
        rolls, sessions = self._rolls(info, bars, stated), session_of(bars)
        started = perf_counter()
        wanted = positions(bars, request.rule, request.parameters)
        own = backtest(bars, wanted, stated.spec, rolls=rolls, sessions=sessions)
        self._record(info, request, own, perf_counter() - started)
        held = buy_and_hold(bars, stated.spec, rolls=rolls)
        rng = np.random.default_rng(request.seed)
        chance = random_with_turnover(
            bars, wanted, stated.spec, n_draws=request.n_random, rng=rng, rolls=rolls, sessions=sessions
        )
        beside = Beside(held, chance, regimes(bars))
        sheet = self._sheet((info, request, own), beside, stated, n_rolls=len(rolls), rng=rng)
        return BacktestFound(info, request, own, held, chance, sheet)

    def trials(self, key: SeriesKey) -> tuple[Trial, ...]:
        """Return every backtest ever made on a symbol and timeframe, in the order of trying."""
        return self.ledger.trials(task=task_of(key))

    def _rolls(self, info: SeriesInfo, bars: Bars, stated: Stated) -> NDArray[np.int64]:
        """Return where contracts change, of a continuous future whose gaps nobody closed."""
        from bancada.markets.sessions import roll_positions

        chain = info.continuous
        if chain is None or stated.instrument is None or chain.adjustment in ("difference", "ratio"):
            return np.empty(0, dtype=np.int64)
        return roll_positions(bars, stated.instrument)

    def _record(self, info: SeriesInfo, request: BacktestRequest, own: Backtest, took_s: float) -> None:
        from bancada.markets.performance import daily_pnl, sharpe_ratio

        daily = daily_pnl(own.bars, own.pnl, capital=own.spec.capital)
        sharpe = sharpe_ratio(daily.returns, per_year=1.0)
        content = io.BytesIO()
        np.savez_compressed(content, days=daily.days, returns=daily.returns)
        trial = Trial(
            run_id=_run_id(info, request),
            task=task_of(info.key),
            candidate=_named(request),
            fold=-1,
            status=FitStatus.OK,
            scores={SHARPE: sharpe} if np.isfinite(sharpe) else {},
            fit_time_s=took_s,
            predict_time_s=0.0,
            size_bytes=0,
            recorded_at=self.clock(),
        )
        self.ledger.record(trial, predictions=content.getvalue())

    def _tried(self, info: SeriesInfo, own: Backtest) -> Tried:
        """Return all trials on the series; returns of those that cover the very sessions of this one."""
        from bancada.markets.performance import Tried, daily_pnl

        days = daily_pnl(own.bars, own.pnl, capital=own.spec.capital).days
        trials = self.ledger.trials(task=task_of(info.key))
        kept = []
        for trial in trials[-MOST_COMPARED:]:
            content = self.ledger.predictions(trial.run_id, trial.candidate, trial.fold)
            if content:
                with np.load(io.BytesIO(content), allow_pickle=False) as found:
                    if np.array_equal(found["days"], days):
                        kept.append(found["returns"])
        sharpes = tuple(trial.scores[SHARPE] for trial in trials if SHARPE in trial.scores)
        return Tried(max(1, len(trials)), sharpes, np.column_stack(kept) if kept else None)

    def _sheet(
        self,
        found: tuple[SeriesInfo, BacktestRequest, Backtest],
        beside: Beside,
        stated: Stated,
        *,
        n_rolls: int,
        rng: np.random.Generator,
    ) -> TearSheet:
        from bancada.markets.performance import Annual, RuleTested, tear_sheet
        from bancada.markets.rules import rule
        from bancada.markets.sessions import sessions_per_year

        info, request, own = found
        parameters = rule(request.rule).complete(request.parameters)
        return tear_sheet(
            own,
            beside,
            rule=RuleTested(request.rule, dict(parameters)),
            rng=rng,
            series=info,
            tried=self._tried(info, own),
            annual=Annual(sessions=sessions_per_year(info.exchange)),
            n_rolls=n_rolls,
            tax=_tax(own, stated),
        )


MOST_COMPARED = 500
"""Latest trials whose returns are compared with one another."""


def _run_id(info: SeriesInfo, request: BacktestRequest) -> str:
    """Return the id of a trial: the same bars, rule and terms give the same one, whatever was drawn beside it."""
    asked = replace(request, n_random=0, seed=0)
    content = info.cache_key.encode() + dump_bytes(asked)
    return f"backtest-{hashlib.sha256(content).hexdigest()[:24]}"


def _named(request: BacktestRequest) -> str:
    told = ",".join(f"{name}={value:g}" for name, value in sorted(request.parameters.items()))
    return f"{request.rule}({told})" if told else request.rule


def _tax(own: Backtest, stated: Stated) -> TaxStatement | None:
    """Return the Brazilian view; None where it does not apply, or where sizes are fractions that no exchange trades."""
    from bancada.markets.brazil.taxes import monthly_tax
    from bancada.markets.performance import executions

    is_whole = float(own.spec.size).is_integer()
    if stated.paper is None or not is_whole or not len(own.fills):
        return None
    return monthly_tax(executions(own, paper=stated.paper))
