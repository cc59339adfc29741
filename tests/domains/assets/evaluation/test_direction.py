"""The area under the ROC curve of the direction: what it is, where it is undefined, and what its interval covers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from bancada.domains.assets.evaluation import direction
from bancada.domains.assets.evaluation.direction import direction_figures, direction_measure, score_of
from bancada.domains.assets.evaluation.part_rows import answered, make_part_rows, training_of
from bancada.domains.assets.evaluation.resampling import Sessions, interval_of, make_sessions
from tests.domains.assets.evaluation.evaluation_data import at_random, made_split, made_table
from tests.domains.assets.evaluation.test_resampling import lasting


def sessions_of(n: int, *, n_tickers: int = 1, n_resamples: int = 30) -> Sessions:
    instants = np.repeat(np.arange(n), n_tickers)
    return make_sessions(instants, horizon=1, rng=np.random.default_rng(1), n_resamples=n_resamples)


def area(truth: np.ndarray, score: np.ndarray) -> float:
    called = truth != 1
    return float(roc_auc_score(truth[called] == 2, score[called]))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 3)), min_size=2, max_size=60))
@settings(max_examples=60, deadline=None)
def test_it_is_that_of_scikit_learn_over_rows_that_called_for_buying_or_selling(rows: list[tuple[int, int]]) -> None:
    truth, score = (np.array(column) for column in zip(*rows, strict=True))
    assume({0, 2} <= set(truth))
    found = direction_figures(truth, score / 3, sessions_of(len(truth)))
    assert found[0] == pytest.approx(area(truth, score), abs=1e-12)


def test_that_of_a_resample_is_that_of_the_rows_it_drew(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth, score = rng.integers(0, 3, 180), np.round(rng.normal(size=180), 1)
    sessions = sessions_of(60, n_tickers=3)
    found = direction_figures(truth, score, sessions)
    for n in (0, 17, 29):
        again = np.repeat(np.arange(180), sessions.weights[n][sessions.codes].astype(int))
        assert found[1 + n] == pytest.approx(area(truth[again], score[again]), abs=1e-12)
    monkeypatch.setattr(direction, "_CELLS", 1_000)  # a few resamples at a time
    assert np.array_equal(direction_figures(truth, score, sessions), found)


@given(seed=st.integers(0, 2**32 - 1), scale=st.floats(0.01, 100), shift=st.floats(-10, 10))
@settings(max_examples=30, deadline=None)
def test_what_keeps_the_order_of_scores_keeps_it_and_what_turns_the_order_turns_it(
    seed: int, scale: float, shift: float
) -> None:
    drawn = np.random.default_rng(seed)
    truth, score, sessions = drawn.integers(0, 3, 60), drawn.integers(-9, 9, 60).astype(float), sessions_of(60)
    found = direction_figures(truth, score, sessions)
    assert np.array_equal(direction_figures(truth, score * scale + shift, sessions), found)
    assert direction_figures(truth, -score, sessions) == pytest.approx(1 - found, abs=1e-12)


def test_answers_to_rows_that_called_for_holding_change_nothing(rng: np.random.Generator) -> None:
    truth, score, sessions = rng.integers(0, 3, 60), rng.normal(size=60), sessions_of(60)
    other = np.where(truth == 1, rng.normal(size=60), score)
    assert np.array_equal(direction_figures(truth, other, sessions), direction_figures(truth, score, sessions))


@pytest.mark.parametrize("code", [0, 1, 2], ids=["sell", "hold", "buy"])
def test_where_one_of_the_two_never_came_it_is_undefined_and_not_chance(code: int) -> None:
    figures = direction_figures(np.full(60, code), np.linspace(-1, 1, 60), sessions_of(60))
    assert np.isnan(figures).all()
    assert interval_of(figures, 20) is None


def test_it_stands_beside_chance_and_the_last_action_known() -> None:
    table = made_table()
    split = made_split(table)
    training, model = training_of(table, split), at_random(table)
    part = make_part_rows(answered(model, table, split, name="test"), table, training, name="test", n_asked=0)
    sessions = make_sessions(part.instants, horizon=2, rng=np.random.default_rng(1), n_resamples=50)
    found = direction_measure(part, sessions)
    assert [one.name for one in found.baselines] == ["chance", "persistence"]
    assert found.value == pytest.approx(area(part.truth, score_of(part.probabilities)))
    assert found.baselines[0].value == 0.5
    assert found.baselines[1].value == pytest.approx(area(part.truth, part.last_action))
    beyond = found.baselines[0].difference
    assert found.interval is not None
    assert beyond is not None
    assert beyond.low == pytest.approx(found.interval.low - 0.5)


def clustered(rng: np.random.Generator, *, n: int, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Return sums of the next returns of five tickers that move together, calm and wild by turns, and how wild, shape (n, 5)."""
    news, log_size = 0.2 * rng.normal(size=n + horizon), np.zeros(n + horizon)
    for at in range(1, n + horizon):
        log_size[at] = 0.97 * log_size[at - 1] + news[at]
    size = np.exp(log_size)[:, None]
    moves = size * (np.sqrt(0.4) * rng.normal(size=(n + horizon, 1)) + np.sqrt(0.6) * rng.normal(size=(n + horizon, 5)))
    return np.stack([moves[at + 1 : at + 1 + horizon].sum(axis=0) for at in range(n)]), size[:n]


@pytest.mark.parametrize(
    ("n", "horizon", "keeps"), [(60, 2, 0.9), (100, 2, 0.97), (145, 5, 0.9)], ids=["short", "slow", "far"]
)
def test_forecasts_without_skill_seldom_lie_above_chance(n: int, horizon: int, keeps: float) -> None:
    rng = np.random.default_rng(20261121)
    n_covered = n_above = 0
    for _ in range(400):
        returns, size = clustered(rng, n=n, horizon=horizon)
        limit = 0.4 * np.sqrt(horizon)
        truth = 1 + (returns > limit).astype(int) - (returns < -limit)
        score = lasting(rng, n=n, keeps=keeps) / size  # as sure as the market is calm
        sessions = make_sessions(np.repeat(np.arange(n), 5), horizon=horizon, rng=rng, n_resamples=150)
        interval = interval_of(direction_figures(truth.ravel(), score.ravel(), sessions), sessions.n_blocks)
        assert interval is not None
        n_covered += interval.low <= 0.5 <= interval.high
        n_above += interval.low > 0.5
    assert 0.917 <= n_covered / 400 <= 0.983  # 0.95 and three standard errors
    assert n_above / 400 <= 0.049  # 0.025 likewise
