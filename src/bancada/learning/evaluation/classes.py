"""How well classes are told apart: confusion, ROC, precision-recall and a scorecard a class.

Works on truths and answers alone; knows neither models nor frames.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, confusion_matrix, precision_recall_curve, roc_curve

from bancada.learning.evaluation.intervals import area_interval, average_precision_interval
from bancada.learning.evaluation.values import (
    MAX_POINTS,
    Confusion,
    LabelSummary,
    PrecisionRecallCurve,
    RocCurve,
)

__all__ = ["confusion", "evenly", "label_summary", "precision_recall", "roc"]

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


def confusion(truth: NDArray[np.str_], answer: NDArray[np.str_], *, labels: Sequence[str], split: str) -> Confusion:
    """Count answers by true class; rows are the true classes, in the order of `labels`."""
    counts = confusion_matrix(truth, answer, labels=list(labels))
    return Confusion(tuple(labels), tuple(tuple(int(n) for n in row) for row in counts), split)


def roc(is_class: BoolArray, probability: FloatArray, *, label: str, split: str) -> RocCurve | None:
    """Trace the ROC curve of one class; None where only one kind of row is there.

    Parameters
    ----------
    is_class : ndarray of bool, shape (n_rows,)
    probability : ndarray, shape (n_rows,)
        Of the class; any score that rises with it will do. No NaN.
    """
    n_positive = int(is_class.sum())
    if n_positive in (0, len(is_class)):
        return None
    area, interval = area_interval(probability[is_class], probability[~is_class])
    false_positive, true_positive, _ = roc_curve(is_class, probability)
    kept = evenly(false_positive + true_positive)
    return RocCurve(
        label=label,
        false_positive_rate=_floats(false_positive[kept]),
        true_positive_rate=_floats(true_positive[kept]),
        auc=area,
        interval=interval,
        n_positive=n_positive,
        n_negative=len(is_class) - n_positive,
        split=split,
    )


def precision_recall(
    is_class: BoolArray, probability: FloatArray, *, label: str, split: str
) -> PrecisionRecallCurve | None:
    """Trace precision over recall of one class; None where only one kind of row is there."""
    n_positive = int(is_class.sum())
    if n_positive in (0, len(is_class)):
        return None
    precision, recall, _ = precision_recall_curve(is_class, probability)
    precision, recall = precision[::-1], recall[::-1]
    kept = evenly(recall)
    average = float(average_precision_score(is_class, probability))
    return PrecisionRecallCurve(
        label=label,
        recall=_floats(recall[kept]),
        precision=_floats(precision[kept]),
        average_precision=average,
        interval=average_precision_interval(average, n_positive),
        prevalence=n_positive / len(is_class),
        n_rows=len(is_class),
        split=split,
    )


def label_summary(
    is_class: BoolArray, is_answered: BoolArray, probability: FloatArray | None, *, label: str, split: str
) -> LabelSummary:
    """Return one class's scorecard; what is undefined on these rows is None."""
    hits = int((is_class & is_answered).sum())
    n_class, n_answered = int(is_class.sum()), int(is_answered.sum())
    curve = None if probability is None else roc(is_class, probability, label=label, split=split)
    return LabelSummary(
        label=label,
        prevalence=n_class / len(is_class),
        precision=hits / n_answered if n_answered else None,
        recall=hits / n_class if n_class else None,
        f1=2 * hits / (n_class + n_answered) if n_class + n_answered else 0.0,
        auc=curve.auc if curve else None,
        auc_interval=curve.interval if curve else None,
        n_rows=len(is_class),
        split=split,
    )


def evenly(path: FloatArray) -> NDArray[np.intp]:
    """Return at most `MAX_POINTS` indices spread evenly along a never-falling `path`, both ends among them.

    Spreading along the path, not the index, keeps the steep part of a curve that many rows share.
    """
    if len(path) <= MAX_POINTS:
        return np.arange(len(path))
    wanted = np.linspace(path[0], path[-1], MAX_POINTS - 1)
    return np.unique(np.append(np.searchsorted(path, wanted), [0, len(path) - 1]).clip(max=len(path) - 1))[:MAX_POINTS]


def _floats(values: FloatArray) -> tuple[float, ...]:
    return tuple(float(round(value, 6)) for value in values)
