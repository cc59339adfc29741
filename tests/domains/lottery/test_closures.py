"""Closures: as small as is known, their guarantee counted anew here, and nothing promised beyond it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.domains.lottery.closures import GUARANTEES, certify, closure, verify
from bancada.domains.lottery.game import N_COMBINATIONS, N_NUMBERS, all_masks, hit_law, masks_of
from bancada.domains.lottery.tickets import Ticket

CLOSURES = pytest.mark.parametrize(
    ("size", "guarantee"), list(GUARANTEES), ids=[f"{size} numbers for {hits}" for size, hits in GUARANTEES]
)


def worst_by_hand(pool: tuple[int, ...], tickets: tuple[Ticket, ...]) -> int:
    """Return the fewest hits of the best ticket over every draw from a pool, by sets."""
    sets = [frozenset(ticket) for ticket in tickets]
    return min(max(len(chosen & ticket) for ticket in sets) for chosen in map(frozenset, combinations(pool, 15)))


@CLOSURES
def test_a_closure_keeps_its_guarantee_in_every_draw_from_its_pool(size: int, guarantee: int) -> None:
    pool = tuple(range(26 - size, 26))
    closed = closure(pool, guarantee=guarantee)
    assert all(len(set(ticket)) == 15 and set(ticket) <= set(pool) for ticket in closed.tickets)
    assert worst_by_hand(pool, closed.tickets) == closed.certificate.worst >= guarantee
    assert closed.certificate.is_held


@pytest.mark.parametrize(("size", "n_tickets", "odds"), [(16, 1, 204_297.5), (17, 8, 24_035), (18, 24, 4_005.8)])
def test_closures_for_fourteen_hits_reach_the_sizes_and_odds_that_are_known(
    size: int, n_tickets: int, odds: float
) -> None:
    closed = closure(range(1, size + 1))
    assert len(set(closed.tickets)) == closed.least == closed.certificate.n_bets == n_tickets
    assert closed.certificate.pool_odds == pytest.approx(odds, abs=0.05)
    assert closed.certificate.cost_centavos(350) == 350 * n_tickets


@CLOSURES
def test_without_any_one_of_its_tickets_a_closure_of_several_breaks(size: int, guarantee: int) -> None:
    closed = closure(range(1, size + 1), guarantee=guarantee)
    for place in range(len(closed.tickets) if len(closed.tickets) > 1 else 0):
        fewer = closed.tickets[:place] + closed.tickets[place + 1 :]
        assert worst_by_hand(closed.pool, fewer) < guarantee
    assert len(closed.tickets) == GUARANTEES[size, guarantee]


def test_a_certificate_that_fails_names_a_draw_where_it_does() -> None:
    closed = closure(range(1, 19))
    proof = certify(closed.pool, closed.tickets[1:])
    assert not proof.is_held
    assert set(proof.worst_draw) <= set(closed.pool)
    assert max(len(set(proof.worst_draw) & set(ticket)) for ticket in closed.tickets[1:]) == proof.worst == 13
    assert proof.findings[0].code == "closure_not_held"
    assert "only 13 hits instead of 14" in proof.findings[0].message("en")


@settings(max_examples=10, deadline=None)
@given(data=st.data(), n_tickets=st.integers(1, 4))
def test_the_law_of_the_best_hit_is_counted_over_every_draw(data: st.DataObject, n_tickets: int) -> None:
    sets = st.integers(15, 18).flatmap(lambda m: st.permutations(range(1, N_NUMBERS + 1)).map(lambda p: sorted(p[:m])))
    tickets = [tuple(data.draw(sets)) for _ in range(n_tickets)]
    proof = verify(tickets)
    best = np.max([np.bitwise_count(all_masks() & masks_of(ticket)) for ticket in tickets], axis=0)
    assert proof.counts == tuple(np.bincount(best, minlength=16).tolist())
    assert sum(proof.counts) == N_COMBINATIONS
    inside = all_masks() & ~masks_of(proof.pool) == 0
    assert proof.n_subsets == inside.sum() == sum(proof.pool_counts)
    assert proof.worst == best[inside].min()


def test_one_ticket_has_the_law_of_the_game() -> None:
    proof = verify([tuple(range(5, 20))])
    np.testing.assert_allclose(np.array(proof.counts) / N_COMBINATIONS, hit_law(), rtol=1e-12)
    assert proof.probability(11) == pytest.approx(0.10589, abs=5e-6)
    assert (proof.n_subsets, proof.worst, proof.pool) == (1, 15, tuple(range(5, 20)))


def test_a_closure_wins_on_average_what_as_many_other_bets_win() -> None:
    closed = closure(range(1, 18))
    hits = [np.bitwise_count(all_masks() & masks_of(ticket)) for ticket in closed.tickets]
    average = [float(np.mean([(row == tier).mean() for row in hits])) * 8 for tier in (15, 14, 13, 12, 11)]
    assert closed.certificate.expected_prizes == pytest.approx(average)
    assert closed.certificate.expected_prizes == pytest.approx(8 * hit_law()[[15, 14, 13, 12, 11]])
    assert closed.certificate.findings[-1].code == "closure_same_return"


def test_the_certificate_says_that_its_guarantee_is_conditional() -> None:
    said = closure(range(1, 19)).certificate.findings[0]
    assert "1 in 4,005.8" in said.message("en")
    assert "1 em 4.005,8" in said.message("pt_BR")


@pytest.mark.parametrize(
    "pool",
    [range(1, 15), [*range(1, 16), 15], [*range(1, 16), 26], range(16)],
    ids=["too few", "twice", "above 25", "below 1"],
)
def test_numbers_that_are_no_pool_are_refused(pool: list[int]) -> None:
    with pytest.raises(BadInput, match="15 to 25 distinct numbers"):
        closure(list(pool))


@pytest.mark.parametrize(("size", "guarantee"), [(15, 14), (19, 14), (18, 15), (18, 12)])
def test_a_closure_that_is_not_offered_is_refused(size: int, guarantee: int) -> None:
    with pytest.raises(BadInput, match=f"No closure of {size} numbers with a guarantee of {guarantee}"):
        closure(range(1, size + 1), guarantee=guarantee)


def test_no_ticket_too_many_and_a_guarantee_that_pays_nothing_are_refused() -> None:
    ticket = tuple(range(1, 16))
    with pytest.raises(BadInput, match="There is no ticket"):
        certify(range(1, 19), [])
    with pytest.raises(BadInput, match="at most 1,000"):
        certify(range(1, 19), [ticket] * 1_001)
    with pytest.raises(BadInput, match="11 to 15 hits"):
        certify(range(1, 19), [ticket], guarantee=10)
