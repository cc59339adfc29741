"""The book of sealed tickets on SQLite and on a real PostgreSQL server: one chain whoever writes, and no change."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bancada import data
from bancada.data.migrate import MigrationSource
from bancada.domains.lottery import PACK
from bancada.domains.lottery.seals import SealBook

NOW = datetime(2026, 1, 5, 12, 0, 0, 123456, tzinfo=UTC)
TICKET = tuple(range(1, 16))

pytestmark = pytest.mark.xdist_group("postgres")

WRITER = """
import sys
from datetime import UTC, date, datetime
from bancada import data
from bancada.domains.lottery.seals import SealBook
book = SealBook(data.open_engine(sys.argv[1]), clock=lambda: datetime(2026, 1, 5, 12, tzinfo=UTC))
for _ in range(10):
    book.seal(3600, [range(1, 16), range(2, 18)], model=sys.argv[2], seed=1, draw_on=date(2026, 1, 5), last_contest=3599)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bancada.db"
    made: str = request.getfixturevalue("postgres").database()
    return made


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = data.open_engine(url)
    assert PACK.migrations is not None
    data.upgrade(engine, extra=[MigrationSource(PACK.name, PACK.migrations)])
    yield engine
    engine.dispose()


def test_a_seal_comes_back_as_it_was_and_its_hash_holds(engine: sa.Engine) -> None:
    book = SealBook(engine, clock=lambda: NOW)
    sealed = book.seal(3600, [TICKET], model="é", seed=2**40, draw_on=date(2026, 1, 5), last_contest=3599)
    assert book.list() == sealed
    assert book.verify().is_whole


def test_a_seal_can_be_neither_changed_nor_removed(engine: sa.Engine) -> None:
    book = SealBook(engine, clock=lambda: NOW)
    book.seal(3600, [TICKET], model="m", seed=None, draw_on=date(2026, 1, 5), last_contest=3599)
    for statement in ("UPDATE palpites_selados SET modelo = 'x'", "DELETE FROM palpites_selados"):
        with engine.connect() as connection, pytest.raises(sa.exc.DatabaseError, match="append-only"):
            connection.exec_driver_sql(statement)
    assert book.verify().is_whole


def test_processes_that_seal_at_once_make_one_chain(engine: sa.Engine, url: str) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, url, name]) for name in ("a", "b", "c")]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    report = SealBook(engine, clock=lambda: NOW).verify()
    assert (report.n, report.is_whole) == (60, True)
