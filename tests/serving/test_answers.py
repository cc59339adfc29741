"""Several rows in one run, and predictors asked for without waiting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from bancada import registry, serving
from bancada.core.errors import SchemaError
from bancada.learning.pipeline import TaskClassifier

if TYPE_CHECKING:
    import pandas as pd


@pytest.fixture
def served(store: registry.ModelStore, frame: pd.DataFrame, signal: np.ndarray) -> registry.ModelStore:
    """Return a store with a small forest `forest`."""
    labels = np.where(signal > 1, "busy", "free")
    model = TaskClassifier(RandomForestClassifier(5, random_state=1)).fit(frame, labels)
    store.save("forest", serving.draft_model(model, sample=frame))
    return store


def test_many_rows_answer_as_one_by_one(served: registry.ModelStore, frame: pd.DataFrame) -> None:
    predictor = serving.load_predictor(served, "forest")
    rows = frame.head(20).astype(object).where(frame.head(20).notna(), None).to_dict("records")
    together = [replace(answer, latency_ms=0.0) for answer in predictor.answers(rows)]
    alone = [replace(predictor.answer(row, explain=False), latency_ms=0.0) for row in rows]
    assert [answer.answer for answer in together] == [answer.answer for answer in alone]
    assert [answer.marks for answer in together] == [answer.marks for answer in alone]
    for ours, single in zip(together, alone, strict=True):
        assert ours.probabilities == pytest.approx(single.probabilities)


def test_one_unfit_row_refuses_all_of_them(served: registry.ModelStore) -> None:
    predictor = serving.load_predictor(served, "forest")
    good = {"lux": 10.0, "heat": 20.0, "at": "2024-01-01T00:00:00+00:00", "room": "lab"}
    with pytest.raises(SchemaError) as caught:
        predictor.answers([good, {**good, "lux": "dark"}])
    assert caught.value.facts["problems"][0].column == "lux"


def test_a_predictor_is_ready_once_it_was_loaded_and_until_its_model_is_replaced(served: registry.ModelStore) -> None:
    cache = serving.PredictorCache(served)
    assert cache.ready("forest") is None
    loaded = cache.get("forest")
    assert cache.ready("forest") is loaded
    served.delete("forest")
    assert cache.ready("forest") is None
