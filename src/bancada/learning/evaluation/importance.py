"""What each column is worth to a fitted model, by shuffling it. One thread, seeded."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.inspection import permutation_importance

from bancada.core.task import Problem
from bancada.learning.evaluation.answers import ask, go_on, take
from bancada.learning.evaluation.values import Importance
from bancada.learning.metrics import Metric, score

__all__ = ["importance"]

N_REPEATS = 5
MAX_ROWS = 2_000
MIN_ROWS = 200
CELLS = 2_000_000
BUDGET_S = 10.0
"""Models that answer slowly are asked about fewer rows, at least `MIN_ROWS`, to stay near this."""


def importance(
    model: Any,
    X: Any,
    y: Any,
    *,
    problem: Problem,
    metric: Metric,
    split: str,
    seed: int,
    clock: Callable[[], float] = time.monotonic,
    is_cancelled: Callable[[], bool] | None = None,
) -> Importance | None:
    """Measure what the metric loses when a column's values are shuffled among rows (Breiman 2001, section 10).

    Parameters
    ----------
    model : fitted estimator
    X, y : DataFrame and truths
        Rows the model was not fitted on. A seeded sample of them is used: at most `MAX_ROWS`, fewer for wide tables.
    metric : Metric
        Errors count turned round, so that a positive figure always means that the column helps.
    clock : callable
        Seconds.
    is_cancelled : callable, optional
        Asked before every shuffle; `Cancelled` is raised where it says so.

    Returns
    -------
    Importance or None
        None where the metric is undefined on these rows. Columns that tell the same share their worth: each alone may seem
        to be worth little.
    """
    n_rows = max(MIN_ROWS, min(MAX_ROWS, CELLS // (X.shape[1] * N_REPEATS)))
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.permutation(len(X))[:n_rows])
    sign = 1.0 if metric.greater_is_better else -1.0

    def scored(fitted: Any, X_shuffled: Any, truth: Any) -> float:
        go_on(is_cancelled)
        return sign * score(ask(fitted, X_shuffled, truth, problem=problem)).get(metric.name, float("nan"))

    sample, truth = take(X, rows), take(y, rows)
    started = clock()
    whole = scored(model, sample, truth)
    wanted_s = (clock() - started) * X.shape[1] * N_REPEATS
    if wanted_s > BUDGET_S and len(rows) > MIN_ROWS:
        rows = np.sort(rng.permutation(rows)[: max(MIN_ROWS, int(len(rows) * BUDGET_S / wanted_s))])
        sample, truth = take(X, rows), take(y, rows)
        whole = scored(model, sample, truth)
    if not np.isfinite(whole):
        return None
    found = permutation_importance(
        model, sample, truth, scoring=scored, n_repeats=N_REPEATS, random_state=seed, n_jobs=1
    )
    order = np.argsort(-found.importances_mean, kind="stable")
    return Importance(
        columns=tuple(str(X.columns[i]) for i in order),
        means=tuple(float(found.importances_mean[i]) for i in order),
        stds=tuple(float(found.importances_std[i]) for i in order),
        metric=metric.name,
        score=sign * whole,
        n_rows=len(rows),
        n_repeats=N_REPEATS,
        split=split,
    )
