"""Rules of tickets: counted exactly, kept by every ticket, and refused with all that is wrong at once."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancada.core.errors import BadInput, SchemaError
from bancada.domains.lottery.constraints import (
    EVEN,
    FRAME,
    MAX_SIZE,
    TicketRules,
    matching,
    n_left,
    rule_problems,
    sums_of,
)
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS, every_ticket, indicators_of, masks_of, numbers_of

LAST = (1, 2, 4, 5, 7, 9, 10, 12, 14, 17, 19, 20, 22, 24, 25)
SIZES = st.integers(N_DRAWN, MAX_SIZE)
NUMBERS = st.integers(1, N_NUMBERS)


@st.composite
def ranges(draw: st.DrawFn, *, largest: int) -> tuple[int, int] | None:
    """Return None or a range that is not empty."""
    if draw(st.booleans()):
        return None
    low, high = sorted((draw(st.integers(0, largest)), draw(st.integers(0, largest))))
    return low, high


@st.composite
def rules_(draw: st.DrawFn) -> TicketRules:
    """Return rules of all kinds that do not contradict themselves."""
    shuffled = draw(st.permutations(range(1, N_NUMBERS + 1)))
    n_fixed, n_excluded = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    return TicketRules(
        fixed=tuple(shuffled[:n_fixed]),
        excluded=tuple(shuffled[n_fixed : n_fixed + n_excluded]),
        even=draw(ranges(largest=12)),
        sum=draw(ranges(largest=325)),
        repeats=draw(ranges(largest=15)),
        frame=draw(ranges(largest=16)),
    )


def counted(rules: TicketRules, size: int) -> int:
    """Return how many tickets keep the rules, number by number: no ticket is ever enumerated."""
    asked = (None, rules.even, rules.sum, rules.repeats, rules.frame)
    is_asked = (True, *(ends is not None for ends in asked[1:]))
    ways = Counter({(0, 0, 0, 0, 0): 1})
    for number in range(1, N_NUMBERS + 1):
        adds = (1, number % 2 == 0, number, number in LAST, number in FRAME)
        step = tuple(add * asks for add, asks in zip(adds, is_asked, strict=True))
        following = Counter[tuple[int, ...]]() if number in rules.fixed else Counter(ways)
        for state, count in ways.items() if number not in rules.excluded else ():
            if state[0] < size:
                following[tuple(a + b for a, b in zip(state, step, strict=True))] += count
        ways = following
    return sum(
        count
        for state, count in ways.items()
        if state[0] == size
        and all(ends is None or ends[0] <= have <= ends[1] for have, ends in zip(state, asked, strict=True))
    )


def keeps(ticket: tuple[int, ...], rules: TicketRules) -> bool:
    """Return whether a ticket keeps the rules, read off its numbers."""
    have = {
        "even": sum(number % 2 == 0 for number in ticket),
        "sum": sum(ticket),
        "repeats": len(set(ticket) & set(LAST)),
        "frame": len(set(ticket) & set(FRAME)),
    }
    asked = {name: getattr(rules, name) for name in have}
    within = all(ends is None or ends[0] <= have[name] <= ends[1] for name, ends in asked.items())
    return within and set(rules.fixed) <= set(ticket) and not set(rules.excluded) & set(ticket)


def test_all_tickets_of_fifteen_are_the_draws_from_the_smallest_numbers_on() -> None:
    keys = indicators_of(every_ticket()) @ (1 << np.arange(N_NUMBERS)[::-1])
    assert (np.diff(keys) < 0).all()


@pytest.mark.parametrize("size", range(16, 21))
def test_every_larger_ticket_is_enumerated_once_in_lexicographic_order(size: int) -> None:
    masks = every_ticket(size)
    assert len(masks) == math.comb(N_NUMBERS, size)
    assert np.diff(np.sort(masks)).min() > 0
    counts = np.bitwise_count(masks)
    assert counts.min() == counts.max() == size
    some = [numbers_of(mask) for mask in masks[:: len(masks) // 500].tolist()]
    assert some == sorted(some)


@settings(max_examples=8, deadline=None)
@given(rules=rules_(), size=SIZES)
def test_tickets_left_are_counted_exactly(rules: TicketRules, size: int) -> None:
    assert n_left(rules, last_draw=int(masks_of(LAST)), size=size) == counted(rules, size)


@settings(max_examples=25, deadline=None)
@given(rules=rules_(), size=SIZES)
def test_every_ticket_left_keeps_every_rule(rules: TicketRules, size: int) -> None:
    masks = matching(rules, last_draw=int(masks_of(LAST)), size=size)
    for mask in masks[:: max(1, len(masks) // 200)].tolist():
        assert keeps(numbers_of(mask), rules)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (TicketRules(), 3_268_760),
        (TicketRules(fixed=(1, 2, 3)), math.comb(22, 12)),
        (TicketRules(excluded=(1, 2, 3)), math.comb(22, 15)),
        (TicketRules(even=(7, 7)), math.comb(12, 7) * math.comb(13, 8)),
        (TicketRules(frame=(9, 10)), math.comb(16, 9) * math.comb(9, 6) + math.comb(16, 10) * math.comb(9, 5)),
        (TicketRules(repeats=(15, 15)), 1),
        (TicketRules(sum=(120, 120)), 1),
        (TicketRules(sum=(0, 119)), 0),
    ],
    ids=["none", "fixed", "excluded", "even", "frame", "repeats", "sum", "no ticket"],
)
def test_counts_of_one_rule_are_those_of_combinatorics(rules: TicketRules, expected: int) -> None:
    assert n_left(rules, last_draw=int(masks_of(LAST))) == expected


def test_even_numbers_and_the_frame_are_those_of_the_paper_ticket() -> None:
    rows = [list(range(start, start + 5)) for start in range(1, 26, 5)]
    edge = {*rows[0], *rows[-1], *(row[0] for row in rows), *(row[-1] for row in rows)}
    assert set(FRAME) == edge
    assert set(EVEN) == {number for row in rows for number in row if number % 2 == 0}


def test_sums_are_those_of_the_numbers() -> None:
    masks = every_ticket()[::10_007]
    assert sums_of(masks).tolist() == [sum(numbers_of(mask)) for mask in masks.tolist()]


def test_all_mistakes_of_rules_are_named_at_once() -> None:
    rules = TicketRules(
        fixed=(3, 0, 26), excluded=(3, *range(10, 20)), even=(5, 4), sum=(2, 1), repeats=(9, 8), frame=(1, 0)
    )
    assert [problem.code for problem in rule_problems(rules)] == [
        "rule_numbers_out_of_range",
        "rule_fixed_and_excluded",
        "rule_too_many_excluded",
        "rule_empty_range_even",
        "rule_empty_range_sum",
        "rule_empty_range_repeats",
        "rule_empty_range_frame",
        "rule_repeats_without_draw",
    ]
    with pytest.raises(SchemaError, match=r"both fixed and excluded: 3; .*range of the sum is empty"):
        n_left(rules)


def test_more_fixed_numbers_than_a_ticket_has_are_refused_and_fit_a_larger_one() -> None:
    rules = TicketRules(fixed=tuple(range(1, 17)))
    with pytest.raises(SchemaError, match="16 numbers are fixed, and a ticket has 15"):
        matching(rules)
    assert n_left(rules, size=17) == 9


@pytest.mark.parametrize("size", [14, 21])
def test_a_size_that_is_not_sold_is_refused(size: int) -> None:
    with pytest.raises(BadInput, match="15 to 20"):
        n_left(TicketRules(), size=size)
