"""Folds by a caller's own splitter of scikit-learn, over the training part. It knows positions, classes and groups, not features."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import InvalidTask
from bancada.core.task import SplitKind, SplitPlan
from bancada.learning.purging.splitter import TimedSplitter
from bancada.learning.splits import Fold, RowFacts, Split, spans_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SPLITTER", "looks_ahead", "plan_of", "split_by"]

SPLITTER = "splitter"
"""Reason of a plan whose folds a splitter dealt."""

_MIN_TRAIN = 2


def split_by(splitter: Any, base: Split, rows: RowFacts) -> Split:  # Any: whatever has scikit-learn's `split`
    """Return a split with the training part and holdout of another, and a splitter's folds.

    Parameters
    ----------
    splitter : scikit-learn splitter
        Asked with the classes of the training rows (where there are) and their groups (with group splits). With time splits the
        rows are in time order. One of `learning.purging` that knows no spans is given those of the training rows.

    Raises
    ------
    InvalidTask
        It is no splitter, refuses the rows, deals fewer than two folds, leaves a side of a fold empty, or judges rows that the
        same fold trains on.
    """
    name = type(splitter).__name__
    if not callable(getattr(splitter, "split", None)):
        raise InvalidTask("not_a_splitter", splitter=name)
    train = base.train
    strata = None if rows.strata is None else rows.strata[train]
    groups = None if rows.groups is None else rows.groups[train]
    if isinstance(splitter, TimedSplitter) and splitter.spans is None:
        known = spans_of(rows)
        splitter = splitter if known is None else splitter.bound(known.take(train))
    try:
        dealt = list(splitter.split(np.zeros((len(train), 1)), strata, groups))
        folds = tuple(Fold(train[_positions(a)], train[_positions(b)]) for a, b in dealt)
    except InvalidTask:  # of ours, and says more
        raise
    except (ValueError, TypeError, IndexError) as refused:
        raise InvalidTask("splitter_failed", splitter=name, detail=str(refused)[:300]) from refused
    if len(folds) < 2:
        raise InvalidTask("too_few_folds", folds=len(folds))
    for number, fold in enumerate(folds, start=1):
        n_both = len(np.intersect1d(fold.train, fold.test))
        if n_both:
            raise InvalidTask("splitter_overlaps", splitter=name, fold=number, n_rows=n_both)
        if len(fold.train) < _MIN_TRAIN or not len(fold.test):
            raise InvalidTask("splitter_empty_fold", splitter=name, fold=number)
    return replace(base, folds=folds)


def plan_of(plan: SplitPlan, split: Split) -> SplitPlan:
    """Return the plan as the splitter's folds have it."""
    share = float(np.mean([len(fold.test) / len(fold.train) for fold in split.folds]))
    return replace(plan, folds=len(split.folds), reason=SPLITTER, test_share=share)


def looks_ahead(split: Split, rows: RowFacts, plan: SplitPlan) -> int:
    """Return how many folds train on rows that are later than rows they judge; 0 where rows have no order."""
    if plan.kind is not SplitKind.TIME or rows.instants is None:
        return 0
    known = rows.instants if rows.known is None else rows.known
    return sum(bool(known[fold.train].max() > rows.instants[fold.test].min()) for fold in split.folds)


def _positions(part: Any) -> NDArray[np.int64]:
    found = np.asarray(part)
    return np.flatnonzero(found) if found.dtype == bool else found.astype(np.int64)
