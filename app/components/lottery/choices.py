"""What a visitor of the lottery page chooses and types, as typed accessors; short codes, for the address."""

from __future__ import annotations

from app.state import Choice, Draft

__all__ = [
    "EPOCHS",
    "FOLDS",
    "HOLDOUT",
    "IMPORTED",
    "KINDS",
    "RUN",
    "STATISTIC",
    "UNITS",
    "UPDATE",
    "WAY",
    "WEIGHT",
    "WINDOW",
]

STATISTIC = Choice("lottery-statistic", "numbers")
WAY = Choice("lottery-way", "compare")

KINDS = Draft("lottery-kinds")
WINDOW = Choice("lottery-window", 10)
UNITS = Choice("lottery-units", 64)
EPOCHS = Choice("lottery-epochs", 60)
FOLDS = Choice("lottery-folds", 5)
HOLDOUT = Choice("lottery-holdout", 20)
WEIGHT = Choice("lottery-weight", 1.0)
RUN = Choice("lottery-run", "")

IMPORTED = Draft("lottery-import.report")
UPDATE = Draft("lottery-update.run")
