"""Use cases over backtests: a rule tried on a series, counted among all trials of it, shown beside holding and beside chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.leaderboard import Trial
from bancada.core.ports import Clock, TrialLedger
from bancada.markets.series import SeriesInfo, SeriesKey
from bancada.services.market.cautions import is_below_holding
from bancada.services.market.counted import CountedTrials, run_id, trial_name, walk_name
from bancada.services.market.requests import BacktestRequest, WalkPlan
from bancada.services.market.rolls import rolls_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from bancada.core.finding import Finding
    from bancada.markets.backtest import Backtest, RandomBaseline
    from bancada.markets.bars import Bars
    from bancada.markets.brazil.execution import Paper
    from bancada.markets.brazil.taxes import TaxStatement
    from bancada.markets.performance import RuleTested, TearSheet, WalkWindow
    from bancada.markets.rules import Rule
    from bancada.markets.store.catalogue import SeriesCatalogue
    from bancada.services.market.terms import Stated

__all__ = ["BacktestFound", "BacktestsService"]

LEAST_BARS = 50


@dataclass(frozen=True, slots=True, eq=False)
class BacktestFound:
    """A rule tried on a series.

    Attributes
    ----------
    series : SeriesInfo
    request : BacktestRequest
        Its parameters complete.
    backtest, buy_and_hold : Backtest
        Of a walk-forward: over the sessions that were judged.
    random : RandomBaseline
    sheet : TearSheet
    windows : tuple of WalkWindow
        Of a walk-forward; empty otherwise.
    n_combinations : int
        Sets of parameters that a walk-forward chose among; 1 otherwise.
    paper : Paper or None
        What taxes took it for; None where none were reckoned.
    """

    series: SeriesInfo
    request: BacktestRequest
    backtest: Backtest
    buy_and_hold: Backtest
    random: RandomBaseline
    sheet: TearSheet
    windows: tuple[WalkWindow, ...] = ()
    n_combinations: int = 1
    paper: Paper | None = None

    @property
    def beside_holding(self) -> tuple[Finding, ...]:
        """What the verdict must not be read without: that holding earned more. Among the sheet's findings, in front."""
        return tuple(one for one in self.sheet.findings if is_below_holding(one))


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """What a rule is tried on."""

    info: SeriesInfo
    request: BacktestRequest
    bars: Bars
    stated: Stated
    rolls: NDArray[np.int64]
    sessions: NDArray[np.int64]

    def part(self, bars: Bars) -> _Given:
        """Return the same over a run of its bars."""
        begin = int(np.searchsorted(self.bars.ts, bars.ts[0]))
        end = begin + len(bars)
        rolls = self.rolls[(self.rolls > begin) & (self.rolls < end)] - begin
        return replace(self, bars=bars, rolls=rolls, sessions=self.sessions[begin:end])


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
        continuous future are neither profit nor loss. The trial is written into the ledger before it is judged, so that it counts. Where
        anything else was tried on the symbol before, whatever the rule, terms, span or timeframe, its sessions had been looked at.

        Raises
        ------
        NotFound
            An unknown rule.
        BadInput
            Unknown parameters, terms that cannot be, too few bars in the span.
        """
        from bancada.markets.performance import RuleTested
        from bancada.markets.rules import positions

        given = self._given(info, request)
        asked = given.request
        wanted = positions(given.bars, asked.rule, asked.parameters)
        own = self._try(given, wanted)
        rule = RuleTested(asked.rule, dict(asked.parameters), self._counted(info).chosen(run_id(info, asked)))
        return self._found(given, wanted, own, rule=rule)

    def walk_forward(self, info: SeriesInfo, request: BacktestRequest, plan: WalkPlan) -> BacktestFound:
        """Choose a rule's parameters on earlier sessions, again and again, and return the tear sheet of the sessions after each choice.

        Every set of parameters is tried over the whole span and written into the ledger, and so is the walk itself. In each window the set
        of best net Sharpe ratio before it is followed; one backtest runs over all sessions judged, so that changes pay their costs.

        Raises
        ------
        NotFound
            An unknown rule.
        BadInput
            As `run`; a rule without parameters, a grid that the rule cannot take or that is too large.
        InvalidTask
            Fewer sessions than the windows need.
        """
        from bancada.markets.performance import Chosen, RuleTested, RuleTrial, walk_forward_performance
        from bancada.markets.rules import positions, rule
        from bancada.services.market.walks import combinations, splitter_of

        given = self._given(info, request)
        sets = combinations(rule(request.rule), given.request, plan)
        trials = [RuleTrial(one, positions(given.bars, request.rule, one)) for one in sets]
        started = perf_counter()
        walk = walk_forward_performance(
            given.bars, trials, spec=given.stated.spec, splitter=splitter_of(plan), rolls=given.rolls
        )
        took_s = perf_counter() - started
        for trial in trials:
            asked = replace(given.request, parameters=trial.parameters)
            self._try(replace(given, request=asked), trial.positions)
        name = walk_name(request, plan)
        candidate = f"{info.key.timeframe.value} {name}"
        self._counted(info).record(run_id(info, given.request, plan), candidate, walk.backtest, took_s=took_s)
        last = walk.windows[-1].parameters
        tested = RuleTested(request.rule, dict(last), Chosen.OUT_OF_SAMPLE, name)
        part = given.part(walk.backtest.bars)
        found = self._found(part, walk.positions, walk.backtest, rule=tested, returns=walk.tried.returns)
        return replace(found, windows=walk.windows, n_combinations=len(sets))

    def trials(self, key: SeriesKey) -> tuple[Trial, ...]:
        """Return every backtest ever made on a series' symbol, whatever its timeframe and basis, in the order of trying."""
        return CountedTrials(self.ledger, self.clock, key.symbol).all()

    def was_tried(self, info: SeriesInfo, request: BacktestRequest, plan: WalkPlan | None = None) -> bool:
        """Return whether this very trial is in the ledger: to show it again counts nothing."""
        run = run_id(info, _complete(request), plan)
        return any(trial.run_id == run for trial in self.trials(info.key))

    def _counted(self, info: SeriesInfo) -> CountedTrials:
        return CountedTrials(self.ledger, self.clock, info.key.symbol)

    def _given(self, info: SeriesInfo, request: BacktestRequest) -> _Given:
        """Return bars and terms in full; a request that leaves parameters out is the same as one that states their defaults."""
        from bancada.markets.rules import rule
        from bancada.markets.sessions import session_of
        from bancada.services.market.terms import stated_terms

        asked_for, asked = rule(request.rule), _complete(request)
        bars = self.catalogue.read(info, start=request.start, end=request.end)
        if len(bars) < LEAST_BARS:
            raise BadInput("market_few_bars", symbol=info.key.symbol, rows=len(bars), needed=LEAST_BARS)
        stated = stated_terms(info, bars, request.terms)
        spec = replace(stated.spec, lapse_at_session_end=asked_for.is_session_bound and stated.spec.flat_at_session_end)
        return _Given(info, asked, bars, replace(stated, spec=spec), rolls_of(info, bars), session_of(bars))

    def _try(self, given: _Given, wanted: ArrayLike) -> Backtest:
        """Run one backtest and count it."""
        from bancada.markets.backtest import backtest

        started = perf_counter()
        own = backtest(given.bars, wanted, given.stated.spec, rolls=given.rolls, sessions=given.sessions)
        took_s = perf_counter() - started
        run = run_id(given.info, given.request)
        self._counted(given.info).record(run, trial_name(given.request, given.info.key.timeframe), own, took_s=took_s)
        return own

    def _found(
        self,
        given: _Given,
        wanted: ArrayLike,
        own: Backtest,
        *,
        rule: RuleTested,
        returns: NDArray[np.float64] | None = None,
    ) -> BacktestFound:
        """Judge a backtest beside holding and beside chance, after all trials on the symbol."""
        from bancada.markets.backtest import buy_and_hold, random_with_turnover
        from bancada.markets.performance import Annual, Beside, tear_sheet
        from bancada.markets.regimes import regimes
        from bancada.markets.sessions import sessions_per_year
        from bancada.services.market.cautions import below_holding, in_order, split_findings

        info, asked, bars, spec = given.info, given.request, given.bars, given.stated.spec
        held = buy_and_hold(bars, spec, rolls=given.rolls, costs=given.stated.holding)
        rng = np.random.default_rng(asked.seed)
        chance = random_with_turnover(
            bars, wanted, spec, n_draws=asked.n_random, rng=rng, rolls=given.rolls, sessions=given.sessions
        )
        sheet = tear_sheet(
            own,
            Beside(held, chance, regimes(bars)),
            rule=rule,
            rng=rng,
            series=info,
            tried=self._counted(info).tried(own, returns=returns),
            annual=Annual(sessions_per_year(info.exchange), asked.terms.risk_free),
            n_rolls=len(given.rolls),
            tax=_tax(own, given.stated),
        )
        told = (
            *below_holding(sheet),
            *sheet.findings,
            *split_findings(info, own, held, sessions=given.sessions),
            *given.stated.findings,
        )
        sheet = replace(sheet, findings=in_order(told))
        return BacktestFound(info, asked, own, held, chance, sheet, paper=given.stated.paper if sheet.tax else None)


def _tax(own: Backtest, stated: Stated) -> TaxStatement | None:
    """Return the Brazilian view; None where it does not apply."""
    from bancada.markets.brazil.taxes import monthly_tax
    from bancada.markets.performance import executions

    if stated.paper is None or not len(own.fills):
        return None
    return monthly_tax(executions(own, paper=stated.paper))


def _complete(request: BacktestRequest) -> BacktestRequest:
    """Return a request with all parameters of its rule; BadInput and NotFound as `rules.rule`."""
    from bancada.markets.rules import rule

    parameters = rule(request.rule).complete(request.parameters)
    return replace(request, parameters={name: float(value) for name, value in parameters.items()})
