"""Bars whose later part is another: what stays, what changes, and that they are still bars."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.markets.bars import OPTIONAL, PRICES, Bars, make_bars
from bancada.markets.mutation import with_other_later


def bars_of(n: int, seed: int) -> Bars:
    rng = np.random.default_rng(seed)
    low = rng.uniform(5, 6, n)
    return make_bars(
        "AAAA3",
        "1d",
        ts=np.datetime64("2020-01-01") + np.arange(n).astype("timedelta64[D]"),
        open=low + rng.uniform(0, 1, n),
        high=low + 1,
        low=low,
        close=low + rng.uniform(0, 1, n),
        volume=rng.uniform(1, 9, n),
        vwap=low + 0.5,
    )


@given(n=st.integers(2, 40), share=st.floats(0, 1, exclude_max=True), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_bars_up_to_a_place_stay_and_later_ones_are_others_and_still_bars(n: int, share: float, seed: int) -> None:
    bars, place = bars_of(n, seed), int(share * (n - 1))
    found = with_other_later(bars, place, np.random.default_rng(seed))
    assert np.array_equal(found.ts, bars.ts)
    for name in (*PRICES, "volume", "vwap"):
        before, after = getattr(bars, name), getattr(found, name)
        assert np.array_equal(after[: place + 1], before[: place + 1])
        assert not np.isclose(after[place + 1 :], before[place + 1 :], rtol=1e-12).any()
    assert (found.high >= np.maximum(found.open, found.close)).all()
    assert (found.low <= np.minimum(found.open, found.close)).all()
    assert found.columns == bars.columns != OPTIONAL


def test_after_the_last_bar_there_is_nothing_to_change() -> None:
    bars = bars_of(5, 1)
    assert np.array_equal(with_other_later(bars, 4, np.random.default_rng(1)).close, bars.close)
