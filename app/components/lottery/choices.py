"""What a visitor of the lottery page chooses and types, as typed accessors; short codes, for the address."""

from __future__ import annotations

from app.state import Choice, Draft

__all__ = [
    "AGAIN_EPOCHS",
    "AGAIN_KIND",
    "AT",
    "DAYS",
    "EPOCHS",
    "FOLDS",
    "HOLDOUT",
    "IMPORTED",
    "KIND",
    "KINDS",
    "NAME",
    "RETRIED",
    "RUN",
    "SAVED",
    "STATISTIC",
    "STRETCH",
    "UNITS",
    "UPDATE",
    "WAY",
    "WEIGHT",
    "WINDOW",
]

STATISTIC = Choice("lottery-statistic", "numbers")
STRETCH = Choice("lottery-stretch", 100)
IMPORTED = Draft("lottery-import.report")
UPDATE = Draft("lottery-update.run")

WAY = Choice("lottery-way", "compare")
KINDS = Draft("lottery-kinds")
KIND = Choice("lottery-kind", "ls15")
NAME = Draft("lottery-name")
AGAIN_KIND = Choice("lottery-again", "")
"""The forecaster that a retraining trains; empty: the champion's."""
AGAIN_EPOCHS = Choice("lottery-again-epochs", 0)
"""Epochs of a retraining; 0: as many as the champion's training was allowed."""
WINDOW = Choice("lottery-window", 10)
UNITS = Choice("lottery-units", 64)
EPOCHS = Choice("lottery-epochs", 60)
WEIGHT = Choice("lottery-weight", 1.0)
FOLDS = Choice("lottery-folds", 5)
HOLDOUT = Choice("lottery-holdout", 20)
RUN = Choice("lottery-run", "")
RETRIED = Choice("lottery-retried", "")
DAYS = Draft("lottery-days")
AT = Draft("lottery-at")
SAVED = Choice("lottery-saved", "")
