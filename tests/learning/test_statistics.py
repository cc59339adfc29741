"""Intervals, tests and tie bands against values worked out by hand."""

import math

import numpy as np
import pytest

from bancada.learning.statistics import corrected_interval, corrected_p_value, tie_bands


def test_the_interval_is_that_of_nadeau_and_bengio_worked_out_by_hand() -> None:
    # mean 0.8, s² = 0.00025, k = 5, n_test/n_train = 1/4: half = 2.776445 * sqrt(0.45 * 0.00025)
    interval = corrected_interval([0.78, 0.79, 0.80, 0.81, 0.82], test_share=0.25)
    assert interval is not None
    half = 2.7764451 * math.sqrt(0.45 * 0.00025)
    assert interval.low == pytest.approx(0.8 - half, abs=1e-8)
    assert interval.high == pytest.approx(0.8 + half, abs=1e-8)


def test_one_fold_has_no_interval() -> None:
    assert corrected_interval([0.5], test_share=0.25) is None


def test_the_p_value_is_that_of_a_hand_computed_t() -> None:
    # differences 1, 2, 3: mean 2, s² = 1, t = 2 / sqrt(1/3 + 1/2) = 2.19089; two-sided with 2 degrees of freedom:
    # p = 1 - t / sqrt(t² + 2)
    t = 2 / math.sqrt(1 / 3 + 1 / 2)
    assert corrected_p_value([1.0, 2.0, 3.0], test_share=0.5) == pytest.approx(1 - t / math.sqrt(t * t + 2), abs=1e-12)


@pytest.mark.parametrize(
    ("differences", "expected"),
    [([0.0, 0.0, 0.0], 1.0), ([0.1, 0.1, 0.1], 0.0), ([0.3], 1.0)],
    ids=["all zero", "all the same", "one fold"],
)
def test_differences_without_spread_have_a_plain_answer(differences: list[float], expected: float) -> None:
    assert corrected_p_value(differences, test_share=0.25) == expected


def test_candidates_that_cannot_be_told_apart_share_a_rank_and_the_next_takes_its_place() -> None:
    scores = {
        "a": [0.90, 0.91, 0.92, 0.93, 0.94],
        "b": [0.91, 0.90, 0.93, 0.92, 0.93],
        "c": [0.50, 0.51, 0.52, 0.53, 0.55],
    }
    assert tie_bands(scores, greater_is_better=True, test_share=0.25) == {"a": 1, "b": 1, "c": 3}
    assert tie_bands(scores, greater_is_better=False, test_share=0.25) == {"c": 1, "b": 2, "a": 2}


def test_the_correction_widens_the_interval_of_a_plain_t_test() -> None:
    rng = np.random.default_rng(3)
    values = list(rng.normal(size=10))
    plain, corrected = corrected_interval(values, test_share=0.0), corrected_interval(values, test_share=1 / 9)
    assert plain is not None
    assert corrected is not None
    ratio = (corrected.high - corrected.low) / (plain.high - plain.low)
    assert ratio == pytest.approx(math.sqrt((1 / 10 + 1 / 9) / (1 / 10)), abs=1e-9)
