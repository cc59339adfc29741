"""What somebody who can write the store, and cannot read the key, gets: nothing opened, everything noticed."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from bancada.core.errors import BadInput, TamperedModel
from bancada.registry import ModelDraft, ModelStore, SigningKey, load_joblib


@pytest.fixture
def saved(store: ModelStore, draft: ModelDraft, root: Path) -> Path:
    store.save("good", draft)
    store.save(
        "other",
        replace(draft, files={"model.joblib": b"other", "model.onnx": b"o", "saved_model/variables/one.data": b"p"}),
    )
    return root / "good"


FILES = ["manifest.json", "manifest.sig", "model.joblib", "model.onnx", "saved_model/variables/one.data"]


@pytest.mark.parametrize("file", FILES)
def test_one_flipped_bit_anywhere_is_refused(store: ModelStore, saved: Path, file: str) -> None:
    whole = (saved / file).read_bytes()
    step = max(1, len(whole) // 40)
    for place in [*range(0, len(whole), step), len(whole) - 1]:
        changed = bytearray(whole)
        changed[place] ^= 1
        (saved / file).write_bytes(changed)
        if bytes(changed).split() == whole.split():
            continue  # the line end of manifest.sig
        with pytest.raises(TamperedModel):
            store.open("good")
        assert store.verify("good")
    (saved / file).write_bytes(whole)
    assert store.verify("good") == ()


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_refused_by_its_own_code(store: ModelStore, saved: Path, file: str) -> None:
    (saved / file).unlink()
    with pytest.raises(TamperedModel) as caught:
        store.open("good")
    assert caught.value.code == ("signature_missing" if file == "manifest.sig" else "artefact_missing")
    assert store.names() == ("other", "good")


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_another_signed_model_is_refused(store: ModelStore, saved: Path, file: str) -> None:
    shutil.copyfile(saved.parent / "other" / file, saved / file)
    with pytest.raises(TamperedModel):
        store.open("good")


def test_two_models_exchanged_whole_are_refused(store: ModelStore, saved: Path) -> None:
    other = saved.parent / "other"
    saved.rename(saved.parent / "x")
    other.rename(saved)
    (saved.parent / "x").rename(other)
    for name in ("good", "other"):
        with pytest.raises(TamperedModel) as caught:
            store.open(name)
        assert caught.value.code == "signed_for_another_name"


def test_a_longer_file_is_refused_without_reading_it_all(store: ModelStore, saved: Path) -> None:
    with (saved / "model.joblib").open("r+b") as file:
        file.truncate(2**40)  # sparse: a terabyte that would not fit into memory
    with pytest.raises(TamperedModel) as caught:
        store.open("good")
    assert caught.value.code == "artefact_changed"


def test_a_registry_that_points_elsewhere_opens_nothing(store: ModelStore, saved: Path, tmp_path: Path) -> None:
    shutil.copytree(saved, tmp_path / "elsewhere")
    registry = saved.parent / "registry.json"
    entries = orjson.loads(registry.read_bytes())
    for path in (str(tmp_path / "elsewhere"), "../elsewhere", "other"):
        registry.write_bytes(orjson.dumps(entries | {"good": entries["good"] | {"path": path}}))
        with pytest.raises(TamperedModel) as caught:
            store.open("good")
        assert caught.value.code == "path_altered"


class Payload:
    """A pickle that leaves a trace when it is opened."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.trace,))


def test_a_planted_payload_never_runs(
    store: ModelStore, saved: Path, tmp_path: Path, draft: ModelDraft, again: Callable[[], ModelStore]
) -> None:
    trace = tmp_path / "it-ran"
    payload = pickle.dumps(Payload(trace))
    root = saved.parent
    for place in (saved / "model.joblib", root / "loose.pkl", root / "loose2.joblib", root / "other" / "model.onnx"):
        place.write_bytes(payload)
    registry = root / "registry.json"
    legacy = {"loose": {"path": "loose.pkl", "metadata": {}, "saved_at": "2024-01-01T00:00:00"}}
    registry.write_bytes(orjson.dumps(orjson.loads(registry.read_bytes()) | legacy))
    for shop in (store, again()):
        for name in (*shop.names(), "loose", "loose2"):
            shop.info(name)
            shop.verify(name)
            with pytest.raises(Exception, match="not opened"):
                load_joblib(shop.open(name).files["model.joblib"])
        assert shop.summary().n_legacy == 2
    assert not trace.exists()
    store.adopt("loose", trust="I trust this pickle")
    assert not trace.exists()
    load_joblib(store.open("loose").files["model.joblib"])
    assert trace.exists()  # the payload is a real one: what kept it from running was the store


def test_an_edited_card_and_a_stranger_s_file_are_found(store: ModelStore, saved: Path) -> None:
    (saved / "CARD.md").write_text("# Perfect")
    (saved / "extra.pkl").write_bytes(b"x")
    assert sorted(finding.code for finding in store.verify("good")) == ["card_changed", "file_unlisted"]
    assert "Perfect" not in store.card("good")


def test_a_model_from_a_lost_key_is_refused_until_it_is_signed_again(
    store: ModelStore, saved: Path, key: SigningKey, root: Path
) -> None:
    key.path.unlink()
    fresh = SigningKey.load_or_create(key.path)
    assert fresh.id != key.id
    reopened = ModelStore(root, key=fresh)
    with pytest.raises(TamperedModel) as caught:
        reopened.open("good")
    assert caught.value.code == "signed_by_another_key"
    assert {finding.code for finding in reopened.summary().notices} == {"journal_head_missing"}
    (root / "other" / "model.onnx").write_bytes(b"changed meanwhile")
    with pytest.raises(BadInput):
        reopened.resign(reason=" ")
    assert reopened.resign(reason="the disk died") == ("good",)
    assert reopened.verify("good") == ()
    assert reopened.journal()[-1].facts["reason"] == "the disk died"
    with pytest.raises(TamperedModel):
        reopened.open("other")
    assert reopened.resign(reason="again") == ()


def test_a_signature_that_only_claims_another_key_is_not_the_way_around(store: ModelStore, saved: Path) -> None:
    (saved / "manifest.sig").write_text(f"bancada-hmac-sha256 {'0' * 16} {'0' * 64}\n")
    with pytest.raises(TamperedModel) as caught:
        store.open("good")
    assert caught.value.code == "signed_by_another_key"


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_journal_that_was_cut_short_is_noticed_and_stays_noticed(
    store: ModelStore, saved: Path, again: Callable[[], ModelStore], kept: int
) -> None:
    store.promote("good")
    journal = saved.parent / "journal.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:kept]))
    for reopened in (again(), again()):
        notices = reopened.summary().notices
        assert [(finding.code, finding.facts["expected"], finding.facts["found"]) for finding in notices] == [
            ("journal_cut_short", 3, kept)
        ]
        assert set(reopened.names()) == {"good", "other"}
        assert reopened.champion("rooms.busy")
    again().acknowledge(reason="restored what could be")
    assert again().summary().notices == ()


def test_a_removed_journal_is_noticed(store: ModelStore, saved: Path, again: Callable[[], ModelStore]) -> None:
    (saved.parent / "journal.jsonl").unlink()
    assert [finding.code for finding in again().summary().notices] == ["journal_cut_short"]


def test_an_edited_journal_line_is_noticed_and_set_aside(
    store: ModelStore, saved: Path, again: Callable[[], ModelStore]
) -> None:
    store.promote("good", reason="honest")
    store.annotate("good", notes="x")
    journal = saved.parent / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"honest", b"bribed"))
    reopened = again()
    assert [finding.code for finding in reopened.summary().notices] == ["journal_altered"]
    assert [line.event for line in reopened.journal()] == ["saved", "saved", "noticed"]
    assert [b"bribed" in path.read_bytes() for path in saved.parent.glob("journal.jsonl.set-aside-*")] == [True]
    assert [finding.code for finding in again().summary().notices] == ["journal_altered"]


def test_a_line_that_nobody_here_wrote_changes_nothing(
    store: ModelStore, saved: Path, again: Callable[[], ModelStore], tmp_path: Path
) -> None:
    stranger = SigningKey.load_or_create(tmp_path / "stranger")
    store.promote("good")
    shelf = ModelStore(saved.parent, key=stranger)._shelf
    end = shelf.journal.read().end
    record = {"task": "rooms.busy", "name": "other", "since": "2026-02-01T00:00:00Z", "id": "1", "rolled_back": False}
    shelf.journal.append(
        end.head, at=shelf.clock(), event="promoted", name="other", facts={"task": "rooms.busy", "record": record}
    )
    champion = again().champion("rooms.busy")
    assert champion
    assert champion.name == "good"
    assert [finding.code for finding in again().summary().notices] == ["journal_altered"]
