"""The checker: tickets read whole or refused by line; prizes by the bets that a ticket stands for; luck beside chance."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.dataset import Source
from bancada.core.errors import BadInput, SchemaError
from bancada.domains.lottery.checker import UNKNOWN, check, parse_tickets, prizes_won
from bancada.domains.lottery.draws import Draws, make_draws
from bancada.domains.lottery.game import hit_law
from bancada.domains.lottery.prizes import Prizes
from bancada.domains.lottery.sheet import MAX_BYTES, MAX_LINES
from bancada.domains.lottery.tickets import Ticket

FIRST = tuple(range(1, 16))
SMALLER = st.permutations(range(1, 26)).flatmap(
    lambda numbers: st.integers(15, 18).map(lambda size: tuple(sorted(numbers[:size])))
)
TICKETS = st.integers(15, 20).flatmap(
    lambda size: st.permutations(range(1, 26)).map(lambda numbers: tuple(sorted(numbers[:size])))
)


def random_draws(n: int, *, first: int = 1, source: Source = Source.IMPORTED) -> Draws:
    """Return draws by the game's law."""
    rng = np.random.default_rng(11)
    return make_draws(range(first, first + n), [rng.choice(25, 15, replace=False) + 1 for _ in range(n)], source=source)


def prizes_of(draws: Draws, *, winners: int = 1) -> Prizes:
    """Return payouts that tell every tier and contest apart."""
    places = np.arange(len(draws), dtype=np.int64)[:, None]
    payouts = np.array([[5_000_000, 70_000, 3_000, 1_200, 600]], dtype=np.int64) + places
    return Prizes(draws.contests, np.full((len(draws), 5), winners), payouts, np.zeros(len(draws), dtype=np.int64))


@settings(max_examples=40, deadline=None)
@given(ticket=SMALLER, drawn=st.permutations(range(1, 26)).map(lambda numbers: frozenset(numbers[:15])))
def test_a_ticket_wins_what_its_bets_of_fifteen_win(ticket: Ticket, drawn: frozenset[int]) -> None:
    bets = np.bincount([len(drawn.intersection(bet)) for bet in combinations(ticket, 15)], minlength=16)
    hits = len(drawn.intersection(ticket))
    assert prizes_won(len(ticket))[hits].tolist() == bets[[15, 14, 13, 12, 11]].tolist()


@settings(max_examples=15, deadline=None)
@given(tickets=st.lists(TICKETS, min_size=1, max_size=5))
def test_hits_prizes_and_amounts_are_those_of_the_naive_loop(tickets: list[Ticket]) -> None:
    draws = random_draws(40, first=100)
    prizes = prizes_of(draws)
    report = check(tickets, draws, prizes=prizes)
    for row, ticket in enumerate(tickets):
        total = np.zeros(5, dtype=np.int64)
        for place in range(len(draws)):
            hits = len(set(ticket) & set(draws.numbers[place].tolist()))
            won = prizes_won(len(ticket))[hits]
            total += won
            assert report.hits[row, place] == hits
            assert report.amounts_centavos[row, place] == won @ prizes.payouts_centavos[place]
        assert report.prizes[row].tolist() == total.tolist()
    assert report.total_centavos == report.amounts_centavos.sum() == report.known_centavos


def test_a_ticket_of_twenty_numbers_with_all_fifteen_wins_15504_bets_worth() -> None:
    draws = make_draws([3439], [FIRST])
    report = check([tuple(range(1, 21))], draws)
    assert report.prizes[0].tolist() == [1, 75, 1_050, 4_550, 6_825]
    assert report.cost_centavos == 15_504 * 350


def test_one_contest_is_checked_at_its_own_payout() -> None:
    draws = make_draws([7, 8], [range(2, 17), range(3, 18)])
    report = check([FIRST], draws, prizes=prizes_of(draws), contest=8)
    assert report.contests.tolist() == [8]
    (won,) = report.wins()
    assert (won.ticket, won.contest, won.hits, won.amount_centavos) == (0, 8, 13, 3_001)
    assert won.prizes == (0, 0, 1, 0, 0)


def test_prizes_of_other_contests_are_never_taken_for_those_of_a_contest() -> None:
    draws = make_draws([7, 8], [FIRST, range(2, 17)])
    report = check([FIRST], draws, prizes=prizes_of(draws[1:]))
    assert report.amounts_centavos.tolist() == [[UNKNOWN, 70_000]]


@pytest.mark.parametrize("is_recorded", [True, False], ids=["nobody won", "not recorded"])
def test_a_share_that_nobody_was_paid_is_unknown_and_not_nothing(is_recorded: bool) -> None:
    draws = make_draws([500, 501], [FIRST, range(5, 20)])
    prizes = prizes_of(draws, winners=0) if is_recorded else None
    report = check([FIRST], draws, prizes=prizes)
    assert report.amounts_centavos.tolist() == [[UNKNOWN, 250]]
    assert (report.total_centavos, report.known_centavos, report.n_unknown) == (None, 250, 1)
    assert report.wins()[0].amount_centavos is None
    assert "check_unknown_payouts" in {finding.code for finding in report.findings}


def test_bets_cost_what_each_contest_cost() -> None:
    report = check([FIRST, tuple(range(1, 17))], random_draws(4, first=1_211))
    assert report.costs_centavos.tolist() == [150 * 2 + 200 * 2, 16 * (150 * 2 + 200 * 2)]
    assert report.record(1).cost_centavos == 11_200
    assert report.cost_centavos == 11_900


def test_what_was_hit_stands_beside_what_chance_expects() -> None:
    draws = random_draws(2_000)
    tickets = [FIRST, tuple(range(8, 25))]
    report = check(tickets, draws)
    np.testing.assert_allclose(report.expected_counts, 2_000 * (hit_law(15) + hit_law(17)))
    assert report.hit_counts.sum() == pytest.approx(report.expected_counts.sum())
    assert report.expected_prizes == pytest.approx(2_000 * (1 + 136) * hit_law()[[15, 14, 13, 12, 11]])
    record = report.record(1)
    assert record.expected_hits == pytest.approx(17 * 0.6)
    assert record.mean_hits == pytest.approx(record.expected_hits, abs=4 * (17 * 0.24 * 8 / 24 / 2_000) ** 0.5)
    assert record.best_hits == max(hits for hits, count in enumerate(record.hit_counts) if count)


def test_on_average_over_every_hit_a_larger_ticket_wins_as_many_prizes_as_its_bets() -> None:
    for size in range(15, 21):
        n_bets = int(prizes_won(size)[15].sum()) if size == 15 else len(list(combinations(range(size), 15)))
        np.testing.assert_allclose(hit_law(size) @ prizes_won(size), n_bets * hit_law()[[15, 14, 13, 12, 11]])


def test_wins_come_with_most_hits_first_and_then_the_latest() -> None:
    draws = make_draws([1, 2, 3, 4], [range(5, 20), FIRST, range(5, 20), range(11, 26)])
    found = [(won.contest, won.hits) for won in check([FIRST], draws).wins()]
    assert found == [(2, 15), (3, 11), (1, 11)]
    assert len(check([FIRST], draws).wins(limit=1)) == 1


def test_a_report_says_that_a_record_of_the_past_promises_nothing() -> None:
    official = {finding.code for finding in check([FIRST], random_draws(3)).findings}
    simulated = {finding.code for finding in check([FIRST], random_draws(3, source=Source.SIMULATED)).findings}
    assert official >= {"check_after_the_fact", "check_shared_prizes"}
    assert simulated - official == {"check_simulated"}


def test_the_luck_of_the_best_ticket_is_bounded_by_how_many_were_checked() -> None:
    draws = make_draws([1], [FIRST])
    one = check([tuple(range(2, 17))], draws).findings[0]
    assert one.code == "check_luck_one"
    assert one.facts["percent"] == pytest.approx(100 * hit_law()[14:].sum(), rel=0.01)
    some = check([tuple(range(2, 17)), *[tuple(range(11, 26))] * 9], draws).findings[0]
    assert some.code == "check_luck"
    assert some.facts["percent"] == pytest.approx(10 * one.facts["percent"], rel=0.02)
    assert check([tuple(range(11, 26))], draws).findings[0].facts["percent"] == 100


def test_tickets_of_other_sizes_have_no_part_in_the_luck_of_fifteen() -> None:
    codes = {finding.code for finding in check([tuple(range(1, 21))], random_draws(3)).findings}
    assert not {"check_luck", "check_luck_one"} & codes


def test_no_contest_no_ticket_and_what_is_no_ticket_are_refused() -> None:
    draws = random_draws(3)
    with pytest.raises(BadInput, match="no contest"):
        check([FIRST], draws, contest=4)
    with pytest.raises(BadInput, match="no ticket"):
        check([], draws)
    with pytest.raises(BadInput, match="15 to 20 numbers, not 14"):
        check([tuple(range(1, 15))], draws)
    for wrong in ((1, *range(1, 15)), tuple(range(15)), tuple(range(12, 27))):
        with pytest.raises(BadInput, match="distinct numbers from 1 to 25"):
            check([wrong], draws)


@settings(max_examples=30, deadline=None)
@given(
    tickets=st.lists(TICKETS, min_size=1, max_size=6),
    separator=st.sampled_from([" ", ",", ";", "\t", "-", " - ", ", ", "–", " | "]),
    newline=st.sampled_from(["\n", "\r\n", "\n\n"]),
    is_padded=st.booleans(),
)
def test_tickets_are_read_whatever_parts_their_numbers(
    tickets: list[Ticket], separator: str, newline: str, is_padded: bool
) -> None:
    lines = [separator.join(f"{number:02}" if is_padded else str(number) for number in ticket) for ticket in tickets]
    text = newline.join(lines)
    assert parse_tickets(text) == parse_tickets(("\ufeff" + text).encode()) == tuple(tickets)


def test_the_head_of_a_table_and_quotes_are_passed_over() -> None:
    row = ";".join(f'"{number}"' for number in FIRST)
    head = "Nº " + ";".join(f"Bola{place}" for place in range(1, 16))
    assert parse_tickets(f"{head}\n{row};\n".encode("latin-1")) == (FIRST,)


def test_all_wrong_lines_are_named_at_once_with_their_numbers() -> None:
    good = " ".join(map(str, FIRST))
    text = "\n".join([good, "1 2 x3", "", f"{good} 26 0", "1 1 2", f"{good} 16 17 18 19 20 21"])
    with pytest.raises(SchemaError) as caught:
        parse_tickets(text)
    found = [(problem.code, problem.facts["line"]) for problem in caught.value.facts["problems"]]
    assert found == [
        ("ticket_line_not_numbers", 2),
        ("ticket_line_out_of_range", 4),
        ("ticket_line_repeated", 5),
        ("ticket_line_count", 5),
        ("ticket_line_count", 6),
    ]
    assert "Line 2: these are no numbers of a ticket: x3" in str(caught.value)
    assert "Linha 5: repetidas: 1" in caught.value.message("pt_BR")


def test_many_wrong_lines_are_counted_beyond_twenty() -> None:
    with pytest.raises(SchemaError, match="There are 13 more mistakes") as caught:
        parse_tickets("1 2\n" * 33)
    assert len(caught.value.facts["problems"]) == 21


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no ticket"),
        ("n1;n2\n\n", "no ticket"),
        (" ".join(map(str, FIRST)) + "\n", "2,001 tickets; at most 2,000"),
        ("9" * (MAX_BYTES + 1), "at most 1,000,000"),
        (b"PK\x03\x04\0\0", "not a text"),
    ],
    ids=["empty", "only a head", "too many lines", "too long", "a workbook"],
)
def test_what_holds_no_tickets_or_too_many_is_refused(content: str | bytes, message: str) -> None:
    given = content * (MAX_LINES + 1) if "2,001" in message else content
    with pytest.raises(BadInput, match=message):
        parse_tickets(given)


def test_figures_that_only_look_like_numbers_are_not_read_as_others() -> None:
    with pytest.raises(SchemaError, match=r"Line 1: these are no numbers of a ticket: 1\.5"):
        parse_tickets("1.5 2 3 4 5 6 7 8 9 10 11 12 13 14 15")
    with pytest.raises(SchemaError, match="115"):
        parse_tickets("1 2 3 4 5 6 7 8 9 10 11 12 13 14 115")
