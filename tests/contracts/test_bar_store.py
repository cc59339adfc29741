"""One suite for every store of bars: SQLite, a real PostgreSQL server, Parquet files, a DuckDB file."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from bancada.core.errors import BadInput
from bancada.markets.bars import make_bars
from bancada.markets.store import BarStore, open_bar_store
from bancada.markets.store.lake import LakeBarStore
from bancada.markets.store.port import Stray
from bancada.markets.timeframe import Timeframe
from tests.markets.store.series import MINUTE, START, bars_of, same, stage

pytestmark = pytest.mark.xdist_group("postgres")

M1, D1 = Timeframe.M1, Timeframe.D1
ORIGIN = datetime(2018, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Where a store is, so that another process can open it too."""

    url: str

    def open(self) -> BarStore:
        return open_bar_store(self.url, folder=Path("unused"), engine=sa.create_engine("sqlite://"))


@pytest.fixture(params=["sqlite", "postgresql", "lake", "duckdb"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "postgresql":
        return Place(request.getfixturevalue("postgres").database())
    return Place(
        {
            "sqlite": f"sqlite:///{tmp_path}/b.db",
            "lake": f"{tmp_path}/it's",
            "duckdb": f"duckdb:///{tmp_path}/b.duckdb",
        }[request.param]
    )


@pytest.fixture
def store(place: Place) -> Iterator[BarStore]:
    opened = place.open()
    yield opened
    engine = getattr(opened, "_engine", None)
    if engine is not None:
        engine.dispose()


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "part.parquet"


def test_what_nobody_added_is_empty(store: BarStore) -> None:
    bars = store.read("WDO", M1, sources=["mt5-1"])
    assert (len(bars), bars.symbol, bars.timeframe, bars.columns, bars.zone) == (0, "WDO", M1, (), "UTC")
    assert store.held() == ()
    store.remove("mt5-1")


def test_bars_come_back_as_they_went_in(store: BarStore, part: Path) -> None:
    several = [
        bars_of("PETR4", "1d", minutes=range(0, 14400, 1440), columns=("trades", "vwap")),
        bars_of("WDO", "1m", minutes=range(300), columns=("trades", "buy_volume", "sell_volume", "vwap")),
        bars_of("WDO", "5m", minutes=range(0, 300, 5)),
    ]
    stage(part, *several)
    store.add(part, source="mt5-1")
    for bars in several:
        assert same(store.read(bars.symbol, bars.timeframe, sources=["mt5-1"]), bars)
    assert len(store.read("WDO", M1, sources=["mt5-2"])) == 0
    assert len(store.read("PETR4", M1, sources=["mt5-1"])) == 0


def test_values_that_are_missing_are_nan_and_a_column_without_values_is_none(store: BarStore, part: Path) -> None:
    n = np.nan
    given = make_bars(
        "X", "1d", ts=[1, 2, 3], open=[1, 2, 3], high=[1, 2, 3], low=[1, 2, 3], close=[1, n, 3],
        trades=[n, 7, n], vwap=[n, n, n], zone="UTC",
    )  # fmt: skip
    stage(part, given)
    store.add(part, source="a")
    found = store.read("X", D1, sources=["a"])
    assert same(found, replace(given, vwap=None))
    assert np.isnan(found.volume).all()
    assert store.held()[0].columns == ("trades",)


def test_of_each_value_the_latest_source_that_has_one_holds(store: BarStore, tmp_path: Path) -> None:
    parts = {
        "a": bars_of(minutes=range(10), level=100, columns=("trades",)),
        "b": bars_of(minutes=[3, 4, 20], level=200),
        "c": bars_of(minutes=[-5, 4], level=300),
    }
    for source, bars in parts.items():
        stage(tmp_path / f"{source}.parquet", bars)
        store.add(tmp_path / f"{source}.parquet", source=source)
    found = store.read("WDO", M1, sources=["a", "b", "c"])
    minutes = (found.ts - START) // MINUTE
    levels = np.round(found.open - minutes)
    assert minutes.tolist() == [-5, *range(10), 20]
    assert levels.tolist() == [300, 100, 100, 100, 200, 300, 100, 100, 100, 100, 100, 200]
    known = dict(zip(parts["a"].ts.tolist(), parts["a"].trades.tolist(), strict=True))
    assert np.array_equal(found.trades, [known.get(ts, np.nan) for ts in found.ts.tolist()], equal_nan=True)
    turned = store.read("WDO", M1, sources=["c", "b", "a"])
    assert turned.open[5] == parts["a"].open[4]
    assert same(store.read("WDO", M1, sources=["b"]), parts["b"])


def test_a_span_holds_its_start_and_not_its_end(store: BarStore, part: Path) -> None:
    stage(part, bars_of(minutes=range(10)))
    store.add(part, source="a")

    def minutes(**span: datetime) -> list[int]:
        return ((store.read("WDO", M1, sources=["a"], **span).ts - START) // MINUTE).tolist()

    assert minutes(start=ORIGIN + timedelta(minutes=3), end=ORIGIN + timedelta(minutes=6)) == [3, 4, 5]
    assert minutes(start=ORIGIN + timedelta(minutes=8, microseconds=1)) == [9]
    assert minutes(end=ORIGIN) == []
    assert len(minutes()) == 10


def test_adding_a_source_again_replaces_it(store: BarStore, tmp_path: Path) -> None:
    first, second = bars_of(minutes=range(10)), bars_of(minutes=range(5, 8), level=7)
    stage(tmp_path / "1.parquet", first, bars_of("WIN"))
    stage(tmp_path / "2.parquet", second)
    for name in ("1", "1", "2"):
        store.add(tmp_path / f"{name}.parquet", source="a")
    assert same(store.read("WDO", M1, sources=["a"]), second)
    assert len(store.read("WIN", M1, sources=["a"])) == 0


def test_what_is_held_is_told_by_series_and_source(store: BarStore, part: Path) -> None:
    stage(part, bars_of("WIN", minutes=[0, 2], columns=("vwap",)), bars_of("PETR4", "1d", minutes=[0]))
    store.add(part, source="b")
    store.add(part, source="a")
    found = store.held()
    told = [(h.symbol, h.timeframe, h.source, h.rows, h.columns) for h in found]
    assert told == [
        ("PETR4", D1, "a", 1, ()),
        ("PETR4", D1, "b", 1, ()),
        ("WIN", M1, "a", 2, ("vwap",)),
        ("WIN", M1, "b", 2, ("vwap",)),
    ]
    assert (found[2].first, found[2].last) == (ORIGIN, ORIGIN + timedelta(minutes=2))
    assert [h.source for h in store.held(skip=["b"])] == ["a", "a"]
    assert store.held() == found


def test_rows_of_no_known_timeframe_are_told_apart(store: BarStore, tmp_path: Path) -> None:
    stage(tmp_path / "p.parquet", bars_of("WDO", minutes=range(4)))
    table = pq.read_table(tmp_path / "p.parquet")
    column = pa.array(["1m", "2h", "3h", "2h"])
    pq.write_table(table.set_column(1, "timeframe", column), tmp_path / "q.parquet")
    store.add(tmp_path / "q.parquet", source="odd")
    assert [(one.timeframe, one.rows) for one in store.held()] == [(M1, 1)]
    odd = (Stray("odd", 3, ("2h", "3h")),)
    assert store.strays() == (() if isinstance(store, LakeBarStore) else odd)  # a lake looks at a user's own files
    assert store.strays(skip=["odd"]) == ()


def test_removing_takes_a_source_or_one_series_of_it(store: BarStore, part: Path) -> None:
    stage(part, bars_of("WDO"), bars_of("WDO", "5m"), bars_of("WIN"))
    for source in ("a", "b"):
        store.add(part, source=source)
    store.remove("a", symbol="WDO", timeframe=M1)
    assert {(h.symbol, h.timeframe.value) for h in store.held(skip=["b"])} == {("WDO", "5m"), ("WIN", "1m")}
    store.remove("a", symbol="WDO")
    store.remove("a", symbol="WIN")
    assert {h.source for h in store.held()} == {"b"}
    store.remove("b")
    assert store.held() == ()


def test_a_source_can_be_had_as_a_file_and_added_elsewhere(store: BarStore, tmp_path: Path) -> None:
    bars = bars_of(minutes=range(50), columns=("trades",))
    stage(tmp_path / "p.parquet", bars, bars_of("A"))
    store.add(tmp_path / "p.parquet", source="a")
    other = open_bar_store(str(tmp_path / "other"), folder=tmp_path, engine=sa.create_engine("sqlite://"))
    with store.part("a") as path:
        other.add(path, source="copy")
    assert same(other.read("WDO", M1, sources=["copy"]), bars)
    assert len(other.held()) == 2


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"PAR1"], ids=["empty", "text", "head"])
def test_what_is_no_part_is_refused_and_changes_nothing(store: BarStore, part: Path, content: bytes) -> None:
    stage(part, bars_of())
    store.add(part, source="a")
    part.write_bytes(content)
    with pytest.raises(BadInput, match="staged file"):
        store.add(part, source="a")
    assert len(store.read("WDO", M1, sources=["a"])) == 10


def add_forever(place: Place, path: Path, started: threading.Event) -> None:
    store = place.open()
    started.set()
    while True:
        store.add(path, source="killed")


def test_an_adder_that_is_killed_leaves_all_of_its_bars_or_none(place: Place, store: BarStore, part: Path) -> None:
    stage(part, bars_of(minutes=range(30_000)))
    store.add(part, source="a")
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    process = context.Process(target=add_forever, args=(place, part, started))
    process.start()
    assert started.wait(60)
    time.sleep(0.05 + 0.1 * (os.getpid() % 3))
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert len(store.read("WDO", M1, sources=["killed"])) in (0, 30_000)
    assert len(store.read("WDO", M1, sources=["a"])) == 30_000
    store.add(part, source="killed")
    assert len(store.read("WDO", M1, sources=["killed"])) == 30_000


def add_all(place: Place, folder: Path, sources: list[str]) -> None:
    store = place.open()
    for source in sources:
        store.add(folder / f"{source}.parquet", source=source)


def test_adders_in_several_processes_lose_nothing(place: Place, store: BarStore, tmp_path: Path) -> None:
    sources = [f"s{number}" for number in range(6)]
    for number, source in enumerate(sources):
        stage(tmp_path / f"{source}.parquet", bars_of(minutes=range(number * 10, number * 10 + 10)))
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=add_all, args=(place, tmp_path, sources[at::2])) for at in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert same(store.read("WDO", M1, sources=sources), bars_of(minutes=range(60)))


def test_a_reader_sees_the_bars_before_an_addition_or_after_it(store: BarStore, tmp_path: Path) -> None:
    sizes = (1_000, 3_000)
    for n in sizes:
        stage(tmp_path / f"{n}.parquet", bars_of(minutes=range(n), level=n))
    store.add(tmp_path / "1000.parquet", source="a")
    written = []

    def write() -> None:
        for turn in range(4):
            store.add(tmp_path / f"{sizes[turn % 2]}.parquet", source="a")
            written.append(turn)

    writer = threading.Thread(target=write)
    writer.start()
    seen = []
    while writer.is_alive():
        bars = store.read("WDO", M1, sources=["a"])
        seen.append((len(bars), bars.open[0]))
    writer.join()
    assert written == [0, 1, 2, 3]
    assert set(seen) <= {(n, float(n)) for n in sizes}
    assert seen
