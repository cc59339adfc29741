"""The comparison: every candidate over every fold as one flat grid, then the best on the whole training part and the holdout.

Each finished fit is in the ledger before the next outcome is looked at, and is never fitted again under the same run. It knows
engines and the executor by their ports only.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bancada.core.dataset import Column
from bancada.core.finding import Finding, Severity
from bancada.core.leaderboard import FitStatus, Interval, LeaderboardSummary, Trial
from bancada.core.ports import TrialLedger
from bancada.core.task import Task
from bancada.learning.candidate import BASELINES, Candidate
from bancada.learning.engines import FitEngine, engine_of
from bancada.learning.executor import Ending, FitExecutor, Outcome, ProcessExecutor, WorkItem
from bancada.learning.fitting import HOLDOUT, FitRequest, FitResult
from bancada.learning.leaderboard import Leaderboard, Saver
from bancada.learning.ledger import MemoryTrialLedger
from bancada.learning.nursery import open_nursery
from bancada.learning.options import CompareOptions, select
from bancada.learning.prepared import Prepared, prepare
from bancada.learning.reasons import reason
from bancada.learning.shared import shared_object
from bancada.learning.summary import summarise

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare"]

Progress = Callable[[int, int, str], None]
_BUDGET_FOR_FOLDS = 0.85
"""Share of a time budget that folds may use; the rest is for the fits on the whole training part."""


def compare(
    frame: pd.DataFrame,
    task: Task,
    *,
    options: CompareOptions | None = None,
    ledger: TrialLedger | None = None,
    run_id: str = "run",
    dataset_sha256: str = "",
    columns: Sequence[Column] = (),
    candidates: Sequence[Candidate] | None = None,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    on_start: Callable[[LeaderboardSummary], None] | None = None,
    saver: Saver | None = None,
    splitter: Any | None = None,  # Any: a splitter of scikit-learn, which ships no types
) -> Leaderboard:
    """Compare candidates on a task and return the Leaderboard.

    Parameters
    ----------
    frame : DataFrame
        Never changed.
    task : Task
    options : CompareOptions, optional
    ledger : TrialLedger, optional
        Where fits are recorded and found again; in memory when None.
    run_id : str
        Fits recorded under it are not made again. The pipelines of the best are not in the ledger: a run that resumes after its
        end fits those few again, and their first record stays.
    dataset_sha256, columns
        Identity and declared columns of the data.
    candidates : sequence of Candidate, optional
        In place of the engine's own; the baseline is added where it is missing.
    on_progress : callable(done, total, message), optional
        Called at every fit.
    is_cancelled : callable, optional
        Asked about four times a second.
    on_start : callable, optional
        Called once, before the first fit, with the leaderboard as it then is: every candidate, and how many rows are trained on
        and kept away.
    saver : callable, optional
        What `Leaderboard.save` hands over to.
    splitter : scikit-learn splitter, optional
        Deals the folds of the training part in place of the task's plan; the task of the leaderboard records it.

    Raises
    ------
    InvalidTask, CandidateNotFound, MissingExtra
    Cancelled
        Within two seconds of the request; what was finished is in the ledger.

    Examples
    --------
    >>> from bancada.learning import compare, make_task
    >>> task = make_task(frame, target="Occupancy")  # doctest: +SKIP
    >>> compare(frame, task).table  # doctest: +SKIP
    """
    options = options or CompareOptions()
    engine = engine_of(options.engine)
    compared = select(engine, task, options, candidates)
    # It imports while the data are prepared.
    with open_nursery(n_threads=engine.n_threads, preload=engine.preload(compared)) as nursery:
        prepared = prepare(frame, task, columns=columns, splitter=splitter)
        grid = _Grid(
            prepared, compared, options, engine, ledger or MemoryTrialLedger(), run_id, on_progress, dataset_sha256
        )
        if on_start is not None:
            on_start(grid.summary(finished=False))
        n_workers = min(engine.workers(options.n_workers), max(len(compared) * grid.n_folds, 1))
        with (
            shared_object(prepared) as folder,
            ProcessExecutor(engine.make_work, folder, nursery=nursery, n_workers=n_workers) as executor,
        ):
            grid.fit_folds(executor, is_cancelled)
            grid.fit_best(executor, is_cancelled)
    summary = grid.summary(finished=True)
    return Leaderboard(
        summary,
        trials=grid.trials(),
        pipelines=grid.pipelines,
        prepared=prepared,
        predictions=grid.predictions,
        saver=saver,
    )


@dataclass
class _Grid:
    """The state of one comparison."""

    prepared: Prepared
    compared: tuple[Candidate, ...]
    options: CompareOptions
    engine: FitEngine
    ledger: TrialLedger
    run_id: str
    on_progress: Progress | None
    dataset_sha256: str
    pipelines: dict[str, Any] = field(default_factory=dict)  # Any: fitted pipelines
    intervals: dict[str, dict[str, Interval]] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    _timed_out: set[str] = field(default_factory=set)
    _n_done: int = 0

    def __post_init__(self) -> None:
        self.by_id = {candidate.id: candidate for candidate in self.compared}
        self.baselines = {"dummy", BASELINES[self.prepared.task.problem]}
        self.n_folds = self.prepared.task.split.folds
        self.recorded = {(t.candidate, t.fold) for t in self.trials()}
        self._n_done = len([1 for id_, fold in self.recorded if fold != HOLDOUT and id_ in self.by_id])

    # What is known

    def trials(self) -> tuple[Trial, ...]:
        return self.ledger.trials(run_id=self.run_id)

    def predictions(self, candidate: str, fold: int) -> bytes:
        return self.ledger.predictions(self.run_id, candidate, fold)

    def summary(self, *, finished: bool) -> LeaderboardSummary:
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
        )

    # What is done

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
        baseline = [id_ for id_ in ranked if id_ == BASELINES[self.prepared.task.problem]]
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
            # Pickled a moment ago by a process of ours, over a pipe of ours.
            self.pipelines[id_] = pickle.loads(result.pipeline)  # noqa: S301
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
