"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytest_plugins = ["tests.worked"]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real data files; skip where it is absent."""
    folder = Path(os.environ.get("BANCADA_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("real data is absent: set BANCADA_REAL_DATA to its folder")
    return folder


@pytest.fixture
def rng() -> "np.random.Generator":  # noqa: F821, UP037  # NumPy is not needed to collect tests
    """Return a seeded generator."""
    import numpy as np

    return np.random.default_rng(20261121)


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give this test an installation of its own through the environment; returns its folder."""
    from bancada import bootstrap

    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("BANCADA_") and name != "BANCADA_REAL_DATA"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BANCADA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("BANCADA_MODELS_DIR", str(tmp_path / "modelos_salvos"))
    monkeypatch.setenv("BANCADA_SIGNING_KEY_FILE", str(tmp_path / "keys" / "signing.key"))
    monkeypatch.setenv("BANCADA_FIT_WORKERS", "1")
    monkeypatch.setenv("BANCADA_LANGUAGE", "en")
    bootstrap.default_parts.cache_clear()
    yield tmp_path
    if bootstrap.default_parts.cache_info().currsize:
        bootstrap.default_parts().close()
    bootstrap.default_parts.cache_clear()
