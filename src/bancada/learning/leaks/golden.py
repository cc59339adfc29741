"""One feature alone that answers implausibly well holds the target, or something known only with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.core.leaks import LeakCheck, LeakCode, LeakStatus
from bancada.learning.leaks.columns import columns_of, names_of, take
from bancada.learning.leaks.future import named
from bancada.learning.leaks.skill import class_skill, rank_skill
from bancada.learning.leaks.subject import LeakSubject

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["golden_feature", "single_skills"]

_MOST_ROWS = 20_000
_NAMED = 8


def golden_feature(subject: LeakSubject, rng: np.random.Generator) -> LeakCheck:
    """Score each feature alone against the target: |2 AUC - 1| of classes, |rank correlation| of values, on at most 20,000 rows."""
    if subject.y is None or np.ndim(subject.y) != 1 or not len(subject.y):
        return _skipped("leak_no_target")
    if subject.golden_rows is not None and not len(subject.golden_rows):
        return _skipped("leak_no_target")
    skills = single_skills(subject, rng)
    if not skills:
        return _skipped("leak_own_past")
    limit, best = subject.golden_limit, max(skills, key=lambda name: skills[name])
    golden = sorted((name for name in skills if skills[name] >= limit), key=lambda name: -skills[name])
    facts: dict[str, Any] = {"skill": skills[best], "limit": limit}  # Any: facts of a sentence
    if golden:
        told = {"features": named(golden), "skills": {name: skills[name] for name in golden[:_NAMED]}}
        return LeakCheck(LeakCode.GOLDEN, LeakStatus.FAILED, {**facts, **told})
    return LeakCheck(LeakCode.GOLDEN, LeakStatus.PASSED, {**facts, "feature": best, "n_features": len(skills)})


def single_skills(subject: LeakSubject, rng: np.random.Generator) -> dict[str, float]:
    """Return the skill of each feature alone, 0 to 1, by name; missing values count as the lowest, categories by their mean outcome.

    With `naive` values, of feature and target only what is left after a line through the naive answer is compared.
    """
    assert subject.y is not None  # noqa: S101  # asked before
    asked = np.arange(len(subject.y)) if subject.golden_rows is None else subject.golden_rows
    rows = np.sort(rng.permutation(asked)[:_MOST_ROWS])
    features, y = take(subject.X, rows), np.asarray(subject.y)[rows]
    naive = None if subject.naive is None else subject.naive[rows]
    outcomes = _outcomes(y, naive, is_classification=subject.is_classification)
    kinds = [_is_number(features, i) for i in range(len(names_of(features)))]
    return {
        name: _skill(column, outcomes, naive, is_number=is_number, is_class=subject.is_classification)
        for name, column, is_number in zip(names_of(features), columns_of(features), kinds, strict=True)
        if subject.scored is None or name in subject.scored
    }


def _skipped(why: str) -> LeakCheck:
    return LeakCheck(LeakCode.GOLDEN, LeakStatus.SKIPPED, {"why": Finding(why, Severity.INFO)})


# Any: a frame or an array.
def _is_number(features: Any, column: int) -> bool:
    return not hasattr(features, "dtypes") or getattr(features.dtypes.iloc[column], "kind", "O") in "fiub"


def _outcomes(
    y: NDArray[Any], naive: NDArray[np.float64] | None, *, is_classification: bool
) -> list[tuple[float, NDArray[Any]]]:
    """Return what is scored against, with weights: each class (of two, one), or the values."""
    if not is_classification:
        values = np.asarray(y, dtype=np.float64)
        return [(1.0, values if naive is None else _beyond(values, naive))]
    classes, counts = np.unique(y, return_counts=True)
    if len(classes) == 2:
        return [(1.0, y == classes[1])]
    return [(float(n) / len(y), y == label) for label, n in zip(classes, counts, strict=True)]


def _skill(
    column: NDArray[Any],
    outcomes: list[tuple[float, NDArray[Any]]],
    naive: NDArray[np.float64] | None,
    *,
    is_number: bool,
    is_class: bool,
) -> float:
    score = class_skill if is_class else rank_skill
    total = 0.0
    for weight, outcome in outcomes:
        values = column if is_number else _means(column, outcome)
        if naive is not None and not is_class:
            values = _beyond(np.asarray(values, dtype=np.float64), naive)
        total += weight * abs(score(values, outcome))
    return total


def _means(codes: NDArray[Any], outcome: NDArray[Any]) -> NDArray[np.float64]:
    """Return of each row the mean outcome of the other rows of its category: its own would be a leak of ours."""
    places = np.unique(codes, return_inverse=True)[1]
    values = outcome.astype(np.float64)
    counts = np.bincount(places)[places] - 1
    sums = np.bincount(places, weights=values)[places] - values
    return np.where(counts > 0, sums / np.maximum(counts, 1), values.mean())


def _beyond(values: NDArray[np.float64], naive: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is left of values after the least-squares line through the naive answer; missing ones stay missing."""
    known = np.isfinite(values) & np.isfinite(naive)
    if known.sum() < 3:
        return values
    design = np.column_stack([np.ones(int(known.sum())), naive[known]])
    left = np.full(len(values), np.nan)
    fitted = design @ np.linalg.lstsq(design, values[known], rcond=None)[0]
    left[known] = values[known] - fitted
    scale = float(np.abs(values[known]).max())
    left[known] = np.where(np.abs(left[known]) <= 1e-9 * scale, 0.0, left[known])
    return left
