"""Use cases over comparisons: plan, submit, look at the leaderboard while it fills, keep the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bancada import data, learning, registry
from bancada.core.adjustment import Adjustment
from bancada.core.errors import InvalidTask, RunNotFound, RunRefused
from bancada.core.leaderboard import LeaderboardRow, LeaderboardSummary
from bancada.core.model import ModelInfo
from bancada.core.ports import RunQueue, TrialLedger
from bancada.core.task import Engine, Problem, SplitKind, Task
from bancada.core.values import check_slug, load_bytes, to_json
from bancada.services.adjust import ADJUST, AdjustRequest, check_adjustable
from bancada.services.drafting import REPORT
from bancada.services.run_folder import RunFolder

if TYPE_CHECKING:
    from bancada.learning.evaluation import Evaluation

__all__ = ["COMPARE", "CompareRequest", "CompareService"]

COMPARE = "compare"
"""Kind of the job that compares."""


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What to compare, on which rows, for how long.

    Attributes
    ----------
    dataset, target : str
    problem : Problem or None
        None: inferred from the target.
    sort : str or None
        Metric that ranks, by PyCaret's column name; None: Accuracy or R2.
    folds : int
    split : SplitKind or None
        None: time order where the dataset has a time column, else stratified for classes, plain for numbers.
    group, time : str or None
    holdout : float
    seed : int
    n_select : int
        Candidates that are refitted, scored on the holdout and kept.
    turbo : bool
        Leave the slow candidates out.
    include, exclude : tuple of str
        Candidate ids.
    engine : Engine
    budget_minutes, timeout_s : float or None
        For the whole comparison; for one fit.
    horizon : int
        Forecasts: rows ahead.
    targets : tuple of str
        Multilabel problems: all the 0/1 columns to be learned, `target` first; empty for the others.
    """

    dataset: str
    target: str
    problem: Problem | None = None
    sort: str | None = None
    folds: int = 5
    split: SplitKind | None = None
    group: str | None = None
    time: str | None = None
    holdout: float = 0.2
    seed: int = 7
    n_select: int = 5
    turbo: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    engine: Engine = Engine.NATIVE
    budget_minutes: float | None = None
    timeout_s: float | None = None
    horizon: int = 1
    targets: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What its run is called."""
        return f"{self.dataset}: {', '.join(self.targets or (self.target,))}"


@dataclass(frozen=True, slots=True)
class CompareService:
    """Comparisons, as background runs.

    Parameters
    ----------
    catalogue : data.DatasetCatalogue
    queue : RunQueue
    ledger : TrialLedger
    folder : RunFolder
    store : registry.ModelStore
    """

    catalogue: data.DatasetCatalogue
    queue: RunQueue
    ledger: TrialLedger
    folder: RunFolder
    store: registry.ModelStore

    def candidates(self, problem: Problem, *, turbo: bool = True) -> tuple[learning.Candidate, ...]:
        """Return the candidates that would be compared."""
        return learning.candidates(problem, turbo=turbo)

    def metrics(self, problem: Problem) -> tuple[str, ...]:
        """Return the names of the metrics shown for a problem, in order."""
        return tuple(metric.name for metric in learning.METRICS[problem])

    def plan(self, request: CompareRequest) -> Task:
        """Return the task that a request means; InvalidTask says what does not fit the data."""
        if request.targets and request.targets[0] != request.target:
            raise InvalidTask("target_not_first", target=request.target, targets=list(request.targets))
        return learning.make_task(
            self.catalogue.info(request.dataset),
            target=request.targets if len(request.targets) > 1 else request.target,
            problem=request.problem,
            split=request.split,
            folds=request.folds,
            holdout=request.holdout,
            sort=request.sort,
            group=request.group,
            time=request.time,
            horizon=request.horizon,
            seed=request.seed,
        )

    def submit(self, request: CompareRequest) -> str:
        """Check the request, queue it, return its run id."""
        task = self.plan(request)
        known = {candidate.id for candidate in learning.candidates(task.problem, turbo=False)}
        unknown = sorted({*request.include, *request.exclude} - known)
        if unknown:
            raise InvalidTask("unknown_candidates", candidates=unknown, known=sorted(known))
        return self.queue.submit(COMPARE, to_json(request), title=request.title)

    def summary(self, run_id: str) -> LeaderboardSummary:
        """Return the leaderboard of a run, as far as it has come; RunNotFound before its rows are split."""
        finished = self.folder.summary(run_id)
        if finished is not None:
            return finished
        start = self.folder.start(run_id)
        if start is None:
            raise RunNotFound(run_id=run_id)
        known = {candidate.id: candidate for candidate in learning.candidates(start.task.problem, turbo=False)}
        return learning.summarise(
            self.ledger.trials(run_id=run_id),
            start.task,
            run_id=run_id,
            engine=start.engine,
            compared=[known[row.candidate] for row in start.rows],
            n_train=start.n_train,
            n_holdout=start.n_holdout,
            dataset_sha256=start.dataset_sha256,
            n_trials=self.ledger.count(task=start.task.name),
            findings=start.findings,
        )

    def finished_summary(self, run_id: str) -> LeaderboardSummary:
        """Return the leaderboard of a finished run; RunRefused where it is not finished, RunNotFound."""
        summary = self.folder.summary(run_id)
        if summary is None:
            raise RunRefused("comparison_not_finished", run_id=self.queue.get(run_id).id)
        return summary

    def finished(self, *, dataset: str | None = None) -> tuple[LeaderboardSummary, ...]:
        """Return finished leaderboards, newest first, of one dataset or of all."""
        found = (self.folder.summary(run_id) for run_id in self.folder.finished())
        return tuple(s for s in found if s is not None and (dataset is None or s.task.dataset == dataset))

    def evaluation(self, run_id: str, candidate: str) -> Evaluation:
        """Return the evaluation of a top candidate; CandidateNotFound."""
        from bancada.learning.evaluation import Evaluation

        return load_bytes(Evaluation, self.folder.draft(run_id, candidate).files[REPORT])

    def adjust(self, request: AdjustRequest) -> str:
        """Queue the adjustment of a finished comparison's top candidate; returns the id of the new run.

        Raises
        ------
        RunNotFound, CandidateNotFound
        RunRefused
            The comparison is not finished.
        InvalidTask
            What cannot be adjusted, or rows that are no longer those that were compared.
        """
        summary = self.finished_summary(request.run_id)
        check_adjustable(request, summary)
        self.check_unchanged(summary)
        return self.queue.submit(ADJUST, to_json(request), title=f"{summary.task.name}: {request.candidate}")

    def adjusted(self, run_id: str) -> tuple[LeaderboardRow, ...]:
        """Return the figures of what was adjusted after a comparison, oldest first, in the shape of its leaderboard's rows."""
        return tuple(adjustment.row for adjustment in self.adjustments(run_id))

    def adjustments(self, run_id: str) -> tuple[Adjustment, ...]:
        """Return what was adjusted after a comparison, oldest first, with thresholds and findings."""
        return self.folder.adjustments(run_id)

    def check_unchanged(self, summary: LeaderboardSummary) -> None:
        """Raise InvalidTask where the rows are no longer those that were compared: their split would be another."""
        dataset = summary.task.dataset
        if self.catalogue.info(dataset).sha256 != summary.dataset_sha256:
            raise InvalidTask("dataset_changed_since", dataset=dataset, run_id=summary.run_id)

    def save(
        self,
        run_id: str,
        candidate: str,
        name: str,
        *,
        title: str = "",
        notes: str = "",
        tags: tuple[str, ...] = (),
    ) -> ModelInfo:
        """Save a top or adjusted candidate, the very object that the holdout scored, under `name`; ModelExists, InvalidName."""
        check_slug(name)
        draft = self.folder.draft(run_id, candidate)
        return self.store.save(name, draft, title=title, notes=notes, tags=tags)
