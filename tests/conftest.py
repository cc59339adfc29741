"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


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
