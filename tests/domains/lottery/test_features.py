"""Features: named, causal, the same on the quick path, and as the builders document them."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.domains.lottery import features
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.features import DELAY_CAP, Recipe, RecipeKind, kind_of

KINDS: tuple[RecipeKind, ...] = get_args(RecipeKind)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


def fair(n_draws: int, *, seed: int = 0, first: int = 1) -> Draws:
    """Return draws of the fair law."""
    rng = np.random.default_rng(seed)
    numbers = rng.random((n_draws, 25)).argsort(axis=1)[:, :15] + 1
    return make_draws(np.arange(first, first + n_draws), numbers)


@EVERY_KIND
def test_every_column_has_a_name_of_its_own(kind: RecipeKind) -> None:
    recipe = Recipe(kind, 4)
    matrix = recipe.features(fair(12).indicators)

    assert matrix.dtype == np.float32
    assert matrix.shape == (12, len(recipe.names)) == (12, recipe.n_sequence + recipe.n_context)
    assert len(set(recipe.names)) == len(recipe.names)


@EVERY_KIND
@settings(max_examples=25, deadline=None)
@given(n_draws=st.integers(1, 40), window=st.integers(1, 12), seed=st.integers(0, 99), data=st.data())
def test_a_row_does_not_change_when_later_draws_do(
    kind: RecipeKind, n_draws: int, window: int, seed: int, data: st.DataObject
) -> None:
    recipe = Recipe(kind, window)
    now = data.draw(st.integers(0, n_draws - 1))
    before, other = fair(n_draws, seed=seed).indicators, fair(n_draws, seed=seed + 1).indicators.copy()
    other[: now + 1] = before[: now + 1]

    np.testing.assert_array_equal(recipe.features(before)[: now + 1], recipe.features(other)[: now + 1])


@EVERY_KIND
@settings(max_examples=25, deadline=None)
@given(n_draws=st.integers(1, 260), window=st.integers(1, 12), seed=st.integers(0, 99))
def test_the_quick_path_gives_the_last_row_to_the_bit(kind: RecipeKind, n_draws: int, window: int, seed: int) -> None:
    recipe = Recipe(kind, window)
    drawn = fair(n_draws, seed=seed).indicators

    np.testing.assert_array_equal(recipe.last(drawn), recipe.features(drawn)[-1:])


def test_the_columns_say_what_their_names_say() -> None:
    draws = fair(60)
    drawn = draws.indicators.astype(int)
    recipe = Recipe("ls14pp", 3)
    row = dict(zip(recipe.names, recipe.features(draws.indicators)[-1].tolist(), strict=True))

    assert [row[f"n{k:02d}[-2]"] for k in range(1, 26)] == drawn[-2].tolist()
    assert row["repeats[-1]"] == pytest.approx(((drawn[-1] & drawn[-2]).sum() - 9) / 1.5**0.5)
    assert row["freq10_05"] == pytest.approx((drawn[-10:, 4].sum() + 0.6) / 11)
    assert row["freq200_05"] == row["freq_05"] == pytest.approx((drawn[:, 4].sum() + 0.6) / 61)
    assert row["delay_07"] == pytest.approx(np.flatnonzero(drawn[::-1, 6])[0] / DELAY_CAP)
    assert row["sum"] == pytest.approx((draws.numbers[-1].sum() - 195) / 325**0.5)
    assert row["even"] == pytest.approx((draws.numbers[-1] % 2 == 0).mean())


def test_a_number_never_seen_is_as_late_as_there_were_draws_up_to_the_cap() -> None:
    drawn = np.tile(np.repeat([1, 0], [15, 10]), (30, 1))
    recipe = Recipe("logistic")
    late = recipe.features(drawn)[:, recipe.names.index("delay_25")]

    np.testing.assert_allclose(late * DELAY_CAP, np.minimum(np.arange(1, 31), DELAY_CAP))


@pytest.mark.parametrize(
    ("name", "step_size", "lost", "n_context"),
    [("ls15", 25, 5, 0), ("ls14", 26, 6, 0), ("ls15pp", 25, 5, 127), ("ls14pp", 26, 6, 127)],
)
def test_builders_give_the_documented_shapes(name: str, step_size: int, lost: int, n_context: int) -> None:
    draws = fair(50, first=101)
    found = getattr(features, f"build_dataset_{name}")(draws, window=5)

    assert found.sequence.shape == (50 - lost, 5, step_size)
    assert (None if found.context is None else found.context.shape) == ((50 - lost, n_context) if n_context else None)
    np.testing.assert_array_equal(found.target, draws.indicators[lost:])
    np.testing.assert_array_equal(found.contests, np.arange(101 + lost, 151))
    np.testing.assert_array_equal(found.sequence[0, :, :25], draws.indicators[lost - 5 : lost])


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 99), at=st.integers(8, 39))
def test_what_a_builder_knows_before_a_contest_does_not_depend_on_it_or_later_ones(seed: int, at: int) -> None:
    one, other = fair(40, seed=seed), fair(40, seed=seed + 1)
    mixed = make_draws(one.contests, np.concatenate([one.numbers[:at], other.numbers[at:]]))
    found, changed = features.build_dataset_ls14pp(one, window=4), features.build_dataset_ls14pp(mixed, window=4)
    known = found.contests <= one.contests[at]

    assert found.context is not None
    assert changed.context is not None
    np.testing.assert_array_equal(found.sequence[known], changed.sequence[known])
    np.testing.assert_array_equal(found.context[known], changed.context[known])


def test_too_few_draws_make_an_empty_training_set() -> None:
    assert len(features.build_dataset_ls15(fair(5), window=10)) == 0


@pytest.mark.parametrize(
    ("written", "id_"),
    [("LS15", "ls15"), ("ls15++", "ls15pp"), ("LS14++", "ls14pp"), ("ls15pp", "ls15pp"), ("last_k", "last-k")],
)
def test_a_forecaster_is_known_by_every_way_of_writing_it(written: str, id_: str) -> None:
    assert kind_of(written) == id_


@pytest.mark.parametrize(
    ("kind", "window", "code"), [("ls16", 10, "forecaster_unknown"), ("ls15", 0, "window_too_short")]
)
def test_a_recipe_that_cannot_be_is_refused(kind: RecipeKind, window: int, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        Recipe(kind, window)
    assert caught.value.code == code


def test_a_table_that_holds_no_draws_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        Recipe("ls15").features(np.zeros((3, 24)))
    assert caught.value.code == "draws_not_indicators"


def test_the_last_row_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no draws"):
        Recipe("frequency").last(np.zeros((0, 25)))
