"""Walk-forward of a rule: chosen on the past, judged on what follows, stitched at its costs."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import KFold

from bancada.core.errors import BadInput
from bancada.learning.purging import LabelSpans, WalkForward
from bancada.markets.backtest import backtest
from bancada.markets.bars import Bars
from bancada.markets.performance import Chosen, RuleTested, RuleTrial, walk_forward_performance
from bancada.markets.sessions.clock import session_of
from tests.markets.performance.made import SPEC, coins, foresight, hourly_bars, sheet


@pytest.fixture(scope="module")
def bars() -> Bars:
    return hourly_bars(np.random.default_rng(3), 200)


@pytest.fixture(scope="module")
def trials(bars: Bars) -> list[RuleTrial]:
    rng = np.random.default_rng(6)
    known = [RuleTrial({"share": share}, foresight(bars, rng, share=share)) for share in (0.2, 0.7)]
    return [RuleTrial({"share": 0.0}, coins(bars, rng)), *known]


SPLITTER = WalkForward(4, spans=LabelSpans.ahead(200, horizon=1))


def test_the_better_parameters_are_chosen_and_followed_on_later_sessions(bars: Bars, trials: list[RuleTrial]) -> None:
    found = walk_forward_performance(bars, trials, spec=SPEC, splitter=SPLITTER)
    assert [window.chosen for window in found.windows] == [2, 2, 2, 2]
    assert all(window.train_to < window.test_from <= window.test_to for window in found.windows)
    assert all(window.parameters == {"share": 0.7} for window in found.windows)
    assert len(np.unique(session_of(found.backtest.bars))) == 160
    assert found.backtest.net > 0
    assert found.tried.count == 3
    assert found.tried.returns is not None
    assert found.tried.returns.shape == (160, 3)


def test_one_trial_alone_is_followed_as_it_stands(bars: Bars, trials: list[RuleTrial]) -> None:
    found = walk_forward_performance(bars, trials[:1], spec=SPEC, splitter=SPLITTER)
    begin = len(bars) - len(found.backtest.bars)
    positions = np.asarray(trials[0].positions)[begin:].copy()
    positions[-1] = 0.0
    alone = backtest(bars[begin:], positions, SPEC, sessions=session_of(bars)[begin:])
    assert found.backtest.equity == pytest.approx(alone.equity)


def test_sessions_after_a_window_do_not_change_what_is_chosen_in_it(bars: Bars, trials: list[RuleTrial]) -> None:
    whole = walk_forward_performance(bars, trials, spec=SPEC, splitter=SPLITTER)
    later = session_of(bars) > session_of(bars)[0] + 80
    turned = [RuleTrial(one.parameters, np.where(later, -np.asarray(one.positions), one.positions)) for one in trials]
    other = walk_forward_performance(bars, turned, spec=SPEC, splitter=SPLITTER)
    assert [window.chosen for window in whole.windows[:2]] == [window.chosen for window in other.windows[:2]]
    assert [window.chosen for window in whole.windows] != [window.chosen for window in other.windows]


def test_a_walk_gives_a_tear_sheet_out_of_sample(bars: Bars, trials: list[RuleTrial]) -> None:
    found = walk_forward_performance(bars, trials, spec=SPEC, splitter=SPLITTER, rolls=[8, 800])
    assert found.n_rolls == 1
    again = walk_forward_performance(bars, trials, spec=SPEC, splitter=SPLITTER)
    rule = RuleTested("made", again.windows[-1].parameters, Chosen.OUT_OF_SAMPLE, "4 windows")
    shown = sheet(again.backtest.bars, again.positions, rule=rule, tried=again.tried)
    assert shown.strategy["net"].value == pytest.approx(again.backtest.net)
    assert shown.testing.overfitting is not None
    assert shown.testing.overfitting.probability < 0.05
    assert "performance_in_sample" not in {finding.code for finding in shown.findings}


def test_a_window_that_trains_on_what_follows_is_refused(bars: Bars, trials: list[RuleTrial]) -> None:
    with pytest.raises(BadInput, match="before those it tests"):
        walk_forward_performance(bars, trials, spec=SPEC, splitter=KFold(3))
    with pytest.raises(BadInput):
        walk_forward_performance(bars, [], spec=SPEC, splitter=SPLITTER)
