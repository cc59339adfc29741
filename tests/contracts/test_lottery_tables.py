"""The lottery's tables and its record of draws, on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bancada import data
from bancada.core.dataset import Source
from bancada.core.errors import ImportRefused, Refused
from bancada.domains.lottery import PACK
from bancada.domains.lottery.archive import DrawArchive
from bancada.domains.lottery.connected import ConnectedHistory
from bancada.domains.lottery.importers import DrawRow, ParsedDraws
from bancada.domains.lottery.simulation import simulate_draws
from bancada.domains.lottery.tables import METADATA

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
MADE = simulate_draws(40, seed=8, until=date(2026, 5, 4))

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bancada.db"
    return request.getfixturevalue("postgres").database()


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = data.open_engine(url)
    data.upgrade(engine, extra=[data.MigrationSource(PACK.name, PACK.migrations)])
    yield engine
    engine.dispose()


@pytest.fixture
def archive(engine: sa.Engine, tmp_path: Path) -> DrawArchive:
    return DrawArchive(engine, folder=tmp_path, clock=lambda: NOW)


def parsed(first: int, last: int) -> ParsedDraws:
    rows = [
        DrawRow(
            line=c,
            contest=c,
            numbers=tuple(MADE.numbers[c - 1].tolist()),
            drawn_on=MADE.dates[c - 1].item(),
            winners=(c, 2, 3, 4, 5),
            payouts_centavos=(None, 10**12, 3, 4, 5),
            collected_centavos=c * 10**10,
            next_on=date(2026, 5, 6),
        )
        for c in range(first, last + 1)
    ]
    return ParsedDraws("json", tuple(rows), is_official=True)


def test_the_packs_migration_makes_exactly_its_tables(engine: sa.Engine) -> None:
    names = set(METADATA.tables)
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, parents: kind != "table" or name in names}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_a_record_comes_back_as_it_went_in(archive: DrawArchive) -> None:
    archive.load_simulated(n_draws=12, seed=3)
    first = archive.add(parsed(1, 30), origin="api", source=Source.OFFICIAL, sha256="a")
    second = archive.add(parsed(21, 40), origin="api", source=Source.OFFICIAL, sha256="b")
    again = archive.add(parsed(21, 40), origin="api", source=Source.OFFICIAL, sha256="b")
    assert (first.accepted, second.accepted, second.repeated, again.already_imported) == (30, 10, 10, True)
    draws, prizes = archive.draws(), archive.prizes()
    np.testing.assert_array_equal(draws.numbers, MADE.numbers)
    np.testing.assert_array_equal(draws.dates, MADE.dates)
    np.testing.assert_array_equal(prizes.contests, draws.contests)
    assert prizes.payouts_centavos[0].tolist() == [-1, 10**12, 3, 4, 5]
    assert prizes.collected_centavos[-1] == 40 * 10**10
    assert archive.next_contest(date(2026, 5, 10)).draw_on == date(2026, 5, 6)
    assert archive.info().version == second.dataset.version > first.dataset.version
    assert [record.origin for record in archive.imports()] == ["api", "api", "simulation, seed 3"]


def test_a_record_that_was_removed_comes_back_as_it_was(archive: DrawArchive) -> None:
    archive.add(parsed(1, 40), origin="api", source=Source.OFFICIAL, sha256="a")
    before, paid = archive.info(), archive.prizes()
    assert archive.remove().n_draws == 40
    assert archive.info() is None
    back = archive.restore()
    assert (back.sha256, back.origin, back.source) == (before.sha256, before.origin, before.source)
    assert back.version > before.version
    np.testing.assert_array_equal(archive.prizes().payouts_centavos, paid.payouts_centavos)
    assert archive.next_contest(date(2026, 5, 10)).draw_on == date(2026, 5, 6)


def test_a_refused_import_leaves_no_trace(archive: DrawArchive) -> None:
    archive.add(parsed(1, 10), origin="api", source=Source.OFFICIAL, sha256="a")
    before = archive.info()
    with pytest.raises(ImportRefused):
        archive.add(parsed(12, 20), origin="api", source=Source.OFFICIAL, sha256="b")
    assert archive.info() == before


def test_of_many_imports_at_once_each_draw_comes_in_once(archive: DrawArchive) -> None:
    accepted: list[int] = []

    def write(last: int) -> None:
        report = archive.add(parsed(1, last), origin="api", source=Source.OFFICIAL, sha256=f"{last}")
        accepted.append(report.accepted)

    threads = [threading.Thread(target=write, args=(last,)) for last in (10, 20, 30, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(accepted), len(accepted)) == (40, 4)
    assert archive.draws().sha256 == MADE.sha256


def test_a_connected_database_is_read_and_cannot_be_written(archive: DrawArchive, url: str) -> None:
    archive.add(parsed(1, 40), origin="api", source=Source.OFFICIAL, sha256="a")
    history = ConnectedHistory(url, clock=lambda: NOW)
    assert history.draws().sha256 == MADE.sha256
    assert history.draws().source is Source.CONNECTED
    assert history.prizes().winners[:, 0].tolist() == list(range(1, 41))
    assert "senha" not in repr(history.info())
    with pytest.raises(Refused) as refusal, history._open() as connection:
        connection.execute(sa.text("DELETE FROM resultados_oficiais"))
    assert refusal.value.code == "database_read_only"


def test_a_seal_is_neither_changed_nor_removed(engine: sa.Engine) -> None:
    from bancada.data.engine import writing
    from bancada.domains.lottery.tables import seals

    values = {"id": 1, "concurso": 1, "modelo": "m", "numeros": "01", "selado_em": NOW, "fecha_em": NOW}
    with writing(engine) as connection:
        connection.execute(seals.insert().values(**values, anterior="0" * 64, sha256="a" * 64))
    for change in (seals.update().values(numeros="02"), seals.delete()):
        with pytest.raises(Refused), writing(engine) as connection:
            connection.execute(change)
