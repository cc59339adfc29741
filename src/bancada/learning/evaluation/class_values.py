"""The parts of an evaluation that speak of classes, as small values. Must not know scikit-learn, frames or figures."""

from __future__ import annotations

from dataclasses import dataclass

from bancada.core.leaderboard import Interval

__all__ = [
    "Calibration",
    "CalibrationBin",
    "Confusion",
    "LabelSummary",
    "PrecisionRecallCurve",
    "RocCurve",
    "ThresholdCurve",
]


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each class was answered for each true class.

    Attributes
    ----------
    labels : tuple of str
    counts : tuple of tuple of int, shape (n_labels, n_labels)
        Row: the true class; column: the answered one.
    split : str
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    split: str


@dataclass(frozen=True, slots=True)
class RocCurve:
    """Receiver operating characteristic of one class against the rest.

    Attributes
    ----------
    label : str
        The class counted as positive.
    false_positive_rate, true_positive_rate : tuple of float
    auc : float
        Chance gives 0.5.
    interval : Interval
        95%, by DeLong (1988) on the logit scale.
    n_positive, n_negative : int
    split : str
    """

    label: str
    false_positive_rate: tuple[float, ...]
    true_positive_rate: tuple[float, ...]
    auc: float
    interval: Interval
    n_positive: int
    n_negative: int
    split: str


@dataclass(frozen=True, slots=True)
class PrecisionRecallCurve:
    """Precision over recall of one class against the rest.

    Attributes
    ----------
    label : str
    recall, precision : tuple of float
        Recall rising.
    average_precision : float
    interval : Interval
        95%, logit interval of Boyd, Eng and Page (2013).
    prevalence : float
        Share of the class: what answering at random gives.
    n_rows : int
    split : str
    """

    label: str
    recall: tuple[float, ...]
    precision: tuple[float, ...]
    average_precision: float
    interval: Interval
    prevalence: float
    n_rows: int
    split: str


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Rows of similar predicted probability: what was predicted and what came.

    Attributes
    ----------
    predicted : float
        Mean predicted probability.
    observed : float
        Share in which the class came.
    interval : Interval
        Wilson's 95% interval of `observed`.
    n_rows : int
    """

    predicted: float
    observed: float
    interval: Interval
    n_rows: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether probabilities mean what they say, for one class against the rest.

    Attributes
    ----------
    label : str
    bins : tuple of CalibrationBin
        By quantiles of the predicted probability.
    brier, brier_baseline : float
        Mean squared error of the probability; the baseline always says the prevalence.
    log_loss, log_loss_baseline : float
        In nats.
    expected_error : float
        Mean |predicted - observed| over bins, weighted by rows (ECE).
    split : str
    """

    label: str
    bins: tuple[CalibrationBin, ...]
    brier: float
    brier_baseline: float
    log_loss: float
    log_loss_baseline: float
    expected_error: float
    split: str


@dataclass(frozen=True, slots=True)
class ThresholdCurve:
    """What each threshold on the positive class's probability would give.

    Attributes
    ----------
    label : str
    thresholds : tuple of float
        Rising; a row is answered positive from this probability on.
    precision : tuple of float or None
        None where no row is answered positive.
    recall, f1 : tuple of float
    cost : tuple of float
        Mean cost a row.
    cost_false_positive, cost_false_negative : float
    split : str
    """

    label: str
    thresholds: tuple[float, ...]
    precision: tuple[float | None, ...]
    recall: tuple[float, ...]
    f1: tuple[float, ...]
    cost: tuple[float, ...]
    cost_false_positive: float
    cost_false_negative: float
    split: str


@dataclass(frozen=True, slots=True)
class LabelSummary:
    """One label of a multilabel problem, or one class: its own small scorecard.

    Attributes
    ----------
    label : str
    prevalence : float
    precision : float or None
        None where it was never answered.
    recall : float or None
        None where it never came.
    f1 : float
    auc : float or None
        None without probabilities, or where only one kind of row is there.
    auc_interval : Interval or None
    n_rows : int
    split : str
    """

    label: str
    prevalence: float
    precision: float | None
    recall: float | None
    f1: float
    auc: float | None
    auc_interval: Interval | None
    n_rows: int
    split: str
