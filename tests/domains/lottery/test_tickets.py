"""Tickets from probabilities: always tickets, by the law that is stated, apart where asked, and never more likely than others."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput, SchemaError
from bancada.core.values import from_json, to_json
from bancada.domains.lottery.constraints import MAX_SIZE, TicketRules, every_ticket, matching
from bancada.domains.lottery.game import N_COMBINATIONS, N_DRAWN, N_NUMBERS, hit_law, masks_of
from bancada.domains.lottery.tickets import (
    How,
    Ticket,
    TicketRequest,
    diversified,
    generate,
    n_bets,
    odds_of,
    sample_tickets,
    top_ticket,
    top_tickets,
)

PROBA = st.lists(st.floats(0, 1), min_size=N_NUMBERS, max_size=N_NUMBERS)
SLOPE = np.linspace(0.7, 0.5, N_NUMBERS)
LAST = int(masks_of(range(6, 21)))
RULES = st.sampled_from(
    [
        TicketRules(),
        TicketRules(fixed=(25,), excluded=(1,)),
        TicketRules(even=(6, 8), frame=(8, 12)),
        TicketRules(repeats=(8, 10), sum=(180, 260)),
    ]
)


def is_ticket(ticket: Ticket, size: int) -> bool:
    """Return whether these are `size` distinct numbers in 1..25, ascending."""
    return len(ticket) == size and list(ticket) == sorted(set(ticket)) and ticket[0] >= 1 and ticket[-1] <= N_NUMBERS


@st.composite
def requests(draw: st.DrawFn) -> TicketRequest:
    """Return requests of all kinds that can be asked for."""
    how, size = draw(st.sampled_from(How)), draw(st.integers(N_DRAWN, MAX_SIZE))
    return TicketRequest(
        n_tickets=draw(st.integers(1, 4)),
        size=size,
        how=how,
        temperature=draw(st.floats(0.01, 100)),
        max_overlap=size - 1 if how == How.DIVERSIFIED else None,
        rules=draw(RULES),
        seed=draw(st.integers(0, 2**32)),
    )


@settings(max_examples=25, deadline=None)
@given(proba=PROBA, request=requests())
def test_a_generated_set_holds_distinct_tickets_that_keep_the_rules(proba: list[float], request: TicketRequest) -> None:
    left = matching(request.rules, last_draw=LAST, size=request.size)
    if len(left) < request.n_tickets:
        with pytest.raises(BadInput, match=f"only {len(left)} keep"):
            generate(proba, request, last_draw=LAST)
        return
    made = generate(proba, request, last_draw=LAST)
    assert all(is_ticket(ticket, request.size) for ticket in made.tickets)
    assert len(set(made.tickets)) == request.n_tickets
    assert all((left == masks_of(ticket)).any() for ticket in made.tickets)
    assert made.n_admissible == len(left)


@settings(max_examples=15, deadline=None)
@given(proba=PROBA, size=st.integers(N_DRAWN, MAX_SIZE))
def test_the_most_probable_ticket_is_the_most_probable_numbers_ties_to_the_smaller(
    proba: list[float], size: int
) -> None:
    ticket = top_ticket(proba, size=size)
    assert generate(proba, TicketRequest(size=size)).tickets == (ticket,)
    left_out = sorted(set(range(1, N_NUMBERS + 1)) - set(ticket))
    worst = min(ticket, key=lambda number: (proba[number - 1], -number))
    for number in left_out:
        assert proba[number - 1] <= max(proba[worst - 1], 1e-9) or proba[worst - 1] >= 1 - 1e-9
    assert top_ticket([0.6] * N_NUMBERS, size=size) == tuple(range(1, size + 1))


def test_the_most_probable_tickets_come_in_order_of_their_probability() -> None:
    masks = matching(TicketRules(fixed=tuple(range(1, 12)), excluded=(25, 24, 23)))
    logits = np.log(SLOPE / (1 - SLOPE))
    every = [tuple(range(1, 12)) + rest for rest in combinations(range(12, 23), 4)]
    best = sorted(every, key=lambda ticket: -sum(logits[number - 1] for number in ticket))
    found = top_tickets(SLOPE, 5, masks=masks)
    weights = [round(sum(logits[number - 1] for number in ticket), 9) for ticket in found]
    assert weights == [round(sum(logits[number - 1] for number in ticket), 9) for ticket in best[:5]]
    assert len(set(found)) == 5


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
def test_sampling_follows_the_law_that_is_stated(temperature: float) -> None:
    masks = matching(TicketRules(fixed=tuple(range(1, 14)), excluded=tuple(range(18, 26))))
    logits = np.log(SLOPE / (1 - SLOPE)) / temperature
    pairs = list(combinations(range(14, 18), 2))
    weights = np.exp([logits[a - 1] + logits[b - 1] for a, b in pairs])
    rng, n = np.random.default_rng(5), 6_000
    seen = [sample_tickets(SLOPE, 1, rng=rng, temperature=temperature, masks=masks)[0][-2:] for _ in range(n)]
    expected = n * weights / weights.sum()
    observed = np.array([seen.count(pair) for pair in pairs])
    assert ((observed - expected) ** 2 / expected).sum() < 20.5  # chi-square on 5 df, p = 0.001


def test_at_equal_probabilities_the_numbers_of_a_sample_are_even() -> None:
    tickets = sample_tickets(np.full(N_NUMBERS, 0.3), 1_000, rng=np.random.default_rng(1))
    counts = np.bincount(np.concatenate(tickets), minlength=N_NUMBERS + 1)[1:]
    assert ((counts - 600) ** 2).sum() / 250 < 51.2  # Q on 24 df, p = 0.001


def test_a_low_temperature_gives_the_most_probable_tickets_and_a_high_one_spreads() -> None:
    best = top_ticket(SLOPE)
    cold = sample_tickets(SLOPE, 1, rng=np.random.default_rng(2), temperature=1e-4)
    assert cold == (best,)
    hot = sample_tickets(SLOPE, 300, rng=np.random.default_rng(2), temperature=1e4)
    warm = sample_tickets(SLOPE, 300, rng=np.random.default_rng(2), temperature=0.2)
    shared = [np.mean([len(set(best) & set(ticket)) for ticket in tickets]) for tickets in (warm, hot)]
    assert shared[0] > 10 > shared[1]
    assert shared[1] == pytest.approx(9, abs=0.3)


def test_drawing_all_that_is_left_leaves_none_out() -> None:
    masks = matching(TicketRules(fixed=tuple(range(1, 14))))
    tickets = sample_tickets(SLOPE, len(masks), rng=np.random.default_rng(0), masks=masks)
    assert sorted(int(masks_of(ticket)) for ticket in tickets) == sorted(masks.tolist())


@settings(max_examples=15, deadline=None)
@given(overlap=st.integers(10, 14), seed=st.integers(0, 1_000), n_tickets=st.integers(1, 8), rules=RULES)
def test_no_two_diversified_tickets_share_more_than_asked(
    overlap: int, seed: int, n_tickets: int, rules: TicketRules
) -> None:
    request = TicketRequest(n_tickets, how=How.DIVERSIFIED, max_overlap=overlap, rules=rules, seed=seed)
    tickets = generate(SLOPE, request, last_draw=LAST).tickets
    assert len(tickets) == n_tickets
    assert all(len(set(a) & set(b)) <= overlap for a, b in combinations(tickets, 2))


def test_a_diversified_set_is_the_greedy_one_of_the_sample_and_ends_only_when_nothing_fits() -> None:
    masks = matching(TicketRules(fixed=(1, 2, 3, 4, 5, 6, 7, 8), excluded=(25,)))
    order = sample_tickets(SLOPE, len(masks), rng=np.random.default_rng(3), masks=masks)
    greedy: list[Ticket] = []
    for ticket in order:
        if all(len(set(ticket) & set(other)) <= 11 for other in greedy):
            greedy.append(ticket)
    found = diversified(SLOPE, len(greedy), max_overlap=11, rng=np.random.default_rng(3), masks=masks)
    assert list(found) == greedy
    with pytest.raises(BadInput, match=f"Only {len(greedy)} of {len(greedy) + 1} tickets") as caught:
        diversified(SLOPE, len(greedy) + 1, max_overlap=11, rng=np.random.default_rng(3), masks=masks)
    assert caught.value.facts["found"] == len(greedy)


def test_two_tickets_of_fifteen_cannot_share_fewer_than_five_numbers() -> None:
    with pytest.raises(BadInput, match="Only 1 of 2"):
        diversified(SLOPE, 2, max_overlap=4, rng=np.random.default_rng(0))


@pytest.mark.parametrize("how", [How.SAMPLE, How.DIVERSIFIED])
def test_a_seed_makes_the_same_set_again(how: How) -> None:
    request = TicketRequest(4, how=how, max_overlap=11 if how == How.DIVERSIFIED else None)
    first = generate(SLOPE, request)
    again = generate(SLOPE, TicketRequest(4, how=how, max_overlap=request.max_overlap, seed=first.seed))
    assert again.tickets == first.tickets
    assert generate(SLOPE, request).tickets != first.tickets


@pytest.mark.parametrize("how", How)
def test_every_set_says_first_what_chance_says(how: How) -> None:
    overlap = 12 if how == How.DIVERSIFIED else None
    said = generate(SLOPE, TicketRequest(size=16, how=how, max_overlap=overlap)).findings[0]
    assert "1 in 204,297.5" in said.message("en")
    assert "1 em 204.297,5" in said.message("pt_BR")


def test_equal_probabilities_are_said_to_choose_nothing() -> None:
    codes = [finding.code for finding in generate([0.6] * N_NUMBERS, TicketRequest()).findings]
    assert codes == ["tickets_chance", "tickets_all_alike"]


def test_of_sampled_tickets_it_is_not_said_that_they_have_the_smallest_numbers() -> None:
    sampled = generate([0.6] * N_NUMBERS, TicketRequest(how=How.SAMPLE, seed=1))
    assert [finding.code for finding in sampled.findings] == ["tickets_chance"]


@pytest.mark.parametrize("size", range(15, 21))
def test_odds_and_cost_of_a_size_follow_from_its_bets_of_fifteen(size: int) -> None:
    assert n_bets(size) == math.comb(size, 15)
    assert odds_of(size) == pytest.approx(1 / hit_law(size)[15])
    assert generate(SLOPE, TicketRequest(3, size=size)).n_bets == 3 * n_bets(size)


def test_whatever_the_ticket_the_law_of_its_hits_is_the_same() -> None:
    for ticket in generate(SLOPE, TicketRequest(3, how=How.SAMPLE, seed=1)).tickets:
        hits = np.bincount(np.bitwise_count(every_ticket() & masks_of(ticket)), minlength=16)
        np.testing.assert_allclose(hits / N_COMBINATIONS, hit_law(), rtol=1e-12)


def test_all_mistakes_of_a_request_are_named_at_once() -> None:
    rules = TicketRules(fixed=(1,), excluded=(1,), repeats=(8, 9))
    request = TicketRequest(0, size=21, how=How.DIVERSIFIED, temperature=0.0, rules=rules, seed=-1)
    with pytest.raises(SchemaError) as caught:
        generate(SLOPE, request)
    assert [problem.code for problem in caught.value.facts["problems"]] == [
        "ticket_count",
        "ticket_size",
        "ticket_temperature",
        "ticket_overlap_choice",
        "ticket_seed",
        "rule_fixed_and_excluded",
        "rule_repeats_without_draw",
    ]


@pytest.mark.parametrize(
    "proba",
    [[0.6] * 24, [0.6] * 24 + [math.nan], [0.6] * 24 + [1.1], [[0.6] * 25]],
    ids=["24 of them", "one missing", "above 1", "a row"],
)
def test_what_is_not_25_probabilities_is_refused(proba: list[float]) -> None:
    with pytest.raises(BadInput, match="25 probabilities"):
        top_ticket(proba)


@pytest.mark.parametrize("temperature", [0.0, -1.0, math.nan, math.inf])
def test_a_temperature_that_is_not_above_zero_is_refused(temperature: float) -> None:
    with pytest.raises(BadInput, match="temperature"):
        sample_tickets(SLOPE, 1, rng=np.random.default_rng(0), temperature=temperature)


def test_a_request_survives_json() -> None:
    request = TicketRequest(3, how=How.DIVERSIFIED, max_overlap=11, rules=TicketRules(fixed=(2,), even=(6, 8)), seed=4)
    assert from_json(TicketRequest, to_json(request)) == request
