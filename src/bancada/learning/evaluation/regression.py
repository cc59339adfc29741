"""The errors of a regression. Works on truths and answers alone; knows neither models nor frames."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bancada.learning.evaluation.intervals import mean_interval
from bancada.learning.evaluation.values import MAX_SAMPLE, Residuals

__all__ = ["residuals"]

FloatArray = NDArray[np.float64]


def residuals(
    actual: FloatArray, predicted: FloatArray, *, baseline: float, split: str, seed: int, n_bins: int = 40
) -> Residuals:
    """Summarise predicted minus actual.

    Parameters
    ----------
    actual, predicted : ndarray, shape (n_rows,)
        In the target's unit, no NaN.
    baseline : float
        What the dummy answers for every row: the training median.
    seed : int
        Of the sample that is kept for the scatter.
    n_bins : int
        Bins of the histogram, over the whole range of the residuals.
    """
    errors = predicted - actual
    counts, edges = np.histogram(errors, bins=n_bins)
    kept = np.arange(len(errors))
    if len(kept) > MAX_SAMPLE:
        kept = np.sort(np.random.default_rng(seed).choice(kept, MAX_SAMPLE, replace=False))
    return Residuals(
        actual=_floats(actual[kept]),
        predicted=_floats(predicted[kept]),
        edges=_floats(edges),
        counts=tuple(int(n) for n in counts),
        quantiles=_floats(np.quantile(errors, [0.05, 0.25, 0.5, 0.75, 0.95])),
        bias=float(errors.mean()),
        bias_interval=mean_interval(errors),
        mean_absolute_error=float(np.abs(errors).mean()),
        baseline_absolute_error=float(np.abs(actual - baseline).mean()),
        n_rows=len(errors),
        split=split,
    )


def _floats(values: FloatArray) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
