"""Sources that overlap, made one series."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.markets.bars import PRICES
from bancada.markets.store.merging import merged
from bancada.markets.timeframe import Timeframe

COLUMNS = (*PRICES, "volume", "vwap")
VALUE = st.sampled_from([1.0, 2.0, float("nan")])
SOURCE = st.dictionaries(st.integers(0, 6), st.tuples(*[VALUE] * len(COLUMNS)), max_size=6)


@settings(max_examples=150, deadline=None)
@given(sources=st.lists(SOURCE, max_size=4))
def test_each_value_is_the_latest_that_any_source_has(sources: list[dict[int, tuple[float, ...]]]) -> None:
    parts = []
    for source in sources:
        ts = sorted(source)
        columns = {name: np.array([source[at][n] for at in ts], dtype=float) for n, name in enumerate(COLUMNS)}
        parts.append({"ts": np.array(ts, dtype=np.int64), **columns})
    expected: dict[int, list[float]] = {}
    for source in sources:
        for at, values in source.items():
            held = expected.setdefault(at, [np.nan] * len(COLUMNS))
            expected[at] = [old if np.isnan(new) else new for old, new in zip(held, values, strict=True)]

    found = merged("X", Timeframe.M1, parts)

    assert found.ts.tolist() == sorted(expected)
    for n, name in enumerate(COLUMNS):
        column = getattr(found, name)
        wanted = np.array([expected[at][n] for at in sorted(expected)], dtype=float)
        shown = np.full(len(wanted), np.nan) if column is None else column
        assert np.array_equal(shown, wanted, equal_nan=True), name
