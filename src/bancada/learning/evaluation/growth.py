"""The learning curve: what more rows would bring. Fits clones of a model anew on growing parts of its training rows."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning

from bancada.core.finding import Finding, Severity
from bancada.core.task import Problem
from bancada.learning.evaluation.answers import ask, go_on, known_rows, labels_of, take
from bancada.learning.evaluation.values import LearningCurve, LearningPoint
from bancada.learning.metrics import Metric, score

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MIN_ROWS", "Rows", "learning_curve"]

N_POINTS = 5
N_REPEATS = 3
MAX_TRAIN = 5_000
MAX_SCORED = 5_000
MIN_ROWS = 100
BUDGET_S = 10.0
"""A size that would likely take longer than what is left of this is not fitted, nor any larger one."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows and their truths, of one split."""

    # Any: frames and labels are of whatever kind the caller fitted on
    X: Any
    y: Any

    def __len__(self) -> int:
        return len(self.X)

    def some(self, positions: NDArray[np.intp]) -> Rows:
        """Return the rows at these positions."""
        return Rows(take(self.X, positions), take(self.y, positions))


def learning_curve(
    model: Any,
    train: Rows,
    judged: Rows,
    *,
    problem: Problem,
    metric: Metric,
    split: str,
    seed: int,
    clock: Callable[[], float] = time.monotonic,
    is_cancelled: Callable[[], bool] | None = None,
) -> tuple[LearningCurve, tuple[Finding, ...]]:
    """Score clones of a model fitted on 5 sizes, three seeded draws each (the whole of the rows: once).

    Parameters
    ----------
    model : estimator
        Cloned; not changed.
    train, judged : Rows
        Where clones are fitted, and where they are scored. Draws keep the shares of classes. At most `MAX_TRAIN` and
        `MAX_SCORED` rows of them are used.
    clock : callable
        Seconds; slow models get fewer sizes, which is said in the findings.
    is_cancelled : callable, optional
        Asked before every fit; `Cancelled` is raised where it says so.
    """
    rng = np.random.default_rng(seed)
    n_largest = min(len(train), MAX_TRAIN)
    sizes = np.unique(np.geomspace(max(40, n_largest / 16), n_largest, N_POINTS).round().astype(int))
    if len(judged) > MAX_SCORED:
        judged = judged.some(np.sort(rng.permutation(len(judged))[:MAX_SCORED]))
    orders = [_stratified_order(train.y, problem, rng) for _ in range(N_REPEATS)]
    points: list[LearningPoint] = []
    findings: list[Finding] = []
    pace = _Pace(clock, started=clock())
    n_used = 0
    for size in sizes:
        if not pace.allows(int(size)):
            break
        n_used = int(size)
        parts = [train.some(order[:size]) for order in orders[: 1 if size == len(train) else N_REPEATS]]
        try:
            points.append(_point(model, parts, judged, problem=problem, metric=metric, is_cancelled=is_cancelled))
        except ValueError as error:  # too few rows for this estimator, or a class too rare
            facts = {"n_rows": int(size), "reason": str(error)[:200]}
            findings.append(Finding("evaluation_point_failed", Severity.INFO, None, facts))
    if n_used < len(train):
        findings.append(Finding("evaluation_capped", Severity.INFO, None, {"n_used": n_used, "n_rows": len(train)}))
    curve = LearningCurve(tuple(points), metric.name, metric.greater_is_better, len(train), split)
    return curve, tuple(findings)


@dataclass(slots=True)
class _Pace:
    """Whether there is time for a larger size: fitting is taken to grow with the square of rows."""

    clock: Callable[[], float]
    started: float
    last_at: float | None = None
    last_size: int = 0

    def allows(self, size: int) -> bool:
        now = self.clock()
        took = now - (self.started if self.last_at is None else self.last_at)
        expected = took * (size / self.last_size) ** 2 if self.last_size else 0.0
        self.last_at, self.last_size = now, size
        return now - self.started + expected <= BUDGET_S


def _point(
    model: Any,
    parts: list[Rows],
    judged: Rows,
    *,
    problem: Problem,
    metric: Metric,
    is_cancelled: Callable[[], bool] | None,
) -> LearningPoint:
    scores, on_train = [], []
    for part in parts:
        go_on(is_cancelled)
        fitted = clone(model)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # small parts are not meant to converge
            fitted.fit(part.X, part.y)
        known = judged.some(known_rows(judged.y, labels_of(fitted, judged.y), problem))
        scores.append(_scored(fitted, known, problem, metric))
        on_train.append(_scored(fitted, part, problem, metric))
    return LearningPoint(
        n_train=len(parts[0]),
        mean=float(np.mean(scores)),
        std=float(np.std(scores, ddof=1)) if len(scores) > 1 else 0.0,
        train_mean=float(np.mean(on_train)),
        n_repeats=len(scores),
    )


def _scored(fitted: Any, rows: Rows, problem: Problem, metric: Metric) -> float:
    value = score(ask(fitted, rows.X, rows.y, problem=problem)).get(metric.name)
    if value is None:
        raise ValueError(f"{metric.name} is undefined on these rows")
    return value


def _stratified_order(y: Any, problem: Problem, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return a random order of rows in which every prefix keeps the shares of classes."""
    place = rng.random(len(y))
    if problem in (Problem.BINARY, Problem.MULTICLASS):
        _, codes = np.unique(np.asarray(y), return_inverse=True)
        for code in range(codes.max() + 1):
            rows = np.flatnonzero(codes == code)
            place[rng.permutation(rows)] = (np.arange(len(rows)) + rng.random(len(rows))) / len(rows)
    return np.argsort(place, kind="stable")
