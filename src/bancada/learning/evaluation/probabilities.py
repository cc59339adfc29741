"""Whether probabilities mean what they say, and what each threshold on them would give.

Works on truths and probabilities alone; knows neither models nor frames.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bancada.learning.evaluation.intervals import wilson_interval
from bancada.learning.evaluation.values import MAX_POINTS, Calibration, CalibrationBin, ThresholdCurve

__all__ = ["calibration", "threshold_curve"]

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


def calibration(
    is_class: BoolArray, probability: FloatArray, *, label: str, split: str, n_bins: int = 10
) -> Calibration:
    """Compare predicted probabilities with what came, in bins that hold about as many rows each.

    Parameters
    ----------
    is_class : ndarray of bool, shape (n_rows,)
    probability : ndarray, shape (n_rows,)
        Within [0, 1], no NaN.
    n_bins : int
        At most this many; equal probabilities never part, so there may be fewer.
    """
    came = is_class.astype(float)
    prevalence = float(came.mean())
    bins = _quantile_bins(came, probability, n_bins)
    gaps = sum(item.n_rows * abs(item.predicted - item.observed) for item in bins)
    return Calibration(
        label=label,
        bins=bins,
        brier=float(np.mean((probability - came) ** 2)),
        brier_baseline=prevalence * (1 - prevalence),
        log_loss=_log_loss(came, probability),
        log_loss_baseline=_log_loss(came, np.full(len(came), prevalence)),
        expected_error=gaps / len(came),
        split=split,
    )


def _quantile_bins(came: FloatArray, probability: FloatArray, n_bins: int) -> tuple[CalibrationBin, ...]:
    edges = np.unique(np.quantile(probability, np.linspace(0, 1, n_bins + 1)[1:-1]))
    number = np.searchsorted(edges, probability, side="left")
    rows = np.bincount(number, minlength=len(edges) + 1)
    predicted = np.bincount(number, probability, len(rows))
    observed = np.bincount(number, came, len(rows))
    return tuple(
        CalibrationBin(
            float(predicted[i] / n), float(observed[i] / n), wilson_interval(float(observed[i]), int(n)), int(n)
        )
        for i, n in enumerate(rows)
        if n
    )


def _log_loss(came: FloatArray, probability: FloatArray) -> float:
    inside = np.clip(probability, 1e-15, 1 - 1e-15)
    return float(-np.mean(came * np.log(inside) + (1 - came) * np.log1p(-inside)))


def threshold_curve(
    is_class: BoolArray,
    probability: FloatArray,
    *,
    label: str,
    split: str,
    cost_false_positive: float = 1.0,
    cost_false_negative: float = 1.0,
) -> ThresholdCurve:
    """Return precision, recall, F1 and mean cost a row over thresholds; a row is positive from the threshold on."""
    thresholds = np.unique(np.quantile(probability, np.linspace(0, 1, MAX_POINTS - 99)))
    thresholds = np.unique(np.concatenate([thresholds, np.linspace(0, 1, 99)]))
    ordered = np.sort(probability)
    ordered_class = np.sort(probability[is_class])
    answered = len(ordered) - np.searchsorted(ordered, thresholds)
    hits = len(ordered_class) - np.searchsorted(ordered_class, thresholds)
    n_class = len(ordered_class)
    cost = (cost_false_positive * (answered - hits) + cost_false_negative * (n_class - hits)) / len(ordered)
    return ThresholdCurve(
        label=label,
        thresholds=tuple(float(value) for value in thresholds),
        precision=tuple(int(h) / int(a) if a else None for h, a in zip(hits, answered, strict=True)),
        recall=tuple(float(value) for value in hits / max(n_class, 1)),
        f1=tuple(float(value) for value in 2 * hits / np.maximum(n_class + answered, 1)),
        cost=tuple(float(value) for value in cost),
        cost_false_positive=cost_false_positive,
        cost_false_negative=cost_false_negative,
        split=split,
    )
