"""Selection of features: what tells of the label stays, what repeats or is noise goes, and only training rows are seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import TimeSeriesSplit, cross_val_score
from sklearn.pipeline import make_pipeline

from bancada.core.errors import BadInput
from bancada.markets.selection import FeatureSelector, Selection, SelectionRule, Verdict, select_features, time_blocks

RULE = SelectionRule(n_min=2, n_max=4, max_rows=400)
N = 1_500


def table(seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Return features of which two tell of the label, one repeats the first of them, and the rest do not."""
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({f"noise_{i}": rng.standard_normal(N) for i in range(6)})
    X["strong"], X["square"] = rng.standard_normal(N), rng.standard_normal(N)
    X["copy"] = -X["strong"] + 0.05 * rng.standard_normal(N)
    X["still"] = 3.0
    X["gaps"] = np.where(rng.random(N) < 0.5, np.nan, X["strong"])
    X["some_gaps"] = np.where(rng.random(N) < 0.1, np.nan, rng.standard_normal(N))
    y = X["strong"] + X["square"] ** 2 + 0.5 * rng.standard_normal(N) > 1
    return X, y.to_numpy()


def verdicts(selection: Selection) -> dict[str, Verdict]:
    return {score.name: score.verdict for score in selection.scores}


@pytest.fixture(scope="module")
def selected() -> Selection:
    X, y = table()
    return select_features(X, y, rule=RULE)


def test_what_tells_of_the_label_is_kept_even_where_it_is_no_straight_line(selected: Selection) -> None:
    assert len({"strong", "copy"} & set(selected.names)) == 1
    assert "square" in selected.names
    assert len(selected.names) == 2


def test_every_feature_has_a_verdict_with_its_reason(selected: Selection) -> None:
    found = verdicts(selected)
    assert found["still"] is Verdict.CONSTANT
    assert found["gaps"] is Verdict.MISSING
    assert {found[name] for name in ("noise_0", "noise_1", "some_gaps")} <= {Verdict.NOISE, Verdict.UNSTABLE}
    redundant = [score for score in selected.scores if score.verdict is Verdict.REDUNDANT]
    assert {score.name for score in redundant} | {score.beside for score in redundant} == {"strong", "copy"}


def test_the_frame_of_scores_shows_the_kept_ones_first(selected: Selection) -> None:
    frame = selected.frame()
    assert tuple(frame["name"][:2]) == selected.names
    assert len(frame) == 12


def test_features_that_only_fill_up_are_marked_and_there_are_never_more_than_asked() -> None:
    X, y = table()
    filled = select_features(X, y, rule=replace(RULE, n_min=4))
    assert len(filled.names) == 4
    assert [verdicts(filled)[name] for name in filled.names] == [Verdict.KEPT] * 2 + [Verdict.FILLED] * 2
    fewer = select_features(X, y, rule=replace(RULE, n_min=1, n_max=1))
    assert len(fewer.names) == 1
    assert Verdict.BEYOND in verdicts(fewer).values() or Verdict.UNSTABLE in verdicts(fewer).values()


def test_a_number_to_be_learned_and_words_are_selected_for_too() -> None:
    X, y = table()
    number = np.where(np.arange(N) % 50 == 0, np.nan, X["strong"].to_numpy() + 0.2)
    assert select_features(X, number, rule=replace(RULE, n_min=1)).names[0] in ("strong", "copy")
    words = select_features(X, np.where(y, "buy", "sell"), rule=RULE)
    assert set(words.names) == set(select_features(X, y, rule=RULE).names)


def test_a_feature_that_tells_something_in_one_period_only_is_not_stable() -> None:
    rng = np.random.default_rng(1)
    X = rng.standard_normal((N, 4))
    y = (rng.random(N) < 0.5).astype(int)
    y[:300] = X[:300, 2] > 0
    steady = np.where(rng.random(N) < 0.8, y, 1 - y)
    X[:, 0] += 2 * steady
    found = verdicts(select_features(X, y, rule=replace(RULE, n_min=1)))
    assert found["x0"] is Verdict.KEPT
    assert found["x2"] is not Verdict.KEPT


def test_only_training_rows_are_seen() -> None:
    X, y = table()
    folds = [(np.arange(300), np.arange(300, 400)), (np.arange(600), np.arange(600, 700))]
    spoiled, labels = X.copy(), y.copy()
    spoiled.iloc[600:] = 7.0
    labels[600:] = True
    assert select_features(X, y, folds=folds, rule=RULE) == select_features(spoiled, labels, folds=folds, rule=RULE)


def test_rows_without_a_label_are_left_out() -> None:
    X, y = table()
    classes = y.astype(np.int8)
    classes[::7] = -1
    kept = classes >= 0
    folds = [(np.arange(N), np.arange(0))]
    compact = [(np.arange(kept.sum()), np.arange(0))]
    found = select_features(X, classes, folds=folds, rule=RULE)
    assert found == select_features(X[kept], classes[kept], folds=compact, rule=RULE)


def test_the_transformer_is_fitted_on_the_training_rows_of_a_pipeline() -> None:
    X, y = table()
    pipeline = make_pipeline(FeatureSelector(RULE, n_blocks=2), LogisticRegression())
    X["strong"] = X["strong"].fillna(0)
    scores = cross_val_score(pipeline, X, y, cv=TimeSeriesSplit(2), scoring="roc_auc")
    assert scores.min() > 0.6
    fitted = pipeline[0].fit(X[:600], y[:600])
    later = X.copy()
    later.iloc[600:] = 0.0
    assert np.array_equal(fitted.get_support(), clone(pipeline[0]).fit(later[:600], y[:600]).get_support())


def test_the_transformer_names_what_it_keeps_and_copies_like_any_estimator() -> None:
    X, y = table()
    selector = FeatureSelector(RULE, n_blocks=2).set_output(transform="pandas")
    kept = selector.fit_transform(X, y)
    assert list(kept.columns) == list(selector.get_feature_names_out())
    assert set(kept.columns) == set(selector.selection_.names)
    pd.testing.assert_frame_equal(kept, X[kept.columns])
    copied = clone(selector)
    assert copied.get_params() == selector.get_params()
    assert not hasattr(copied, "selection_")


def test_the_same_seed_selects_the_same() -> None:
    X, y = table(3)
    assert select_features(X, y, rule=RULE) == select_features(X, y, rule=RULE)


def test_periods_are_neighbouring_rows_and_cover_all() -> None:
    blocks = time_blocks(103, 4)
    assert np.array_equal(np.concatenate(blocks), np.arange(103))
    assert {len(block) for block in blocks} == {25, 26}


def test_what_cannot_be_selected_from_is_said() -> None:
    X, y = table()
    cases = {
        "selection_lengths_differ": lambda: select_features(X, y[:-1]),
        "selection_few_rows": lambda: select_features(X[:100], y[:100]),
        "selection_nothing_left": lambda: select_features(X[["still", "gaps"]], y, rule=RULE),
        "selection_blocks": lambda: FeatureSelector(n_blocks=0).fit(X, y),
    }
    for code, call in cases.items():
        with pytest.raises(BadInput) as raised:
            call()
        assert raised.value.code == code
    with pytest.raises(BadInput, match="names do not fit"):
        select_features(X.to_numpy(), y, names=["a"])


def test_noise_is_each_features_own_so_that_one_that_drifts_sets_no_bar_for_others() -> None:
    rng = np.random.default_rng(4)
    drift = np.cumsum(rng.standard_normal(N))
    y = (np.sin(np.arange(N) / 200) + 0.5 * rng.standard_normal(N) > 0).astype(int)
    X = pd.DataFrame({"drift": drift, "tells": y + 1.2 * rng.standard_normal(N), "plain": rng.standard_normal(N)})
    scores = {score.name: score for score in select_features(X, y, rule=replace(RULE, n_min=1)).scores}
    assert scores["drift"].noise > scores["tells"].relevance > scores["tells"].noise
    assert scores["tells"].verdict is Verdict.KEPT
    assert scores["drift"].verdict is not Verdict.KEPT


def test_fewer_than_two_shifts_are_refused() -> None:
    X, y = table()
    with pytest.raises(BadInput) as raised:
        select_features(X, y, rule=replace(RULE, n_shifts=1))
    assert raised.value.code == "selection_shifts"
