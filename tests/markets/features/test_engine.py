"""The engine and its results: what is left out, what is refused, what is shared, and that cutting changes nothing."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from bancada.core.errors import BadInput, NotFound
from bancada.markets.bars import make_bars
from bancada.markets.features import batch
from bancada.markets.features.engine import FeatureEngine
from bancada.markets.features.listing import catalogue
from bancada.markets.timeframe import Timeframe
from tests.markets.features.nasty import Shape, nasty_bars

OHLC = ("open", "high", "low", "close")


def test_without_aggressor_volume_microstructure_is_left_out_and_said_so() -> None:
    full = nasty_bars(Shape(1), 300)
    bars = make_bars("X", "1m", ts=full.ts, **{n: getattr(full, n) for n in OHLC}, volume=full.volume)
    features = FeatureEngine().compute(bars)
    lacking = {s.name for s in catalogue() if {"buy_volume", "sell_volume", "trades", "vwap"} & set(s.columns)}
    assert set(features.left_out) == lacking
    assert set(features.names).isdisjoint(lacking)
    assert features.left_out["vwap_distance"].message("en") == "vwap_distance was left out: the bars have no vwap."


def test_a_column_of_nothing_but_nan_is_a_column_that_is_not_there() -> None:
    full = nasty_bars(Shape(1), 300)
    bars = make_bars("X", "1m", ts=full.ts, **{n: getattr(full, n) for n in OHLC})
    left_out = FeatureEngine(["obv_change_20", "rsi_14"]).compute(bars).left_out
    assert {name: finding.facts["columns"] for name, finding in left_out.items()} == {"obv_change_20": "volume"}


def test_daily_bars_have_no_time_of_day_and_no_session_inside_them() -> None:
    features = FeatureEngine().compute(nasty_bars(Shape(1), 300, timeframe=Timeframe.D1))
    assert set(features.left_out) == {spec.name for spec in catalogue() if spec.is_intraday}
    assert {finding.code for finding in features.left_out.values()} == {"feature_is_intraday"}


def test_rows_come_in_the_order_of_the_catalogue() -> None:
    features = FeatureEngine(["rsi_14", "momentum_3", "ema_9"]).compute(nasty_bars(Shape(1), 100))
    assert features.names == ("momentum_3", "ema_9", "rsi_14")


@pytest.mark.parametrize("name", [spec.name for spec in catalogue()][::7])
def test_a_feature_alone_is_as_among_all(name: str) -> None:
    bars = nasty_bars(Shape(3), 600)
    np.testing.assert_array_equal(FeatureEngine([name]).compute(bars)[name], FeatureEngine().compute(bars)[name])


def test_unknown_names_are_refused_all_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        FeatureEngine(["rsi_14", "rsi_15", "hilbert"])
    assert caught.value.facts["names"] == "hilbert, rsi_15"


@pytest.mark.parametrize(
    "out",
    [np.empty((2, 99)), np.empty((2, 100), np.float32), np.empty((100, 2)).T, np.broadcast_to(1.0, (2, 100))],
    ids=["shape", "type", "order", "read-only"],
)
def test_an_array_that_cannot_hold_the_features_is_refused(out: np.ndarray) -> None:
    with pytest.raises(BadInput, match="float64 array in C order"):
        FeatureEngine(["rsi_14", "ema_9"]).compute(nasty_bars(Shape(1), 100), out=out)


def test_the_array_given_is_written_and_the_result_cannot_be() -> None:
    bars = nasty_bars(Shape(1), 100)
    engine = FeatureEngine(["rsi_14", "ema_9"])
    out = np.empty((len(engine.names_for(bars)), 100))
    features = engine.compute(bars, out=out)
    assert np.shares_memory(features.values, out)
    with pytest.raises(ValueError, match="read-only"):
        features.values[0, 0] = 1.0


def test_a_result_is_read_by_name_by_bar_and_as_a_frame() -> None:
    bars = nasty_bars(Shape(1), 100)
    features = FeatureEngine(["rsi_14", "ema_9"]).compute(bars)
    frame = features.frame()
    assert list(frame.columns) == ["ema_9", "rsi_14"]
    assert frame.index[0].isoformat() == "2018-12-28T12:00:00+00:00"
    assert frame["rsi_14"].iloc[-1] == features["rsi_14"][-1] == features.row(99)[1]
    with pytest.raises(NotFound, match="no feature ema_10"):
        features["ema_10"]


@pytest.mark.parametrize("n", [0, 1, 2, 15])
def test_a_series_shorter_than_the_windows_gives_what_it_can(n: int) -> None:
    features = FeatureEngine().compute(nasty_bars(Shape(1), 40)[:n])
    assert features.values.shape == (len(catalogue()), n)
    assert np.isnan(features["ema_20"]).all()
    assert np.isfinite(features["range_pct"]).all()


def test_more_threads_and_bars_that_are_no_neighbours_in_memory_give_the_same_bits() -> None:
    bars = nasty_bars(Shape(2, halts=2), 1_000)[::2]
    one, three = FeatureEngine(threads=1).compute(bars), FeatureEngine(threads=3).compute(bars)
    np.testing.assert_array_equal(one.values, three.values)


def test_cutting_a_series_into_stretches_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bars = nasty_bars(Shape(8, halts=3, jumps=1), 9_000)
    whole = FeatureEngine().compute(bars).values
    monkeypatch.setattr(batch, "STEP", 500)
    monkeypatch.setattr(batch, "STRETCH", 1_500)
    monkeypatch.setattr(batch, "WARM_UP", 2_600)  # six sessions of these bars, where six of a day long are allowed for
    cut = FeatureEngine().compute(bars).values
    scale = np.nanmax(np.abs(whole), axis=1, keepdims=True)
    np.testing.assert_array_equal(np.isnan(cut), np.isnan(whole))
    assert (np.nan_to_num(np.abs(cut - whole)) <= 1e-9 * scale).all()


def test_no_longest_look_back_exceeds_the_bars_before_a_stretch() -> None:
    windows = [spec.look_back for spec in catalogue() if not spec.is_recursive]
    assert max(windows) < batch.WARM_UP


def test_scratch_memory_does_not_grow_with_the_series() -> None:
    engine = FeatureEngine(threads=1)
    peaks = []
    for n in (20_000, 60_000):
        bars = nasty_bars(Shape(1), n)
        out = np.empty((len(engine.names_for(bars)), n))
        tracemalloc.start()
        engine.compute(bars, out=out)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 20 * 8 * 40_000


def test_the_fingerprint_is_of_the_features_chosen() -> None:
    prints = {FeatureEngine(names).fingerprint for names in (["ema_9"], ["ema_20"], ["ema_9", "ema_20"], None)}
    assert len(prints) == 4
    assert FeatureEngine(["ema_20", "ema_9"]).fingerprint in prints
