"""Commands that answer without a run: every one of them, in tables and in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.worked import Worked, brazilian_rows

pytestmark = pytest.mark.xdist_group("worked")

Bancada = Callable[..., object]


def test_datasets_are_listed_with_rows_and_target(worked: Worked, bancada: Bancada) -> None:
    answer = bancada("data", "list", "--json")

    assert [(info["name"], info["rows"], info["target"]) for info in answer.json] == [("esteira", 240, "estado")]
    assert "esteira" in bancada("data", "list").out


def test_a_dataset_shows_its_columns_as_numbers_though_it_was_written_with_commas(
    worked: Worked, bancada: Bancada
) -> None:
    columns = {
        column["name"]: column["type"] for column in bancada("data", "show", "esteira", "--json").json["columns"]
    }

    assert columns == {"lux": "float", "temperatura": "float", "galpao": "category", "estado": "category"}
    assert "temperatura" in bancada("data", "show", "esteira").out


def test_quality_is_scored_with_sentences(worked: Worked, bancada: Bancada) -> None:
    report = bancada("data", "quality", "esteira", "--json").json

    assert 0 <= report["score"] <= 100
    assert all(finding["message"] for finding in report["findings"])
    assert "of 100" in bancada("data", "quality", "esteira").out


def test_a_dataset_goes_to_the_trash_and_comes_back(worked: Worked, bancada: Bancada) -> None:
    assert bancada("data", "delete", "esteira").code == 0
    assert bancada("data", "list", "--json").json == []
    assert "bancada data import" in bancada("data", "list").out
    assert bancada("data", "restore", "esteira").code == 0
    assert bancada("data", "list", "--json").json[0]["name"] == "esteira"


def test_the_same_file_twice_adds_nothing_and_says_so(worked: Worked, bancada: Bancada) -> None:
    answer = bancada("data", "import", "linhas.csv", "--name", "esteira")

    assert answer.code == 0
    assert "nothing was added" in answer.out
    assert bancada("data", "import", "linhas.csv", "--name", "esteira", "--json").json["already_imported"]


def test_bad_rows_refuse_the_file_or_go_to_a_file_of_their_own(worked: Worked, bancada: Bancada) -> None:
    Path("ruins.csv").write_text(brazilian_rows(60, seed=5) + "abc;1,0;sul;normal\n")

    refused = bancada("data", "import", "ruins.csv", "--json")
    assert (refused.code, refused.error["code"]) == (3, "bad_rows")
    assert [info["name"] for info in bancada("data", "list", "--json").json] == ["esteira"]

    taken = bancada("data", "import", "ruins.csv", "--skip-bad", "--json")
    assert (taken.code, taken.json["accepted"], taken.json["refused"]) == (0, 60, 1)
    assert "abc" in Path(taken.json["refused_file"]).read_text(encoding="utf-8-sig")


def test_models_are_listed_with_metric_beside_its_baseline(worked: Worked, bancada: Bancada) -> None:
    models = bancada("models", "list", "--json").json

    assert len(models) == 2
    assert all(model["main_metric"]["baseline"] is not None for model in models)
    assert models[0]["name"] in bancada("models", "list").out


def names_of(bancada: Bancada) -> list[str]:
    return [model["name"] for model in bancada("models", "list", "--json").json]


def test_a_model_shows_its_card(worked: Worked, bancada: Bancada) -> None:
    name = names_of(bancada)[0]

    assert bancada("models", "card", name).out.startswith("#")
    assert bancada("models", "card", name, "--json").json["card"] == bancada("models", "card", name).out[:-1]
    assert bancada("models", "show", name, "--json").json["lineage"]["run_id"] == worked.run_id
    assert "esteira" in bancada("models", "show", name).out


def test_a_model_is_annotated_renamed_and_compared_with_another(worked: Worked, bancada: Bancada) -> None:
    first, second = names_of(bancada)

    assert bancada("models", "annotate", first, "--title", "Esteira 3", "--tag", "piloto", "--json").json["tags"] == [
        "piloto"
    ]
    assert bancada("models", "rename", first, "esteira-3", "--json").json["title"] == "Esteira 3"
    assert bancada("models", "diff", "esteira-3", second, "--json").json["metrics"]
    assert "metrics" in bancada("models", "diff", "esteira-3", second).out


def test_promotion_is_tried_done_shown_and_rolled_back(worked: Worked, bancada: Bancada) -> None:
    first, second = names_of(bancada)
    task = "esteira.estado"

    assert bancada("models", "champion", task).code == 4
    assert bancada("models", "promote", first, "--dry-run", "--json").json["messages"]
    assert bancada("models", "champion", "--json").json == []
    for name in (first, second):
        assert bancada("models", "promote", name, "--force", "--reason", "teste").code == 0
    assert bancada("models", "champion", task, "--json").json["name"] == second
    assert len(bancada("models", "champion", task, "--history", "--json").json) == 2
    assert bancada("models", "rollback", task, "--reason", "errava", "--json").json["name"] == first
    assert first in bancada("models", "champion").out
    assert bancada("models", "champion", task, "--as-of", "2001-01-01T00:00:00").code == 4


def test_a_deleted_model_waits_in_the_trash(worked: Worked, bancada: Bancada) -> None:
    first, second = names_of(bancada)

    assert bancada("models", "delete", first).code == 0
    assert names_of(bancada) == [second]
    assert [item["name"] for item in bancada("models", "restore", "--json").json] == [first]
    assert bancada("models", "restore", first).code == 0
    assert sorted(names_of(bancada)) == sorted([first, second])


def test_verify_names_the_model_whose_file_was_changed_and_nothing_else_is_blamed(
    worked: Worked, bancada: Bancada
) -> None:
    first, second = names_of(bancada)
    assert bancada("models", "verify").code == 0

    artefact = worked.models / first / "model.joblib"
    artefact.write_bytes(artefact.read_bytes()[:-1] + b"!")

    answer = bancada("models", "verify", "--json")
    assert answer.code == 6
    assert answer.error["facts"]["names"] == [first]
    assert answer.json[second] == []
    assert bancada("models", "promote", first, "--force", "--reason", "x").code == 6


def test_a_model_travels_as_one_file(worked: Worked, bancada: Bancada) -> None:
    name = names_of(bancada)[0]

    assert bancada("models", "export", name, "modelo.zip").code == 0
    assert bancada("models", "import", "modelo.zip", "de-volta", "--json").json["name"] == "de-volta"
    assert bancada("models", "import", "modelo.zip", "de-volta").code == 5


def test_a_finished_comparison_still_gives_its_third_model(worked: Worked, bancada: Bancada) -> None:
    saved = bancada("models", "save", worked.run_id, "dt", "arvore", "--notes", "a terceira", "--json")

    assert saved.json["notes"] == "a terceira"
    assert bancada("models", "save", worked.run_id, "dt", "arvore").code == 5
    assert bancada("models", "save", worked.run_id, "rf", "outra").code == 4
    assert bancada("models", "save", worked.run_id, "dt", "../fora").code == 3


def test_a_run_shows_its_log(worked: Worked, bancada: Bancada) -> None:
    assert [run["id"] for run in bancada("runs", "list", "--json").json] == [worked.run_id]
    shown = bancada("runs", "show", worked.run_id, "--json").json
    assert shown["status"] == "done"
    assert any("certificate" in line["text"] for line in shown["log"])
    assert worked.run_id in bancada("runs", "show", worked.run_id).out
    assert bancada("runs", "follow", worked.run_id, "--json").json["status"] == "done"
    assert bancada("runs", "cancel", worked.run_id).code == 6
    assert bancada("runs", "retry", worked.run_id).code == 6


def test_one_row_is_answered_with_probabilities_and_what_moved_them(worked: Worked, bancada: Bancada) -> None:
    name = names_of(bancada)[0]
    given = ("--set", "lux=80,5", "--set", "temperatura=40", "--set", "galpao=norte")

    answer = bancada("predict", name, *given, "--json").json

    assert answer["answer"] == "quente"
    assert sum(answer["probabilities"].values()) == pytest.approx(1)
    assert {mark["column"] for mark in answer["marks"]} == {"lux", "temperatura"}
    assert "quente" in bancada("predict", name, *given).out


def test_the_champion_answers_by_the_name_of_its_task(worked: Worked, bancada: Bancada) -> None:
    name = names_of(bancada)[0]
    bancada("models", "promote", name, "--force", "--reason", "teste")

    answer = bancada(
        "predict", "esteira.estado", "--set", "lux=20", "--set", "temperatura=20", "--set", "galpao=sul", "--json"
    )

    assert answer.json["model"] == name


def test_a_file_is_answered_row_by_row_and_never_overwritten(worked: Worked, bancada: Bancada) -> None:
    name = names_of(bancada)[0]
    Path("novas.csv").write_text("lux;temperatura;galpao;nota\n80,5;40,0;norte;a\nx;1,0;sul;b\n10,0;15,0;oeste;c\n")

    answer = bancada("predict", name, "--file", "novas.csv", "--out", "respostas.csv", "--json")

    assert answer.code == 0
    assert [row["row"] for row in answer.json["report"]["refused"]] == [2]
    assert len(Path("respostas.csv").read_text().splitlines()) == 4
    assert bancada("predict", name, "--file", "novas.csv", "--out", "respostas.csv").code == 5
    shown = bancada("predict", name, "--file", "novas.csv")
    assert "2:" in shown.err
    assert shown.out.count("quente") >= 1


def test_a_file_of_bad_rows_alone_fails_after_saying_why(worked: Worked, bancada: Bancada) -> None:
    Path("novas.csv").write_text("lux;temperatura;galpao\nx;1,0;sul\n")

    answer = bancada("predict", names_of(bancada)[0], "--file", "novas.csv", "--json")

    assert (answer.code, answer.error["code"]) == (3, "batch_all_refused")


def test_settings_say_where_each_value_came_from(
    worked: Worked, bancada: Bancada, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("BANCADA_PORT=8777\n")
    monkeypatch.setenv("BANCADA_JOBS_URL", "postgresql://ana:segredo@banco/bancada")

    answer = bancada("settings", "--json")

    rows = {row["name"]: (row["value"], row["origin"]) for row in answer.json}
    assert rows["BANCADA_PORT"] == ("8777", ".env")
    assert rows["BANCADA_JOBS_URL"] == ("postgresql://ana:***@banco/bancada", "environment")
    assert rows["BANCADA_CACHE_TTL_S"] == ("3600", "default")
    assert "segredo" not in answer.out + bancada("settings").out


def test_the_doctor_finds_all_well_but_for_the_worker(worked: Worked, bancada: Bancada) -> None:
    answer = bancada("doctor", "--json")

    found = {finding["code"]: finding["severity"] for finding in answer.json}
    assert answer.code == 0
    assert found["doctor_no_worker"] == "caution"
    assert {"doctor_tables", "doctor_store", "doctor_key"} <= set(found)
    assert "[info]" in bancada("doctor").out


def test_the_doctor_says_that_the_key_lies_open(worked: Worked, bancada: Bancada) -> None:
    (worked.folder / "keys" / "signing.key").chmod(0o644)

    answer = bancada("doctor", "--json")

    assert answer.code == 6
    assert answer.error["code"] == "doctor_failed"


def test_the_doctor_goes_on_where_the_database_cannot_be_read(worked: Worked, bancada: Bancada) -> None:
    (worked.folder / "data" / "bancada.db").write_bytes(b"no database at all" * 100)
    for log in (worked.folder / "data").glob("bancada.db-*"):
        log.unlink()

    codes = {f["code"]: f["severity"] for f in json.loads(bancada("doctor", "--json").out)}

    assert codes["database_not_readable"] == "failure"
    assert "doctor_key" in codes
