"""Splits: which rows are trained on, which are judged on, which are kept away until the end.

Laws, held by property tests: folds never overlap, a group is never on both sides, and with time splits no training row is later
than (or at the same instant as) a row it is judged on. It knows positions, groups and instants, not features.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.model_selection import GroupKFold, KFold, StratifiedGroupKFold, StratifiedKFold

from bancada.core.errors import InvalidTask
from bancada.core.task import SplitKind, SplitPlan
from bancada.learning.purging.spans import LabelSpans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]

__all__ = ["Fold", "RowFacts", "Split", "spans_of", "split_rows"]


@dataclass(frozen=True, slots=True)
class Fold:
    """Positions of the rows of one fold."""

    train: Positions
    test: Positions


@dataclass(frozen=True, slots=True)
class Split:
    """Positions of all rows: the training part with its folds, and the holdout (empty when none was asked for)."""

    train: Positions
    holdout: Positions
    folds: tuple[Fold, ...]


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a split needs to know of rows.

    Attributes
    ----------
    n_rows : int
    strata : ndarray of int or None
        Class codes; needed by stratified splits, used by group splits where present.
    groups : ndarray of int or None
    instants : ndarray or None
        Sortable, none missing.
    known : ndarray or None
        Time splits: the instant at which each row's target is known, where that is later than the row; rows whose target is not
        known by the first row they would be judged on are not trained on.
    """

    n_rows: int
    strata: Positions | None = None
    groups: Positions | None = None
    instants: NDArray[np.int64] | None = None
    known: NDArray[np.int64] | None = None


def split_rows(rows: RowFacts, plan: SplitPlan) -> Split:
    """Return the split of a plan.

    Stratified and plain splits are shuffled with the plan's seed; group splits keep each group whole; time splits walk forward
    over an expanding window, and their holdout is the latest rows.

    Raises
    ------
    InvalidTask
        Too few rows or groups, or a plan that is not one.
    """
    _check(rows, plan)
    if plan.kind is SplitKind.TIME:
        return _time_split(rows, plan)
    rng = np.random.default_rng(plan.seed)
    holdout = _holdout(rows, plan, rng)
    train = np.setdiff1d(np.arange(rows.n_rows), holdout)
    strata = None if rows.strata is None else rows.strata[train]
    groups = None if rows.groups is None else rows.groups[train]
    folds = [Fold(train[a], train[b]) for a, b in _folds(plan, train, strata, groups)]
    return Split(train, holdout, tuple(folds))


def spans_of(rows: RowFacts) -> LabelSpans | None:
    """Return from when to when each row's target is decided; None where rows have no order."""
    if rows.instants is None:
        return None
    return LabelSpans(rows.instants, rows.instants if rows.known is None else rows.known)


def _check(rows: RowFacts, plan: SplitPlan) -> None:
    if plan.folds < 2:
        raise InvalidTask("too_few_folds", folds=plan.folds)
    if not 0 <= plan.holdout <= 0.5:
        raise InvalidTask("holdout_out_of_range", holdout=plan.holdout)
    needed = 2 * (plan.folds + 1)
    if rows.n_rows < needed:
        raise InvalidTask("too_few_rows", n_rows=rows.n_rows, folds=plan.folds, needed=needed)


def _holdout(rows: RowFacts, plan: SplitPlan, rng: np.random.Generator) -> Positions:
    if plan.holdout == 0:
        return np.empty(0, dtype=np.int64)
    if plan.kind is SplitKind.GROUP:
        assert rows.groups is not None  # noqa: S101  # the caller found the group column
        names = rng.permutation(np.unique(rows.groups))
        sizes = np.array([np.sum(rows.groups == name) for name in names])
        n_kept = int(np.searchsorted(np.cumsum(sizes), plan.holdout * rows.n_rows)) + 1
        kept = names[: min(n_kept, len(names) - plan.folds)] if len(names) > plan.folds else names[:0]
        return np.flatnonzero(np.isin(rows.groups, kept))
    strata = (
        rows.strata if plan.kind is SplitKind.STRATIFIED and rows.strata is not None else np.zeros(rows.n_rows, int)
    )
    drawn = []
    for code in np.unique(strata):
        members = rng.permutation(np.flatnonzero(strata == code))
        drawn.append(members[: round(len(members) * plan.holdout)])
    return np.sort(np.concatenate(drawn)).astype(np.int64)


def _folds(
    plan: SplitPlan, train: Positions, strata: Positions | None, groups: Positions | None
) -> list[tuple[Positions, Positions]]:
    same = {"n_splits": plan.folds, "shuffle": True, "random_state": plan.seed}
    if plan.kind is SplitKind.GROUP:
        if groups is None or len(np.unique(groups)) < plan.folds:
            raise InvalidTask("too_few_groups", column=plan.group, folds=plan.folds)
        if strata is not None and np.bincount(strata).max() >= plan.folds:
            return list(StratifiedGroupKFold(**same).split(train, strata, groups))
        return list(GroupKFold(**same).split(train, groups=groups))
    if plan.kind is SplitKind.STRATIFIED:
        if strata is None:
            raise InvalidTask("split_does_not_fit", split=plan.kind.value)
        return list(StratifiedKFold(**same).split(train, _merged(strata, plan.folds)))
    return list(KFold(**same).split(train))


def _merged(strata: Positions, n_folds: int) -> Positions:
    """Put classes with fewer rows than folds together, so that they are dealt evenly too; alone they are no stratum."""
    counts = np.bincount(strata)
    rare = np.flatnonzero((counts > 0) & (counts < n_folds))
    if not len(rare):
        return strata
    merged = np.where(np.isin(strata, rare), rare[0], strata)
    if np.bincount(merged)[rare[0]] < n_folds:
        merged = np.where(merged == rare[0], int(np.argmax(counts)), merged)
    return merged


def _time_split(rows: RowFacts, plan: SplitPlan) -> Split:
    if rows.instants is None:
        raise InvalidTask("split_does_not_fit", split=plan.kind.value)
    order = np.argsort(rows.instants, kind="stable").astype(np.int64)
    instants = rows.instants[order]
    n_train = _cut(instants, rows.n_rows - round(rows.n_rows * plan.holdout))
    test_size = n_train // (plan.folds + 1)
    starts = [_cut(instants, n_train - test_size * (plan.folds - i)) for i in range(plan.folds)]
    ends = [*starts[1:], n_train]
    folds = [
        Fold(_known_by(rows, order, start), order[start:end])
        for start, end in zip(starts, ends, strict=True)
        if end > start
    ]
    if len(folds) < plan.folds or any(len(fold.train) < 2 for fold in folds):
        raise InvalidTask("too_few_instants", column=plan.time, folds=plan.folds)
    return Split(_known_by(rows, order, n_train), order[n_train:], tuple(folds))


def _known_by(rows: RowFacts, order: Positions, start: int) -> Positions:
    """Return the rows before place `start` whose target is known by the instant of the row there."""
    before = order[:start]
    if rows.known is None or rows.instants is None or start >= len(order):
        return before
    in_time: Positions = before[rows.known[before] <= rows.instants[order[start]]]
    return in_time


def _cut(instants: NDArray[np.int64], position: int) -> int:
    """Return `position` moved back to the first row of its instant, so that equal instants stay on one side."""
    if position >= len(instants):
        return len(instants)
    return int(np.searchsorted(instants, instants[position], side="left"))
