"""One changed cell among a million rows is seen by the next read: no cached answer is stale."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from bancada import data
from bancada.core.dataset import Source


def test_one_cell_of_a_million_rows_is_seen_after_it_was_changed(tmp_path: Path, rng: np.random.Generator) -> None:
    n_rows = 1_000_000
    frame = pd.DataFrame({"lux": rng.normal(size=n_rows), "n": np.arange(n_rows)})
    engine = data.open_engine(f"sqlite:///{tmp_path}/b.db")
    data.upgrade(engine)
    catalogue = data.DatasetCatalogue(engine, folder=tmp_path)
    before = catalogue.add_frame(frame, name="m", pack="tables", source=Source.SIMULATED, origin="rng").dataset
    assert catalogue.read("m").frame["lux"].iloc[700_001] == frame["lux"].iloc[700_001]
    after = catalogue.set_value("m", row=700_001, column="lux", value=123.0)
    changed = catalogue.read("m")
    engine.dispose()
    frame.loc[700_001, "lux"] = 123.0
    pd.testing.assert_frame_equal(changed.frame, frame)
    assert changed.info.cache_key == after.cache_key != before.cache_key
    assert after.column("lux").maximum == 123.0
