"""The cache of features: it answers as the engine does, never with another's or a broken file, within its bound."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from bancada.core.dataset import Source
from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.markets.bars import Bars, make_bars
from bancada.markets.feature_cache import FeatureCache, data_fingerprint, feature_fingerprint
from bancada.markets.features import FeatureEngine
from bancada.markets.features.matrix import Features
from bancada.markets.series import PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.timeframe import Timeframe

N = 500


class CountingEngine:
    """Computes changes and ranges, and counts how often it was asked."""

    def __init__(self, names: tuple[str, ...] = ("change", "range")) -> None:
        self.names = names
        self.asked = 0

    @property
    def fingerprint(self) -> str:
        return " ".join(self.names)

    def compute(self, bars: Bars) -> Features:
        self.asked += 1
        rows = {"change": np.diff(bars.close, prepend=np.nan), "range": bars.high - bars.low}
        left_out = {"flow": Finding("bars_not_numbers", Severity.INFO, None, {"symbol": bars.symbol, "detail": "flow"})}
        return Features(self.names, np.array([rows[name] for name in self.names]), bars.ts, left_out)


def series(seed: int = 1, n: int = N) -> Bars:
    rng = np.random.default_rng(seed)
    close = 100 + np.cumsum(rng.standard_normal(n))
    return make_bars(
        "X", "1d", ts=np.arange(n) * 86_400 * 10**9, open=close, high=close + 1, low=close - 1, close=close
    )


def same(one: Features, other: Features) -> bool:
    return (
        one.names == other.names
        and one.left_out == other.left_out
        and one.values.tobytes() == other.values.tobytes()
        and np.array_equal(one.ts, other.ts)
    )


def test_features_are_computed_once_and_read_as_they_were(tmp_path: Path) -> None:
    engine, bars = CountingEngine(), series()
    first = FeatureCache(tmp_path / "cache").features(bars, engine)
    again = FeatureCache(tmp_path / "cache").features(bars, engine)
    assert engine.asked == 1
    assert same(first, again)
    assert not again.values.flags.writeable
    assert not again.values.flags.owndata


CHANGES: dict[str, Callable[[Bars], Bars]] = {
    "one close": lambda bars: replace(bars, close=np.where(np.arange(N) == 77, bars.close + 1e-9, bars.close)),
    "an instant": lambda bars: replace(bars, ts=bars.ts + 1),
    "a column more": lambda bars: replace(bars, trades=bars.close),
    "the zone": lambda bars: replace(bars, zone="UTC"),
    "the timeframe": lambda bars: replace(bars, timeframe=Timeframe.H1),
    "fewer bars": lambda bars: bars[:-1],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_other_bars_are_never_answered_from_the_same_entry(tmp_path: Path, change: Callable[[Bars], Bars]) -> None:
    engine, bars = CountingEngine(), series()
    cache = FeatureCache(tmp_path)
    cache.features(bars, engine)
    other = change(bars)
    found = cache.features(other, engine)
    assert engine.asked == 2
    assert same(found, CountingEngine().compute(other))
    assert data_fingerprint(other) != data_fingerprint(bars)


def test_other_names_are_another_entry(tmp_path: Path) -> None:
    cache, bars = FeatureCache(tmp_path), series()
    cache.features(bars, CountingEngine())
    assert cache.features(bars, CountingEngine(("range",))).names == ("range",)
    assert feature_fingerprint(CountingEngine(("range",))) != feature_fingerprint(CountingEngine(("change",)))


def info_of(bars: Bars, *, sha256: str = "a" * 64) -> SeriesInfo:
    first, last = (datetime.fromtimestamp(int(bars.ts[i]) / 1e9, tz=UTC) for i in (0, -1))
    key = SeriesKey("X", Timeframe.D1, PriceBasis.RAW)
    facts = {"origin": "", "columns": (), "exchange": "", "continuous": None, "imports": (), "updated_at": last}
    return SeriesInfo(key, Source.IMPORTED, rows=len(bars), first=first, last=last, sha256=sha256, version=1, **facts)


def test_the_identity_of_a_series_stands_for_its_bars_and_for_no_part_of_them(tmp_path: Path) -> None:
    cache, engine, bars = FeatureCache(tmp_path), CountingEngine(), series()
    info = info_of(bars)
    for _ in range(2):
        cache.features(bars, engine, info=info)
    assert engine.asked == 1
    assert same(cache.features(bars[:100], engine, info=info), CountingEngine().compute(bars[:100]))
    cache.features(bars, engine, info=replace(info, sha256="b" * 64))
    assert engine.asked == 3


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-9] ^= 1
    path.write_bytes(data)


def swap_rows(path: Path) -> None:
    np.save(path, np.load(path)[::-1])


SPOILT: dict[str, tuple[str, Callable[[Path], object]]] = {
    "cut": ("*.npy", cut),
    "one bit": ("*.npy", flip),
    "rows in another order": ("*.npy", swap_rows),
    "empty": ("*.npy", lambda path: path.write_bytes(b"")),
    "gone": ("*.npy", Path.unlink),
    "note cut": ("*.json", cut),
    "note of another shape": ("*.json", lambda path: path.write_text("[1]")),
    "note gone": ("*.json", Path.unlink),
}


@pytest.mark.parametrize(("pattern", "spoil"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_entry_is_computed_anew_and_replaced(
    tmp_path: Path, pattern: str, spoil: Callable[[Path], object]
) -> None:
    engine, bars = CountingEngine(), series()
    FeatureCache(tmp_path).features(bars, engine)
    spoil(next(tmp_path.glob(pattern)))
    found = FeatureCache(tmp_path).features(bars, engine)
    assert engine.asked == 2
    assert same(found, CountingEngine().compute(bars))
    assert same(FeatureCache(tmp_path).features(bars, engine), found)
    assert engine.asked == 2


def test_the_bound_holds_and_what_was_used_longest_ago_goes(tmp_path: Path) -> None:
    engine, one = CountingEngine(), 2 * N * 8 + 128
    cache = FeatureCache(tmp_path, max_bytes=3 * one)
    many = [series(seed) for seed in range(5)]
    for at, bars in enumerate(many[:3]):
        cache.features(bars, engine)
        newest = max(tmp_path.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, ns=(at + 1, at + 1))
    cache.features(many[0], engine)
    cache.features(many[3], engine)
    assert cache.size_bytes == 3 * one
    assert engine.asked == 4
    cache.features(many[0], engine)
    assert engine.asked == 4
    cache.features(many[1], engine)
    assert engine.asked == 5


def test_what_is_larger_than_the_bound_is_not_kept(tmp_path: Path) -> None:
    cache, engine = FeatureCache(tmp_path / "cache", max_bytes=100), CountingEngine()
    for _ in range(2):
        cache.features(series(), engine)
    assert engine.asked == 2
    assert cache.size_bytes == 0


def test_what_a_crashed_writer_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / ".tmp-0123"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    FeatureCache(tmp_path).features(series(), CountingEngine())
    assert not left.exists()


def test_clearing_leaves_maps_that_are_open_as_they_are(tmp_path: Path) -> None:
    cache, engine, bars = FeatureCache(tmp_path), CountingEngine(), series()
    cache.features(bars, engine)
    held = cache.features(bars, engine)
    cache.clear()
    assert cache.size_bytes == 0
    assert same(held, CountingEngine().compute(bars))
    FeatureCache(tmp_path / "absent").clear()


def _work(folder: str) -> int:
    cache, engine = FeatureCache(Path(folder), max_bytes=3 * (2 * N * 8 + 128)), CountingEngine()
    wrong = 0
    for turn in range(40):
        bars = series(turn % 5)
        wrong += not same(cache.features(bars, engine), CountingEngine().compute(bars))
    return wrong


def test_processes_that_share_a_folder_never_read_each_others_halves(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_work, [str(tmp_path)] * 2)) == [0, 0]
    assert FeatureCache(tmp_path).size_bytes <= 3 * (2 * N * 8 + 128)
    assert list(tmp_path.glob(".tmp-*")) == []


def test_a_bound_below_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="zero bytes or more"):
        FeatureCache(tmp_path, max_bytes=-1)


def test_the_engine_s_own_features_come_back_bit_for_bit(tmp_path: Path) -> None:
    bars, names = series(), ("momentum_1", "sma_10", "buy_pressure")
    computed = FeatureCache(tmp_path).features(bars, FeatureEngine(names))
    again = FeatureCache(tmp_path).features(bars, FeatureEngine(names))
    assert same(computed, again)
    assert again.names == ("momentum_1", "sma_10")
    assert set(again.left_out) == {"buy_pressure"}
    assert not np.isnan(again["sma_10"][10:]).any()
