"""What STYLE forbids in pages and pieces, held by reading the sources."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").glob("[!_]*.py"))
APP = sorted((ROOT / "app").rglob("*.py"))


def names(path: Path) -> set[str]:
    """Return every name, attribute and imported module of a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.update(alias.name for alias in node.names)
            found.add(getattr(node, "module", None) or "")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_thin(page: Path):
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert not any(isinstance(node, ast.Try) for node in ast.walk(ast.parse(text)))
    assert not names(page) & {"pandas", "numpy", "session_state", "query_params", "cache_data", "cache_resource"}


def test_session_and_address_are_named_in_one_place():
    users = {path.name for path in [*APP, *PAGES] if names(path) & {"session_state"}}
    assert users == {"state.py"}


def test_caches_and_the_composition_root_are_named_in_one_place():
    users = {path for path in [*APP, *PAGES] if names(path) & {"cache_data", "cache_resource", "bootstrap"}}
    assert {path.parent.relative_to(ROOT).as_posix() for path in users} == {"app/cache"}
