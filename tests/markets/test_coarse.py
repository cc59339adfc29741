"""Candles merged for a picture lose no high, no low and no volume."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.markets.bars import Bars, make_bars
from bancada.markets.coarse import coarse


def walk(n_bars: int, seed: int = 1) -> Bars:
    rng = np.random.default_rng(seed)
    close = 100 + np.cumsum(rng.normal(0, 1, n_bars))
    opened = np.concatenate(([100.0], close[:-1]))[:n_bars]
    high, low = np.maximum(opened, close) + 0.5, np.minimum(opened, close) - 0.5
    ts = np.arange(n_bars) * 60_000_000_000
    return make_bars("X", "1m", ts=ts, open=opened, high=high, low=low, close=close, volume=rng.integers(1, 9, n_bars))


@given(n_bars=st.integers(1, 900), most=st.integers(1, 500))
def test_ends_extremes_and_volume_are_those_of_all_bars(n_bars: int, most: int) -> None:
    bars = walk(n_bars)

    found = coarse(bars, most=most)

    assert len(found.bars) <= most
    assert (found.bars.open[0], found.bars.close[-1]) == (bars.open[0], bars.close[-1])
    assert (found.bars.high.max(), found.bars.low.min()) == (bars.high.max(), bars.low.min())
    assert found.bars.volume.sum() == pytest.approx(bars.volume.sum())
    assert found.last_of(bars.close)[-1] == bars.close[-1]


def test_few_bars_are_drawn_as_they_are() -> None:
    bars = walk(50)

    found = coarse(bars, most=400)

    assert found.bars is bars
    assert found.bars_each == 1


def test_no_bars_are_no_candles() -> None:
    assert len(coarse(walk(0)).bars) == 0
