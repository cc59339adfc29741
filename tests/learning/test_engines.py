"""Two engines, one result: PyCaret and ours on the same rows and folds."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bancada.core.errors import InvalidTask
from bancada.core.leaderboard import FitStatus
from bancada.core.task import Engine, Problem
from bancada.learning import CompareOptions, Leaderboard, candidates, compare, make_task
from bancada.learning.engines import NativeEngine, PycaretEngine, engine_of

pytestmark = pytest.mark.xdist_group("pycaret")

CLASSES = (
    "lr",
    "knn",
    "nb",
    "dt",
    "svm",
    "ridge",
    "rf",
    "qda",
    "ada",
    "gbc",
    "lda",
    "et",
    "xgboost",
    "lightgbm",
    "dummy",
)
VALUES = (
    "lr",
    "lasso",
    "ridge",
    "en",
    "lar",
    "llar",
    "omp",
    "br",
    "huber",
    "knn",
    "dt",
    "rf",
    "et",
    "ada",
    "gbr",
    "xgboost",
)

DIFFERENCES = {
    ("ridge", "AUC"): "PyCaret writes 0 without probabilities; ours ranks by decision scores",
    ("svm", "AUC"): "likewise",
}


def _both(frame: pd.DataFrame, ids: tuple[str, ...]) -> tuple[Leaderboard, Leaderboard]:
    task = make_task(frame, target="target", folds=3)
    # PyCaret does not scale unless told to, so that ours must not either.
    plain = [replace(c, needs_scaling=False) for c in candidates(task.problem, turbo=False) if c.id in ids]
    ours = compare(frame, task, candidates=plain, options=CompareOptions(n_workers=2, n_select=1))
    options = CompareOptions(include=ids, engine=Engine.PYCARET, n_select=1)
    return ours, compare(frame, task, options=options)


@pytest.fixture(scope="module")
def numbers() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    return pd.DataFrame(rng.normal(size=(300, 4)), columns=list("abcd"))


@pytest.mark.parametrize(
    ("problem", "ids"),
    [(Problem.BINARY, CLASSES), (Problem.MULTICLASS, CLASSES), (Problem.REGRESSION, VALUES)],
    ids=["binary", "multiclass", "regression"],
)
def test_both_engines_agree_to_a_millionth_on_the_same_folds(
    problem: Problem, ids: tuple[str, ...], numbers: pd.DataFrame
) -> None:
    signal = numbers.a + 0.5 * numbers.b**2 + 0.3 * np.random.default_rng(2).normal(size=300)
    cuts = {Problem.BINARY: [0.5], Problem.MULTICLASS: [-0.2, 1.0]}
    target = np.digitize(signal, cuts[problem]) if problem in cuts else signal
    ours, theirs = _both(numbers.assign(target=target), ids)
    mine, other = (b.scores.set_index(["candidate", "fold", "metric"]).value for b in (ours, theirs))
    assert set(other.index.get_level_values("candidate")) == {*ids, "dummy"}
    apart = [
        (*key, mine.get(key), value)
        for key, value in other.items()
        if (key[0], key[2]) not in DIFFERENCES and not abs(mine.get(key, np.nan) - value) <= 1e-6
    ]
    assert apart == []


def test_pycarets_best_are_pipelines_of_ours_scored_on_the_holdout(numbers: pd.DataFrame) -> None:
    frame = numbers.assign(target=np.where(numbers.a > 0, "up", "down"))
    task = make_task(frame, target="target", folds=3)
    board = compare(frame, task, options=CompareOptions(include=("lr",), engine=Engine.PYCARET, n_select=1))
    assert board.summary.engine is Engine.PYCARET
    assert board.summary.row("lr").status is FitStatus.OK
    assert set(board.top[0].predict(frame)) == {"up", "down"}
    assert board.summary.row("lr").holdout["Accuracy"] > 0.9


def test_pycaret_takes_no_multilabel_or_forecast_problem() -> None:
    for problem in (Problem.MULTILABEL, Problem.FORECAST):
        with pytest.raises(InvalidTask, match="native engine"):
            PycaretEngine().candidates(problem, turbo=True)


def test_an_engine_is_found_by_its_name() -> None:
    assert isinstance(engine_of(Engine.NATIVE), NativeEngine)
    assert isinstance(engine_of(Engine.PYCARET), PycaretEngine)


def test_turbo_leaves_out_what_pycaret_leaves_out() -> None:
    for problem, slow in ((Problem.BINARY, {"rbfsvm", "gpc", "mlp"}), (Problem.REGRESSION, {"kr", "ard", "mlp"})):
        every, quick = ({c.id for c in candidates(problem, turbo=turbo)} for turbo in (False, True))
        assert every - quick == slow
