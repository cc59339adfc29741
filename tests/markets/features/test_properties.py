"""What every feature must do: not look ahead, forget how the series began, and be the same bar by bar."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.markets.bars import Bars, make_bars
from bancada.markets.features.engine import FeatureEngine
from bancada.markets.features.listing import catalogue
from bancada.markets.features.matrix import Features
from bancada.markets.features.stream import FeatureStream
from tests.markets.features.nasty import Shape, nasty_bars, with_future, without

SPECS = {spec.name: spec for spec in catalogue()}
WARM_UPS: dict[int, list[str]] = defaultdict(list)
for _spec in catalogue():
    WARM_UPS[_spec.warm_up].append(_spec.name)

SHAPES = st.builds(
    Shape,
    seed=st.integers(0, 2**31),
    price=st.sampled_from([1e-8, 0.013, 27.5, 3_700.0, 114_000.0]),
    halts=st.integers(0, 5),
    jumps=st.integers(0, 3),
    silences=st.integers(0, 3),
    is_on_a_grid=st.booleans(),
)


def scales(bars: Bars) -> dict[str, float]:
    """Return what an error is relative to, by unit, where the value itself is smaller: the price, the volume, or 1."""
    price = abs(float(bars.close[-1]))
    volume = float(np.nanmean(bars.volume[-60:])) + 1.0
    by_unit = {
        "price": price,
        "price a bar": price,
        "volume": volume,
        "price x volume": price * volume,
        "price a unit of volume": price / volume,
        "return a unit of money": 1e-6 / (price * volume),
    }
    return {name: by_unit.get(spec.unit, 100.0 if "100" in spec.unit else 1.0) for name, spec in SPECS.items()}


def strays(
    found: dict[str, float], expected: dict[str, float], *, bars: Bars, error: float
) -> dict[str, tuple[float, float]]:
    """Return the features whose two values differ by more than `error`, relative to the value or its scale."""
    scale = scales(bars)
    return {
        name: (value, expected[name])
        for name, value in found.items()
        if np.isnan(value) != np.isnan(expected[name])
        or abs(value - expected[name]) > error * max(abs(expected[name]), scale[name])
    }


def last(features: Features, t: int = -1) -> dict[str, float]:
    """Return the features at one bar, by name."""
    return dict(zip(features.names, features.row(t).tolist(), strict=True))


def push(stream: FeatureStream, bars: Bars, t: int) -> dict[str, float]:
    """Give a stream bar `t`; return its features, by name."""
    columns = ("open", "high", "low", "close", "volume", "trades", "buy_volume", "sell_volume", "vwap")
    values = stream.update(int(bars.ts[t]), *(float(getattr(bars, name)[t]) for name in columns))
    return dict(zip(stream.names, values.tolist(), strict=True))


@settings(max_examples=10, deadline=None)
@given(shape=SHAPES, t=st.integers(0, 2_998), seed=st.integers(0, 2**31))
def test_changing_the_future_changes_no_feature_before_it(shape: Shape, t: int, seed: int) -> None:
    bars = nasty_bars(shape, 3_000)
    engine = FeatureEngine()
    was, became = engine.compute(bars), engine.compute(with_future(bars, t, seed=seed))
    assert was.names == became.names == tuple(SPECS)
    changed = [n for n in was.names if not np.array_equal(was[n][: t + 1], became[n][: t + 1], equal_nan=True)]
    assert changed == []


@settings(max_examples=6, deadline=None)
@given(shape=SHAPES, n=st.integers(8_800, 9_400))
def test_a_suffix_as_long_as_the_warm_up_gives_the_last_value_of_every_feature(shape: Shape, n: int) -> None:
    bars = nasty_bars(shape, n)
    whole = last(FeatureEngine().compute(bars))
    found: dict[str, float] = {}
    for warm_up, names in WARM_UPS.items():
        found |= last(FeatureEngine(names, threads=1).compute(bars[n - warm_up :]))
    assert strays(found, whole, bars=bars, error=1e-8) == {}


@settings(max_examples=6, deadline=None)
@given(
    shape=SHAPES, seen=st.sampled_from([0, 1, 30, 400, 700, 2_350]), missing=st.sets(st.integers(0, 820), max_size=4)
)
def test_bar_by_bar_every_feature_is_as_in_the_whole_series(shape: Shape, seen: int, missing: set[int]) -> None:
    holes = np.array(sorted(missing), np.int64)
    bars = without(nasty_bars(shape, 2_500), {"high": holes})
    engine = FeatureEngine()
    whole = engine.compute(bars)
    stream = engine.incremental(bars[:seen])
    for t in range(seen, min(seen + 150, len(bars))):
        found = push(stream, bars, t)
        assert strays(found, last(whole, t), bars=bars[: t + 1], error=1e-9) == {}, t


@pytest.mark.parametrize("end", [12_999, 11_520, 11_530, 12_000])
def test_a_market_that_never_closes_forgets_within_the_same_warm_up(end: int) -> None:
    few = nasty_bars(Shape(17), end)
    prices = {name: getattr(few, name) for name in ("open", "high", "low", "close")}
    bars = make_bars("BTCUSDT", "1m", ts=np.arange(end) * 60_000_000_000, **prices, zone="UTC")
    for name in ("wide_state", "wide_share_50", "wide_returns_50"):
        engine = FeatureEngine([name])
        part = engine.compute(bars[end - SPECS[name].warm_up :])
        assert part[name][-1] == pytest.approx(engine.compute(bars)[name][-1], abs=1e-15)


@settings(max_examples=10, deadline=None)
@given(shape=SHAPES)
def test_no_feature_is_ever_infinite(shape: Shape) -> None:
    values = FeatureEngine().compute(nasty_bars(shape, 1_200)).values
    assert not np.isinf(values).any()


def test_prices_through_zero_and_below_give_no_infinity_and_no_logarithm() -> None:
    bars = nasty_bars(Shape(9, is_on_a_grid=True), 600)
    shift = float(bars.close[450])
    prices = {name: np.array(getattr(bars, name)) - shift for name in ("open", "high", "low", "close")}
    prices = {name: np.where(np.arange(600) > 500, 0.0, column) for name, column in prices.items()}
    crossing = make_bars("CL", "1m", ts=bars.ts, **prices, volume=bars.volume)
    whole = FeatureEngine().compute(crossing)
    assert not np.isinf(whole.values).any()
    assert np.isnan(whole["volatility_5"][-1])
    assert np.isfinite(whole["momentum_5"]).sum() == 595
    stream = FeatureEngine().incremental(crossing[:400])
    for t in range(400, 600):
        values = [float(getattr(crossing, name)[t]) for name in ("open", "high", "low", "close", "volume")]
        found = dict(zip(stream.names, stream.update(int(crossing.ts[t]), *values).tolist(), strict=True))
        assert {n for n, v in found.items() if np.isnan(v)} == {n for n, v in last(whole, t).items() if np.isnan(v)}, t


@pytest.mark.parametrize("column", ["open", "close"])
def test_after_a_bar_without_a_price_every_feature_begins_anew(column: str) -> None:
    bars = nasty_bars(Shape(4, halts=1), 2_200)
    whole = FeatureEngine().compute(without(bars, {column: np.array([500])}))
    afresh = FeatureEngine().compute(bars[501:])
    spoilt = [name for name in whole.names if not np.isnan(whole[name][500]) and SPECS[name].group != "time"]
    assert spoilt == []
    for t in (0, 30, 250, 998, 1_650):
        assert strays(last(whole, 501 + t), last(afresh, t), bars=bars[: 502 + t], error=1e-9) == {}, t


def test_a_bar_without_volume_spoils_what_needs_volume_and_nothing_else() -> None:
    bars = nasty_bars(Shape(5), 1_200)
    holed = FeatureEngine().compute(without(bars, {"volume": np.array([600])}))
    sound = FeatureEngine().compute(bars)
    moved = {n for n in sound.names if not np.array_equal(sound[n], holed[n], equal_nan=True)}
    assert moved == {n for n, spec in SPECS.items() if "volume" in spec.columns}
    back = {n for n in moved if np.isnan(holed[n][-1])}
    assert back == set()


def test_values_begin_where_the_look_back_is_filled() -> None:
    features = FeatureEngine().compute(nasty_bars(Shape(6), 1_000))
    windows = {name: spec.look_back - 1 for name, spec in SPECS.items() if not spec.is_anchored}
    assert {name: first_known(features[name]) for name in windows} == windows


def first_known(values: np.ndarray) -> int:
    """Return the first bar with a value."""
    return int(np.flatnonzero(~np.isnan(values))[0])


def test_what_is_anchored_at_the_session_waits_for_the_first_that_begins_in_the_series() -> None:
    features = FeatureEngine().compute(nasty_bars(Shape(6), 1_000))
    anchored = [name for name, spec in SPECS.items() if spec.is_anchored and spec.group == "session"]
    assert {first_known(features[name]) for name in anchored} == {400}


def test_what_compares_with_earlier_sessions_waits_for_three_that_have_the_same_minute() -> None:
    features = FeatureEngine().compute(nasty_bars(Shape(6), 1_400))
    compared = [name for name, spec in SPECS.items() if spec.is_anchored and spec.group != "session"]
    assert {name: first_known(features[name]) - 1_220 for name in compared} == {
        "wide_state": 0,
        "wide_share_50": 49,
        "wide_returns_50": 50,
    }


@pytest.mark.real_data
def test_on_real_bars_too_features_forget_how_the_series_began_and_are_the_same_bar_by_bar(real_data: Path) -> None:
    file = real_data / "intraday" / "WDO_M5_2018_2019_mt5.csv.gz"
    table = pd.read_csv(file, sep="\t", nrows=9_000)
    local = pd.to_datetime(table["<DATE>"] + " " + table["<TIME>"], format="%Y.%m.%d %H:%M:%S")
    ts = local.dt.tz_localize("America/Sao_Paulo").dt.tz_convert("UTC").dt.as_unit("ns").astype("int64").to_numpy()
    prices = {name.lower(): table[f"<{name}>"].to_numpy(float) for name in ("OPEN", "HIGH", "LOW", "CLOSE")}
    bars = make_bars("WDO", "5m", ts=ts, **prices, volume=table["<VOL>"].to_numpy(float))
    whole = FeatureEngine().compute(bars)
    found: dict[str, float] = {}
    for warm_up, names in WARM_UPS.items():
        found |= last(FeatureEngine(names).compute(bars[len(bars) - warm_up :]))
    assert strays(found, last(whole), bars=bars, error=1e-8) == {}
    stream = FeatureEngine().incremental(bars[:-200])
    for t in range(len(bars) - 200, len(bars)):
        values = [float(getattr(bars, name)[t]) for name in ("open", "high", "low", "close", "volume")]
        found = dict(zip(stream.names, stream.update(int(bars.ts[t]), *values).tolist(), strict=True))
        assert strays(found, last(whole, t), bars=bars[: t + 1], error=1e-9) == {}, t
