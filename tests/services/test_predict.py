"""Answers as use cases: one by hand, many from a file, each logged."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from bancada import bootstrap, serving
from bancada.core.errors import AlreadyExists, BadInput, ImportRefused, ModelNotFound, SchemaError
from bancada.services import Bench

HEADER = "lux;temperatura;nota\n"


@pytest.fixture
def model(parts: bootstrap.Parts) -> str:
    """Return the name of a saved tree over two numbers."""
    rng = np.random.default_rng(2)
    rows = pd.DataFrame({"lux": rng.uniform(0, 50, 120), "temperatura": rng.uniform(0, 40, 120)})
    tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(rows, np.where(rows["lux"] > 20, "claro", "escuro"))
    parts.store.save("arvore", serving.draft_model(tree, sample=rows))
    line = LogisticRegression().fit(rows, np.where(rows["lux"] > 20, "claro", "escuro"))
    parts.store.save("reta", serving.draft_model(line, sample=rows))
    parts.store.save("sem-amostra", serving.draft_model(tree, sample=None))
    return "arvore"


def batch_file(*lines: str, header: str = HEADER) -> Path:
    path = Path("novas.csv")
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def test_every_row_of_a_brazilian_file_is_answered_in_its_order(bench: Bench, model: str) -> None:
    path = batch_file("30,5;1.020,5;a", "1,25;20,0;b", "40;-3,5;c")

    answers, report = bench.predict.batch(model, path)

    assert list(answers["prediction"]) == ["claro", "escuro", "claro"]
    assert list(answers["temperatura"]) == [1020.5, 20.0, -3.5]
    assert list(answers["nota"]) == ["a", "b", "c"]
    assert (report.rows, report.answered, report.refused, report.marked) == (3, 3, (), 2)
    assert "refused" not in answers


def test_refused_rows_stand_in_their_place_as_they_came_with_reasons_in_both_languages(
    bench: Bench, model: str
) -> None:
    path = batch_file("30,5;20,0;a", "claro;20,0;b", "1;2", "1,5;20,0;d", "=1+1;x;e")

    answers, report = bench.predict.batch(model, path)

    assert [refusal.row for refusal in report.refused] == [2, 3, 5]
    assert [finding.column for finding in report.refused[2].findings] == ["lux", "temperatura"]
    assert answers["prediction"].fillna("-").tolist() == ["claro", "-", "-", "escuro", "-"]
    assert answers["lux"].tolist() == [30.5, "claro", "1", 1.5, "=1+1"]
    assert answers["refused"].ne("").tolist() == [False, True, True, False, True]
    assert (answers["motivos"] != answers["refused"]).tolist() == [False, True, True, False, True]
    assert report.answered + len(report.refused) == report.rows == 5


def test_a_row_refused_by_the_model_keeps_its_number_in_the_file(bench: Bench, model: str) -> None:
    path = batch_file("x;1,0;a", "5,0;;b", "30,0;20,0;c")

    _, report = bench.predict.batch("reta", path)

    assert [(refusal.row, refusal.findings[0].code) for refusal in report.refused] == [
        (1, "cell_does_not_fit"),
        (2, "value_may_not_be_missing"),
    ]
    assert report.refused[1].findings[0].facts["row"] == 2


def test_columns_that_the_model_does_not_know_never_refuse_a_row(bench: Bench, model: str) -> None:
    lines = [f"{n},5;20,0;{n}" for n in range(60)]
    lines[30] = "30,5;20,0;nem número"

    answers, report = bench.predict.batch(model, batch_file(*lines))

    assert report.refused == ()
    assert answers["nota"][30] == "nem número"


def test_a_column_of_the_file_called_like_an_answer_is_kept_apart(bench: Bench, model: str) -> None:
    path = batch_file("30,5;20,0;velha", header="lux;temperatura;prediction\n")

    answers, _ = bench.predict.batch(model, path)

    assert answers[["prediction (input)", "prediction"]].to_numpy().tolist() == [["velha", "claro"]]


def test_a_file_without_a_column_of_the_signature_is_refused_whole(bench: Bench, model: str) -> None:
    with pytest.raises(SchemaError) as caught:
        bench.predict.batch(model, batch_file("1,5;a", header="lux;nota\n"))

    assert [problem.column for problem in caught.value.facts["problems"]] == ["temperatura"]


@pytest.mark.parametrize("name", ["nowhere.csv", "linhas.pdf"])
def test_a_file_that_cannot_be_read_is_refused_by_its_shown_name(name: str, bench: Bench, model: str) -> None:
    Path("linhas.pdf").write_bytes(b"%PDF-1.7")

    with pytest.raises(ImportRefused) as caught:
        bench.predict.batch(model, Path(name), shown_name=f"enviado-{name}")

    assert caught.value.facts["file"] == f"enviado-{name}"


def test_answers_are_written_whole_and_never_over_something(bench: Bench, model: str) -> None:
    path, out = batch_file("30,5;20,0;a", "x;1;b"), Path("respostas.csv")

    bench.predict.batch(model, path, out=out)

    written = pd.read_csv(out)
    assert written["prediction"].fillna("-").tolist() == ["claro", "-"]
    out.write_text("mine")
    with pytest.raises(AlreadyExists):
        bench.predict.batch(model, path, out=out)
    assert out.read_text() == "mine"
    with pytest.raises(BadInput):
        bench.predict.batch(model, path, out=Path("nowhere/respostas.csv"))
    assert not list(Path().glob(".respostas*"))


def test_a_file_that_comes_up_while_rows_are_answered_is_not_overwritten(
    bench: Bench, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Path("respostas.csv")
    hardlink_to = Path.hardlink_to
    monkeypatch.setattr(Path, "hardlink_to", lambda path, target: (out.write_text("mine"), hardlink_to(path, target)))

    with pytest.raises(AlreadyExists):
        bench.predict.batch(model, batch_file("30,5;20,0;a"), out=out)

    assert out.read_text() == "mine"
    assert not list(Path().glob(".respostas*"))


def test_every_answer_of_a_batch_is_logged_and_no_refused_row(bench: Bench, model: str) -> None:
    bench.predict.batch(model, batch_file("30,5;20,0;a", "x;1,0;b", "1,5;20,0;c"), origin="batch")
    bench.predict.one(model, {"lux": 1.0, "temperatura": 2.0})
    bench.predict.close()

    records = bench.predict.history(model)

    assert [record.origin for record in records] == ["manual", "batch", "batch"]
    assert sorted((r.inputs["lux"], r.answer) for r in records[1:]) == [(1.5, "escuro"), (30.5, "claro")]
    assert all(set(record.inputs) == {"lux", "temperatura"} for record in records)
    assert len({record.signature_sha256 for record in records}) == 1


def test_a_large_batch_is_logged_to_the_last_row(bench: Bench, model: str) -> None:
    rows = [f"{n % 50},5;20,0;x" for n in range(25_000)]

    bench.predict.batch(model, batch_file(*rows))
    bench.predict.close()

    assert len(bench.predict.history(model, limit=30_000)) == 25_000


def test_one_answer_is_marked_explained_and_refused_with_all_its_mistakes(bench: Bench, model: str) -> None:
    prediction = bench.predict.one(model, {"lux": 500.0, "temperatura": 20.0})

    assert prediction.answer == "claro"
    assert [mark.column for mark in prediction.marks] == ["lux"]
    assert prediction.contributions[0].name == "lux"
    with pytest.raises(SchemaError) as caught:
        bench.predict.one(model, {"lux": "muito", "temperatura": "frio"})
    assert len(caught.value.facts["problems"]) == 2


def test_a_model_without_a_signature_cannot_be_asked_by_name(bench: Bench, model: str) -> None:
    with pytest.raises(BadInput) as caught:
        bench.predict.signature("sem-amostra")
    assert caught.value.code == "model_without_signature"
    with pytest.raises(ModelNotFound):
        bench.predict.one("nada", {})


def test_threads_share_one_log_and_one_predictor(bench: Bench, model: str) -> None:
    barrier = threading.Barrier(8)
    others = set(threading.enumerate())  # logs of installations that other tests keep open

    def ask() -> None:
        barrier.wait()
        bench.predict.one(model, {"lux": 1.0, "temperatura": 2.0}, explain=False)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bench.predict.close()

    assert len(bench.predict.history(model)) == 8
    assert [thread for thread in set(threading.enumerate()) - others if thread.name == "prediction-log"] == []
