"""Models from before: listed, never opened, adopted on request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from bancada.core.errors import ModelExists, ModelNotFound, Refused, UntrustedModel
from bancada.registry import TRUST_PHRASE, ModelDraft, ModelStore


@pytest.fixture
def old(root: Path) -> Path:
    """A folder as the application before left it: a registry without formats, a file it names, two it does not, and one that is gone."""
    root.mkdir()
    for file in ("rf.pkl", "loose.joblib", "Árvore de decisão.pkl"):
        (root / file).write_bytes(f"bytes of {file}".encode())
    entries = {
        "Floresta 1": {
            "path": "modelos_salvos/rf.pkl",
            "metadata": {"accuracy": 0.9},
            "saved_at": "2024-05-01T10:00:00",
        },
        "gone": {"path": "C:\\modelos\\gone.pkl", "metadata": {}, "saved_at": "never"},
    }
    (root / "registry.json").write_bytes(orjson.dumps(entries))
    return root


def test_legacy_models_are_listed_beside_others(store: ModelStore, old: Path, draft: ModelDraft) -> None:
    store.save("new", draft)
    listed = {info.name: info for info in store.list()}
    assert set(listed) == {"new", "Floresta-1", "gone", "loose", "Arvore-de-decisao"}
    assert {name for name, info in listed.items() if info.is_legacy} == set(listed) - {"new"}
    forest = listed["Floresta-1"]
    assert (forest.title, forest.format, forest.metadata) == ("Floresta 1", 0, {"accuracy": 0.9})
    assert forest.saved_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert store.info("Floresta-1") == forest
    assert (store.summary().n_models, store.summary().n_legacy) == (5, 4)


@pytest.mark.parametrize("name", ["Floresta-1", "loose", "gone"])
def test_a_legacy_model_is_not_opened_promoted_or_renamed(store: ModelStore, old: Path, name: str) -> None:
    with pytest.raises(UntrustedModel) as caught:
        store.open(name)
    assert caught.value.code == "legacy_model"
    assert [finding.code for finding in store.verify(name)] == ["legacy_model"]
    for use in (store.promote, lambda name: store.rename(name, "x"), lambda name: store.annotate(name, title="x")):
        with pytest.raises(Refused) as refused:
            use(name)
        assert refused.value.code == "legacy_not_adopted"


@pytest.mark.parametrize("trust", ["", "yes", "i trust this pickle", "I trust this pickle."])
def test_adopting_takes_the_phrase_to_the_letter_and_says_what_it_means(
    store: ModelStore, old: Path, trust: str
) -> None:
    with pytest.raises(UntrustedModel, match="runs whatever code") as caught:
        store.adopt("loose", trust=trust)
    assert TRUST_PHRASE in str(caught.value)
    assert store.info("loose").is_legacy


@pytest.mark.parametrize(
    ("name", "file"),
    [("Floresta-1", "rf.pkl"), ("loose", "loose.joblib"), ("Arvore-de-decisao", "Árvore de decisão.pkl")],
)
def test_an_adopted_model_is_the_same_bytes_signed(
    store: ModelStore, old: Path, again: Callable[[], ModelStore], name: str, file: str
) -> None:
    n_models = len(store.names())
    info = store.adopt(name, trust=TRUST_PHRASE)
    assert (info.is_legacy, info.format, info.kind) == (False, 1, "pickle")
    reopened = again()
    assert reopened.open(name).files["model.joblib"] == f"bytes of {file}".encode()
    assert (old / file).exists()
    assert len(reopened.names()) == n_models
    assert reopened.journal()[-1].event == "adopted"
    assert reopened.journal()[-1].facts["origin"]["trust"] == TRUST_PHRASE
    with pytest.raises(Refused):
        store.adopt(name, trust=TRUST_PHRASE)


def test_a_legacy_model_without_its_file_cannot_be_adopted(store: ModelStore, old: Path) -> None:
    with pytest.raises(Refused) as caught:
        store.adopt("gone", trust=TRUST_PHRASE)
    assert caught.value.code == "artefact_missing"
    with pytest.raises(ModelNotFound):
        store.adopt("nothing", trust=TRUST_PHRASE)


def test_a_link_among_legacy_files_is_not_followed(store: ModelStore, old: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.pkl").write_bytes(b"secret")
    (old / "link.pkl").symlink_to(tmp_path / "outside.pkl")
    (old / "rf.pkl").unlink()
    (old / "rf.pkl").symlink_to(tmp_path / "outside.pkl")
    assert "link" not in store.names()
    with pytest.raises(Refused) as caught:
        store.adopt("Floresta-1", trust=TRUST_PHRASE)
    assert caught.value.code == "link_in_store"


@pytest.mark.parametrize("name", ["loose", "LOOSE", "floresta-1"])
def test_a_name_that_a_legacy_model_has_is_taken(store: ModelStore, old: Path, draft: ModelDraft, name: str) -> None:
    with pytest.raises(ModelExists):
        store.save(name, draft)


def test_a_legacy_model_can_be_deleted_and_restored(store: ModelStore, old: Path) -> None:
    for name, file in (("loose", "loose.joblib"), ("Floresta-1", "rf.pkl")):
        gone = store.delete(name)
        assert name not in store.names()
        assert not (old / file).exists()
        assert store.restore(gone.id).is_legacy
        assert (old / file).read_bytes() == f"bytes of {file}".encode()


@pytest.mark.parametrize(
    "path", ["..", "", ".", "/", "registry.json", "../journal.jsonl", "good", ".trash", "a\0.pkl", 7, None]
)
def test_an_entry_that_names_something_else_as_its_pickle_moves_and_reads_nothing(
    store: ModelStore, draft: ModelDraft, root: Path, path: object
) -> None:
    store.save("good", draft)
    registry = root / "registry.json"
    registry.write_bytes(orjson.dumps(orjson.loads(registry.read_bytes()) | {"evil": {"path": path, "metadata": {}}}))
    with pytest.raises(Refused):
        store.adopt("evil", trust=TRUST_PHRASE)
    store.delete("evil")
    assert store.names() == ("good",)
    assert dict(store.open("good").files) == dict(draft.files)
    assert {item.name for item in root.iterdir()} == {"registry.json", "journal.jsonl", "good", ".trash", ".lock"}
