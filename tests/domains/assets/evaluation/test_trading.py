"""What signals would have earned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.domains.assets.evaluation.part_rows import PartRows, answered, make_part_rows, training_of
from bancada.domains.assets.evaluation.signals import decided_positions, traded_tickers
from bancada.domains.assets.evaluation.tracks import intervals_of_returns
from bancada.domains.assets.evaluation.traded import Traded
from bancada.domains.assets.evaluation.trading import equity_report, trade
from bancada.domains.assets.requests import EvaluationRequest
from bancada.domains.assets.values import AssetModelPort, AssetSplit, AssetTable
from bancada.markets.bars import Bars, make_bars
from bancada.markets.performance.rows import sharpe_of_rows
from tests.domains.assets.evaluation.evaluation_data import (
    DAY,
    START,
    at_random,
    made_split,
    made_table,
    of_actions,
    table_of_prices,
)

SELL, HOLD, BUY = 0, 1, 2


def part_of(model: AssetModelPort, table: AssetTable, split: AssetSplit) -> PartRows:
    training = training_of(table, split)
    return make_part_rows(answered(model, table, split, name="test"), table, training, name="test", n_asked=0)


@pytest.fixture
def tiny() -> tuple[AssetTable, AssetSplit]:
    """One ticker, one session ahead; the test part is sessions 4 to 8."""
    opens = np.array([[10.0, 10, 10, 10, 10, 10.5, 12, 13, 11, 12]])
    closes = np.array([[10.0, 10, 10, 10, 10, 11, 12.5, 12, 11.5, 12]])
    table = table_of_prices(opens, closes, horizon=1)
    rows = np.arange(10)
    split = AssetSplit(rows[:2], rows[2:4], rows[4:9], 0, (START + 2 * DAY, START + 4 * DAY))
    return table, split


@pytest.mark.parametrize("cost_bps", [0.0, 10.0, 50.0])
def test_costs_lower_equity_as_reckoned_by_hand(tiny: tuple[AssetTable, AssetSplit], cost_bps: float) -> None:
    table, split = tiny
    actions = np.full(10, HOLD)
    actions[4] = BUY  # decided at 10, entered at 10.5, left at the open of 12
    traded = trade(part_of(of_actions(actions), table, split), table, EvaluationRequest(cost_bps=cost_bps))
    rate = cost_bps * 1e-4
    units = 1.0 / 10.0
    after_entry = 1.0 - units * 10.5 * rate
    after_exit = after_entry + units * (12.0 - 10.5) - units * 12.0 * rate
    expected = [1.0, after_entry + units * (11.0 - 10.5), *[after_exit] * 4]
    assert traded.strategy[0].equity == pytest.approx(expected, abs=1e-12)


def test_a_sale_opens_a_short_position_only_where_that_is_allowed(tiny: tuple[AssetTable, AssetSplit]) -> None:
    table, split = tiny
    actions = np.full(10, HOLD)
    actions[6] = SELL  # decided at 12.5, entered at 13, left at 11
    part = part_of(of_actions(actions), table, split)
    closed = trade(part, table, EvaluationRequest(cost_bps=0.0))
    opened = trade(part, table, EvaluationRequest(cost_bps=0.0, allow_short=True))
    assert closed.strategy[0].net == 0.0
    assert opened.strategy[0].net == pytest.approx((13.0 - 11.0) / 12.5)


@given(st.lists(st.sampled_from([-1, 0, 1, 2]), min_size=1, max_size=40), st.integers(1, 10), st.booleans())
def test_a_position_is_the_mean_of_the_last_decisions(actions: list[int], horizon: int, allow_short: bool) -> None:
    found = decided_positions(np.array(actions), horizon=horizon, allow_short=allow_short)
    worth = {-1: 0, SELL: -1 if allow_short else 0, HOLD: 0, BUY: 1}
    for at in range(len(actions)):
        last = [worth[code] for code in actions[max(0, at - horizon + 1) : at + 1]]
        assert found[at] == pytest.approx(sum(last) / horizon)


def test_buying_on_does_not_trade(tiny: tuple[AssetTable, AssetSplit]) -> None:
    table, split = tiny
    traded = trade(part_of(of_actions(np.full(10, BUY)), table, split), table, EvaluationRequest())
    assert traded.strategy[0].n_fills == 2


def test_opens_come_back_from_the_labels() -> None:
    table = made_table(120, 2)
    rng = np.random.default_rng(1)
    closes = table.close.reshape(2, 120)
    opens = closes * np.exp(rng.normal(0, 0.01, closes.shape))
    table = table_of_prices(opens, closes, horizon=3)
    split = made_split(table)
    tickers = traded_tickers(part_of(at_random(table), table, split), table, allow_short=False)
    first = 120 - len(tickers[0].bars)
    for code, one in enumerate(tickers):
        assert one.bars.open[:-2] == pytest.approx(opens[code, first:-2])
        assert np.all(np.isnan(one.bars.open[-2:]))  # no label was entered there


def test_nothing_before_an_instant_depends_on_prices_after_it() -> None:
    table = made_table(200, 2)
    split = made_split(table)
    model = at_random(table)
    later = 170
    changed = np.tile(np.arange(200) > later, 2)
    closes = np.where(changed, table.close * 1.7, table.close).reshape(2, 200)
    opens = np.full((2, 200), np.nan)
    before = np.arange(1, 199)
    opens[:, before] = (table.close.reshape(2, 200)[:, before + 1]) / (1 + table.returns.reshape(2, 200)[:, before - 1])
    opens[:, 0], opens[:, 199] = closes[:, 0], closes[:, 199]
    other = table_of_prices(np.where(changed.reshape(2, 200), opens * 1.7, opens), closes, horizon=2)
    request = EvaluationRequest()
    one, two = (trade(part_of(model, found, split), found, request) for found in (table, other))
    until = later - (200 - len(one.tickers[0].bars))
    for a, b in zip(one.strategy, two.strategy, strict=True):
        assert a.equity[: until + 1] == pytest.approx(b.equity[: until + 1], abs=1e-12)
        assert not np.allclose(a.equity[until + 2 :], b.equity[until + 2 :])
    for a, b in zip(one.tickers, two.tickers, strict=True):
        assert np.array_equal(a.positions, b.positions)


def test_a_session_without_a_bar_of_a_ticker_leaves_its_position_as_it_is() -> None:
    table = made_table(100, 2)
    split = made_split(table)
    gone = 180  # of the second ticker
    keep = np.arange(len(table)) != gone
    shorter = replace(
        table,
        offsets=np.array([0, 100, 199]),
        **{name: getattr(table, name)[keep] for name in ("ts", "X", "close", "actions", "returns", "end_ts")},
    )
    test = split.test[split.test != gone]
    parts = replace(split, test=np.where(test > gone, test - 1, test))
    tickers = traded_tickers(part_of(at_random(shorter), shorter, parts), shorter, allow_short=False)
    missing = gone - 100 - (100 - len(tickers[0].bars))
    assert np.isnan(tickers[1].positions[missing])
    assert np.isnan(tickers[1].bars.close[missing])
    assert np.all(np.isfinite(tickers[0].positions))


def report_of(traded: Traded, table: AssetTable, *, fills: dict[str, Bars] | None = None):
    return equity_report(traded, table, rng=np.random.default_rng(1), n_resamples=200, fills=fills)


def test_signals_that_know_the_future_beat_chance_and_those_that_know_nothing_show_no_advantage() -> None:
    table = made_table(700, 3)
    split = made_split(table, train=0.3)
    knowing = trade(
        part_of(of_actions(np.maximum(table.actions, 0).astype(int)), table, split), table, EvaluationRequest()
    )
    blind = trade(part_of(at_random(table), table, split), table, EvaluationRequest())
    shown, none = report_of(knowing, table), report_of(blind, table)
    assert shown.verdict.code == "assets_advantage_shown"
    assert shown.random_p_value is not None
    assert shown.random_p_value < 0.01
    assert none.verdict.code == "assets_no_advantage"
    assert "No advantage shown after costs" in none.verdict.message("en")


def told(ticker: str, fill_basis: str, source: str = "imported") -> dict[str, str]:
    """Return what a table says of a series."""
    return {"ticker": ticker, "source": source, "fill_basis": fill_basis}


def test_simulated_bars_show_no_advantage_whatever_they_earned() -> None:
    table = made_table(700, 2)
    split = made_split(table, train=0.3)
    table = replace(table, facts={"series": [told("AAAA3", "raw", "simulated")]})
    knowing = of_actions(np.maximum(table.actions, 0).astype(int))
    report = report_of(trade(part_of(knowing, table, split), table, EvaluationRequest()), table)
    assert report.verdict.code == "assets_no_advantage"
    assert [one.code for one in report.conditions if one.code.startswith("assets_missed")] == ["assets_missed_data"]


def test_trading_for_nothing_shows_no_advantage() -> None:
    table = made_table(700, 2)
    split = made_split(table, train=0.3)
    knowing = of_actions(np.maximum(table.actions, 0).astype(int))
    report = report_of(trade(part_of(knowing, table, split), table, EvaluationRequest(cost_bps=0.0)), table)
    assert report.verdict.facts["why"].code == "assets_missed_costs"


def test_positions_never_taken_are_as_good_as_any_other_time() -> None:
    table = made_table(200, 2)
    split = made_split(table)
    report = report_of(
        trade(part_of(of_actions(np.full(len(table), HOLD)), table, split), table, EvaluationRequest()), table
    )
    assert report.random_p_value == 1.0
    assert report.strategy.measure("Sharpe").value is None
    assert report.strategy.equity[-1] == 1.0
    assert report.strategy.measure("Hit rate").value is None


def test_draws_at_other_times_trade_as_often() -> None:
    table = made_table(200, 1)
    split = made_split(table)
    report = report_of(trade(part_of(at_random(table), table, split), table, EvaluationRequest()), table)
    assert report.n_random == len(report.days) - 1
    assert all(low <= high for low, high in zip(report.random_low, report.random_high, strict=True))
    assert report.random_low[-1] < 1.0 < report.random_high[-1] + 0.2


def raw_bars(table: AssetTable, code: int, factor: np.ndarray) -> Bars:
    n = len(table) // len(table.tickers)
    own = slice(code * n, (code + 1) * n)
    close = table.close[own] / factor
    opens = close * 1.01
    return make_bars(table.tickers[code], "1d", ts=table.ts[own], open=opens, high=opens, low=close, close=close)


def test_raw_opens_are_carried_to_the_basis_of_returns() -> None:
    table = made_table(100, 1)
    split = made_split(table)
    fills = {"AAAA3": raw_bars(table, 0, np.full(100, 0.8))}
    one = traded_tickers(part_of(at_random(table), table, split), table, allow_short=False, fills=fills)[0]
    assert one.bars.open == pytest.approx(one.bars.close * 1.01)


def test_lots_and_tax_are_reckoned_on_raw_prices_and_a_ticker_that_split_is_left_out() -> None:
    table = made_table(300, 2)
    split = made_split(table)
    parted = np.where(np.arange(300) < 250, 0.5, 1.0)
    table = replace(table, facts={"series": [told(ticker, "raw") for ticker in table.tickers]})
    fills = {"AAAA3": raw_bars(table, 0, np.full(300, 0.9)), "BBBB3": raw_bars(table, 1, parted)}
    traded = trade(part_of(at_random(table), table, split), table, EvaluationRequest(), fills=fills)
    found = report_of(traded, table, fills=fills).executed
    assert found["n_tickers"] == 1
    assert found["n_left_out"] == 1
    assert found["n_fills"] > 10
    assert found["costs_brl"] > 0
    assert found["tax_brl"] >= 0
    assert report_of(trade(part_of(at_random(table), table, split), table, EvaluationRequest()), table).executed == {}


@pytest.mark.parametrize("basis", ["total_return", "split_adjusted", "unstated"])
def test_no_lots_and_no_tax_are_reckoned_on_prices_that_perhaps_nobody_paid(basis: str) -> None:
    table = replace(made_table(200, 1), facts={"series": [told("AAAA3", basis)]})
    fills = {"AAAA3": raw_bars(table, 0, np.ones(200))}
    traded = trade(part_of(at_random(table), table, made_split(table)), table, EvaluationRequest(), fills=fills)
    assert report_of(traded, table, fills=fills).executed == {}


def test_sharpe_ratios_of_returns_without_a_mean_are_above_0_about_as_often_as_an_interval_of_95_should_be() -> None:
    """Two sides of 2.5%, with the error of 300 simulations; percentiles as they are gave up to 5%."""
    rng = np.random.default_rng(7)
    above = below = 0
    for _ in range(300):
        returns = 0.01 * rng.standard_t(5, 90)
        found = intervals_of_returns(returns, SHARPE, rng=rng, n_resamples=200, block=9)["Sharpe"]
        assert found is not None
        above, below = above + (found.low > 0), below + (found.high < 0)
    assert 0 < above < 14
    assert 0 < below < 14


def test_sessions_in_which_nothing_was_held_do_not_make_an_interval_narrower() -> None:
    rng = np.random.default_rng(7)
    returns = np.zeros(200)
    returns[:12] = 0.01 * rng.normal(size=12)
    found = intervals_of_returns(returns, SHARPE, rng=rng, n_resamples=100, block=12)
    assert found["Sharpe"] is None


SHARPE = {"Sharpe": sharpe_of_rows}
