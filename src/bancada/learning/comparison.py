"""The comparison: a frame, or what a pack made ready, and the grid of candidates and folds fitted over it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bancada.core.dataset import Column
from bancada.core.errors import CandidateNotFound
from bancada.core.leaderboard import LeaderboardSummary, Trial
from bancada.core.ports import TrialLedger
from bancada.core.task import Task
from bancada.learning.candidate import BASELINES, Candidate
from bancada.learning.engines import FitEngine, engine_of
from bancada.learning.grid import Grid, Preparation, Progress, Rules
from bancada.learning.leaderboard import Leaderboard, Saver
from bancada.learning.ledger import MemoryTrialLedger
from bancada.learning.metrics import METRICS
from bancada.learning.nursery import open_nursery
from bancada.learning.options import CompareOptions, select
from bancada.learning.prepared import prepare

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GridResult", "compare", "compare_prepared"]


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
        grid = Grid(
            prepared,
            compared,
            Rules(METRICS[task.problem], BASELINES[task.problem]),
            options,
            engine,
            ledger or MemoryTrialLedger(),
            run_id,
            on_progress,
            dataset_sha256,
            _unpickled,
        )
        summary = grid.run(nursery, is_cancelled=is_cancelled, on_start=on_start)
    return Leaderboard(
        summary,
        trials=grid.trials(),
        pipelines=grid.pipelines,
        prepared=prepared,
        predictions=grid.predictions,
        saver=saver,
    )


@dataclass(frozen=True, slots=True)
class GridResult:
    """What a comparison over a prepared thing gives back.

    Attributes
    ----------
    summary : LeaderboardSummary
    pipelines : mapping of candidate to bytes
        Pickled; of the best and of the baseline, fitted on the whole training part by this call. A run that resumes after its
        end has fitted them again.
    trials : tuple of Trial
    """

    summary: LeaderboardSummary
    pipelines: Mapping[str, bytes]
    trials: tuple[Trial, ...]


def compare_prepared(
    prepared: Preparation,
    compared: Sequence[Candidate],
    *,
    engine: FitEngine,
    rules: Rules,
    options: CompareOptions | None = None,
    ledger: TrialLedger | None = None,
    run_id: str = "run",
    dataset_sha256: str = "",
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    on_start: Callable[[LeaderboardSummary], None] | None = None,
) -> GridResult:
    """Compare candidates on a thing that a pack made ready; everything else is as in `compare`.

    Parameters
    ----------
    prepared : Preparation
        Reaches the engine's work function whole, its arrays mapped read-only.
    compared : sequence of Candidate
        What is compared, the baseline among them.
    engine : FitEngine
        Its work function takes a FitRequest and returns one FitResult a fold, with a pipeline and intervals where the fold is
        HOLDOUT.
    rules : Rules
    options : CompareOptions, optional
        What it says of engine and selection is not looked at.
    ledger, run_id, dataset_sha256, on_progress, is_cancelled, on_start
        As in `compare`.

    Raises
    ------
    CandidateNotFound
        The baseline is not among the compared.
    Cancelled
    """
    known = [candidate.id for candidate in compared]
    if rules.baseline not in known:
        raise CandidateNotFound("candidates_not_found", candidates=[rules.baseline], known=known)
    options = options or CompareOptions()
    ledger = ledger or MemoryTrialLedger()
    grid = Grid(prepared, tuple(compared), rules, options, engine, ledger, run_id, on_progress, dataset_sha256)
    with open_nursery(n_threads=engine.n_threads, preload=engine.preload(compared)) as nursery:
        summary = grid.run(nursery, is_cancelled=is_cancelled, on_start=on_start)
    return GridResult(summary, grid.pipelines, grid.trials())


def _unpickled(pipeline: bytes) -> Any:  # Any: a fitted pipeline
    # Pickled a moment ago by a process of ours, over a pipe of ours.
    return pickle.loads(pipeline)  # noqa: S301
