"""One fit: what is kept of it, and what is only weighed."""

import pickle

import numpy as np
import pandas as pd
import pytest

from bancada.learning import candidates, make_task
from bancada.learning.fitting import HOLDOUT, FoldFitter, _pickled_size
from bancada.learning.prepared import prepare
from bancada.learning.shared import shared_object


@pytest.fixture
def fitter(rng: np.random.Generator) -> FoldFitter:
    frame = pd.DataFrame({"a": rng.normal(size=120), "b": rng.normal(size=120)})
    frame["target"] = frame.a + rng.normal(size=120) > 0
    with shared_object(prepare(frame, make_task(frame, target="target", folds=3))) as folder:
        return FoldFitter(folder)


def test_a_fold_keeps_the_size_of_its_pipeline_and_the_holdout_the_pipeline(fitter: FoldFitter) -> None:
    forest = next(c for c in candidates(fitter.prepared.task.problem) if c.id == "rf")
    fold, holdout = fitter.fit(forest, 0), fitter.fit(forest, HOLDOUT)
    assert fold.pipeline == b""
    assert holdout.size_bytes == len(holdout.pipeline)
    assert fold.size_bytes == pytest.approx(holdout.size_bytes, rel=0.5)
    rows = fitter.prepared.features_of(fitter.prepared.split.holdout)
    assert len(pickle.loads(holdout.pipeline).predict(rows)) == len(rows)


def test_a_pipeline_weighs_what_it_is_long(fitter: FoldFitter) -> None:
    forest = next(c for c in candidates(fitter.prepared.task.problem) if c.id == "rf")
    pipeline = pickle.loads(fitter.fit(forest, HOLDOUT).pipeline)
    assert _pickled_size(pipeline) == pytest.approx(len(pickle.dumps(pipeline, protocol=5)), rel=1e-3)
