"""The backtest against a plain event loop, and the laws that hold for every backtest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.markets.backtest import BacktestSpec, Costs, Reason, Sizing, backtest
from bancada.markets.bars import PRICES, Bars, make_bars
from tests.markets.backtest.event_loop import replay
from tests.markets.backtest.made import random_bars, random_positions, specs

SEEDS = st.integers(0, 2**32 - 1)


def bars_of(*rows: tuple[float, float, float, float]) -> Bars:
    """Return bars of these opens, highs, lows and closes."""
    first, high, low, close = np.array(rows, dtype=float).T
    return make_bars("TEST3", "5m", ts=np.arange(len(rows)), open=first, high=high, low=low, close=close)


def flat_bars(*prices: float) -> Bars:
    """Return bars that stand still."""
    return bars_of(*((price,) * 4 for price in prices))


@given(SEEDS, specs(), st.sampled_from([0.0, 0.15]))
@settings(max_examples=250, deadline=None)
def test_equity_and_trades_are_those_of_a_plain_event_loop(seed: int, spec: BacktestSpec, missing: float) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 60))
    bars, positions = random_bars(rng, n, missing=missing), random_positions(rng, n)
    rolls = np.flatnonzero(rng.random(n) < 0.1)
    sessions = np.cumsum(rng.random(n) < 0.2)
    ends = {i for i in range(n) if i == n - 1 or sessions[i] != sessions[i + 1]}
    done = backtest(bars, positions, spec, rolls=rolls, sessions=sessions)
    equity, account = replay(bars, positions.tolist(), spec, set(rolls.tolist()), ends)
    np.testing.assert_allclose(done.equity, equity, rtol=1e-9, atol=1e-9 * spec.capital)
    assert [t.reason for t in account.trades] == [Reason(code).name.lower() for code in done.trades["reason"]]
    for name in ("entry_bar", "exit_bar", "side", "gross", "costs", "mae", "mfe"):
        expected = [getattr(trade, name) for trade in account.trades]
        np.testing.assert_allclose(done.trades[name], expected, rtol=1e-9, atol=1e-9 * spec.capital, err_msg=name)
    quantities = [sum(units for units, _ in trade.opened) for trade in account.trades]
    np.testing.assert_allclose(done.trades["quantity"], quantities, rtol=1e-9, atol=1e-9)
    prices = [sum(u * p for u, p in t.opened) / sum(u for u, _ in t.opened) for t in account.trades]
    np.testing.assert_allclose(done.trades["entry_price"], prices, rtol=1e-9)


@given(SEEDS, specs())
@settings(max_examples=60, deadline=None)
def test_what_was_won_is_the_sum_of_the_trades_and_of_the_bars(seed: int, spec: BacktestSpec) -> None:
    rng = np.random.default_rng(seed)
    bars, positions, sessions = random_bars(rng, 80, missing=0.05), random_positions(rng, 80), np.arange(80) // 9
    done = backtest(bars, positions, spec, sessions=sessions, rolls=[30, 31, 60])
    if not spec.close_at_end and done.position[-1]:
        assert done.trades["reason"][-1] == Reason.OPEN
    tolerance = {"rel": 1e-9, "abs": 1e-9 * spec.capital}
    assert done.net == pytest.approx(done.trades["net"].sum(), **tolerance)
    assert done.net == pytest.approx(done.pnl.sum(), **tolerance)
    assert done.costs.sum() == pytest.approx(done.trades["costs"].sum(), **tolerance)
    assert done.fills["slippage"].sum() == pytest.approx(done.trades["slippage"].sum(), **tolerance)
    assert done.position.shape == done.pnl.shape == done.costs.shape == done.equity.shape


@given(SEEDS, specs())
@settings(max_examples=60, deadline=None)
def test_equity_up_to_a_close_does_not_change_with_what_comes_after(seed: int, spec: BacktestSpec) -> None:
    rng = np.random.default_rng(seed)
    n, cut = 60, int(rng.integers(1, 60))
    one, other = random_bars(rng, n, missing=0.05), random_bars(rng, n, missing=0.05, level=70.0)
    mixed = {name: np.append(getattr(one, name)[:cut], getattr(other, name)[cut:]) for name in PRICES}
    changed = make_bars("TEST3", "5m", ts=one.ts, **mixed)
    before = random_positions(rng, n)
    after = np.append(before[:cut], random_positions(rng, n - cut))
    sessions, rolls = np.arange(n) // 7, [13, 40]
    first = backtest(one, before, spec, sessions=sessions, rolls=rolls)
    second = backtest(changed, after, spec, sessions=sessions, rolls=rolls)
    assert first.equity[:cut].tolist() == second.equity[:cut].tolist()


@given(SEEDS, specs(sizing=Sizing.UNITS))
@settings(max_examples=40, deadline=None)
def test_twice_the_size_wins_twice_as_much(seed: int, spec: BacktestSpec) -> None:
    rng = np.random.default_rng(seed)
    bars, positions, sessions = random_bars(rng, 60), random_positions(rng, 60), np.arange(60) // 9
    once, twice = (backtest(bars, positions, replace(spec, size=size), sessions=sessions) for size in (1.5, 3.0))
    np.testing.assert_allclose(twice.pnl, 2 * once.pnl, rtol=1e-9, atol=1e-9 * spec.capital)


@given(SEEDS, specs(sizing=Sizing.UNITS), st.sampled_from(["bps", "per_contract"]))
@settings(max_examples=40, deadline=None)
def test_costs_never_raise_equity(seed: int, spec: BacktestSpec, which: str) -> None:
    rng = np.random.default_rng(seed)
    bars, positions, sessions = random_bars(rng, 60), random_positions(rng, 60), np.arange(60) // 9
    dearer = replace(spec, costs=replace(spec.costs, **{which: 9.0}))
    cheap, dear = (backtest(bars, positions, terms, sessions=sessions) for terms in (spec, dearer))
    assert (dear.equity <= cheap.equity + 1e-9 * spec.capital).all()


@given(SEEDS, specs())
@settings(max_examples=20, deadline=None)
def test_who_never_trades_keeps_the_capital(seed: int, spec: BacktestSpec) -> None:
    bars = random_bars(np.random.default_rng(seed), 40, missing=0.1)
    for never in (np.zeros(40), np.full(40, np.nan)):
        done = backtest(bars, never, spec, sessions=np.arange(40) // 9, rolls=[5])
        assert (done.equity == spec.capital).all()
        assert done.n_fills == len(done.trades) == 0


def test_a_decision_is_filled_at_the_next_open_and_the_last_one_not_at_all() -> None:
    bars = bars_of((10, 12, 9, 11), (13, 15, 12, 14), (16, 18, 15, 17))
    done = backtest(bars, [1, 0, 1], BacktestSpec(100.0))
    assert done.fills[["bar", "price"]].tolist() == [(1, 13.0), (2, 16.0)]
    assert done.equity.tolist() == [100.0, 101.0, 103.0]
    assert done.position.tolist() == [0.0, 1.0, 0.0]


def test_the_cost_of_a_side_is_bps_of_its_value_plus_a_sum_a_contract() -> None:
    spec = BacktestSpec(1_000.0, size=3, multiplier=10.0, costs=Costs(bps=2.0, per_contract=0.5))
    done = backtest(flat_bars(100, 100, 100), [1, 0, 0], spec)
    assert done.fills["cost"] == pytest.approx([3 * 100 * 10 * 2e-4 + 1.5] * 2)
    assert done.net == pytest.approx(-2 * 2.1)
    assert done.turnover == pytest.approx(6.0)


def test_slippage_moves_each_fill_against_the_trader() -> None:
    spec = BacktestSpec(1_000.0, costs=Costs(slippage_ticks=2, slippage_bps=10, tick=0.5))
    done = backtest(flat_bars(100, 100, 100), [1, -1, 0], spec)
    assert done.fills["price"].tolist() == pytest.approx([101.1, 98.9, 101.1])
    assert done.net == pytest.approx(-4.4)
    assert done.trades["slippage"].sum() == pytest.approx(4.4)


@pytest.mark.parametrize(
    ("bar", "side", "price", "reason"),
    [
        pytest.param((100, 101, 94, 96), 1, 95.0, Reason.STOP_LOSS, id="the low reaches the stop of a long"),
        pytest.param((93, 96, 92, 95), 1, 93.0, Reason.STOP_LOSS, id="a gap through the stop fills at the open"),
        pytest.param((100, 112, 99, 111), 1, 110.0, Reason.TAKE_PROFIT, id="the high reaches the target of a long"),
        pytest.param((113, 114, 90, 91), 1, 113.0, Reason.TAKE_PROFIT, id="a gap through the target fills at the open"),
        pytest.param((100, 112, 94, 100), 1, 95.0, Reason.STOP_LOSS, id="the stop comes first where both are reached"),
        pytest.param((100, 106, 99, 104), -1, 105.0, Reason.STOP_LOSS, id="the high reaches the stop of a short"),
        pytest.param((100, 101, 88, 89), -1, 90.0, Reason.TAKE_PROFIT, id="the low reaches the target of a short"),
    ],
)
def test_a_stop_ends_the_trade_inside_the_bar(
    bar: tuple[float, float, float, float], side: int, price: float, reason: Reason
) -> None:
    bars = bars_of((100, 100, 100, 100), (100, 101, 99, 100), bar, (100, 100, 100, 100))
    done = backtest(bars, [side] * 4, BacktestSpec(1_000.0, stop_loss=0.05, take_profit=0.10))
    assert done.fills[["bar", "price", "reason"]].tolist()[1:] == [(2, pytest.approx(price), reason)]
    assert done.position[2:].tolist() == [0.0, 0.0]


def test_after_a_stop_it_stays_flat_until_the_target_changes() -> None:
    bars = bars_of(*[(100, 100, 100, 100)] * 2, (100, 100, 90, 100), *[(100, 100, 100, 100)] * 5)
    done = backtest(bars, [1, 1, 1, np.nan, 1, 2, 2, 2], BacktestSpec(1_000.0, stop_loss=0.05))
    assert done.position.tolist() == [0, 1, 0, 0, 0, 0, 2, 0]


def test_a_stop_can_hit_in_the_bar_of_the_entry_and_slips_where_a_target_does_not() -> None:
    bars = bars_of((100, 100, 100, 100), (100, 100, 97, 99), (99, 99, 99, 99), (100, 104, 100, 100))
    costs = Costs(slippage_ticks=1, tick=0.5)
    spec = BacktestSpec(1_000.0, stop_loss=4, take_profit=4, stops_in="ticks", costs=costs)
    done = backtest(bars, [1, -1, 2, 2], replace(spec, allow_short=False))
    assert done.trades[["entry_bar", "exit_bar", "bars_held"]].tolist() == [(1, 1, 0), (3, 3, 0)]
    assert done.trades["exit_price"].tolist() == [100.5 - 2.0 - 0.5, 100.5 + 2.0]


def test_the_gap_of_a_roll_is_neither_profit_nor_loss_and_both_sides_pay() -> None:
    bars = flat_bars(100, 100, 100, 150, 150, 150)
    spec = BacktestSpec(1_000.0, costs=Costs(per_contract=1.0))
    rolled, naive = (backtest(bars, [1, 1, 1, 1, 0, 0], spec, rolls=rolls) for rolls in ([3], None))
    assert naive.net == 50.0 - 2.0
    assert rolled.net == -4.0
    assert rolled.costs.tolist() == [0, 1, 0, 2, 0, 1]
    assert rolled.trades[["entry_price", "exit_price", "gross"]].tolist() == [(100, 100, 0), (150, 150, 0)]
    assert rolled.trades["reason"].tolist() == [Reason.ROLL, Reason.TARGET]


def test_a_stop_keeps_its_distance_from_the_price_over_a_roll() -> None:
    bars = bars_of(*[(100, 100, 100, 100)] * 3, (80, 80, 77, 80), (80, 80, 74, 80))
    done = backtest(
        bars, [1] * 5, BacktestSpec(1_000.0, stop_loss=5.0, stops_in="ticks", costs=Costs(tick=1.0)), rolls=[3]
    )
    assert done.fills[["bar", "price", "reason"]].tolist()[-1] == (4, 75.0, Reason.STOP_LOSS)


def test_the_session_ends_flat_at_its_last_close_and_the_target_is_taken_up_at_the_next_open() -> None:
    bars = bars_of((10, 10, 10, 10), (11, 12, 11, 12), (20, 20, 20, 20), (21, 22, 21, 22))
    spec = BacktestSpec(100.0, flat_at_session_end=True)
    done = backtest(bars, [1, 1, 1, 1], spec, sessions=[7, 7, 8, 8])
    assert done.fills[["bar", "price"]].tolist() == [(1, 11.0), (1, 12.0), (2, 20.0), (3, 22.0)]
    assert done.trades["reason"].tolist() == [Reason.SESSION_END] * 2
    assert done.equity.tolist() == [100.0, 101.0, 101.0, 103.0]


def test_a_bar_without_an_open_fills_nothing_and_the_order_waits() -> None:
    bars = bars_of((10, 10, 10, 10), (np.nan, 12, 8, 11), (0, 12, 8, 12), (13, 14, 12, 14), (15, 15, 15, 15))
    done = backtest(bars, [1, 1, 1, 0, 0], BacktestSpec(100.0, stop_loss=0.01))
    assert done.fills[["bar", "price"]].tolist()[0] == (3, 13.0)
    assert done.equity[:3].tolist() == [100.0] * 3


def test_a_share_of_equity_is_reckoned_when_the_target_changes_and_cut_to_lots() -> None:
    bars = flat_bars(10, 10, 20, 20, 20)
    spec = BacktestSpec(1_050.0, size=1.0, sizing=Sizing.EQUITY, lot=100)
    done = backtest(bars, [1, 1, 1, 0.5, 0], spec)
    assert done.position.tolist() == [0, 100, 100, 100, 0]
    assert done.fills["units"].tolist() == [100.0, -100.0]
    uncut = backtest(bars, [1, 1, 1, 0.5, 0], replace(spec, lot=0.0))
    assert uncut.position.tolist() == [0, 105, 105, 105, 0]


def test_a_target_that_lapses_is_not_taken_up_in_the_next_session() -> None:
    bars = flat_bars(*range(10, 19))
    sessions = [1, 1, 1, 2, 2, 2, 3, 3, 3]
    wanted = [1, 1, np.nan, np.nan, np.nan, 1, 0, -1, -1]
    spec = BacktestSpec(1_000.0, flat_at_session_end=True)
    kept = backtest(bars, wanted, spec, sessions=sessions)
    lapsed = backtest(bars, wanted, replace(spec, lapse_at_session_end=True), sessions=sessions)
    assert kept.trades["entry_bar"].tolist() == [1, 3, 6, 8]
    assert lapsed.trades["entry_bar"].tolist() == [1, 8]
    assert lapsed.position.tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0]


def test_what_could_not_be_closed_at_a_sessions_end_leaves_at_the_next_open_once_its_target_has_lapsed() -> None:
    bars = bars_of((10, 10, 10, 10), (11, 11, 11, 11), (12, 12, 12, np.nan), (13, 13, 13, 13), (14, 14, 14, 14))
    spec = BacktestSpec(1_000.0, flat_at_session_end=True, lapse_at_session_end=True)
    done = backtest(bars, [1, 1, 1, np.nan, np.nan], spec, sessions=[1, 1, 1, 2, 2])
    assert done.fills[["bar", "price"]].tolist() == [(1, 11.0), (3, 13.0)]


def test_a_share_of_the_capital_is_worth_the_same_whatever_was_won() -> None:
    bars = flat_bars(10, 10, 20, 20, 20)
    spec = BacktestSpec(1_000.0, size=1.0, sizing=Sizing.CAPITAL, lot=10)
    done = backtest(bars, [1, 1, -1, -1, 0], spec)
    assert done.position.tolist() == [0, 100, 100, -50, 0]
    assert done.net == pytest.approx(1_000.0)


def test_a_trade_knows_its_worst_and_best_moment() -> None:
    bars = bars_of(
        (100, 100, 100, 100), (100, 103, 98, 101), (101, 107, 96, 105), (105, 200, 1, 105), (100, 100, 100, 100)
    )
    trade = backtest(bars, [1, 1, 0, 0, 0], BacktestSpec(1_000.0, size=2)).trades[0]
    assert (trade["mae"], trade["mfe"], trade["gross"]) == (-8.0, 14.0, 10.0)


def test_what_stays_open_is_marked_and_listed_as_open() -> None:
    spec = BacktestSpec(1_000.0, costs=Costs(per_contract=1.0), close_at_end=False)
    done = backtest(flat_bars(100, 100, 110), [1, 1, 1], spec)
    assert done.net == 9.0
    assert done.position[-1] == 1.0
    assert done.trades[["reason", "exit_price", "net"]].tolist() == [(Reason.OPEN, 110.0, 9.0)]


def test_the_table_of_trades_names_reasons_and_instants() -> None:
    frame = backtest(flat_bars(100, 100, 110), [1, 1, 1], BacktestSpec(1_000.0)).trades_frame()
    assert frame["reason"].tolist() == ["last_bar"]
    assert frame["entry_ts"].dt.tz is not None
    assert frame["exit_price"].tolist() == [110.0]


def test_no_bars_are_a_backtest_without_a_result() -> None:
    done = backtest(flat_bars(100)[:0], [], BacktestSpec(1_000.0))
    assert (done.net, done.n_fills, len(done.position)) == (0.0, 0, 0)
    assert np.isnan(done.exposure)


def test_many_fills_in_few_bars_fit() -> None:
    n = 3_000
    bars = flat_bars(*[100.0] * n)
    done = backtest(bars, np.arange(n) % 2, BacktestSpec(1_000.0, flat_at_session_end=True), sessions=np.arange(n))
    assert done.n_fills == 2 * len(done.trades)
    assert len(done.trades) == (n - 1) // 2


def test_the_answer_cannot_be_changed_and_neither_are_the_positions() -> None:
    positions = np.array([1.0, np.nan, -1.0])
    done = backtest(flat_bars(1, 2, 3), positions, BacktestSpec(1_000.0, allow_short=False))
    np.testing.assert_array_equal(positions, [1.0, np.nan, -1.0])
    for array in (done.equity, done.fills, done.trades):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[0]


@pytest.mark.parametrize(
    ("positions", "more", "code"),
    [
        pytest.param([1.0], {}, "backtest_positions_length", id="too few positions"),
        pytest.param([1.0, np.inf, 0.0], {}, "backtest_positions_infinite", id="an infinite position"),
        pytest.param([1.0, 0.0, 0.0], {"rolls": [3]}, "backtest_rolls_outside", id="a roll after the end"),
        pytest.param([1.0, 0.0, 0.0], {"sessions": [1]}, "backtest_sessions_length", id="too few sessions"),
    ],
)
def test_what_does_not_fit_the_bars_is_refused(positions: list[float], more: dict[str, list[int]], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        backtest(flat_bars(1, 2, 3), positions, BacktestSpec(1_000.0), **more)
    assert caught.value.code == code


def test_a_session_is_the_date_on_the_exchange_s_clock_where_none_is_given() -> None:
    hour = 3_600_000_000_000
    bars = replace(
        flat_bars(10, 11, 12, 13), ts=np.array([20, 26, 28, 29]) * hour
    )  # 03:00 UTC is midnight in São Paulo
    done = backtest(bars, [1, 1, 1, 1], BacktestSpec(100.0, flat_at_session_end=True))
    assert done.fills[["bar", "price", "reason"]].tolist() == [
        (1, 11.0, Reason.TARGET),
        (1, 11.0, Reason.SESSION_END),
        (2, 12.0, Reason.TARGET),
        (3, 13.0, Reason.SESSION_END),
    ]


def test_all_settings_that_cannot_be_used_are_named_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        BacktestSpec(0.0, size=-1.0, stop_loss=float("nan"), lot=-1.0, stops_in="points")  # type: ignore[arg-type]
    assert caught.value.facts["settings"] == [
        "capital=0.0",
        "size=-1.0",
        "stop_loss=nan",
        "lot=-1.0",
        "stops_in=points",
    ]
    with pytest.raises(BadInput) as caught:
        Costs(bps=-1.0, tick=0.0)
    assert caught.value.facts["settings"] == ["bps=-1.0", "tick=0.0"]
