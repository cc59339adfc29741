"""Training one forecaster for the store, in a process of its own: fitted, judged on the latest draws, exported and certified.

Whatever happens in there, a crash of a network's library or want of memory, comes back as a reason and takes nothing along. The
process ends with the one that started it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bancada.core.leaderboard import FitStatus, Trial
from bancada.core.model import Lineage
from bancada.domains.lottery import candidates as known
from bancada.domains.lottery.comparison import DrawsFitter, PreparedDraws, prepare_draws
from bancada.domains.lottery.leaks import leaks_of_forecaster
from bancada.domains.lottery.pack import DATASET, TASK
from bancada.domains.lottery.saved import draft_forecaster
from bancada.domains.lottery.scoring import figures
from bancada.domains.lottery.training import TrainingWatch
from bancada.learning import Candidate
from bancada.learning.executor import Ending, ProcessExecutor, WorkItem
from bancada.learning.fitting import HOLDOUT, FitRequest, FitResult
from bancada.learning.nursery import open_nursery
from bancada.learning.reasons import reason
from bancada.learning.shared import read_shared, shared_object
from bancada.registry import ModelDraft

if TYPE_CHECKING:
    from bancada.domains.lottery.draws import Draws

__all__ = ["Order", "Trained", "train_forecasters", "train_one"]

_FOLDS = 2
"""A training judges no folds; the plan must name some."""


@dataclass(frozen=True, slots=True)
class Order:
    """One training.

    Attributes
    ----------
    candidate : Candidate
    run_id : str
    name : str
        What the model will be saved under; also of the table of epochs.
    n_trials : int
        Fits ever made for the task, recorded with the model.
    metrics_folder : Path or None
        Where a network's table of epochs is written.
    tracking_uri : str
        MLflow's; empty: not tracked.
    """

    candidate: Candidate
    run_id: str
    name: str = ""
    n_trials: int = 0
    metrics_folder: Path | None = None
    tracking_uri: str = ""


@dataclass(frozen=True, slots=True)
class Trained:
    """What became of an order: a draft with the fit's scores, or a reason why there is none.

    Attributes
    ----------
    order : Order
    draft : ModelDraft or None
    result : FitResult or None
    status : FitStatus
    reason : str
        Empty where it was trained.
    """

    order: Order
    draft: ModelDraft | None = None
    result: FitResult | None = None
    status: FitStatus = FitStatus.OK
    reason: str = ""

    def trial(self, *, recorded_at: datetime) -> Trial:
        """Return the row of the ledger: one fit, judged on the holdout."""
        result = self.result
        return Trial(
            run_id=self.order.run_id,
            task=TASK,
            candidate=self.order.candidate.id,
            fold=HOLDOUT,
            status=self.status,
            scores=dict(result.scores) if result else {},
            fit_time_s=result.fit_time_s if result else 0.0,
            predict_time_s=result.predict_time_s if result else 0.0,
            size_bytes=result.size_bytes if result else 0,
            recorded_at=recorded_at,
            reason=self.reason,
        )


def train_forecasters(
    draws: Draws,
    orders: Sequence[Order],
    *,
    holdout: float = 0.2,
    seed: int = 7,
    timeout_s: float | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Iterator[Trained]:
    """Train one forecaster after the other, on all but the latest draws, and yield each as it ends.

    Parameters
    ----------
    draws : Draws
    orders : sequence of Order
    holdout : float
        Share of the draws, the latest, that judge and are not learned from; in (0, 0.5].
    timeout_s : float, optional
        Of each.

    Raises
    ------
    InvalidTask
        Too few draws.
    Cancelled
    """
    prepared = prepare_draws(draws, folds=_FOLDS, holdout=holdout, seed=seed)
    items = (WorkItem(order, order, timeout_s) for order in orders)
    with (
        open_nursery(n_threads=None) as nursery,
        shared_object(prepared) as folder,
        ProcessExecutor(_Trainer, folder, nursery=nursery, n_workers=1) as executor,
    ):
        for outcome in executor.run(items, is_cancelled=is_cancelled):
            order: Order = outcome.item.key
            if outcome.ending is Ending.DONE:
                result, draft = outcome.value
                yield Trained(order, draft, result)
            elif outcome.ending is Ending.TIMED_OUT:
                yield Trained(order, status=FitStatus.TIMED_OUT, reason=reason("fit_timed_out", outcome.reason))
            else:
                code = "fit_died" if outcome.ending is Ending.DIED else "fit_failed"
                yield Trained(order, status=FitStatus.FAILED, reason=reason(code, outcome.reason))


class _Trainer:
    """The work function of a training process.

    Parameters
    ----------
    folder : Path
        Of the shared `PreparedDraws`.
    """

    def __init__(self, folder: Path) -> None:
        self.fitter = DrawsFitter(read_shared(folder))

    def make_ready(self, order: Order) -> None:
        """Import what networks are made of, outside the time of the fit."""
        self.fitter.make_ready(FitRequest(order.candidate, (HOLDOUT,)))

    def __call__(self, order: Order) -> tuple[FitResult, ModelDraft]:
        """See `train_one`."""
        return train_one(self.fitter, order)


def train_one(fitter: DrawsFitter, order: Order) -> tuple[FitResult, ModelDraft]:
    """Fit, judge on the holdout beside the baseline, export and certify, in this process."""
    watch = TrainingWatch(metrics_folder=order.metrics_folder, name=order.name, tracking_uri=order.tracking_uri)
    result = fitter.fit(order.candidate, HOLDOUT, watch=watch)
    baseline = fitter.fit(known.candidate(known.BASELINE), HOLDOUT)
    found = figures(result.scores, result.intervals, baseline=baseline.scores)
    prepared = fitter.prepared
    forecaster = pickle.loads(result.pipeline)  # noqa: S301  # pickled a moment ago, in this process
    drawn, n_train = prepared.draws.indicators, len(prepared.split.train)
    draft = draft_forecaster(
        forecaster,
        drawn,
        last_contest=int(prepared.draws.contests[prepared.split.train[-1]]),
        metrics=found,
        main_metric=found[0] if found else None,
        lineage=_lineage(prepared, order),
        leaks=leaks_of_forecaster(
            forecaster.recipe, drawn, n_train=n_train, seed=prepared.task.split.seed, at=datetime.now(UTC)
        ),
    )
    return result, draft


def _lineage(prepared: PreparedDraws, order: Order) -> Lineage:
    plan = prepared.task.split
    return Lineage(
        dataset=DATASET,
        dataset_sha256=prepared.draws.sha256,
        dataset_source=prepared.draws.source.value,
        run_id=order.run_id,
        split=f"{plan.kind.value}, holdout {plan.holdout:g}",
        n_train=len(prepared.split.train),
        n_holdout=len(prepared.split.holdout),
        n_trials=order.n_trials,
        seed=plan.seed,
        engine="native",
    )
