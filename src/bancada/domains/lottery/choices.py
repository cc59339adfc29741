"""The words that people choose by: rules that need no training, and ways to pick tickets. It loads nothing."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["How", "Rule"]


class How(StrEnum):
    """How tickets are chosen."""

    TOP = "top"
    SAMPLE = "sample"
    DIVERSIFIED = "diversified"


class Rule(StrEnum):
    """A rule that needs no training.

    uniform: a random ticket a contest, seeded. frequency: the 15 numbers drawn most often so far. last-k: most often in the
    last k draws. markov: highest share of draws in which the number came out, counted so far over the draws that followed one
    where it had, or had not, come out as in the last (add-one shares, 1/2 where nothing was seen).
    """

    UNIFORM = "uniform"
    FREQUENCY = "frequency"
    LAST_K = "last-k"
    MARKOV = "markov"
