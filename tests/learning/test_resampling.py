"""Rows drawn again: singly, in blocks of neighbours, in whole groups."""

import numpy as np
import pytest

from bancada.core.task import Problem
from bancada.learning.metrics import Answers, bootstrap_intervals
from bancada.learning.resampling import block_length, by_blocks, by_groups, by_rows


@pytest.mark.parametrize("n_rows", [1, 2, 7, 27, 100, 1001])
@pytest.mark.parametrize("draw", [by_rows, by_blocks], ids=["rows", "blocks"])
def test_as_many_rows_are_drawn_as_there_were(draw, n_rows: int, rng: np.random.Generator) -> None:
    counts = draw(rng, n_rows, 50)
    assert counts.shape == (50, n_rows)
    assert (counts.sum(axis=1) == n_rows).all()
    assert counts.min() >= 0


@pytest.mark.parametrize(("n_rows", "length"), [(1, 1), (8, 2), (27, 3), (28, 4), (1000, 10), (1629, 12)])
def test_a_block_is_the_cube_root_long(n_rows: int, length: int) -> None:
    assert block_length(n_rows) == length


def test_rows_of_a_block_are_drawn_together(rng: np.random.Generator) -> None:
    counts = by_blocks(rng, 1000, 400)
    alone = by_rows(rng, 1000, 400)
    # Neighbours share all blocks but one in ten: their counts go together; those of single rows do not.
    assert np.corrcoef(counts[:, 500], counts[:, 501])[0, 1] > 0.7
    assert abs(np.corrcoef(alone[:, 500], alone[:, 501])[0, 1]) < 0.2
    assert abs(np.corrcoef(counts[:, 500], counts[:, 520])[0, 1]) < 0.2


def test_groups_are_drawn_whole_and_as_many_as_there_are(rng: np.random.Generator) -> None:
    groups = np.array([5, 5, 9, 9, 9, 2])
    counts = by_groups(groups)(rng, 6, 200)
    assert (counts[:, 0] == counts[:, 1]).all()
    assert (counts[:, 2] == counts[:, 4]).all()
    assert (counts[:, 0] + counts[:, 2] + counts[:, 5] == 3).all()


def test_the_variance_of_blocks_is_that_of_the_mean_of_a_moving_average(rng: np.random.Generator) -> None:
    # x_t = e_t + e_{t-1} + e_{t-2}: the mean of n varies by 9 s² / n, three times what independent rows would say.
    noise = rng.normal(size=20_002)
    series = noise[2:] + noise[1:-1] + noise[:-2]
    means = {draw: np.var(draw(rng, 20_000, 400) @ series / 20_000) * 20_000 for draw in (by_rows, by_blocks)}
    assert means[by_rows] == pytest.approx(3.0, rel=0.25)
    assert means[by_blocks] == pytest.approx(9.0, rel=0.25)


def test_mistakes_in_runs_widen_the_interval_under_blocks(rng: np.random.Generator) -> None:
    wrong = np.repeat(rng.random(100) < 0.2, 10)
    truth = rng.integers(0, 2, 1000)
    answers = Answers(Problem.BINARY, truth, np.where(wrong, 1 - truth, truth), n_classes=2)
    plain = bootstrap_intervals(answers, seed=1)["Accuracy"]
    blocks = bootstrap_intervals(answers, seed=1, resampling=by_blocks)["Accuracy"]
    assert blocks.high - blocks.low > 1.8 * (plain.high - plain.low)
