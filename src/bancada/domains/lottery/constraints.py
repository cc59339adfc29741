"""Rules that a ticket keeps, and exactly which tickets keep them, by enumeration. It knows no probability and no draw but a mask."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput, SchemaError
from bancada.core.finding import Finding, Severity
from bancada.domains.lottery.game import N_DRAWN, N_NUMBERS, every_ticket, masks_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "EVEN",
    "FRAME",
    "MAX_SIZE",
    "NO_RULES",
    "TicketRules",
    "check_rules",
    "matching",
    "n_left",
    "rule_problems",
    "sums_of",
    "weigh",
]

MAX_SIZE = 20
"""Numbers on the largest ticket that is sold; the smallest has 15."""
EVEN = tuple(range(2, N_NUMBERS + 1, 2))
"""The 12 even numbers."""
FRAME = (1, 2, 3, 4, 5, 6, 10, 11, 15, 16, 20, 21, 22, 23, 24, 25)
"""The 16 numbers at the edge of the 5 x 5 ticket (moldura)."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TicketRules:
    """What every ticket keeps. A range has both its ends included; None asks for nothing.

    Nothing is checked when it is made: `check_rules` names all mistakes at once, for the size of ticket that is asked for.

    Attributes
    ----------
    fixed : tuple of int
        Numbers on every ticket.
    excluded : tuple of int
        Numbers on none.
    even : (int, int) or None
        How many numbers are even.
    sum : (int, int) or None
        The sum of the numbers: 120 to 270 for 15 of them.
    repeats : (int, int) or None
        How many numbers were in the last draw.
    frame : (int, int) or None
        How many numbers lie at the edge of the 5 x 5 ticket.
    """

    fixed: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    even: Range | None = None
    sum: Range | None = None
    repeats: Range | None = None
    frame: Range | None = None


NO_RULES = TicketRules()


def sums_of(masks: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the sum of the numbers of each mask, shape (n,)."""
    return weigh(masks, np.arange(1, N_NUMBERS + 1))


def weigh(masks: NDArray[np.uint32], weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sum of each mask's weights, shape (n,); whole numbers, so that equal sums are equal to the last bit.

    Parameters
    ----------
    masks : ndarray of uint32, shape (n,)
    weights : ndarray of int64, shape (25,)
        One a number.
    """
    low, high = _subset_sums(weights[:13]), _subset_sums(weights[13:])
    sums: NDArray[np.int64] = low[masks & np.uint32(0x1FFF)] + high[masks >> np.uint32(13)]
    return sums


def rule_problems(rules: TicketRules, *, size: int = N_DRAWN, last_draw: int | None = None) -> list[Finding]:
    """Return all that is wrong with rules for tickets of `size` numbers: an empty list where they can be used.

    Rules that can be used may still leave no ticket: `n_left` counts.
    """
    fixed, excluded = set(rules.fixed), set(rules.excluded)
    problems = []
    if stray := sorted(number for number in fixed | excluded if not 1 <= number <= N_NUMBERS):
        problems.append(_problem("rule_numbers_out_of_range", numbers=stray))
    if both := sorted(fixed & excluded):
        problems.append(_problem("rule_fixed_and_excluded", numbers=both))
    if len(fixed) > size:
        problems.append(_problem("rule_too_many_fixed", count=len(fixed), size=size))
    if N_NUMBERS - len(excluded) < size:
        problems.append(_problem("rule_too_many_excluded", count=N_NUMBERS - len(excluded), size=size))
    for name, ends in _ranges(rules):
        if ends[0] > ends[1]:
            problems.append(_problem(f"rule_empty_range_{name}", low=ends[0], high=ends[1]))
    if rules.repeats is not None and last_draw is None:
        problems.append(_problem("rule_repeats_without_draw"))
    return problems


def check_rules(rules: TicketRules, *, size: int = N_DRAWN, last_draw: int | None = None) -> None:
    """Raise SchemaError with all that is wrong with the rules, BadInput for a size that is not sold."""
    if not N_DRAWN <= size <= MAX_SIZE:
        raise BadInput("ticket_size", size=size, low=N_DRAWN, high=MAX_SIZE)
    if problems := rule_problems(rules, size=size, last_draw=last_draw):
        raise SchemaError("rules_do_not_fit", problems=problems)


def matching(rules: TicketRules, *, last_draw: int | None = None, size: int = N_DRAWN) -> NDArray[np.uint32]:
    """Return the masks of the tickets that keep the rules, in lexicographic order, shape (n,).

    Parameters
    ----------
    rules : TicketRules
    last_draw : int, optional
        Mask of the last draw, which the rule on repeats needs.
    size : int
        Numbers on a ticket, 15 to 20.

    Raises
    ------
    SchemaError
        The rules contradict themselves; all mistakes at once in `facts["problems"]`.
    BadInput
        A size that is not sold.

    Examples
    --------
    >>> len(matching(TicketRules(fixed=(1, 2), excluded=(25,), even=(7, 7))))
    152460
    """
    check_rules(rules, size=size, last_draw=last_draw)
    masks = every_ticket(size)
    fixed, excluded = (masks_of(numbers) if numbers else np.uint32(0) for numbers in (rules.fixed, rules.excluded))
    if rules.fixed or rules.excluded:
        masks = masks[masks & (fixed | excluded) == fixed]
    for group, ends in ((masks_of(EVEN), rules.even), (masks_of(FRAME), rules.frame), (last_draw, rules.repeats)):
        if ends is not None and group is not None:
            masks = masks[_within(np.bitwise_count(masks & np.uint32(group)), ends)]
    if rules.sum is not None:
        masks = masks[_within(sums_of(masks), rules.sum)]
    return masks


def n_left(rules: TicketRules, *, last_draw: int | None = None, size: int = N_DRAWN) -> int:
    """Return exactly how many tickets keep the rules; parameters and errors as `matching`."""
    if rules == NO_RULES and N_DRAWN <= size <= MAX_SIZE:
        return math.comb(N_NUMBERS, size)
    return len(matching(rules, last_draw=last_draw, size=size))


def _ranges(rules: TicketRules) -> list[tuple[str, Range]]:
    values = ((field.name, getattr(rules, field.name)) for field in fields(rules)[2:])
    return [(name, ends) for name, ends in values if ends is not None]


def _within(values: NDArray[np.integer], ends: Range) -> NDArray[np.bool_]:
    return (values >= ends[0]) & (values <= ends[1])


def _problem(code: str, **facts: object) -> Finding:
    return Finding(code, Severity.FAILURE, facts=dict(facts))


def _subset_sums(weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sum of every subset of the weights, at the index that is the subset's mask."""
    sums = np.zeros(1, dtype=np.int64)
    for weight in weights:
        sums = np.concatenate([sums, sums + np.int64(weight)])
    return sums
