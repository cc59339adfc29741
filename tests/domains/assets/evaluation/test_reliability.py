"""Calibration and sharpness of probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from bancada.domains.assets.evaluation.figures import Calibration
from bancada.domains.assets.evaluation.part_rows import PartRows, Training
from bancada.domains.assets.evaluation.reliability import calibration_of
from bancada.domains.assets.evaluation.resampling import make_sessions

TRAINING = Training(np.array([0.3, 0.4, 0.3]), 0.0)


def part_of(p: np.ndarray, truth: np.ndarray) -> PartRows:
    n = len(p)
    zeros, rows = np.zeros(n), np.arange(n)
    return PartRows(
        "test", n, rows, rows, np.zeros(n, int), truth, p.argmax(axis=1), p, zeros, zeros, zeros, zeros, truth, zeros
    )


def found(p: np.ndarray, truth: np.ndarray, *, a_session: int = 1) -> Calibration:
    rng = np.random.default_rng(3)
    sessions = make_sessions(np.arange(len(p)) // a_session, horizon=1, rng=rng, n_resamples=100)
    return calibration_of(part_of(p, truth), TRAINING, sessions)


def test_right_probabilities_err_no_more_than_chance_and_overconfident_ones_do(rng: np.random.Generator) -> None:
    p = rng.dirichlet(np.full(3, 2.0), 4_000)
    truth = (rng.random((4_000, 1)) > np.cumsum(p, axis=1)[:, :2]).sum(axis=1)
    right = {one.name: one for one in found(p, truth).errors}["ECE"]
    sharper = p**4 / (p**4).sum(axis=1, keepdims=True)
    wrong = {one.name: one for one in found(sharper, truth).errors}["ECE"]
    assert right.value is not None
    assert right.value == pytest.approx(right.baselines[0].value, abs=0.01)
    assert wrong.interval is not None
    assert wrong.interval.low > (wrong.baselines[0].value or 1.0) + 0.1


def test_rows_that_err_together_make_right_probabilities_err_more_by_chance(rng: np.random.Generator) -> None:
    p = np.repeat(rng.dirichlet(np.full(3, 2.0), 100), 10, axis=0)
    alike = np.repeat((rng.random((100, 1)) > np.cumsum(p[::10], axis=1)[:, :2]).sum(axis=1), 10)
    apart = (rng.random((1_000, 1)) > np.cumsum(p, axis=1)[:, :2]).sum(axis=1)
    together, alone = (
        {one.name: one.baselines[0].value or 0.0 for one in found(p, truth, a_session=10).errors}
        for truth in (alike, apart)
    )
    assert all(together[name] > 1.5 * alone[name] > 0 for name in together)


def test_an_interval_of_the_error_holds_the_error_and_is_never_below_0(rng: np.random.Generator) -> None:
    p = rng.dirichlet(np.full(3, 2.0), 60)
    for one in found(p, (rng.random((60, 1)) > np.cumsum(p, axis=1)[:, :2]).sum(axis=1)).errors:
        assert one.interval is not None
        assert one.value is not None
        assert 0 <= one.interval.low <= one.value <= one.interval.high <= 1


def test_without_resamples_it_is_not_known_what_right_probabilities_show() -> None:
    p = np.array([[0.8, 0.1, 0.1], [0.2, 0.2, 0.6]])
    assert {one.baselines[0].value for one in found(p, np.array([0, 1])).errors} == {None}


def test_bins_hold_every_row_once_a_probability_of_one_among_them() -> None:
    p = np.array([[1.0, 0.0, 0.0], [0.1, 0.3, 0.6], [0.05, 0.9, 0.05], [0.2, 0.2, 0.6]])
    truth = np.array([0, 2, 1, 1])
    bins = found(p, truth).bins
    assert {name: sum(one.count for one in of) for name, of in bins.items()} == {"sell": 4, "hold": 4, "buy": 4}
    assert bins["sell"][-1].count == 1
    assert bins["sell"][-1].observed == 1.0
    assert bins["buy"][6].count == 2
    assert bins["buy"][6].observed == 0.5
    assert bins["buy"][6].mean == pytest.approx(0.6)
    assert bins["buy"][9].mean is None


def test_sharpness_is_the_mean_of_the_largest_probability() -> None:
    p = np.array([[0.8, 0.1, 0.1], [0.2, 0.2, 0.6]])
    sharpness = found(p, np.array([0, 1])).sharpness
    assert sharpness.value == pytest.approx(0.7)
    assert sharpness.baselines[0].value == pytest.approx(0.4)
