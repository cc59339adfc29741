"""The comparison of forecasters: walking forward over the record, the latest draws kept away until the end.

Every forecaster learns from the draws before those it is judged on and is asked about each of these with all earlier draws in hand.
The grid, the ledger and the budget are those of `learning`; this module only says what one fit is.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bancada.core.dataset import Source
from bancada.core.errors import CandidateNotFound
from bancada.core.finding import Finding, Severity
from bancada.core.leaderboard import LeaderboardSummary, Trial
from bancada.core.model import MetricFigure
from bancada.core.task import Engine, Problem, SplitKind, SplitPlan, Task
from bancada.domains.lottery import candidates as known
from bancada.domains.lottery.backtest import backtest_probabilities
from bancada.domains.lottery.draws import Draws
from bancada.domains.lottery.forecasters import CLASSES, TARGET, DrawForecaster, LstmForecaster
from bancada.domains.lottery.pack import DATASET, TASK
from bancada.domains.lottery.scoring import METRICS, SORT, figures, intervals, means, pack_scores, widened
from bancada.learning import Candidate, CompareOptions, Rules, compare_prepared
from bancada.learning.executor import default_workers
from bancada.learning.fitting import HOLDOUT, FitRequest, FitResult
from bancada.learning.ledger import MemoryTrialLedger
from bancada.learning.shared import read_shared
from bancada.learning.split_findings import split_findings
from bancada.learning.splits import Fold, RowFacts, Split, split_rows

if TYPE_CHECKING:
    from bancada.core.ports import TrialLedger
    from bancada.domains.lottery.training import TrainingWatch
    from bancada.learning.engines import FitEngine
    from bancada.learning.grid import Preparation, Progress

__all__ = ["DrawsFitter", "ForecastEngine", "LotteryBoard", "PreparedDraws", "compare_forecasters", "prepare_draws"]

CONTEST = "concurso"
"""The column that orders draws."""


@dataclass(frozen=True, slots=True)
class PreparedDraws:
    """Draws with their task and split: what every fit of a comparison shares.

    Attributes
    ----------
    task : Task
    split : Split
        Positions in `draws`. A fold trains on every draw before its first judged one.
    draws : Draws
    findings : tuple of Finding
    """

    task: Task
    split: Split
    draws: Draws
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class LotteryBoard:
    """The result of a comparison of forecasters.

    Attributes
    ----------
    summary : LeaderboardSummary
    trials : tuple of Trial
    draws : Draws
        What was compared on.
    pipelines : mapping of candidate to bytes
        Pickled forecasters of the best and of the baseline, fitted on the training part only.
    """

    summary: LeaderboardSummary
    trials: tuple[Trial, ...]
    draws: Draws
    pipelines: Mapping[str, bytes] = field(repr=False)

    @property
    def training(self) -> Draws:
        """The draws that the kept forecasters learned from."""
        return self.draws[: self.summary.n_train]

    def forecaster(self, candidate: str) -> DrawForecaster:
        """Return a kept forecaster, as the holdout scored it; CandidateNotFound."""
        if candidate not in self.pipelines:
            raise CandidateNotFound("pipeline_not_kept", candidate=candidate, kept=sorted(self.pipelines))
        # Pickled by a process of ours a moment ago.
        found: DrawForecaster = pickle.loads(self.pipelines[candidate])  # noqa: S301
        return found

    def figures(self, candidate: str) -> tuple[MetricFigure, ...]:
        """Return the holdout figures of a candidate beside the baseline's, the main one first; empty where it has none."""
        row, baseline = self.summary.row(candidate), self.summary.row(self.summary.baseline)
        if row is None or baseline is None or not row.holdout:
            return ()
        return figures(row.holdout, row.holdout_intervals, baseline=baseline.holdout)


def prepare_draws(draws: Draws, *, folds: int = 5, holdout: float = 0.2, seed: int = 7) -> PreparedDraws:
    """Return draws made ready to be compared on.

    Parameters
    ----------
    folds : int
        Judged one after the other, each with a longer past.
    holdout : float
        Share of the draws, the latest, that no fold sees; in [0, 0.5].

    Raises
    ------
    InvalidTask
        Too few draws, or a split that is none.
    """
    plan = SplitPlan(SplitKind.TIME, folds, holdout, seed, time=CONTEST)
    task = Task(TASK, DATASET, TARGET, Problem.MULTILABEL, (), plan, SORT, targets=CLASSES)
    rows = RowFacts(len(draws), instants=draws.contests)
    split = split_rows(rows, plan)
    found = [*split_findings(task, split, rows)]
    if draws.source is Source.SIMULATED:
        found.append(Finding("lottery_draws_simulated", Severity.CAUTION, None, {"n_draws": len(draws)}))
    return PreparedDraws(task, split, draws, tuple(found))


def compare_forecasters(
    draws: Draws,
    *,
    candidates: Sequence[Candidate] | None = None,
    folds: int = 5,
    holdout: float = 0.2,
    seed: int = 7,
    options: CompareOptions | None = None,
    ledger: TrialLedger | None = None,
    run_id: str = "run",
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    on_start: Callable[[LeaderboardSummary], None] | None = None,
) -> LotteryBoard:
    """Compare forecasters on a record of draws.

    Parameters
    ----------
    draws : Draws
    candidates : sequence of Candidate, optional
        All that are known when None; the baseline is added where it is missing.
    folds, holdout, seed
        See `prepare_draws`.
    options : CompareOptions, optional
        Number kept, budget, time limit of a fit, processes.
    ledger, run_id
        Fits recorded under the run are not made again.
    on_progress, is_cancelled, on_start
        As in `learning.compare`.

    Returns
    -------
    LotteryBoard
        Ranked by log loss; every score is of calibrated probabilities, so that the weight of a loss costs nobody a place.

    Raises
    ------
    InvalidTask, Cancelled

    Examples
    --------
    >>> compare_forecasters(draws).summary.rows[0].candidate  # doctest: +SKIP
    """
    prepared, book = prepare_draws(draws, folds=folds, holdout=holdout, seed=seed), ledger or MemoryTrialLedger()
    chosen = {
        c.id: c for c in (known.candidate(known.BASELINE), *(known.candidates() if candidates is None else candidates))
    }
    result = compare_prepared(
        prepared,
        tuple(chosen.values()),
        engine=ForecastEngine(),
        rules=Rules(METRICS, known.BASELINE),
        options=options,
        ledger=book,
        run_id=run_id,
        dataset_sha256=draws.sha256,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
        on_start=on_start,
    )
    rows = tuple(
        widened(row, [book.predictions(run_id, row.candidate, fold) for fold in range(folds)], seed=seed)
        for row in result.summary.rows
    )
    return LotteryBoard(replace(result.summary, rows=rows), result.trials, draws, result.pipelines)


class ForecastEngine:
    """Fits forecasters: one request a fit, single-threaded but for what a network's library does."""

    name = Engine.NATIVE
    n_threads: int | None = 1

    def candidates(self, problem: Problem, *, turbo: bool) -> tuple[Candidate, ...]:  # noqa: ARG002  # the port's signature
        """See `FitEngine`."""
        return tuple(candidate for candidate in known.candidates() if not (turbo and candidate.is_slow))

    def batches(self, n_folds: int) -> tuple[tuple[int, ...], ...]:
        """See `FitEngine`."""
        return tuple((fold,) for fold in range(n_folds))

    def workers(self, asked: int | None) -> int:
        """See `FitEngine`."""
        return asked or default_workers()

    def preload(self, compared: Iterable[Candidate]) -> tuple[str, ...]:  # noqa: ARG002  # a network's library starts threads
        """See `FitEngine`."""
        return ("cloudpickle", __name__, "sklearn.linear_model")

    def make_work(self, folder: Path) -> Callable[[FitRequest], tuple[FitResult, ...]]:
        """See `FitEngine`."""
        return DrawsFitter(read_shared(folder))


class DrawsFitter:
    """The work function of a fit process.

    Parameters
    ----------
    prepared : PreparedDraws
    """

    def __init__(self, prepared: PreparedDraws) -> None:
        self.prepared = prepared

    def make_ready(self, request: FitRequest) -> None:
        """Import what networks are made of, outside the time of the fit."""
        if request.candidate.id in known.NETWORKS:
            with suppress(ImportError):  # the fit says so in its own words
                import_module("keras")

    def __call__(self, request: FitRequest) -> tuple[FitResult, ...]:
        """Return one result a fold asked for."""
        return tuple(self.fit(request.candidate, fold) for fold in request.folds)

    def fit(self, candidate: Candidate, fold: int, *, watch: TrainingWatch | None = None) -> FitResult:
        """Fit one forecaster on the draws before a fold's and judge it on these; on the holdout with intervals and itself.

        `watch` follows the training of a network.
        """
        split, draws, seed = self.prepared.split, self.prepared.draws, self.prepared.task.split.seed
        side = Fold(split.train, split.holdout) if fold == HOLDOUT else split.folds[fold]
        train, test = side.train, side.test
        begun = time.perf_counter()
        forecaster: DrawForecaster = candidate.factory(seed)
        if watch is not None and isinstance(forecaster, LstmForecaster):
            forecaster.fit(draws.indicators[: len(train)], watch=watch)
        else:
            forecaster.fit(draws.indicators[: len(train)])
        fitted = time.perf_counter()
        kept = pickle.dumps(forecaster, protocol=5)
        if not len(test):
            return FitResult(fold, {}, fitted - begun, 0.0, len(kept), pipeline=kept)
        # Later draws are not even handed over.
        past = draws[: int(test[-1]) + 1]
        asked = time.perf_counter()
        proba = forecaster.calibrated_proba(past.indicators)
        answered = time.perf_counter()
        scored = backtest_probabilities(past, proba, name=candidate.id, first=int(draws.contests[test[0]]))
        spread = intervals(scored, seed=seed) if fold == HOLDOUT else {}
        return FitResult(
            fold,
            means(scored),
            fitted - begun,
            answered - asked,
            len(kept),
            pack_scores(scored),
            kept if fold == HOLDOUT else b"",
            spread,
        )


if TYPE_CHECKING:
    _engine: FitEngine = ForecastEngine()

    def _proved(prepared: PreparedDraws) -> Preparation:
        return prepared
