"""The guided demo: it goes through without a key pressed, and leaves nothing unless asked to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.worked import environment

pytestmark = pytest.mark.xdist_group("demo")

SCRIPT = Path(__file__).resolve().parents[1] / "demo_model_system.py"


def demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    temporary = folder / "tmp"
    temporary.mkdir()
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env=environment(folder) | {"TMPDIR": str(temporary), "COLUMNS": "200"},
        cwd=folder, capture_output=True, text=True, timeout=180, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_it_trains_saves_answers_promotes_refuses_and_leaves_no_file(tmp_path: Path) -> None:
    done = demo(tmp_path, "--auto")

    assert done.returncode == 0, done.stderr
    assert "simulated" in done.stdout
    for scenario in ("Normal", "hot", "vibrat", "dark"):
        assert scenario.lower() in done.stdout.lower()
    for said in ("champion of", "rolled back", "a taken name", "one flipped bit", "temporary store is gone"):
        assert said in done.stdout
    assert [path.name for path in tmp_path.rglob("*")] == ["tmp"]


def test_without_a_terminal_to_ask_in_it_says_what_to_do(tmp_path: Path) -> None:
    done = demo(tmp_path)

    assert (done.returncode, done.stderr) == (2, "")
    assert "--auto" in done.stdout


def test_what_it_saved_stays_where_that_was_asked(tmp_path: Path) -> None:
    done = demo(tmp_path, "--auto", "--keep")

    assert done.returncode == 0, done.stderr
    kept = sorted(path.name for path in (tmp_path / "modelos_salvos").glob("demo-*"))
    assert len(kept) == 3
    assert all(name in done.stdout for name in kept)
    assert not os.listdir(tmp_path / "tmp")  # noqa: PTH208  # names are enough
