"""What the dashboard caches sees every change made through Bancada."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app import cache
from bancada.core.dataset import Source

N_ROWS = 1_000_000


@pytest.fixture
def clean_caches(installation: Path) -> Iterator[None]:
    """Leave nothing in Streamlit's caches, which outlive a test."""
    cache.forget()
    yield
    cache.forget()


@pytest.mark.usefixtures("clean_caches")
def test_one_changed_cell_of_a_million_rows_is_seen_by_cached_reads() -> None:
    catalogue = cache.bench().data.catalogue
    frame = pd.DataFrame({"x": np.arange(N_ROWS, dtype=float), "y": np.zeros(N_ROWS)})
    catalogue.add_frame(frame, name="milhao", pack="tables", source=Source.SIMULATED, origin="test")
    info = cache.bench().data.info("milhao")
    assert cache.overview(info).set_index("name").loc["y", "maximum"] == 0.0
    assert cache.rows_at(info, (777_777,))["y"].item() == 0.0

    cache.bench().data.set_value("milhao", row=777_777, column="y", value=5.0)

    changed = cache.bench().data.info("milhao")
    assert cache.rows_at(changed, (777_777,))["y"].item() == 5.0
    assert cache.overview(changed).set_index("name").loc["y", "maximum"] == 5.0
