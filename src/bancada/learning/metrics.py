"""Metrics: PyCaret's columns with its exact definitions, and the same metrics under a bootstrap of rows.

A metric that is undefined on some rows (R2 of one row; all but Accuracy, Log Loss and Brier where the truth holds one class) is
absent, never zero. PyCaret writes 0 there, which would enter its means. It knows no pipeline: it takes answers. Binary problems count code 1 as positive; multiclass ones are weighted by class frequency, AUC one against the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.leaderboard import Interval
from bancada.core.task import Problem
from bancada.learning.resampling import Resampling, by_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "METRICS",
    "TIME_COLUMN",
    "Answers",
    "Metric",
    "bootstrap_intervals",
    "default_sort",
    "metric_of",
    "score",
    "shown",
]

TIME_COLUMN = "TT (Sec)"


@dataclass(frozen=True, slots=True)
class Metric:
    """One column of a leaderboard.

    Attributes
    ----------
    name : str
        PyCaret's column name.
    greater_is_better : bool
    needs_proba : bool
        Whether it needs probabilities (AUC of a binary problem makes do with decision scores).
    is_extra : bool
        Beside PyCaret's columns; computed and kept, shown only when sorted by.
    low, high : float
        The values it can take.
    needs_classes : bool
        Whether it is undefined where the truth holds a single class.
    """

    name: str
    greater_is_better: bool = True
    needs_proba: bool = False
    is_extra: bool = False
    low: float = 0.0
    high: float = math.inf
    needs_classes: bool = False

    def clipped(self, interval: Interval) -> Interval:
        """Return an interval without the values that the metric cannot take."""
        return Interval(max(interval.low, self.low), min(interval.high, self.high))


_CLASSES = (
    Metric("Accuracy", high=1.0),
    Metric("AUC", needs_proba=True, high=1.0, needs_classes=True),
    Metric("Recall", high=1.0, needs_classes=True),
    Metric("Prec.", high=1.0, needs_classes=True),
    Metric("F1", high=1.0, needs_classes=True),
    Metric("Kappa", low=-1.0, high=1.0, needs_classes=True),
    Metric("MCC", low=-1.0, high=1.0, needs_classes=True),
    Metric("Log Loss", greater_is_better=False, needs_proba=True, is_extra=True),
    Metric("Brier", greater_is_better=False, needs_proba=True, is_extra=True, high=2.0),  # of two classes, 1
)
_LABELS = (
    Metric("Accuracy", high=1.0),
    Metric("AUC", needs_proba=True, high=1.0),
    Metric("Recall", high=1.0),
    Metric("Prec.", high=1.0),
    Metric("F1", high=1.0),
    Metric("Hamming", greater_is_better=False, high=1.0),
)
_VALUES = (
    Metric("MAE", greater_is_better=False),
    Metric("MSE", greater_is_better=False),
    Metric("RMSE", greater_is_better=False),
    Metric("R2", low=-math.inf, high=1.0),
    Metric("RMSLE", greater_is_better=False),
    Metric("MAPE", greater_is_better=False),
)

METRICS: Mapping[Problem, tuple[Metric, ...]] = {
    Problem.BINARY: _CLASSES,
    Problem.MULTICLASS: _CLASSES,
    Problem.MULTILABEL: _LABELS,
    Problem.REGRESSION: _VALUES,
    Problem.FORECAST: _VALUES,
}
"""Metrics of each problem, in PyCaret's order."""

_DEFAULTS = {Problem.MULTILABEL: "F1", Problem.REGRESSION: "R2", Problem.FORECAST: "MAE"}


def default_sort(problem: Problem) -> str:
    """Return the metric that ranks when none is asked for: PyCaret's, F1 of multilabel and MAE of forecast problems."""
    return _DEFAULTS.get(problem, "Accuracy")


def metric_of(problem: Problem, name: str) -> Metric | None:
    """Return the metric called `name`, compared without case, or None."""
    return next((m for m in METRICS[problem] if m.name.casefold() == name.casefold()), None)


def shown(metrics: Iterable[Metric], *, sort: str) -> tuple[Metric, ...]:
    """Return the metrics that a table shows: those that are no extras, and the one sorted by."""
    return tuple(m for m in metrics if not m.is_extra or m.name == sort)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a pipeline answered on rows whose truth is known.

    Attributes
    ----------
    truth, answer : ndarray
        Codes 0..n_classes-1 or values, shape (n_rows,); multilabel 0/1, shape (n_rows, n_labels).
    proba : ndarray or None, shape (n_rows, n_classes)
        Multilabel: of each label being 1.
    score : ndarray or None, shape (n_rows,)
        Binary problems without probabilities: the larger, the more positive.
    n_classes : int
        Of the whole problem, those absent from these rows included.
    """

    problem: Problem
    truth: Floats
    answer: Floats
    proba: Floats | None = None
    score: Floats | None = None
    n_classes: int = 0


def score(answers: Answers) -> dict[str, float]:
    """Return every metric that is defined, by PyCaret's column name."""
    weights = np.ones((1, len(answers.truth)))
    return {name: float(values[0]) for name, values in _scores(answers, weights).items() if np.isfinite(values[0])}


def bootstrap_intervals(
    answers: Answers, *, seed: int, n_resamples: int = 500, level: float = 0.95, resampling: Resampling = by_rows
) -> dict[str, Interval]:
    """Return percentile intervals of each metric over resampled rows.

    Each resample is a vector of counts, drawn as `resampling` says, and every metric is computed with counts as weights.
    Resamples where a metric is undefined are left out; a metric undefined on the rows themselves, or defined in fewer than
    half of the resamples, is absent. Above 200,000 rows 100 resamples are drawn.
    """
    n_rows = len(answers.truth)
    rng = np.random.default_rng(seed)
    n_left = n_resamples if n_rows <= 200_000 else min(n_resamples, 100)
    chunk = max(1, 4_000_000 // max(n_rows, 1))
    parts: dict[str, list[Floats]] = {}
    total = n_left
    while n_left:
        size = min(chunk, n_left)
        for name, values in _scores(answers, resampling(rng, n_rows, size)).items():
            parts.setdefault(name, []).append(values)
        n_left -= size
    tail = (1 - level) / 2
    intervals = {}
    for name, pieces in parts.items():
        values = np.concatenate(pieces)
        values = values[np.isfinite(values)]
        if len(values) >= total / 2:
            low, high = np.quantile(values, (tail, 1 - tail))
            intervals[name] = Interval(float(low), float(high))
    return intervals


# Weighted metrics: `weights` is (n_resamples, n_rows); each returns (n_resamples,), NaN where undefined.


def _scores(answers: Answers, weights: Floats) -> dict[str, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        if answers.problem is Problem.MULTILABEL:
            return _label_scores(answers, weights)
        if answers.problem.is_classification:
            return _class_scores(answers, weights)
        return _value_scores(answers, weights)


def _value_scores(answers: Answers, weights: Floats) -> dict[str, Floats]:
    y, p = answers.truth.astype(float), answers.answer.astype(float)
    total = weights.sum(axis=1)
    error = p - y
    mse = weights @ error**2 / total
    mean = weights @ y / total
    spread = weights @ (y - y.mean()) ** 2 / total - (mean - y.mean()) ** 2
    spread = np.where(spread > 1e-12 * max(float(np.var(y)), 1e-300), spread, np.nan)
    logs = (np.log1p(np.abs(p)) - np.log1p(np.abs(y))) ** 2
    known = y != 0
    relative = np.abs(error[known]) / np.abs(y[known])
    return {
        "MAE": weights @ np.abs(error) / total,
        "MSE": mse,
        "RMSE": np.sqrt(mse),
        "R2": 1 - mse / spread,
        "RMSLE": np.sqrt(weights @ logs / total),
        "MAPE": weights[:, known] @ relative / weights[:, known].sum(axis=1),
    }


def _class_scores(answers: Answers, weights: Floats) -> dict[str, Floats]:
    k = answers.n_classes
    truth, answer = answers.truth.astype(int), answers.answer.astype(int)
    cells = truth * k + answer
    tables = (
        np.stack([np.bincount(cells, weights=row, minlength=k * k) for row in weights]).reshape(-1, k, k).astype(float)
    )
    scores = _table_scores(tables, binary=answers.problem is Problem.BINARY)
    if answers.proba is None:
        if answers.score is not None and answers.problem is Problem.BINARY:
            scores["AUC"] = _auc(truth == 1, answers.score, weights)
        return scores
    scores["AUC"] = _class_auc(truth, answers.proba, weights, answers.problem)
    total = weights.sum(axis=1)
    own = np.clip(answers.proba[np.arange(len(truth)), truth], np.finfo(np.float64).eps, 1.0)
    scores["Log Loss"] = weights @ -np.log(own) / total
    squares = (answers.proba - np.eye(k)[truth]) ** 2
    scores["Brier"] = weights @ (squares[:, 1] if answers.problem is Problem.BINARY else squares.sum(axis=1)) / total
    return scores


def _table_scores(tables: Floats, *, binary: bool) -> dict[str, Floats]:
    """Scores from confusion tables (n_tables, truth, answer); 0/0 of recall, precision and F1 counts as 0, as in PyCaret."""
    total = tables.sum(axis=(1, 2))
    hit = np.diagonal(tables, axis1=1, axis2=2)
    truth, answer = tables.sum(axis=2), tables.sum(axis=1)
    accuracy = hit.sum(axis=1) / total
    recall, precision = np.nan_to_num(hit / truth), np.nan_to_num(hit / answer)
    f1 = np.nan_to_num(2 * hit / (truth + answer))
    chance = (truth * answer).sum(axis=1) / total**2
    covariance = hit.sum(axis=1) * total - (truth * answer).sum(axis=1)
    spread = np.sqrt((total**2 - (answer**2).sum(axis=1)) * (total**2 - (truth**2).sum(axis=1)))

    def averaged(values: Floats) -> Floats:
        return values[:, 1] if binary else (values * truth).sum(axis=1) / total

    told_apart = {
        "Recall": averaged(recall),
        "Prec.": averaged(precision),
        "F1": averaged(f1),
        "Kappa": (accuracy - chance) / (1 - chance),
        "MCC": np.where(spread > 0, covariance / spread, 0.0),
    }
    has_classes = (truth > 0).sum(axis=1) > 1
    return {"Accuracy": accuracy} | {name: np.where(has_classes, v, np.nan) for name, v in told_apart.items()}


def _class_auc(truth: NDArray[np.int64], proba: Floats, weights: Floats, problem: Problem) -> Floats:
    if problem is Problem.BINARY:
        return _auc(truth == 1, proba[:, 1], weights)
    total = np.zeros(len(weights))
    for code in range(proba.shape[1]):
        share = weights[:, truth == code].sum(axis=1) / weights.sum(axis=1)
        # A class without rows leaves the average undefined, as in scikit-learn.
        total = total + np.where(share > 0, share, np.nan) * _auc(truth == code, proba[:, code], weights)
    return total


def _auc(positive: NDArray[np.bool_], values: Floats, weights: Floats) -> Floats:
    """Area under the ROC curve as P(positive > negative) + P(equal) / 2 (Hanley and McNeil 1982)."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.concatenate([[0], np.flatnonzero(np.diff(ordered)) + 1])
    sorted_weights = weights[:, order]
    up = np.add.reduceat(sorted_weights * positive[order], starts, axis=1)
    down = np.add.reduceat(sorted_weights * ~positive[order], starts, axis=1)
    below = np.cumsum(down, axis=1) - down
    area: Floats = (up * (below + down / 2)).sum(axis=1) / (up.sum(axis=1) * down.sum(axis=1))
    return area


def _label_scores(answers: Answers, weights: Floats) -> dict[str, Floats]:
    """Multilabel: Accuracy of whole rows; recall, precision and F1 weighted by how often each label is set; AUC the plain mean."""
    truth, answer = answers.truth.astype(int), answers.answer.astype(int)
    total = weights.sum(axis=1)
    hit, real, said = weights @ (truth * answer), weights @ truth, weights @ answer
    share = np.nan_to_num(real / real.sum(axis=1, keepdims=True))
    scores = {
        "Accuracy": weights @ (truth == answer).all(axis=1) / total,
        "Recall": (np.nan_to_num(hit / real) * share).sum(axis=1),
        "Prec.": (np.nan_to_num(hit / said) * share).sum(axis=1),
        "F1": (np.nan_to_num(2 * hit / (real + said)) * share).sum(axis=1),
        "Hamming": weights @ (truth != answer).mean(axis=1) / total,
    }
    if answers.proba is not None:
        areas = [_auc(truth[:, j] == 1, answers.proba[:, j], weights) for j in range(truth.shape[1])]
        scores["AUC"] = np.mean(areas, axis=0)
    return scores
