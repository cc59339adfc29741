"""The record of draws in Bancada's database: all or nothing, no gaps, nothing changed behind anyone's back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bancada import data
from bancada.core.dataset import Source
from bancada.core.errors import BadInput, ImportRefused, NotFound, Refused
from bancada.domains.lottery import PACK
from bancada.domains.lottery.archive import DrawArchive, DrawImport
from bancada.domains.lottery.checking import NO_DRAWS
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.history import fetch_history
from bancada.domains.lottery.importers import DrawRow, ParsedDraws
from bancada.domains.lottery.prizes import NextContest
from bancada.domains.lottery.sifting import contest_ranges, missing_contests, sift, within_reach
from bancada.domains.lottery.simulation import simulate_draws
from bancada.domains.lottery.tables import repeats

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
MADE = simulate_draws(60, seed=8, until=date(2026, 5, 4))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = data.open_engine(f"sqlite:///{tmp_path}/b.db")
    data.upgrade(engine, extra=[data.MigrationSource(PACK.name, PACK.migrations)])
    yield engine
    engine.dispose()


@pytest.fixture
def archive(engine: sa.Engine, tmp_path: Path) -> DrawArchive:
    return DrawArchive(engine, folder=tmp_path, clock=lambda: NOW)


def rows_of(first: int, last: int, **changes: object) -> list[DrawRow]:
    return [
        replace(DrawRow(c - first + 2, c, tuple(MADE.numbers[c - 1].tolist()), MADE.dates[c - 1].item()), **changes)
        for c in range(first, last + 1)
    ]


def add(archive: DrawArchive, rows: list[DrawRow], *, skip_bad: bool = False, official: bool = True) -> DrawImport:
    source = Source.OFFICIAL if official else Source.IMPORTED
    parsed = ParsedDraws("csv", tuple(rows))
    return archive.add(parsed, origin="sorteios.csv", source=source, sha256=f"{hash(tuple(rows)):x}", skip_bad=skip_bad)


def lines_of(first: int, last: int) -> list[str]:
    rows = [f"{r.contest};{r.drawn_on:%d/%m/%Y};{' '.join(map(str, r.numbers))}" for r in rows_of(first, last)]
    return ["concurso;data;dezenas", *rows]


def test_what_comes_in_is_what_is_read_back(archive: DrawArchive) -> None:
    report = add(archive, rows_of(1, 60)[::-1])
    draws = archive.draws()
    np.testing.assert_array_equal(draws.numbers, MADE.numbers)
    np.testing.assert_array_equal(draws.dates, MADE.dates)
    info = archive.info()
    assert info == report.dataset
    assert (info.rows, info.sha256, info.source, info.version) == (60, draws.sha256, Source.OFFICIAL, 1)
    assert (info.column("concurso").minimum, info.column("n1").minimum >= 1) == (1, True)
    assert info.last_at == datetime(2026, 5, 2, tzinfo=UTC)
    assert (report.rows, report.accepted, report.repeated, report.refused) == (60, 60, 0, 0)


def test_repeats_are_written_with_the_draws_whichever_end_they_come_in_at(
    archive: DrawArchive, engine: sa.Engine
) -> None:
    for first, last in ((20, 40), (41, 60), (1, 19)):
        add(archive, rows_of(first, last))
    with engine.connect() as connection:
        found = connection.execute(sa.select(repeats).order_by(repeats.c.concurso_atual)).all()
    assert [tuple(row) for row in found] == list(zip(range(2, 61), archive.draws().repeats[1:].tolist(), strict=True))


def test_the_same_file_twice_adds_nothing_and_changes_nothing(archive: DrawArchive, tmp_path: Path) -> None:
    path = tmp_path / "sorteios.csv"
    path.write_text("\n".join(lines_of(1, 9)))
    first = archive.import_file(path)
    second = archive.import_file(path, origin="outro nome")
    assert (first.already_imported, second.already_imported) == (False, True)
    assert (second.accepted, second.repeated, second.dataset) == (0, 9, first.dataset)
    assert len(archive.imports()) == 1


def test_a_longer_file_adds_only_what_is_new_and_raises_the_version(archive: DrawArchive) -> None:
    first = add(archive, rows_of(1, 30))
    second = add(archive, rows_of(1, 60))
    assert (second.accepted, second.repeated) == (30, 30)
    assert second.dataset.version > first.dataset.version
    assert second.dataset.cache_key == archive.info().cache_key != first.dataset.cache_key


def test_a_later_source_fills_what_was_lacking_and_never_changes_what_is_there(archive: DrawArchive) -> None:
    add(archive, rows_of(1, 3, drawn_on=None), official=False)
    assert archive.prizes().winners.tolist() == [[-1] * 5] * 3
    prizes = {"winners": (1, 2, 3, 4, 5), "payouts_centavos": (10, 9, 8, 7, 6), "collected_centavos": 1000}
    report = add(archive, rows_of(1, 3, **prizes, next_on=date(2026, 5, 3)))
    add(archive, rows_of(1, 3, winners=(9, 9, 9, 9, 9)))
    found = archive.prizes()
    assert (found.winners[0].tolist(), found.payouts_centavos[2].tolist()) == ([1, 2, 3, 4, 5], [10, 9, 8, 7, 6])
    assert found.collected_centavos.tolist() == [1000] * 3
    assert archive.draws().dates.tolist() == MADE.dates[:3].tolist()
    assert archive.draws().source is Source.OFFICIAL
    assert [finding.code for finding in report.findings] == ["lottery_prizes_filled"]
    assert not found.winners.flags.writeable


BAD = {
    "lottery_contest_twice": [*rows_of(1, 5), replace(rows_of(6, 6)[0], contest=5)],
    "lottery_contests_missing": [*rows_of(1, 3), *rows_of(6, 8)],
    "lottery_date_goes_back": [*rows_of(1, 4), replace(rows_of(5, 5)[0], drawn_on=date(2003, 9, 29)), *rows_of(6, 8)],
}


@pytest.mark.parametrize("code", BAD)
def test_rows_that_break_a_rule_among_each_other_are_refused_whole_and_named(archive: DrawArchive, code: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        add(archive, BAD[code])
    problems = refusal.value.facts["problems"]
    assert code in {getattr(p.facts.get("reason"), "code", p.code) for p in problems}
    assert refusal.value.facts["contests"] in ("5", "4-5")
    assert (len(archive.draws()), archive.imports()) == (0, ())


def test_stored_draws_are_never_overwritten(archive: DrawArchive) -> None:
    add(archive, rows_of(1, 5))
    with pytest.raises(ImportRefused) as refusal:
        add(archive, [replace(rows_of(3, 3)[0], numbers=tuple(range(1, 16))), *rows_of(6, 9)])
    assert refusal.value.facts["contests"] == "3"
    with pytest.raises(ImportRefused):
        add(archive, rows_of(3, 3, drawn_on=date(2020, 1, 1)))
    with pytest.raises(ImportRefused):
        add(archive, rows_of(8, 9))
    assert len(archive.draws()) == 5


def test_all_mistakes_of_a_file_are_told_at_once_with_their_lines(archive: DrawArchive, tmp_path: Path) -> None:
    lines = lines_of(1, 9)
    lines[3] = "3;01/01/2026;1 1 2 3 4 5 6 7 8 9 10 11 12 13 14"
    lines[5] = "5;01/01/2026;1 2 3 4 5 6 7 8 9 10 11 12 13 14 26"
    del lines[7]
    path = tmp_path / "ruim.csv"
    path.write_text("\n".join(lines))
    with pytest.raises(ImportRefused) as refusal:
        archive.import_file(path)
    facts = refusal.value.facts
    assert (refusal.value.code, facts["count"], facts["contests"]) == ("lottery_bad_draws", 2, "3, 5, 7")
    assert [problem.facts.get("line") for problem in facts["problems"]] == ["4", "6", None]
    assert "ruim.csv" in refusal.value.message("pt_BR")


def test_with_skip_bad_the_run_before_the_first_gap_is_taken_and_the_rest_listed(
    archive: DrawArchive, tmp_path: Path
) -> None:
    lines = lines_of(1, 9)
    lines[6] = lines[6].replace(lines[6].split()[-1], "99")
    path = tmp_path / "ruim.csv"
    path.write_text("\n".join(lines))
    report = archive.import_file(path, skip_bad=True)
    assert (report.accepted, report.refused, report.rows) == (5, 4, 9)
    with Path(report.refused_file).open(encoding="utf-8-sig") as file:
        found = list(csv.DictReader(file))
    assert [row["concurso"] for row in found] == ["6", "7", "8", "9"]
    assert "99" in found[0]["motivos"]
    assert "6" in found[3]["reasons"]
    add(archive, rows_of(6, 6))
    again = archive.import_file(path, skip_bad=True)
    assert (again.accepted, again.repeated, again.refused, len(archive.draws())) == (3, 5, 1, 9)


def test_with_skip_bad_and_nothing_good_the_import_is_refused_and_leaves_no_file(
    archive: DrawArchive, tmp_path: Path
) -> None:
    archive.load_simulated(n_draws=10, seed=1)
    with pytest.raises(ImportRefused) as refusal:
        add(archive, [*rows_of(1, 1), replace(rows_of(2, 2)[0], contest=1)], skip_bad=True)
    assert refusal.value.code == "no_good_rows"
    assert archive.draws().source is Source.SIMULATED
    assert not (tmp_path / "refused").exists()


def test_simulated_draws_go_when_real_ones_come_and_never_come_over_them(archive: DrawArchive) -> None:
    made = archive.load_simulated(n_draws=100, seed=1)
    assert (made.dataset.source, made.dataset.rows, made.format) == (Source.SIMULATED, 100, "simulation")
    with pytest.raises(Refused) as refusal:
        archive.load_simulated(n_draws=100, seed=1)
    assert refusal.value.code == "lottery_draws_present"
    report = add(archive, rows_of(11, 20))
    assert [finding.facts["count"] for finding in report.findings] == [100]
    assert (archive.draws().first, archive.draws().last, archive.draws().source) == (11, 20, Source.OFFICIAL)
    with pytest.raises(Refused):
        archive.load_simulated(n_draws=5, seed=1)


def test_draws_that_someone_took_out_come_back_with_the_same_file(
    archive: DrawArchive, engine: sa.Engine, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines_of(1, 9)))
    archive.import_file(path)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM resultados_oficiais WHERE concurso > 7"))
    assert archive.draws().last == 7
    assert archive.import_file(path).accepted == 2


def test_a_table_that_someone_broke_is_told_by_contest(archive: DrawArchive, engine: sa.Engine) -> None:
    add(archive, rows_of(1, 9))
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM resultados_oficiais WHERE concurso IN (4, 5)"))
    with pytest.raises(BadInput) as refusal:
        archive.draws()
    assert (refusal.value.code, refusal.value.facts["contests"]) == ("lottery_record_broken", "4-5")


def test_the_next_contest_is_on_the_announced_day_or_the_next_one_from_monday_to_saturday(
    archive: DrawArchive,
) -> None:
    today = date(2026, 5, 10)
    with pytest.raises(NotFound):
        archive.next_contest(today)
    with pytest.raises(NotFound):
        fetch_history(archive)
    add(archive, rows_of(1, 60))  # the last one is held on Saturday 2 May 2026
    assert archive.next_contest(today) == NextContest(61, date(2026, 5, 4), is_estimated=True)
    add(archive, rows_of(60, 60, next_on=date(2026, 5, 6)))
    assert archive.next_contest(today) == NextContest(61, date(2026, 5, 6), is_estimated=False)
    assert len(fetch_history(archive)) == 60


def test_undated_draws_are_expected_next_from_today(archive: DrawArchive) -> None:
    add(archive, rows_of(1, 3, drawn_on=None))
    assert archive.next_contest(date(2026, 5, 10)) == NextContest(4, date(2026, 5, 11), is_estimated=True)


def test_a_second_read_of_the_same_record_is_the_same_arrays(archive: DrawArchive) -> None:
    add(archive, rows_of(1, 9))
    assert archive.draws() is archive.draws()
    assert archive.prizes() is archive.prizes()


def test_two_contests_may_fall_on_one_day() -> None:
    rows = rows_of(1, 3, drawn_on=date(2026, 1, 2))
    assert len(sift(rows, NO_DRAWS).fresh) == 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 3), st.integers(0, 6)), max_size=14), st.integers(0, 8))
def test_whatever_comes_each_row_is_in_one_place_and_the_record_keeps_the_rules(
    arrived: list[tuple[int, int, int]], n_stored: int
) -> None:
    stored: Draws = MADE[:n_stored] if n_stored else NO_DRAWS
    rows = [
        DrawRow(
            line,
            contest,
            tuple(MADE.numbers[contest - 1 if kind else contest].tolist()),
            None if kind == 1 else MADE.dates[min(contest + shift, 59)].item(),
        )
        for line, (contest, kind, shift) in enumerate(arrived, start=1)
    ]
    sifted = sift(rows, stored)
    taken, beyond = within_reach(sifted.fresh, stored)
    assert len(taken) + len(beyond) + len(sifted.repeated) + len(sifted.bad) == len(rows)
    assert missing_contests([row.contest for row in taken], stored) == []
    days = [*stored.dates.tolist(), *(row.drawn_on for row in taken if row.drawn_on)]
    assert days == sorted(days)


def test_contests_are_named_in_runs() -> None:
    assert contest_ranges([5, 1, 2, 3, 9]) == "1-3, 5, 9"
    assert contest_ranges(range(1, 99, 2)).count(",") == 20
