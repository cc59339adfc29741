"""Figures of many resamples at once, one a row: what the bootstrap repeats. Rows are without NaN; what is undefined is NaN."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "calmar_of_rows",
    "deepest_of_rows",
    "growth_of_rows",
    "mean_of_rows",
    "payoff_of_rows",
    "profit_factor_of_rows",
    "recovery_of_rows",
    "sharpe_of_rows",
    "sortino_of_rows",
]


def mean_of_rows(resamples: Floats) -> Floats:
    """Return the mean of each row."""
    means: Floats = resamples.mean(axis=1)
    return means


def sharpe_of_rows(resamples: Floats) -> Floats:
    """Return mean over sample deviation of each row, not annualised; NaN where a row does not vary."""
    spread = resamples.std(axis=1, ddof=1)
    ratios: Floats = resamples.mean(axis=1) / np.where(np.ptp(resamples, axis=1) > 0, spread, np.nan)
    return ratios


def deepest_of_rows(resamples: Floats) -> Floats:
    """Return the greatest drawdown of a capital of 1 that earns each row without compounding, as a fraction of its peak."""
    equity = 1.0 + np.cumsum(resamples, axis=1)
    peaks = np.maximum.accumulate(np.maximum(equity, 1.0), axis=1)
    deepest: Floats = (1.0 - equity / peaks).max(axis=1)
    return deepest


def profit_factor_of_rows(resamples: Floats) -> Floats:
    """Return gains over losses of each row; infinite where a row has gains only, NaN where it has neither."""
    won, lost = np.maximum(resamples, 0.0).sum(axis=1), np.maximum(-resamples, 0.0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        factors: Floats = won / lost
    return factors


def sortino_of_rows(resamples: Floats) -> Floats:
    """Return mean over downside deviation of each row, not annualised; NaN where nothing in a row is below 0."""
    downside = np.sqrt(np.square(np.minimum(resamples, 0.0)).mean(axis=1))
    ratios: Floats = resamples.mean(axis=1) / np.where(downside > 0, downside, np.nan)
    return ratios


def growth_of_rows(resamples: Floats, *, years: float) -> Floats:
    """Return the compound yearly growth of a capital of 1 that earns each row without compounding; -1 where all of it is lost."""
    ends = np.maximum(1.0 + resamples.sum(axis=1), 0.0)
    grown: Floats = ends ** (1.0 / years) - 1.0
    return grown


def calmar_of_rows(resamples: Floats, *, years: float) -> Floats:
    """Return `growth_of_rows` over `deepest_of_rows`; NaN where a row never falls."""
    deepest = deepest_of_rows(resamples)
    ratios: Floats = growth_of_rows(resamples, years=years) / np.where(deepest > 0, deepest, np.nan)
    return ratios


def recovery_of_rows(resamples: Floats) -> Floats:
    """Return the sum of each row over its fall of greatest amount, both in the same unit; NaN where a row never falls."""
    equity = np.cumsum(resamples, axis=1)
    falls = (np.maximum.accumulate(np.maximum(equity, 0.0), axis=1) - equity).max(axis=1)
    ratios: Floats = equity[:, -1] / np.where(falls > 0, falls, np.nan)
    return ratios


def payoff_of_rows(resamples: Floats) -> Floats:
    """Return the mean gain over the mean loss of each row; NaN where a row lacks either."""
    n_won, n_lost = (resamples > 0).sum(axis=1), (resamples < 0).sum(axis=1)
    both = (n_won > 0) & (n_lost > 0)
    won = np.maximum(resamples, 0.0).sum(axis=1) / np.where(both, n_won, 1)
    lost = np.maximum(-resamples, 0.0).sum(axis=1) / np.where(both, n_lost, 1)
    ratios: Floats = np.where(both, won, np.nan) / np.where(both, lost, 1.0)
    return ratios
