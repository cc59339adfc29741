"""The trading rules: none looks ahead, each does what its sentence says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import talib
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput, NotFound
from bancada.core.messages import LANGUAGES, SENTENCES
from bancada.markets.backtest import BacktestSpec, backtest
from bancada.markets.bars import PRICES, Bars, make_bars
from bancada.markets.rules import RULES, positions, rule
from tests.markets.backtest.made import random_bars

EACH = pytest.mark.parametrize("name", sorted(RULES))
SHORT = {
    "ema_cross": {"fast": 3, "slow": 7},
    "donchian": {"entry": 6, "exit": 3},
    "momentum": {"lookback": 4, "threshold": 0.002},
    "rsi_reversal": {"period": 5, "low": 35, "high": 65},
    "bollinger_reversal": {"period": 6, "width": 1.2},
    "opening_range": {"opening_minutes": 15, "hold_minutes": 60},
}


def closes(*prices: float, timeframe: str = "5m") -> Bars:
    """Return bars that open, peak and bottom at these closes."""
    price = np.array(prices, dtype=float)
    ts = np.arange(len(price)) * 300_000_000_000
    return make_bars("TEST3", timeframe, ts=ts, open=price, high=price, low=price, close=price)


@EACH
@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_a_position_does_not_change_with_later_bars(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, cut = 80, int(rng.integers(1, 80))
    one, other = random_bars(rng, n, missing=0.05), random_bars(rng, n, missing=0.05, level=60.0)
    changed = replace(one, **{p: np.append(getattr(one, p)[:cut], getattr(other, p)[cut:]) for p in PRICES})
    sessions = np.arange(n) // 12
    whole = positions(one, name, SHORT.get(name), sessions=sessions)
    assert set(whole.tolist()) <= {-1.0, 0.0, 1.0}
    assert whole[:cut].tolist() == positions(changed, name, SHORT.get(name), sessions=sessions)[:cut].tolist()
    assert whole[:cut].tolist() == positions(one[:cut], name, SHORT.get(name), sessions=sessions[:cut]).tolist()


@EACH
def test_a_rule_takes_both_sides_and_starts_flat(name: str, rng: np.random.Generator) -> None:
    found = positions(random_bars(rng, 600), name, SHORT.get(name))
    assert set(found.tolist()) == ({1.0} if name == "buy_and_hold" else {-1.0, 0.0, 1.0})
    assert name == "buy_and_hold" or found[0] == 0.0


@pytest.mark.parametrize("name", sorted(SHORT))
def test_prices_that_stand_still_or_are_missing_give_no_reason_to_trade(name: str) -> None:
    for price in (0.1, 1 / 3, np.nan, 0.0):
        assert not positions(closes(*[price] * 400), name, SHORT.get(name)).any()


@EACH
def test_no_bars_are_no_positions(name: str) -> None:
    assert positions(closes(), name).shape == (0,)


def test_the_averages_cross(rng: np.random.Generator) -> None:
    bars = random_bars(rng, 300)
    fast, slow = talib.EMA(bars.close, 9), talib.EMA(bars.close, 20)
    found = positions(bars, "ema_cross")
    assert not found[:19].any()
    assert found[19:].tolist() == np.sign(fast - slow)[19:].tolist()


def test_the_channel_is_that_of_the_bars_before(rng: np.random.Generator) -> None:
    bars, held, expected = random_bars(rng, 400), 0.0, []
    for t in range(400):
        close = bars.close[t]
        entry = slice(t - 6, t) if t >= 6 else None
        leaving = slice(t - 3, t) if t >= 3 else None
        if leaving and (
            (held > 0 and close < bars.low[leaving].min()) or (held < 0 and close > bars.high[leaving].max())
        ):
            held = 0.0
        if entry and close > bars.high[entry].max():
            held = 1.0
        if entry and close < bars.low[entry].min():
            held = -1.0
        expected.append(held)
    assert positions(bars, "donchian", SHORT["donchian"]).tolist() == expected


@pytest.mark.parametrize("name", ["rsi_reversal", "bollinger_reversal"])
def test_a_reversal_enters_at_the_extreme_and_leaves_in_the_middle(name: str, rng: np.random.Generator) -> None:
    bars, held, expected = random_bars(rng, 400), 0.0, []
    if name == "rsi_reversal":
        at, low, high, middle = talib.RSI(bars.close, 5), np.full(400, 35.0), np.full(400, 65.0), np.full(400, 50.0)
    else:
        high, middle, low = talib.BBANDS(bars.close, 6, 1.2, 1.2)
        at = bars.close
    for value, bottom, top, half in zip(at, low, high, middle, strict=True):
        if (held > 0 and value >= half) or (held < 0 and value <= half):
            held = 0.0
        if value < bottom:
            held = 1.0
        if value > top:
            held = -1.0
        expected.append(held)
    assert positions(bars, name, SHORT[name]).tolist() == expected


def test_momentum_follows_the_sign_of_a_return_beyond_its_threshold() -> None:
    bars = closes(100, 100, 101, 100.05, 99, np.nan, 100.9)
    found = positions(bars, "momentum", {"lookback": 2, "threshold": 0.005})
    assert found.tolist() == [0, 0, 1, 0, -1, -1, 1]


def test_the_opening_range_trades_after_it_and_is_flat_again_in_time() -> None:
    day = [10, 12, 11, 11, 13, 12, 12, 9, 9, 9]
    bars = closes(*day, 20, 20, 20, 25, 25)
    sessions = [1] * 10 + [2] * 5
    found = positions(bars, "opening_range", {"opening_minutes": 15, "hold_minutes": 45}, sessions=sessions)
    assert found.tolist() == [0, 0, 0, 0, 1, 1, 1, -1, 0, 0, 0, 0, 0, 1, 1]


def test_a_rule_of_the_session_enters_nothing_at_a_sessions_first_open_when_its_targets_lapse(
    rng: np.random.Generator,
) -> None:
    bars, sessions = random_bars(rng, 1_200), np.arange(1_200) // 12
    wanted = positions(bars, "opening_range", {"opening_minutes": 15, "hold_minutes": 960}, sessions=sessions)
    spec = BacktestSpec(1e5, flat_at_session_end=True)
    ghosts = backtest(bars, wanted, spec, sessions=sessions).trades["entry_bar"] % 12 == 0
    spec = replace(spec, lapse_at_session_end=rule("opening_range").is_session_bound)
    trades = backtest(bars, wanted, spec, sessions=sessions).trades
    assert ghosts.sum() > 50
    assert len(trades) > 50
    assert (trades["entry_bar"] % 12 > 3).all()
    assert not rule("ema_cross").is_session_bound


def test_the_opening_range_needs_bars_within_a_day() -> None:
    with pytest.raises(BadInput) as caught:
        positions(closes(1, 2, timeframe="1d"), "opening_range")
    assert caught.value.code == "rule_needs_intraday"


def test_an_unknown_rule_is_told_with_those_there_are() -> None:
    with pytest.raises(NotFound) as caught:
        rule("martingale")
    assert caught.value.facts["known"] == sorted(RULES)


def test_all_parameters_that_cannot_be_used_are_named_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        positions(closes(1, 2), "ema_cross", {"fast": 30, "slow": 20.5, "tp": 1})
    assert caught.value.facts["wrong"] == ["tp=1", "slow=20.5", "fast=30 >= slow=20.5"]


@EACH
def test_a_rule_has_a_title_and_a_sentence_in_both_languages_and_defaults_it_accepts(name: str) -> None:
    found = RULES[name]
    assert found.complete({}) == {p.name: p.default for p in found.parameters}
    for language in LANGUAGES:
        for text in (found.title(language), found.describe(language), *(p.title(language) for p in found.parameters)):
            assert "rule_" not in text
    assert {f"rule_title_{name}", f"rule_about_{name}"} <= set(SENTENCES)
