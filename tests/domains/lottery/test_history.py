"""A user's own database of draws works by URL as it is, and not a byte of it changes."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, NotFound, Refused
from bancada.domains.lottery.connected import ConnectedHistory
from bancada.domains.lottery.history import fetch_history
from bancada.domains.lottery.simulation import simulate_draws

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
MADE = simulate_draws(30, seed=8, until=date(2026, 5, 4))
NUMBERS = [f"n{i}" for i in range(1, 16)]


def build(path: Path, *, kind: str = "INTEGER", dated: str = "", order: int = 1, journal: str = "delete") -> None:
    """Make a database as users have them: the numbers, perhaps dates written `dated`, rows in any order."""
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
        columns = ", ".join(f"{name} {kind}" for name in ["concurso", *NUMBERS, *(["data"] if dated else [])])
        connection.execute(f"CREATE TABLE resultados_oficiais ({columns})")
        for row in range(len(MADE))[::order]:
            day = [f"{MADE.dates[row].item():{dated}}"] if dated else []
            values = [int(MADE.contests[row]), *MADE.numbers[row].tolist(), *day]
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO resultados_oficiais VALUES ({marks})", values)  # noqa: S608  # question marks only
    connection.close()


def state(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def connected(path: Path) -> ConnectedHistory:
    return ConnectedHistory(f"sqlite:///{path}", clock=lambda: NOW)


@pytest.mark.parametrize(
    "options",
    [{}, {"kind": "TEXT", "order": -1}, {"dated": "%d/%m/%Y"}, {"dated": "%Y-%m-%d"}, {"journal": "wal"}],
    ids=["numbers alone", "text, unsorted", "Brazilian dates", "ISO dates", "WAL"],
)
def test_a_users_table_is_read_as_it_is_and_nothing_of_it_changes(tmp_path: Path, options: dict[str, object]) -> None:
    path = tmp_path / "meu banco.db"
    build(path, **options)
    before = state(tmp_path)
    history = connected(path)
    draws, info, prizes = fetch_history(history), history.info(), history.prizes()
    assert state(tmp_path) == before
    np.testing.assert_array_equal(draws.numbers, MADE.numbers)
    assert np.isnat(draws.dates).all() == ("dated" not in options)
    assert (draws.source, info.source, info.origin) == (Source.CONNECTED, Source.CONNECTED, "sqlite:///meu banco.db")
    assert (info.sha256, info.rows, info.imported_at) == (MADE.sha256, 30, NOW)
    assert prizes.contests.tolist() == list(range(1, 31))
    assert (prizes.winners == -1).all()
    assert history.next_contest(date(2026, 5, 10)).contest == 31


def test_a_log_left_by_a_killed_program_is_read_and_left(tmp_path: Path) -> None:
    live, left = tmp_path / "live", tmp_path / "left"
    live.mkdir()
    left.mkdir()
    build(live / "a.db", journal="wal")
    writer = sqlite3.connect(live / "a.db")
    writer.execute("DELETE FROM resultados_oficiais WHERE concurso > 20")
    writer.commit()
    assert connected(live / "a.db").draws().last == 20
    for name in ("a.db", "a.db-wal"):
        shutil.copyfile(live / name, left / name)
    writer.close()
    before = state(left)
    assert connected(left / "a.db").draws().last == 20
    assert state(left) == before


def test_a_writer_beside_is_not_hindered(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    build(path)
    history = connected(path)
    assert history.draws().last == 30
    with sqlite3.connect(path) as writer:
        writer.execute("DELETE FROM resultados_oficiais WHERE concurso = 30")
    writer.close()
    assert history.draws().last == 29


def test_prizes_in_bancadas_columns_are_read_where_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    build(path, order=-1)
    with sqlite3.connect(path) as connection:
        for name in [*(f"{kind}" for t in range(15, 10, -1) for kind in (f"ganhadores_{t}", f"rateio_{t}_centavos"))]:
            connection.execute(f"ALTER TABLE resultados_oficiais ADD COLUMN {name} INTEGER")
        connection.execute("ALTER TABLE resultados_oficiais ADD COLUMN arrecadacao_centavos INTEGER")
        connection.execute("UPDATE resultados_oficiais SET ganhadores_15 = concurso, rateio_11_centavos = 700")
    connection.close()
    prizes = connected(path).prizes()
    assert prizes.winners[:, 0].tolist() == list(range(1, 31))
    assert (prizes.payouts_centavos[:, 4] == 700).all()
    assert (prizes.collected_centavos == -1).all()


@pytest.mark.parametrize(
    ("change", "code", "contests"),
    [
        ("UPDATE resultados_oficiais SET n2 = n1 WHERE concurso = 7", "lottery_record_broken", "7"),
        ("UPDATE resultados_oficiais SET n2 = 'x' WHERE concurso IN (7, 8)", "lottery_record_broken", "7-8"),
        ("UPDATE resultados_oficiais SET n2 = 3.5 WHERE concurso = 9", "lottery_record_broken", "9"),
        ("UPDATE resultados_oficiais SET n2 = NULL WHERE concurso = 9", "lottery_record_broken", "9"),
        ("DELETE FROM resultados_oficiais WHERE concurso IN (3, 5)", "lottery_record_broken", "3, 5"),
        ("UPDATE resultados_oficiais SET data = '01/01/2030' WHERE concurso = 3", "lottery_record_broken", "3"),
        ("UPDATE resultados_oficiais SET concurso = concurso - 1", "lottery_record_broken", "?"),
        ("ALTER TABLE resultados_oficiais RENAME TO outra", "lottery_table_missing", None),
        ("ALTER TABLE resultados_oficiais RENAME COLUMN n15 TO x", "lottery_columns_missing", None),
    ],
    ids=["twice", "text", "fraction", "null", "gap", "date", "zero", "table", "column"],
)  # fmt: skip
def test_a_table_that_breaks_the_rules_is_told_by_contest(
    tmp_path: Path, change: str, code: str, contests: str | None
) -> None:
    path = tmp_path / "a.db"
    build(path, dated="%d/%m/%Y")
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(BadInput) as refusal:
        connected(path).draws()
    assert (refusal.value.code, refusal.value.facts.get("contests")) == (code, contests)
    assert "a.db" in refusal.value.message("pt_BR")


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refusal:
        connected(tmp_path / "none.db").draws()
    assert refusal.value.code == "lottery_database_missing"
    (tmp_path / "text.db").write_text("concurso;n1\n" * 99)
    with pytest.raises(Refused):
        connected(tmp_path / "text.db").draws()
    assert [path.name for path in tmp_path.iterdir()] == ["text.db"]


def test_an_empty_table_is_an_empty_record(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    build(path)
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM resultados_oficiais")
    connection.close()
    history = connected(path)
    assert (len(history.draws()), history.info()) == (0, None)
    with pytest.raises(NotFound) as refusal:
        fetch_history(history)
    assert refusal.value.code == "lottery_no_draws"
