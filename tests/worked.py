"""An installation in which someone has worked: a dataset, a comparison done by a real worker, two saved models.

It is made once a session, in processes of its own as a shell would, and put back as it was for each test.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

N_ROWS = 240


@dataclass(frozen=True)
class Worked:
    """Where it is, and the run that was done."""

    folder: Path
    run_id: str

    @property
    def models(self) -> Path:
        return self.folder / "modelos_salvos"


def brazilian_rows(n_rows: int = N_ROWS, seed: int = 3) -> str:
    """Return a CSV as a Brazilian spreadsheet writes it: a binary state that light and temperature tell."""
    rng = np.random.default_rng(seed)
    lux, heat = rng.normal(30, 10, n_rows), rng.normal(25, 5, n_rows)
    hot = lux + 2 * heat + rng.normal(0, 6, n_rows) > 82
    lines = [
        f"{light:.2f};{warmth:.1f};{place};{'quente' if is_hot else 'normal'}".replace(".", ",")
        for light, warmth, place, is_hot in zip(lux, heat, rng.choice(["norte", "sul"], n_rows), hot, strict=True)
    ]
    return "\n".join(["lux;temperatura;galpao;estado", *lines]) + "\n"


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of an installation in a folder, in English, with one fit at a time."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANCADA_")}
    return kept | {
        "BANCADA_DATA_DIR": str(folder / "data"),
        "BANCADA_MODELS_DIR": str(folder / "modelos_salvos"),
        "BANCADA_SIGNING_KEY_FILE": str(folder / "keys" / "signing.key"),
        "BANCADA_FIT_WORKERS": "1",
        "BANCADA_LANGUAGE": "en",
        "OMP_NUM_THREADS": "1",
    }


def shell(folder: Path, *arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run `bancada ARGUMENTS...` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bancada", *map(str, arguments)],
        env=environment(folder),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=check,
    )


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Worked, Path]:
    folder = tmp_path_factory.mktemp("worked") / "installation"
    folder.mkdir()
    (folder / "linhas.csv").write_text(brazilian_rows(), encoding="latin-1")
    shell(folder, "data", "import", "linhas.csv", "--name", "esteira", "--target", "estado")
    compared = shell(
        folder, "compare", "esteira", "--include", "lr,dt,nb", "--folds", 3, "--top", 3,
        "--save-top", 2, "--prefix", "piloto", "--json",
    )  # fmt: skip
    template = folder.with_name("template")
    shutil.copytree(folder, template)
    return Worked(folder, json.loads(compared.stdout)["run_id"]), template


@pytest.fixture
def worked(_made: tuple[Worked, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Worked]:
    """Return that installation as it was when it had just been made, named by the environment."""
    from bancada import bootstrap

    installation, template = _made
    shutil.rmtree(installation.folder)
    shutil.copytree(template, installation.folder)
    for name in [name for name in os.environ if name.startswith("BANCADA_") and name != "BANCADA_REAL_DATA"]:
        monkeypatch.delenv(name)
    for name, value in environment(installation.folder).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(installation.folder)
    bootstrap.default_parts.cache_clear()
    yield installation
    if bootstrap.default_parts.cache_info().currsize:
        bootstrap.default_parts().close()
    bootstrap.default_parts.cache_clear()
