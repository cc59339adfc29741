"""The grid of fits: every candidate over every fold, then the best on the whole training part and the holdout.

Each finished fit is in the ledger before the next outcome is looked at, and is never fitted again under the same run. What is
fitted on belongs to the engine: a frame made ready by `learning.prepared`, or whatever a pack prepares.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from bancada.core.finding import Finding, Severity
from bancada.core.leaderboard import FitStatus, Interval, LeaderboardSummary, Trial
from bancada.core.task import Task
from bancada.learning.candidate import Candidate
from bancada.learning.engines import FitEngine
from bancada.learning.executor import Ending, FitExecutor, Outcome, ProcessExecutor, WorkItem
from bancada.learning.fitting import HOLDOUT, FitRequest, FitResult
from bancada.learning.nursery import Nursery
from bancada.learning.options import CompareOptions
from bancada.learning.reasons import reason
from bancada.learning.shared import shared_object
from bancada.learning.summary import summarise

if TYPE_CHECKING:
    from bancada.core.ports import TrialLedger
    from bancada.learning.metrics import Metric
    from bancada.learning.splits import Split

__all__ = ["Grid", "Preparation", "Progress", "Rules"]

Progress = Callable[[int, int, str], None]
_BUDGET_FOR_FOLDS = 0.85
"""Share of a time budget that folds may use; the rest is for the fits on the whole training part."""


class Preparation(Protocol):
    """What the grid must know of the thing that candidates are fitted on. It is laid out once for all fit processes."""

    @property
    def task(self) -> Task:
        """What is learned, and by which plan rows are dealt."""

    @property
    def split(self) -> Split:
        """Which rows are trained on, judged on and kept away."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a reader of the leaderboard must know."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How candidates are measured.

    Attributes
    ----------
    metrics : tuple of Metric
        Columns of the leaderboard; the task's `sort` is one of them.
    baseline : str
        Id of the candidate that the others are measured against; fitted first, and on the holdout whatever its place.
    """

    metrics: tuple[Metric, ...]
    baseline: str


@dataclass
class Grid:
    """The state of one comparison.

    Attributes
    ----------
    prepared : Preparation
    compared : tuple of Candidate
        The baseline among them.
    rules : Rules
    options : CompareOptions
    engine : FitEngine
    ledger : TrialLedger
    run_id : str
    on_progress : callable, optional
    dataset_sha256 : str
    unpack : callable
        What becomes of the pickled pipeline of a fit on the whole training part.
    """

    prepared: Preparation
    compared: tuple[Candidate, ...]
    rules: Rules
    options: CompareOptions
    engine: FitEngine
    ledger: TrialLedger
    run_id: str
    on_progress: Progress | None
    dataset_sha256: str
    unpack: Callable[[bytes], Any] = bytes  # Any: a fitted pipeline, or its bytes
    pipelines: dict[str, Any] = field(default_factory=dict)  # Any: likewise
    intervals: dict[str, dict[str, Interval]] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    _timed_out: set[str] = field(default_factory=set)
    _n_done: int = 0

    def __post_init__(self) -> None:
        self.by_id = {candidate.id: candidate for candidate in self.compared}
        self.baselines = {"dummy", self.rules.baseline}
        self.n_folds = self.prepared.task.split.folds
        self.recorded = {(t.candidate, t.fold) for t in self.trials()}
        self._n_done = len([1 for id_, fold in self.recorded if fold != HOLDOUT and id_ in self.by_id])

    # What is known

    def trials(self) -> tuple[Trial, ...]:
        """Return what is recorded under this run."""
        return self.ledger.trials(run_id=self.run_id)

    def predictions(self, candidate: str, fold: int) -> bytes:
        """Return what a candidate answered on a fold, as it was recorded."""
        return self.ledger.predictions(self.run_id, candidate, fold)

    def summary(self, *, finished: bool) -> LeaderboardSummary:
        """Return the leaderboard of what is recorded."""
        split = self.prepared.split
        findings = list(self.prepared.findings)
        trials = self.trials()
        if any(t.status is FitStatus.SKIPPED and t.reason == "fit_out_of_budget" for t in trials):
            findings.append(Finding("budget_ran_out", Severity.CAUTION, None, {"budget_s": self.options.budget_s}))
        return summarise(
            trials,
            self.prepared.task,
            run_id=self.run_id,
            engine=self.engine.name,
            compared=self.compared,
            n_select=self.options.n_select,
            n_train=len(split.train),
            n_holdout=len(split.holdout),
            dataset_sha256=self.dataset_sha256,
            n_trials=self.ledger.count(task=self.prepared.task.name),
            finished=finished,
            findings=findings,
            holdout_intervals=self.intervals,
            metrics=self.rules.metrics,
            baseline=self.rules.baseline,
        )

    # What is done

    def run(
        self,
        nursery: Nursery,
        *,
        is_cancelled: Callable[[], bool] | None = None,
        on_start: Callable[[LeaderboardSummary], None] | None = None,
    ) -> LeaderboardSummary:
        """Fit what is not recorded yet, on processes of the nursery, and return the finished leaderboard."""
        if on_start is not None:
            on_start(self.summary(finished=False))
        n_workers = min(self.engine.workers(self.options.n_workers), max(len(self.compared) * self.n_folds, 1))
        with (
            shared_object(self.prepared) as folder,
            ProcessExecutor(self.engine.make_work, folder, nursery=nursery, n_workers=n_workers) as executor,
        ):
            self.fit_folds(executor, is_cancelled)
            self.fit_best(executor, is_cancelled)
        return self.summary(finished=True)

    def fit_folds(self, executor: FitExecutor, is_cancelled: Callable[[], bool] | None) -> None:
        """Fit every fold that is not recorded; the baselines first, and whatever the budget says, which begins with them done."""
        self._tell("")
        sign = -1 if self.options.budget_s is None else 1
        ordered = sorted(self.compared, key=lambda candidate: sign * candidate.cost_rank)
        baselines = [candidate for candidate in ordered if candidate.id in self.baselines]
        others = [candidate for candidate in ordered if candidate.id not in self.baselines]
        for outcome in executor.run(self._fold_items(baselines), is_cancelled=is_cancelled):
            self._take(outcome)
        self.started = time.monotonic()
        until = self._until(_BUDGET_FOR_FOLDS)
        for outcome in executor.run(self._fold_items(others), is_cancelled=is_cancelled, until=until):
            self._take(outcome)

    def fit_best(self, executor: FitExecutor, is_cancelled: Callable[[], bool] | None) -> None:
        """Fit the best, and the baseline they are measured against, on the whole training part."""
        ranked = [row.candidate for row in self.summary(finished=False).rows if row.rank is not None]
        baseline = [id_ for id_ in ranked if id_ == self.rules.baseline]
        best = [id_ for id_ in ranked[: self.options.n_select] if id_ not in baseline]
        for some, until in ((baseline, None), (best, self._until(1.0))):
            items = (self._item(id_, (HOLDOUT,)) for id_ in some)
            for outcome in executor.run(items, is_cancelled=is_cancelled, until=until):
                self._take(outcome)

    def _until(self, share: float) -> float | None:
        return None if self.options.budget_s is None else self.started + share * self.options.budget_s

    def _fold_items(self, some: Sequence[Candidate]) -> Iterator[WorkItem]:
        for candidate in some:
            for batch in self.engine.batches(self.n_folds):
                folds = tuple(fold for fold in batch if (candidate.id, fold) not in self.recorded)
                refusal = self._refusal(candidate, folds)
                if folds and refusal:
                    self._skip(candidate.id, folds, FitStatus.SKIPPED, refusal)
                elif folds:
                    yield self._item(candidate.id, folds)

    def _item(self, id_: str, folds: tuple[int, ...]) -> WorkItem:
        timeout_s = None if self.options.timeout_s is None else self.options.timeout_s * len(folds)
        return WorkItem((id_, folds), FitRequest(self.by_id[id_], folds), timeout_s)

    def _refusal(self, candidate: Candidate, folds: tuple[int, ...]) -> str:
        if candidate.id in self._timed_out:
            return reason("fit_after_timeout")
        n_rows = max((len(self.prepared.split.folds[fold].train) for fold in folds), default=0)
        if candidate.max_rows is not None and n_rows > candidate.max_rows:
            return reason("fit_too_many_rows", candidate.max_rows)
        return ""

    def _take(self, outcome: Outcome) -> None:
        id_, folds = outcome.item.key
        if outcome.ending is Ending.DONE:
            for result in outcome.value:
                self._keep(id_, result)
        elif outcome.ending is Ending.TIMED_OUT:
            self._timed_out.add(id_)
            self._skip(id_, folds, FitStatus.TIMED_OUT, reason("fit_timed_out", outcome.reason))
        elif outcome.ending is Ending.OUT_OF_TIME:
            # The last fits are not recorded as skipped: a run that resumes with more time makes them.
            self._skip(id_, tuple(f for f in folds if f != HOLDOUT), FitStatus.SKIPPED, reason("fit_out_of_budget"))
        else:
            code = "fit_died" if outcome.ending is Ending.DIED else "fit_failed"
            self._skip(id_, folds, FitStatus.FAILED, reason(code, outcome.reason))

    def _keep(self, id_: str, result: FitResult) -> None:
        if result.failure:
            self._skip(id_, (result.fold,), FitStatus.FAILED, reason("fit_failed", result.failure))
            return
        if result.pipeline:
            self.pipelines[id_] = self.unpack(result.pipeline)
            self.intervals[id_] = dict(result.intervals)
        self._record(
            self._trial(
                id_,
                result.fold,
                FitStatus.OK,
                scores=result.scores,
                fit_time_s=result.fit_time_s,
                predict_time_s=result.predict_time_s,
                size_bytes=result.size_bytes,
            ),
            result.predictions,
        )

    def _skip(self, id_: str, folds: tuple[int, ...], status: FitStatus, why: str) -> None:
        for fold in folds:
            self._record(self._trial(id_, fold, status, why=why))

    # Any: the other facts of a Trial, as they are named there.
    def _trial(self, id_: str, fold: int, status: FitStatus, *, why: str = "", **facts: Any) -> Trial:
        numbers: dict[str, Any] = {"scores": {}, "fit_time_s": 0.0, "predict_time_s": 0.0, "size_bytes": 0} | facts
        return Trial(
            run_id=self.run_id,
            task=self.prepared.task.name,
            candidate=id_,
            fold=fold,
            status=status,
            recorded_at=datetime.now(UTC),
            reason=why,
            **numbers,
        )

    def _record(self, trial: Trial, predictions: bytes = b"") -> None:
        self.ledger.record(trial, predictions=predictions)
        self._n_done += 1
        place = "holdout" if trial.fold == HOLDOUT else f"{trial.fold + 1}/{self.n_folds}"
        self._tell(f"{self.by_id[trial.candidate].title} · {place}")

    def _tell(self, message: str) -> None:
        if self.on_progress is not None:
            n_best = min(self.options.n_select + 1, len(self.compared))
            total = len(self.compared) * self.n_folds + n_best
            self.on_progress(min(self._n_done, total), total, message)
