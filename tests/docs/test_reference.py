"""Pages of docs/reference say what the code has: nothing missing, nothing stale."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import ModuleType

import orjson
import pytest

from bancada.core.messages import SENTENCES
from bancada.registry import ModelDraft, ModelStore, SigningKey
from bancada.registry.manifest import FORMAT

WRITTEN = ("settings", "commands", "api", "errors", "packs", "metrics", "python")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_reference_page_is_what_the_script_writes(name: str, reference: ModuleType, root: Path) -> None:
    committed = (root / "docs" / "reference" / f"{name}.md").read_text("utf-8")
    assert committed == reference.PAGES[name](), "run: python scripts/reference.py"


def test_the_page_of_errors_lists_every_code(root: Path) -> None:
    page = (root / "docs" / "reference" / "errors.md").read_text("utf-8")
    assert SENTENCES.keys() - set(re.findall(r"^\| `(\w+)`", page, flags=re.MULTILINE)) == set()


def test_the_script_writes_no_other_page(reference: ModuleType) -> None:
    assert set(reference.PAGES) == set(WRITTEN)


@pytest.fixture(scope="module")
def store_page(root: Path) -> str:
    """Return the page on the store's format."""
    return (root / "docs" / "reference" / "registry-format.md").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a store's folder with a champion and something in the trash."""
    store = ModelStore(tmp_path / "models", key=SigningKey.load_or_create(tmp_path / "key" / "signing.key"))
    for name in ("one", "two"):
        store.save(name, ModelDraft(files={"model.onnx": b"x"}, kind="lr", task="a.b"))
    store.promote("one")
    store.delete("two")
    return tmp_path / "models"


def test_the_page_on_the_store_has_its_format_number(store_page: str) -> None:
    assert f"Format **{FORMAT}**." in store_page
    assert f'"format": {FORMAT}' in store_page


def test_the_page_on_the_store_has_every_file_that_it_writes(folder: Path, store_page: str) -> None:
    picture = store_page.split("modelos_salvos/", 1)[1].split("\n\n", 1)[0]
    written = {path.name for path in folder.iterdir()} - {"one"} | {path.name for path in (folder / "one").iterdir()}
    missing = {name for name in written if name not in picture}
    assert missing == set()
    assert {"registry.json", "aliases.json", "journal.jsonl", "manifest.json", "manifest.sig", "CARD.md"} <= written


def test_the_page_on_the_store_has_every_key_of_a_manifest(folder: Path, store_page: str) -> None:
    keys = set(orjson.loads((folder / "one" / "manifest.json").read_bytes()))
    table = store_page.split("## manifest.json", 1)[1].split("`manifest.sig`", 1)[0]
    named = {
        name for row in re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    assert named == keys


def test_the_page_on_the_store_has_the_keys_of_an_entry_and_of_a_line(folder: Path, store_page: str) -> None:
    entry = orjson.loads((folder / "registry.json").read_bytes())["one"]
    assert {f'"{key}"' for key in entry} <= set(re.findall(r'"\w+"', store_page))
    line = orjson.loads((folder / "journal.jsonl").read_bytes().splitlines()[0])
    journal = store_page.split("## journal.jsonl", 1)[1]
    assert {key for key in line if f"`{key}`" not in journal} == set()


def test_the_page_on_the_store_has_every_event_of_the_journal(root: Path, store_page: str) -> None:
    written = set()
    for path in (root / "src" / "bancada" / "registry").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "commit" and node.args:
                written |= {c.value for c in ast.walk(node.args[0]) if isinstance(c, ast.Constant)}
            if isinstance(node, ast.keyword) and node.arg == "event" and isinstance(node.value, ast.Constant):
                written.add(node.value.value)
    documented = set(re.findall(r"`(\w+)`", store_page.split("Events:", 1)[1].split("##", 1)[0]))
    assert written <= documented
    assert len(documented - written) <= 1, documented - written  # "saved" is a parameter's default
