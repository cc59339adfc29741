"""What adjusting one of a comparison's best did, as values: its probabilities calibrated, its threshold chosen by cost."""

from __future__ import annotations

from dataclasses import dataclass

from bancada.core.finding import Finding
from bancada.core.leaderboard import Interval, LeaderboardRow

__all__ = ["Adjustment", "Threshold"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """The threshold on the positive class's probability that costs least.

    Attributes
    ----------
    value : float
        A row is answered positive from this probability on; just above 1 where it costs least never to.
    value_interval : Interval
        95% by bootstrap over rows: how far another sample would move it.
    expected_cost : float
        Mean cost a row at `value`. Chosen and measured on the same rows, so a little too low.
    interval : Interval
        95% of the cost on new rows: centred on the mean cost of thresholds chosen in bootstrap samples on the rows those left
        out, which corrects the optimism of `expected_cost`; its width is the spread of the cost of a row.
    cost_at_half, cost_never, cost_always : float
        Mean cost a row at 0.5, of never and of always answering positive: what it must beat.
    cost_false_positive, cost_false_negative : float
    n_rows : int
    split : str
        Where it was chosen: "folds" or "holdout".
    """

    value: float
    value_interval: Interval
    expected_cost: float
    interval: Interval
    cost_at_half: float
    cost_never: float
    cost_always: float
    cost_false_positive: float
    cost_false_negative: float
    n_rows: int
    split: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One of the best, adjusted and scored again.

    Attributes
    ----------
    id : str
        What it is saved by, unique in its run ("rf-calibrated", "rf-cost-2").
    base : str
        Candidate that was adjusted.
    method : str
        "isotonic", "sigmoid" or "none".
    row : LeaderboardRow
        Its figures over folds, each fold judged by what the others taught, and on the holdout; without a rank, since it was not
        compared.
    threshold : Threshold or None
    holdout_looks : int
        How often the holdout of this run had been scored, this time included.
    findings : tuple of Finding
    """

    id: str
    base: str
    method: str
    row: LeaderboardRow
    threshold: Threshold | None
    holdout_looks: int
    findings: tuple[Finding, ...] = ()
