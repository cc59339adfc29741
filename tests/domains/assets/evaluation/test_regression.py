"""Figures of the expected return and of the implied price."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from bancada.domains.assets.evaluation.part_rows import PartRows, Training, answered, make_part_rows, training_of
from bancada.domains.assets.evaluation.regression import price_measures, return_measures
from bancada.domains.assets.evaluation.resampling import Sessions, make_sessions
from bancada.domains.assets.values import AssetTable
from tests.domains.assets.evaluation.evaluation_data import GivenModel, made_split, made_table, table_of_prices


def part_of(table: AssetTable, expected: np.ndarray) -> tuple[PartRows, Training, Sessions]:
    split = made_split(table)
    training = training_of(table, split)
    model = GivenModel(np.full((len(table), 3), 1 / 3), expected, table.horizon)
    part = make_part_rows(answered(model, table, split, name="test"), table, training, name="test", n_asked=0)
    return part, training, make_sessions(part.instants, horizon=2, rng=np.random.default_rng(1), n_resamples=100)


def test_a_model_that_says_that_the_price_stays_has_an_r2_near_1_on_level_and_near_0_on_returns() -> None:
    table = made_table(1_500, 3)
    part, training, sessions = part_of(table, np.zeros(len(table)))
    level = {one.name: one for one in price_measures(part, sessions)}["Price R2"]
    returns = {one.name: one for one in return_measures(part, training, sessions)}
    assert level.value is not None
    assert level.value > 0.9
    assert level.baselines[0].name == "persistence"
    assert level.baselines[0].value == level.value
    assert returns["R2 (zero)"].value == 0.0
    assert abs(returns["R2"].value or 1.0) < 0.02


def test_errors_are_those_of_scikit_learn(rng: np.random.Generator) -> None:
    table = made_table()
    part, training, sessions = part_of(table, rng.normal(0, 0.01, len(table)))
    found = {one.name: one.value for one in return_measures(part, training, sessions)}
    assert found["MAE"] == pytest.approx(mean_absolute_error(part.actual, part.expected))
    assert found["RMSE"] == pytest.approx(root_mean_squared_error(part.actual, part.expected))
    errors = np.square(part.actual - part.expected).sum()
    assert found["R2"] == pytest.approx(1 - errors / np.square(part.actual - training.mean).sum())


def test_the_r2_of_the_price_of_one_ticker_is_that_of_scikit_learn(rng: np.random.Generator) -> None:
    table = made_table(300, 1)
    part, _, sessions = part_of(table, rng.normal(0, 0.01, len(table)))
    found = {one.name: one.value for one in price_measures(part, sessions)}
    assert found["Price R2"] == pytest.approx(r2_score(part.price, part.close * (1 + part.expected)))


def test_tickers_of_very_different_price_do_not_raise_the_r2_of_the_price() -> None:
    table = made_table(300, 2)
    far = np.where(table.ticker_of == 1, 50.0, 1.0)
    part, _, sessions = part_of(table, np.zeros(len(table)))
    apart = PartRows(
        **{
            name: getattr(part, name) * (far[part.rows] if name in ("close", "price") else 1)
            if name in ("close", "price")
            else getattr(part, name)
            for name in PartRows.__slots__
        }
    )
    found = {one.name: one.value for one in price_measures(apart, sessions)}["Price R2"]
    assert found is not None
    assert found < r2_score(apart.price, apart.close)


@pytest.mark.real_data
def test_on_real_bars_saying_that_the_price_stays_gets_an_r2_near_1_on_level_and_none_on_returns(
    real_data: Path,
) -> None:
    rows = np.genfromtxt(
        real_data / "b3" / "daily" / "PETR4.csv", delimiter=",", names=True, dtype=None, encoding="utf-8"
    )
    opens, closes = (
        np.asarray(rows[name], dtype=np.float64)[None, :] for name in ("openValueStock", "closeValueStock")
    )
    table = table_of_prices(opens, closes)
    part, training, sessions = part_of(table, np.zeros(len(table)))
    level = {one.name: one for one in price_measures(part, sessions)}["Price R2"]
    returns = {one.name: one for one in return_measures(part, training, sessions)}
    assert level.value is not None
    assert level.value > 0.95
    assert level.value == level.baselines[0].value
    assert returns["R2 (zero)"].value == 0.0


def test_knowing_the_return_leaves_no_error() -> None:
    table = made_table()
    part, training, sessions = part_of(table, np.nan_to_num(table.returns))
    measures = {one.name: one for one in return_measures(part, training, sessions)}
    assert measures["R2"].value == 1.0
    zero = measures["MAE"].baseline("zero")
    assert zero is not None
    assert zero.difference is not None
    assert zero.difference.high < 0
