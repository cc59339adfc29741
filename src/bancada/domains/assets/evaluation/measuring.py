"""Figures with their resamples, made into measures. It knows no metric."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bancada.domains.assets.evaluation.figures import Baseline, Measure
from bancada.domains.assets.evaluation.resampling import interval_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["baseline_of", "defined", "measure_of"]


def measure_of(
    name: str,
    figures: Floats,
    n_blocks: float,
    baselines: tuple[Baseline, ...] = (),
    *,
    greater_is_better: bool = True,
) -> Measure:
    """Return a measure of figures, shape (1 + n_resamples,): first the figure, then those of the resamples."""
    return Measure(name, defined(figures[0]), interval_of(figures, n_blocks), baselines, greater_is_better)


def baseline_of(name: str, figures: Floats, own: Floats, n_blocks: float) -> Baseline:
    """Return a baseline, and the interval of the model's figures less its own over the same resamples."""
    return Baseline(name, defined(figures[0]), interval_of(own - figures, n_blocks))


def defined(value: float) -> float | None:
    """Return a plain number, None for what is none."""
    return float(value) if math.isfinite(value) else None
