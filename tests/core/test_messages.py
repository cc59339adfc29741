"""The sentences of errors and findings: complete in both languages, fed by what raises them, true about commands and settings."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import typer

from bancada.cli.app import app
from bancada.core import errors
from bancada.core.errors import BancadaError
from bancada.core.messages import LANGUAGES, SENTENCES, render
from bancada.settings import Settings

SOURCE = Path(errors.__file__).resolve().parents[1]
FLOORS = sorted(path.stem for path in (SOURCE / "core" / "messages").glob("[a-z]*"))
RAISERS = {"Finding", "_failed", "reason", *errors.__all__}
ONE_A_FLOOR = pytest.mark.parametrize("floor", FLOORS)


def sentences(floor: str) -> dict[str, tuple[str, str]]:
    """Return the sentences of one floor."""
    found: dict[str, tuple[str, str]] = import_module(f"bancada.core.messages.{floor}").SENTENCES
    return found


def fields(sentence: str) -> set[str]:
    """Return the names of a sentence's fields."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the syntax tree of every module of the library that is no catalogue of sentences."""
    catalogues = SOURCE / "core" / "messages"
    found = [path for path in sorted(SOURCE.rglob("*.py")) if not path.is_relative_to(catalogues)]
    return {path: ast.parse(path.read_text("utf-8")) for path in found}


def raised() -> Iterator[tuple[str, ast.Call, str]]:
    """Yield every code that is written out where an error or a finding is made, with the call and where it stands."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0]
            choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            for choice in choices:
                if name in RAISERS and isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                    yield choice.value, node, f"{path.relative_to(SOURCE)}:{node.lineno}"


def test_every_code_that_is_raised_has_a_sentence() -> None:
    unknown = {where: code for code, _, where in raised() if code not in SENTENCES}
    unknown |= {cls.__name__: cls.code for cls in classes() if cls.code not in SENTENCES}
    assert unknown == {}


def test_every_sentence_is_of_a_code_that_the_library_uses() -> None:
    texts: set[str] = set()
    patterns = []
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
                if len(parts) > 1 and all(re.fullmatch(r"\w+|\\w\+", part) for part in parts):
                    patterns.append(re.compile("".join(parts)))
    patterns = [pattern for pattern in patterns if re.search(r"[a-z]{4}", pattern.pattern)]
    orphans = [c for c in SENTENCES if c not in texts and not any(p.fullmatch(c) for p in patterns)]
    assert orphans == []


def test_a_sentence_speaks_only_of_facts_that_are_given() -> None:
    silent = {}
    for code, call, where in raised():
        given = {keyword.arg for keyword in call.keywords}
        facts = next((k.value for k in call.keywords if k.arg == "facts"), None)
        if facts is None and len(call.args) > 3:
            facts = call.args[3]
        if isinstance(facts, ast.Dict):
            given |= {key.value if isinstance(key, ast.Constant) else None for key in facts.keys}
        elif facts is not None:
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if None in given or name in ("reason", "_failed"):
            continue
        missing = fields(SENTENCES.get(code, ("", ""))[0]) - given - ({"column"} if name == "Finding" else set())
        if missing:
            silent[where] = (code, sorted(missing))
    assert silent == {}


def test_no_code_belongs_to_two_floors() -> None:
    home: dict[str, list[str]] = {}
    for floor in FLOORS:
        for code in sentences(floor):
            home.setdefault(code, []).append(floor)
    assert {code: floors for code, floors in home.items() if len(floors) > 1} == {}


def test_every_floor_is_in_the_catalogue() -> None:
    assert set(SENTENCES) == {code for floor in FLOORS for code in sentences(floor)}


@ONE_A_FLOOR
def test_a_sentence_is_in_both_languages_with_the_same_fields(floor: str) -> None:
    for code, (english, portuguese) in sentences(floor).items():
        assert english.strip(), code
        assert portuguese.strip(), code
        assert english != portuguese, code
        assert fields(english) == fields(portuguese), code


@ONE_A_FLOOR
def test_a_sentence_does_not_shout(floor: str) -> None:
    for code, pair in sentences(floor).items():
        assert not any("!" in re.sub(r"\{[^}]*\}", "", sentence) for sentence in pair), code


@pytest.mark.parametrize("language", LANGUAGES)
@ONE_A_FLOOR
def test_a_sentence_can_be_printed_without_any_fact(floor: str, language: str) -> None:
    for code in sentences(floor):
        assert "{" not in render(code, {}, language=language), code


def test_a_command_named_in_a_sentence_exists() -> None:
    root = typer.main.get_command(app)
    stale = set()
    for sentence in (sentence for pair in SENTENCES.values() for sentence in pair):
        for text in re.findall(r"\bbancada ((?:[a-z-]+ ?)+(?:--[a-z-]+)?)", sentence):
            command, words = root, text.split()
            while words and words[0] in getattr(command, "commands", {}):
                command = command.commands[words.pop(0)]
            options = {option for parameter in command.params for option in parameter.opts}
            if command is root or not {word for word in words if word.startswith("--")} <= options:
                stale.add(f"bancada {text}")
    assert stale == set()


def test_a_setting_named_in_a_sentence_exists() -> None:
    named = re.findall(r"BANCADA_[A-Z_]+", " ".join(sentence for pair in SENTENCES.values() for sentence in pair))
    assert named
    assert set(named) <= {f"BANCADA_{name.upper()}" for name in Settings.model_fields}


def classes(cls: type[BancadaError] = BancadaError) -> list[type[BancadaError]]:
    """Return a class and all its subclasses that the library defines, in the order of definition."""
    below = [found for child in cls.__subclasses__() for found in classes(child)]
    return [found for found in (cls, *below) if found.__module__.startswith("bancada.")]


def test_a_day_is_written_as_the_language_writes_it_and_a_cell_of_a_file_as_it_stands() -> None:
    facts = {"contest": "3", "date": "2003-09-29", "low": "2019-01-31", "high": "...", "value": "2003-10-09"}
    assert "a data 29/09/2003" in render("lottery_date_goes_back", facts, language="pt_BR")
    assert "(31/01/2019 a ...)" in render("lottery_date_goes_back", facts, language="pt_BR")
    assert "dated 2003-09-29" in render("lottery_date_goes_back", facts, language="en")
    assert "2003-10-09" in render("lottery_date_unreadable", facts, language="pt_BR")
    assert "em 29/09/2003 20:00," in render("seal_closed", {"closes": "2003-09-29 20:00"}, language="pt_BR")
