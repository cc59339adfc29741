"""The leak battery of a comparison's candidate: what applies to rows in time order, bounded in rows and seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from bancada.core.leaks import LeakReport
from bancada.core.signature import History
from bancada.core.task import Problem, SplitKind
from bancada.learning.encoding import encode, learn_fields
from bancada.learning.lags import features_of_history
from bancada.learning.leaks.battery import leak_battery
from bancada.learning.leaks.subject import LeakSubject
from bancada.learning.pipeline import TaskClassifier, TaskRegressor, preprocessor
from bancada.learning.prepared import Prepared

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]

__all__ = ["leaks_of", "subject_of"]

GOLDEN_LIMIT = 0.999
"""Of tables: a state that one reading decides is common in machines, an AUC of 0.9995 is not."""
BUDGET_S = 2.0
_N_DRAWS = 8
_FOLDS = 2
_MOST_ROWS = 1_500


# Any: a fitted pipeline of whatever kind.
def leaks_of(
    prepared: Prepared,
    pipeline: Any,
    *,
    seed: int,
    at: datetime,
    is_cancelled: Callable[[], bool] | None = None,
) -> LeakReport | None:
    """Return what the battery finds of a candidate, or None where rows are not judged in time order.

    Parameters
    ----------
    prepared : Prepared
    pipeline : TaskClassifier or TaskRegressor
        Fitted on the training part. Of others only what needs no pipeline is checked.
    seed : int
    at : datetime
    is_cancelled : callable, optional

    Raises
    ------
    Cancelled
    """
    if prepared.task.split.kind is not SplitKind.TIME or prepared.spans is None:
        return None
    subject = subject_of(prepared, pipeline)
    return leak_battery(subject, seed=seed, at=at, n_draws=_N_DRAWS, budget_s=BUDGET_S, is_cancelled=is_cancelled)


def subject_of(prepared: Prepared, pipeline: Any) -> LeakSubject:
    """Return what the battery looks at: the latest rows in time order, the last folds and the holdout."""
    spans = prepared.spans
    assert spans is not None  # noqa: S101  # a time split
    order = np.argsort(spans.starts, kind="stable")[-_MOST_ROWS:]
    X = prepared.features.iloc[order].reset_index(drop=True)
    subject = LeakSubject(
        X,
        _target(prepared, order),
        prepared.task.problem.is_classification,
        folds=_folds(prepared, order),
        spans=spans.take(order),
        golden_limit=GOLDEN_LIMIT,
    )
    if prepared.history is not None:
        subject = _with_history(subject, prepared.history)
    if isinstance(pipeline, TaskClassifier | TaskRegressor) and hasattr(pipeline, "inner_"):
        return replace(
            subject, estimator=lambda: clone(pipeline), transform=lambda X, train: _prepared(pipeline, X, train)
        )
    return subject


def _target(prepared: Prepared, order: Positions) -> NDArray[Any] | None:
    if prepared.task.problem is Problem.MULTILABEL:
        return None
    return np.asarray(prepared.target_of(order))


def _folds(prepared: Prepared, order: Positions) -> tuple[tuple[Positions, Positions], ...]:
    """Return the last folds, the holdout as one, by places among the rows that are looked at."""
    split = prepared.split
    pairs = [(fold.train, fold.test) for fold in split.folds]
    if len(split.holdout):
        pairs.append((split.train, split.holdout))
    place = np.full(len(prepared.features), -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    found = []
    for train, test in pairs:
        learned, judged = np.sort(place[train]), np.sort(place[test])
        learned, judged = learned[learned >= 0], judged[judged >= 0]
        if len(learned) > 1 and len(judged):
            found.append((learned, judged))
    return tuple(found[-_FOLDS:])


def _with_history(subject: LeakSubject, history: History) -> LeakSubject:
    """Return the subject of a forecast: its lag features are computed anew, and other columns are scored beyond the last value."""
    own = f"{history.target}["
    known = {history.target: f"{history.target}[t]", **{name: f"{name}[t]" for name in history.others}}
    rows = subject.X[list(known.values())].set_axis(list(known), axis="columns")
    alone = replace(history, group=None, fields=())

    def features(table: pd.DataFrame) -> pd.DataFrame:
        return features_of_history(table, alone)

    return replace(
        subject,
        rows=rows.assign(**{history.time: np.arange(len(rows))}),
        features=features,
        naive=np.asarray(subject.X[known[history.target]], dtype=np.float64),
        scored=tuple(name for name in subject.X.columns if not str(name).startswith(own)),
    )


# Any: what reaches the estimator, a matrix.
def _prepared(pipeline: Any, X: pd.DataFrame, train: Positions) -> Any:
    """Return training rows as they reach the estimator, prepared as the pipeline prepares them."""
    part = X.iloc[train]
    fields = learn_fields(part, columns=pipeline.columns)
    steps = preprocessor(fields, scaling=pipeline.scaling)
    return Pipeline(steps).fit_transform(encode(part, fields))
