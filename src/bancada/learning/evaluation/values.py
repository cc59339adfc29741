"""What an evaluation says of one fitted model, as small values that can be stored, shown and sent.

Must not know scikit-learn, frames or figures: a page opens a stored evaluation without any of them.
Every part carries `split`: "folds" (out-of-fold rows of the training part) or "holdout" (rows no comparison saw).
Curves hold at most `MAX_POINTS` points; figures computed from them (areas, errors) use all rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from bancada.core.finding import Finding
from bancada.core.leaderboard import Interval
from bancada.core.task import Problem
from bancada.learning.evaluation.class_values import (
    Calibration,
    CalibrationBin,
    Confusion,
    LabelSummary,
    PrecisionRecallCurve,
    RocCurve,
    ThresholdCurve,
)

__all__ = [
    "MAX_POINTS",
    "MAX_SAMPLE",
    "Calibration",
    "CalibrationBin",
    "Confusion",
    "Evaluation",
    "Importance",
    "LabelSummary",
    "LearningCurve",
    "LearningPoint",
    "PrecisionRecallCurve",
    "Residuals",
    "RocCurve",
    "ThresholdCurve",
]

MAX_POINTS = 200
MAX_SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Residuals:
    """Errors of a regression: predicted minus actual, in the target's unit.

    Attributes
    ----------
    actual, predicted : tuple of float
        A seeded sample of at most `MAX_SAMPLE` rows.
    edges : tuple of float
        Edges of the histogram's bins, one more than `counts`.
    counts : tuple of int
    quantiles : tuple of float
        Of the residuals at 0.05, 0.25, 0.5, 0.75, 0.95.
    bias : float
        Mean residual.
    bias_interval : Interval
        95%, by the central limit theorem: rows are taken as independent.
    mean_absolute_error, baseline_absolute_error : float
        The baseline always answers the training median.
    n_rows : int
    split : str
    """

    actual: tuple[float, ...]
    predicted: tuple[float, ...]
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    quantiles: tuple[float, ...]
    bias: float
    bias_interval: Interval
    mean_absolute_error: float
    baseline_absolute_error: float
    n_rows: int
    split: str


@dataclass(frozen=True, slots=True)
class Importance:
    """What the metric loses when one column is shuffled, best first.

    Attributes
    ----------
    columns : tuple of str
    means, stds : tuple of float
        Over `n_repeats` shuffles, in units of `metric`; positive means that the column helps.
    metric : str
    score : float
        The metric with nothing shuffled.
    n_rows, n_repeats : int
    split : str
    """

    columns: tuple[str, ...]
    means: tuple[float, ...]
    stds: tuple[float, ...]
    metric: str
    score: float
    n_rows: int
    n_repeats: int
    split: str


@dataclass(frozen=True, slots=True)
class LearningPoint:
    """The metric after training on some rows: mean and standard deviation over repeats."""

    n_train: int
    mean: float
    std: float
    train_mean: float
    n_repeats: int


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """The metric over the number of training rows.

    Attributes
    ----------
    points : tuple of LearningPoint
        Rising `n_train`; models fitted anew on that many rows.
    metric : str
    greater_is_better : bool
    n_available : int
        Training rows there are; points stop earlier where a cap keeps this cheap.
    split : str
        Where `mean` is scored.
    """

    points: tuple[LearningPoint, ...]
    metric: str
    greater_is_better: bool
    n_available: int
    split: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that is shown about how one fitted model does.

    Attributes
    ----------
    problem : Problem
    metric : str
        The metric of `importance` and `learning_curve`, by PyCaret's column name.
    n_train, n_holdout : int
    confusion : Confusion or None
    roc, precision_recall, calibration : tuple
        One for a binary problem (the positive class), one a class otherwise.
    thresholds : ThresholdCurve or None
        Binary problems.
    residuals : Residuals or None
        Regression and forecast.
    labels : tuple of LabelSummary
        One a class, or one a label of a multilabel problem.
    importance : Importance or None
    learning_curve : LearningCurve or None
    findings : tuple of Finding
        What could not be evaluated, and why.
    """

    problem: Problem
    metric: str
    n_train: int
    n_holdout: int
    confusion: Confusion | None = None
    roc: tuple[RocCurve, ...] = ()
    precision_recall: tuple[PrecisionRecallCurve, ...] = ()
    calibration: tuple[Calibration, ...] = ()
    thresholds: ThresholdCurve | None = None
    residuals: Residuals | None = None
    labels: tuple[LabelSummary, ...] = ()
    importance: Importance | None = None
    learning_curve: LearningCurve | None = None
    findings: tuple[Finding, ...] = ()
