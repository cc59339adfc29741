"""Planted leaks are found, each by the check that is there for it; clean procedures pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler

from bancada.core.errors import BadInput, Cancelled
from bancada.core.leaks import LeakCheck, LeakCode, LeakReport, LeakStatus
from bancada.core.messages import LANGUAGES
from bancada.core.values import from_json, to_json
from bancada.learning import leak_battery
from bancada.learning.leaks import LeakSubject
from bancada.learning.purging import CombinatorialPurged, LabelSpans, PurgedKFold, WalkForward

AT = datetime(2026, 1, 2, tzinfo=UTC)
N, HORIZON = 900, 15


def prices(seed: int = 0) -> pd.DataFrame:
    """Return a random walk with volume, longer than the features by the horizon."""
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, N + HORIZON)))
    return pd.DataFrame({"close": close, "volume": rng.integers(1, 1_000, N + HORIZON)})


def causal(rows: pd.DataFrame) -> pd.DataFrame:
    """Return features that look back only."""
    change = np.log(rows["close"]).diff()
    found = {"return": change, "mean": change.rolling(10).mean(), "spread": change.rolling(20).std()}
    return pd.DataFrame(found | {"volume": rows["volume"].rolling(5).mean()}).fillna(0.0)


ROWS = prices()
FUTURE = np.log(ROWS["close"]).diff(HORIZON).shift(-HORIZON).to_numpy()[:N]
SPANS = LabelSpans.ahead(N, horizon=HORIZON)
X = causal(ROWS).iloc[:N]
PURGED = list(PurgedKFold(4, spans=SPANS).split(X))
CLEAN = LeakSubject(
    X,
    FUTURE,
    folds=PURGED,
    spans=SPANS,
    estimator=LinearRegression,
    rows=ROWS,
    features=causal,
    transform=lambda rows, train: StandardScaler().fit_transform(rows.iloc[train]),
)


def battery(subject: LeakSubject, seed: int = 7) -> LeakReport:
    return leak_battery(subject, seed=seed, at=AT)


def check(report: LeakReport, code: LeakCode) -> LeakCheck:
    (found,) = [one for one in report.checks if one.code is code]
    return found


def failed(subject: LeakSubject, seed: int = 7) -> list[LeakCode]:
    return [one.code for one in battery(subject, seed).failed]


def test_a_clean_causal_procedure_passes_every_check() -> None:
    report = battery(CLEAN)
    assert report.passed
    assert {one.status for one in report.checks} == {LeakStatus.PASSED}
    assert [one.code for one in report.checks] == [
        LeakCode.FUTURE,
        LeakCode.FITTED,
        LeakCode.OVERLAP,
        LeakCode.GOLDEN,
        LeakCode.NULL_TARGET,
    ]


@pytest.mark.parametrize("seed", range(8))
def test_a_clean_procedure_passes_whatever_the_draws(seed: int) -> None:
    assert not failed(CLEAN, seed)


@pytest.mark.parametrize(
    ("name", "leaky"),
    [
        ("future_return", lambda rows: np.log(rows["close"]).diff(HORIZON).shift(-HORIZON)),
        ("centred", lambda rows: rows["close"].rolling(9, center=True, min_periods=1).mean()),
        ("scaled", lambda rows: (rows["close"] - rows["close"].mean()) / rows["close"].std()),
        ("filled", lambda rows: rows["close"].where(rows["volume"] > 500).bfill()),
        ("position", lambda rows: pd.Series(np.arange(len(rows)) / len(rows))),
    ],
    ids=["future-return", "centred-window", "scaled-by-all-rows", "filled-backwards", "share-of-all-rows"],
)
def test_a_feature_that_knows_later_rows_is_named(name: str, leaky: Any) -> None:
    found = check(
        battery(replace(CLEAN, features=lambda rows: causal(rows).assign(**{name: leaky(rows)}))), LeakCode.FUTURE
    )
    assert found.status is LeakStatus.FAILED
    assert found.facts["features"] == [name]
    assert name in found.message("pt_BR")


def test_features_of_arrays_are_checked_as_those_of_frames() -> None:
    rows = ROWS["close"].to_numpy()
    subject = LeakSubject(X, rows=rows, features=lambda values: np.column_stack([values, np.gradient(values)]))
    assert check(battery(subject), LeakCode.FUTURE).facts["features"] == ["1"]


def test_rows_of_another_kind_bring_their_own_change_and_cut() -> None:
    def mutate(rows: tuple[float, ...], place: int, rng: np.random.Generator) -> tuple[float, ...]:
        return (*rows[: place + 1], *rng.permutation(rows[place + 1 :]).tolist())

    rows = tuple(ROWS["close"].tolist())
    subject = LeakSubject(X, rows=rows, features=lambda held: np.cumsum(held)[:, None], mutate=mutate)
    assert check(battery(subject), LeakCode.FUTURE).status is LeakStatus.PASSED
    ahead = replace(subject, features=lambda held: np.cumsum(held[::-1])[::-1, None])
    assert check(battery(ahead), LeakCode.FUTURE).status is LeakStatus.FAILED


def test_a_features_function_that_loses_rows_is_refused() -> None:
    with pytest.raises(BadInput, match="899"):
        battery(replace(CLEAN, rows=X, features=lambda rows: rows.iloc[1:]))


def test_a_scaler_fitted_on_all_rows_is_found() -> None:
    leaky = replace(CLEAN, transform=lambda rows, train: StandardScaler().fit(rows).transform(rows.iloc[train]))
    assert failed(leaky) == [LeakCode.FITTED]


def test_a_column_that_holds_the_target_is_named() -> None:
    rng = np.random.default_rng(1)
    leaked = X.assign(id=np.argsort(np.argsort(FUTURE)), near=FUTURE + rng.normal(0, 1e-3, N))
    found = check(battery(replace(CLEAN, X=leaked)), LeakCode.GOLDEN)
    assert found.facts["features"] == ["id", "near"]


@pytest.mark.parametrize("n_classes", [2, 3])
def test_an_id_that_was_dealt_by_class_is_named(n_classes: int) -> None:
    labels = np.array(["buy", "hold", "sell"])[np.arange(N) % n_classes]
    numbered = 1_000 * (np.arange(N) % n_classes) + np.arange(N)
    subject = replace(CLEAN, y=labels, X=X.assign(id=numbered), is_classification=True, estimator=None)
    found = check(battery(replace(subject, golden_limit=0.6)), LeakCode.GOLDEN)
    assert found.facts["features"] == ["id"]


def test_a_category_is_scored_by_its_classes_shares_and_a_unique_text_is_not_taken_for_gold() -> None:
    labels = np.arange(N) % 2
    rng = np.random.default_rng(2)
    texts = [f"row {i}" for i in range(N)]
    told = X.assign(state=np.where(labels, "on", "off"), text=texts, coin=rng.choice(["a", "b"], N))
    subject = replace(CLEAN, y=labels, X=told, is_classification=True, estimator=None, transform=None)
    assert check(battery(subject), LeakCode.GOLDEN).facts["features"] == ["state"]


def test_a_forecasts_features_are_scored_on_what_they_tell_beyond_the_last_value() -> None:
    close = ROWS["close"].to_numpy()
    level, later = close[:N], close[1 : N + 1]
    lags = pd.DataFrame({"t": level, "t-1": np.concatenate([level[:1], level[:-1]])})
    subject = LeakSubject(lags, later)
    assert failed(subject) == [LeakCode.GOLDEN]
    assert not failed(replace(subject, naive=level))
    assert failed(replace(subject, X=lags.assign(tomorrow=later * 2 + 1), naive=level)) == [LeakCode.GOLDEN]


def test_overlapping_labels_are_counted_before_and_after_purging() -> None:
    purged = check(battery(CLEAN), LeakCode.OVERLAP)
    assert purged.status is LeakStatus.PASSED
    assert purged.facts == {"before": 6 * (HORIZON - 1), "after": 0, "n_folds": 0}
    walked = list(WalkForward(4).split(X))
    found = check(battery(replace(CLEAN, folds=walked)), LeakCode.OVERLAP)
    assert found.status is LeakStatus.FAILED
    assert found.facts == {"before": 4 * (HORIZON - 1), "after": 4 * (HORIZON - 1), "n_folds": 4}


def test_shuffled_folds_of_overlapping_labels_show_skill_where_there_is_none() -> None:
    level = pd.DataFrame({"level": np.log(ROWS["close"].to_numpy()[:N]), "row": np.arange(N)})
    near = replace(CLEAN, X=level, features=None, transform=None, estimator=lambda: KNeighborsRegressor(3))
    shuffled = list(KFold(4, shuffle=True, random_state=0).split(level))
    assert failed(replace(near, folds=shuffled)) == [LeakCode.OVERLAP, LeakCode.NULL_TARGET]
    assert not failed(near)
    assert not failed(replace(near, folds=list(CombinatorialPurged(4, 2, spans=SPANS).split(level))))


def test_a_selection_made_on_all_rows_shows_skill_on_a_null_target() -> None:
    rng = np.random.default_rng(5)
    many = rng.normal(size=(240, 300))
    y = rng.normal(size=240)

    def best(rows: Any, target: Any) -> Any:
        return rows[:, np.argsort(-np.abs((rows - rows.mean(0)).T @ (target - target.mean())))[:10]]

    folds = list(PurgedKFold(4).split(many))
    subject = LeakSubject(many, y, folds=folds, estimator=LinearRegression, golden_limit=1.0)
    assert not failed(subject)
    assert failed(replace(subject, prepare=best)) == [LeakCode.NULL_TARGET]


@pytest.mark.parametrize(
    "estimator",
    [LogisticRegression, DummyClassifier, lambda: KNeighborsClassifier(5)],
    ids=["logistic", "dummy", "neighbours"],
)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_a_null_target_of_classes_is_not_learned(estimator: Any, n_classes: int) -> None:
    labels = np.array(["a", "b", "c"])[np.random.default_rng(0).integers(0, n_classes, N)]
    subject = LeakSubject(X.to_numpy(), labels, is_classification=True, folds=PURGED, spans=SPANS, estimator=estimator)
    found = check(battery(subject), LeakCode.NULL_TARGET)
    assert found.status is LeakStatus.PASSED
    assert found.facts["low"] <= 0


def test_what_is_not_known_is_skipped_with_the_reason_and_never_called_passed() -> None:
    report = battery(LeakSubject(X))
    assert {one.status for one in report.checks} == {LeakStatus.SKIPPED}
    assert not report.passed
    assert not report.failed
    for language in LANGUAGES:
        assert all("?" not in one.message(language) for one in report.checks)
    assert "mutação do futuro: as variáveis vieram" in report.checks[0].message("pt_BR")


def test_too_little_time_for_null_targets_skips_them() -> None:
    report = leak_battery(CLEAN, seed=7, at=AT, budget_s=-1.0)
    assert check(report, LeakCode.NULL_TARGET).status is LeakStatus.SKIPPED
    assert "0 draws" in check(report, LeakCode.NULL_TARGET).message("en")
    assert report.passed


def test_an_estimator_that_refuses_a_null_target_skips_the_check_in_its_words() -> None:
    report = battery(replace(CLEAN, estimator=lambda: KNeighborsRegressor(5_000)))
    found = check(report, LeakCode.NULL_TARGET)
    assert found.status is LeakStatus.SKIPPED
    assert "n_neighbors" in found.message("en")


def test_a_battery_stops_when_asked() -> None:
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        leak_battery(CLEAN, seed=7, at=AT, is_cancelled=lambda: next(asked))


def test_a_report_is_the_same_for_the_same_seed_and_survives_json() -> None:
    broken = replace(CLEAN, folds=list(WalkForward(4).split(X)), transform=None)
    report = battery(broken)
    assert report == battery(broken)
    assert report.seed == 7
    back = from_json(LeakReport, to_json(report))
    assert back == report
    assert [one.message("pt_BR") for one in back.checks] == [one.message("pt_BR") for one in report.checks]


def test_the_callers_rows_stay_as_they_were() -> None:
    rows, features = ROWS.copy(), X.copy()
    battery(CLEAN)
    pd.testing.assert_frame_equal(ROWS, rows)
    pd.testing.assert_frame_equal(X, features)
