"""Scores of forecasts as a leaderboard and a model card show them: means over draws, their intervals, the baseline beside them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.leaderboard import Interval, LeaderboardRow
from bancada.core.model import MetricFigure
from bancada.domains.lottery.game import MEAN_HITS
from bancada.learning.metrics import Metric
from bancada.learning.resampling import by_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.domains.lottery.backtest import Backtest

__all__ = ["METRICS", "SORT", "figures", "intervals", "means", "pack_scores", "read_scores", "widened"]

METRICS = (
    Metric("Log Loss", greater_is_better=False, needs_proba=True),
    Metric("Brier", greater_is_better=False, needs_proba=True, high=1.0),
    Metric("Hits", high=15.0),
    Metric("Draws", is_extra=True),
)
"""Log Loss and Brier are means over the 25 numbers and all draws; Hits is the mean of the ticket of 15; Draws is how many."""
SORT = "Log Loss"
"""What ranks: it sees every probability, where hits see only which 15 come first."""

_STORED = {"Log Loss": "log_loss", "Brier": "brier", "Hits": "hits"}
"""Name of each metric's array in what a fold leaves behind."""
_N_RESAMPLES = 1000
_COVERED = (2.5, 97.5)


def means(scored: Backtest) -> dict[str, float]:
    """Return each metric's mean over the draws."""
    found = {name: float(values.mean()) for name, values in _per_draw(scored).items()}
    return {**found, "Draws": float(len(scored))}


def intervals(scored: Backtest, *, seed: int) -> dict[str, Interval]:
    """Return 95% percentile intervals of the means.

    Resampled are blocks of neighbouring draws, as `learning.resampling.by_blocks` takes them: a model's errors at neighbouring
    contests share most of its inputs. An interval always holds its own mean.
    """
    counts = by_blocks(np.random.default_rng(seed), len(scored), _N_RESAMPLES)
    return {name: _interval(values, counts) for name, values in _per_draw(scored).items()}


def widened(row: LeaderboardRow, predictions: Sequence[bytes], *, seed: int) -> LeaderboardRow:
    """Return a row whose intervals over folds are nowhere narrower than those over the draws of these folds.

    The spread over a few folds is itself known from a few numbers, and may come out near zero by luck. Draws are many.

    Parameters
    ----------
    row : LeaderboardRow
    predictions : sequence of bytes
        What `pack_scores` wrote of each fold; a row with a fold that has none is returned as it is.
    seed : int
    """
    parts = [read_scores(data) for data in predictions]
    if not row.intervals or not all(parts):
        return row
    counts = by_blocks(np.random.default_rng(seed), sum(len(part["contests"]) for part in parts), _N_RESAMPLES)
    found = {}
    for name, interval in row.intervals.items():
        values = [part[_STORED[name]].astype(np.float64) for part in parts if name in _STORED]
        over_draws = _interval(np.concatenate(values), counts) if values else interval
        found[name] = Interval(min(interval.low, over_draws.low), max(interval.high, over_draws.high))
    return replace(row, intervals=found)


def figures(
    scores: Mapping[str, float],
    spread: Mapping[str, Interval],
    *,
    baseline: Mapping[str, float],
    split: str = "holdout",
) -> tuple[MetricFigure, ...]:
    """Return what a model card shows: each metric with its interval and the baseline's value on the same draws.

    The one that ranks comes first; `Draws` is no metric of a model and is left out. Hits stand beside the 9 of the game's law:
    what the uniform forecaster hit is the luck of the 15 smallest numbers, which are the ticket that ties leave it with.
    """
    against = {**baseline, "Hits": MEAN_HITS}
    return tuple(
        MetricFigure(
            metric.name,
            scores[metric.name],
            split,
            metric.greater_is_better,
            spread.get(metric.name),
            against.get(metric.name),
        )
        for metric in METRICS
        if not metric.is_extra and metric.name in scores
    )


def pack_scores(scored: Backtest) -> bytes:
    """Return scores by draw as an npz file: contests, hits, log_loss, brier."""
    file = io.BytesIO()
    arrays = {"contests": scored.contests, "hits": scored.hits, "log_loss": scored.log_loss, "brier": scored.brier}
    np.savez(file, allow_pickle=False, **{name: values for name, values in arrays.items() if values is not None})
    return file.getvalue()


def read_scores(data: bytes) -> dict[str, NDArray[np.generic]]:
    """Return what `pack_scores` wrote; empty for nothing."""
    if not data:
        return {}
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        return dict(file)


def _per_draw(scored: Backtest) -> dict[str, NDArray[np.float64]]:
    found = {"Log Loss": scored.log_loss, "Brier": scored.brier, "Hits": scored.hits.astype(np.float64)}
    return {name: values for name, values in found.items() if values is not None}


def _interval(values: NDArray[np.float64], counts: NDArray[np.float64]) -> Interval:
    mean = float(values.mean())
    low, high = np.percentile(mean + counts @ (values - mean) / len(values), _COVERED)
    return Interval(min(float(low), mean), max(float(high), mean))
