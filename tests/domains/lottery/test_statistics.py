"""Statistics of a history beside the fair game's own."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from bancada.core.errors import BadInput, InvalidSettings
from bancada.domains.lottery.draws import make_draws
from bancada.domains.lottery.game import all_masks, indicators_of
from bancada.domains.lottery.statistics import describe, heat_map, total_law
from tests.domains.lottery.chance_examples import fair_draws


def test_every_histogram_counts_all_draws_and_so_does_its_law() -> None:
    shown = describe(fair_draws(300))
    for histogram, n in ((shown.repeats, 299), (shown.totals, 300), (shown.evens, 300), (shown.frames, 300)):
        assert histogram.counts.sum() == n
        assert histogram.expected.sum() == pytest.approx(n)
        assert len(histogram.values) == len(histogram.counts) == len(histogram.expected)


def test_the_law_of_the_sum_is_that_of_all_draws() -> None:
    some = all_masks()[::50]
    sums = indicators_of(some) @ np.arange(1, 26)
    law = total_law()
    values = np.arange(len(law))
    assert law.sum() == pytest.approx(1)
    assert law @ values == pytest.approx(195)
    assert sums.mean() == pytest.approx(195, abs=0.5)
    assert law[120] == law[270] == pytest.approx(1 / 3_268_760)
    fewest = sum(1 for left in combinations(range(1, 26), 2) if sum(left) == 49)
    assert law[121] * 3_268_760 == pytest.approx(fewest)


def test_a_delay_counts_the_draws_since_a_number_came() -> None:
    low, high = list(range(1, 16)), list(range(11, 26))
    shown = describe(make_draws([1, 2, 3, 4], [low, high, high, high]))
    assert shown.delays.delays[0] == 3
    assert shown.delays.delays[10] == shown.delays.delays[24] == 0
    assert shown.delays.longest[[0, 10, 24]].tolist() == [3, 0, 1]
    assert shown.delays.chances[0] == pytest.approx(0.4**3)


def test_a_number_that_never_came_is_delayed_by_all_draws() -> None:
    shown = describe(make_draws([1, 2], [range(1, 16), range(1, 16)]))
    assert shown.delays.delays[24] == shown.delays.longest[24] == 2


def test_most_numbers_of_fair_draws_lie_in_their_band() -> None:
    numbers = describe(fair_draws(1000)).numbers
    inside = (numbers.counts > numbers.low) & (numbers.counts < numbers.high)
    assert inside.sum() >= 21
    assert ((numbers.counts > numbers.low_all) & (numbers.counts < numbers.high_all)).all()
    assert numbers.low_all < numbers.low < numbers.expected == 600 < numbers.high < numbers.high_all


def test_the_heat_map_has_a_row_a_stretch_and_the_rest_at_the_end() -> None:
    shown = heat_map(fair_draws(250), stretch=100)
    assert list(zip(shown.first.tolist(), shown.last.tolist(), strict=True)) == [(1, 100), (101, 200), (201, 250)]
    assert shown.z.shape == (3, 25)
    counts = fair_draws(250).indicators[200:].sum(axis=0, dtype=int)
    assert shown.z[2] == pytest.approx((counts - 30) / np.sqrt(12))


def test_nothing_can_be_described_without_draws_or_stretches() -> None:
    empty = make_draws([], np.empty((0, 15)))
    for act in (describe, heat_map):
        with pytest.raises(BadInput):
            act(empty)
    with pytest.raises(InvalidSettings):
        heat_map(fair_draws(5), stretch=0)
