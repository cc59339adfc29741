"""Figures with their resamples, made into measures. Of a metric it knows the range alone."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from bancada.core.leaderboard import Interval
from bancada.domains.assets.evaluation.figures import Baseline, Measure
from bancada.domains.assets.evaluation.resampling import interval_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["LEAST_ROWS", "baseline_of", "defined", "measure_of", "within"]

LEAST_ROWS = 10
"""Rows that a share is of below which its interval would say nothing."""
_RANGES: dict[str, tuple[float, float]] = {
    "MCC": (-1.0, 1.0),
    "Brier": (0.0, 2.0),
    "Log Loss": (0.0, math.inf),
    "Return": (-1.0, math.inf),
    "Sharpe": (-math.inf, math.inf),
    "Excess": (-math.inf, math.inf),
}
_FROM_ZERO = ("MAE", "RMSE", "Price MAE", "Price RMSE", "Volatility")
_TO_ONE = ("R2", "R2 (zero)", "Price R2")
_SHARES = (
    "AUC",
    "Accuracy",
    "Balanced Accuracy",
    "Prec.",
    "Recall",
    "F1",
    "ECE",
    "Sharpness",
    "Max. drawdown",
    "Hit rate",
)


def measure_of(
    name: str,
    figures: Floats,
    n_blocks: float,
    baselines: tuple[Baseline, ...] = (),
    *,
    greater_is_better: bool = True,
    n_rows: int | None = None,
) -> Measure:
    """Return a measure of figures, shape (1 + n_resamples,): first the figure, then those of the resamples.

    Parameters
    ----------
    name : str
        Its interval is cut to what a figure of that name can be.
    figures : ndarray of float64, shape (1 + n_resamples,)
    n_blocks : float
    baselines : tuple of Baseline
    greater_is_better : bool
    n_rows : int, optional
        Rows that the figure is a share of; with fewer than `LEAST_ROWS` it has no interval, and no difference has.
    """
    if n_rows is not None and n_rows < LEAST_ROWS:
        alone = tuple(replace(one, difference=None) for one in baselines)
        return Measure(name, defined(figures[0]), None, alone, greater_is_better)
    interval = within(name, interval_of(figures, n_blocks))
    return Measure(name, defined(figures[0]), interval, baselines, greater_is_better)


def baseline_of(name: str, figures: Floats, own: Floats, n_blocks: float, *, of: str = "") -> Baseline:
    """Return a baseline, and the interval of the model's figures less its own over the same resamples.

    `of` names the measure, whose range is as wide as a difference can be.
    """
    difference = interval_of(own - figures, n_blocks)
    low, high = _range(of)
    return Baseline(name, defined(figures[0]), _cut(difference, low - high, high - low))


def within(name: str, interval: Interval | None) -> Interval | None:
    """Return the interval of a measure cut to what it can be: stretched percentiles go beyond."""
    return _cut(interval, *_range(name))


def _range(name: str) -> tuple[float, float]:
    kind = name.partition(" (")[0]
    if name in _RANGES:
        return _RANGES[name]
    if name in _FROM_ZERO:
        return 0.0, math.inf
    if name in _TO_ONE:
        return -math.inf, 1.0
    return (0.0, 1.0) if kind in _SHARES else (-math.inf, math.inf)


def _cut(interval: Interval | None, low: float, high: float) -> Interval | None:
    if interval is None:
        return None
    return Interval(min(max(interval.low, low), high), min(max(interval.high, low), high))


def defined(value: float) -> float | None:
    """Return a plain number, None for what is none."""
    return float(value) if math.isfinite(value) else None
