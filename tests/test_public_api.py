"""The public names: pinned, resolved on first use, and free of charge until then."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import bancada

FLOORS = ("data", "jobs", "learning", "registry", "serving")
HEAVY = (
    "pandas",
    "sklearn",
    "sqlalchemy",
    "onnxruntime",
    "tensorflow",
    "keras",
    "pycaret",
    "ray",
    "mlflow",
    "dbos",
    "streamlit",
)


def loaded(statement: str, candidates: tuple[str, ...]) -> list[str]:
    """Return which modules a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*[name for name in {candidates!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_public_names_are_these() -> None:
    assert bancada.__all__ == [
        "AssetModel",
        "__version__",
        "compare_models",
        "delete_model",
        "fetch_history",
        "get_models_summary",
        "list_models",
        "load_model",
        "load_predictor",
        "save_model",
    ]
    assert dir(bancada) == sorted(bancada.__all__)


@pytest.mark.parametrize("name", [name for name in bancada.__all__ if name != "__version__"])
def test_a_public_name_resolves_to_a_documented_function(name: str) -> None:
    assert callable(getattr(bancada, name))
    assert getattr(bancada, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'setup'"):
        bancada.setup  # noqa: B018  # the access itself is what raises


def test_importing_the_library_loads_nothing_heavy() -> None:
    assert loaded("import bancada", (*HEAVY, "numpy", "pydantic")) == []


def test_importing_the_store_loads_neither_scikit_learn_nor_pandas() -> None:
    assert loaded("import bancada.registry", HEAVY) == []


@pytest.mark.parametrize("engine", ["tensorflow", "keras", "pycaret", "ray", "mlflow", "streamlit"])
def test_building_the_bench_loads_no_optional_engine(engine: str) -> None:
    assert loaded("from bancada import bootstrap, python, services, learning, serving", (engine,)) == []


@pytest.mark.parametrize("floor", FLOORS)
def test_every_public_name_of_a_floor_is_there(floor: str) -> None:
    module = import_module(f"bancada.{floor}")
    assert len(set(module.__all__)) == len(module.__all__)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
