"""What a command loads before it answers: nothing that it does not need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.worked import Worked, environment

pytestmark = pytest.mark.xdist_group("worked")

ENGINES = {"alembic", "dbos", "duckdb", "lightgbm", "onnxruntime", "openpyxl", "pandas", "pyarrow", "scipy", "sklearn",
           "skl2onnx", "streamlit", "tensorflow", "xgboost"}  # fmt: skip

PROGRAM = """
import json, sys
from bancada.cli import main
sys.argv = ["bancada", *sys.argv[1:]]
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
json.dump(sorted({name.split(".")[0] for name in sys.modules}), sys.stderr)
"""


def loaded_by(folder: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=environment(folder), cwd=folder, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return set(json.loads(done.stderr))


@pytest.mark.parametrize("arguments", [("settings",), ("--help",), ("compare", "--help")], ids=" ".join)
def test_a_command_that_touches_no_data_loads_neither_sql_nor_numpy(worked: Worked, arguments: tuple[str, ...]) -> None:
    assert not loaded_by(worked.folder, *arguments) & (ENGINES | {"numpy", "sqlalchemy"})


@pytest.mark.parametrize(
    "arguments",
    [("data", "list"), ("data", "show", "esteira"), ("models", "list"), ("runs", "list", "--json")],
    ids=" ".join,
)
def test_a_command_that_lists_loads_no_engine(worked: Worked, arguments: tuple[str, ...]) -> None:
    assert not loaded_by(worked.folder, *arguments) & (ENGINES | {"numpy"})


def test_the_champion_of_one_row_answers_without_the_libraries_of_training(worked: Worked) -> None:
    name = next(path.parent.name for path in sorted(worked.models.glob("*/model.onnx")))

    loaded = loaded_by(
        worked.folder, "predict", name, "--set", "lux=1", "--set", "temperatura=2", "--set", "galpao=sul"
    )

    assert not loaded & {"sklearn", "pandas", "lightgbm", "tensorflow", "dbos", "alembic"}
    assert "onnxruntime" in loaded
