"""What a model store does when nobody interferes."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from bancada.core.errors import (
    BadInput,
    InvalidName,
    ModelExists,
    ModelNotFound,
    NotFound,
    Refused,
    TamperedModel,
    UntrustedModel,
)
from bancada.core.model import Lineage
from bancada.registry import ModelDraft, ModelStore, SigningKey, dump_joblib, load_joblib, read_draft, write_draft
from bancada.registry.card import describe_split


def test_importing_the_registry_loads_no_engine() -> None:
    code = "import sys, bancada.registry; print(sorted({'numpy','pandas','sklearn','joblib','onnx','keras'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_store_that_was_never_used_is_empty_and_creates_nothing(store: ModelStore, root: Path) -> None:
    assert (store.names(), store.champions(), store.trash(), store.journal()) == ((), {}, (), ())
    assert store.summary().n_models == 0
    assert not root.exists()


def test_what_was_saved_comes_back_whole(store: ModelStore, draft: ModelDraft, again: Callable[[], ModelStore]) -> None:
    saved = store.save("forest", draft, title="Floresta", notes="first", tags=("b", "a", "b"))
    opened = again().open("forest")
    assert dict(opened.files) == dict(draft.files)
    assert opened.info == saved == again().info("forest")
    assert opened.modules == draft.modules
    for fact in (
        "kind",
        "task",
        "problem",
        "main_metric",
        "signature",
        "certificate",
        "lineage",
        "versions",
        "metadata",
    ):
        assert getattr(saved, fact) == getattr(draft, fact)
    assert (saved.title, saved.notes, saved.tags, saved.format) == ("Floresta", "first", ("a", "b"), 1)


def test_a_metric_that_is_not_finite_is_left_out(store: ModelStore, draft: ModelDraft) -> None:
    assert any(math.isnan(figure.value) for figure in draft.metrics)
    assert [figure.name for figure in store.save("forest", draft).metrics] == ["Accuracy"]


def test_the_folder_looks_as_documented(store: ModelStore, draft: ModelDraft, root: Path) -> None:
    store.save("forest", draft)
    store.promote("forest")
    store.save("other", draft)
    store.delete("other")
    expected = {"registry.json", "aliases.json", "journal.jsonl", "forest", ".trash", ".lock"}
    assert {path.name for path in root.iterdir()} == expected
    own = {"manifest.json", "manifest.sig", "CARD.md", "saved_model"}
    assert {path.name for path in (root / "forest").iterdir()} == own | {"model.joblib", "model.onnx"}
    entry = orjson.loads((root / "registry.json").read_bytes())["forest"]
    assert set(entry) == {"path", "metadata", "saved_at", "format"}
    assert (entry["path"], entry["format"]) == ("forest", 1)
    assert datetime.fromisoformat(entry["saved_at"]).tzinfo is not None


def test_the_list_is_newest_first_and_needs_no_manifest(store: ModelStore, draft: ModelDraft, root: Path) -> None:
    for name in ("one", "two", "three"):
        store.save(name, draft)
    (root / "two" / "manifest.json").unlink()
    listed = store.list()
    assert [info.name for info in listed] == ["three", "two", "one"]
    assert listed[0].main_metric == draft.main_metric
    assert listed is store.list()


def test_another_process_s_changes_are_seen(
    store: ModelStore, draft: ModelDraft, again: Callable[[], ModelStore]
) -> None:
    store.save("one", draft)
    other = again()
    assert other.names() == ("one",)
    store.save("two", draft)
    store.promote("two")
    assert other.names() == ("two", "one")
    assert [info.is_champion for info in other.list()] == [True, False]


@pytest.mark.parametrize("taken", ["forest", "FOREST", "Forest"])
def test_a_taken_name_is_refused_in_any_case(store: ModelStore, draft: ModelDraft, taken: str) -> None:
    store.save("forest", draft)
    with pytest.raises(ModelExists):
        store.save(taken, replace(draft, files={"model.onnx": b"other"}))
    assert store.names() == ("forest",)
    assert dict(store.open("forest").files) == dict(draft.files)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"files": {}}, "draft_without_files"),
        ({"files": {"../x": b""}}, "invalid_file_name"),
        ({"files": {"/x": b""}}, "invalid_file_name"),
        ({"files": {"manifest.json": b""}}, "invalid_file_name"),
        ({"files": {"a": b"", "A": b""}}, "invalid_file_name"),
        ({"metadata": {"x": object()}}, "metadata_not_json"),
        ({"modules": ("os",)}, "foreign_module"),
        ({"modules": ("bancada",)}, "foreign_module"),
        ({"modules": ("bancada.x;import os",)}, "foreign_module"),
        ({"modules": ("bancadax.y",)}, "foreign_module"),
    ],
)
def test_a_draft_that_cannot_be_stored_is_refused_and_leaves_nothing(
    store: ModelStore, draft: ModelDraft, root: Path, change: dict[str, object], code: str
) -> None:
    with pytest.raises((BadInput, UntrustedModel)) as caught:
        store.save("forest", replace(draft, **change))
    assert caught.value.code == code
    assert not (root / "forest").exists()


@pytest.mark.parametrize("texts", [{"title": "a\0b"}, {"notes": "x" * 20_001}, {"tags": "one"}, {"tags": [""]}])
def test_texts_that_cannot_be_kept_are_refused(store: ModelStore, draft: ModelDraft, texts: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="characters"):
        store.save("forest", draft, **texts)
    assert store.names() == ()


def test_annotating_changes_what_is_given_and_nothing_else(store: ModelStore, draft: ModelDraft) -> None:
    store.save("forest", draft, title="one", notes="two", tags=["three"])
    assert store.annotate("forest", notes="").notes == ""
    info = store.annotate("forest", tags=["x"])
    assert (info.title, info.notes, info.tags) == ("one", "", ("x",))
    assert store.verify("forest") == ()
    with pytest.raises(ModelNotFound):
        store.annotate("nothing", title="x")


def test_a_renamed_model_keeps_texts_reigns_and_bytes(
    store: ModelStore, draft: ModelDraft, again: Callable[[], ModelStore]
) -> None:
    store.save("old", draft, title="T", tags=["x"])
    store.save("next", draft)
    store.promote("old")
    store.promote("next")
    store.promote("old")
    info = store.rename("old", "new")
    assert (info.name, info.title, info.tags, info.is_champion) == ("new", "T", ("x",), True)
    assert dict(again().open("new").files) == dict(draft.files)
    assert [record.name for record in store.history("rooms.busy")] == ["new", "next", "new"]
    assert [record.previous for record in store.history("rooms.busy")] == [None, "new", "next"]
    with pytest.raises(ModelNotFound):
        store.open("old")
    store.save("old", draft)
    assert not store.info("old").is_champion
    assert [line.event for line in store.journal()].count("renamed") == 1


def test_a_rename_may_change_case_alone_and_takes_no_taken_name(store: ModelStore, draft: ModelDraft) -> None:
    store.save("forest", draft)
    store.save("other", draft)
    assert store.rename("forest", "Forest").name == "Forest"
    with pytest.raises(ModelExists):
        store.rename("Forest", "OTHER")
    with pytest.raises(InvalidName):
        store.rename("Forest", "../x")
    assert set(store.names()) == {"Forest", "other"}


def test_champions_have_a_history_that_can_be_asked_by_date(store: ModelStore, draft: ModelDraft) -> None:
    for name in ("a", "b"):
        store.save(name, draft)
    first = store.promote("a", reason="good")
    second = store.promote("b", forced=True, reason="better")
    assert store.promote("b") == second
    assert store.champion("rooms.busy") == second
    assert store.champion("rooms.busy", as_of=first.since) == first
    assert store.champion("rooms.busy", as_of=datetime(2020, 1, 1, tzinfo=UTC)) is None
    assert store.champion("nothing") is None
    assert (second.previous, second.forced, second.reason) == ("a", True, "better")
    assert store.champions() == {"rooms.busy": second}
    with pytest.raises(BadInput, match="zone"):
        store.champion("rooms.busy", as_of=datetime(2026, 1, 1))  # noqa: DTZ001  # the very mistake


def test_a_model_without_a_task_says_so_and_takes_one(store: ModelStore, draft: ModelDraft) -> None:
    store.save("a", replace(draft, task=""))
    with pytest.raises(BadInput, match="task"):
        store.promote("a")
    assert store.promote("a", task="other").task == "other"


def test_rolling_back_goes_one_reign_further_each_time(store: ModelStore, draft: ModelDraft) -> None:
    for name in ("a", "b", "c"):
        store.save(name, draft)
        store.promote(name)
    assert store.rollback("rooms.busy", reason="worse").name == "b"
    assert store.rollback("rooms.busy").name == "a"
    with pytest.raises(Refused) as caught:
        store.rollback("rooms.busy")
    assert caught.value.code == "already_rolled_back"
    with pytest.raises(NotFound):
        store.rollback("nothing")
    assert [record.rolled_back for record in store.history("rooms.busy")] == [False] * 3 + [True] * 2


def test_who_a_rollback_would_bring_back_is_told_and_nobody_where_it_is_refused(
    store: ModelStore, draft: ModelDraft
) -> None:
    assert store.rollback_target("rooms.busy") is None
    for name in ("a", "b"):
        store.save(name, draft)
        store.promote(name)
    assert store.rollback_target("rooms.busy") == "a"
    store.rollback("rooms.busy")
    champion = store.champion("rooms.busy")
    assert champion is not None
    assert (champion.name, champion.previous) == ("a", "b")
    assert store.rollback_target("rooms.busy") is None


def test_a_task_of_one_reign_has_nothing_to_roll_back(store: ModelStore, draft: ModelDraft) -> None:
    store.save("a", draft)
    store.promote("a")
    with pytest.raises(Refused) as caught:
        store.rollback("rooms.busy")
    assert caught.value.code == "nothing_to_roll_back"


def test_a_reign_that_was_forced_stays_forced_when_a_rollback_gives_it_back(
    store: ModelStore, draft: ModelDraft
) -> None:
    for name, forced in (("a", True), ("b", False), ("c", False)):
        store.save(name, draft)
        store.promote(name, forced=forced, reason=f"why {name}")

    fair = store.rollback("rooms.busy", reason="c errs")
    back = store.rollback("rooms.busy", reason="b errs")

    assert (fair.forced, fair.reason, fair.rollback_reason) == (False, "c errs", "")
    assert (back.name, back.forced, back.reason, back.rollback_reason) == ("a", True, "why a", "b errs")
    assert store.champion("rooms.busy") == back
    again = ModelStore(store.root, key=SigningKey.load_or_create(store.key_path))
    assert again.history("rooms.busy")[-1] == back


def test_rolling_back_passes_over_deleted_champions_even_where_their_name_was_given_away(
    store: ModelStore, draft: ModelDraft
) -> None:
    for name in ("a", "b", "c"):
        store.save(name, draft)
        store.promote(name)
    store.delete("b")
    store.save("b", draft)
    assert store.rollback("rooms.busy").name == "a"


def test_a_champion_is_not_deleted(store: ModelStore, draft: ModelDraft) -> None:
    store.save("a", draft)
    store.promote("a")
    with pytest.raises(Refused) as caught:
        store.delete("a")
    assert caught.value.code == "model_is_champion"
    assert store.names() == ("a",)


def test_a_deleted_model_can_be_restored_until_the_trash_is_emptied(
    store: ModelStore, draft: ModelDraft, root: Path
) -> None:
    store.save("a", draft, title="T")
    store.annotate("a", notes="N")
    gone = store.delete("a")
    assert store.names() == ()
    assert store.trash() == (gone,)
    assert (gone.name, gone.title, gone.kind) == ("a", "T", "rf")
    store.save("a", draft)
    with pytest.raises(ModelExists):
        store.restore(gone.id)
    store.rename("a", "b")
    assert store.restore(gone.id).notes == "N"
    assert dict(store.open("a").files) == dict(draft.files)
    store.delete("a")
    assert store.empty_trash() == 1
    assert (store.trash(), list((root / ".trash").iterdir())) == ((), [])
    with pytest.raises(ModelNotFound):
        store.restore(gone.id)


@pytest.mark.parametrize("trash_id", ["../../etc/passwd", "", "a/b", "..", "x" * 500, 7])
def test_only_what_is_in_the_trash_is_restored(store: ModelStore, draft: ModelDraft, trash_id: str) -> None:
    store.save("a", draft)
    store.delete("a")
    with pytest.raises(ModelNotFound):
        store.restore(trash_id)


@pytest.mark.parametrize("path", ["../outside", "/var/x", "b", ".lock"])
def test_an_edited_note_in_the_trash_sends_nothing_elsewhere(
    store: ModelStore, draft: ModelDraft, root: Path, path: str
) -> None:
    store.save("a", draft)
    gone = store.delete("a")
    note = root / ".trash" / f"{gone.id}.json"
    note.write_bytes(orjson.dumps(orjson.loads(note.read_bytes()) | {"path": path}))
    with pytest.raises(TamperedModel):
        store.restore(gone.id)
    assert store.names() == ()


def test_the_difference_of_two_models_names_what_differs(store: ModelStore, draft: ModelDraft) -> None:
    assert draft.signature
    assert draft.main_metric
    store.save("a", draft)
    store.save("b", draft)
    assert store.diff("a", "b").is_empty
    better = replace(draft.main_metric, value=0.95)
    narrow = replace(draft.signature, fields=draft.signature.fields[:1], threshold=0.5)
    store.save("c", replace(draft, kind="lr", metrics=(better,), signature=narrow, versions={"scikit-learn": "1.8.0"}))
    diff = store.diff("a", "c")
    assert [(item.field, item.a, item.b) for item in diff.facts] == [("kind", "rf", "lr"), ("threshold", 0.4, 0.5)]
    assert [(item.field, item.a, item.b) for item in diff.metrics] == [("Accuracy (holdout)", 0.93, 0.95)]
    assert [(item.field, item.a, item.b) for item in diff.signature] == [("room", "category", None)]
    assert [item.field for item in diff.versions] == ["scikit-learn"]


def test_the_card_tells_what_a_reader_needs(store: ModelStore, draft: ModelDraft) -> None:
    store.save("a", draft, title="Rooms *now*", notes="A <b>note</b>")
    store.promote("a")
    card = store.card("a")
    for said in (
        "# Rooms \\*now\\*",
        "\\<b\\>",
        "rooms.busy",
        "ab" * 32,
        "| Accuracy | 0.93 | 0.91 to 0.95 | 0.79 | holdout |",
    ):
        assert said in card
    for said in (
        "lux | number | lux | 0 to 1,697.2",
        "scikit-learn: 1.9.0",
        'load_model("a")',
        "champion",
        "1,000 rows",
    ):
        assert said in card
    assert "## Como carregar" in store.card("a", language="pt_BR")


def test_the_card_is_portuguese_to_its_last_word_and_number(store: ModelStore, draft: ModelDraft) -> None:
    lineage = Lineage("rooms", "ab" * 32, "simulated", "run-1", "time x 5, holdout 0.2", 8000, 2000, 40, 7, "native")
    store.save("a", replace(draft, lineage=lineage))
    card = store.card("a", language="pt_BR")
    for said in (
        "- Problema: duas classes",
        "- Origem: simulado",
        "- Linhas: treino / reserva: 8.000 / 2.000",
        "- Divisão: ordem de tempo, 5 partições, reserva de 20%",
        "| Métrica | Valor | Intervalo de 95% | Referência | Linhas |",
        "| Accuracy | 0,93 | 0,91 a 0,95 | 0,79 | reserva |",
        "| lux | número | lux | 0 a 1.697,2 | sim |",
    ):
        assert said in card


@pytest.mark.parametrize(
    ("text", "said"),
    [("group x 4, holdout 0", "by group, 4 folds, holdout of 0%"), ("time", "time order"), ("by hand", "by hand")],
    ids=["a plan", "a kind", "unknown"],
)
def test_a_split_is_said_in_words(text: str, said: str) -> None:
    assert describe_split(text, language="en") == said


def test_the_summary_counts(store: ModelStore, draft: ModelDraft, root: Path) -> None:
    store.save("a", draft)
    store.promote("a")
    (root / "old.pkl").write_bytes(b"x")
    summary = store.summary()
    assert (summary.n_models, summary.n_champions, summary.n_legacy, summary.tasks) == (2, 1, 1, ("rooms.busy",))
    assert summary.bytes == sum(map(len, draft.files.values()))
    assert summary.notices == ()


def test_a_name_that_is_not_there_names_those_that_are_like_it(store: ModelStore, draft: ModelDraft) -> None:
    store.save("forest", draft)
    with pytest.raises(ModelNotFound, match="forest"):
        store.open("forst")


def test_a_draft_survives_being_written_and_read(tmp_path: Path, draft: ModelDraft, key: SigningKey) -> None:
    whole = replace(draft, metrics=draft.metrics[:1])
    for _ in range(2):
        write_draft(tmp_path / "runs" / "top-1", whole, key=key)
    assert read_draft(tmp_path / "runs" / "top-1", key=key) == whole
    (tmp_path / "runs" / "top-1" / "model.joblib").write_bytes(b"the native modeL")
    with pytest.raises(TamperedModel) as caught:
        read_draft(tmp_path / "runs" / "top-1", key=key)
    assert caught.value.code == "artefact_changed"


def test_a_draft_s_folder_does_not_pass_for_a_model(
    tmp_path: Path, draft: ModelDraft, key: SigningKey, store: ModelStore, root: Path
) -> None:
    store.save("a", draft)
    write_draft(root / "b", draft, key=key)
    registry = orjson.loads((root / "registry.json").read_bytes())
    (root / "registry.json").write_bytes(orjson.dumps(registry | {"b": registry["a"] | {"path": "b"}}))
    with pytest.raises(TamperedModel) as caught:
        store.open("b")
    assert caught.value.code == "signed_for_another_name"


def test_an_estimator_goes_to_bytes_and_back() -> None:
    model = {"weights": [1.0, 2.0], "bias": 0.5}
    assert load_joblib(dump_joblib(model), ("bancada.core.values",)) == model
    with pytest.raises(UntrustedModel):
        load_joblib(dump_joblib(model), ("antigravity",))
