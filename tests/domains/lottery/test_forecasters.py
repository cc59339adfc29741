"""Rules: what each says, that none looks ahead, and that a folder brings back the same forecaster."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from bancada.core.errors import AlreadyExists, BadInput, CandidateNotFound
from bancada.domains.lottery.candidates import BASELINE, IDS, candidate, candidates
from bancada.domains.lottery.forecasters import (
    DrawForecaster,
    FrequencyForecaster,
    LastKForecaster,
    LogisticForecaster,
    MarkovForecaster,
    UniformForecaster,
    top_numbers,
)
from bancada.domains.lottery.training import TrainingOptions

RULES = [UniformForecaster(), FrequencyForecaster(), LastKForecaster(7), MarkovForecaster(), LogisticForecaster()]
EVERY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)


def fair(n_draws: int, *, seed: int = 0) -> np.ndarray:
    """Return draws of the fair law as 0/1."""
    chosen = np.random.default_rng(seed).random((n_draws, 25)).argsort(axis=1)[:, :15]
    drawn = np.zeros((n_draws, 25), dtype=np.uint8)
    np.put_along_axis(drawn, chosen, 1, axis=1)
    return drawn


@EVERY_RULE
def test_a_forecaster_answers_every_row_with_probabilities_and_fifteen_numbers(rule: DrawForecaster) -> None:
    X = fair(80)
    fitted = clone(rule).fit(X)
    raw, honest = fitted.predict_proba(X), fitted.calibrated_proba(X)

    assert raw.shape == honest.shape == (80, 25)
    assert ((raw > 0) & (raw < 1)).all()
    np.testing.assert_allclose(honest.sum(axis=1), 15, atol=1e-9)
    assert (fitted.predict(X).sum(axis=1) == 15).all()
    assert fitted.signature_.names == fitted.recipe.names
    assert fitted.weight == 1.0


@EVERY_RULE
@settings(max_examples=15, deadline=None)
@given(now=st.integers(0, 59), seed=st.integers(1, 50))
def test_a_forecast_does_not_change_when_later_draws_do(rule: DrawForecaster, now: int, seed: int) -> None:
    known, other = fair(60), fair(60, seed=seed)
    fitted = rule if hasattr(rule, "inner_") else rule.fit(known)
    other[: now + 1] = known[: now + 1]

    np.testing.assert_array_equal(fitted.predict_proba(known)[: now + 1], fitted.predict_proba(other)[: now + 1])


@EVERY_RULE
def test_a_forecaster_survives_its_folder_and_pickle(rule: DrawForecaster, tmp_path: Path) -> None:
    X = fair(60)
    fitted = clone(rule).fit(X)

    back = DrawForecaster.load(fitted.save(tmp_path / "rule"))

    assert type(back) is type(fitted)
    assert back.get_params() == fitted.get_params()
    assert back.signature_ == fitted.signature_
    np.testing.assert_array_equal(back.predict_proba(X), fitted.predict_proba(X))
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(fitted)).predict_proba(X), fitted.predict_proba(X))
    assert not list((tmp_path / "rule").glob("*.joblib"))
    with pytest.raises(AlreadyExists):
        fitted.save(tmp_path / "rule")


def test_frequency_picks_the_numbers_drawn_most_often_so_far_ties_to_the_smaller() -> None:
    X = fair(40)
    picked = FrequencyForecaster().fit(X).predict(X)

    for row in (0, 7, 39):
        counts = X[: row + 1].sum(axis=0).tolist()
        order = sorted(range(25), key=lambda index: (-counts[index], index))
        assert np.flatnonzero(picked[row]).tolist() == sorted(order[:15])


def test_last_k_forgets_what_is_older() -> None:
    X = np.concatenate([np.tile(fair(1, seed=1), (20, 1)), np.tile(fair(1, seed=2), (5, 1))])
    rule = LastKForecaster(5).fit(X)

    np.testing.assert_array_equal(rule.predict(X)[-1], X[-1])


def test_markov_counts_what_follows_a_drawn_and_a_left_number() -> None:
    X = fair(50)
    found = MarkovForecaster().fit(X).predict_proba(X)
    before, after = X[:-1, 3] == 1, X[1:, 3]

    wanted = [(after[state].sum() + 0.6) / (state.sum() + 1) for state in (~before, before)]
    np.testing.assert_allclose(found[:, 3], np.where(X[:, 3] == 1, wanted[1], wanted[0]))


def test_the_logistic_regression_learns_a_number_that_never_repeats() -> None:
    X = fair(400)
    for row in range(1, 400):
        wanted = 1 - X[row - 1, 0]
        if X[row, 0] != wanted:
            swap = np.flatnonzero(X[row, 1:] == wanted)[0] + 1
            X[row, 0], X[row, swap] = wanted, 1 - wanted
    found = LogisticForecaster(C=10.0).fit(X).predict_proba(X)[-100:, 0]

    assert ((found > 0.5) == (X[-100:, 0] == 0)).all()


def test_a_number_that_was_always_drawn_is_likely_but_not_certain() -> None:
    X = np.tile(np.repeat([1, 0], [15, 10]), (30, 1))
    found = LogisticForecaster().fit(X).predict_proba(X)[-1]

    assert (found[:15] > 0.9).all()
    assert (found[15:] < 0.1).all()
    assert ((found > 0) & (found < 1)).all()


def test_equal_answers_pick_the_smaller_numbers() -> None:
    assert np.flatnonzero(top_numbers(np.full((1, 25), 0.6))[0]).tolist() == list(range(15))


@pytest.mark.parametrize(
    ("X", "code"),
    [
        (np.zeros((30, 24)), "draws_not_indicators"),
        (np.full((30, 25), 0.6), "draws_not_fifteen"),
        (np.tile(np.repeat([1, 0], [14, 11]), (30, 1)), "draws_not_fifteen"),
        (fair(1), "draws_too_few"),
    ],
    ids=["24 columns", "shares", "14 numbers", "one draw"],
)
def test_what_holds_no_draws_to_learn_from_is_refused(X: np.ndarray, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        UniformForecaster().fit(X)
    assert caught.value.code == code


def test_candidates_are_known_by_id_and_make_seeded_forecasters() -> None:
    options = TrainingOptions(units=4)
    found = candidates(options)

    assert tuple(entry.id for entry in found) == IDS
    assert found[0].id == BASELINE
    assert [entry.factory(3).kind for entry in found] == list(IDS)
    assert candidate("LS15++", options).factory(3).get_params() == {
        "kind": "ls15pp",
        "options": options,
        "random_state": 3,
    }
    assert [entry.factory(0).kind for entry in pickle.loads(pickle.dumps(found))] == list(IDS)


def test_an_unknown_forecaster_is_named_with_those_that_exist() -> None:
    with pytest.raises(CandidateNotFound, match="ls15pp"):
        candidate("ls16")


@pytest.mark.parametrize(
    "facts",
    [{"units": 0}, {"weight": 0.0}, {"validation_share": 0.6}, {"epochs": 0, "learning_rate": float("inf")}],
    ids=" ".join,
)
def test_training_options_that_cannot_be_are_all_named(facts: dict[str, float]) -> None:
    with pytest.raises(BadInput) as caught:
        TrainingOptions(**facts)  # type: ignore[arg-type]  # wrong on purpose
    assert set(caught.value.facts["names"]) == set(facts)


@pytest.mark.parametrize("content", [None, b"{}", b'{"format": 9, "kind": "uniform", "params": {}}'])
def test_a_folder_that_holds_no_forecaster_is_refused(content: bytes | None, tmp_path: Path) -> None:
    UniformForecaster().fit(fair(5)).save(tmp_path / "rule")
    (tmp_path / "rule" / "forecaster.json").unlink()
    if content is not None:
        (tmp_path / "rule" / "forecaster.json").write_bytes(content)
    with pytest.raises(BadInput) as caught:
        DrawForecaster.load(tmp_path / "rule")
    assert caught.value.code.startswith("forecaster_folder")


def test_a_forecaster_that_learned_nothing_yet_says_so() -> None:
    with pytest.raises(NotFittedError):
        FrequencyForecaster().predict_proba(fair(20))
