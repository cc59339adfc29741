"""What a Sharpe ratio proves: the papers' worked examples, an independent package, and laws."""

from __future__ import annotations

import math

import numpy as np
import purgedcv
import pytest
from arch.bootstrap import SPA
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bancada.core.errors import BadInput
from bancada.markets.performance.bootstrap import bootstrap_intervals, mean_block_length, stationary_indices
from bancada.markets.performance.drawdown import max_drawdown
from bancada.markets.performance.overfitting import backtest_overfitting
from bancada.markets.performance.rows import deepest_of_rows, mean_of_rows, profit_factor_of_rows, sharpe_of_rows
from bancada.markets.performance.significance import (
    SharpeMoments,
    deflated_sharpe,
    effective_trials,
    expected_best_sharpe,
    min_track_record,
    probabilistic_sharpe,
    sharpe_moments,
    trial_sharpes,
)
from bancada.markets.performance.superior import _long_run_variance, superior_ability

PAPER_2014 = SharpeMoments(n=1250, sharpe=2.5 / 250**0.5, skew=-3.0, kurtosis=10.0)


@pytest.fixture
def returns(rng: np.random.Generator) -> np.ndarray:
    return rng.standard_t(5, size=400) * 0.01 + 0.001


@pytest.mark.parametrize(
    ("skew", "kurtosis", "probability"), [(0.0, 3.0, 0.982), (-2.448, 10.164, 0.913)], ids=["gaussian", "hedge-fund"]
)
def test_the_probabilistic_ratio_is_the_one_bailey_and_lopez_de_prado_print(
    skew: float, kurtosis: float, probability: float
) -> None:
    fund = SharpeMoments(n=24, sharpe=0.458, skew=skew, kurtosis=kurtosis)
    assert probabilistic_sharpe(fund) == pytest.approx(probability, abs=0.0006)


@pytest.mark.parametrize(("per_year", "years"), [(252, 2.73), (52, 2.83), (12, 3.24)], ids=["days", "weeks", "months"])
def test_the_minimum_record_is_the_one_of_the_paper(per_year: int, years: float) -> None:
    moments = SharpeMoments(n=100, sharpe=2 / per_year**0.5, skew=0.0, kurtosis=3.0)
    assert min_track_record(moments, benchmark=1 / per_year**0.5) / per_year == pytest.approx(years, abs=0.006)


def test_the_deflated_ratio_is_the_one_of_the_paper() -> None:
    found = deflated_sharpe(PAPER_2014, n_trials=100, sharpe_variance=0.5 / 250)
    assert found.benchmark == pytest.approx(0.1132, abs=0.00005)
    assert found.probability == pytest.approx(0.9004, abs=0.0002)
    fewer = deflated_sharpe(PAPER_2014, n_trials=46, sharpe_variance=0.5 / 250)
    assert fewer.probability == pytest.approx(0.9505, abs=0.0002)


def test_all_three_are_those_of_an_independent_package(returns: np.ndarray) -> None:
    ours = SharpeMoments(
        n=len(returns),
        sharpe=float(returns.mean() / returns.std()),
        skew=float(stats.skew(returns, bias=False)),
        kurtosis=float(stats.kurtosis(returns, bias=False, fisher=False)),
    )
    assert probabilistic_sharpe(ours, benchmark=0.02) == pytest.approx(
        purgedcv.probabilistic_sharpe_ratio(returns, 0.02), rel=1e-12
    )
    assert deflated_sharpe(ours, n_trials=30, sharpe_variance=0.002).probability == pytest.approx(
        purgedcv.deflated_sharpe_ratio(returns, 30, 0.002), rel=1e-12
    )
    needed = min_track_record(ours, benchmark=0.01)
    theirs = purgedcv.min_track_record_length(ours.sharpe, 0.01, 0.05, ours.skew, ours.kurtosis)
    assert math.ceil(needed - 1) + 1 == theirs


def test_moments_are_those_of_scipy(returns: np.ndarray) -> None:
    moments = sharpe_moments(np.append(returns, np.nan))
    assert moments is not None
    assert moments.n == len(returns)
    assert moments.skew == pytest.approx(stats.skew(returns), rel=1e-10)
    assert moments.kurtosis == pytest.approx(stats.kurtosis(returns, fisher=False), rel=1e-10)
    assert sharpe_moments([0.1, 0.1, 0.1]) is None


def test_a_record_as_long_as_the_least_reaches_the_confidence() -> None:
    moments = SharpeMoments(n=2, sharpe=0.07, skew=-0.4, kurtosis=6.0)
    needed = min_track_record(moments, benchmark=0.01)
    reached = SharpeMoments(n=round(needed), sharpe=0.07, skew=-0.4, kurtosis=6.0)
    assert probabilistic_sharpe(reached, benchmark=0.01) == pytest.approx(0.95, abs=0.001)
    assert math.isinf(min_track_record(moments, benchmark=0.07))


@given(st.floats(1, 5000), st.floats(1, 5000))
def test_more_trials_never_raise_the_deflated_ratio(first: float, second: float) -> None:
    fewer, more = sorted([first, second])
    assert (
        deflated_sharpe(PAPER_2014, n_trials=more, sharpe_variance=0.002).probability
        <= deflated_sharpe(PAPER_2014, n_trials=fewer, sharpe_variance=0.002).probability
    )


def test_one_trial_deflates_nothing_and_the_best_of_many_is_as_simulated(rng: np.random.Generator) -> None:
    one = deflated_sharpe(PAPER_2014, n_trials=1, sharpe_variance=0.002)
    assert (one.benchmark, one.probability) == (0.0, probabilistic_sharpe(PAPER_2014))
    best = rng.normal(size=(4000, 50)).max(axis=1).mean()
    assert expected_best_sharpe(50, sharpe_variance=1.0) == pytest.approx(best, rel=0.02)


def test_a_number_of_trials_below_one_is_refused() -> None:
    with pytest.raises(BadInput):
        expected_best_sharpe(0.5, sharpe_variance=1.0)


def test_copies_of_one_trial_are_one_and_independent_ones_are_all(rng: np.random.Generator) -> None:
    matrix = rng.normal(size=(2000, 12))
    assert effective_trials(np.repeat(matrix[:, :1], 8, axis=1)) == pytest.approx(1.0)
    assert effective_trials(matrix) == pytest.approx(12, rel=0.06)
    assert effective_trials(np.column_stack([matrix[:, 0], -matrix[:, 0]])) == pytest.approx(2.0)
    assert effective_trials(np.zeros((100, 5))) == 1.0
    assert effective_trials(matrix[:2]) == 12.0


def test_effective_trials_follow_the_mean_correlation(rng: np.random.Generator) -> None:
    matrix = rng.normal(size=(500, 6)) + 0.8 * rng.normal(size=(500, 1))
    correlation = np.corrcoef(matrix, rowvar=False)
    mean = correlation[np.triu_indices(6, 1)].mean()
    assert effective_trials(matrix) == pytest.approx(mean + (1 - mean) * 6, rel=1e-10)


def test_ratios_of_trials_are_those_of_their_columns(rng: np.random.Generator) -> None:
    matrix = np.column_stack([rng.normal(size=50), np.zeros(50)])
    ratios = trial_sharpes(matrix)
    assert ratios[0] == pytest.approx(matrix[:, 0].mean() / matrix[:, 0].std(ddof=1))
    assert math.isnan(ratios[1])


@pytest.mark.parametrize("n_sessions", [240, 251], ids=["equal-blocks", "unequal-blocks"])
def test_overfitting_is_the_one_of_an_independent_package(rng: np.random.Generator, n_sessions: int) -> None:
    matrix = rng.normal(0.0005, 0.01, size=(n_sessions, 10))
    ours = backtest_overfitting(matrix, n_blocks=8)
    theirs = purgedcv.probability_of_backtest_overfitting(matrix.T, n_splits=8)
    assert ours.n_splits == theirs.n_combos == 70
    assert sorted(ours.logits) == pytest.approx(sorted(theirs.logits), rel=1e-9)
    assert ours.probability == pytest.approx(theirs.pbo)
    assert ours.slope == pytest.approx(theirs.slope, rel=1e-6)


def test_a_rule_that_is_truly_better_is_not_overfitted_and_noise_is(rng: np.random.Generator) -> None:
    noise = rng.normal(0, 0.01, size=(800, 20))
    skilled = noise.copy()
    skilled[:, 3] += 0.004
    assert backtest_overfitting(skilled).probability < 0.01
    assert backtest_overfitting(skilled).probability_of_loss == 0.0
    assert backtest_overfitting(noise).probability > 0.2


def test_a_rule_that_makes_nothing_is_ranked_as_making_nothing(rng: np.random.Generator) -> None:
    losing = rng.normal(-0.01, 0.01, size=(320, 3))
    losing[:, 1] = 0.0
    found = backtest_overfitting(losing, n_blocks=8)
    assert set(found.best_outside) == {0.0}
    assert found.probability == 0.0
    assert math.isnan(found.slope)


@pytest.mark.parametrize(("shape", "blocks"), [((100, 1), 4), ((100, 3), 5), ((7, 3), 4)])
def test_overfitting_without_rules_or_blocks_is_refused(shape: tuple[int, int], blocks: int) -> None:
    with pytest.raises(BadInput):
        backtest_overfitting(np.zeros(shape), n_blocks=blocks)


def test_superior_ability_is_that_of_an_independent_package_where_all_rules_vary_alike(
    rng: np.random.Generator,
) -> None:
    matrix = rng.normal(0, 0.01, size=(300, 8))
    matrix = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0) * 0.01 + np.linspace(-0.004, 0.0008, 8)
    ours = superior_ability(matrix, rng=np.random.default_rng(5), n_resamples=4000)
    assert ours.best == 7
    test = SPA(np.zeros(300), -matrix, block_size=1, reps=2000, seed=np.random.default_rng(5))
    test.compute()
    theirs = test.pvalues
    assert (ours.p_lower, ours.p_consistent, ours.p_upper) == pytest.approx(
        (theirs["lower"], theirs["consistent"], theirs["upper"]), abs=0.04
    )
    assert ours.p_lower <= ours.p_consistent <= ours.p_upper


def test_a_wild_rule_of_great_mean_does_not_hide_a_steady_one_that_is_superior(rng: np.random.Generator) -> None:
    matrix = np.column_stack([rng.normal(0.001, 0.005, 500), rng.normal(0.0, 0.2, 500)])
    found = superior_ability(matrix, rng=rng, n_resamples=500)
    assert found.best == 0
    assert found.p_consistent < 0.02
    assert found.statistic == pytest.approx(matrix[:, 0].mean() / matrix[:, 0].std() * 500**0.5, rel=0.15)


def test_the_variance_that_studentises_is_the_one_that_resamples_have(rng: np.random.Generator) -> None:
    echo = np.convolve(rng.normal(size=401), [0.6, 0.4])[1:401]
    drawn = stationary_indices(rng, 400, n_resamples=8000, block_length=7.0)
    assert _long_run_variance(echo[:, None], 7.0)[0] == pytest.approx(400 * echo[drawn].mean(axis=1).var(), rel=0.06)


def test_the_best_of_many_without_skill_is_not_superior(rng: np.random.Generator) -> None:
    matrix = rng.normal(0, 0.01, size=(300, 30))
    found = superior_ability(matrix - matrix.mean(), rng=rng, n_resamples=300)
    assert found.p_consistent > 0.05
    still = superior_ability(np.column_stack([matrix[:, 0], np.zeros(300)]), rng=rng, n_resamples=100)
    assert still.n_rules == 2


def test_superior_ability_needs_sessions_and_a_rule_that_differs() -> None:
    for matrix in (np.zeros((100, 2)), np.ones((10, 2))):
        with pytest.raises(BadInput):
            superior_ability(matrix, rng=np.random.default_rng(1))


@settings(max_examples=25)
@given(st.integers(1, 80), st.floats(1, 30), st.integers(0, 2**32))
def test_resamples_are_made_of_blocks_that_go_around(n: int, block_length: float, seed: int) -> None:
    drawn = stationary_indices(np.random.default_rng(seed), n, n_resamples=7, block_length=block_length)
    assert drawn.shape == (7, n)
    assert drawn.min() >= 0
    assert drawn.max() < n
    if block_length == 1.0 and n > 60:
        assert np.mean(np.diff(drawn, axis=1) == 1) < 0.2


def test_blocks_have_the_mean_length_asked_for(rng: np.random.Generator) -> None:
    drawn = stationary_indices(rng, 1000, n_resamples=200, block_length=12.5)
    joined = np.mean((np.diff(drawn, axis=1) % 1000) == 1)
    assert joined == pytest.approx(1 - 1 / 12.5, abs=0.01)


def test_the_block_grows_with_the_echo(rng: np.random.Generator) -> None:
    noise = rng.normal(size=600)
    echo = np.empty(600)
    echo[0] = 0
    for t in range(1, 600):
        echo[t] = 0.8 * echo[t - 1] + noise[t]
    assert mean_block_length(echo) > 3 * mean_block_length(noise)
    assert mean_block_length(np.ones(50)) == mean_block_length([1.0, 2.0]) == 1.0


def test_the_interval_of_a_mean_agrees_with_its_standard_error(returns: np.ndarray) -> None:
    found = bootstrap_intervals(
        returns, {"mean": mean_of_rows, "sharpe": sharpe_of_rows}, rng=np.random.default_rng(3), block_length=1.0
    )
    mean, sharpe = found["mean"], found["sharpe"]
    assert mean is not None
    assert sharpe is not None
    assert mean.high - mean.low == pytest.approx(2 * 1.96 * returns.std() / len(returns) ** 0.5, rel=0.06)
    error = math.sqrt((1 + (returns.mean() / returns.std()) ** 2 / 2) / len(returns))
    assert sharpe.high - sharpe.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_statistics_of_rows_are_those_of_each_row(rng: np.random.Generator) -> None:
    rows = rng.normal(0, 0.02, size=(5, 60))
    deepest = [max_drawdown(1 + np.cumsum(row), capital=1.0) for row in rows]
    assert deepest_of_rows(rows) == pytest.approx([one.depth for one in deepest if one])
    assert profit_factor_of_rows(np.array([[2.0, -1.0], [1.0, 1.0], [0.0, 0.0]])).tolist()[:2] == [2.0, math.inf]
    assert math.isnan(sharpe_of_rows(np.ones((1, 5)))[0])


def test_a_figure_that_is_mostly_undefined_has_no_interval(rng: np.random.Generator) -> None:
    flat = np.zeros(50)
    flat[7] = 1.0
    found = bootstrap_intervals(flat, {"sharpe": sharpe_of_rows, "mean": mean_of_rows}, rng=rng, n_resamples=300)
    assert found["sharpe"] is None
    assert found["mean"] is not None
    assert bootstrap_intervals([1.0] * 9, {"mean": mean_of_rows}, rng=rng) == {"mean": None}


def test_the_same_seed_gives_the_same_interval(returns: np.ndarray) -> None:
    once, again = (
        bootstrap_intervals(returns, {"mean": mean_of_rows}, rng=np.random.default_rng(9), n_resamples=200)
        for _ in range(2)
    )
    assert once == again
