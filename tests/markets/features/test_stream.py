"""A stream: states that travel, bars that go back, and an update that costs the same whatever came before."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from bancada.core.errors import BadInput
from bancada.markets.bars import Bars
from bancada.markets.features.engine import FeatureEngine
from bancada.markets.features.stream import FeatureStream
from bancada.markets.timeframe import Timeframe
from tests.markets.features.nasty import Shape, nasty_bars

COLUMNS = ("open", "high", "low", "close", "volume", "trades", "buy_volume", "sell_volume", "vwap")
BARS = nasty_bars(Shape(21, halts=1), 700)


def push(stream: FeatureStream, bars: Bars, t: int) -> np.ndarray:
    """Give a stream bar `t`."""
    return stream.update(int(bars.ts[t]), *(float(getattr(bars, name)[t]) for name in COLUMNS))


def test_a_saved_state_goes_on_to_the_same_bits() -> None:
    stream = FeatureEngine().incremental(BARS[:600])
    for t in range(600, 620):
        push(stream, BARS, t)
    restored = FeatureStream.from_bytes(stream.to_bytes())
    np.testing.assert_array_equal(restored.values, stream.values)
    for t in range(620, 660):
        np.testing.assert_array_equal(push(restored, BARS, t), push(stream, BARS, t))


def test_the_state_has_the_same_size_whatever_the_history() -> None:
    long, short = (len(FeatureEngine().incremental(bars).to_bytes()) for bars in (BARS, BARS[:10]))
    assert abs(long - short) < 8
    assert long < 400_000


def test_the_values_of_a_fresh_stream_are_those_of_the_last_bar_of_its_history() -> None:
    features = FeatureEngine().compute(BARS)
    stream = FeatureEngine().incremental(BARS)
    assert stream.names == features.names
    assert stream.ts == BARS.ts[-1]
    np.testing.assert_allclose(stream.values, features.row(-1), rtol=1e-9, atol=1e-9)


def test_history_is_walked_through_in_steps_that_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = FeatureEngine().incremental(BARS)
    monkeypatch.setattr("bancada.markets.features.stream.STEP", 64)
    np.testing.assert_allclose(FeatureEngine().incremental(BARS).values, whole.values, rtol=1e-9, atol=1e-9)


def test_a_bar_that_does_not_open_later_is_refused_and_changes_nothing() -> None:
    stream = FeatureEngine(["ema_9"]).incremental(BARS)
    before = stream.to_bytes()
    with pytest.raises(BadInput, match="not after the last one"):
        push(stream, BARS, len(BARS) - 1)
    assert stream.to_bytes() == before


def test_a_stream_over_daily_bars_leaves_out_what_is_intraday() -> None:
    bars = nasty_bars(Shape(3), 60, timeframe=Timeframe.D1)
    stream = FeatureEngine(["weekday_sin", "minute_sin"]).incremental(bars[:50])
    assert stream.names == ("weekday_sin",)
    assert set(stream.left_out) == {"minute_sin"}
    whole = FeatureEngine(["weekday_sin"]).compute(bars)
    assert push(stream, bars, 50)[0] == whole["weekday_sin"][50]


def _header(**changes: object) -> bytes:
    data = FeatureEngine(["ema_9"]).incremental(BARS).to_bytes()
    (length,) = struct.unpack_from("<I", data)
    text = json.dumps({**json.loads(data[4 : 4 + length]), **changes}).encode()
    return struct.pack("<I", len(text)) + text + data[4 + length :]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x05\x00\x00\x00{nope",
        _header(format=2),
        _header(zone="Mars/Olympus"),
        _header()[:-3],
        _header(timeframe="2m"),
    ],
    ids=["empty", "no JSON", "format", "zone", "cut", "timeframe"],
)
def test_what_is_no_state_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        FeatureStream.from_bytes(data)
    assert caught.value.code == "feature_state_unreadable"


@pytest.mark.parametrize(
    "data", [_header(fingerprint="0"), _header(names=["ema_20"]), _header()[:-8]], ids=["formulas", "names", "length"]
)
def test_a_state_of_other_definitions_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        FeatureStream.from_bytes(data)
    assert caught.value.code == "feature_state_of_another_catalogue"
