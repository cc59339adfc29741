"""The game's own law, and draws as arrays."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from bancada.domains.lottery.draws import make_draws
from bancada.domains.lottery.game import (
    MEAN_HITS,
    N_COMBINATIONS,
    UNIFORM_BRIER,
    UNIFORM_LOG_LOSS,
    VARIANCE_HITS,
    all_masks,
    hit_law,
    indicators_of,
    masks_of,
    numbers_of,
)


def test_the_law_of_hits_is_the_share_of_all_draws_with_each_count() -> None:
    ticket = masks_of(range(3, 18))
    counted = np.bincount(np.bitwise_count(all_masks() & ticket), minlength=16) / N_COMBINATIONS
    np.testing.assert_allclose(hit_law(), counted, rtol=1e-12)


def test_every_draw_is_enumerated_once() -> None:
    masks = all_masks()
    assert len(np.unique(masks)) == N_COMBINATIONS
    assert set(np.bitwise_count(masks).tolist()) == {15}


def test_the_published_figures_of_chance_follow_from_the_law() -> None:
    law, hits = hit_law(), np.arange(16)
    assert law @ hits == pytest.approx(MEAN_HITS)
    assert law @ (hits - MEAN_HITS) ** 2 == pytest.approx(VARIANCE_HITS)
    assert law[11:].sum() == pytest.approx(0.10589, abs=5e-6)
    assert 1 / law[[14, 13, 12, 11]] == pytest.approx([21_791.7, 691.8, 59.9, 11.4], abs=0.06)
    assert (round(UNIFORM_LOG_LOSS, 4), round(UNIFORM_BRIER, 4)) == (0.6730, 0.2400)


@pytest.mark.parametrize("size", [16, 18, 20])
def test_a_larger_ticket_holds_a_full_hit_as_often_as_it_has_tickets_of_fifteen(size: int) -> None:
    n_tickets = sum(1 for _ in combinations(range(size), 15))
    assert hit_law(size)[15] == pytest.approx(n_tickets / N_COMBINATIONS)


def test_numbers_masks_and_indicators_say_the_same() -> None:
    numbers = (1, 2, 3, 5, 8, 9, 11, 13, 15, 17, 18, 20, 22, 24, 25)
    mask = int(masks_of(numbers))
    assert numbers_of(mask) == numbers
    assert tuple(np.flatnonzero(indicators_of(mask)) + 1) == numbers


def test_draws_are_put_in_order_and_counted_from_their_masks() -> None:
    later, earlier = list(range(11, 26)), list(range(15, 0, -1))
    draws = make_draws([8, 7], [later, earlier])
    assert draws.contests.tolist() == [7, 8]
    assert draws.numbers[0].tolist() == list(range(1, 16))
    assert draws.repeats.tolist() == [-1, 5]
    assert draws.between(8).first == draws.last == 8
    assert draws.sha256 != draws.between(8).sha256


@pytest.mark.parametrize(
    ("contests", "numbers"),
    [
        ([1], [[*range(1, 15), 26]]),
        ([1], [[*range(1, 15), 14]]),
        ([1, 3], [range(1, 16), range(1, 16)]),
    ],
    ids=["out of range", "twice", "a contest is missing"],
)
def test_arrays_that_are_no_draws_are_refused(contests: list[int], numbers: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"15 distinct|consecutive"):
        make_draws(contests, [list(row) for row in numbers])
