"""Smoke run on the other supported Pythons that are installed: install from the lock, import, `--help`, one small comparison.

Each gets an environment of its own under build/, made anew when the lock changes. A Python that is not installed is named and left out.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.11", "3.12", "3.13")
COMPARE = """
import numpy as np, pandas as pd
from bancada import compare_models
rng = np.random.default_rng(7)
frame = pd.DataFrame({"lux": rng.normal(300, 50, 200), "temperatura": rng.normal(24, 3, 200)})
frame["estado"] = np.where(frame["temperatura"] + rng.normal(0, 1, 200) > 25, "alerta", "normal")
board = compare_models(frame, target="estado", include=["lr", "dt"], fold=3)
assert board.table.loc["lr", "Accuracy"] > board.table.loc["dummy", "Accuracy"], board.table
"""


def main() -> int:
    """Smoke-test every other supported Python; 1 where one fails."""
    mine = ".".join(str(part) for part in sys.version_info[:2])
    failed = []
    for version in VERSIONS:
        if version == mine:
            continue
        interpreter = usable(version)
        if interpreter is None:
            print(f"smoke {version}: left out, this Python is not installed")
            continue
        try:
            smoke(version, interpreter)
        except subprocess.CalledProcessError as error:
            print(f"smoke {version}: failed: {error}\n{error.stderr or ''}")
            failed.append(version)
        else:
            print(f"smoke {version}: ok")
    return 1 if failed else 0


def usable(version: str) -> str | None:
    """Return the interpreter of a version, or None; a shim without a Python behind it does not count."""
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    answer = subprocess.run([found, "-c", "print(1)"], capture_output=True, text=True, check=False)
    if answer.returncode == 0:
        return found
    behind = sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python{version}"))
    return str(behind[-1]) if behind else None


def smoke(version: str, interpreter: str) -> None:
    """Install, import, print the help, compare."""
    folder = ROOT / "build" / f"smoke-{version}"
    python = folder / "bin" / "python"
    install(version, interpreter, folder)
    data = folder / "bench"
    shutil.rmtree(data, ignore_errors=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BANCADA_")} | {
        "BANCADA_DATA_DIR": str(data),
        "BANCADA_MODELS_DIR": str(data / "store"),
        "BANCADA_SIGNING_KEY_FILE": str(data / "signing.key"),
    }
    for command in (["-c", "import bancada; bancada.compare_models"], ["-m", "bancada", "--help"], ["-c", COMPARE]):
        run([str(python), *command], environment)


def install(version: str, interpreter: str, folder: Path) -> None:
    """Install the library without extras, exact and with hashes, from the lock."""
    lock = ROOT / "requirements" / "lock.txt"
    stamp = folder / ".lock"
    digest = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    shutil.rmtree(folder, ignore_errors=True)
    run([interpreter, "-m", "venv", str(folder)])
    uv = [sys.executable, "-m", "uv", "pip"]
    wanted = folder / "requirements.txt"
    run([*uv, "compile", "-q", "pyproject.toml", "-c", str(lock), "--python-version", version, "--generate-hashes",
         "--no-header", "--no-annotate", "--prerelease=if-necessary-or-explicit", "-o", str(wanted)])  # fmt: skip
    into = ["-q", "--python", str(folder / "bin" / "python")]
    run([*uv, "sync", *into, "--require-hashes", str(wanted)])
    run([*uv, "install", *into, "hatchling", "editables", "-c", str(lock)])
    run([*uv, "install", *into, "--no-deps", "--no-build-isolation", "-e", "."])
    stamp.write_text(digest)


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run quietly; raises with what it said where it fails."""
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main())
