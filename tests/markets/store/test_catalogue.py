"""The catalogue of series: imports, versions, trash, repairs, and what a dead writer leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bancada.core.dataset import Source
from bancada.core.errors import AlreadyExists, BadInput, NotFound, Refused
from bancada.core.finding import Finding, Severity
from bancada.markets.series import Continuous, PriceBasis, SeriesKey
from bancada.markets.store import SeriesCatalogue
from bancada.markets.store.lake import LakeBarStore
from bancada.markets.timeframe import Timeframe
from tests.markets.store.conftest import NOW
from tests.markets.store.series import MINUTE, START, bars_of, received, same, stage

if TYPE_CHECKING:
    import sqlalchemy as sa

WDO = SeriesKey("WDO", Timeframe.M1, PriceBasis.RAW)


def test_an_import_becomes_series_that_can_be_found_and_read(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    bars, daily = bars_of(columns=("trades",)), bars_of("PETR4", "1d", minutes=[0, 1440])
    future = Continuous("WDO", "unstated", "none")
    recorded = catalogue.record(received(tmp_path, bars, daily, continuous={"WDO": future}))
    info = catalogue.find("wdo")
    assert recorded.series == (catalogue.find("PETR4"), info)
    assert (info.key, info.rows, info.version, info.columns) == (WDO, 10, 1, ("trades",))
    assert (info.first, info.last) == (datetime(2018, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, 0, 9, tzinfo=UTC))
    assert (info.exchange, info.continuous, info.source) == ("BVMF", future, Source.IMPORTED)
    assert (info.imports, info.origin, info.updated_at) == ((recorded.id,), "mt5: wdo.csv", NOW)
    read = catalogue.read(info)
    assert same(read, bars)
    assert read.zone == "America/Sao_Paulo"
    assert len(catalogue.read(WDO, start=info.first + timedelta(minutes=8))) == 2


def test_the_very_same_file_adds_nothing(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    first = catalogue.record(received(tmp_path, bars_of()))
    again = catalogue.record(received(tmp_path, bars_of()))
    assert (first.already_imported, again.already_imported, again.id) == (False, True, first.id)
    assert again.series == first.series
    otherwise = catalogue.record(received(tmp_path, bars_of(), options={"zone": "UTC"}))
    assert (otherwise.already_imported, otherwise.repeated) == (False, 10)


def test_a_file_that_overlaps_joins_the_series(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    before = catalogue.record(received(tmp_path, bars_of(minutes=range(10)))).series[0]
    recorded = catalogue.record(received(tmp_path, bars_of(minutes=range(6, 20)), file="more.csv"))
    info = recorded.series[0]
    assert (recorded.repeated, recorded.replaced, info.rows, info.version) == (4, 0, 20, 2)
    assert info.sha256 != before.sha256
    assert same(catalogue.read(info), bars_of(minutes=range(20)))
    assert info.origin == "mt5: wdo.csv; mt5: more.csv"
    assert same(catalogue.read(before), bars_of(minutes=range(10)))


def test_bars_that_differ_are_refused_with_their_counts_or_replace_on_request(
    catalogue: SeriesCatalogue, lake: LakeBarStore, tmp_path: Path
) -> None:
    catalogue.record(received(tmp_path, bars_of(minutes=range(10))))
    other = received(tmp_path, bars_of(minutes=[8, 9, 10], level=7), file="other.csv")
    with pytest.raises(BadInput, match=r"2018-01-01 00:08 UTC: 108\.3, 15\.3") as refusal:
        catalogue.record(other)
    assert (refusal.value.code, refusal.value.facts["count"]) == ("bars_differ", 2)
    assert len(lake.held()) == 1
    recorded = catalogue.record(other, on_conflict="replace")
    assert (recorded.replaced, recorded.series[0].rows) == (2, 11)
    assert catalogue.read(WDO).open[7:].tolist() == [107, 15, 16, 17]


def test_a_value_that_only_one_side_has_is_no_difference(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    catalogue.record(received(tmp_path, bars_of()))
    recorded = catalogue.record(received(tmp_path, bars_of(columns=("trades",)), file="full.csv"))
    assert (recorded.repeated, recorded.series[0].columns) == (10, ("trades",))


def test_a_file_that_lacks_values_takes_none_away(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    whole = bars_of(minutes=range(10), columns=("trades", "vwap"))
    catalogue.record(received(tmp_path, whole))
    bare = replace(bars_of(minutes=range(4, 12)), volume=np.full(8, np.nan))
    info = catalogue.record(received(tmp_path, bare, file="bare.csv")).series[0]
    found = catalogue.read(info)
    assert same(found[:10], whole)
    assert np.isnan(found.volume[10:]).all()
    assert (info.rows, info.columns) == (12, ("trades", "vwap"))
    with pytest.raises(BadInput, match="disagrees"):
        catalogue.record(received(tmp_path, replace(whole, volume=whole.volume + 1), file="other.csv"))


def test_two_bases_of_one_file_are_two_series(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    split = received(tmp_path, bars_of("AAPL", "1d", level=5), basis=PriceBasis.SPLIT_ADJUSTED)
    total = received(tmp_path, bars_of("AAPL", "1d", level=3), basis=PriceBasis.TOTAL_RETURN)
    catalogue.record(replace(split, parts=(*split.parts, *total.parts)))
    with pytest.raises(BadInput) as refusal:
        catalogue.find("AAPL")
    assert refusal.value.facts["choices"] == ["AAPL 1d split_adjusted", "AAPL 1d total_return"]
    assert catalogue.read(catalogue.find("AAPL", basis=PriceBasis.SPLIT_ADJUSTED)).open[0] == 5
    assert catalogue.read(catalogue.find("AAPL", basis=PriceBasis.TOTAL_RETURN)).open[0] == 3


def test_what_is_not_there_names_what_is_near(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    catalogue.record(received(tmp_path, bars_of("PETR3"), bars_of("PETR4"), bars_of("VALE3")))
    with pytest.raises(NotFound, match="PETR") as refusal:
        catalogue.find("petr5")
    assert set(refusal.value.facts["near"]) == {"PETR3", "PETR4"}
    with pytest.raises(NotFound) as refusal:
        catalogue.find("PETR4", timeframe=Timeframe.D1)
    assert refusal.value.facts["near"] == ["PETR4 1m raw"]
    with pytest.raises(NotFound) as refusal:
        catalogue.find("QQQQ")
    assert refusal.value.code == "series_unknown"


def test_series_are_listed_by_page_and_by_part_of_a_symbol(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    catalogue.record(received(tmp_path, *(bars_of(symbol) for symbol in ("B", "A_1", "C", "A%1"))))
    symbols = [info.key.symbol for info in catalogue.list()]
    assert symbols == ["A%1", "A_1", "B", "C"]
    assert [info.key.symbol for info in catalogue.list(limit=2, offset=1)] == ["A_1", "B"]
    assert [info.key.symbol for info in catalogue.list(search="a%")] == ["A%1"]
    assert (catalogue.count(), catalogue.count(search="a")) == (4, 2)


def test_the_latest_are_of_the_last_import_the_longest_first(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    catalogue.record(
        received(tmp_path, bars_of("A", minutes=[1]), bars_of("B", minutes=[1, 2, 3]), bars_of("C", minutes=[1, 2]))
    )
    assert [info.key.symbol for info in catalogue.latest()] == ["B", "C", "A"]
    assert [info.key.symbol for info in catalogue.latest(min_rows=2)] == ["B", "C"]
    assert [info.key.symbol for info in catalogue.latest(limit=1)] == ["B"]
    assert catalogue.latest(min_rows=4) == ()


def test_simulated_bars_do_not_join_real_ones(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    catalogue.record(received(tmp_path, bars_of()))
    made_up = received(tmp_path, bars_of(minutes=[99]), file="sim.csv", source=Source.SIMULATED)
    with pytest.raises(BadInput, match="simulated"):
        catalogue.record(made_up)
    catalogue.mark_simulated(WDO)
    assert catalogue.record(made_up).series[0].is_simulated


def test_an_import_keeps_its_counts_and_findings(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    note = Finding("series_unknown", Severity.INFO, facts={"series": "X"})
    given = received(tmp_path, bars_of(), rows=15, refused=3, left_out=2, refused_file="r.csv", findings=(note,))
    recorded = catalogue.record(given)
    (kept,) = catalogue.imports(WDO)
    assert (kept.id, kept.rows, kept.accepted, kept.refused, kept.left_out) == (recorded.id, 15, 10, 3, 2)
    assert (kept.refused_file, kept.findings, kept.imported_at) == ("r.csv", (note,), NOW)
    assert catalogue.imports() == (kept,)


@pytest.mark.parametrize("fault", ["twice", "nothing"])
def test_an_import_that_cannot_be_told_apart_or_is_empty_is_refused(
    catalogue: SeriesCatalogue, tmp_path: Path, fault: str
) -> None:
    given = received(tmp_path, bars_of())
    parts = (*given.parts, *given.parts) if fault == "twice" else (replace(given.parts[0], series=()),)
    with pytest.raises(BadInput):
        catalogue.record(replace(given, parts=parts))
    assert catalogue.imports() == ()


def test_a_series_goes_to_the_trash_and_comes_back(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    info = catalogue.record(received(tmp_path, bars_of())).series[0]
    catalogue.delete(WDO)
    assert (catalogue.count(), catalogue.deleted()) == (0, (info,))
    with pytest.raises(NotFound):
        catalogue.read(WDO)
    with pytest.raises(NotFound, match="bancada market restore WDO"):
        catalogue.find("wdo")
    assert catalogue.restore(WDO) == info
    assert same(catalogue.read(WDO), bars_of())
    with pytest.raises(NotFound):
        catalogue.restore(WDO)


def test_a_deleted_series_can_be_imported_anew_and_then_stays_in_the_trash(
    catalogue: SeriesCatalogue, tmp_path: Path
) -> None:
    both = received(tmp_path, bars_of(), bars_of("WIN"))
    catalogue.record(both)
    catalogue.delete(WDO)
    again = catalogue.record(both)
    assert not again.already_imported
    assert [(info.key.symbol, info.version) for info in again.series] == [("WDO", 2), ("WIN", 1)]
    with pytest.raises(AlreadyExists):
        catalogue.restore(WDO)
    assert same(catalogue.read(WDO), bars_of())


@dataclass(frozen=True)
class Did:
    what: str
    rows: int


def test_a_repair_takes_the_place_of_the_series_and_can_be_taken_back(
    catalogue: SeriesCatalogue, tmp_path: Path
) -> None:
    catalogue.record(received(tmp_path, bars_of(minutes=range(10))))
    before = catalogue.record(received(tmp_path, bars_of(minutes=range(10, 20)), file="2.csv")).series[0]
    catalogue.set_condemned(before, True)
    repaired = catalogue.repair(WDO, bars_of(minutes=range(3, 20)), records=(Did("dropped", 3),))
    assert (repaired.rows, repaired.version, repaired.is_condemned) == (17, 3, None)
    assert repaired == catalogue.find("WDO")
    assert same(catalogue.read(repaired), bars_of(minutes=range(3, 20)))
    assert catalogue.imports(WDO)[0].repairs == ({"what": "dropped", "rows": 3},)
    assert same(catalogue.read(before), bars_of(minutes=range(20)))
    back = catalogue.undo_repair(WDO)
    assert back == replace(before, version=4, is_condemned=True)
    assert same(catalogue.read(back), bars_of(minutes=range(20)))
    assert same(catalogue.read(repaired), bars_of(minutes=range(3, 20)))
    with pytest.raises(Refused):
        catalogue.undo_repair(WDO)
    assert catalogue.repair(WDO, bars_of(minutes=range(3, 20))).version == 5


def test_bars_made_from_a_series_stand_beside_it_on_another_basis(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    raw = catalogue.record(received(tmp_path, bars_of())).series[0]
    adjusted, again = bars_of(level=50, columns=("vwap",)), bars_of(level=25)
    made = catalogue.derive(raw, adjusted, basis=PriceBasis.SPLIT_ADJUSTED, records=(Did("split", 2),))
    assert (made.key.basis, made.version, made.exchange) == (PriceBasis.SPLIT_ADJUSTED, 1, "BVMF")
    assert same(catalogue.read(made), adjusted)
    assert catalogue.read(made).zone == "America/Sao_Paulo"
    assert catalogue.find("WDO", basis=PriceBasis.RAW) == raw
    assert same(catalogue.read(raw), bars_of())
    assert catalogue.imports(made.key)[0].repairs == ({"what": "split", "rows": 2},)
    assert catalogue.derive(raw, again[:4], basis=PriceBasis.SPLIT_ADJUSTED).version == 2
    assert same(catalogue.read(made.key), again[:4])
    given = received(tmp_path, bars_of("WDO"), file="given.csv", basis=PriceBasis.TOTAL_RETURN)
    catalogue.record(given)
    with pytest.raises(AlreadyExists, match="from elsewhere"):
        catalogue.derive(raw, again, basis=PriceBasis.TOTAL_RETURN)


def test_series_of_one_file_keep_each_its_exchange_and_zone(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    told = {"exchanges": {"BTCUSDT": "24/7"}, "zones": {"BTCUSDT": "UTC"}}
    catalogue.record(received(tmp_path, bars_of(), bars_of("BTCUSDT"), **told))
    found = {one.key.symbol: (one.exchange, catalogue.read(one).zone) for one in catalogue.list()}
    assert found == {"BTCUSDT": ("24/7", "UTC"), "WDO": ("BVMF", "America/Sao_Paulo")}


def test_chains_that_are_joined_otherwise_are_not_one_series(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    nominal, shifted = Continuous("WDO", "liquidity", "none"), Continuous("WDO", "liquidity", "difference")
    catalogue.record(received(tmp_path, bars_of(), continuous={"WDO": nominal}))
    more = received(tmp_path, bars_of(minutes=[50]), file="2.csv", continuous={"WDO": shifted})
    with pytest.raises(BadInput) as refusal:
        catalogue.record(more)
    assert refusal.value.code == "series_joined_otherwise"
    silent = catalogue.record(replace(more, continuous={"WDO": Continuous("WDO")}))
    assert silent.series[0].continuous == Continuous("WDO", "unstated", "unstated")


def test_a_repair_of_other_bars_or_to_nothing_is_refused(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    catalogue.record(received(tmp_path, bars_of()))
    for bars in (bars_of("WIN"), bars_of("WDO", "5m"), bars_of(minutes=[])):
        with pytest.raises(BadInput):
            catalogue.repair(WDO, bars)
    assert catalogue.find("WDO").version == 1


def test_a_file_that_comes_after_a_repair_joins_it(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    catalogue.record(received(tmp_path, bars_of(minutes=range(10))))
    catalogue.repair(WDO, bars_of(minutes=range(5, 10)))
    catalogue.record(received(tmp_path, bars_of(minutes=range(8, 12)), file="2.csv"))
    assert same(catalogue.read(WDO), bars_of(minutes=range(5, 12)))
    assert catalogue.record(received(tmp_path, bars_of(minutes=range(10)))).already_imported


def test_what_was_said_of_another_version_is_not_kept(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    old = catalogue.record(received(tmp_path, bars_of())).series[0]
    catalogue.record(received(tmp_path, bars_of(minutes=[50]), file="2.csv"))
    catalogue.set_condemned(old, True)
    assert catalogue.find("WDO").is_condemned is None
    catalogue.set_condemned(WDO, False)
    assert catalogue.find("WDO").is_condemned is False


class DyingStore(LakeBarStore):
    """A lake whose additions are the last thing that a process does."""

    def add(self, staged: Path, *, source: str) -> None:
        super().add(staged, source=source)
        raise KeyboardInterrupt


def test_what_a_dead_import_left_is_seen_by_nobody_and_removed_by_the_next(
    engine: sa.Engine, lake: LakeBarStore, catalogue: SeriesCatalogue, tmp_path: Path
) -> None:
    dying = SeriesCatalogue(engine, DyingStore(tmp_path / "lake"), clock=lambda: NOW)
    with pytest.raises(KeyboardInterrupt):
        dying.record(received(tmp_path, bars_of(), file="dead.csv"))
    assert (catalogue.count(), catalogue.imports(), len(lake.held())) == (0, (), 1)
    catalogue.record(received(tmp_path, bars_of("WIN")))
    assert [held.symbol for held in lake.held()] == ["WIN"]
    assert not catalogue.record(received(tmp_path, bars_of(), file="dead.csv")).already_imported


def test_bars_that_someone_took_out_of_the_store_are_missed(catalogue: SeriesCatalogue, tmp_path: Path) -> None:
    catalogue.record(received(tmp_path, bars_of()))
    for path in (tmp_path / "lake" / "imports").glob("*.parquet"):
        path.unlink()
    with pytest.raises(Refused, match="holds 0 bars"):
        catalogue.read(WDO)


def test_a_users_own_files_are_taken_up_and_followed(
    catalogue: SeriesCatalogue, lake: LakeBarStore, tmp_path: Path
) -> None:
    catalogue.record(received(tmp_path, bars_of("WIN")))
    stage(tmp_path / "lake" / "mine.parquet", bars_of(minutes=range(5)))
    lines = ["symbol,timeframe,ts,open,high,low,close", "ABC,1d,2018-01-02,1,2,0.5,1", "ABC,1d,2018-01-03,1,2,0.5,"]
    (tmp_path / "lake" / "daily.csv").write_text("\n".join(lines))
    (tmp_path / "lake" / "notes.csv").write_text("a,b\n1,2\n")
    adopted = catalogue.adopt().series
    assert [(info.key.symbol, info.key.basis, info.rows) for info in adopted] == [
        ("ABC", PriceBasis.UNSTATED, 2),
        ("WDO", PriceBasis.UNSTATED, 5),
    ]
    daily = catalogue.read(catalogue.find("ABC"))
    assert daily.ts.tolist() == [START + 1440 * MINUTE, START + 2880 * MINUTE]
    assert np.isnan(daily.close[1])
    assert catalogue.adopt().series == ()
    stage(tmp_path / "lake" / "mine.parquet", bars_of(minutes=range(7)))
    with pytest.raises(Refused):
        catalogue.read(catalogue.find("WDO"))
    (changed,) = catalogue.adopt().series
    assert (changed.rows, changed.version) == (7, 2)
    assert same(catalogue.read(changed), bars_of(minutes=range(7)))
    with pytest.raises(Refused, match="your own file"):
        lake.remove("mine.parquet")


def test_what_cannot_be_taken_up_and_what_contradicts_is_told(
    catalogue: SeriesCatalogue, lake: LakeBarStore, tmp_path: Path
) -> None:
    folder = tmp_path / "lake"
    folder.mkdir()
    head = "symbol,timeframe,ts,open,high,low,close"
    row = "ABC,{},2018-01-0{},1,2,0.5,1"
    (folder / "dups.csv").write_text("\n".join([head, *(row.format("1d", day) for day in (2, 2, 3, 4, 4, 4))]))
    (folder / "odd.csv").write_text("\n".join([head, row.format("2h", 2), row.format("1d", 8), row.format("3h", 3)]))
    (folder / "other.csv").write_text("\n".join([head, "ABC,1d,2018-01-03,1,2,0.5,1.5", row.format("1d", 4)]))
    (folder / "garbage.parquet").write_bytes(b"PAR1 and no more")
    (folder / "named.csv").write_text("\n".join([head.replace("ts", "timestamp"), row.format("1d", 2)]))
    adopted = catalogue.adopt()
    told = {(one.code, one.facts["source"]): one.facts for one in adopted.findings}
    assert set(told) == {
        ("own_rows_repeated", "dups.csv"),
        ("own_rows_of_no_timeframe", "odd.csv"),
        ("own_files_differ", "other.csv"),
        ("own_file_unreadable", "garbage.parquet"),
        ("own_file_lacks_columns", "named.csv"),
    }
    assert told["own_rows_of_no_timeframe", "odd.csv"]["timeframes"] == ["2h", "3h"]
    assert told["own_files_differ", "other.csv"]["count"] == 1
    assert told["own_file_lacks_columns", "named.csv"]["columns"] == ["ts"]
    counts = {one.file_name: (one.rows, one.accepted, one.refused, one.left_out) for one in catalogue.imports()}
    assert counts == {"dups.csv": (6, 3, 0, 3), "odd.csv": (3, 1, 0, 2), "other.csv": (2, 2, 0, 0)}
    assert catalogue.imports()[0].findings == (next(one for one in adopted.findings if one.code == "own_files_differ"),)
    again = catalogue.adopt()
    assert again.series == ()
    assert {one.code for one in again.findings} == {
        "own_rows_of_no_timeframe",
        "own_file_unreadable",
        "own_file_lacks_columns",
    }
