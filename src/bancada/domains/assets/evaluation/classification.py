"""Figures of the action: direction, MCC, accuracy, precision, recall, F1, log loss and Brier score, beside majority and persistence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.assets.evaluation.direction import direction_measure
from bancada.domains.assets.evaluation.measuring import baseline_of, measure_of
from bancada.domains.assets.values import ACTION_NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.evaluation.figures import Measure
    from bancada.domains.assets.evaluation.part_rows import PartRows, Training
    from bancada.domains.assets.evaluation.resampling import Sessions

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["LEAST_PROBABILITY", "classification_measures", "confusion_counts", "confusion_figures"]

LEAST_PROBABILITY = 1e-15
"""Probabilities are taken for at least this in the log loss, as in scikit-learn."""
_N = len(ACTION_NAMES)


def classification_measures(part: PartRows, training: Training, sessions: Sessions) -> tuple[Measure, ...]:
    """Return the figures of the action, that of the direction first and MCC second.

    Each of those taken from a confusion matrix stands beside "majority", the same figure of always answering the most frequent action of
    training rows (its MCC is 0), and "persistence", that of answering the last action known. Log loss and Brier score stand beside
    "shares". A figure that is undefined is None, and so is the interval of one that is a share of too few rows.
    """
    confusion = confusion_counts(part.truth, part.action, sessions)
    own = confusion_figures(confusion)
    majority = np.full(len(part), training.majority)
    others = {
        "majority": confusion_figures(confusion_counts(part.truth, majority, sessions)),
        "persistence": confusion_figures(confusion_counts(part.truth, part.last_action, sessions)),
    }
    blocks = sessions.n_blocks
    measures = [
        measure_of(
            name,
            figures,
            blocks,
            tuple(baseline_of(which, other[name], figures, blocks, of=name) for which, other in others.items()),
            n_rows=_n_rows(name, confusion[0]),
        )
        for name, figures in own.items()
    ]
    direction = direction_measure(part, sessions)
    return (direction, *measures, *_probability_measures(part, training, sessions))


def _n_rows(name: str, confusion: Floats) -> int:
    """Return how many rows a figure is a share of: those of an action that were answered, came, or either."""
    kind, _, action = name.removesuffix(")").partition(" (")
    real, said = confusion.sum(axis=1), confusion.sum(axis=0)
    if action not in ACTION_NAMES:
        return int(confusion.sum())
    counts = {"Prec.": said, "Recall": real, "F1": np.minimum(real, said)}[kind]
    return int(counts[ACTION_NAMES.index(action)])


def confusion_counts(truth: Ints, answer: Ints, sessions: Sessions) -> Floats:
    """Return confusion matrices (row: truth), as they are and of each resample, shape (1 + n_resamples, 3, 3)."""
    cells = np.zeros((len(truth), _N * _N))
    cells[np.arange(len(truth)), _N * truth + answer] = 1.0
    counts: Floats = sessions.drawn(cells).reshape(-1, _N, _N)
    return counts


def confusion_figures(counts: Floats) -> dict[str, Floats]:
    """Return figures of confusion matrices, each of shape (m,), of counts of shape (m, 3, 3).

    "MCC", "Accuracy", "Balanced Accuracy" (the mean recall of the classes that came) and for each action, for "macro" (plain mean) and
    "weighted" (by how often each came) "Prec.", "Recall" and "F1". MCC is the R_K of Gorodkin (2004), "Comparing two K-category
    assignments by a K-category correlation coefficient", equation 8; 0 where answers or truth hold one class. The precision of an action
    that was never answered and the recall of one that never came are NaN, and count 0 in means over the actions that came or were answered:
    an action never given would otherwise raise them. All as in scikit-learn with zero_division=0, but for those NaN.
    """
    total = counts.sum(axis=(1, 2))
    is_there = counts.sum(axis=1) + counts.sum(axis=2) > 0
    hit = np.diagonal(counts, axis1=1, axis2=2)
    real, said = counts.sum(axis=2), counts.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        classes = {"Prec.": hit / said, "Recall": hit / real, "F1": 2 * hit / (real + said)}
        share = real / total[:, None]
        figures = {
            "MCC": _mcc(hit, real, said, total),
            "Accuracy": hit.sum(axis=1) / total,
            "Balanced Accuracy": _mean(classes["Recall"], real > 0),
        }
    for name, values in classes.items():
        figures |= {f"{name} ({action})": values[:, code] for code, action in enumerate(ACTION_NAMES)}
        figures[f"{name} (macro)"] = _mean(values, is_there)
        figures[f"{name} (weighted)"] = _mean(values, share)
    return figures


def _mcc(hit: Floats, real: Floats, said: Floats, total: Floats) -> Floats:
    covariance = hit.sum(axis=1) * total - (real * said).sum(axis=1)
    spread = np.sqrt((total**2 - (said**2).sum(axis=1)) * (total**2 - (real**2).sum(axis=1)))
    return np.where(spread > 0, covariance / spread, 0.0)


def _mean(values: Floats, weights: NDArray[np.bool_] | Floats) -> Floats:
    """Return means over classes, NaN as 0, by weights of the same shape; NaN where all of them are 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Floats = (np.nan_to_num(values) * weights).sum(axis=1) / weights.sum(axis=1)
    return mean


def _probability_measures(part: PartRows, training: Training, sessions: Sessions) -> tuple[Measure, ...]:
    constant = np.broadcast_to(training.shares, part.probabilities.shape)
    own, other = (_losses(part.truth, given, sessions) for given in (part.probabilities, constant))
    return tuple(
        measure_of(
            name,
            own[name],
            sessions.n_blocks,
            (baseline_of("shares", other[name], own[name], sessions.n_blocks, of=name),),
            greater_is_better=False,
        )
        for name in own
    )


def _losses(truth: Ints, probabilities: Floats, sessions: Sessions) -> dict[str, Floats]:
    """Return mean losses: "Log Loss", and "Brier" summed over the classes (Brier 1950), 0 to 2."""
    of_truth = probabilities[np.arange(len(truth)), truth]
    hits = np.eye(_N)[truth]
    columns = [
        np.ones(len(truth)),
        -np.log(np.maximum(of_truth, LEAST_PROBABILITY)),
        np.square(probabilities - hits).sum(axis=1),
    ]
    sums = sessions.drawn(np.column_stack(columns))
    return {"Log Loss": sums[:, 1] / sums[:, 0], "Brier": sums[:, 2] / sums[:, 0]}
