"""The features of daily bars: each a ratio that no constant factor on prices or volumes changes, and that sees nothing ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bancada.domains.assets.features import DAILY_FEATURES, is_scale_free, unfit_features
from bancada.markets.bars import Bars
from bancada.markets.features import FeatureEngine, Features, catalogue
from tests.domains.assets.assets_data import made_up_bars

SPECS = {spec.name: spec for spec in catalogue()}
DAILY = tuple(
    spec.name
    for spec in catalogue()
    if not spec.is_intraday and not set(spec.columns) & {"buy_volume", "sell_volume", "trades", "vwap"}
)
EX_DATE = 300


def scaled(bars: Bars, factor: float, *, volumes: float = 1.0) -> Bars:
    prices = {name: getattr(bars, name) * factor for name in ("open", "high", "low", "close")}
    return replace(bars, **prices, volume=bars.volume * volumes)


def later_vintage(bars: Bars, factor: float) -> Bars:
    """Return the bars as they are told after a payout on session EX_DATE: all prices before it were multiplied."""
    factors = np.where(np.arange(len(bars)) < EX_DATE, factor, 1.0)
    return replace(bars, **{name: getattr(bars, name) * factors for name in ("open", "high", "low", "close")})


@pytest.fixture(scope="module")
def bars() -> Bars:
    return made_up_bars(400)


@pytest.fixture(scope="module")
def plain(bars: Bars) -> Features:
    return FeatureEngine(DAILY).compute(bars)


@pytest.fixture(scope="module")
def times_price(bars: Bars) -> Features:
    return FeatureEngine(DAILY).compute(scaled(bars, 0.037))


@pytest.fixture(scope="module")
def times_volume(bars: Bars) -> Features:
    return FeatureEngine(DAILY).compute(scaled(bars, 1.0, volumes=1_700.0))


@pytest.fixture(scope="module")
def restated(bars: Bars) -> Features:
    return FeatureEngine(DAILY).compute(later_vintage(bars, 0.61))


@pytest.fixture(scope="module")
def other_future(bars: Bars) -> Features:
    rng = np.random.default_rng(3)
    factors = np.where(np.arange(len(bars)) < EX_DATE, 1.0, rng.lognormal(0, 0.3, len(bars)))
    other = {name: getattr(bars, name) * factors for name in ("open", "high", "low", "close")}
    return FeatureEngine(DAILY).compute(replace(bars, **other, volume=bars.volume * factors))


def same(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.allclose(a, b, rtol=1e-7, atol=1e-9, equal_nan=True))


@pytest.mark.parametrize("name", DAILY_FEATURES)
def test_a_constant_factor_on_all_prices_or_all_volumes_changes_nothing(
    name: str, plain: Features, times_price: Features, times_volume: Features
) -> None:
    assert same(plain[name], times_price[name])
    assert same(plain[name], times_volume[name])
    assert np.isfinite(plain[name][50:]).all()


@pytest.mark.parametrize("name", DAILY_FEATURES)
def test_what_a_later_payout_does_to_prices_before_it_changes_no_row_before_it(
    name: str, plain: Features, restated: Features
) -> None:
    assert same(plain[name][:EX_DATE], restated[name][:EX_DATE])


@pytest.mark.parametrize("name", DAILY_FEATURES)
def test_another_future_changes_no_row_of_the_past(name: str, plain: Features, other_future: Features) -> None:
    assert np.array_equal(plain[name][:EX_DATE], other_future[name][:EX_DATE], equal_nan=True)


@pytest.mark.parametrize("name", DAILY)
def test_a_unit_tells_whether_a_constant_factor_changes_a_feature(
    name: str, plain: Features, times_price: Features, times_volume: Features
) -> None:
    is_same = same(plain[name], times_price[name]) and same(plain[name], times_volume[name])

    assert is_same is is_scale_free(SPECS[name])


def test_the_daily_features_are_distinct_known_and_in_the_order_of_the_catalogue() -> None:
    assert tuple(name for name in SPECS if name in set(DAILY_FEATURES)) == DAILY_FEATURES
    assert 40 <= len(DAILY_FEATURES) <= 60
    assert list(unfit_features(DAILY_FEATURES)) == []


def test_the_longest_look_back_and_the_longest_memory_are_what_the_list_says() -> None:
    assert max(SPECS[name].look_back for name in DAILY_FEATURES) == 51
    assert max(SPECS[name].warm_up for name in DAILY_FEATURES) == 1_087


def test_a_session_at_one_price_leaves_every_row_complete(bars: Bars) -> None:
    flat = bars.close.copy()
    stopped = {
        name: np.where(np.arange(len(bars)) == 200, flat, getattr(bars, name)) for name in ("open", "high", "low")
    }

    found = FeatureEngine(DAILY_FEATURES).compute(replace(bars, **stopped))

    assert np.isfinite(found.values[:, 50:]).all()


def test_names_that_cannot_serve_are_told_all_at_once() -> None:
    wrong = list(unfit_features(("momentum_1", "no_such", "rsi_14", "rsi_14", "minute_sin", "obv_change_20")))

    assert {one.code: one.facts["names"] for one in wrong} == {
        "assets_features_unknown": ["no_such"],
        "assets_features_levels": ["momentum_1", "obv_change_20"],
        "assets_features_intraday": ["minute_sin"],
        "assets_features_repeated": ["rsi_14"],
    }
