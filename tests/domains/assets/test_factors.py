"""Adjustment factors: what makes adjusted prices of raw ones, dated by the session on which it changes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.domains.assets.factors import adjustment_factors, factors_at
from bancada.markets.bars import Bars, make_bars

DAY = 86_400_000_000_000


def bars_of(close: object, *, first: int = 0) -> Bars:
    prices = np.asarray(close, dtype=np.float64)
    ts = (first + np.arange(len(prices))) * DAY
    return make_bars("X", "1d", ts=ts, open=prices, high=prices, low=prices, close=prices)


@st.composite
def histories(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Draw raw closes in cents, and the factor of each session."""
    n = draw(st.integers(2, 60))
    raw = np.array(draw(st.lists(st.integers(200, 20_000), min_size=n, max_size=n))) / 100
    ratios = draw(st.lists(st.sampled_from([1.0, 1.0, 1.0, 0.98, 0.9, 0.5, 2.0]), min_size=n, max_size=n))
    return raw, np.cumprod(ratios[::-1])[::-1]


@given(histories())
def test_raw_times_factor_is_the_adjusted_price_to_half_a_tick_of_each(history: tuple[np.ndarray, np.ndarray]) -> None:
    raw, factors = history
    adjusted = np.round(raw * factors, 2)
    there = adjusted > 0

    found = adjustment_factors(bars_of(raw), bars_of(adjusted))

    held = factors_at(found, np.arange(len(raw)) * DAY)
    slack = 0.005 * (1 + held) + 2e-6 * adjusted
    assert (np.abs(raw * held - adjusted) <= slack)[there].all()


@given(histories())
def test_dates_of_factors_rise_and_one_factor_is_enough_for_prices_that_were_never_adjusted(
    history: tuple[np.ndarray, np.ndarray],
) -> None:
    raw, factors = history

    dated = adjustment_factors(bars_of(raw), bars_of(raw * factors))

    assert all(a[0] < b[0] for a, b in pairwise(dated))
    assert [ts for ts, _ in adjustment_factors(bars_of(raw), bars_of(raw))] == [0]


def test_a_payout_and_a_split_are_dated_by_the_first_session_after_them() -> None:
    raw = np.array([40.0, 40.2, 39.1, 39.5, 19.8, 19.7])
    factors = np.array([0.475, 0.475, 0.5, 0.5, 1.0, 1.0])

    found = adjustment_factors(bars_of(raw), bars_of(raw * factors))

    assert [ts // DAY for ts, _ in found] == [0, 2, 4]
    assert [factor for _, factor in found] == pytest.approx([0.475, 0.5, 1.0], rel=1e-3)


def test_sessions_that_one_side_lacks_are_passed_over() -> None:
    raw, adjusted = bars_of([10.0, 10.1, 10.2, 10.3]), bars_of([5.05, 5.1, 10.3, 10.4], first=1)

    assert [ts // DAY for ts, _ in adjustment_factors(raw, adjusted)] == [1, 3]
    assert adjustment_factors(raw, bars_of([1.0], first=9)) == ()


def test_closes_that_are_missing_or_zero_tell_no_factor() -> None:
    raw, adjusted = bars_of([10.0, np.nan, 0.0, 10.0]), bars_of([5.0, 7.0, 5.0, 5.0])

    assert [factor for _, factor in adjustment_factors(raw, adjusted)] == pytest.approx([0.5], rel=1e-3)


def test_no_factor_holds_before_the_first_is_known() -> None:
    found = factors_at(((10, 0.5), (20, 1.0)), np.array([9, 10, 19, 20]))

    assert np.isnan(found[0])
    assert found[1:].tolist() == [0.5, 0.5, 1.0]
    assert np.isnan(factors_at((), np.array([1]))).all()
