"""Chance beside a strategy within the day: whole sessions are dealt again, each bar by its time of day."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import kstest

from bancada.core.errors import BadInput
from bancada.markets.backtest import BacktestSpec, Costs, RandomBaseline, backtest, random_with_turnover
from bancada.markets.backtest.dealing import Method
from bancada.markets.bars import Bars, make_bars
from bancada.markets.rules import positions, rule
from tests.markets.backtest.made import random_bars

DAY, BAR = 86_400_000_000_000, 300_000_000_000
NINE = 12 * 3_600_000_000_000
"""In São Paulo, without daylight saving."""
SPEC = BacktestSpec(1e6, costs=Costs(per_contract=1.0, slippage_ticks=1.0))


def days_of(rng: np.random.Generator, n_days: int, *, n_bars: int = 40, kept: float = 1.0) -> tuple[Bars, np.ndarray]:
    """Return sessions from 9h, some of whose bars are missing, and the session of each bar."""
    sessions = np.repeat(np.arange(n_days), n_bars)
    ts = sessions * DAY + np.tile(np.arange(n_bars), n_days) * BAR + NINE
    stays = rng.random(len(ts)) < kept
    bars = random_bars(rng, int(stays.sum()), level=1_000.0)
    return replace(bars, ts=ts[stays], timeframe=bars.timeframe), sessions[stays]


def chance(bars: Bars, wanted: np.ndarray, sessions: np.ndarray | None, **given: object) -> RandomBaseline:
    """Return sixty draws unless told otherwise."""
    options: dict[str, object] = {"spec": SPEC, "n_draws": 60, "rng": np.random.default_rng(5), **given}
    return random_with_turnover(bars, wanted, options.pop("spec"), sessions=sessions, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("is_flat", [True, False], ids=["closed at the end", "flat by itself"])
def test_chance_beside_a_rule_of_the_session_trades_as_often(rng: np.random.Generator, is_flat: bool) -> None:
    bars, sessions = days_of(rng, 120, kept=0.95)
    hold = 960 if is_flat else 120
    wanted = positions(bars, "opening_range", {"opening_minutes": 15, "hold_minutes": hold}, sessions=sessions)
    spec = replace(SPEC, flat_at_session_end=is_flat, lapse_at_session_end=rule("opening_range").is_session_bound)
    done = backtest(bars, wanted, spec, sessions=sessions)
    found = chance(bars, wanted, sessions, spec=spec)
    assert found.method == "sessions"
    assert done.n_fills > 100
    np.testing.assert_allclose(found.n_fills, done.n_fills, rtol=0.03)
    moved = chance(bars, wanted, sessions, spec=replace(spec, flat_at_session_end=True), method="shift")
    assert np.median(moved.n_fills) > 1.2 * done.n_fills


@pytest.mark.parametrize("is_flat", [True, False])
def test_chance_beside_a_rule_that_holds_nights_trades_as_often(rng: np.random.Generator, is_flat: bool) -> None:
    bars, sessions = days_of(rng, 150, kept=0.95)
    wanted, spec = positions(bars, "ema_cross"), replace(SPEC, flat_at_session_end=is_flat)
    done = backtest(bars, wanted, spec, sessions=sessions)
    found = chance(bars, wanted, sessions, spec=spec)
    assert found.method == ("sessions" if is_flat else "session_shift")
    np.testing.assert_allclose(found.n_fills, done.n_fills, rtol=0.03)


def test_each_draw_is_the_same_sessions_in_another_order(rng: np.random.Generator) -> None:
    bars, sessions = days_of(rng, 4, n_bars=5)
    held = rng.choice([-1.0, 0.0, 1.0, 2.0], (4, 5))  # over each bar
    spec = replace(SPEC, flat_at_session_end=True)

    def net(order: tuple[int, ...]) -> float:
        return round(backtest(bars, np.append(held[list(order)].ravel()[1:], 0.0), spec, sessions=sessions).net, 6)

    found = chance(bars, np.append(held.ravel()[1:], 0.0), sessions, spec=spec, n_draws=300)
    assert len(found.net) == 300
    held[0, 0] = 0.0  # nothing can be filled at the very first open
    assert set(np.round(found.net, 6)) == {net(order) for order in permutations(range(4))}


def test_each_turn_is_by_whole_sessions_and_none_comes_twice(rng: np.random.Generator) -> None:
    bars, sessions = days_of(rng, 12, n_bars=5)
    wanted = positions(bars, "momentum", {"lookback": 3})
    found = chance(bars, wanted, sessions, n_draws=500)
    held = np.append(0.0, wanted[:-1])
    turned = [backtest(bars, np.append(np.roll(held, 5 * k)[1:], 0.0), SPEC).net for k in range(1, 12)]
    assert found.method == "session_shift"
    np.testing.assert_allclose(np.sort(found.net), np.sort(turned))
    assert len(chance(bars, wanted, None, n_draws=500).net) == len(bars) - 1


def test_what_is_held_keeps_its_time_of_day_over_bars_that_are_missing() -> None:
    slots = {0: [0, 1, 2, 3, 4, 5], 1: [0, 2, 3, 5], 2: [1, 2, 3, 4, 5]}
    ts = np.array([day * DAY + slot * BAR + NINE for day, found in slots.items() for slot in found])
    sessions = np.repeat([0, 1, 2], [6, 4, 5])
    price = np.random.default_rng(2).normal(100, 5, 15)
    bars = make_bars("TEST3", "5m", ts=ts, open=price, high=price, low=price, close=price)
    held = np.array([0, 1, 2, 3, 4, 0, 0, 5, 6, 0, 0, 7, 0, 0, 0], dtype=float)
    # Session 0 is held as session 1 was, 1 as 2 was, 2 as 0 was: a bar that lacks keeps what was in force before it.
    turned = np.array([0, 0, 5, 6, 6, 0, 0, 7, 0, 0, 1, 2, 3, 4, 0], dtype=float)
    found = chance(bars, np.append(held[1:], 0.0), sessions, method="session_shift", n_draws=2)
    expected = backtest(bars, np.append(turned[1:], 0.0), SPEC).net
    assert np.isclose(found.net, expected).sum() == 1


def test_short_sessions_are_dealt_among_themselves(rng: np.random.Generator) -> None:
    lengths = np.array([20, 20, 20, 4, 20, 20, 4, 20])
    sessions = np.repeat(np.arange(8), lengths)
    ts = np.concatenate([day * DAY + np.arange(n) * BAR + NINE for day, n in enumerate(lengths)])
    bars = replace(random_bars(rng, len(ts)), ts=ts)
    held = np.where(lengths[sessions] == 4, np.concatenate([np.arange(n) for n in lengths]) == 2, 0.0)
    found = chance(bars, np.append(held[1:], 0.0), sessions)
    assert found.method == "sessions"
    assert np.ptp(found.net) == 0.0
    assert (found.n_fills == 4).all()


@pytest.mark.parametrize("method", ["sessions", "session_shift"])
def test_p_values_are_uniform_where_timing_knows_nothing(method: Method) -> None:
    values = []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        bars, sessions = days_of(rng, 60, n_bars=8)
        if method == "sessions":
            wanted = rng.choice([-1.0, 0.0, 1.0], (60, 2)).repeat(4, axis=1)
            wanted[:, -1] = 0.0
        else:
            wanted = rng.choice([-1.0, 0.0, 1.0], 96).repeat(5)
        found = chance(bars, wanted.ravel(), sessions, n_draws=59, rng=rng)
        assert found.method == method
        values.append(found.p_value_net)
    assert kstest(values, "uniform").pvalue > 0.02
    assert np.mean(np.array(values) <= 0.1) < 0.17


def test_a_rule_that_does_the_same_every_session_has_no_timing_to_praise(rng: np.random.Generator) -> None:
    bars, sessions = days_of(rng, 50, n_bars=10)
    wanted = np.tile([1.0] * 9 + [0.0], 50)
    found = chance(bars, wanted, sessions)
    assert (found.method, found.p_value_net) == ("sessions", 1.0)


def test_daily_bars_and_a_single_session_are_turned_round_bar_by_bar(rng: np.random.Generator) -> None:
    bars, sessions = days_of(rng, 1)
    wanted = np.tile([0.0, 1.0, 1.0, 0.0], 10)
    assert chance(bars, wanted, sessions, n_draws=9).method == "shift"
    daily = replace(bars, timeframe=make_bars("X", "1d", ts=[], open=[], high=[], low=[], close=[]).timeframe)
    assert chance(daily, wanted, np.arange(40), n_draws=9).method == "shift"
    with pytest.raises(BadInput) as caught:
        chance(bars, wanted, sessions, method="session_shift")
    assert caught.value.facts["settings"] == ["sessions=1"]
