"""One of the best adjusted after a comparison: probabilities calibrated, threshold chosen by cost, both learned out of fold.

The fitted estimator stays the very object that was compared; only what is made of its answers changes. Folds need not cover all
training rows, so that walk-forward folds serve too. Knows no run and no store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator

from bancada.core.adjustment import Threshold
from bancada.core.errors import InvalidTask
from bancada.core.leaderboard import LeaderboardRow
from bancada.core.task import Problem, SplitKind, SplitPlan
from bancada.learning.calibration import ISOTONIC_ROWS, choose_threshold, with_threshold
from bancada.learning.evaluation.answers import ask, go_on, known_rows, labels_of, take
from bancada.learning.metrics import METRICS, Answers, bootstrap_intervals, score
from bancada.learning.pipeline import TaskClassifier
from bancada.learning.statistics import corrected_interval
from bancada.learning.summary import test_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.learning.prepared import Prepared

__all__ = ["Adjusted", "Calibration", "adjust", "adjusted_row"]

Calibration = Literal["none", "auto", "isotonic", "sigmoid"]

MIN_FOLD_ROWS = 2


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An adjusted pipeline and what it answers out of fold.

    Attributes
    ----------
    pipeline : TaskClassifier
    folds : tuple of Answers
        Of each fold's test rows, by a calibrator and a threshold that the other folds taught; with time splits only earlier ones,
        so that the first folds are not among them.
    threshold : Threshold or None
        That of the pipeline, which all folds taught.
    method : str
        "isotonic", "sigmoid" or "none".
    """

    pipeline: TaskClassifier
    folds: tuple[Answers, ...]
    threshold: Threshold | None
    method: str

    @property
    def out_of_fold(self) -> Answers:
        """The answers of all folds together."""
        return _joined(self.folds)


def adjust(
    prepared: Prepared,
    pipeline: TaskClassifier,
    *,
    calibrate: Calibration = "none",
    costs: tuple[float, float] | None = None,
    recorded: Sequence[Answers | None] = (),
    is_cancelled: Callable[[], bool] | None = None,
) -> Adjusted:
    """Return a fitted pipeline of a comparison, adjusted.

    Parameters
    ----------
    pipeline : TaskClassifier
        Fitted on the training part; not changed.
    calibrate : {"none", "auto", "isotonic", "sigmoid"}
        "auto" is isotonic from `ISOTONIC_ROWS` out-of-fold rows on. The calibrator learns from clones fitted on the training
        rows of each fold.
    costs : (false positive, false negative), optional
        Binary problems: choose the threshold that costs least.
    recorded : sequence of Answers
        What the candidate answered on each fold; used where nothing is calibrated.
    is_cancelled : callable, optional
        Asked before every fit.

    Raises
    ------
    InvalidTask
        Not a classifier, nothing asked for, no probabilities to choose a threshold on, a class that no fold has, too few folds in
        time order.
    Cancelled
    """
    problem = prepared.task.problem
    if problem not in (Problem.BINARY, Problem.MULTICLASS):
        raise InvalidTask("adjust_needs_classes", problem=problem.value)
    if costs is not None and problem is not Problem.BINARY:
        raise InvalidTask("threshold_needs_binary", problem=problem.value)
    if calibrate == "none" and costs is None:
        raise InvalidTask("nothing_to_adjust")
    if calibrate == "none":
        adjusted = Adjusted(pipeline, _with_probabilities(recorded, pipeline), None, "none")
    else:
        adjusted = _calibrated(prepared, pipeline, calibrate, is_cancelled)
    return adjusted if costs is None else _with_cost(adjusted, costs, plan=prepared.task.split)


def adjusted_row(prepared: Prepared, adjusted: Adjusted, *, base: LeaderboardRow, id_: str) -> LeaderboardRow:
    """Return the figures of an adjusted candidate over folds and on the holdout, in the shape of a leaderboard's row."""
    folds = [score(answers) for answers in adjusted.folds]
    by_metric = {
        name: [scores[name] for scores in folds if name in scores]
        for name in dict.fromkeys(k for f in folds for k in f)
    }
    share = test_share(prepared.task.split)
    metrics = {metric.name: metric for metric in METRICS[prepared.task.problem]}
    intervals = {name: corrected_interval(values, test_share=share) for name, values in by_metric.items()}
    parts = [part for part in (adjusted.method if adjusted.method != "none" else "", _threshold_text(adjusted)) if part]
    row = replace(
        base,
        candidate=id_,
        title=f"{base.title} ({', '.join(parts)})",
        rank=None,
        means={name: float(np.mean(values)) for name, values in by_metric.items()},
        stds={name: float(np.std(values, ddof=1)) for name, values in by_metric.items() if len(values) > 1},
        intervals={name: metrics[name].clipped(i) for name, i in intervals.items() if i is not None},
        holdout={},
        holdout_intervals={},
    )
    answers = _on_holdout(prepared, adjusted.pipeline)
    if answers is None:
        return row
    on_holdout = bootstrap_intervals(answers, seed=prepared.task.split.seed, resampling=prepared.resampling)
    return replace(row, holdout=score(answers), holdout_intervals=on_holdout)


def _threshold_text(adjusted: Adjusted) -> str:
    return "" if adjusted.threshold is None else f"threshold {adjusted.threshold.value:.4g}"


def _on_holdout(prepared: Prepared, pipeline: TaskClassifier) -> Answers | None:
    rows, problem = prepared.split.holdout, prepared.task.problem
    truth = prepared.target_of(rows)
    known = known_rows(truth, labels_of(pipeline, truth), problem)
    if not len(known):
        return None
    return ask(pipeline, take(prepared.features_of(rows), known), take(truth, known), problem=problem)


def _with_probabilities(recorded: Sequence[Answers | None], pipeline: TaskClassifier) -> tuple[Answers, ...]:
    known = tuple(answers for answers in recorded if answers is not None and answers.proba is not None)
    if not known:
        raise InvalidTask("threshold_needs_probabilities", estimator=type(pipeline.estimator).__name__)
    return known


# Any below: estimators and matrices of scikit-learn, which ships no types.
@dataclass(frozen=True, slots=True)
class _Responses:
    """What clones answered out of fold: by `method`, on the rows of each fold in turn."""

    method: str
    values: Any
    codes: NDArray[np.int64]
    folds: tuple[NDArray[np.int64], ...]


def _calibrated(
    prepared: Prepared, pipeline: TaskClassifier, calibrate: Calibration, is_cancelled: Callable[[], bool] | None
) -> Adjusted:
    found = _responses(prepared, pipeline, is_cancelled)
    n_classes = len(pipeline.classes_)
    absent = [str(label) for code, label in enumerate(pipeline.classes_) if code not in found.codes]
    if absent:
        raise InvalidTask("calibration_needs_each_class", absent=absent, n_rows=len(found.codes))
    kind = calibrate if calibrate != "auto" else ("isotonic" if len(found.codes) >= ISOTONIC_ROWS else "sigmoid")
    everything = np.arange(len(found.codes))
    is_timed = prepared.task.split.kind is SplitKind.TIME
    folds = []
    for rows in found.folds:
        # In time order nothing is learned from later folds, and a fold that has no earlier ones to learn from is not judged.
        others = everything[: rows[0]] if is_timed else np.setdiff1d(everything, rows)
        is_whole = len(np.unique(found.codes[others])) == n_classes
        if is_timed and not is_whole:
            continue
        taught = others if is_whole else everything
        proba = _calibrator(found, taught, kind).predict_proba(rows[:, None])
        truth = found.codes[rows].astype(np.float64)
        folds.append(
            Answers(prepared.task.problem, truth, proba.argmax(axis=1).astype(np.float64), proba, None, n_classes)
        )
    if not folds:
        raise InvalidTask("adjust_needs_earlier_folds", folds=len(found.folds))
    copied = copy(pipeline)
    copied.inner_ = _over(_calibrator(found, everything, kind), pipeline.inner_)
    copied.threshold = None
    return Adjusted(copied, tuple(folds), None, kind)


def _responses(prepared: Prepared, pipeline: TaskClassifier, is_cancelled: Callable[[], bool] | None) -> _Responses:
    """Return out-of-fold responses; folds whose training rows lack a class are passed over, as their columns would differ."""
    inner = pipeline.inner_
    method = next((name for name in ("decision_function", "predict_proba") if hasattr(inner, name)), None)
    if method is None:
        raise InvalidTask("calibration_needs_scores", estimator=type(pipeline.estimator).__name__)
    values, codes, folds, start = [], [], [], 0
    for fold in prepared.split.folds:
        go_on(is_cancelled)
        taught = prepared.codes(prepared.target_of(fold.train)).astype(np.int64)
        if len(np.unique(taught)) < len(pipeline.classes_) or len(fold.test) < MIN_FOLD_ROWS:
            continue
        model = clone(inner).fit(pipeline.encoded(prepared.features_of(fold.train)), taught)
        go_on(is_cancelled)
        values.append(np.asarray(getattr(model, method)(pipeline.encoded(prepared.features_of(fold.test)))))
        codes.append(prepared.codes(prepared.target_of(fold.test)).astype(np.int64))
        folds.append(np.arange(start, start + len(fold.test)))
        start += len(fold.test)
    if not folds:
        raise InvalidTask("calibration_needs_each_class", absent=["?"], n_rows=0)
    return _Responses(method, np.concatenate(values), np.concatenate(codes), tuple(folds))


def _calibrator(found: _Responses, rows: NDArray[np.int64], kind: str) -> Any:
    stub = _Scores(found.values) if found.method == "decision_function" else _Shares(found.values)
    stub.fit(rows[:, None], found.codes)
    at_once = [(np.arange(len(rows)), np.arange(len(rows)))]  # the responses are out of fold already
    calibrator = CalibratedClassifierCV(FrozenEstimator(stub), method=kind, ensemble=False, cv=at_once)
    return calibrator.fit(rows[:, None], found.codes[rows])


def _over(calibrator: Any, inner: Any) -> Any:
    """Put the estimator itself where its recorded responses stood."""
    for part in calibrator.calibrated_classifiers_:
        part.estimator = inner
    calibrator.estimator, calibrator.cv = inner, None
    calibrator.n_features_in_ = inner.n_features_in_
    return calibrator


class _Recorded(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Answers row number i with the i-th response."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def fit(self, X: Any, y: Any) -> _Recorded:  # noqa: ARG002  # the signature of an estimator
        self.classes_ = np.unique(y)
        return self

    def predict(self, X: Any) -> Any:
        said = self._said(X)
        return self.classes_[(said > 0).astype(int) if said.ndim == 1 else said.argmax(axis=1)]

    def _said(self, X: Any) -> Any:
        return self.values[np.asarray(X)[:, 0].astype(int)]


class _Scores(_Recorded):
    def decision_function(self, X: Any) -> Any:
        return self._said(X)


class _Shares(_Recorded):
    def predict_proba(self, X: Any) -> Any:
        return self._said(X)


def _with_cost(adjusted: Adjusted, costs: tuple[float, float], *, plan: SplitPlan) -> Adjusted:
    threshold = _chosen(adjusted.folds, costs, plan.seed)
    is_timed = plan.kind is SplitKind.TIME
    folds = []
    for place, answers in enumerate(adjusted.folds):
        others = [fold for n, fold in enumerate(adjusted.folds) if (n < place if is_timed else n != place)]
        if is_timed and not _has_both(others):
            continue
        value = _chosen(others, costs, plan.seed).value if _has_both(others) else threshold.value
        said = (_positive(answers) >= value).astype(np.float64)
        folds.append(replace(answers, answer=said))
    if not folds:
        raise InvalidTask("adjust_needs_earlier_folds", folds=len(adjusted.folds))
    return Adjusted(with_threshold(adjusted.pipeline, threshold), tuple(folds), threshold, adjusted.method)


def _chosen(folds: Sequence[Answers], costs: tuple[float, float], seed: int) -> Threshold:
    truth, probability = (np.concatenate([read(fold) for fold in folds]) for read in (lambda f: f.truth, _positive))
    return choose_threshold(
        truth == 1, probability, cost_false_positive=costs[0], cost_false_negative=costs[1], split="folds", seed=seed
    )


def _has_both(folds: Sequence[Answers]) -> bool:
    return len({float(code) for fold in folds for code in np.unique(fold.truth)}) == 2


def _positive(answers: Answers) -> NDArray[np.float64]:
    assert answers.proba is not None  # noqa: S101  # checked before a threshold is chosen
    return np.asarray(answers.proba[:, 1], dtype=np.float64)


def _joined(folds: Sequence[Answers]) -> Answers:
    first = folds[0]
    return replace(
        first,
        truth=np.concatenate([fold.truth for fold in folds]),
        answer=np.concatenate([fold.answer for fold in folds]),
        proba=np.concatenate([np.asarray(fold.proba) for fold in folds]),
        score=None,
    )
