"""Words: the glossary, the tutorial and the page on the floors use those of the dashboard and of the import rules."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bancada.core.messages.lottery import SENTENCES as LOTTERY


@pytest.fixture(scope="module")
def dashboard(root: Path) -> dict[str, str]:
    """Return the sentences of the dashboard, English to Portuguese."""
    catalogues = sorted((root / "app" / "locales").rglob("pt_BR/LC_MESSAGES/*.po"))
    text = "\n".join(re.sub(r'"\n"', "", catalogue.read_text("utf-8")) for catalogue in catalogues)
    return dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, flags=re.MULTILINE))


@pytest.mark.parametrize("tutorial", ["occupancy", "lotofacil", "market", "assets"])
def test_what_a_tutorial_says_to_press_is_on_the_pages(tutorial: str, root: Path, dashboard: dict[str, str]) -> None:
    text = (root / "docs" / "tutorial" / f"{tutorial}.md").read_text("utf-8")
    labels = [
        label for label in re.findall(r"\*\*([^*]+)\*\*", text) if not label[0].islower() and not label[0].isdigit()
    ]
    assert labels
    assert [label for label in labels if label not in dashboard] == []


def test_the_glossary_has_the_words_of_the_dashboard(root: Path, dashboard: dict[str, str]) -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|", (root / "docs" / "glossary.md").read_text("utf-8"), flags=re.MULTILINE
    )[1:]
    assert len(rows) > 30
    other = {
        word: dashboard[word]
        for english, portuguese in rows
        for word in re.split(r", | \(", english)
        if dashboard.get(word) and dashboard[word].casefold() not in portuguese.casefold()
    }
    assert other == {}


def test_a_ticket_and_a_number_of_the_lottery_have_one_portuguese_word(root: Path, dashboard: dict[str, str]) -> None:
    sentences = [portuguese for _, portuguese in LOTTERY.values()]
    shell = [path.read_text("utf-8") for path in (root / "src" / "bancada" / "cli" / "lottery").glob("*.py")]
    other = [
        text for text in (*sentences, *dashboard.values(), *shell) if re.search(r"\bbilhetes?\b", text, re.IGNORECASE)
    ]
    other += [text for text in sentences if re.search(r"\bnúmeros\b", text)]
    assert other == []


def test_the_floors_are_those_of_the_import_rules(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("containers") == ["bancada"])
    ruled = [{name.strip() for name in layer.split("|") if "(" not in name} for layer in layers]
    table = (root / "docs" / "architecture.md").read_text("utf-8").split("## Floors", 1)[1].split("Beside them", 1)[0]
    drawn = [set(re.findall(r"`(\w+)`", row)) for row in re.findall(r"^\| (`[^|]+) \|", table, flags=re.MULTILINE)]
    assert drawn == [layer for layer in ruled if layer]
    packages = {path.parent.name for path in (root / "src" / "bancada").glob("*/__init__.py")} | {"bootstrap"}
    assert set().union(*drawn) == packages
