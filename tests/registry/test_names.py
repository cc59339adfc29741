"""More than 500 hostile names: none reaches outside the store, each is refused."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bancada.core.errors import BancadaError, InvalidName, ModelExists, ModelNotFound
from bancada.registry import ModelDraft, ModelStore


def hostile_names() -> list[str]:
    """Return names made by rule, each of them wrong."""
    return sorted(
        {name for rule in (_paths, _devices, _characters, _look_alikes, _dots, _lengths, _own) for name in rule()}
    )


def _paths() -> Iterator[str]:
    for up, sep, last in itertools.product(
        ("..", "../..", "../../..", "./..", "a/..", "a/../.."), ("/", "\\"), ("etc", "x", "")
    ):
        yield f"{up}{sep}{last}".replace("/", sep)
    for start, rest in itertools.product(
        ("/", "//", "\\", "\\\\", "C:", "C:\\", "c:/", "~", "~/", "~root/", "file://"), ("etc", "x/y", "tmp")
    ):
        yield start + rest
    for code in ("%2e%2e%2f", "%2e%2e/", "..%2f", "..%5c", "%252e%252e%252f", "..%c0%af", "..%u2215"):
        yield f"{code}etc"
    yield from ("a/b", "a\\b", "a//b", "a/./b", "a/", "\\a", "a:b", "a:$DATA", "a::$INDEX_ALLOCATION")


def _devices() -> Iterator[str]:
    devices = ["CON", "PRN", "AUX", "NUL", *(f"COM{i}" for i in range(1, 10)), *(f"LPT{i}" for i in range(1, 10))]
    for device in devices:
        yield from (device, device.lower(), device.title(), f"{device}.txt", f"{device.lower()}.tar.gz", f"{device}.")


def _characters() -> Iterator[str]:
    controls = [
        chr(i)
        for i in (*range(32), 127, 0x80, 0x85, 0xA0, 0xAD, 0x200B, 0x200D, 0x202E, 0x2028, 0xFEFF, 0xFFFD, 0xD800)
    ]
    for mark in [*controls, *"!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~ "]:
        yield from (f"a{mark}b", f"{mark}a", f"a{mark}")


def _look_alikes() -> Iterator[str]:
    for letter in "аеорсухАВЕΑΒｍ𝐦ⅿéçñßøı１２٣۴०":
        yield from (letter, f"model{letter}", f"{letter}model")
    for dots in ("\u2024\u2024", "\uff0e\uff0e", "\u2025", "\u2026"):
        for slash in ("\u2215", "\u2044", "\uff0f", "\u29f8", "\uff3c", "/"):
            yield f"{dots}{slash}etc"


def _dots() -> Iterator[str]:
    yield from (
        "",
        ".",
        "..",
        "...",
        ".a",
        "..a",
        "a.",
        "a..",
        "a..b",
        "a.b.",
        "-a",
        "_a",
        "-",
        "_",
        "--help",
        "-rf",
        ".trash",
        ".lock",
        ".tmp-x",
    )


def _lengths() -> Iterator[str]:
    yield from ("a" * length for length in (65, 66, 100, 255, 256, 1000, 4096, 70_000))
    yield "a/" * 3000


def _own() -> Iterator[str]:
    for own in ("registry.json", "aliases.json", "journal.jsonl"):
        yield from (own, own.upper(), own.title(), f"{own}.set-aside-1", f"{own}x")


@pytest.fixture
def fenced(tmp_path: Path, store: ModelStore, draft: ModelDraft) -> Callable[[], dict[str, object]]:
    """Return what there is outside the store, and inside, with what each file holds."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "x").write_text("outside")
    store.save("good", draft)

    def state() -> dict[str, object]:
        return {str(path): path.read_bytes() if path.is_file() else None for path in tmp_path.rglob("*")}

    return state


def test_every_hostile_name_is_refused_and_nothing_is_touched(
    store: ModelStore,
    draft: ModelDraft,
    fenced: Callable[[], dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path / "etc")
    before = fenced()
    names = hostile_names()
    assert len(names) >= 500
    for name in names:
        with pytest.raises(InvalidName):
            store.save(name, draft)
        with pytest.raises(InvalidName):
            store.rename("good", name)
        for use in (store.open, store.info, store.delete, store.promote, store.verify):
            with pytest.raises(ModelNotFound):
                use(name)
    assert fenced() == before


@pytest.mark.parametrize("name", [None, 7, b"bytes", ["list"], Path("path")], ids=repr)
def test_a_name_that_is_no_text_is_refused(store: ModelStore, draft: ModelDraft, name: str) -> None:
    with pytest.raises(InvalidName):
        store.save(name, draft)


@pytest.mark.parametrize("good", ["a", "A9", "a.b", "rf-2026_01.v2", "0", "x" * 64, "com10", "manifest.json", "nulo"])
def test_a_slug_is_taken(store: ModelStore, draft: ModelDraft, good: str) -> None:
    assert store.save(good, draft).name == good


@pytest.mark.parametrize("kind", ["folder", "file", "missing"])
def test_a_link_that_was_planted_in_the_store_is_neither_followed_nor_overwritten(
    store: ModelStore, draft: ModelDraft, root: Path, tmp_path: Path, kind: str
) -> None:
    store.save("good", draft)
    outside = tmp_path / "outside"
    if kind == "folder":
        outside.mkdir()
    elif kind == "file":
        outside.write_text("mine")
    (root / "planted").symlink_to(outside)
    with pytest.raises(ModelExists):
        store.save("planted", draft)
    with pytest.raises(ModelExists):
        store.rename("good", "Planted")
    assert (root / "planted").is_symlink()
    assert list(outside.iterdir()) == [] if kind == "folder" else outside.exists() == (kind == "file")


@pytest.mark.parametrize(
    "inner", ["", "manifest.json", "manifest.sig", "model.joblib", "saved_model", "saved_model/variables"]
)
def test_a_link_in_place_of_a_model_or_of_a_part_of_it_is_refused(
    store: ModelStore, draft: ModelDraft, root: Path, tmp_path: Path, inner: str
) -> None:
    store.save("good", draft)
    path = root / "good" / inner
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    with pytest.raises(BancadaError) as caught:
        store.open("good")
    assert caught.value.code == "link_in_store"
    assert "link_in_store" in [finding.code for finding in store.verify("good")]


def test_something_that_is_no_file_does_not_hang_the_store(store: ModelStore, draft: ModelDraft, root: Path) -> None:
    store.save("good", draft)
    (root / "good" / "model.joblib").unlink()
    os.mkfifo(root / "good" / "model.joblib")
    with pytest.raises(BancadaError) as caught:
        store.open("good")
    assert caught.value.code == "link_in_store"
