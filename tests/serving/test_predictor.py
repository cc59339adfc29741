"""Answers: types, marks, explanations, batches, thresholds, threads, and what is never imported for them."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier

from bancada import registry, serving
from bancada.core.errors import BadInput, ModelNotFound, SchemaError
from bancada.learning.pipeline import TaskClassifier, TaskRegressor

ROW: dict[str, Any] = {"lux": 180.5, "heat": 21.25, "at": "2024-01-01T06:00:00+00:00", "room": "lab"}


def _saved(store: registry.ModelStore, model: Any, frame: pd.DataFrame) -> serving.Predictor:
    store.save("rooms", serving.draft_model(model, sample=frame))
    predictor = serving.load_predictor(store, "rooms")
    assert predictor.engine == "onnx"
    return predictor


def _classifier(frame: pd.DataFrame, labels: Any, **options: Any) -> TaskClassifier:
    return TaskClassifier(LogisticRegression(max_iter=500), scaling="standard", **options).fit(frame, labels)


@pytest.mark.parametrize(
    ("labels", "kind"),
    [((0, 1), int), ((False, True), bool), (("free", "busy"), str), ((0.5, 1.5), float)],
    ids=["integers", "booleans", "text", "floats"],
)
def test_labels_come_back_as_what_they_were(
    labels: tuple[Any, Any], kind: type, frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    model = _classifier(frame, np.array(labels)[(signal > 1).astype(int)])
    predictor = _saved(store, model, frame)

    np.testing.assert_array_equal(predictor.predict(frame), model.predict(frame))
    assert type(predictor.answer(ROW).answer) is kind


def test_rows_may_be_frames_mappings_or_lists_in_signature_order(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    predictor = _saved(store, _classifier(frame, signal > 1), frame)
    expected = predictor.predict_proba(pd.DataFrame([ROW]))

    for rows in ([ROW], [list(ROW.values())]):
        np.testing.assert_allclose(predictor.predict_proba(rows), expected)
    assert predictor.predict_proba(pd.DataFrame([ROW]).head(0)).shape == (0, 2)


def test_a_numeric_model_takes_plain_lists_and_arrays(store: registry.ModelStore) -> None:
    rows = np.random.default_rng(5).normal(size=(50, 3))
    store.save("line", serving.draft_model(LinearRegression().fit(rows, rows @ [1.0, 2.0, 3.0]), sample=rows))

    predictor = serving.load_predictor(store, "line")

    np.testing.assert_allclose(predictor.predict([[15.0, 14.0, 0.5]]), [44.5])
    np.testing.assert_allclose(predictor.predict(np.array([[15, 14, 1]])), [46.0])


def test_one_answer_is_what_the_batch_says(frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore) -> None:
    predictor = _saved(store, _classifier(frame, signal > 1), frame)
    shares = predictor.predict_proba(frame)

    for index in (0, 17, 23, 200):
        values = frame.iloc[index].replace({np.nan: None}).to_dict()
        prediction = predictor.answer(values, explain=False)
        np.testing.assert_allclose(list(prediction.probabilities.values()), shares[index], atol=1e-12)


def test_unusual_values_are_marked_and_the_probability_is_left_as_it_is(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    predictor = _saved(store, _classifier(frame, signal > 1), frame)
    unusual = {**ROW, "lux": 90_000.0, "heat": None, "room": "cellar"}

    prediction = predictor.answer(unusual)

    found = {mark.column: mark.code for mark in prediction.marks}
    assert found == {"lux": "outside_training_range", "heat": "missing_value", "room": "unknown_category"}
    np.testing.assert_allclose(
        list(prediction.probabilities.values()), predictor.predict_proba([unusual])[0], atol=1e-12
    )
    assert predictor.answer(ROW).marks == ()


def test_a_contribution_is_the_difference_that_one_replacement_makes(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    predictor = _saved(store, TaskRegressor(LinearRegression()).fit(frame, signal), frame)
    prediction = predictor.answer(ROW)

    sizes = [abs(contribution.difference) for contribution in prediction.contributions]
    assert sizes == sorted(sizes, reverse=True)
    assert {contribution.name for contribution in prediction.contributions} == set(frame.columns)
    lux = next(c for c in prediction.contributions if c.name == "lux")
    replaced = predictor.predict([{**ROW, "lux": frame["lux"].median()}])[0]
    assert lux.difference == pytest.approx(prediction.answer - replaced)
    assert lux.reference == frame["lux"].median()
    room = next(c for c in prediction.contributions if c.name == "room")
    assert room.value == "lab"
    assert room.reference == frame["room"].mode()[0]
    assert predictor.answer(ROW, explain=False).contributions == ()


def test_the_contribution_of_a_class_speaks_of_the_answered_class(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    predictor = _saved(store, _classifier(frame, np.where(signal > 1, "busy", "free")), frame)
    prediction = predictor.answer(ROW)
    position = list(prediction.probabilities).index(prediction.answer)

    for contribution in prediction.contributions:
        if contribution.name != "at":
            replaced = predictor.predict_proba([{**ROW, contribution.name: contribution.reference}])[0]
            expected = prediction.probabilities[prediction.answer] - replaced[position]
            assert contribution.difference == pytest.approx(expected)


def test_a_threshold_is_honoured_by_every_way_of_asking(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    model = _classifier(frame, np.where(signal > 1, "busy", "free"), positive="busy", threshold=0.9)
    predictor = _saved(store, model, frame)
    share = predictor.predict_proba(frame)[:, 1]

    expected = np.where(share >= 0.9, "busy", "free")
    np.testing.assert_array_equal(predictor.predict(frame), expected)
    np.testing.assert_array_equal(predictor.answer_frame(frame)[0]["prediction"], expected)
    between = int(np.flatnonzero((share > 0.5) & (share < 0.9))[0])
    assert predictor.answer(frame.iloc[between].replace({np.nan: None}).to_dict()).answer == "free"


def test_a_model_without_probabilities_says_so(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    predictor = _saved(store, TaskClassifier(RidgeClassifier(), scaling="standard").fit(frame, signal > 1), frame)

    assert predictor.answer(ROW).probabilities == {}
    with pytest.raises(BadInput, match="no probabilities"):
        predictor.predict_proba([ROW])


def test_all_mistakes_of_a_row_are_reported_at_once(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    predictor = _saved(store, _classifier(frame, signal > 1), frame)

    with pytest.raises(SchemaError) as caught:
        predictor.answer({"lux": "much", "heat": "hot", "at": ROW["at"]})
    assert {problem.column for problem in caught.value.facts["problems"]} == {"lux", "heat", "room"}
    with pytest.raises(SchemaError, match="infinite"):
        predictor.answer({**ROW, "lux": float("inf")})


def test_every_row_of_a_batch_is_answered_or_refused(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bancada.serving.batch.CHUNK_ROWS", 100)
    predictor = _saved(store, _classifier(frame, np.where(signal > 1, "busy", "free")), frame)
    batch = frame.astype(object)
    batch.insert(0, "prediction", "theirs")
    batch.loc[3, "lux"] = "bright"
    batch.loc[150, "heat"] = "hot"
    batch.loc[151, "heat"] = "21,25"
    batch.loc[152, "lux"] = float("inf")
    batch.loc[153, "room"] = "cellar"

    answers, report = predictor.answer_frame(batch)

    assert report.rows == len(answers) == 700
    assert [row.row for row in report.refused] == [4, 151, 153]
    assert report.answered == 697
    assert answers["prediction"].isna().sum() == 3
    assert list(answers.loc[[3, 150], "refused"].str.contains("expects")) == [True, True]
    assert "row 151" in answers.loc[150, "refused"]
    assert (answers["prediction (input)"] == "theirs").all()
    assert answers.loc[153, "marks"] == "heat, room"
    assert bool(answers.loc[153, "marked"])
    assert report.marked == answers["marked"].sum()
    fit = answers["prediction"].notna().to_numpy(copy=True)
    fit[151] = False
    np.testing.assert_array_equal(answers["prediction"][fit], predictor.predict(frame[fit].assign(room=batch["room"])))
    assert answers.loc[151, "probability_busy"] == pytest.approx(
        predictor.predict_proba(frame.iloc[[151]].assign(heat=21.25))[0][0]
    )
    assert "prediction" in batch.columns


def test_an_empty_batch_has_no_answers_and_no_refusals(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    answers, report = _saved(store, _classifier(frame, signal > 1), frame).answer_frame(frame.head(0))

    assert len(answers) == report.rows == report.answered == 0
    with pytest.raises(SchemaError, match="heat"):
        serving.load_predictor(store, "rooms").answer_frame(frame.drop(columns="heat"))


def test_several_labels_a_row_are_answered_together(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    labels = pd.DataFrame({"warm": signal > 1, "bright": frame["lux"] > 150}).astype(int)
    model = _classifier(frame, labels)
    predictor = _saved(store, model, frame)

    np.testing.assert_array_equal(predictor.predict(frame), model.predict(frame))
    prediction = predictor.answer({**ROW, "lux": 600.0, "heat": 30.0})
    assert prediction.answer == "warm, bright"
    assert set(prediction.probabilities) == {"warm", "bright"}
    assert predictor.answer_frame(frame)[0]["prediction"].isin(["", "warm", "bright", "warm, bright"]).all()


def test_eight_threads_get_the_answers_that_one_gets(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    model = TaskClassifier(RandomForestClassifier(20, random_state=2)).fit(frame, signal > 1)
    predictor = _saved(store, model, frame)
    rows = [row.replace({np.nan: None}).to_dict() for _, row in frame.head(80).iterrows()]
    alone = [predictor.answer(row).probabilities for row in rows]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda index: predictor.answer(rows[index % 80]).probabilities, range(800)))

    assert together == alone * 10


def test_the_cache_loads_a_model_once_and_again_when_it_is_another_one(
    store: registry.ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.random.default_rng(5).normal(size=(50, 2))
    store.save("line", serving.draft_model(LinearRegression().fit(rows, rows[:, 0]), sample=rows))
    cache = serving.PredictorCache(store)
    opened = []
    original = registry.ModelStore.open
    monkeypatch.setattr(registry.ModelStore, "open", lambda self, name: opened.append(name) or original(self, name))

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: id(cache.get("line")), range(40)))
    assert len(found) == len(opened) == 1

    store.delete("line")
    with pytest.raises(ModelNotFound):
        cache.get("line")
    store.save("line", serving.draft_model(LinearRegression().fit(rows, rows[:, 1]), sample=rows))
    np.testing.assert_allclose(cache.get("line").predict(rows), rows[:, 1], atol=1e-9)


def test_the_cache_forgets_the_model_least_recently_asked_for(store: registry.ModelStore) -> None:
    rows = np.ones((5, 1))
    for name in ("a", "b", "c"):
        store.save(name, serving.draft_model(LinearRegression().fit(rows, rows[:, 0]), sample=rows))
    cache = serving.PredictorCache(store, capacity=2)
    first, second = cache.get("a"), cache.get("b")
    cache.get("a")
    cache.get("c")

    assert cache.get("a") is first
    assert cache.get("b") is not second


def test_a_certified_model_answers_without_scikit_learn_tensorflow_or_pandas(
    frame: pd.DataFrame, signal: np.ndarray, store: registry.ModelStore
) -> None:
    _saved(store, _classifier(frame, signal > 1), frame)
    program = f"""
import sys
from pathlib import Path
from bancada import registry, serving
store = registry.ModelStore(Path({str(store.root)!r}), key=registry.SigningKey.load_or_create(Path({str(store.root.parent / "key")!r})))
predictor = serving.PredictorCache(store).get("rooms")
assert predictor.engine == "onnx"
assert predictor.answer({ROW!r}).contributions
assert len(predictor.predict([{ROW!r}])) == 1
loaded = {{"sklearn", "tensorflow", "keras", "pandas", "skl2onnx", "lightgbm", "xgboost"}} & set(sys.modules)
assert not loaded, loaded
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
