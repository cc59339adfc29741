"""The Leaderboard: what a comparison gives back to Python, with frames and the fitted pipelines of the best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bancada.core.errors import CandidateNotFound, InvalidTask
from bancada.core.leaderboard import FitStatus, LeaderboardRow, LeaderboardSummary, Trial
from bancada.learning.fitting import HOLDOUT, answers_from
from bancada.learning.metrics import TIME_COLUMN, Answers
from bancada.learning.prepared import Prepared

if TYPE_CHECKING:
    from bancada.learning.evaluation import Evaluation

__all__ = ["Leaderboard", "Saver"]

# Any: a fitted TaskClassifier or TaskRegressor; what is saved comes back as the saver likes.
Saver = Callable[["Leaderboard", str, str, str], Any]
"""Takes the leaderboard, a candidate's id, the name to save under and notes."""


class Leaderboard:
    """The result of a comparison.

    Parameters
    ----------
    summary : LeaderboardSummary
    trials : sequence of Trial
    pipelines : mapping of candidate to fitted pipeline
        Fitted on the training part only, so that the holdout scores that very object.
    prepared : Prepared
    predictions : callable
        Takes a candidate and a fold, returns stored predictions.
    saver : callable, optional
        What `.save` hands over to.
    """

    def __init__(
        self,
        summary: LeaderboardSummary,
        *,
        trials: Sequence[Trial],
        pipelines: Mapping[str, Any],
        prepared: Prepared,
        predictions: Callable[[str, int], bytes],
        saver: Saver | None = None,
    ) -> None:
        self.summary = summary
        self.trials = tuple(trials)
        self.prepared = prepared
        self._pipelines = dict(pipelines)
        self._predictions = predictions
        self._saver = saver

    def __repr__(self) -> str:
        return f"<Leaderboard {self.summary.task.name}: {', '.join(self.summary.top)}>"

    @property
    def table(self) -> pd.DataFrame:
        """Means over folds: indexed by candidate id, best first, with PyCaret's column names in its order.

        Candidates that failed or were left out come last, without numbers; `summary.rows` says why.
        """
        return self._frame(lambda row: row.means if row.status is FitStatus.OK else {})

    @property
    def stds(self) -> pd.DataFrame:
        """Standard deviations over folds, in the shape of `table`."""
        return self._frame(lambda row: row.stds)

    @property
    def scores(self) -> pd.DataFrame:
        """Every score of every fold: columns candidate, fold, metric, value. Holdout scores are in `holdout`."""
        records = [
            (trial.candidate, trial.fold, metric, value)
            for trial in self.trials
            if trial.fold != HOLDOUT
            for metric, value in trial.scores.items()
        ]
        return pd.DataFrame(records, columns=["candidate", "fold", "metric", "value"])

    @property
    def intervals(self) -> pd.DataFrame:
        """95% intervals of the means over folds: columns candidate, metric, low, high."""
        return self._intervals(lambda row: row.intervals)

    @property
    def holdout(self) -> pd.DataFrame:
        """Scores on the holdout, seen once: columns candidate, metric, value, low, high (bootstrap; see `summarise`)."""
        records = []
        for row in self.summary.rows:
            for metric, value in row.holdout.items():
                interval = row.holdout_intervals.get(metric)
                low, high = (interval.low, interval.high) if interval else (np.nan, np.nan)
                records.append((row.candidate, metric, value, low, high))
        return pd.DataFrame(records, columns=["candidate", "metric", "value", "low", "high"])

    @property
    def baseline(self) -> LeaderboardRow:
        """The row of what everything is measured against."""
        row = self.summary.row(self.summary.baseline)
        assert row is not None  # noqa: S101  # the baseline is always compared
        return row

    @property
    def top(self) -> tuple[Any, ...]:
        """The fitted pipelines of the best, best first."""
        return tuple(self._pipelines[id_] for id_ in self.summary.top)

    def pipeline(self, candidate: str) -> Any:
        """Return the fitted pipeline of one of the best (or the baseline); CandidateNotFound for others."""
        if candidate not in self._pipelines:
            raise CandidateNotFound("pipeline_not_kept", candidate=candidate, kept=list(self._pipelines))
        return self._pipelines[candidate]

    def evaluation(self, candidate: str, *, is_cancelled: Callable[[], bool] | None = None) -> Evaluation:
        """Return the curves and tables of one of the best, on the holdout and out of fold; Cancelled where asked to stop."""
        from bancada.learning.evaluation import evaluate

        prepared, split = self.prepared, self.prepared.split
        return evaluate(
            self.pipeline(candidate),
            prepared.features_of(split.train),
            prepared.target_of(split.train),
            prepared.features_of(split.holdout),
            prepared.target_of(split.holdout),
            oof=self.out_of_fold(candidate),
            metric=self.summary.task.sort,
            seed=self.summary.task.split.seed,
            is_cancelled=is_cancelled,
        )

    def out_of_fold(self, candidate: str) -> Answers | None:
        """Return a candidate's answers on all test folds together, or None where they were not stored."""
        problem = self.summary.task.problem
        folds = range(len(self.prepared.split.folds))
        parts = [answers_from(problem, self._predictions(candidate, fold)) for fold in folds]
        known = [part for part in parts if part is not None]
        if not known or len(known) < len(parts):
            return None

        def joined(name: str) -> Any:
            arrays = [getattr(part, name) for part in known]
            return None if any(array is None for array in arrays) else np.concatenate(arrays)

        first = known[0]
        return Answers(problem, joined("truth"), joined("answer"), joined("proba"), joined("score"), first.n_classes)

    def save(self, candidate: str, name: str, notes: str = "") -> Any:
        """Hand one of the best over to the model store, under `name`."""
        self.pipeline(candidate)
        if self._saver is None:
            raise InvalidTask("leaderboard_without_store")
        return self._saver(self, candidate, name, notes)

    def _frame(self, values: Callable[[LeaderboardRow], Mapping[str, float]]) -> pd.DataFrame:
        rows = self.summary.rows
        data: dict[str, list[Any]] = {"Model": [row.title for row in rows]}
        for metric in self.summary.metrics:
            data[metric] = [values(row).get(metric, np.nan) for row in rows]
        data[TIME_COLUMN] = [row.fit_time_s if values(row) else np.nan for row in rows]
        return pd.DataFrame(data, index=pd.Index([row.candidate for row in rows], name="candidate"))

    def _intervals(self, values: Callable[[LeaderboardRow], Mapping[str, Any]]) -> pd.DataFrame:
        records = [
            (row.candidate, metric, interval.low, interval.high)
            for row in self.summary.rows
            for metric, interval in values(row).items()
        ]
        return pd.DataFrame(records, columns=["candidate", "metric", "low", "high"])
