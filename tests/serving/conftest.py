"""Fixtures of the serving floor: a table with every kind of field, a store, a sink that can fail."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bancada import registry


@pytest.fixture
def frame() -> pd.DataFrame:
    """Return 700 rows: rounded numbers, instants, a category, missing values."""
    rng = np.random.default_rng(11)
    n_rows = 700
    table = pd.DataFrame(
        {
            "lux": rng.gamma(2, 100, n_rows).round(1),
            "heat": rng.normal(22, 3, n_rows).round(2),
            "at": pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(np.arange(n_rows) * 61, unit="s"),
            "room": rng.choice(["hall", "lab", "office"], n_rows),
        }
    )
    table.loc[::17, "heat"] = np.nan
    table.loc[::23, "room"] = None
    return table


@pytest.fixture
def signal(frame: pd.DataFrame) -> np.ndarray:
    """Return a value that the rows of `frame` tell, with noise."""
    noise = np.random.default_rng(12).normal(0, 0.4, len(frame))
    return (frame["lux"] / 200 + (frame["heat"].fillna(20) - 22) / 3 + noise).to_numpy()


@pytest.fixture
def store(tmp_path: Path) -> registry.ModelStore:
    """Return an empty store."""
    return registry.ModelStore(tmp_path / "models", key=registry.SigningKey.load_or_create(tmp_path / "key"))
