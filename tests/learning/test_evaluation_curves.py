"""Curves and intervals of an evaluation, against scikit-learn, closed forms and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score, log_loss, roc_auc_score

from bancada.learning.evaluation import classes, intervals, probabilities, regression
from bancada.learning.evaluation.values import MAX_POINTS, MAX_SAMPLE


def scores(rng: np.random.Generator, n: int = 3_000) -> tuple[np.ndarray, np.ndarray]:
    probability = rng.beta(0.8, 2.0, n)
    return rng.random(n) < probability, probability


def test_wilson_gives_the_published_interval() -> None:
    found = intervals.wilson_interval(81, 263)  # Newcombe (1998), table I
    assert found.low == pytest.approx(0.2553, abs=5e-5)
    assert found.high == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (0, 9), (9, 9)], ids=["nothing", "none", "all"])
def test_wilson_stays_within_shares(successes: int, n: int) -> None:
    found = intervals.wilson_interval(successes, n)
    assert 0 <= found.low < found.high <= 1


def test_the_area_is_scikit_learns_with_ties_too(rng: np.random.Generator) -> None:
    is_class, probability = scores(rng)
    probability = probability.round(2)
    area, interval = intervals.area_interval(probability[is_class], probability[~is_class])
    assert area == pytest.approx(roc_auc_score(is_class, probability), abs=1e-12)
    assert interval.low < area < interval.high


def test_the_areas_interval_covers_the_truth_about_19_times_in_20(rng: np.random.Generator) -> None:
    truth = 0.7602499  # P(N(1, 1) > N(0, 1)) = Phi(1 / sqrt(2))
    found = [intervals.area_interval(rng.normal(1, 1, 60), rng.normal(0, 1, 90))[1] for _ in range(400)]
    assert 0.92 <= np.mean([i.low <= truth <= i.high for i in found]) <= 0.98


def test_complete_separation_leaves_doubt_that_shrinks_with_rows() -> None:
    few = intervals.area_interval(np.ones(5), np.zeros(5))[1]
    many = intervals.area_interval(np.ones(500), np.zeros(500))[1]
    assert 0.5 < few.low < many.low < 1
    assert few.high == many.high == 1
    mirrored = intervals.area_interval(np.zeros(5), np.ones(5))[1]
    assert (mirrored.low, mirrored.high) == pytest.approx((0, 1 - few.low))


def test_one_row_of_a_kind_still_gives_an_interval() -> None:
    area, interval = intervals.area_interval(np.array([0.7]), np.array([0.1, 0.9, 0.2]))
    assert area == pytest.approx(2 / 3)
    assert 0 <= interval.low < area < interval.high <= 1


def test_roc_and_precision_recall_keep_few_points_and_the_full_area(rng: np.random.Generator) -> None:
    is_class, probability = scores(rng)
    curve = classes.roc(is_class, probability, label="a", split="holdout")
    other = classes.precision_recall(is_class, probability, label="a", split="holdout")
    assert curve is not None
    assert other is not None
    assert len(curve.true_positive_rate) == len(curve.false_positive_rate) <= MAX_POINTS
    assert (curve.false_positive_rate[0], curve.true_positive_rate[-1]) == (0, 1)
    assert np.trapezoid(curve.true_positive_rate, curve.false_positive_rate) == pytest.approx(curve.auc, abs=2e-3)
    assert len(other.recall) <= MAX_POINTS
    assert (other.recall[0], other.recall[-1]) == (0, 1)
    assert other.average_precision == pytest.approx(average_precision_score(is_class, probability))
    assert other.interval.low < other.average_precision < other.interval.high
    assert other.prevalence == is_class.mean()


def test_a_perfect_average_precision_keeps_an_interval() -> None:
    found = intervals.average_precision_interval(1.0, 20)
    assert 0 < found.low < found.high == 1


def test_without_rows_of_both_kinds_there_is_no_curve() -> None:
    nothing = np.zeros(4, dtype=bool)
    assert classes.roc(nothing, np.linspace(0, 1, 4), label="a", split="folds") is None
    assert classes.precision_recall(~nothing, np.linspace(0, 1, 4), label="a", split="folds") is None


def test_calibration_agrees_with_scikit_learn_and_its_bins_hold_all_rows(rng: np.random.Generator) -> None:
    is_class, probability = scores(rng)
    found = probabilities.calibration(is_class, probability, label="a", split="folds")
    assert found.brier == pytest.approx(brier_score_loss(is_class, probability))
    assert found.log_loss == pytest.approx(log_loss(is_class, probability))
    assert found.brier < found.brier_baseline
    assert found.log_loss < found.log_loss_baseline
    assert sum(b.n_rows for b in found.bins) == len(is_class)
    assert {b.n_rows for b in found.bins} == {300}
    assert found.expected_error < 0.03  # these probabilities are right by construction
    assert sum(b.interval.low <= b.predicted <= b.interval.high for b in found.bins) >= 8


def test_equal_probabilities_never_part_into_two_bins() -> None:
    probability = np.repeat([0.0, 0.2, 0.9], [70, 20, 10])
    found = probabilities.calibration(probability > 0.5, probability, label="a", split="folds")
    assert [b.n_rows for b in found.bins] == [70, 20, 10]
    assert [b.predicted for b in found.bins] == pytest.approx([0.0, 0.2, 0.9])


def test_overconfidence_shows_in_the_expected_error(rng: np.random.Generator) -> None:
    is_class, probability = scores(rng)
    sharper = np.where(probability > 0.3, 0.95, 0.01)
    assert probabilities.calibration(is_class, sharper, label="a", split="folds").expected_error > 0.2


def test_each_threshold_gives_what_answering_by_it_gives(rng: np.random.Generator) -> None:
    is_class, probability = scores(rng, 500)
    found = probabilities.threshold_curve(
        is_class, probability, label="a", split="folds", cost_false_positive=1, cost_false_negative=4
    )
    assert len(found.thresholds) <= MAX_POINTS
    for index in (0, 50, 100, len(found.thresholds) - 2):
        answer = probability >= found.thresholds[index]
        assert found.f1[index] == pytest.approx(f1_score(is_class, answer, zero_division=0))
        assert found.recall[index] == pytest.approx((answer & is_class).sum() / is_class.sum())
        cost = (answer & ~is_class).mean() + 4 * (~answer & is_class).mean()
        assert found.cost[index] == pytest.approx(cost)
    assert found.precision[-1] is None
    assert found.recall[0] == 1


def test_a_label_that_never_comes_has_no_recall() -> None:
    nothing = np.zeros(5, dtype=bool)
    found = classes.label_summary(nothing, nothing, np.linspace(0, 1, 5), label="a", split="holdout")
    assert (found.precision, found.recall, found.auc, found.f1) == (None, None, None, 0.0)


def test_residuals_tell_bias_from_noise(rng: np.random.Generator) -> None:
    actual = rng.normal(50, 10, 4_000)
    found = regression.residuals(
        actual, actual + rng.normal(2, 1, 4_000), baseline=float(np.median(actual)), split="holdout", seed=3
    )
    assert found.bias_interval.low < 2 < found.bias_interval.high
    assert found.bias_interval.low > 1.9
    assert sum(found.counts) == found.n_rows == 4_000
    assert len(found.actual) == len(found.predicted) == MAX_SAMPLE
    assert found.mean_absolute_error < found.baseline_absolute_error
    assert list(found.quantiles) == sorted(found.quantiles)


def test_residuals_of_one_row_are_a_point() -> None:
    found = regression.residuals(np.array([1.0]), np.array([3.0]), baseline=1.0, split="holdout", seed=3)
    assert (found.bias, found.bias_interval.low, found.bias_interval.high) == (2.0, 2.0, 2.0)
