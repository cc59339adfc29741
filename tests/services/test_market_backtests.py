"""Rules tried on series by the services: what counts as a trial, what terms mean, parameters chosen on earlier sessions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bancada import bootstrap
from bancada.core.errors import BadInput, InvalidTask, NotFound
from bancada.markets.bars import Bars, make_bars
from bancada.markets.brazil.execution import Paper
from bancada.markets.performance import Chosen
from bancada.markets.series import PriceBasis, SeriesInfo
from bancada.markets.timeframe import Timeframe
from bancada.services.market.backtests import BacktestFound, BacktestsService
from bancada.services.market.requests import BacktestRequest, Terms, WalkPlan
from bancada.services.market.series import ImportRequest
from bancada.services.market.sheets import sheet_values
from bancada.services.market.walks import usual_grid
from bancada.settings import read_settings
from tests.market_files import market_bars, write_csv

CROSS = BacktestRequest("ema_cross", {"fast": 5, "slow": 20}, n_random=20)
Open = Callable[..., tuple[BacktestsService, SeriesInfo]]


@pytest.fixture
def opened(installation: Path) -> Open:
    """Return a function that imports bars and returns the use cases with the series."""

    def opened(bars: Bars) -> tuple[BacktestsService, SeriesInfo]:
        market = bootstrap.Parts(read_settings()).bench.market
        market.series.import_file(
            write_csv(installation / f"{bars.symbol}.csv", bars), ImportRequest(basis=PriceBasis.RAW)
        )
        return market.backtests, market.series.find(bars.symbol)

    return opened


@pytest.fixture
def shares(opened: Open) -> tuple[BacktestsService, SeriesInfo]:
    return opened(market_bars(400))


def test_leaving_parameters_out_or_stating_their_defaults_is_one_trial(
    shares: tuple[BacktestsService, SeriesInfo],
) -> None:
    use, info = shares
    first = use.run(info, BacktestRequest("ema_cross", n_random=20))
    again = use.run(info, BacktestRequest("ema_cross", {"fast": 9, "slow": 20}, n_random=50, seed=1))
    assert len(use.trials(info.key)) == 1
    assert first.backtest.net == again.backtest.net
    assert again.sheet.testing.n_trials == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(CROSS, parameters={"fast": 6, "slow": 20}),
        BacktestRequest("momentum", n_random=20),
        replace(CROSS, terms=Terms(allow_short=False)),
        replace(CROSS, start=datetime(2019, 3, 1, tzinfo=UTC)),
    ],
    ids=["parameters", "rule", "terms", "span"],
)
def test_whatever_is_tried_after_something_else_had_its_sessions_looked_at(
    shares: tuple[BacktestsService, SeriesInfo], other: BacktestRequest
) -> None:
    use, info = shares
    first, second, again = (use.run(info, request) for request in (CROSS, other, CROSS))
    chosen = [one.sheet.setup.rule.chosen for one in (first, second, again)]
    assert chosen == [Chosen.BEFOREHAND, Chosen.IN_SAMPLE, Chosen.BEFOREHAND]
    assert "performance_in_sample" in {finding.code for finding in second.sheet.findings}
    assert not next(one for one in second.sheet.conditions if one.name == "sample").holds
    assert again.sheet.testing.n_trials == 2


def test_trials_on_one_timeframe_count_on_another_of_the_symbol(installation: Path) -> None:
    market = bootstrap.Parts(read_settings()).bench.market
    for timeframe in ("1d", "5m"):
        path = write_csv(installation / f"ABCD3_{timeframe}.csv", market_bars(400, timeframe=timeframe))
        market.series.import_file(path, ImportRequest(basis=PriceBasis.RAW))
    daily, fine = (market.series.find("ABCD3", timeframe=Timeframe(one)) for one in ("1d", "5m"))
    market.backtests.run(daily, CROSS)
    found = market.backtests.run(fine, CROSS)
    assert [one.candidate for one in market.backtests.trials(daily.key)] == [
        "1d ema_cross(fast=5,slow=20)",
        "5m ema_cross(fast=5,slow=20)",
    ]
    assert found.sheet.testing.n_trials == 2
    assert found.sheet.setup.rule.chosen is Chosen.IN_SAMPLE


def test_what_changes_no_trade_makes_no_other_trial(shares: tuple[BacktestsService, SeriesInfo]) -> None:
    use, info = shares
    plain = use.run(info, CROSS)
    told = use.run(info, replace(CROSS, seed=3, terms=Terms(paper=Paper.BDR, risk_free=0.1)))
    assert len(use.trials(info.key)) == 1
    assert told.sheet.setup.risk_free_annual == 0.1
    assert told.sheet.strategy["sharpe"].value < plain.sheet.strategy["sharpe"].value
    assert (plain.paper, told.paper) == (Paper.SHARE, Paper.BDR)


def test_parts_of_a_tear_sheet_add_up(shares: tuple[BacktestsService, SeriesInfo]) -> None:
    use, info = shares
    found = use.run(info, CROSS)
    sheet, costs = found.sheet, found.sheet.costs
    assert costs.net == pytest.approx(costs.before_costs - costs.slippage - costs.fees)
    assert costs.net == pytest.approx(float(found.backtest.trades["net"].sum()))
    for cells in (sheet.months, sheet.years, sheet.regimes, sheet.sides):
        assert sum(cell.pnl for cell in cells) == pytest.approx(costs.net)
        assert sum(cell.n_trades for cell in cells) == sheet.trades.n
    assert sheet.tax is not None
    taxed = sum(float(kind.result + kind.exempt) for month in sheet.tax.months for kind in month.kinds.values())
    assert taxed == pytest.approx(costs.net, abs=0.01 * len(sheet.tax.months))  # results are in centavos


def test_chance_draws_a_band_of_equity_by_session(shares: tuple[BacktestsService, SeriesInfo]) -> None:
    use, info = shares
    found = use.run(info, replace(CROSS, n_random=200))
    assert found.random.band is not None
    low, high = found.random.band
    capital = found.backtest.spec.capital
    assert len(low) == len(found.sheet.curve.days)
    assert (low <= high).all()
    assert [low[-1], high[-1]] == pytest.approx(np.quantile(capital + found.random.net, [0.025, 0.975]), rel=1e-6)


def test_a_walk_forward_counts_every_set_of_parameters_and_itself(
    shares: tuple[BacktestsService, SeriesInfo],
) -> None:
    use, info = shares
    plan = WalkPlan(3, grid={"fast": (3.0, 5.0), "slow": (20.0, 40.0)})
    found = use.walk_forward(info, CROSS, plan)
    again = use.walk_forward(info, CROSS, plan)
    assert found.n_combinations == 4
    assert len(use.trials(info.key)) == 5
    assert found.sheet.testing.n_trials == again.sheet.testing.n_trials == 5
    assert found.sheet.setup.rule.chosen is Chosen.OUT_OF_SAMPLE
    assert found.sheet.testing.overfitting is not None
    assert found.sheet.testing.overfitting.n_rules == 4


def test_a_walk_forward_judges_only_sessions_after_those_it_chose_on(
    shares: tuple[BacktestsService, SeriesInfo],
) -> None:
    use, info = shares
    found = use.walk_forward(info, CROSS, WalkPlan(3))
    assert len(found.windows) == 3
    assert all(one.train_to < one.test_from for one in found.windows)
    assert found.sheet.setup.first_on == found.windows[0].test_from
    assert len(found.buy_and_hold.bars) == len(found.backtest.bars) == 300
    assert found.random.observed_net == pytest.approx(found.backtest.net)


@pytest.mark.parametrize(
    ("request_", "plan", "named"),
    [
        (BacktestRequest("buy_and_hold"), WalkPlan(), "buy_and_hold"),
        (CROSS, WalkPlan(grid={"moon": (1.0,)}), "moon"),
        (CROSS, WalkPlan(grid={"fast": (5.5,)}), "fast=5.5"),
        (CROSS, WalkPlan(grid={"fast": ()}), "fast="),
        (CROSS, WalkPlan(grid={"fast": (30.0, 40.0)}), "fast=30"),
        (CROSS, WalkPlan(grid={"fast": tuple(map(float, range(2, 400)))}), "398"),
    ],
    ids=["nothing to choose", "unknown parameter", "not whole", "no value", "all in the wrong order", "too many"],
)
def test_a_grid_that_cannot_be_tried_is_refused_before_anything_counts(
    shares: tuple[BacktestsService, SeriesInfo], request_: BacktestRequest, plan: WalkPlan, named: str
) -> None:
    use, info = shares
    with pytest.raises(BadInput, match=named):
        use.walk_forward(info, request_, plan)
    assert use.trials(info.key) == ()


def test_wrong_use_counts_nothing(shares: tuple[BacktestsService, SeriesInfo]) -> None:
    use, info = shares
    with pytest.raises(NotFound):
        use.run(info, BacktestRequest("martingale"))
    with pytest.raises(BadInput):
        use.run(info, replace(CROSS, start=datetime(2031, 1, 1, tzinfo=UTC)))
    with pytest.raises(InvalidTask):
        use.walk_forward(info, CROSS, WalkPlan(500))
    assert use.trials(info.key) == ()


def test_the_usual_grid_stays_within_the_range_of_each_parameter(
    shares: tuple[BacktestsService, SeriesInfo],
) -> None:
    for rule in shares[0].rules():
        grid = usual_grid(rule, rule.complete({}))
        for parameter in rule.parameters:
            assert parameter.default in grid[parameter.name]
            assert all(parameter.allows(value) for value in grid[parameter.name])


def test_a_rule_that_earned_less_than_holding_says_so_in_front(shares: tuple[BacktestsService, SeriesInfo]) -> None:
    use, info = shares
    found = use.run(info, CROSS)
    own, held_ = found.sheet.strategy["net"].value, found.sheet.buy_and_hold["net"].value
    assert own < held_
    assert found.sheet.findings[0].code == "market_below_holding"
    assert [one.code for one in found.beside_holding] == ["market_below_holding"]
    held_found = use.run(info, BacktestRequest("buy_and_hold", n_random=20))
    assert held_found.beside_holding == ()


@pytest.mark.parametrize("timeframe", ["1d", "5m"])
def test_a_split_nobody_adjusted_for_is_told_with_what_it_made_of_the_result(opened: Open, timeframe: str) -> None:
    bars = market_bars(84 * 40 if timeframe == "5m" else 60, timeframe=timeframe)
    cut = 84 * 20 if timeframe == "5m" else 30
    halved = {
        name: np.where(np.arange(len(bars)) < cut, getattr(bars, name), np.round(getattr(bars, name) / 2, 2))
        for name in ("open", "high", "low", "close")
    }
    use, info = opened(make_bars("ABCD3", timeframe, ts=bars.ts, volume=bars.volume, **halved))
    found = use.run(info, replace(CROSS, terms=Terms(allow_short=False)))
    told = next(one for one in found.sheet.findings if one.code == "market_splits_inside")
    assert (told.facts["count"], told.facts["splits"]) == (1, ["2:1"])
    assert told.facts["held"] == pytest.approx(found.buy_and_hold.pnl[cut], abs=0.01)
    assert told.facts["net"] == pytest.approx(found.backtest.pnl[cut], abs=0.01)


def test_a_sheet_as_json_keeps_quantiles_instead_of_every_draw_and_tax_in_centavos(
    shares: tuple[BacktestsService, SeriesInfo],
) -> None:
    use, info = shares
    use.run(info, CROSS)
    found = use.run(info, replace(CROSS, parameters={"fast": 6, "slow": 20}))
    told = sheet_values(found, language="en")
    over, tax = told["testing"]["overfitting"], told["tax"]
    assert over["n_splits"] == 12_870
    assert list(over["logits"].values()) == sorted(over["logits"].values())
    assert len(json.dumps(told)) < 150_000
    assert found.sheet.tax is not None
    assert tax["total_centavos"] == int(found.sheet.tax.total * 100)
    assert tax["net_after_tax_centavos"] == round(100 * found.backtest.net) - tax["total_centavos"]
    assert (
        sum(kind["tax_centavos"] for month in tax["months"] for kind in month["kinds"].values())
        == tax["total_centavos"]
    )
    assert [one["message"] for one in told["conditions"]] == [
        one.finding.message("en") for one in found.sheet.conditions
    ]
    assert len(told["messages"]) == len(told["findings"])


@pytest.mark.real_data
def test_the_mini_dollar_held_earns_its_moves_without_the_gaps_at_rolls(real_data: Path, installation: Path) -> None:
    market = bootstrap.Parts(read_settings()).bench.market
    market.series.import_file(real_data / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz")
    found: BacktestFound = market.backtests.run(market.series.find("WDO"), BacktestRequest("ema_cross", n_random=20))
    held, costs = found.buy_and_hold, found.sheet.costs
    paid = float(held.fills["cost"].sum() + held.fills["slippage"].sum())
    assert found.sheet.setup.n_rolls == 23
    assert held.net + paid == pytest.approx((4025.0 - 3296.5 + 30.5) * 10)
    assert (costs.before_costs, costs.slippage, costs.fees) == pytest.approx((-10_488, 24_070, 5_776.8))
    assert "performance_ruined" in {finding.code for finding in found.sheet.findings}
    assert "performance_rolls_assumed" in {finding.code for finding in found.sheet.findings}


def test_a_trial_is_known_again_and_the_same_after_a_version_of_the_same_bars(
    shares: tuple[BacktestsService, SeriesInfo],
) -> None:
    use, info = shares
    assert not use.was_tried(info, CROSS)

    use.run(info, CROSS)

    assert use.was_tried(replace(info, version=info.version + 2), replace(CROSS, n_random=99, seed=3))
    assert not use.was_tried(info, replace(CROSS, terms=Terms(allow_short=False)))
    assert not use.was_tried(replace(info, sha256="0" * 64), CROSS)
