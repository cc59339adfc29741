"""What a crash, a broken disk or a newer version leaves behind, and what the next opening makes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest

from bancada.core.errors import ModelExists, RegistryCorrupt, RegistryNewer, StoreReadOnly
from bancada.registry import ModelDraft, ModelStore, SigningKey


class Died(BaseException):
    """Stands for the death of the process: nothing in the library catches it."""


@contextmanager
def dying_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Die in place of call number `step` to anything that changes the disk; give the list of calls made."""
    calls: list[str] = []

    def watched(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            calls.append(name)
            if len(calls) > step:  # a dead process makes no further call, not in a `finally` either
                raise Died
            return real(*arguments, **options)

        return call

    with monkeypatch.context() as patch:
        for name in ("fsync", "replace", "rename", "link", "mkdir", "unlink", "rmdir", "ftruncate"):
            patch.setattr(os, name, watched(name, getattr(os, name)))
        patch.setattr(shutil, "rmtree", watched("rmtree", shutil.rmtree))
        yield calls


def state_of(store: ModelStore) -> dict[str, object]:
    """Return all that can be read of a store, every model opened."""
    models = {}
    for info in store.list():
        assert store.verify(info.name) == ()
        models[info.name] = (
            info.title,
            info.notes,
            info.tags,
            info.is_champion,
            tuple(store.open(info.name).files.items()),
        )
    champions = {task: (record.name, len(store.history(task))) for task, record in store.champions().items()}
    return {"models": models, "champions": champions, "trash": sorted(item.name for item in store.trash())}


CHANGES: dict[str, Callable[[ModelStore, ModelDraft], object]] = {
    "save": lambda store, draft: store.save("new", draft, title="T", tags=["x"]),
    "annotate": lambda store, draft: store.annotate("a", title="another", notes="N"),
    "rename": lambda store, draft: store.rename("b", "z"),
    "delete": lambda store, draft: store.delete("a"),
    "restore": lambda store, draft: store.restore(store.trash()[0].id),
    "empty": lambda store, draft: store.empty_trash(),
    "promote": lambda store, draft: store.promote("a"),
    "rollback": lambda store, draft: store.rollback("rooms.busy"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_death_at_any_step_leaves_the_old_state_or_the_new_one(  # noqa: PLR0917  # fixtures
    store: ModelStore,
    draft: ModelDraft,
    root: Path,
    key: SigningKey,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    for name in ("a", "b", "c", "gone"):
        store.save(name, draft, title=name)
    store.promote("c")
    store.promote("b")
    store.delete("gone")
    heads = key.path.with_name(f"{key.path.name}.heads")
    shutil.copytree(root, tmp_path / "before-models")
    shutil.copytree(heads, tmp_path / "before-heads")
    before = state_of(store)
    CHANGES[change](ModelStore(root, key=key), draft)
    after = state_of(ModelStore(root, key=key))
    assert before != after

    seen = set()
    for step in range(1_000):
        for present, kept in ((root, "before-models"), (heads, "before-heads")):
            shutil.rmtree(present)
            shutil.copytree(tmp_path / kept, present)
        victim = ModelStore(root, key=key)
        victim.names()
        with dying_at(step, monkeypatch) as calls:
            try:
                CHANGES[change](victim, draft)
            except Died:
                died = True
            else:
                died = False
        reopened = ModelStore(root, key=key)
        found = state_of(reopened)
        assert found in (before, after), f"step {step}: {calls[-1]}"
        assert reopened.summary().notices == ()
        assert not list(root.glob(".tmp-*"))
        seen.add(found == after)
        if not died:
            break
    assert step >= 5
    assert seen == {False, True}
    assert found == after


def test_a_process_that_lives_on_finishes_what_another_left(
    store: ModelStore, draft: ModelDraft, again: Callable[[], ModelStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save("a", draft)
    witness = again()
    assert witness.names() == ("a",)
    journal_append = store._shelf.journal.append

    def append_and_die(*arguments: object, **options: object) -> None:
        journal_append(*arguments, **options)
        raise Died

    monkeypatch.setattr(store._shelf.journal, "append", append_and_die)
    with pytest.raises(Died):
        store.annotate("a", title="said")
    assert witness.info("a").title == ""
    witness.save("b", draft)
    assert witness.info("a").title == "said"


def test_a_torn_journal_line_is_dropped(
    store: ModelStore, draft: ModelDraft, root: Path, again: Callable[[], ModelStore]
) -> None:
    store.save("a", draft)
    whole = (root / "journal.jsonl").read_bytes()
    (root / "journal.jsonl").write_bytes(whole + b'{"seq":2,"at":"2026')
    reopened = again()
    assert reopened.names() == ("a",)
    assert reopened.summary().notices == ()
    assert (root / "journal.jsonl").read_bytes() == whole


def test_leavings_of_a_dead_process_are_removed(
    store: ModelStore, draft: ModelDraft, root: Path, again: Callable[[], ModelStore]
) -> None:
    store.save("a", draft)
    (root / ".tmp-dead" / "deep").mkdir(parents=True)
    (root / ".tmp-registry.json-1").write_bytes(b"{")
    assert again().names() == ("a",)
    assert not list(root.glob(".tmp-*"))


BROKEN = {
    "empty": b"",
    "truncated": b'{"a": {"path": "a", "meta',
    "not an object": b"[]",
    "entries that are none": b'{"a": 1}',
    "binary": b"\xff\xfe\x00",
    "an edited entry": b'{"a": {"path": "a", "metadata": {"kind": 7, "tags": 8}, "saved_at": "x", "format": 1}}',
}


@pytest.mark.parametrize("is_open", [True, False], ids=["while open", "before opening"])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_registry_that_cannot_be_read_is_rebuilt(  # noqa: PLR0917  # fixtures
    store: ModelStore, draft: ModelDraft, root: Path, again: Callable[[], ModelStore], broken: str, is_open: bool
) -> None:
    store.save("a", draft, title="A", tags=["one"])
    store.save("b", draft, title="B")
    store.annotate("b", notes="kept")
    store.rename("b", "c")
    store.promote("c")
    before = {info.name: info for info in store.list()}
    (root / "registry.json").write_bytes(BROKEN[broken])
    opened = store if is_open else again()
    assert {info.name: info for info in opened.list()} == before
    assert [finding.code for finding in opened.summary().notices] == ["registry_rebuilt"]
    aside = [path.read_bytes() for path in root.glob("registry.json.set-aside-*")]
    assert aside == [BROKEN[broken]] or (
        broken == "an edited entry" and [b'"kind":7' in data for data in aside] == [True]
    )
    assert {info.name: info for info in again().list()} == before


@pytest.mark.parametrize("content", [None, b"{}"], ids=["removed", "emptied"])
def test_a_registry_that_lost_its_entries_is_never_silently_empty(
    store: ModelStore, draft: ModelDraft, root: Path, again: Callable[[], ModelStore], content: bytes | None
) -> None:
    store.save("a", draft, title="A")
    store.annotate("a", notes="kept")
    (root / "registry.json").unlink()
    if content:
        (root / "registry.json").write_bytes(content)
    assert [(info.name, info.title, info.notes) for info in again().list()] == [("a", "A", "kept")]
    assert again().journal()[-1].event == "recovered"


def test_a_rebuilt_registry_lists_what_cannot_be_verified_too(
    store: ModelStore, draft: ModelDraft, root: Path, again: Callable[[], ModelStore]
) -> None:
    store.save("a", draft)
    (root / "a" / "manifest.sig").unlink()
    (root / "registry.json").write_bytes(b"{")
    reopened = again()
    assert reopened.names() == ("a",)
    assert [finding.code for finding in reopened.verify("a")] == ["signature_missing"]


def test_champions_are_rebuilt_from_the_journal(
    store: ModelStore, draft: ModelDraft, root: Path, again: Callable[[], ModelStore]
) -> None:
    for name in ("a", "b"):
        store.save(name, draft)
        store.promote(name)
    store.rename("a", "z")
    store.rollback("rooms.busy")
    before = store.history("rooms.busy")
    (root / "aliases.json").write_bytes(b"{oops")
    assert again().history("rooms.busy") == before
    assert [finding.code for finding in again().summary().notices] == ["aliases_rebuilt"]


def test_a_folder_that_nobody_signed_is_left_alone_and_noticed(
    store: ModelStore, draft: ModelDraft, root: Path, again: Callable[[], ModelStore]
) -> None:
    store.save("a", draft)
    (root / "stranger").mkdir()
    (root / "stranger" / "manifest.json").write_text("{}")
    reopened = again()
    assert reopened.names() == ("a",)
    assert [(finding.code, finding.facts["name"]) for finding in reopened.summary().notices] == [
        ("folder_unlisted", "stranger")
    ]
    with pytest.raises(ModelExists):
        reopened.save("stranger", draft)


def test_a_registry_of_a_newer_format_is_refused_and_untouched(
    store: ModelStore, draft: ModelDraft, root: Path, again: Callable[[], ModelStore]
) -> None:
    store.save("a", draft)
    entries = orjson.loads((root / "registry.json").read_bytes())
    newer = orjson.dumps(
        entries | {"b": {"path": "b", "metadata": {}, "saved_at": "2030-01-01T00:00:00Z", "format": 2}}
    )
    (root / "registry.json").write_bytes(newer)
    for shop in (store, again()):
        for use in (shop.names, lambda shop=shop: shop.save("c", draft), lambda shop=shop: shop.open("a")):
            with pytest.raises(RegistryNewer) as caught:
                use()
            assert (caught.value.facts["found"], caught.value.facts["supported"]) == (2, 1)
    assert (root / "registry.json").read_bytes() == newer


def test_a_full_disk_has_its_own_error(
    store: ModelStore, draft: ModelDraft, monkeypatch: pytest.MonkeyPatch, again: Callable[[], ModelStore]
) -> None:
    store.save("a", draft)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Exception, match="no room left"):
        store.save("b", draft)
    monkeypatch.undo()
    assert again().names() == ("a",)
    assert store.save("b", draft).name == "b"


READ_ONLY = """
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from bancada.core.errors import BancadaError
from bancada.registry import ModelDraft, ModelStore, SigningKey
store = ModelStore(Path(sys.argv[1]), key=SigningKey.load_or_create(Path(sys.argv[2])))
def told(use):
    try:
        return use()
    except BancadaError as error:
        return type(error).__name__
print([told(store.names), told(lambda: len(store.open("a").files)), told(lambda: store.save("b", ModelDraft(files={"x": b""}, kind="k"))),
       told(lambda: store.delete("a")), told(lambda: store.annotate("a", title="x")), told(lambda: store.promote("a")),
       told(lambda: [finding.code for finding in store.summary().notices])])
"""


def _as_nobody(folder: Path, *arguments: Path) -> str:
    """Run READ_ONLY as somebody who may not write `folder`; as root that takes another uid, as others the mode is enough."""
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*drop, sys.executable, "-c", READ_ONLY, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def read_only(draft: ModelDraft) -> Iterator[tuple[Path, Path]]:
    """A store that can be read and not written, by a user who has the key; outside pytest's folders, which only root enters."""
    with TemporaryDirectory(prefix="bancada-read-only-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        key, root = SigningKey.load_or_create(place / "keys" / "signing.key"), place / "models"
        ModelStore(root, key=key).save("a", replace(draft, files={"x": b"1"}))
        if os.geteuid() == 0:
            for path in (key.path.parent, *key.path.parent.rglob("*")):
                os.chown(path, 65534, 65534)
        root.chmod(0o555)
        yield root, key.path
        root.chmod(0o755)


def test_a_read_only_store_is_read_and_refuses_changes(read_only: tuple[Path, Path]) -> None:
    refused = [StoreReadOnly.__name__] * 4
    assert _as_nobody(read_only[0], *read_only) == str([("a",), 1, *refused, []])


def test_a_broken_registry_in_a_read_only_store_is_said_to_be_corrupt(read_only: tuple[Path, Path]) -> None:
    (read_only[0] / "registry.json").write_bytes(b"{")
    assert _as_nobody(read_only[0], *read_only).startswith(f"['{RegistryCorrupt.__name__}'")
