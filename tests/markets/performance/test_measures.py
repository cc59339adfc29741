"""Figures of session returns: equal to an independent package's, undefined where they are, deaf to NaN."""

from __future__ import annotations

import math

import empyrical
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bancada.core.errors import BadInput
from bancada.markets.bars import make_bars
from bancada.markets.performance.daily import daily_pnl, make_daily_pnl
from bancada.markets.performance.drawdown import drawdown_curve, drawdowns, longest_drawdown, max_drawdown
from bancada.markets.performance.measures import (
    aggregation_factor,
    annual_volatility,
    break_even_bps,
    compound_growth,
    lo_sharpe_ratio,
    profit_factor,
    qlike,
    sharpe_ratio,
    sortino_ratio,
)

HOUR = 3_600_000_000_000
FALL = arrays(np.float64, st.integers(1, 60), elements=st.integers(-500, 500).map(float))


@pytest.fixture
def returns(rng: np.random.Generator) -> np.ndarray:
    return rng.standard_t(4, size=700) * 0.01 + 0.0004


@pytest.mark.parametrize("per_year", [252.0, 248.5, 365.0])
def test_sharpe_sortino_and_volatility_are_those_of_empyrical(returns: np.ndarray, per_year: float) -> None:
    assert sharpe_ratio(returns, per_year=per_year) == pytest.approx(
        empyrical.sharpe_ratio(returns, annualization=per_year), rel=1e-12
    )
    assert sortino_ratio(returns, per_year=per_year) == pytest.approx(
        empyrical.sortino_ratio(returns, annualization=per_year), rel=1e-12
    )
    assert annual_volatility(returns, per_year=per_year) == pytest.approx(
        empyrical.annual_volatility(returns, annualization=per_year), rel=1e-12
    )


def test_the_rate_without_risk_is_taken_off_every_session(returns: np.ndarray) -> None:
    expected = empyrical.sharpe_ratio(returns, risk_free=0.1175 / 252, annualization=252)
    assert sharpe_ratio(returns, risk_free_annual=0.1175) == pytest.approx(expected, rel=1e-12)


def test_drawdown_growth_and_calmar_are_those_of_empyrical_on_a_compounded_curve(returns: np.ndarray) -> None:
    equity = 1000 * np.cumprod(1 + returns)
    deepest = max_drawdown(equity, capital=1000)
    assert deepest is not None
    assert -deepest.depth == pytest.approx(empyrical.max_drawdown(returns), rel=1e-12)
    growth = compound_growth(1000, float(equity[-1]), years=len(returns) / 252)
    assert growth == pytest.approx(empyrical.annual_return(returns, annualization=252), rel=1e-10)
    assert growth / deepest.depth == pytest.approx(empyrical.calmar_ratio(returns, annualization=252), rel=1e-10)


@pytest.mark.parametrize(("rho", "factor"), [(-0.2, 4.17), (0.0, 3.46), (0.2, 2.88)])
def test_twelve_months_with_an_echo_aggregate_as_lo_prints_it(rho: float, factor: float) -> None:
    assert aggregation_factor(rho ** np.arange(1, 12), 12) == pytest.approx(factor, abs=0.005)


def test_aggregation_of_a_first_order_echo_equals_its_closed_form() -> None:
    rho, q = 0.35, 252
    closed = math.sqrt(q) / math.sqrt(1 + 2 * rho / (1 - rho) * (1 - (1 - rho**q) / (q * (1 - rho))))
    assert aggregation_factor(rho ** np.arange(1, q), q) == pytest.approx(closed, rel=1e-12)


def test_correcting_for_an_echo_lowers_the_ratio_of_a_smoothed_series(rng: np.random.Generator) -> None:
    noise = rng.normal(0.001, 0.01, size=3001)
    smoothed = (noise[1:] + noise[:-1]) / 2
    assert lo_sharpe_ratio(smoothed) < 0.85 * sharpe_ratio(smoothed)
    assert lo_sharpe_ratio(noise) == pytest.approx(sharpe_ratio(noise), rel=0.1)
    assert lo_sharpe_ratio(noise, lags=0) == pytest.approx(sharpe_ratio(noise), rel=1e-12)


@pytest.mark.parametrize("measure", [sharpe_ratio, lo_sharpe_ratio, sortino_ratio, annual_volatility])
def test_a_missing_session_is_left_out(measure, returns: np.ndarray) -> None:  # type: ignore[no-untyped-def]
    holed = np.insert(returns, [0, 350, 700], np.nan)
    assert measure(holed) == pytest.approx(measure(returns), rel=1e-12)


@pytest.mark.parametrize("values", [[], [0.01], [0.01] * 9, [math.nan] * 5], ids=["none", "one", "equal", "unknown"])
def test_a_ratio_without_spread_is_undefined_and_not_zero(values: list[float]) -> None:
    assert math.isnan(sharpe_ratio(values))
    assert math.isnan(lo_sharpe_ratio(values))
    assert math.isnan(sortino_ratio(values))


def test_what_was_never_lost_or_traded_has_no_factor_and_no_break_even() -> None:
    assert math.isnan(profit_factor([1.0, 2.0]))
    assert profit_factor([3.0, -2.0, math.nan, 0.0]) == 1.5
    assert math.isnan(break_even_bps(10.0, 0.0))
    assert break_even_bps(50.0, 100_000.0) == pytest.approx(5.0)
    assert break_even_bps(-50.0, 100_000.0) < 0


def test_growth_of_a_lost_capital_is_undefined() -> None:
    assert math.isnan(compound_growth(100.0, 0.0, years=1.0))
    assert compound_growth(100.0, 121.0, years=2.0) == pytest.approx(0.1)


@given(FALL)
def test_drawdowns_cover_just_the_steps_below_the_highest_point(pnl: np.ndarray) -> None:
    equity = 100_000 + np.cumsum(pnl)
    curve, found = drawdown_curve(equity, capital=100_000.0), drawdowns(equity, capital=100_000.0)
    covered = np.zeros(len(equity), dtype=bool)
    for one in found:
        end = len(equity) if one.recovery is None else one.recovery
        assert not covered[one.peak + 1 : end].any()
        covered[one.peak + 1 : end] = True
        assert one.depth == pytest.approx(-curve[one.trough])
        assert one.length >= (one.recovery_length or 0) + one.trough - one.peak
    assert np.array_equal(covered, curve < 0)
    deepest = max_drawdown(equity, capital=100_000.0)
    assert (deepest.depth if deepest else 0.0) == pytest.approx(-curve.min(initial=0.0))


def test_a_drawdown_is_told_with_its_peak_its_trough_and_its_recovery() -> None:
    equity = [110.0, 99.0, 88.0, 105.0, 111.0, 110.0]
    deepest = max_drawdown(equity, capital=100.0)
    assert deepest is not None
    assert (deepest.peak, deepest.trough, deepest.recovery) == (0, 2, 4)
    assert (deepest.length, deepest.recovery_length, deepest.amount) == (4, 2, 22.0)
    assert deepest.depth == pytest.approx(0.2)
    assert longest_drawdown(equity, capital=100.0) == deepest
    last = drawdowns(equity, capital=100.0)[-1]
    assert (last.recovery, last.recovery_length, last.length) == (None, None, 1)


def test_equity_that_never_fell_has_no_drawdown() -> None:
    assert max_drawdown([100.0, 101.0], capital=100.0) is None
    first = max_drawdown([90.0], capital=100.0)
    assert first is not None
    assert first.peak == -1


def test_a_session_is_a_date_of_the_exchange_and_not_of_greenwich() -> None:
    ts = np.array([1, 2, 3, 26, 27]) * HOUR  # 22h, 23h of the day before, then midnight, in São Paulo
    ones = np.ones(5)
    bars = make_bars("WDO", "1h", ts=ts, open=ones, high=ones, low=ones, close=ones)
    daily = daily_pnl(bars, [1.0, 2.0, 4.0, 8.0, 16.0], capital=100.0)
    assert daily.days.tolist() == [-1, 0, 1]
    assert daily.pnl.tolist() == [3.0, 12.0, 16.0]
    assert daily.returns.tolist() == [0.03, 0.12, 0.16]
    assert daily.equity.tolist() == [103.0, 115.0, 131.0]
    assert not daily.pnl.flags.writeable


def test_the_date_of_a_daily_bar_is_its_label_in_every_zone() -> None:
    ones = np.ones(2)
    bars = make_bars("PETR4", "1d", ts=np.array([0, 24]) * HOUR, open=ones, high=ones, low=ones, close=ones)
    assert daily_pnl(bars, [1.0, math.nan], capital=1.0).days.tolist() == [0, 1]
    assert math.isnan(daily_pnl(bars, [1.0, math.nan], capital=1.0).pnl[1])


@pytest.mark.parametrize(
    ("days", "pnl", "capital", "code"),
    [
        ([0], [1.0], 0.0, "performance_capital_not_positive"),
        ([0], [1.0, 2.0], 1.0, "performance_lengths_differ"),
        ([1, 1], [1.0, 2.0], 1.0, "performance_days_not_ascending"),
    ],
    ids=["no-capital", "lengths", "twice"],
)
def test_sessions_that_make_no_series_are_refused(days: list[int], pnl: list[float], capital: float, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        make_daily_pnl(days, pnl, capital=capital)
    assert caught.value.code == code


def test_qlike_is_zero_for_a_perfect_forecast_and_asks_more_of_one_too_low(rng: np.random.Generator) -> None:
    variance = np.exp(rng.normal(size=200))
    assert qlike(variance, variance) == pytest.approx(0.0, abs=1e-15)
    assert qlike(variance, variance / 2) > qlike(variance, variance * 2) > 0
    assert qlike([2.0, math.nan], [1.0, 1.0]) == pytest.approx(1 - math.log(2))


def test_both_forms_of_qlike_rank_forecasts_alike(rng: np.random.Generator) -> None:
    proxy = np.exp(rng.normal(size=300))
    first, second = proxy * np.exp(rng.normal(0, 0.3, 300)), proxy * np.exp(rng.normal(0, 0.6, 300))
    normalised = qlike(proxy, second) - qlike(proxy, first)
    patton = qlike(proxy, second, form="patton") - qlike(proxy, first, form="patton")
    assert normalised == pytest.approx(patton, rel=1e-9)


def test_a_variance_that_is_none_is_refused_by_count() -> None:
    with pytest.raises(BadInput) as caught:
        qlike([1.0, 0.0, 1.0], [1.0, 1.0, -1.0])
    assert caught.value.facts["count"] == 2
    assert qlike([0.0], [1.0], form="patton") == 0.0
    assert math.isnan(qlike([math.nan], [1.0]))
