"""The simulation keeps what its docstring and the pack's README say."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bancada.domains.sensors import dataset
from bancada.domains.sensors.dataset import N_ROWS, best_accuracy, simulate

README = Path(dataset.__file__).with_name("README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """Return a long simulation, so that shares are near their limits."""
    return simulate(7, n_rows=100_000)


def test_the_demo_is_twelve_days_at_five_minute_steps() -> None:
    lida_em = simulate(7)["lida_em"]
    assert len(lida_em) == N_ROWS == 12 * 288
    assert (lida_em.diff().dropna() == pd.Timedelta(minutes=5)).all()


def test_the_readme_states_the_best_accuracy_that_the_simulation_gives() -> None:
    stated = re.search(r"\*\*(\d+\.\d)%\*\*", README)
    assert stated is not None
    assert 100 * best_accuracy(20, n_rows=400_000) == pytest.approx(float(stated[1]), abs=0.2)


def test_the_readme_states_the_share_of_the_normal_state(frame: pd.DataFrame) -> None:
    stated = re.search(r"in about (\d+)% of rows", README)
    assert stated is not None
    assert 100 * (frame["estado"] == "normal").mean() == pytest.approx(float(stated[1]), abs=2)


def test_a_model_of_the_readings_lands_between_the_majority_and_the_best() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    columns = ["lux", "temperatura", "vibracao"]
    learned, judged = simulate(7, n_rows=20_000), simulate(8, n_rows=20_000)
    model = HistGradientBoostingClassifier(max_iter=60, random_state=0).fit(learned[columns], learned["estado"])
    accuracy = model.score(judged[columns], judged["estado"])
    assert 0.88 < accuracy < best_accuracy(20, n_rows=200_000) + 0.01


@pytest.mark.parametrize("column", ["lux", "temperatura", "vibracao"])
def test_one_reading_in_a_hundred_is_lost(frame: pd.DataFrame, column: str) -> None:
    assert frame[column].isna().mean() == pytest.approx(0.01, abs=0.002)


def test_the_state_is_drawn_so_equal_readings_differ_in_state() -> None:
    readings = dataset._Readings(np.full(1000, 300.0), np.full(1000, 28.0), np.full(1000, 2.8))
    drawn = dataset._draw(dataset._probabilities(readings), np.random.default_rng(7))
    assert set(drawn) >= {0, 1}


def test_temperature_and_light_follow_the_day(frame: pd.DataFrame) -> None:
    hour = frame["lida_em"].dt.hour
    assert frame["lux"][hour == 12].median() > 20 * frame["lux"][hour == 0].median()
    assert frame["temperatura"][hour == 15].mean() > frame["temperatura"][hour == 3].mean() + 5


def test_temperature_remembers_its_last_reading(frame: pd.DataFrame) -> None:
    assert frame["temperatura"].autocorr(1) > 0.95
