"""Mapped copies of long series: the same bars, whole or none, bounded, and made again where they were damaged."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bancada.markets.bars import OPTIONAL, PRICES, Bars, make_bars
from bancada.markets.store.kept import KeptColumns

N = 5_000


def bars(seed: int = 1, n: int = N) -> Bars:
    rng = np.random.default_rng(seed)
    close = 100 + np.cumsum(rng.normal(0, 1, n))
    vwap = np.where(rng.random(n) < 0.1, np.nan, close)
    return make_bars(
        "ABCD3", "1m", ts=np.arange(n) * 60_000_000_000, open=close, high=close + 1, low=close - 1, close=close,
        volume=rng.integers(1, 9, n), vwap=vwap, zone="UTC",
    )  # fmt: skip


def same(one: Bars, other: Bars) -> bool:
    names = ("ts", *PRICES, "volume", *OPTIONAL)
    pairs = [(getattr(one, name), getattr(other, name)) for name in names]
    return all((a is None and b is None) or np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs) and (
        one.symbol,
        one.timeframe,
    ) == (other.symbol, other.timeframe)


@pytest.fixture
def kept(tmp_path: Path) -> KeptColumns:
    return KeptColumns(tmp_path / "columns")


def test_what_is_kept_is_what_was_given_and_cannot_be_written(kept: KeptColumns) -> None:
    given = bars()
    kept.keep("a:1", given)

    found = kept.find("a:1")

    assert found is not None
    assert same(found, given)
    assert found.trades is None
    with pytest.raises(ValueError, match="read-only"):
        found.close[0] = 1.0


def test_another_key_finds_nothing(kept: KeptColumns) -> None:
    kept.keep("a:1", bars())
    assert kept.find("a:2") is None


@pytest.mark.parametrize("damage", ["changed", "short", "gone", "no note"])
def test_a_damaged_copy_is_none_and_is_removed(damage: str, kept: KeptColumns) -> None:
    kept.keep("a:1", bars())
    (place,) = kept.folder.iterdir()
    file = place / "close.npy"
    if damage == "changed":
        content = bytearray(file.read_bytes())
        content[-5] ^= 1
        file.write_bytes(bytes(content))
    elif damage == "short":
        file.write_bytes(file.read_bytes()[:-80])
    elif damage == "gone":
        file.unlink()
    else:
        (place / "series.json").write_text("{")

    assert KeptColumns(kept.folder).find("a:1") is None
    kept.keep("a:1", bars())
    assert kept.find("a:1") is not None


def test_room_is_made_by_what_was_read_longest_ago(kept: KeptColumns) -> None:
    kept.keep("a", bars(1))
    size = sum(file.stat().st_size for file in kept.folder.rglob("*.npy"))
    small = KeptColumns(kept.folder, max_bytes=int(2.5 * size))
    small.keep("b", bars(2))
    assert small.find("a") is not None

    small.keep("c", bars(3))

    assert [small.find(key) is not None for key in ("a", "b", "c")] == [True, False, True]


def test_a_place_that_cannot_be_written_keeps_nothing_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = KeptColumns(tmp_path / "file")

    kept.keep("a", bars())

    assert kept.find("a") is None


def test_a_long_series_is_the_same_from_its_copy_whole_and_in_spans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    from bancada import bootstrap
    from bancada.markets.series import PriceBasis
    from bancada.markets.store import catalogue as module
    from bancada.services.market.series import ImportRequest
    from tests.market_files import market_bars, write_csv

    monkeypatch.setattr(module, "LEAST_ROWS", 100)
    for name in ("BANCADA_DATA_DIR", "BANCADA_MODELS_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("BANCADA_SIGNING_KEY_FILE", str(tmp_path / "key"))
    market = bootstrap.Parts(bootstrap.read_settings()).bench.market
    path = write_csv(tmp_path / "ABCD3.csv", market_bars(400))
    (info,) = market.series.import_file(path, ImportRequest(basis=PriceBasis.RAW)).series
    first = market.series.read(info)
    shutil.rmtree(tmp_path / "BANCADA_DATA_DIR" / "bars")  # what is read from here on is read from the copy
    again = market.series.read(info)
    start, end = datetime(2019, 3, 1, tzinfo=UTC), datetime(2019, 6, 1, tzinfo=UTC)
    part = market.series.read(info, start=start, end=end)

    assert same(first, again)
    assert again.zone == "America/Sao_Paulo"
    inside = (first.ts >= start.timestamp() * 1e9) & (first.ts < end.timestamp() * 1e9)
    np.testing.assert_array_equal(part.close, first.close[inside])
