"""Every page of the documentation: its links lead somewhere, and what it names exists."""

from __future__ import annotations

import ast
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
import typer

from bancada.api.app import document
from bancada.api.documentation import OPEN_PATHS
from bancada.api.routes import RouteTable, table_of
from bancada.cli.app import app
from bancada.settings import Settings

ENVIRONMENT = {f"BANCADA_{name.upper()}" for name in Settings.model_fields} | {"BANCADA_REAL_DATA"}


def targets(text: str) -> list[str]:
    """Return the relative targets of a page's links and images."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", prose)
    return [target.split("#")[0] for target in found if "://" not in target and not target.startswith(("#", "mailto:"))]


def lines_of_shell(text: str, fenced: re.Pattern[str]) -> list[str]:
    """Return what stands as a command line of bancada: in blocks, and between backticks."""
    blocks = [line.strip() for _, block in fenced.findall(text) for line in block.splitlines()]
    prose = fenced.sub("", text)
    inline = re.findall(r"`((?:\.venv/bin/)?bancada [^`]+)`", prose)
    lines = [line.removeprefix("$ ").removeprefix(".venv/bin/") for line in (*blocks, *inline)]
    return [line for line in lines if line.startswith("bancada ")]


def complaint(line: str) -> str:
    """Return what is wrong with a command line of bancada, or nothing."""
    command = typer.main.get_command(app)
    words = shlex.split(re.split(r"[|>]", line, maxsplit=1)[0], comments=True)[1:]
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    unknown = [word for word in words if word.startswith("--") and word.split("=")[0] not in options]
    if getattr(command, "commands", None) is not None and any(not word.startswith("-") for word in words):
        return f"no such command: {line}"
    return f"no option {unknown}: {line}" if unknown else ""


def test_links_of_a_page_lead_to_files(page: Path) -> None:
    missing = [target for target in targets(page.read_text("utf-8")) if not (page.parent / target).exists()]
    assert missing == []


def test_commands_on_a_page_exist(page: Path, fenced: re.Pattern[str]) -> None:
    found = [complaint(line) for line in lines_of_shell(page.read_text("utf-8"), fenced)]
    assert [text for text in found if text] == []


def test_a_stale_command_would_be_noticed() -> None:
    assert complaint("bancada models listar")
    assert complaint("bancada models list --trash")
    assert not complaint("bancada models promote NAME --dry-run")


@pytest.fixture(scope="module")
def routes() -> RouteTable:
    """Return what the API answers."""
    return table_of(document(), open_paths=OPEN_PATHS)


def called(text: str) -> list[tuple[str, str]]:
    """Return method and path of each curl on a page, its continued lines joined."""
    lines = [
        line for line in text.replace("\\\n", " ").splitlines() if "curl " in line and "http://127.0.0.1:8600" in line
    ]
    found = []
    for line in lines:
        address = re.search(r"http://127\.0\.0\.1:8600(/[^\s\"'?`]*)", line)
        method = re.search(r"-X ([A-Z]+)", line)
        sends = " -d " in line or "--data-binary" in line
        found.append((method[1] if method else "POST" if sends else "GET", address[1] if address else "/"))
    return found


def test_routes_called_on_a_page_exist(page: Path, routes: RouteTable) -> None:
    asked = called(page.read_text("utf-8"))
    assert [(method, path) for method, path in asked if routes.find(method, path)[0] is None] == []


def test_a_stale_route_would_be_noticed(routes: RouteTable) -> None:
    (asked,) = called("curl http://127.0.0.1:8600/api/b3/predictions \\\n  -d '{}'")
    assert asked == ("POST", "/api/b3/predictions")
    assert routes.find(*asked)[0] is None


def test_settings_named_on_a_page_exist(page: Path) -> None:
    named = set(re.findall(r"\bBANCADA_[A-Z_]*[A-Z]\b", page.read_text("utf-8")))
    assert named <= ENVIRONMENT


def test_make_targets_named_on_a_page_exist(page: Path, root: Path) -> None:
    known = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    text = page.read_text("utf-8")
    named = {*re.findall(r"`make ([a-z]+)", text), *re.findall(r"^make ([a-z]+)", text, flags=re.MULTILINE)}
    assert named <= known


def test_paths_of_the_project_named_on_a_page_exist(page: Path, root: Path) -> None:
    named = re.findall(r"`((?:src|app|pages|scripts|tests|benchmarks|docs)/[\w./-]+)`", page.read_text("utf-8"))
    assert [path for path in named if not (root / path).exists()] == []


def test_python_on_a_page_is_python_whose_imports_resolve(page: Path, fenced: re.Pattern[str]) -> None:
    for language, block in fenced.findall(page.read_text("utf-8")):
        if language != "python" or "-> " in block.split("\n")[-2]:  # a signature in the reference is no statement
            continue
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "bancada":
                module = import_module(str(node.module))
                assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []


def test_a_page_names_no_machine_and_no_host_of_ours(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [place for place in (str(Path(__file__).resolve().parents[2]), str(Path.home())) if place in text] == []
    assert not re.search(r"/home/\w+|git@", text)
