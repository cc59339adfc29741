"""The READMEs: examples run, figures are those that were measured, both languages say the same."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bancada.domains.sensors.dataset import simulate

LANGUAGES = pytest.mark.parametrize("language", ["en", "pt_BR"])


def blocks(path: Path, fenced: re.Pattern[str], language: str) -> list[str]:
    """Return a page's blocks of one language."""
    return [text for name, text in fenced.findall(path.read_text("utf-8")) if name == language]


@LANGUAGES
def test_figures_are_the_ones_that_were_measured(language: str, figures: ModuleType) -> None:
    text = figures.READMES[language].read_text("utf-8")
    assert len(figures.MARKED.findall(text)) == 1
    assert figures.with_table(text, language) == text, "run: python scripts/figures.py"


def test_every_benchmark_has_a_reader(figures: ModuleType, root: Path) -> None:
    asked = {path.stem for path in (root / "benchmarks").glob("*.py")}
    assert asked == set(figures.READERS)


def test_a_small_ratio_is_not_called_a_difference(figures: ModuleType) -> None:
    figure = figures.Figure(("one answer", "uma resposta"), 0.010, "PyCaret", 0.014)
    assert figures._row(figure, "en") == "| one answer | 10 ms | PyCaret: 14 ms | 1.4, no clear difference |"


def test_runs_that_overlap_are_not_called_a_difference(figures: ModuleType) -> None:
    assert figures._overlap([15, 20, 50], [17, 44, 95])
    assert not figures._overlap([1, 2], [3, 4])
    figure = figures.Figure(("a", "b"), 1.0, "PyCaret", 9.0, is_overlapping=True)
    assert "no clear difference" in figures._row(figure, "en")


def test_what_is_worse_than_the_peer_is_said(figures: ModuleType) -> None:
    slower = figures.Figure(("one answer", "uma resposta"), 3.0, "PyCaret", 1.2)
    assert figures._row(slower, "pt_BR") == "| uma resposta | 3 s | PyCaret: 1,2 s | 2,5 vezes mais lenta |"
    larger = figures.Figure(("memory", "memória"), 600.0, "PyCaret", 200.0, "MiB")
    assert figures._row(larger, "en") == "| memory | 600 MiB | PyCaret: 200 MiB | 3 times more |"


def test_both_readmes_have_the_same_examples(root: Path, fenced: re.Pattern[str]) -> None:
    english, portuguese = root / "README.md", root / "README.pt-BR.md"
    one, other = (blocks(path, fenced, "python") for path in (english, portuguese))
    assert [ast.dump(ast.parse(text)) for text in one] == [ast.dump(ast.parse(text)) for text in other]
    plain = [
        [line.split("#")[0].strip() for text in blocks(path, fenced, "") for line in text.splitlines()]
        for path in (english, portuguese)
    ]
    assert plain[0] == plain[1]


def test_both_readmes_link_to_the_same_pages(root: Path) -> None:
    found = [
        sorted(re.findall(r"\]\(((?!README)[^)]+)\)", (root / name).read_text("utf-8")))
        for name in ("README.md", "README.pt-BR.md")
    ]
    assert found[0] == found[1]


def test_the_python_example_runs_as_a_script(installation: Path, root: Path, fenced: re.Pattern[str]) -> None:
    (example,) = blocks(root / "README.md", fenced, "python")
    simulate(7).iloc[::10].to_csv(installation / "readings.csv", index=False)
    (installation / "example.py").write_text(example)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "example.py"], capture_output=True, text=True, cwd=installation, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "['esteira-rf']" in done.stdout
    assert (installation / "modelos_salvos" / "esteira-rf" / "manifest.json").is_file()


def test_the_pages_named_are_those_of_the_dashboard(root: Path) -> None:
    titles = re.findall(
        r': _\("([^"]+)"\),\n', (root / "app" / "navigation.py").read_text("utf-8").split("_titles")[-1]
    )
    assert titles
    text = (root / "README.md").read_text("utf-8")
    assert [title for title in titles if f"**{title}**" not in text] == []
