"""Resamples of sessions in blocks, and what their intervals cover."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.domains.assets.evaluation.classification import confusion_counts, confusion_figures
from bancada.domains.assets.evaluation.resampling import LEAST_BLOCKS, block_sessions, interval_of, make_sessions


@given(n=st.integers(15, 80), horizon=st.integers(1, 4), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_a_resample_holds_as_many_sessions_as_there_are(n: int, horizon: int, seed: int) -> None:
    sessions = make_sessions(np.arange(n), horizon=horizon, rng=np.random.default_rng(seed), n_resamples=20)
    assert sessions.weights.shape[1] == n
    assert np.all(sessions.weights.sum(axis=1) == n)
    assert np.all(sessions.weights >= 0)


@given(n=st.integers(1, 2_000), horizon=st.integers(1, 60))
def test_a_block_is_never_shorter_than_the_horizon(n: int, horizon: int) -> None:
    assert block_sessions(n, horizon) >= horizon


def test_neighbouring_sessions_are_drawn_together() -> None:
    sessions = make_sessions(np.arange(120), horizon=2, rng=np.random.default_rng(1), n_resamples=2_000)
    near = np.corrcoef(sessions.weights[:, 50], sessions.weights[:, 51])[0, 1]
    far = np.corrcoef(sessions.weights[:, 50], sessions.weights[:, 80])[0, 1]
    assert near > 0.6
    assert abs(far) < 0.1


def test_rows_of_one_session_are_drawn_together() -> None:
    sessions = make_sessions(np.tile(np.arange(60), 3), horizon=1, rng=np.random.default_rng(1), n_resamples=50)
    ones = sessions.drawn(np.repeat(np.eye(3), 60, axis=0))
    assert np.all(ones == 60)


def test_too_few_sessions_give_no_interval() -> None:
    sessions = make_sessions(np.arange(3 * LEAST_BLOCKS - 1), horizon=3, rng=np.random.default_rng(1), n_resamples=100)
    assert interval_of(sessions.drawn(np.ones((len(sessions), 1)))[:, 0], sessions.n_blocks) is None


def test_a_figure_that_is_undefined_in_many_resamples_has_no_interval() -> None:
    figures = np.linspace(0, 1, 101)
    figures[1:12] = np.nan
    assert interval_of(figures, 20) is None
    figures[1:12] = 0.5
    assert interval_of(figures, 20) is not None


def overlapping(rng: np.random.Generator, *, n: int, horizon: int) -> np.ndarray:
    """Return sums of the next `horizon` returns of five tickers that move together, shape (n, 5)."""
    market, own = rng.normal(size=(n + horizon, 1)), rng.normal(size=(n + horizon, 5))
    moves = np.sqrt(0.4) * market + np.sqrt(0.6) * own
    return np.stack([moves[at + 1 : at + 1 + horizon].sum(axis=0) for at in range(n)])


def lasting(rng: np.random.Generator, *, n: int, keeps: float) -> np.ndarray:
    """Return forecasts that know nothing and change slowly, half of them of the market, shape (n, 5)."""
    news = np.sqrt(0.5) * (rng.normal(size=(n, 1)) + rng.normal(size=(n, 5)))
    found = np.empty((n, 5))
    found[0] = news[0]
    for at in range(1, n):
        found[at] = keeps * found[at - 1] + np.sqrt(1 - keeps**2) * news[at]
    return found


@pytest.mark.parametrize(("n", "horizon"), [(60, 2), (145, 5), (300, 2)], ids=["short", "far", "long"])
def test_the_interval_of_mcc_covers_zero_at_the_nominal_rate_where_there_is_no_skill(n: int, horizon: int) -> None:
    rng = np.random.default_rng(20261121)
    n_covered = n_above = 0
    for _ in range(400):
        truth, answer = overlapping(rng, n=n, horizon=horizon), lasting(rng, n=n, keeps=0.9)
        limit = 0.5 * np.sqrt(horizon)
        sessions = make_sessions(np.repeat(np.arange(n), 5), horizon=horizon, rng=rng, n_resamples=150)
        codes = [1 + (values > at).astype(int) - (values < -at) for values, at in ((truth, limit), (answer, 0.4))]
        figures = confusion_figures(confusion_counts(codes[0].ravel(), codes[1].ravel(), sessions))["MCC"]
        interval = interval_of(figures, sessions.n_blocks)
        assert interval is not None
        n_covered += interval.low <= 0 <= interval.high
        n_above += interval.low > 0
    assert 0.917 <= n_covered / 400 <= 0.983  # 0.95 and three standard errors
    assert n_above / 400 <= 0.049  # 0.025 likewise


def test_rare_answers_without_skill_are_not_taken_for_skill() -> None:
    rng = np.random.default_rng(11)
    n_above = 0
    for _ in range(300):
        truth, answer = overlapping(rng, n=145, horizon=2), lasting(rng, n=145, keeps=0.5)
        sessions = make_sessions(np.repeat(np.arange(145), 5), horizon=2, rng=rng, n_resamples=150)
        codes = [1 + (values > at).astype(int) - (values < -at) for values, at in ((truth, 0.7), (answer, 2.3))]
        figures = confusion_figures(confusion_counts(codes[0].ravel(), codes[1].ravel(), sessions))["MCC"]
        interval = interval_of(figures, sessions.n_blocks)
        assert interval is not None
        n_above += interval.low > 0
    assert n_above / 300 <= 0.052  # 0.025 and three standard errors


def test_the_interval_of_a_mean_covers_the_truth_where_sessions_overlap() -> None:
    rng = np.random.default_rng(5)
    n_covered = 0
    for _ in range(250):
        values = 0.3 + overlapping(rng, n=200, horizon=5)
        sessions = make_sessions(np.repeat(np.arange(200), 5), horizon=5, rng=rng, n_resamples=200)
        sums = sessions.drawn(np.column_stack([np.ones(values.size), values.ravel()]))
        interval = interval_of(sums[:, 1] / sums[:, 0], sessions.n_blocks)
        assert interval is not None
        n_covered += interval.low <= 0.3 <= interval.high
    assert 0.90 <= n_covered / 250 <= 0.99
