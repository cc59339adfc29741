"""What a visitor of the views of tickets and chance chooses and types, as typed accessors; short codes, for the address."""

from __future__ import annotations

from app.state import Choice, Draft

__all__ = [
    "BACKTEST",
    "CHECKED",
    "CONTEST",
    "EXCLUDED",
    "FIRST",
    "FIXED",
    "GUARANTEE",
    "HOW",
    "JUDGED",
    "JUDGING",
    "LAST",
    "LAST_K",
    "MADE",
    "MAKE",
    "MODEL",
    "OVERLAP",
    "PASTED",
    "POOL",
    "RANGE",
    "RULE",
    "SEALED",
    "SEED",
    "SIZE",
    "SPAN",
    "SUBJECT",
    "TEMPERATURE",
    "TICKETS",
    "TRIED",
]

MAKE = Choice("lottery-make", "tickets")
"""Tickets by a model, or a closure of a pool."""
FIXED = Choice("lottery-fixed", "")
EXCLUDED = Choice("lottery-out", "")
MODEL = Choice("lottery-model", "")
HOW = Choice("lottery-how", "top")
TICKETS = Choice("lottery-tickets", 1)
SIZE = Choice("lottery-size", 15)
TEMPERATURE = Choice("lottery-temperature", 1.0)
OVERLAP = Choice("lottery-overlap", 11)
SEED = Choice("lottery-seed", 7)
POOL = Choice("lottery-pool", "")
GUARANTEE = Choice("lottery-guarantee", 14)
MADE = Draft("lottery-made")
SEALED = Draft("lottery-just-sealed")

PASTED = Draft("lottery-pasted")
RANGE = Choice("lottery-contests", "all")
"""Every contest, or one."""
CONTEST = Choice("lottery-contest", 0)
CHECKED = Draft("lottery-checked")

JUDGING = Choice("lottery-judging", "hits")
"""Hits of a rule or model, or what playing costs."""
SUBJECT = Choice("lottery-subject", "rule")
RULE = Choice("lottery-rule", "frequency")
TRIED = Choice("lottery-tried", "")
"""The saved model that is judged."""
LAST_K = Choice("lottery-k", 100)
SPAN = Choice("lottery-span", "usual")
"""The contests that a rule or model is usually judged on, or a range of one's own."""
FIRST = Choice("lottery-from", 0)
LAST = Choice("lottery-to", 0)
JUDGED = Draft("lottery-judged")
BACKTEST = Choice("lottery-backtest-run", "")
"""The run that judges a model."""
