"""Holding, chance with the same turnover, and the cost that leaves nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.markets.backtest import (
    BacktestSpec,
    Costs,
    Sizing,
    backtest,
    break_even_cost_bps,
    buy_and_hold,
    random_with_turnover,
)
from bancada.markets.backtest.targets import held_targets
from tests.markets.backtest.made import random_bars, random_positions, specs

SEEDS = st.integers(0, 2**32 - 1)
METHODS = pytest.mark.parametrize("method", ["shift", "runs"])


@given(SEEDS, specs(sizing=Sizing.UNITS, capital=1e6) | specs(sizing=Sizing.CAPITAL, capital=1e6))
@settings(max_examples=40, deadline=None)
def test_at_the_break_even_cost_nothing_is_won(seed: int, spec: BacktestSpec) -> None:
    rng = np.random.default_rng(seed)
    bars, positions, sessions = random_bars(rng, 60, level=200.0), random_positions(rng, 60), np.arange(60) // 9
    found = break_even_cost_bps(bars, positions, spec, sessions=sessions, rolls=[20])
    free = replace(spec, costs=replace(spec.costs, bps=0.0))
    if found < 0.0:
        assert backtest(bars, positions, free, sessions=sessions, rolls=[20]).net < 0.0
    else:
        paid = replace(spec, costs=replace(spec.costs, bps=found))
        assert backtest(bars, positions, paid, sessions=sessions, rolls=[20]).net == pytest.approx(0.0, abs=1e-6)


def test_the_break_even_cost_of_a_share_of_equity_is_searched_for(rng: np.random.Generator) -> None:
    bars = random_bars(rng, 300, level=500.0)
    positions = np.sign(np.append(np.diff(bars.close), 0.0) + rng.normal(0, 1, 300))
    spec = BacktestSpec(10_000.0, size=0.5, sizing=Sizing.EQUITY)
    found = break_even_cost_bps(bars, positions, spec)
    assert found > 0.0
    assert backtest(bars, positions, replace(spec, costs=Costs(bps=found))).net == pytest.approx(0.0, abs=1e-6)


def test_who_trades_nothing_has_no_break_even_cost(rng: np.random.Generator) -> None:
    assert np.isnan(break_even_cost_bps(random_bars(rng, 30), np.zeros(30), BacktestSpec(100.0)))


def test_holding_buys_at_the_second_open_and_sells_at_the_last_close(rng: np.random.Generator) -> None:
    bars = random_bars(rng, 50)
    spec = BacktestSpec(1_000.0, size=3, stop_loss=0.001, flat_at_session_end=True, costs=Costs(per_contract=0.5))
    held = buy_and_hold(bars, spec)
    assert held.n_fills == 2
    assert held.net == pytest.approx(3 * (bars.close[-1] - bars.open[1]) - 3.0)


def test_holding_can_be_charged_other_costs_than_the_strategy(rng: np.random.Generator) -> None:
    bars = random_bars(rng, 50)
    spec = BacktestSpec(1_000.0, flat_at_session_end=True, costs=Costs(per_contract=0.5, slippage_ticks=2.0))
    dear = buy_and_hold(bars, spec, costs=replace(spec.costs, per_contract=1.2))
    assert dear.net == pytest.approx(buy_and_hold(bars, spec).net - 2 * 0.7)
    assert dear.spec.costs.slippage_ticks == 2.0


@METHODS
def test_chance_trades_as_often_and_is_exposed_as_long(
    method: Literal["shift", "runs"], rng: np.random.Generator
) -> None:
    bars = random_bars(rng, 2_000)
    positions = held_targets(random_positions(rng, 2_000, change=0.05))
    done = backtest(bars, positions, BacktestSpec(1e6))
    chance = random_with_turnover(bars, positions, BacktestSpec(1e6), n_draws=60, rng=rng, method=method)
    assert chance.n_fills.shape == chance.net.shape == chance.sharpe.shape == (60,)
    fewer = 3 if method == "shift" else 0.4 * done.n_fills
    assert (chance.n_fills <= done.n_fills + 3).all()
    assert (chance.n_fills >= done.n_fills - fewer).all()
    assert chance.observed_net == pytest.approx(done.net)


@METHODS
def test_a_draw_of_chance_is_a_backtest_of_rearranged_targets(
    method: Literal["shift", "runs"], rng: np.random.Generator
) -> None:
    bars, n = random_bars(rng, 40), 40
    positions, spec = random_positions(rng, n, missing=0.0), BacktestSpec(1e6, costs=Costs(bps=3))
    chance = random_with_turnover(bars, positions, spec, n_draws=30, rng=rng, method=method)
    if method == "shift":
        turned = {round(backtest(bars, np.roll(positions, by), spec).net, 6) for by in range(1, n)}
        assert set(np.round(chance.net, 6)) <= turned
    assert len(set(np.round(chance.net, 6))) > 10


def test_a_rule_that_knows_the_future_beats_chance_and_one_that_knows_nothing_does_not() -> None:
    rng = np.random.default_rng(3)
    bars = random_bars(rng, 1_000, level=1_000.0)
    ahead = np.append(np.sign(bars.open[2:] - bars.open[1:-1]), [0.0, 0.0])
    seer = random_with_turnover(bars, ahead, BacktestSpec(1e4), n_draws=199, rng=rng)
    assert seer.p_value_net == seer.p_value_sharpe == 1 / 200
    values = []
    for seed in range(40):
        chance = np.random.default_rng(seed)
        blind = held_targets(random_positions(chance, 1_000, change=0.05))
        values.append(random_with_turnover(bars, blind, BacktestSpec(1e4), n_draws=49, rng=chance).p_value_net)
    assert 0.3 < np.mean(values) < 0.7
    assert np.mean(np.array(values) <= 0.1) < 0.3


def test_chance_is_the_same_for_the_same_seed_and_its_ratio_counts_sessions() -> None:
    bars = random_bars(np.random.default_rng(1), 300)
    positions, sessions = random_positions(np.random.default_rng(2), 300), np.arange(300) // 10
    first, second = (
        random_with_turnover(
            bars, positions, BacktestSpec(1e4), n_draws=20, rng=np.random.default_rng(5), sessions=sessions
        )
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.net, second.net)
    equity = backtest(bars, positions, BacktestSpec(1e4)).equity[9::10]
    pnl = np.diff(equity, prepend=1e4)
    assert first.observed_sharpe == pytest.approx(pnl.mean() / pnl.std(ddof=1))


def test_chance_without_a_trade_has_no_ratio(rng: np.random.Generator) -> None:
    none = random_with_turnover(random_bars(rng, 30), np.zeros(30), BacktestSpec(1e4), n_draws=5, rng=rng)
    assert np.isnan(none.sharpe).all()
    assert np.isnan(none.p_value_sharpe)
    assert none.p_value_net == 1.0


def test_no_draws_are_refused(rng: np.random.Generator) -> None:
    with pytest.raises(BadInput) as caught:
        random_with_turnover(random_bars(rng, 30), np.zeros(30), BacktestSpec(1e4), n_draws=0, rng=rng)
    assert caught.value.facts["settings"] == ["n_draws=0"]


def test_a_target_that_keeps_is_the_last_one_decided() -> None:
    assert held_targets(np.array([np.nan, 1.0, np.nan, -1.0, np.nan])).tolist() == [0.0, 1.0, 1.0, -1.0, -1.0]
