"""Rules tried on series by the services: what counts as a trial, what terms mean, parameters chosen on earlier sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bancada import bootstrap
from bancada.core.dataset import Source
from bancada.core.errors import BadInput, InvalidTask, NotFound
from bancada.markets.backtest.spec import Sizing
from bancada.markets.bars import Bars, make_bars
from bancada.markets.performance import Chosen
from bancada.markets.series import PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.timeframe import Timeframe
from bancada.services.market.backtests import BacktestFound, BacktestsService
from bancada.services.market.requests import BacktestRequest, Terms, WalkPlan
from bancada.services.market.series import ImportRequest
from bancada.services.market.terms import stated_terms
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


def test_other_parameters_of_a_rule_make_it_chosen_on_the_sessions_reported(
    shares: tuple[BacktestsService, SeriesInfo],
) -> None:
    use, info = shares
    first = use.run(info, CROSS)
    elsewhere = use.run(info, BacktestRequest("momentum", n_random=20))
    second = use.run(info, replace(CROSS, parameters={"fast": 6, "slow": 20}))
    chosen = [one.sheet.setup.rule.chosen for one in (first, elsewhere, second)]
    assert chosen == [Chosen.BEFOREHAND, Chosen.BEFOREHAND, Chosen.IN_SAMPLE]
    assert "performance_in_sample" in {finding.code for finding in second.sheet.findings}
    assert not next(one for one in second.sheet.conditions if one.name == "sample").holds


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


def held(symbol: str, basis: PriceBasis = PriceBasis.RAW) -> tuple[SeriesInfo, Bars]:
    """Return three daily bars at 4,000 and their identity."""
    columns = dict.fromkeys(("open", "high", "low", "close"), [4000.0] * 3)
    at = datetime(2020, 1, 2, tzinfo=UTC)
    info = SeriesInfo(
        SeriesKey(symbol, Timeframe.D1, basis),
        Source.IMPORTED,
        "made",
        3,
        at,
        at,
        "0" * 64,
        1,
        (),
        "BVMF",
        None,
        (),
        at,
    )
    return info, make_bars(symbol, "1d", ts=np.arange(3) * 86_400_000_000_000, **columns)


@pytest.mark.parametrize(
    ("symbol", "terms", "expected"),
    [
        ("WDO", Terms(), (20_000, 1, 10, 1.2)),
        ("WDO", Terms(size=10), (200_000, 10, 10, 1.2)),
        ("DOL", Terms(), (100_000, 1, 50, 5.0)),
        ("WIN", Terms(is_flat_overnight=True), (20_000, 1, 0.2, 0.25)),
        ("IND", Terms(capital=50_000, cost_per_contract=0), (50_000, 1, 1, 0)),
    ],
    ids=["mini dollar", "ten of them", "full dollar", "day trade", "stated"],
)
def test_terms_left_open_follow_the_instrument(symbol: str, terms: Terms, expected: tuple[float, ...]) -> None:
    spec = stated_terms(*held(symbol), terms).spec
    assert (spec.capital, spec.size, spec.multiplier, spec.costs.per_contract) == expected
    assert spec.costs.slippage_ticks == 1
    assert spec.costs.bps == 0


@pytest.mark.parametrize(
    ("terms", "sizing", "size", "lot"),
    [
        (Terms(), Sizing.CAPITAL, 1, 1),
        (Terms(capital=1e6), Sizing.CAPITAL, 1, 100),
        (Terms(size=300), Sizing.UNITS, 300, 0),
    ],
    ids=["odd lots where a lot is too dear", "whole lots", "stated"],
)
def test_shares_left_open_are_what_the_capital_buys(terms: Terms, sizing: Sizing, size: float, lot: float) -> None:
    spec = stated_terms(*held("PETR4"), terms).spec
    assert (spec.sizing, spec.size, spec.lot) == (sizing, size, lot)


def test_slippage_is_in_ticks_on_the_grid_and_in_bps_off_it() -> None:
    raw = stated_terms(*held("PETR4"), Terms(slippage_ticks=2)).spec.costs
    adjusted = stated_terms(*held("PETR4", PriceBasis.TOTAL_RETURN), Terms(slippage_ticks=2)).spec.costs
    assert (raw.slippage_ticks, raw.slippage_bps) == (2, 0)
    assert (adjusted.slippage_ticks, adjusted.slippage_bps) == (0, 4)
    assert raw.bps == adjusted.bps > 0


@pytest.mark.parametrize("terms", [Terms(size=0), Terms(capital=0)], ids=["size", "capital"])
def test_nothing_is_no_size_and_no_capital(terms: Terms) -> None:
    with pytest.raises(BadInput):
        stated_terms(*held("WDO"), terms)


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
