"""The tear sheet: figures that add up, a verdict by its rule, doubts where they are due."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from bancada.core.dataset import Source
from bancada.core.errors import BadInput
from bancada.core.values import dump_bytes, load_bytes
from bancada.markets.backtest import BacktestSpec, Costs, Sizing, backtest
from bancada.markets.bars import Bars, make_bars
from bancada.markets.brazil.execution import Paper, Side
from bancada.markets.brazil.taxes import monthly_tax
from bancada.markets.performance import (
    Beside,
    Chosen,
    RuleTested,
    TearSheet,
    Tried,
    executions,
    tear_sheet,
    trade_statistics,
)
from bancada.markets.performance.trials import multiple_testing
from bancada.markets.regimes import regimes
from bancada.markets.series import PriceBasis
from bancada.markets.sessions.clock import session_of
from tests.markets.performance.made import (
    HOUR,
    SPEC,
    WDO,
    coins,
    foresight,
    hourly_bars,
    ran,
    series_of,
    sheet,
)


@pytest.fixture(scope="module")
def bars() -> Bars:
    return hourly_bars(np.random.default_rng(3), 300)


@pytest.fixture(scope="module")
def by_chance(bars: Bars) -> TearSheet:
    return sheet(bars, coins(bars, np.random.default_rng(5)), series=series_of(bars))


@pytest.fixture(scope="module")
def by_foresight(bars: Bars) -> TearSheet:
    from bancada.markets.performance import Annual

    given = {"series": series_of(bars), "annual": Annual(252.0, risk_free=0.02)}
    return sheet(bars, foresight(bars, np.random.default_rng(5), share=0.6), **given)  # type: ignore[arg-type]


def codes(one: TearSheet) -> set[str]:
    return {finding.code for finding in one.findings}


def test_a_rule_by_the_toss_of_a_coin_shows_no_edge(by_chance: TearSheet) -> None:
    assert by_chance.verdict.code == "performance_no_edge"
    assert by_chance.verdict.message("en").startswith("No edge is demonstrated after costs.")
    assert by_chance.verdict.message("pt_BR").startswith("Não há vantagem demonstrada após custos.")
    assert not all(one.holds for one in by_chance.conditions)


def test_an_edge_by_knowing_the_next_bar_is_shown_with_its_data_and_its_trials(by_foresight: TearSheet) -> None:
    assert [one.name for one in by_foresight.conditions if not one.holds] == []
    assert by_foresight.verdict.code == "performance_edge_shown"
    sentence = by_foresight.verdict.message("pt_BR")
    assert "04/01/2021" in sentence
    assert "número de tentativas: 1" in sentence


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({"tried": Tried(5000, tuple(np.random.default_rng(1).normal(0, 3, 50)))}, "deflated"),
        ({"rule": RuleTested("made", chosen=Chosen.IN_SAMPLE)}, "sample"),
        ({"n_condemned": True}, "data"),
        ({"n_sessions_a_year": 400.0}, "record"),
        ({"spec": BacktestSpec(capital=10_000.0, size=10.0)}, "costs"),
        ({"rate": 0.0}, "rate"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_condition_alone_withholds_the_verdict(bars: Bars, changed: dict[str, object], missed: str) -> None:
    from bancada.markets.performance import Annual

    given = dict(changed)
    info = series_of(bars, is_condemned=bool(given.pop("n_condemned", False)))
    year, rate = given.pop("n_sessions_a_year", 252.0), given.pop("rate", 0.02)
    annual = Annual(float(year), float(rate))  # type: ignore[arg-type]
    spec = given.pop("spec", SPEC)
    found = sheet(bars, foresight(bars, np.random.default_rng(5), share=0.6), spec, series=info, annual=annual, **given)  # type: ignore[arg-type]
    assert [one.name for one in found.conditions if not one.holds] == [missed]
    assert found.verdict.code == "performance_no_edge"
    assert found.verdict.facts["missed"] == 1


def test_every_condition_has_its_sentence_in_both_languages(by_chance: TearSheet) -> None:
    for one in by_chance.conditions:
        for holds in (True, False):
            code = replace(one, holds=holds).finding
            assert code.message("en") != code.message("pt_BR")
            assert not code.message("en").startswith(code.code)


@pytest.mark.parametrize("group", ["months", "years", "hours"])
def test_cells_add_up_to_the_whole(by_chance: TearSheet, group: str) -> None:
    cells = getattr(by_chance, group)
    assert sum(cell.pnl for cell in cells) == pytest.approx(by_chance.strategy["net"].value)
    assert sum(cell.n_trades for cell in cells) == by_chance.strategy["trades"].value
    assert sum(cell.n_bars for cell in cells) == by_chance.setup.n_bars
    assert all(cell.n_bars_held <= cell.n_bars for cell in cells)
    assert [cell.label for cell in cells] == sorted(cell.label for cell in cells)


def test_sides_add_up_to_the_net_of_all_trades(by_chance: TearSheet) -> None:
    assert sum(cell.pnl for cell in by_chance.sides) == pytest.approx(by_chance.strategy["net"].value)
    assert [cell.label for cell in by_chance.sides] == ["long", "short"]


def test_hours_are_those_of_the_exchange(by_chance: TearSheet) -> None:
    assert [cell.label for cell in by_chance.hours] == [f"{hour:02d}" for hour in range(10, 18)]


def test_a_bar_belongs_to_the_regime_that_was_known_before_it(bars: Bars) -> None:
    found, beside = ran(bars, coins(bars, np.random.default_rng(5)))
    labels = regimes(bars)
    one = tear_sheet(
        found, Beside(beside.buy_and_hold, beside.random, labels), rule=RuleTested("made"), rng=np.random.default_rng(1),
        n_resamples=50,
    )  # fmt: skip
    known = np.append(0, labels.codes[:-1])
    for cell in one.regimes:
        assert cell.pnl == pytest.approx(found.pnl[known == labels.names.index(cell.label)].sum())
    assert sum(cell.pnl for cell in one.regimes) == pytest.approx(found.net)


def test_costs_and_slippage_are_what_stands_between_gross_and_net(bars: Bars) -> None:
    positions = coins(bars, np.random.default_rng(5))
    costly, free = sheet(bars, positions), sheet(bars, positions, replace(SPEC, costs=Costs()))
    assert costly.costs.before_costs == pytest.approx(free.costs.net)
    assert costly.costs.net == pytest.approx(costly.costs.before_costs - costly.costs.slippage - costly.costs.fees)
    assert 0 < costly.costs.fees <= 20.0 * 0.02 * costly.costs.n_fills


def test_charging_the_break_even_cost_leaves_nothing(bars: Bars) -> None:
    positions = foresight(bars, np.random.default_rng(5), share=0.3)
    free = sheet(bars, positions, replace(SPEC, costs=Costs()))
    bps = free.costs.break_even_bps
    assert bps is not None
    assert backtest(bars, positions, replace(SPEC, costs=Costs(bps=bps))).net == pytest.approx(0.0, abs=1e-6)


def test_columns_stand_side_by_side_with_intervals_around_their_figures(by_chance: TearSheet) -> None:
    assert [one.name for one in by_chance.columns] == ["strategy", "buy_and_hold", "random"]
    strategy, held, _ = by_chance.columns
    assert [one.name for one in strategy.figures] == [one.name for one in held.figures]
    for name in ("net", "sharpe", "sortino", "total_return", "volatility", "expectancy", "win_rate", "profit_factor"):
        figure = strategy[name]
        assert figure.value is not None
        assert figure.interval is not None
        assert figure.interval.low <= figure.value <= figure.interval.high
    with pytest.raises(KeyError):
        strategy["alpha"]


def test_the_same_seed_gives_the_same_sheet(bars: Bars, by_chance: TearSheet) -> None:
    again = sheet(bars, coins(bars, np.random.default_rng(5)), series=series_of(bars))
    assert dump_bytes(again) == dump_bytes(by_chance)


def test_a_sheet_survives_json(by_chance: TearSheet) -> None:
    back = load_bytes(TearSheet, dump_bytes(by_chance))
    assert back.verdict.message("pt_BR") == by_chance.verdict.message("pt_BR")
    assert back.months == by_chance.months
    assert back.curve == by_chance.curve


def test_a_rule_that_never_trades_has_undefined_figures_with_their_reasons(bars: Bars) -> None:
    idle = sheet(bars, np.zeros(len(bars)))
    for name in ("sharpe", "sortino", "max_drawdown", "calmar", "win_rate", "profit_factor", "expectancy", "payoff"):
        figure = idle.strategy[name]
        assert (figure.value, figure.interval) == (None, None)
        assert figure.why("pt_BR") != figure.why("en") != ""
    assert idle.costs.break_even_bps is None
    assert idle.testing.deflated is None
    assert idle.verdict.code == "performance_no_edge"


def test_a_drawdown_that_lasts_says_that_it_has_not_ended(bars: Bars) -> None:
    losing = sheet(bars, foresight(bars, np.random.default_rng(5), share=0.5) * -1)
    assert losing.strategy["recovery_sessions"].reason == "performance_not_recovered"
    assert losing.strategy["recovery_sessions"].value is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"source": Source.SIMULATED}, "performance_simulated"),
        ({"is_condemned": True}, "performance_condemned"),
        ({"continuous": WDO}, "performance_rolls_unmarked"),
        ({"basis": PriceBasis.UNSTATED}, "performance_basis_unstated"),
        ({"basis": PriceBasis.TOTAL_RETURN}, "performance_prices_adjusted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_doubtful_data_are_named(bars: Bars, by_chance: TearSheet, changed: dict[str, object], code: str) -> None:
    found = sheet(bars, coins(bars, np.random.default_rng(5)), series=series_of(bars, **changed))  # type: ignore[arg-type]
    assert code in codes(found)
    assert code not in codes(by_chance)


def test_marked_rolls_are_no_doubt(bars: Bars) -> None:
    found = sheet(bars, coins(bars, np.random.default_rng(5)), series=series_of(bars, continuous=WDO), n_rolls=3)
    assert "performance_rolls_unmarked" not in codes(found)


def test_doubtful_terms_and_short_records_are_named() -> None:
    short = hourly_bars(np.random.default_rng(3), 20)
    positions = np.zeros(len(short))
    positions[10:40] = 1.0
    spec = BacktestSpec(capital=10_000.0, close_at_end=False)
    found = sheet(short, positions, spec, rule=RuleTested("made", chosen=Chosen.IN_SAMPLE))
    assert codes(found) >= {
        "performance_no_costs",
        "performance_few_trades",
        "performance_short_record",
        "performance_in_sample",
        "performance_basis_unstated",
    }
    ruined = sheet(short, np.ones(len(short)), replace(spec, capital=50.0, size=100.0))
    assert codes(ruined) >= {"performance_open_trade", "performance_ruined"}
    assert ruined.findings[0].severity.value == "failure"


def test_a_baseline_of_another_backtest_is_refused(bars: Bars) -> None:
    found, beside = ran(bars, coins(bars, np.random.default_rng(5)))
    other, others = ran(bars[:-8], coins(bars[:-8], np.random.default_rng(5)))
    rule, rng = RuleTested("made"), np.random.default_rng(1)
    with pytest.raises(BadInput, match="differ in length"):
        tear_sheet(found, replace(beside, buy_and_hold=others.buy_and_hold), rule=rule, rng=rng)
    with pytest.raises(BadInput, match="random strategies"):
        tear_sheet(found, replace(beside, random=replace(others.random, observed_net=1e6)), rule=rule, rng=rng)
    with pytest.raises(BadInput, match="no bar"):
        tear_sheet(replace(other, bars=bars[:0]), beside, rule=rule, rng=rng)


def test_statistics_of_trades_count_by_hand() -> None:
    from bancada.markets.backtest.result import TRADE, Reason

    trades = np.zeros(5, dtype=TRADE)
    trades["net"] = [10.0, -5.0, -5.0, 0.0, 20.0]
    trades["side"] = [1, 1, -1, -1, 1]
    trades["bars_held"] = [1, 2, 3, 4, 5]
    trades["reason"] = [Reason.TARGET, Reason.STOP_LOSS, Reason.STOP_LOSS, Reason.TARGET, Reason.STOP_LOSS]
    found = trade_statistics(trades)
    assert (found.n, found.n_long, found.n_short, found.n_won, found.n_lost) == (5, 3, 2, 2, 2)
    assert (found.win_rate, found.mean, found.payoff, found.profit_factor) == (0.4, 4.0, 3.0, 3.0)
    assert (found.longest_won, found.longest_lost, found.median_bars) == (1, 2, 3.0)
    assert sum(found.histogram.counts) == 5
    assert (found.quantiles[0], found.quantiles[3], found.quantiles[-1]) == (-5.0, 0.0, 20.0)
    assert list(found.by_reason.items()) == [("stop_loss", 3), ("target", 2)]
    empty = trade_statistics(trades[:0])
    assert (empty.n, empty.win_rate, empty.quantiles, empty.histogram.counts) == (0, None, (), ())


def test_trials_are_counted_whole_where_their_returns_are_not_kept(rng: np.random.Generator) -> None:
    from bancada.markets.performance import sharpe_moments

    matrix = rng.normal(0.0002, 0.01, size=(300, 6))
    moments = sharpe_moments(matrix[:, 0])
    options = {"n_sessions": 300, "per_year": 252.0, "n_resamples": 100}
    alone = multiple_testing(moments, Tried(), rng=rng, **options)
    assert (alone.n_effective, alone.benchmark_sharpe, alone.variance_from) == (1.0, 0.0, "sampling")
    assert alone.deflated == alone.probabilistic
    counted = multiple_testing(moments, Tried(40), rng=rng, **options)
    assert (counted.n_effective, counted.effective_by) == (40.0, "count")
    kept = multiple_testing(moments, Tried(40, returns=matrix), rng=rng, **options)
    assert kept.n_effective == pytest.approx(34 + 6, abs=0.6)
    assert (kept.effective_by, kept.variance_from) == ("mean_correlation", "trials")
    assert kept.overfitting is not None
    assert kept.superior is not None
    assert counted.deflated is not None
    assert alone.deflated is not None
    assert counted.deflated < alone.deflated
    with pytest.raises(BadInput):
        multiple_testing(moments, Tried(3, returns=matrix), rng=rng, **options)


def test_executions_are_the_fills_in_exact_money(bars: Bars) -> None:
    found, _ = ran(bars, coins(bars, np.random.default_rng(5)))
    made = executions(found, paper=Paper.SHARE)
    assert len(made) == found.n_fills
    cash = sum(one.value * (1 if one.side is Side.SELL else -1) - one.fees for one in made)
    assert float(cash) == pytest.approx(found.net, abs=0.01)
    assert all(isinstance(one.price, Decimal) and one.quantity > 0 for one in made)
    statement = monthly_tax(made)
    assert sheet(bars, coins(bars, np.random.default_rng(5)), tax=statement).tax is statement


def test_two_contracts_of_a_future_are_not_one_paper_to_taxes() -> None:
    close = np.array([100.0, 101.0, 102.0, 112.0, 113.0, 114.0])
    days = make_bars("WDO", "1d", ts=np.arange(6) * 24 * HOUR, open=close, high=close, low=close, close=close)
    found = backtest(days, np.ones(6), BacktestSpec(capital=1_000.0), rolls=[3])
    made = executions(found, paper=Paper.FUTURE)
    assert [(one.symbol, one.side.value) for one in made] == [
        ("WDO", "buy"),
        ("WDO", "sell"),
        ("WDO#2", "buy"),
        ("WDO#2", "sell"),
    ]
    assert float(sum(one.price * (1 if one.side is Side.SELL else -1) for one in made)) == found.net


def test_fractions_of_a_share_have_no_executions(bars: Bars) -> None:
    spec = BacktestSpec(capital=10_000.0, size=0.37, sizing=Sizing.EQUITY)
    with pytest.raises(BadInput, match="fractions"):
        executions(ran(bars, np.ones(len(bars)), spec)[0], paper=Paper.SHARE)


@pytest.mark.real_data
def test_a_crossing_of_averages_on_five_minutes_of_wdo_reads_as_a_whole(real_data: Path) -> None:
    import pandas as pd
    import talib

    frame = pd.read_csv(real_data / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz", sep="\t")
    wall = pd.to_datetime(frame["<DATE>"] + " " + frame["<TIME>"], format="%Y.%m.%d %H:%M:%S")
    ts = wall.dt.tz_localize("America/Sao_Paulo").dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    prices = {name: frame[f"<{name.upper()}>"].to_numpy() for name in ("open", "high", "low", "close")}
    wdo = make_bars("WDO", "5m", ts=ts, **prices)
    averages = [talib.EMA(wdo.close, period) for period in (9, 20)]
    positions = np.sign(np.nan_to_num(averages[0] - averages[1]))
    spec = BacktestSpec(
        capital=50_000.0, multiplier=10.0, costs=Costs(per_contract=1.2, slippage_ticks=1.0, tick=0.5),
        flat_at_session_end=True,
    )  # fmt: skip
    found = sheet(wdo, positions, spec, rule=RuleTested("ema_cross", {"fast": 9, "slow": 20}))
    assert found.setup.n_sessions == len(np.unique(session_of(wdo)))
    assert found.verdict.code == "performance_no_edge"
    sharpe = found.strategy["sharpe"]
    assert sharpe.value is not None
    assert sharpe.value < 0
    assert [cell.label for cell in found.years] == ["2018", "2019"]
    assert {cell.label for cell in found.hours} == {f"{hour:02d}" for hour in range(9, 19)}
    december = next(cell for cell in found.months if cell.label == "2018-12")
    assert december.n_sessions < 10
    assert not any(math.isnan(cell.pnl) for cell in found.months)
