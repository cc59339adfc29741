"""Probabilities that mean what they say, and the threshold that costs least.

Both must be learned on rows that the model was not fitted on; which rows those were is said in the result.
Knows pipelines, not runs or stores.
"""

from __future__ import annotations

from copy import copy
from math import factorial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator

from bancada.core.adjustment import Threshold
from bancada.core.errors import InvalidTask
from bancada.core.leaderboard import Interval
from bancada.core.task import Problem
from bancada.learning.encoding import label_text
from bancada.learning.pipeline import TaskClassifier

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ISOTONIC_ROWS", "Method", "Threshold", "calibrated", "choose_threshold", "with_threshold"]

Method = Literal["auto", "isotonic", "sigmoid"]

ISOTONIC_ROWS = 1_000
"""Rows from which "auto" trusts isotonic regression, which overfits below (Niculescu-Mizil and Caruana 2005)."""

CANDIDATES = 1_000
RESAMPLES = 200


def choose_threshold(
    y: Any,
    p: Any,
    *,
    cost_false_positive: float,
    cost_false_negative: float,
    split: str = "folds",
    seed: int = 7,
) -> Threshold:
    """Choose the threshold with the least mean cost on the rows given.

    Parameters
    ----------
    y : array of bool or 0/1, shape (n_rows,)
        Whether a row is of the positive class.
    p : array of float, shape (n_rows,)
        Probability of the positive class, by a model that was not fitted on these rows.
    cost_false_positive, cost_false_negative : float
        What each mistake costs, in any one unit; right answers cost nothing. Not negative, not both 0.
    split : str
        Where the rows are from; kept in the result.
    seed : int
        Of the bootstrap.

    Raises
    ------
    InvalidTask
        Costs or probabilities that cannot be used, or only one kind of row.

    Examples
    --------
    >>> found = choose_threshold([0, 0, 1, 1], [0.1, 0.4, 0.3, 0.9], cost_false_positive=1, cost_false_negative=5)
    >>> round(found.value, 3), found.expected_cost
    (0.2, 0.25)
    """
    is_positive, probability = np.asarray(y).astype(bool), np.asarray(p, dtype=np.float64)
    costs = (float(cost_false_positive), float(cost_false_negative))
    _check(is_positive, probability, costs)
    thresholds, positives, negatives = _tally(is_positive, probability)
    cost = _cost_by_threshold(positives, negatives, costs=costs)
    best = _cheapest(cost, thresholds, costs)
    chosen, left_out_cost = _resampled(positives, negatives, thresholds, costs=costs, seed=seed)
    low, high = np.quantile(thresholds[chosen], [0.025, 0.975])
    by_row = _cost_by_row(is_positive, probability >= thresholds[best], costs=costs)
    return Threshold(
        value=float(thresholds[best]),
        value_interval=Interval(float(min(low, thresholds[best])), float(max(high, thresholds[best]))),
        expected_cost=float(cost[best]),
        interval=_around(left_out_cost if np.isfinite(left_out_cost) else float(cost[best]), by_row),
        cost_at_half=float(_cost_by_row(is_positive, probability >= 0.5, costs=costs).mean()),
        cost_never=float(costs[1] * is_positive.mean()),
        cost_always=float(costs[0] * (1 - is_positive.mean())),
        cost_false_positive=costs[0],
        cost_false_negative=costs[1],
        n_rows=len(is_positive),
        split=split,
    )


def calibrated(
    pipeline: TaskClassifier, X: Any, y: Any, *, method: Method = "auto", folds: Any = None
) -> TaskClassifier:
    """Return a copy of a fitted classifier whose probabilities are calibrated.

    Parameters
    ----------
    pipeline : TaskClassifier
        Fitted; not changed.
    X, y : DataFrame and labels
        Without `folds`: rows the pipeline was **not** fitted on; they calibrate it as it stands.
    method : {"auto", "isotonic", "sigmoid"}
        "auto" is isotonic from `ISOTONIC_ROWS` rows on, else sigmoid (Platt 1999).
    folds : splitter or iterable of (train, test), optional
        Cross-fitting: `X, y` are the training rows; the calibrator learns from out-of-fold answers, then the estimator is
        fitted anew on all of them.

    Returns
    -------
    TaskClassifier
        With the same fields and classes and without a threshold, which belonged to the old probabilities.

    Raises
    ------
    InvalidTask
        A multilabel problem, an estimator that gives neither probabilities nor scores, or rows without each class.
    """
    _check_calibratable(pipeline)
    labels = [label_text(label) for label in pipeline.classes_]
    codes = np.array([labels.index(text) if text in labels else -1 for text in map(label_text, np.asarray(y))])
    absent = [label for code, label in enumerate(labels) if code not in codes]
    if absent or (codes < 0).any():
        raise InvalidTask("calibration_needs_each_class", absent=absent or ["?"], n_rows=len(codes))
    kind = method if method != "auto" else ("isotonic" if len(codes) >= ISOTONIC_ROWS else "sigmoid")
    matrix = pipeline.encoded(X)
    if folds is None:
        inner = CalibratedClassifierCV(FrozenEstimator(pipeline.inner_), method=kind, ensemble=False)
    else:
        inner = CalibratedClassifierCV(clone(pipeline.inner_), method=kind, cv=folds, ensemble=False)
    inner.fit(matrix, codes)
    return _with_inner(pipeline, _thawed(inner))


def with_threshold(pipeline: TaskClassifier, threshold: Threshold | float) -> TaskClassifier:
    """Return a copy of a fitted binary classifier that answers by a threshold; its signature says so."""
    if pipeline.problem_ is not Problem.BINARY:
        raise InvalidTask("threshold_needs_binary", problem=pipeline.problem_.value)
    copied = copy(pipeline)
    copied.threshold = threshold.value if isinstance(threshold, Threshold) else float(threshold)
    return copied


def _check(is_positive: NDArray[np.bool_], probability: NDArray[np.float64], costs: tuple[float, float]) -> None:
    if not all(np.isfinite(cost) and cost >= 0 for cost in costs) or not any(costs):
        raise InvalidTask("threshold_costs", costs=list(costs))
    if len(is_positive) != len(probability) or not np.isfinite(probability).all():
        raise InvalidTask("threshold_probabilities", n_labels=len(is_positive), n_probabilities=len(probability))
    if is_positive.all() or not is_positive.any():
        raise InvalidTask("threshold_needs_both", n_rows=len(is_positive), n_positive=int(is_positive.sum()))


def _tally(
    is_positive: NDArray[np.bool_], probability: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return thresholds, rising, and how many rows of each kind lie between each and the next; bin 0 lies below all of them."""
    levels = np.unique(probability)
    if len(levels) > CANDIDATES:
        levels = np.unique(np.quantile(probability, np.linspace(0, 1, CANDIDATES), method="inverted_cdf"))
    middles = (levels[1:] + levels[:-1]) / 2
    thresholds = np.concatenate([[0.0], middles, [np.nextafter(max(1.0, levels[-1]), 2.0)]])
    bins = np.searchsorted(thresholds, probability, side="right")
    n_bins = len(thresholds) + 1
    return (
        thresholds,
        np.bincount(bins[is_positive], minlength=n_bins),
        np.bincount(bins[~is_positive], minlength=n_bins),
    )


def _cost_by_threshold(
    positives: NDArray[np.int64], negatives: NDArray[np.int64], *, costs: tuple[float, float]
) -> NDArray[np.float64]:
    missed = np.cumsum(positives)[:-1]
    alarmed = negatives.sum() - np.cumsum(negatives)[:-1]
    cost: NDArray[np.float64] = (costs[0] * alarmed + costs[1] * missed) / max(positives.sum() + negatives.sum(), 1)
    return cost


def _cost_by_row(
    is_positive: NDArray[np.bool_], is_answered: NDArray[np.bool_], *, costs: tuple[float, float]
) -> NDArray[np.float64]:
    return costs[0] * (is_answered & ~is_positive) + costs[1] * (is_positive & ~is_answered)


def _around(centre: float, by_row: NDArray[np.float64]) -> Interval:
    half = 1.959963984540054 * float(by_row.std(ddof=1)) / float(np.sqrt(len(by_row)))
    mean = float(by_row.mean())
    return Interval(max(0.0, min(centre - half, mean)), max(centre + half, mean))


def _cheapest(cost: NDArray[np.float64], thresholds: NDArray[np.float64], costs: tuple[float, float]) -> int:
    """Return the index of the least cost; of equals, the one nearest to where calibrated probabilities would have it."""
    ideal = costs[0] / (costs[0] + costs[1])
    equal = np.flatnonzero(cost <= cost.min() + 1e-12)
    return int(equal[np.argmin(np.abs(thresholds[equal] - ideal))])


def _resampled(
    positives: NDArray[np.int64],
    negatives: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    *,
    costs: tuple[float, float],
    seed: int,
) -> tuple[NDArray[np.intp], float]:
    """Return the threshold chosen in each resample, and the mean cost of each on the rows that its resample left out.

    Rows of a bin are alike, so a resample draws how many rows of a bin are taken 0, 1, 2, ... times (Poisson bootstrap).
    """
    rng = np.random.default_rng(seed)
    shares = np.array([np.exp(-1) / factorial(times) for times in range(8)])
    shares[-1] += 1 - shares.sum()
    chosen, left_out_cost = [], []
    for _ in range(RESAMPLES):
        taken = rng.multinomial(positives, shares), rng.multinomial(negatives, shares)
        in_sample = _cost_by_threshold(*(part @ np.arange(8) for part in taken), costs=costs)
        chosen.append(_cheapest(in_sample, thresholds, costs))
        left_out = taken[0][:, 0], taken[1][:, 0]
        if any(part.any() for part in left_out):
            left_out_cost.append(_cost_by_threshold(*left_out, costs=costs)[chosen[-1]])
    return np.array(chosen, dtype=np.intp), float(np.mean(left_out_cost)) if left_out_cost else float("nan")


def _check_calibratable(pipeline: TaskClassifier) -> None:
    if pipeline.problem_ is Problem.MULTILABEL:
        raise InvalidTask("calibration_of_multilabel")
    if not (hasattr(pipeline.inner_, "predict_proba") or hasattr(pipeline.inner_, "decision_function")):
        raise InvalidTask("calibration_needs_scores", estimator=type(pipeline.estimator).__name__)


def _thawed(inner: Any) -> Any:
    """Put the estimators themselves where `FrozenEstimator` stood: exporters know them, not the frozen one."""
    for part in inner.calibrated_classifiers_:
        if isinstance(part.estimator, FrozenEstimator):
            part.estimator = part.estimator.estimator
    return inner


def _with_inner(pipeline: TaskClassifier, inner: Any) -> TaskClassifier:
    copied = copy(pipeline)
    copied.inner_ = inner
    copied.threshold = None
    return copied
