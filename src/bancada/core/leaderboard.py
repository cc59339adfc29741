"""What a comparison found, as values that can be stored, shown and sent: trials and rows of the leaderboard."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bancada.core.finding import Finding
from bancada.core.task import Engine, Task

__all__ = ["FitStatus", "Interval", "LeaderboardRow", "LeaderboardSummary", "Trial"]


class FitStatus(StrEnum):
    """How one fit, or all fits of a candidate, ended."""

    OK = "ok"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    SKIPPED = "skipped"
    PRUNED = "pruned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval, 95% unless said otherwise."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One fit of one candidate on one fold: a row of the append-only ledger.

    Attributes
    ----------
    run_id : str
    task : str
        Task name, so that trials of deleted models still count.
    candidate : str
    fold : int
        0-based; -1 is the fit on the whole training part that the holdout scores.
    status : FitStatus
    scores : dict of str to float
        Metric name to value on the test fold (or holdout); a metric that is undefined there is absent.
    fit_time_s, predict_time_s : float
    size_bytes : int
        Of the pickled pipeline.
    reason : str
        Why it is not `ok`; empty otherwise.
    recorded_at : datetime
    """

    run_id: str
    task: str
    candidate: str
    fold: int
    status: FitStatus
    scores: dict[str, float]
    fit_time_s: float
    predict_time_s: float
    size_bytes: int
    recorded_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LeaderboardRow:
    """One candidate of a leaderboard; failed and skipped ones included.

    Attributes
    ----------
    candidate : str
        PyCaret's id ("lr", "rf", "lightgbm", ...).
    title : str
        Full name ("Random Forest Classifier").
    rank : int or None
        1 is best; candidates that the corrected t-test cannot tell from the best of their band share one. None where not `ok`.
    status : FitStatus
    means, stds : dict of str to float
        Over the folds where the metric is defined; a deviation of one fold is absent.
    intervals : dict of str to Interval
        Of the mean over folds, with the Nadeau-Bengio variance correction, within the metric's range.
    fit_time_s, predict_time_s : float
        Mean per fold.
    size_bytes : int
    holdout : dict of str to float
        Scores of the top candidates on the holdout; empty for the others.
    holdout_intervals : dict of str to Interval
        Bootstrap over holdout rows: blocks of neighbours in time order, whole groups where the split keeps them, else single rows.
    reason : str
    """

    candidate: str
    title: str
    rank: int | None
    status: FitStatus
    means: dict[str, float] = field(default_factory=dict)
    stds: dict[str, float] = field(default_factory=dict)
    intervals: dict[str, Interval] = field(default_factory=dict)
    fit_time_s: float = 0.0
    predict_time_s: float = 0.0
    size_bytes: int = 0
    holdout: dict[str, float] = field(default_factory=dict)
    holdout_intervals: dict[str, Interval] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LeaderboardSummary:
    """A whole leaderboard without frames or pipelines: what pages, the shell and the API show.

    Attributes
    ----------
    run_id : str
    task : Task
    engine : Engine
    rows : tuple of LeaderboardRow
        Best first; the dummy baseline always among them; then those without a rank.
    metrics : tuple of str
        Shown metrics, in PyCaret's order.
    greater_is_better : dict of str to bool
    baseline : str
        Candidate id of the baseline ("dummy").
    top : tuple of str
        Candidates whose fitted pipelines are kept, best first; saved by id.
    n_train, n_holdout : int
        Rows.
    dataset_sha256 : str
    n_trials : int
        Fits made for this task so far, by the ledger, other runs included.
    finished : bool
        False while fits are still to come.
    findings : tuple of Finding
        What a reader must know (why time order, holdout too small, budget ran out ...).
    """

    run_id: str
    task: Task
    engine: Engine
    rows: tuple[LeaderboardRow, ...]
    metrics: tuple[str, ...]
    greater_is_better: dict[str, bool]
    baseline: str
    top: tuple[str, ...]
    n_train: int
    n_holdout: int
    dataset_sha256: str
    n_trials: int
    finished: bool
    created_at: datetime
    findings: tuple[Finding, ...] = ()

    def row(self, candidate: str) -> LeaderboardRow | None:
        """Return the row of `candidate`, or None."""
        return next((row for row in self.rows if row.candidate == candidate), None)
