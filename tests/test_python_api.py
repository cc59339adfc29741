"""The public functions, as a script would use them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.tree import DecisionTreeClassifier

import bancada
from bancada.core.errors import InvalidTask, ModelExists, ModelNotFound

pytestmark = pytest.mark.usefixtures("installation")

PYCARET = ["Accuracy", "AUC", "Recall", "Prec.", "F1", "Kappa", "MCC", "TT (Sec)"]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """Return readings whose state is told by two of three columns; some are missing, some states too."""
    rng = np.random.default_rng(5)
    rows = pd.DataFrame(
        {"lux": rng.normal(15, 4, 200), "temperatura": rng.normal(20, 5, 200), "vibracao": rng.uniform(0, 1, 200)}
    )
    state = np.where(rows["temperatura"] + 5 * rows["vibracao"] + rng.normal(0, 1, 200) > 24, "alerta", "normal")
    rows["estado"] = state.astype(object)
    rows.loc[:4, "lux"] = np.nan
    rows.loc[5:9, "estado"] = None
    return rows


def test_models_are_compared_saved_and_loaded_as_the_readme_says(frame: pd.DataFrame) -> None:
    before = frame.copy()

    board = bancada.compare_models(frame, target="estado", n_select=2, sort="F1", fold=3, include=["lr", "dt"])

    pd.testing.assert_frame_equal(frame, before)
    assert [name for name in board.table.columns if name in PYCARET] == PYCARET
    assert set(board.table.index) == {"lr", "dt", "dummy"}
    assert set(board.scores.columns) == {"candidate", "fold", "metric", "value"}
    assert board.baseline.candidate == "dummy"
    assert len(board.top) == 2
    assert any(finding.code == "rows_without_target" for finding in board.summary.findings)
    best = board.summary.top[0]
    assert board.holdout.query("candidate == @best and metric == 'F1'")["value"].between(0, 1).all()

    info = board.save(best, "melhor", notes="do notebook")

    assert (info.notes, info.problem.value) == ("do notebook", "binary")
    answers = bancada.load_model("melhor").predict(frame.drop(columns="estado"))
    assert set(answers) <= {"alerta", "normal"}
    served = bancada.load_predictor("melhor")
    assert list(served.predict(frame.drop(columns="estado"))) == list(answers)
    assert served.predict_proba([[15.0, 14.0, 0.5]]).shape == (1, 2)


def test_values_in_the_order_of_the_signature_are_answered(frame: pd.DataFrame) -> None:
    rows = frame.dropna()
    model = DecisionTreeClassifier(max_depth=3, random_state=0).fit(
        rows[["lux", "temperatura", "vibracao"]], rows["estado"]
    )

    bancada.save_model(model, "arvore", {"title": "Árvore", "autor": "Ana"}, task="esteira.estado", sample=rows)

    assert list(bancada.load_model("arvore").predict([[15.0, 14.0, 0.5]])) == ["normal"]
    assert list(bancada.load_predictor("arvore").predict([[15.0, 35.0, 0.5]])) == ["alerta"]
    assert bancada.load_predictor("arvore").engine == "onnx"
    row = bancada.get_models_summary().loc["arvore"]
    assert (row["title"], row["task"]) == ("Árvore", "esteira.estado")


def test_without_a_sample_the_model_itself_serves_and_the_manifest_says_so(frame: pd.DataFrame) -> None:
    rows = frame.dropna()
    model = LogisticRegression().fit(rows[["lux", "temperatura", "vibracao"]].to_numpy(), rows["estado"])

    info = bancada.save_model(model, "sem-amostra")

    assert info.signature is None
    assert (info.certificate.accepted, info.certificate.reason) == (False, "no sample of rows was given")
    assert bancada.load_predictor("sem-amostra").engine == "native"
    assert list(bancada.load_model("sem-amostra").predict([[15.0, 14.0, 0.5]])) == ["normal"]


def test_a_taken_name_is_refused_and_a_deleted_one_is_free(frame: pd.DataFrame) -> None:
    model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    bancada.save_model(model, "um")

    with pytest.raises(ModelExists):
        bancada.save_model(model, "UM")

    assert bancada.list_models() == ["um"]
    bancada.delete_model("um")
    assert bancada.list_models() == []
    assert bancada.get_models_summary().empty
    with pytest.raises(ModelNotFound):
        bancada.load_model("um")
    bancada.save_model(model, "um")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"target": "nada"}, "columns_not_found"),
        ({"target": "estado", "sort": "Fama"}, "unknown_metric"),
        ({"target": "estado", "split": "group"}, "split_needs_column"),
    ],
    ids=["target", "sort", "split"],
)
def test_what_does_not_fit_the_frame_is_said_before_anything_is_fitted(
    wrong: dict[str, str], code: str, frame: pd.DataFrame
) -> None:
    with pytest.raises(InvalidTask) as caught:
        bancada.compare_models(frame, **wrong)

    assert caught.value.code == code


def test_time_orders_the_split_where_a_column_tells_it(frame: pd.DataFrame) -> None:
    timed = frame.assign(lida_em=pd.date_range("2026-01-01", periods=len(frame), freq="min", tz="UTC"))

    board = bancada.compare_models(timed, target="estado", fold=2, include=["nb"], n_select=1)

    assert board.summary.task.split.kind.value == "time"
    assert any(finding.code == "split_in_time_order" for finding in board.summary.findings)


def test_every_public_name_is_there_and_no_other_one_is_made_up() -> None:
    assert all(callable(getattr(bancada, name)) for name in bancada.__all__ if name != "__version__")
    with pytest.raises(AttributeError):
        bancada.train_models  # noqa: B018  # the access is the test


def test_the_store_lies_where_the_settings_say(installation: Path) -> None:
    bancada.save_model(LogisticRegression().fit([[0.0], [1.0]], [0, 1]), "aqui")

    assert (installation / "modelos_salvos" / "aqui" / "manifest.sig").is_file()


def test_frames_that_differ_are_not_counted_as_the_same_task(frame: pd.DataFrame) -> None:
    rows = frame.dropna()
    options = {"target": "estado", "include": ["dt"], "fold": 2, "n_select": 1}
    first, again = (bancada.compare_models(rows, **options).summary for _ in range(2))
    other = bancada.compare_models(rows.assign(lux=rows.lux + 1), **options).summary
    named = bancada.compare_models(rows, name="sala.estado", **options).summary
    assert first.task.name == again.task.name != other.task.name
    assert first.task.name.startswith("frame-")
    assert again.n_trials == 2 * first.n_trials
    assert other.n_trials == first.n_trials
    assert named.task.name == "sala.estado"


def test_a_splitter_deals_the_folds(frame: pd.DataFrame) -> None:
    splitter = StratifiedKFold(3)
    board = bancada.compare_models(frame, target="estado", include=["dt"], fold=splitter, n_select=1)
    plan = board.summary.task.split
    assert (plan.folds, plan.reason) == (3, "splitter")
    assert set(board.scores.fold) == {0, 1, 2}
