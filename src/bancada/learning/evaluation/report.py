"""One fitted model evaluated: every part from the right rows, and what could not be evaluated said.

Curves are of the holdout where there is one, else of out-of-fold answers. The threshold curve is of out-of-fold answers where
there are any, since choosing on the holdout would spend it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.core.errors import InvalidTask
from bancada.core.finding import Finding, Severity
from bancada.core.task import Problem
from bancada.learning.evaluation import classes, probabilities
from bancada.learning.evaluation.answers import ask, infer_problem, known_rows, labels_of
from bancada.learning.evaluation.growth import MIN_ROWS, Rows, learning_curve
from bancada.learning.evaluation.importance import importance
from bancada.learning.evaluation.regression import residuals
from bancada.learning.evaluation.values import Evaluation, ThresholdCurve
from bancada.learning.metrics import Answers, Metric, default_sort, metric_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["evaluate"]

MAX_CLASSES = 12
"""Classes that get curves of their own, the most frequent; all are in the confusion matrix."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """Answers with the names of their classes and the split they are of."""

    answers: Answers
    labels: tuple[str, ...]
    split: str


def evaluate(
    pipeline: Any,
    X_train: Any,
    y_train: Any,
    X_holdout: Any,
    y_holdout: Any,
    *,
    oof: Answers | None = None,
    metric: str | None = None,
    cost_false_positive: float = 1.0,
    cost_false_negative: float = 1.0,
    seed: int = 7,
    is_cancelled: Callable[[], bool] | None = None,
) -> Evaluation:
    """Evaluate a model that was fitted on `X_train, y_train`.

    Parameters
    ----------
    pipeline : fitted TaskClassifier, TaskRegressor or scikit-learn estimator on frames
        Not changed; clones of it are fitted for the learning curve.
    X_train, y_train : DataFrame, shape (n_train, n_columns), and truths
    X_holdout, y_holdout : DataFrame and truths, or None
        Rows that no comparison saw; None or no rows where none were kept.
    oof : Answers, optional
        Out-of-fold answers on training rows, in codes of the pipeline's classes.
    metric : str, optional
        PyCaret's column name, of importance and learning curve; the problem's default when None.
    cost_false_positive, cost_false_negative : float
        Of the threshold curve of a binary problem, in any one unit.
    seed : int
    is_cancelled : callable, optional
        Asked before every fit and every shuffle.

    Returns
    -------
    Evaluation
        Small and JSON-able by `core.values`; parts that cannot be had are empty and said in `findings`.

    Raises
    ------
    InvalidTask
        Neither holdout rows nor out-of-fold answers, or a metric that the problem does not have.
    Cancelled
        `is_cancelled` said so.
    """
    problem = infer_problem(pipeline, y_train)
    chosen = _metric(problem, metric)
    labels = labels_of(pipeline, y_train)
    holdout, findings = _holdout(X_holdout, y_holdout, labels, problem)
    judged = _judged(pipeline, holdout, oof, labels=labels, problem=problem)
    parts: dict[str, Any] = {}  # Any: fields of Evaluation by name
    if problem is Problem.MULTILABEL:
        parts["labels"] = _label_summaries(judged)
    elif problem.is_classification:
        findings += _class_parts(judged, parts)
        picked = judged if oof is None else _Judged(oof, labels, "folds")
        parts["thresholds"] = _thresholds(picked, cost_false_positive, cost_false_negative)
    else:
        parts["residuals"] = residuals(
            judged.answers.truth,
            judged.answers.answer,
            baseline=float(np.median(np.asarray(y_train, dtype=np.float64))),
            split=judged.split,
            seed=seed,
        )
    train = Rows(X_train, y_train)
    findings += _model_parts(
        pipeline, train, holdout, parts, problem=problem, metric=chosen, seed=seed, is_cancelled=is_cancelled
    )
    return Evaluation(
        problem=problem,
        metric=chosen.name,
        n_train=len(X_train),
        n_holdout=len(holdout) if holdout else 0,
        findings=tuple(findings),
        **parts,
    )


def _metric(problem: Problem, name: str | None) -> Metric:
    wanted = name or default_sort(problem)
    found = metric_of(problem, wanted)
    if found is None:
        raise InvalidTask("evaluation_metric_unknown", metric=wanted, problem=problem.value)
    return found


def _holdout(X: Any, y: Any, labels: tuple[str, ...], problem: Problem) -> tuple[Rows | None, list[Finding]]:
    if X is None or not len(X):
        return None, []
    rows = Rows(X, y)
    known = known_rows(y, labels, problem)
    if len(known) == len(rows):
        return rows, []
    facts = {"n_rows": len(rows) - len(known), "n_holdout": len(rows)}
    finding = Finding("evaluation_unknown_labels", Severity.CAUTION, None, facts)
    return (rows.some(known) if len(known) else None), [finding]


def _judged(
    pipeline: Any, holdout: Rows | None, oof: Answers | None, *, labels: tuple[str, ...], problem: Problem
) -> _Judged:
    if holdout is not None:
        return _Judged(ask(pipeline, holdout.X, holdout.y, problem=problem), labels, "holdout")
    if oof is None or not len(oof.truth):
        raise InvalidTask("evaluation_without_rows")
    return _Judged(oof, labels, "folds")


def _class_parts(judged: _Judged, parts: dict[str, Any]) -> list[Finding]:
    answers, labels, split = judged.answers, judged.labels, judged.split
    names = np.array(labels)
    truth, said = answers.truth.astype(int), answers.answer.astype(int)
    parts["confusion"] = classes.confusion(names[truth], names[said], labels=labels, split=split)
    parts["labels"] = tuple(
        classes.label_summary(truth == code, said == code, _scores_of(answers, code), label=labels[code], split=split)
        for code in _shown_codes(truth, len(labels))
    )
    findings, curves, precisions, calibrations = [], [], [], []
    for code in [1] if len(labels) == 2 else _shown_codes(truth, len(labels)):
        is_class, score = truth == code, _scores_of(answers, code)
        if score is None:
            continue
        curve = classes.roc(is_class, score, label=labels[code], split=split)
        precision = classes.precision_recall(is_class, score, label=labels[code], split=split)
        if curve is None or precision is None:
            findings.append(Finding("evaluation_class_absent", Severity.CAUTION, None, {"label": labels[code]}))
            continue
        curves.append(curve)
        precisions.append(precision)
        if answers.proba is not None:
            calibrations.append(
                probabilities.calibration(is_class, answers.proba[:, code], label=labels[code], split=split)
            )
    if answers.proba is None:
        findings.append(Finding("evaluation_without_probabilities", Severity.INFO))
    parts |= {"roc": tuple(curves), "precision_recall": tuple(precisions), "calibration": tuple(calibrations)}
    return findings


def _scores_of(answers: Answers, code: int) -> NDArray[np.float64] | None:
    if answers.proba is not None:
        return answers.proba[:, code]
    if answers.score is not None:
        return answers.score if code == 1 else -answers.score
    return None


def _shown_codes(truth: NDArray[np.int64], n_classes: int) -> list[int]:
    frequency = np.bincount(truth, minlength=n_classes)
    return sorted(int(code) for code in np.argsort(-frequency, kind="stable")[:MAX_CLASSES])


def _thresholds(judged: _Judged, cost_false_positive: float, cost_false_negative: float) -> ThresholdCurve | None:
    answers = judged.answers
    if len(judged.labels) != 2 or answers.proba is None:
        return None
    return probabilities.threshold_curve(
        answers.truth == 1,
        answers.proba[:, 1],
        label=judged.labels[1],
        split=judged.split,
        cost_false_positive=cost_false_positive,
        cost_false_negative=cost_false_negative,
    )


def _label_summaries(judged: _Judged) -> tuple[Any, ...]:
    answers = judged.answers
    return tuple(
        classes.label_summary(
            answers.truth[:, i] == 1,
            answers.answer[:, i] == 1,
            None if answers.proba is None else answers.proba[:, i],
            label=label,
            split=judged.split,
        )
        for i, label in enumerate(judged.labels)
    )


def _model_parts(
    pipeline: Any,
    train: Rows,
    holdout: Rows | None,
    parts: dict[str, Any],
    *,
    problem: Problem,
    metric: Metric,
    seed: int,
    is_cancelled: Callable[[], bool] | None,
) -> list[Finding]:
    """Add what needs the model itself, on rows it has not seen: importance and learning curve."""
    if holdout is None:
        return [Finding("evaluation_without_holdout", Severity.INFO)]
    findings: list[Finding] = []
    facts: dict[str, Any] = {  # Any: keyword arguments of both
        "problem": problem,
        "metric": metric,
        "split": "holdout",
        "seed": seed,
        "is_cancelled": is_cancelled,
    }
    parts["importance"] = importance(pipeline, holdout.X, holdout.y, **facts)
    if parts["importance"] is None:
        findings.append(Finding("evaluation_metric_undefined", Severity.CAUTION, None, {"metric": metric.name}))
        return findings
    if len(train) < MIN_ROWS:
        return [*findings, Finding("evaluation_few_rows", Severity.INFO, None, {"n_rows": len(train)})]
    parts["learning_curve"], more = learning_curve(pipeline, train, holdout, **facts)
    return [*findings, *more]
