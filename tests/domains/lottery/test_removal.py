"""A record taken out and brought back: nothing is lost on the way, and a wrong record never bars the right one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bancada import data
from bancada.core.dataset import Source
from bancada.core.errors import BadInput, ImportRefused, NotFound, Refused
from bancada.domains.lottery import PACK
from bancada.domains.lottery.archive import DrawArchive, DrawImport
from bancada.domains.lottery.importers import DrawRow, ParsedDraws
from bancada.domains.lottery.simulation import simulate_draws
from bancada.domains.lottery.tables import draws as table
from bancada.domains.lottery.tables import repeats, seals

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
MADE = simulate_draws(40, seed=8, until=date(2026, 5, 4))
WRONG = DrawRow(2, 4, tuple(range(1, 16)), date(2026, 1, 5))
"""A good row of no draw that ever was."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = data.open_engine(f"sqlite:///{tmp_path}/b.db")
    data.upgrade(engine, extra=[data.MigrationSource(PACK.name, PACK.migrations)])
    yield engine
    engine.dispose()


@pytest.fixture
def archive(engine: sa.Engine, tmp_path: Path) -> DrawArchive:
    return DrawArchive(engine, folder=tmp_path, clock=lambda: NOW)


def official(n: int = 40) -> tuple[DrawRow, ...]:
    return tuple(
        DrawRow(
            c,
            c,
            tuple(MADE.numbers[c - 1].tolist()),
            MADE.dates[c - 1].item(),
            order=" ".join(f"{number:02d}" for number in MADE.numbers[c - 1][::-1]) if c % 2 else "",
            winners=(c, 2, 3, 4, None),
            payouts_centavos=(None, 10**12, 3, 4, 5),
            collected_centavos=c * 10**10,
            next_on=date(2026, 5, 6),
        )
        for c in range(1, n + 1)
    )


def add(archive: DrawArchive, *rows: DrawRow, origin: str = "oficial.xlsx", skip_bad: bool = False) -> DrawImport:
    parsed = ParsedDraws("csv", rows)
    return archive.add(parsed, origin=origin, source=Source.OFFICIAL, sha256=f"{hash(rows):x}", skip_bad=skip_bad)


def stored(engine: sa.Engine) -> list[Any]:
    with engine.connect() as connection:
        return [connection.execute(sa.select(one).order_by(one.c[0])).all() for one in (table, repeats, seals)]


def test_what_was_removed_comes_back_as_it_was_and_each_step_is_a_new_version(
    archive: DrawArchive, engine: sa.Engine
) -> None:
    values = {"id": 1, "concurso": 41, "modelo": "m", "numeros": "01", "selado_em": NOW, "fecha_em": NOW}
    with engine.begin() as connection:
        connection.execute(seals.insert().values(**values, anterior="0" * 64, sha256="a" * 64))
    add(archive, *official(30))
    add(archive, *official()[30:], origin="api")
    before, info, prizes = stored(engine), archive.info(), archive.prizes()
    removal = archive.remove()
    assert (removal.n_draws, removal.first, removal.last) == (40, 1, 40)
    assert stored(engine) == [[], [], before[2]]
    assert (archive.info(), len(archive.draws())) == (None, 0)
    back = archive.restore()
    assert stored(engine) == before
    assert archive.prizes().payouts_centavos.tolist() == prizes.payouts_centavos.tolist()
    assert (back.sha256, back.origin, back.source) == (info.sha256, "api", Source.OFFICIAL)
    assert back.version > info.version
    assert archive.info() == back


def test_a_removal_is_one_file_under_the_data_folder_and_stays_after_the_draws_are_back(
    archive: DrawArchive, tmp_path: Path
) -> None:
    add(archive, *official())
    file = Path(archive.remove().file)
    assert file.parent == tmp_path / "lottery" / "removed"
    assert list(file.parent.iterdir()) == [file]
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (lines[0]["draws"], lines[0]["origin"]) == (40, "oficial.xlsx")
    assert all(set(line) == set(table.columns.keys()) for line in lines[1:])
    archive.restore()
    assert file.exists()


def test_a_wrong_record_is_named_in_the_refusal_and_once_removed_bars_nothing(archive: DrawArchive) -> None:
    archive.load_simulated(n_draws=20, seed=3)
    add(archive, replace(WRONG, drawn_on=date(2099, 1, 1)), origin="errado.csv")
    with pytest.raises(ImportRefused) as refusal:
        add(archive, *official())
    error = refusal.value
    assert (error.code, error.facts["stored"], error.facts["origin"]) == ("lottery_stored_differs", 1, "errado.csv")
    assert error.facts["count"] == 37
    for sentence in (error.message("en"), error.message("pt_BR")):
        assert "errado.csv" in sentence
        assert "bancada lottery remove" in sentence
    archive.remove()
    assert add(archive, *official()).accepted == 40


def test_with_skip_bad_too_what_is_stored_is_told_to_be_the_reason(archive: DrawArchive) -> None:
    add(archive, replace(WRONG, drawn_on=date(2099, 1, 1)), origin="errado.csv")
    report = add(archive, *official(), skip_bad=True)
    assert (report.accepted, [(f.code, f.facts["count"]) for f in report.findings]) == (
        3,
        [("lottery_left_out_stored", 37)],
    )
    with pytest.raises(ImportRefused) as refusal:
        add(archive, *official()[9:], skip_bad=True)
    assert refusal.value.code == "lottery_stored_differs"


def test_a_file_that_is_wrong_by_itself_is_not_laid_at_the_records_door(archive: DrawArchive) -> None:
    add(archive, *official(5))
    late = replace(official(7)[6], drawn_on=date(2003, 9, 29))
    with pytest.raises(ImportRefused) as refusal:
        add(archive, *official(6), late, replace(official(7)[6], line=9, numbers=tuple(range(11, 26))))
    assert refusal.value.code == "lottery_bad_draws"


def test_content_that_came_in_before_a_removal_does_not_count_as_there(archive: DrawArchive) -> None:
    add(archive, *official(5))
    archive.remove()
    others = tuple(replace(row, numbers=tuple(range(1, 16)), order="") for row in official(5))
    add(archive, *others, origin="errado.csv")
    with pytest.raises(ImportRefused) as refusal:
        add(archive, *official(5))
    assert refusal.value.code == "lottery_stored_differs"


def test_a_table_that_someone_broke_can_be_removed_and_does_not_come_back(
    archive: DrawArchive, engine: sa.Engine
) -> None:
    add(archive, *official())
    with engine.begin() as connection:
        connection.execute(table.delete().where(table.c.concurso == 7))
    assert archive.remove().n_draws == 39
    with pytest.raises(BadInput) as refusal:
        archive.restore()
    assert (refusal.value.code, refusal.value.facts["contests"]) == ("lottery_record_broken", "7")
    assert add(archive, *official()).accepted == 40


def test_draws_come_back_over_simulated_ones_and_over_no_others(archive: DrawArchive) -> None:
    add(archive, *official())
    archive.remove()
    archive.load_simulated(n_draws=60, seed=3)
    assert archive.restore().rows == 40
    with pytest.raises(Refused) as refusal:
        archive.restore()
    assert (refusal.value.code, len(archive.draws())) == ("lottery_restore_present", 40)


def test_of_several_removals_the_last_comes_back_or_the_one_that_is_named(archive: DrawArchive) -> None:
    add(archive, *official(10))
    first = archive.remove()
    add(archive, *official(20))
    archive.remove()
    assert archive.restore().rows == 20
    archive.remove()
    assert archive.restore(Path(first.file)).rows == 10


def test_where_there_is_nothing_there_is_nothing_to_remove_or_bring_back(archive: DrawArchive, tmp_path: Path) -> None:
    for ask, code in (
        (archive.remove, "lottery_no_draws"),
        (archive.restore, "lottery_nothing_removed"),
        (lambda: archive.restore(tmp_path / "nenhum.jsonl"), "lottery_nothing_removed"),
    ):
        with pytest.raises(NotFound) as refusal:
            ask()
        assert refusal.value.code == code
    assert not (tmp_path / "lottery").exists()


Change = Callable[[list[str]], list[str]]


def edited(line: int, **values: object) -> Change:
    return lambda lines: [
        json.dumps({**json.loads(text), **values}) if place == line else text for place, text in enumerate(lines)
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda lines: lines[:-1], "lottery_removed_unreadable"),
        (lambda lines: lines[1:], "lottery_removed_unreadable"),
        (lambda lines: [*lines[:3], lines[3][:40], *lines[4:]], "lottery_removed_unreadable"),
        (lambda _lines: [], "lottery_removed_unreadable"),
        (lambda lines: [lines[0], *("[]" for _ in lines[1:])], "lottery_removed_unreadable"),
        (edited(2, n1="1"), "lottery_removed_unreadable"),
        (edited(2, concurso=None), "lottery_removed_unreadable"),
        (edited(2, rateio_15_centavos=-1), "lottery_removed_unreadable"),
        (edited(2, data="31/12/2025"), "lottery_removed_unreadable"),
        (edited(2, origem="minha"), "lottery_removed_unreadable"),
        (edited(2, outra=1), "lottery_removed_unreadable"),
        (edited(2, n1=26), "lottery_record_broken"),
        (edited(2, data="2003-09-29"), "lottery_record_broken"),
    ],
    ids=["shorter", "no-head", "cut", "empty", "lists", "text", "null", "negative", "day", "origin", "more", "26", "back"],
)  # fmt: skip
def test_a_file_that_is_not_as_it_was_written_brings_nothing_back(
    archive: DrawArchive, change: Change, code: str
) -> None:
    add(archive, *official(5))
    file = Path(archive.remove().file)
    file.write_text("\n".join(change(file.read_text().splitlines())))
    with pytest.raises(BadInput) as refusal:
        archive.restore()
    assert refusal.value.code == code
    assert archive.info() is None


def test_a_draw_of_the_service_that_the_stored_record_contradicts_is_laid_to_the_record(archive: DrawArchive) -> None:
    from bancada.domains.lottery.official import Answer, update

    add(archive, replace(WRONG, drawn_on=date(2099, 1, 1)), origin="errado.csv")
    row = official(5)[4]
    body = {"numero": 5, "dataApuracao": f"{row.drawn_on:%d/%m/%Y}", "listaDezenas": [f"{n:02d}" for n in row.numbers]}
    answer = Answer(200, json.dumps(body).encode())
    report = update(archive, url="http://127.0.0.1:9/l", fetch=lambda url, timeout: answer, sleep=lambda seconds: None)
    assert report.stopped == "lottery_api_stored_differs"
    assert "errado.csv" in report.findings[0].message("pt_BR")
