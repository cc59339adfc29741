"""What only one of the stores does: parts of many series, users' files, MotherDuck by name, settings."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput, InvalidSettings, Refused
from bancada.markets.bars import make_bars
from bancada.markets.store import open_bar_store, staging
from bancada.markets.store.duck import DuckBarStore
from bancada.markets.store.lake import LakeBarStore
from bancada.markets.store.sql import SqlBarStore
from bancada.markets.timeframe import Timeframe
from tests.markets.store.series import MINUTE, START, bars_of, same, stage

M1 = Timeframe.M1
TOKEN = "token-que-ninguem-ve"  # noqa: S105  # of no database

MINUTES = st.lists(st.integers(0, 12), max_size=8, unique=True).map(sorted)
PARTS = st.lists(st.dictionaries(st.sampled_from(["A", "AB", "B"]), MINUTES, min_size=1), max_size=4)


def sql_store(folder: Path) -> SqlBarStore:
    return SqlBarStore(sa.create_engine(f"sqlite:///{folder}/b.db", poolclass=sa.pool.NullPool))


STORES: dict[str, Callable[[Path], Any]] = {
    "lake": LakeBarStore,
    "sql": sql_store,
    "duck": lambda folder: DuckBarStore(f"duckdb:///{folder}/b.duckdb"),
}


@pytest.mark.parametrize("kind", STORES)
@given(parts=PARTS)
@settings(max_examples=8, deadline=None)
def test_any_parts_read_back_equal_a_dictionary(kind: str, parts: list[dict[str, list[int]]]) -> None:
    model: dict[tuple[str, int], float] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = STORES[kind](Path(folder))
        for number, part in enumerate(parts):
            path = Path(folder) / f"{number}.staged"
            level = 100.0 * number
            stage(path, *(bars_of(symbol, minutes=minutes, level=level) for symbol, minutes in part.items()))
            store.add(path, source=f"s{number}")
            model |= {(symbol, at): level + at for symbol, minutes in part.items() for at in minutes}
        for symbol in ("A", "AB", "B"):
            bars = store.read(symbol, M1, sources=[f"s{number}" for number in range(len(parts))])
            found = {int((ts - START) // MINUTE): value for ts, value in zip(bars.ts, bars.open, strict=True)}
            assert found == {at: value for (of, at), value in model.items() if of == symbol}
            assert (np.diff(bars.ts) > 0).all()


def test_one_series_of_a_part_is_read_from_its_own_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "ROW_GROUP", 7)
    several = [bars_of(symbol, minutes=range(25), columns=("vwap",)) for symbol in ("A", "B", "C", "D")]
    path = tmp_path / "several"
    stage(path, *several)
    whole = pq.read_table(path)
    pq.write_table(whole, path, row_group_size=7)  # groups that hold the end of one series and the head of the next
    store = LakeBarStore(tmp_path / "lake")
    store.add(path, source="a")
    for bars in several:
        assert same(store.read(bars.symbol, M1, sources=["a"]), bars)
    opened: list[int] = []
    real = pq.ParquetFile.read_row_groups
    monkeypatch.setattr(
        pq.ParquetFile,
        "read_row_groups",
        lambda file, groups, **how: opened.extend(groups) or real(file, groups, **how),
    )
    store.read("C", M1, sources=["a"])
    assert sorted(opened) == [7, 8, 9, 10]


def test_microseconds_and_nan_of_another_writer_are_read_as_our_own(tmp_path: Path) -> None:
    path = tmp_path / "theirs"
    stage(path, bars_of())
    with duckdb.connect() as connection:
        theirs = connection.read_parquet(str(path)).project("* REPLACE (ts::TIMESTAMP AS ts, 'nan'::DOUBLE AS trades)")
        theirs.write_parquet(str(tmp_path / "theirs2"))
    store = LakeBarStore(tmp_path / "lake")
    store.add(tmp_path / "theirs2", source="a")
    assert same(store.read("WDO", M1, sources=["a"]), bars_of())
    assert staging.measure_part(tmp_path / "theirs2")[0].columns == ()


@pytest.mark.parametrize("source", ["../up", "a/b", "", ".hidden", "a..b", "x" * 200])
def test_a_source_that_leads_out_of_the_folder_is_refused(tmp_path: Path, source: str) -> None:
    stage(tmp_path / "p", bars_of())
    store = LakeBarStore(tmp_path / "lake")
    with pytest.raises(BadInput):
        store.add(tmp_path / "p", source=source)
    with pytest.raises(BadInput):
        store.read("WDO", M1, sources=[source])


CSV_TIMES = {
    "utc": "2018-01-01T00:00:00Z",
    "offset": "2017-12-31 21:00:00-03:00",
    "naive": "2018-01-01 00:00:00",
    "nanoseconds": str(START),
}


@pytest.mark.parametrize("text", CSV_TIMES.values(), ids=CSV_TIMES)
def test_a_users_csv_may_write_its_times_in_several_ways(tmp_path: Path, text: str) -> None:
    (tmp_path / "my bars é.csv").write_text(
        f"symbol,timeframe,ts,open,high,low,close,volume\n007,1m,{text},1,2,0.5,1.5,9\n"
    )
    store = LakeBarStore(tmp_path)
    (held,) = store.held()
    assert (held.symbol, held.source, held.rows) == ("007", "my bars é.csv", 1)
    bars = store.read("007", M1, sources=[held.source])
    assert (bars.ts.tolist(), bars.close.tolist(), bars.volume.tolist()) == ([START], [1.5], [9.0])


def test_a_users_file_that_cannot_be_read_says_which(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    (tmp_path / "bad.parquet").write_bytes(b"nothing")
    store = LakeBarStore(tmp_path)
    assert store.held() == ()
    for name in ("bad.csv", "bad.parquet"):
        with pytest.raises(BadInput, match=name):
            store.read("X", M1, sources=[name])


def test_a_part_that_rotted_is_an_error_and_not_an_empty_series(tmp_path: Path) -> None:
    stage(tmp_path / "p", bars_of())
    store = LakeBarStore(tmp_path / "lake")
    store.add(tmp_path / "p", source="a")
    (tmp_path / "lake" / "imports" / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(BadInput, match="cannot be read"):
        store.read("WDO", M1, sources=["a"])


@dataclass
class FakeMotherDuck:
    """Stands in for `duckdb.connect`: keeps what it was asked for, and opens a file."""

    file: Path
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def connect(self, name: str, *, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        self.asked.append((name, config))
        return duckdb.connect(str(self.file))


def test_motherduck_is_opened_by_name_with_its_token_and_holds_bars(tmp_path: Path) -> None:
    fake = FakeMotherDuck(tmp_path / "remote.duckdb")
    store = DuckBarStore("md:mercado", token=TOKEN, connect=fake.connect)
    assert len(store.read("WDO", M1, sources=["a"])) == 0
    stage(tmp_path / "p", bars_of())
    store.add(tmp_path / "p", source="a")
    assert same(store.read("WDO", M1, sources=["a"]), bars_of())
    assert {(name, config["motherduck_token"]) for name, config in fake.asked} == {("md:mercado", TOKEN)}


def test_the_token_of_motherduck_is_in_no_error(tmp_path: Path) -> None:
    def refuse(name: str, *, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        raise duckdb.IOException(f"cannot open {name} with {config}")

    store = DuckBarStore("md:mercado", token=TOKEN, connect=refuse)
    with pytest.raises(Refused, match="cannot open md:mercado") as refusal:
        store.read("WDO", M1, sources=["a"])
    assert TOKEN not in str(refusal.value)
    assert TOKEN not in repr(refusal.value.facts)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def test_a_table_that_someone_else_made_is_read_by_its_own_types(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "their.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE bars AS SELECT 'X' AS symbol, '1d' AS timeframe, TIMESTAMPTZ '2018-01-01 00:00:00+00' AS ts, "
            "1 AS open, 2 AS high, 1 AS low, 2.5 AS close, 7 AS volume, 'feed' AS source"
        )
    store = DuckBarStore(f"duckdb:///{tmp_path}/their.duckdb")
    (held,) = store.held()
    bars = store.read("X", Timeframe.D1, sources=[held.source])
    assert same(bars, make_bars("X", "1d", ts=[START], open=[1], high=[2], low=[1], close=[2.5], volume=[7]))


def test_a_database_that_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_text("no database at all, and longer than a header is, by far")
    with pytest.raises(Refused, match=r"x\.duckdb"):
        DuckBarStore(f"duckdb:///{tmp_path}/x.duckdb").held()


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("", LakeBarStore),
        ("/some/folder", LakeBarStore),
        ("sql", SqlBarStore),
        ("sqlite:///x.db", SqlBarStore),
        ("postgresql://host/db", SqlBarStore),
        ("duckdb:///x.duckdb", DuckBarStore),
        ("md:name", DuckBarStore),
    ],
)
def test_a_setting_names_its_store(url: str, kind: type[object], tmp_path: Path) -> None:
    assert type(open_bar_store(url, folder=tmp_path, engine=sa.create_engine("sqlite://"), token=TOKEN)) is kind


@pytest.mark.parametrize(
    ("url", "code"),
    [("mysql://h/d", "bars_url_unknown"), ("s3://b", "bars_url_unknown"), ("md:x", "motherduck_token_missing")],
)
def test_a_setting_that_names_no_store_is_refused(url: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings) as refusal:
        open_bar_store(url, folder=tmp_path, engine=sa.create_engine("sqlite://"))
    assert refusal.value.code == code
