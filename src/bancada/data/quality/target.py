"""Checks of the target: how its classes are shared out, and which column gives the answer away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bancada.core.dataset import Column
from bancada.core.finding import Severity
from bancada.data.explore.values import numbers, spread_rows
from bancada.data.quality.columns import is_identifier
from bancada.data.quality.subject import Noticed, Subject, noticed, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["balance", "class_counts", "leaks"]

# Share of the simplest model's error that one column alone takes away before it counts as giving the answer away.
CLASS_LEAK = 0.85
NUMBER_LEAK = 0.98

_CELLS = 2_000_000
_MOST_ROWS, _FEWEST_ROWS = 20_000, 50
_FOLDS = 3
_FEWEST_OF_CLASS = 10
_RARE_SHARE = 0.05
_MOST_WORDS = 500


def class_counts(subject: Subject) -> dict[str, int]:
    """Return rows by class, the most frequent first; empty where the target is no class."""
    if subject.target is None or not subject.target_is_class:
        return {}
    counts = subject.frame[subject.target.name].value_counts()
    return {str(label): int(count) for label, count in counts.items()}


def balance(subject: Subject) -> Iterator[Noticed]:
    """Yield classes with fewer than 10 rows, which folds cannot share, and the rarest where under 5 in 100 rows."""
    counts = class_counts(subject)
    if len(counts) < 2 or subject.target is None:
        return
    name, total = subject.target.name, sum(counts.values())
    tiny = [label for label, count in counts.items() if count < _FEWEST_OF_CLASS]
    if tiny:
        yield noticed("tiny_classes", Severity.FAILURE, 1, column=name, classes=tiny[:10], fewest=_FEWEST_OF_CLASS)
    majority, rarest = next(iter(counts)), list(counts)[-1]
    share = counts[rarest] / total
    if share < _RARE_SHARE and rarest not in tiny:
        yield noticed(
            "class_imbalance",
            Severity.CAUTION,
            1 - share / _RARE_SHARE,
            column=name,
            rarest=rarest,
            percent=percent(share),
            majority=majority,
            majority_percent=percent(counts[majority] / total),
        )


@dataclass(frozen=True, slots=True)
class _Sample:
    rows: NDArray[np.intp]
    y: NDArray[Any]  # Any: class codes or float64
    is_class: bool


def leaks(subject: Subject) -> Iterator[Noticed]:
    """Yield each column that predicts the target almost alone.

    A small decision tree on that column only, judged by cross-validation (3 folds) on up to 20,000 evenly spread rows,
    fewer in very wide tables. Classes: it takes away at least 85 in 100 errors of always answering the majority. Numbers:
    R2 of at least 0.98. Missing values are part of what a column says; identifiers are left out. Whether it is a leak or a very good predictor, only
    who knows the table can say.
    """
    sample = _sample(subject)
    if sample is None:
        return
    for column in subject.features():
        if is_identifier(subject, column):
            continue
        x = _inputs(subject.frame[column.name].iloc[sample.rows], column)
        if x is None:
            continue
        score, base = _alone(x, sample, n_leaves=_leaves(x, column, sample))
        skill = (score - base) / (1 - base) if base < 1 else 0.0
        if skill >= (CLASS_LEAK if sample.is_class else NUMBER_LEAK):
            code = "leaking_column" if sample.is_class else "leaking_number"
            facts = {"score": percent(score), "base": percent(base), "sample_rows": len(sample.rows)}
            yield noticed(code, Severity.FAILURE, 1, column=column.name, target=subject.target.name, **facts)  # type: ignore[union-attr]  # a sample has a target


def _sample(subject: Subject) -> _Sample | None:
    """Return rows that have a target, and the target; None where there is too little to judge by."""
    if subject.target is None:
        return None
    values = subject.frame[subject.target.name]
    n_wanted = min(max(_CELLS // max(len(subject.columns), 1), 2_000), _MOST_ROWS)
    known = np.flatnonzero(values.notna().to_numpy())
    rows = known[spread_rows(len(known), n_wanted)]
    if len(rows) < _FEWEST_ROWS:
        return None
    if not subject.target_is_class:
        y = numbers(values.iloc[rows])
        usable = ~np.isnan(y)
        if usable.sum() < _FEWEST_ROWS or np.ptp(y[usable]) == 0:
            return None
        return _Sample(rows[usable], y[usable], is_class=False)
    codes = pd.factorize(values.iloc[rows])[0]
    kept = np.isin(codes, np.flatnonzero(np.bincount(codes) >= _FOLDS))
    return _Sample(rows[kept], codes[kept], is_class=True) if len(np.unique(codes[kept])) > 1 else None


def _inputs(values: pd.Series, column: Column) -> NDArray[np.float32] | None:
    """Return a column as a tree's input, shape (n, 1); None for words of too many kinds to repeat."""
    if column.type.is_numeric:
        # Ranks keep the order, which is all a tree uses, where float32 would round or overflow.
        return pd.Series(numbers(values)).rank(method="dense").to_numpy(dtype=np.float32)[:, None]
    codes, words = pd.factorize(values)
    if len(words) > min(_MOST_WORDS, len(values) / 10):
        return None
    return np.where(codes < 0, np.nan, codes).astype(np.float32)[:, None]


def _alone(x: NDArray[np.float32], sample: _Sample, *, n_leaves: int) -> tuple[float, float]:
    """Return the score of a tree that sees this column only, and of the constant answer: accuracy, or R2."""
    from sklearn import config_context  # costs a second on first use, and only a leak check needs it
    from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    y = sample.y
    leaves = {
        "max_leaf_nodes": n_leaves,
        "min_samples_leaf": max(1, min(5, len(y) // 100)),
        "random_state": 0,
    }
    with config_context(skip_parameter_validation=True):
        if sample.is_class:
            folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
            answers = cross_val_predict(DecisionTreeClassifier(**leaves), x, y, cv=folds)
            return float((answers == y).mean()), float(np.bincount(y).max() / len(y))
        folds = KFold(_FOLDS, shuffle=True, random_state=0)
        answers = cross_val_predict(DecisionTreeRegressor(**leaves), x, y, cv=folds)
    return 1 - float(((answers - y) ** 2).sum() / ((y - y.mean()) ** 2).sum()), 0.0


def _leaves(x: NDArray[np.float32], column: Column, sample: _Sample) -> int:
    """Return how many answers the tree may tell apart: one a word, a few by class, more for a number by a number."""
    if not column.type.is_numeric:
        return max(2, len(np.unique(x[~np.isnan(x)])) + 1)
    return max(8, 2 * len(np.unique(sample.y))) if sample.is_class else 128
