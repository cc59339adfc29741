"""Calibration: the weight undone exactly, rows that sum to 15, the order kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bancada.domains.lottery.calibration import calibrated, summing_to, unweighted

ROWS = arrays(np.float64, st.tuples(st.integers(1, 4), st.just(25)), elements=st.floats(0.0, 1.0))
WEIGHTS = st.floats(0.05, 20.0)


@given(p=ROWS, weight=WEIGHTS)
def test_the_weight_of_a_loss_is_undone_exactly(p: np.ndarray, weight: float) -> None:
    q = weight * p / (weight * p + 1 - p)

    np.testing.assert_allclose(unweighted(q, weight), p, rtol=1e-9, atol=1e-12)


@given(p=ROWS)
def test_every_row_sums_to_fifteen_whatever_went_in(p: np.ndarray) -> None:
    found = summing_to(p)

    assert ((found >= 0) & (found <= 1)).all()
    np.testing.assert_allclose(found.sum(axis=1), 15, atol=1e-12)


@given(p=ROWS, weight=WEIGHTS)
def test_the_order_of_the_numbers_is_kept(p: np.ndarray, weight: float) -> None:
    found = calibrated(p, weight=weight)
    order = np.argsort(p, axis=1)

    assert (np.diff(np.take_along_axis(found, order, axis=1), axis=1) >= -1e-12).all()


@given(p=ROWS)
def test_what_sums_to_fifteen_already_is_left_alone(p: np.ndarray) -> None:
    once = summing_to(p)

    np.testing.assert_allclose(summing_to(once), once, atol=1e-9)


def test_equal_outputs_become_the_fair_law() -> None:
    np.testing.assert_allclose(calibrated(np.full((2, 25), 0.9), weight=3.0), 0.6, atol=1e-14)


def test_certain_numbers_stay_nearly_certain() -> None:
    row = np.repeat([1.0, 0.0], [15, 10])[None, :]

    np.testing.assert_allclose(summing_to(row), row, atol=1e-12)


def test_a_row_more_than_certain_is_pulled_apart_without_overflow() -> None:
    row = np.repeat([1.0, 0.0], [20, 5])[None, :]

    np.testing.assert_allclose(summing_to(row), np.repeat([0.75, 0.0], [20, 5])[None, :], atol=1e-9)


def test_no_rows_give_no_rows() -> None:
    assert calibrated(np.empty((0, 25))).shape == (0, 25)


@pytest.mark.parametrize("total", [1.0, 12.5, 24.0])
def test_any_total_between_none_and_all_can_be_asked(total: float) -> None:
    rows = np.random.default_rng(3).random((50, 25))

    np.testing.assert_allclose(summing_to(rows, total).sum(axis=1), total, atol=1e-12)
