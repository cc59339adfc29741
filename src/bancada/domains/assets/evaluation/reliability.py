"""Whether probabilities are what they say: bins of like probability, expected calibration error, sharpness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.assets.evaluation.figures import Baseline, Bin, Calibration
from bancada.domains.assets.evaluation.measuring import baseline_of, defined, measure_of
from bancada.domains.assets.values import ACTION_NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.assets.evaluation.part_rows import PartRows, Training
    from bancada.domains.assets.evaluation.resampling import Sessions

    Floats = NDArray[np.float64]

__all__ = ["N_BINS", "calibration_of"]

N_BINS = 10


def calibration_of(part: PartRows, training: Training, sessions: Sessions) -> Calibration:
    """Return bins, calibration errors and sharpness.

    The expected calibration error is the mean over ten bins of equal width of |share - mean probability|, weighted by their rows:
    Naeini, Cooper and Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian binning", section "Calibration
    metrics"; "ECE" of the most probable action as in Guo et al. (2017), "On calibration of modern neural networks". It is above 0 by chance
    alone, so it stands beside "calibrated": its mean over resamples of the errors, each bin's own mean taken off. That is what right
    probabilities show by chance where rows of one session err together, as these do; None where nothing is resampled. Resamples, too, are
    above 0 by chance once more, so intervals are moved until their median is the figure.
    """
    p, truth = part.probabilities, part.truth
    top = p.argmax(axis=1)
    rows = np.arange(len(part))
    asked = {"ECE": (p[rows, top], truth == top)}
    asked |= {f"ECE ({name})": (p[:, code], truth == code) for code, name in enumerate(ACTION_NAMES)}
    errors = []
    for name, (given, came) in asked.items():
        figures = _about_figure(_errors(sessions.drawn(_columns(given, came))))
        baseline = (Baseline("calibrated", _fair_error(given, came, sessions)),)
        errors.append(measure_of(name, figures, sessions.n_blocks, baseline, greater_is_better=False))
    bins = {name: _bins(p[:, code], truth == code) for code, name in enumerate(ACTION_NAMES)}
    means = sessions.drawn(np.column_stack([np.ones(len(part)), p[rows, top]]))
    sharp = means[:, 1] / means[:, 0]
    shares = np.full_like(sharp, training.shares.max())
    sharpness = measure_of(
        "Sharpness",
        sharp,
        sessions.n_blocks,
        (baseline_of("shares", shares, sharp, sessions.n_blocks, of="Sharpness"),),
    )
    return Calibration(bins, tuple(errors), sharpness)


def _place(given: Floats) -> NDArray[np.int64]:
    return np.minimum((given * N_BINS).astype(np.int64), N_BINS - 1)


def _columns(given: Floats, came: NDArray[np.bool_]) -> Floats:
    """Return count, probability and hit of each row in the columns of its bin, shape (n, 3 * N_BINS)."""
    columns = np.zeros((len(given), 3, N_BINS))
    columns[np.arange(len(given)), :, _place(given)] = np.column_stack([np.ones(len(given)), given, came])
    return columns.reshape(len(given), -1)


def _errors(sums: Floats) -> Floats:
    counts, means, hits = sums.reshape(len(sums), 3, N_BINS).transpose(1, 0, 2)
    errors: Floats = np.abs(means - hits).sum(axis=1) / counts.sum(axis=1)
    return errors


def _bins(given: Floats, came: NDArray[np.bool_]) -> tuple[Bin, ...]:
    counts, means, hits = _columns(given, came).sum(axis=0).reshape(3, N_BINS)
    with np.errstate(invalid="ignore"):
        means, shares = means / counts, hits / counts
    return tuple(
        Bin(i / N_BINS, (i + 1) / N_BINS, int(counts[i]), defined(means[i]), defined(shares[i])) for i in range(N_BINS)
    )


def _about_figure(figures: Floats) -> Floats:
    """Return figures whose resamples are moved until their median is the first of them."""
    if len(figures) == 1:
        return figures
    return np.concatenate([figures[:1], figures[1:] + figures[0] - np.median(figures[1:])])


def _fair_error(given: Floats, came: NDArray[np.bool_], sessions: Sessions) -> float | None:
    """Return the mean error of resampled errors without the mean of their bin: dependent as they are, and right on average."""
    if not len(sessions.weights):
        return None
    place, wrong = _place(given), came - given
    counts = np.maximum(np.bincount(place, minlength=N_BINS), 1)
    centred = wrong - (np.bincount(place, weights=wrong, minlength=N_BINS) / counts)[place]
    sums = sessions.drawn(np.column_stack([np.ones(len(given)), np.eye(N_BINS)[place] * centred[:, None]]))[1:]
    return float((np.abs(sums[:, 1:]).sum(axis=1) / sums[:, 0]).mean())
