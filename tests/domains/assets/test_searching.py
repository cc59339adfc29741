"""The search for settings: what is refused, what is drawn, what is kept, and that it stops."""

from __future__ import annotations

import numpy as np
import pytest

from bancada.core.errors import BadInput, Cancelled
from bancada.domains.assets.progress import Progress
from bancada.domains.assets.requests import ForestOptions
from bancada.domains.assets.searching import TREES, Search, check_options, search_forest, space_of, stratified_folds
from bancada.domains.assets.splitting import inner_folds
from tests.domains.assets.forests import SMALL, Watcher, split_of, table_of, with_small_forest


def searched(options: ForestOptions = SMALL, *, seed: int = 7, watch: Watcher | None = None) -> Search:
    table, rows = table_of(), split_of().train
    folds = inner_folds(table, rows, options.folds)
    progress = Progress(watch, options.n_iter * options.folds)
    return search_forest(table.X[rows], table.actions[rows], folds, options=options, seed=seed, progress=progress)


def test_all_options_that_cannot_be_used_are_named_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        check_options(ForestOptions(n_iter=0, folds=1, n_jobs=0, n_estimators=0))
    assert [text.split("=")[0] for text in caught.value.facts["options"]] == [
        "n_iter",
        "folds",
        "n_estimators",
        "n_jobs",
    ]


def test_the_default_options_can_be_used() -> None:
    check_options(ForestOptions())


def test_settings_are_listed_best_first_and_the_best_one_is_kept() -> None:
    found = searched(with_small_forest(n_iter=4))
    means = [setting["mean"] for setting in found.settings]
    assert len(means) == 4
    assert means == sorted(means, reverse=True)
    assert found.params == found.settings[0]["params"]
    assert found.n_fits == 4 * SMALL.folds


def test_a_number_of_trees_that_is_given_is_that_of_every_forest() -> None:
    found = searched()
    assert {setting["params"]["n_estimators"] for setting in found.settings} == {SMALL.n_estimators}
    assert found.params["n_estimators"] == SMALL.n_estimators


def test_without_one_settings_are_judged_by_smaller_forests_than_the_one_that_is_kept() -> None:
    found = searched(with_small_forest(n_iter=1, n_estimators=None))
    judged = found.settings[0]["params"]
    assert found.params == {**judged, "n_estimators": TREES}
    assert judged["n_estimators"] < TREES
    assert space_of(ForestOptions())["n_estimators"] == [judged["n_estimators"]]


def test_the_same_seed_finds_the_same_whatever_the_threads() -> None:
    assert searched() == searched(with_small_forest(n_jobs=2))


def test_another_seed_draws_other_settings() -> None:
    assert [one["params"] for one in searched().settings] != [one["params"] for one in searched(seed=8).settings]


def test_every_fit_is_told_and_counted() -> None:
    watch = Watcher()
    searched(watch=watch)
    assert [done for done, _, _ in watch.told] == [1, 2, 3, 4]
    assert {total for _, total, _ in watch.told} == {4}


def test_a_search_stops_between_two_fits() -> None:
    watch = Watcher(stop_after=2)
    with pytest.raises(Cancelled):
        searched(watch=watch)
    assert len(watch.told) == 2


def test_a_search_that_is_cancelled_before_it_begins_fits_nothing() -> None:
    watch = Watcher(stop_after=0)
    with pytest.raises(Cancelled):
        searched(watch=watch)
    assert watch.told == []


def test_stratified_folds_judge_every_row_once_and_hold_every_action_in_its_share() -> None:
    actions = table_of().actions[split_of().train]
    folds = stratified_folds(actions, n_folds=4, seed=7)
    assert sorted(np.concatenate([test for _, test in folds]).tolist()) == list(range(len(actions)))
    shares = np.bincount(actions) / len(actions)
    for _, test in folds:
        np.testing.assert_allclose(np.bincount(actions[test]) / len(test), shares, atol=0.02)
