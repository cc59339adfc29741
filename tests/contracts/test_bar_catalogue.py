"""The catalogue of series on SQLite and on a real PostgreSQL server, its bars in files and in the same database."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bancada import data
from bancada.core.errors import BadInput
from bancada.markets import migrations
from bancada.markets.series import PriceBasis, SeriesKey
from bancada.markets.store import SeriesCatalogue, open_bar_store
from bancada.markets.store.tables import METADATA
from bancada.markets.timeframe import Timeframe
from tests.markets.store.series import bars_of, received, same

if TYPE_CHECKING:
    import sqlalchemy as sa

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
WDO = SeriesKey("WDO", Timeframe.M1, PriceBasis.RAW)

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bancada.db"
    found: str = request.getfixturevalue("postgres").database()
    return found


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = data.open_engine(url)
    data.upgrade(engine, extra=[data.MigrationSource("markets", Path(migrations.__file__).parent)])
    yield engine
    engine.dispose()


def catalogue_at(engine: sa.Engine, kind: str, folder: Path) -> SeriesCatalogue:
    return SeriesCatalogue(engine, open_bar_store(kind, folder=folder / "lake", engine=engine), clock=lambda: NOW)


@pytest.fixture(params=["", "sql"], ids=["lake", "tables"])
def catalogue(request: pytest.FixtureRequest, engine: sa.Engine, tmp_path: Path) -> SeriesCatalogue:
    return catalogue_at(engine, request.param, tmp_path)


def test_the_migration_makes_exactly_the_tables(engine: sa.Engine) -> None:
    names = set(METADATA.tables)
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, parents: kind != "table" or name in names}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_series_live_through_imports_conflicts_repairs_and_the_trash(
    catalogue: SeriesCatalogue, tmp_path: Path
) -> None:
    catalogue.record(received(tmp_path, bars_of(minutes=range(10)), bars_of("WIN", columns=("vwap",))))
    joined = catalogue.record(received(tmp_path, bars_of(minutes=range(5, 20)), file="2.csv"))
    before = joined.series[0]
    assert (joined.repeated, before.rows, before.version, len(before.imports)) == (5, 20, 2, 2)
    with pytest.raises(BadInput):
        catalogue.record(received(tmp_path, bars_of(minutes=[3], level=1), file="3.csv"))
    repaired = catalogue.repair(WDO, bars_of(minutes=range(2, 20)))
    assert same(catalogue.read(repaired), bars_of(minutes=range(2, 20)))
    assert catalogue.undo_repair(WDO) == replace(before, version=4)
    catalogue.delete(WDO)
    assert [info.key.symbol for info in catalogue.list()] == ["WIN"]
    assert catalogue.restore(WDO) == replace(before, version=4)
    assert same(catalogue.read(WDO), bars_of(minutes=range(20)))
    assert same(catalogue.read(catalogue.find("win")), bars_of("WIN", columns=("vwap",)))
    assert catalogue.adopt().series == ()


def record_all(url: str, folder: Path, turns: list[int]) -> None:
    engine = data.open_engine(url)
    catalogue = catalogue_at(engine, "sql", folder)
    for turn in turns:
        catalogue.record(received(folder, bars_of(minutes=range(turn * 10, turn * 10 + 12)), file=f"{turn}.csv"))
    engine.dispose()


def test_imports_of_several_processes_all_come_in(url: str, engine: sa.Engine, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    turns = ([0, 2], [1, 3])
    processes = [context.Process(target=record_all, args=(url, tmp_path, mine)) for mine in turns]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    catalogue = catalogue_at(engine, "sql", tmp_path)
    info = catalogue.find("WDO")
    assert (info.rows, info.version, len(info.imports)) == (42, 4, 4)
    assert same(catalogue.read(info), bars_of(minutes=range(42)))
