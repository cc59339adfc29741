"""Sealed tickets: before their draw or not at all, in one chain that shows every change."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bancada import data
from bancada.core.errors import BadInput, Refused
from bancada.data.migrate import MigrationSource
from bancada.domains.lottery import PACK
from bancada.domains.lottery.chain import GENESIS
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.seals import SealBook

TICKET = tuple(range(1, 16))
OTHER = (*range(1, 17), 20)
DRAW_ON = date(2026, 1, 5)
CLOSES = datetime(2026, 1, 5, 23, tzinfo=UTC)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 12, 0, 0, 123456, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = data.open_engine(f"sqlite:///{tmp_path}/bancada.db")
    assert PACK.migrations is not None
    data.upgrade(engine, extra=[MigrationSource(PACK.name, PACK.migrations)])
    yield engine
    engine.dispose()


@pytest.fixture
def book(engine: sa.Engine, clock: Clock) -> SealBook:
    return SealBook(engine, clock=clock)


def tamper(engine: sa.Engine, statement: str) -> None:
    """Change the table as one with the database file in hand could."""
    with engine.connect() as connection:
        for verb in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS palpites_selados_no_{verb}")
        connection.exec_driver_sql(statement)
        connection.commit()


def seal_three(book: SealBook) -> None:
    """Seal three tickets in two goes."""
    book.seal(3600, [TICKET, OTHER], model="ls15", seed=7, draw_on=DRAW_ON, last_contest=3599)
    book.seal(3601, [TICKET], model="markov", seed=None, draw_on=date(2026, 1, 6), last_contest=3599)


def drawn(*contests: int, on: date = DRAW_ON) -> Draws:
    """Return draws of 1 to 15."""
    return make_draws(contests, [TICKET] * len(contests), dates=[on] * len(contests))


def test_a_seal_keeps_what_was_sealed(book: SealBook, clock: Clock) -> None:
    (seal,) = book.seal(3600, [TICKET[::-1]], model="ls15", seed=7, draw_on=DRAW_ON, last_contest=3599)
    assert book.list() == (seal,)
    assert (seal.id, seal.contest, seal.model, seal.seed, seal.numbers) == (1, 3600, "ls15", 7, TICKET)
    assert (seal.sealed_at, seal.closes_at, seal.previous) == (clock.now, CLOSES, GENESIS)
    assert book.digest() == seal.sha256


def test_each_seal_holds_the_hash_of_the_one_before_it(book: SealBook) -> None:
    seal_three(book)
    seals = book.list()
    assert [seal.previous for seal in seals] == [GENESIS, *(seal.sha256 for seal in seals[:-1])]
    report = book.verify(published=seals[1].sha256)
    assert (report.n, report.is_whole, report.first_broken, report.digest) == (3, True, None, seals[-1].sha256)
    assert [finding.code for finding in report.findings] == ["seals_whole", "seals_order_not_time"]
    assert [seal.model for seal in book.list(contest=3601)] == ["markov"]
    assert len(book.list(model="ls15")) == 2


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE palpites_selados SET numeros = '01 02 03 04 05 06 07 08 09 10 11 12 13 14 25' WHERE id = 1", 1),
        ("UPDATE palpites_selados SET modelo = 'other' WHERE id = 2", 2),
        ("UPDATE palpites_selados SET selado_em = '2026-01-01 00:00:00.000000' WHERE id = 3", 3),
        ("UPDATE palpites_selados SET selado_em = 'yesterday' WHERE id = 2", 2),
        ("UPDATE palpites_selados SET semente = 8 WHERE id = 1", 1),
        ("DELETE FROM palpites_selados WHERE id = 1", 1),
        ("DELETE FROM palpites_selados WHERE id = 2", 2),
    ],
    ids=["numbers", "model", "time", "no time at all", "seed", "first gone", "middle gone"],
)
def test_a_changed_or_missing_seal_breaks_the_chain_where_it_stood(
    book: SealBook, engine: sa.Engine, statement: str, place: int
) -> None:
    seal_three(book)
    tamper(engine, statement)
    report = book.verify()
    assert (report.is_whole, report.first_broken) == (False, place)
    assert report.findings[0].code == "seals_broken"


def test_seals_taken_off_the_end_are_missed_by_a_published_digest(book: SealBook, engine: sa.Engine) -> None:
    seal_three(book)
    published = book.digest()
    tamper(engine, "DELETE FROM palpites_selados WHERE id = 3")
    assert book.verify().is_whole
    report = book.verify(published=published)
    assert not report.is_whole
    assert "seals_digest_missing" in {finding.code for finding in report.findings}


def test_the_table_refuses_to_change_a_seal(book: SealBook, engine: sa.Engine) -> None:
    seal_three(book)
    replacing = "INSERT OR REPLACE INTO palpites_selados SELECT id, concurso, 'x', semente, numeros, selado_em, fecha_em, anterior, sha256 FROM palpites_selados"
    for statement in ("UPDATE palpites_selados SET modelo = 'x'", "DELETE FROM palpites_selados", replacing):
        with engine.connect() as connection, pytest.raises(sa.exc.DatabaseError, match="append-only"):
            connection.exec_driver_sql(statement)
    assert book.verify().is_whole


@pytest.mark.parametrize(
    ("contest", "now", "code"),
    [
        (3599, datetime(2026, 1, 5, 12, tzinfo=UTC), "seal_already_drawn"),
        (3606, datetime(2026, 1, 5, 12, tzinfo=UTC), "seal_too_early"),
        (3600, CLOSES, "seal_closed"),
        (3600, CLOSES + timedelta(days=3), "seal_closed"),
    ],
    ids=["drawn already", "too far ahead", "as bets close", "long after"],
)
def test_a_ticket_is_sealed_only_while_it_can_be_bet(
    book: SealBook, clock: Clock, contest: int, now: datetime, code: str
) -> None:
    clock.now = now
    with pytest.raises(Refused) as refused:
        book.seal(contest, [TICKET], model="ls15", seed=7, draw_on=DRAW_ON, last_contest=3599)
    assert refused.value.code == code
    assert book.list() == ()


def test_the_last_moment_before_bets_close_is_in_time(book: SealBook, clock: Clock) -> None:
    clock.now = CLOSES - timedelta(microseconds=1)
    assert len(book.seal(3605, [TICKET], model="ls15", seed=7, draw_on=DRAW_ON, last_contest=3599)) == 1


@pytest.mark.parametrize(
    "tickets",
    [[], [TICKET, range(1, 15)], [range(1, 22)], [[*range(1, 15), 14]], [[*range(1, 15), 26]], [range(15)]],
    ids=["none", "14 numbers", "21 numbers", "twice", "26", "0"],
)
def test_what_cannot_be_bet_seals_nothing(book: SealBook, tickets: list[list[int]]) -> None:
    with pytest.raises(BadInput):
        book.seal(3600, tickets, model="ls15", seed=7, draw_on=DRAW_ON, last_contest=3599)
    assert book.list() == ()


def test_tickets_are_scored_once_their_contest_is_drawn(book: SealBook) -> None:
    seal_three(book)
    scored = book.scored(drawn(3599, 3600))
    assert [one.hits for one in scored] == [15, 15, None]
    assert [one.is_late for one in scored] == [False] * 3
    assert scored[0].drawn_on == DRAW_ON
    assert [one.hits for one in book.scored(drawn(3601), model="markov")] == [15]


def test_a_ticket_sealed_after_the_bets_of_the_real_day_closed_is_late(book: SealBook) -> None:
    book.seal(3600, [TICKET], model="ls15", seed=7, draw_on=DRAW_ON, last_contest=3599)
    (late,) = book.scored(drawn(3600, on=date(2026, 1, 3)))
    assert (late.hits, late.is_late) == (15, True)
    unknown = make_draws([3600], [TICKET])
    assert not book.scored(unknown)[0].is_late


def test_a_clock_set_back_is_noticed(book: SealBook, clock: Clock) -> None:
    seal_three(book)
    clock.now -= timedelta(hours=5)
    seal_three(book)
    report = book.verify()
    assert report.is_whole
    assert "seals_clock_went_back" in {finding.code for finding in report.findings}


def test_an_empty_book_is_whole_and_says_that_it_is_empty(book: SealBook) -> None:
    report = book.verify()
    assert (report.n, report.is_whole, report.digest, report.findings[0].code) == (0, True, GENESIS, "seals_none")


def test_many_who_seal_at_once_make_one_chain(book: SealBook) -> None:
    failures: list[BaseException] = []

    def seal_some(name: str) -> None:
        try:
            for _ in range(5):
                book.seal(3600, [TICKET, OTHER], model=name, seed=1, draw_on=DRAW_ON, last_contest=3599)
        except BaseException as error:  # noqa: BLE001  # shown by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=seal_some, args=(f"m{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    report = book.verify()
    assert (report.n, report.is_whole) == (40, True)
