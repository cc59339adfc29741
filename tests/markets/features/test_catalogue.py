"""The catalogue: complete, readable, cheap, and one with what is computed."""

from __future__ import annotations

import subprocess
import sys

from bancada.markets.bars import OPTIONAL, PRICES
from bancada.markets.features.listing import catalogue
from bancada.markets.features.recipes.book import recipes

NAMES = [spec.name for spec in catalogue()]


def test_the_catalogue_has_at_least_eighty_features_of_different_names() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 80


def test_the_features_that_were_promised_are_there() -> None:
    promised = {f"momentum_{k}" for k in range(1, 21)} | {f"momentum_pct_{k}" for k in range(1, 21)}
    promised |= {f"returns_{k}" for k in (5, 10, 20, 50)} | {f"volatility_{k}" for k in (5, 10, 20, 50)}
    promised |= {f"ema_{k}" for k in (9, 20, 50, 200)} | {"rsi_14", "macd", "atr_14", "adx_14", "stoch_k"}
    promised |= {"buy_pressure", "flow_imbalance", "buy_sell_ratio", "amihud_20", "roll_spread_20", "kyle_lambda_50"}
    assert promised <= set(NAMES)


def test_at_least_forty_five_are_indicators() -> None:
    groups = {"trend", "oscillator", "channel", "volume", "range"}
    assert sum(spec.group in groups for spec in catalogue()) >= 45


def test_every_feature_says_what_it_is_and_what_it_needs() -> None:
    columns = {"ts", "volume", *PRICES, *OPTIONAL}
    silent = [s.name for s in catalogue() if not (s.formula and s.source and s.unit and s.columns)]
    strange = [s.name for s in catalogue() if not set(s.columns) <= columns]
    assert silent == strange == []


def test_recursive_features_warm_up_longer_than_they_look_back_and_others_do_not() -> None:
    wrong = [s.name for s in catalogue() if (s.warm_up > s.look_back) != s.is_recursive]
    assert wrong == []


def test_every_feature_has_one_recipe_and_every_recipe_comes_after_what_it_is_made_of() -> None:
    made: list[str] = [
        "open",
        "high",
        "low",
        "close",
        "volume",
        "trades",
        "buy_volume",
        "sell_volume",
        "vwap",
        "minute",
        "day",
    ]
    for recipe in recipes():
        assert set(recipe.inputs) <= set(made), recipe.outputs
        made.extend(recipe.outputs)
    assert len(made) == len(set(made))
    assert set(NAMES) <= set(made)


def test_nothing_is_made_that_no_feature_needs() -> None:
    used = {*NAMES, *(name for recipe in recipes() for name in recipe.inputs)}
    idle = [recipe.outputs for recipe in recipes() if used.isdisjoint(recipe.outputs)]
    assert idle == []


def test_showing_the_catalogue_loads_no_engine() -> None:
    program = "import sys; from bancada.markets.features import catalogue; catalogue(); print({'numba', 'talib', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
