"""Rows that come later change no feature before them, and rows that are judged change nothing that was fitted on others."""

from __future__ import annotations

from typing import Any

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.finding import Finding, Severity
from bancada.core.leaks import LeakCheck, LeakCode, LeakStatus
from bancada.learning.leaks.columns import changed_columns, mutated, names_of, take
from bancada.learning.leaks.subject import LeakSubject

__all__ = ["fitted_on_training", "future_mutation"]

_NAMED = 8
_PLACES = 6
_FOLDS = 2


def future_mutation(subject: LeakSubject, rng: np.random.Generator) -> LeakCheck:
    """Change all rows after some places, then cut them off; features up to there must stay as they were (to 1e-9 of their scale)."""
    rows = subject.X if subject.rows is None else subject.rows
    if subject.features is None or len(rows) < 3:
        return _skipped(LeakCode.FUTURE, "leak_no_features")
    whole = _features(subject, rows)
    places = np.unique(rng.integers(len(rows) // 3, len(rows) - 1, _PLACES))
    for place in places.tolist():
        names = dict.fromkeys(_changed_after(subject, rows, whole, place, rng))
        if names:
            facts = {"row": place, "features": named(list(names)), "n_features": len(names)}
            return LeakCheck(LeakCode.FUTURE, LeakStatus.FAILED, facts)
    facts = {"n_places": len(places), "n_features": len(names_of(whole))}
    return LeakCheck(LeakCode.FUTURE, LeakStatus.PASSED, facts)


# Any below: a frame, an array, or what a pack's features are computed from.
def _changed_after(subject: LeakSubject, rows: Any, whole: Any, place: int, rng: np.random.Generator) -> list[str]:
    before = take(whole, slice(0, place + 1))
    other = (subject.mutate or _later)(rows, place, rng)
    shorter = rows[: place + 1] if subject.cut is None else subject.cut(rows, place + 1)
    return [
        *changed_columns(before, take(_features(subject, other), slice(0, place + 1))),
        *changed_columns(before, _features(subject, shorter)),
    ]


def _features(subject: LeakSubject, rows: Any) -> Any:
    assert subject.features is not None  # noqa: S101  # asked before
    found = subject.features(rows)
    if len(found) != len(rows):
        raise BadInput("leak_features_of_other_rows", found=len(found), expected=len(rows))
    return found


def _later(rows: Any, place: int, rng: np.random.Generator) -> Any:
    return mutated(rows, np.arange(place + 1, len(rows)), rng)


def fitted_on_training(subject: LeakSubject, rng: np.random.Generator) -> LeakCheck:
    """Change the rows that are not trained on; what reaches the estimator of the others must stay as it was."""
    if subject.transform is None:
        return _skipped(LeakCode.FITTED, "leak_no_transform")
    if not subject.folds:
        return _skipped(LeakCode.FITTED, "leak_no_folds")
    folds = subject.folds[-_FOLDS:]
    for train, _ in folds:
        others = np.setdiff1d(np.arange(len(subject.X)), train)
        before = subject.transform(subject.X, train)
        after = subject.transform(mutated(subject.X, others, rng), train)
        names = changed_columns(before, after)
        if names:
            return LeakCheck(LeakCode.FITTED, LeakStatus.FAILED, {"features": named(names), "n_features": len(names)})
    return LeakCheck(LeakCode.FITTED, LeakStatus.PASSED, {"n_folds": len(folds)})


def named(names: list[str]) -> list[str]:
    """Return the first names, and how many more there are."""
    return names if len(names) <= _NAMED else [*names[:_NAMED], f"… (+{len(names) - _NAMED})"]


def _skipped(code: LeakCode, why: str) -> LeakCheck:
    return LeakCheck(code, LeakStatus.SKIPPED, {"why": Finding(why, Severity.INFO)})
