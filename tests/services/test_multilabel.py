"""Several labels at once from every door to a served answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bancada
from bancada.core.errors import InvalidTask
from bancada.core.task import Problem
from bancada.services import Bench
from bancada.services.compare import CompareRequest


def _rows() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    frame = pd.DataFrame({"a": rng.normal(size=120), "b": rng.normal(size=120)})
    return frame.assign(quente=(frame.a > 0).astype(int), ruidoso=(frame.b > 0.2).astype(int))


@pytest.fixture
def table(bench: Bench) -> Path:
    path = Path("rotulos.csv")
    _rows().to_csv(path, index=False)
    bench.data.import_file(path, name="rotulos")
    return path


def test_a_run_learns_all_its_targets_and_its_model_answers_them(bench: Bench, table: Path) -> None:
    request = CompareRequest("rotulos", "quente", targets=("quente", "ruidoso"), folds=3, include=("lr",), n_select=1)
    run_id = bench.compare.submit(request)
    summary = bench.compare.summary(run_id)
    assert summary.task.problem is Problem.MULTILABEL
    assert summary.task.features == ("a", "b")
    assert bench.runs.get(run_id).title == "rotulos: quente, ruidoso"
    bench.compare.save(run_id, "lr", "rotulos-lr")
    answers, report = bench.predict.batch("rotulos-lr", table)
    assert report.answered == 120
    assert answers["prediction"].nunique() == 4


def test_targets_that_do_not_begin_with_the_target_are_refused(bench: Bench, table: Path) -> None:
    assert table.exists()
    with pytest.raises(InvalidTask, match="quente"):
        bench.compare.submit(CompareRequest("rotulos", "quente", targets=("ruidoso", "a")))


@pytest.mark.usefixtures("installation")
def test_python_takes_a_sequence_of_targets() -> None:
    frame = _rows()
    board = bancada.compare_models(frame, target=["quente", "ruidoso"], include=["lr"], fold=3, n_select=1)
    board.save("lr", "rotulos")
    assert bancada.load_model("rotulos").predict(frame).shape == (120, 2)
