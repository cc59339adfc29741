"""From a comparison to drafts of models: pipeline, certified export, figures beside their baseline, evaluation, lineage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bancada import learning, registry, serving
from bancada.core.leaderboard import LeaderboardRow, LeaderboardSummary
from bancada.core.leaks import LeakReport
from bancada.core.model import Lineage, MetricFigure
from bancada.core.values import dump_bytes

if TYPE_CHECKING:
    from bancada.learning.evaluation import Evaluation
    from bancada.learning.prepared import Prepared

__all__ = ["REPORT", "draft_candidate", "draft_pipeline", "figures"]

REPORT = "report.json"
"""File of a model that holds its evaluation."""


def draft_candidate(
    board: learning.Leaderboard,
    candidate: str,
    *,
    source: str = "",
    is_cancelled: Callable[[], bool] | None = None,
) -> registry.ModelDraft:
    """Return everything of a top candidate except its name, with the leak tests that apply; Cancelled where asked to stop."""
    pipeline, prepared = board.pipeline(candidate), board.prepared
    seed, at = prepared.task.split.seed, datetime.now(UTC)
    return draft_pipeline(
        pipeline,
        candidate,
        summary=board.summary,
        prepared=prepared,
        evaluation=board.evaluation(candidate, is_cancelled=is_cancelled),
        lineage=lineage_of(board.summary, source=source),
        leaks=learning.leaks_of(prepared, pipeline, seed=seed, at=at, is_cancelled=is_cancelled),
    )


# Any: a fitted pipeline of whatever kind; metadata are JSON values.
def draft_pipeline(
    pipeline: Any,
    candidate: str,
    *,
    summary: LeaderboardSummary,
    prepared: Prepared,
    evaluation: Evaluation,
    lineage: Lineage | None,
    leaks: LeakReport | None = None,
    metadata: dict[str, Any] | None = None,
) -> registry.ModelDraft:
    """Return a draft of a fitted pipeline whose figures stand in `summary` under `candidate`."""
    metrics = figures(summary, candidate)
    rows = prepared.split.holdout if len(prepared.split.holdout) else prepared.split.train
    draft = serving.draft_model(
        pipeline,
        sample=prepared.features_of(rows),
        kind=candidate,
        task=summary.task.name,
        problem=summary.task.problem,
        metrics=metrics,
        main_metric=next((figure for figure in metrics if figure.name == summary.task.sort), None),
        lineage=lineage,
        metadata=metadata or {},
    )
    return replace(draft, files={**draft.files, REPORT: dump_bytes(evaluation)}, leaks=leaks)


def lineage_of(summary: LeaderboardSummary, *, source: str = "") -> Lineage:
    """Return where the models of a comparison come from."""
    split = summary.task.split
    return Lineage(
        dataset=summary.task.dataset,
        dataset_sha256=summary.dataset_sha256,
        dataset_source=source,
        run_id=summary.run_id,
        split=f"{split.kind.value} x {split.folds}, holdout {split.holdout:g}",
        n_train=summary.n_train,
        n_holdout=summary.n_holdout,
        n_trials=summary.n_trials,
        seed=split.seed,
        engine=summary.engine.value,
    )


def figures(summary: LeaderboardSummary, candidate: str) -> tuple[MetricFigure, ...]:
    """Return every metric of a candidate beside its baseline and interval: on the holdout where there is one, then over folds."""
    row, baseline = summary.row(candidate), summary.row(summary.baseline)
    if row is None:
        return ()
    holdout = [_figure(summary, row, baseline, name, "holdout") for name in summary.metrics if name in row.holdout]
    folds = [_figure(summary, row, baseline, name, "folds") for name in summary.metrics if name in row.means]
    return (*holdout, *folds)


def _figure(
    summary: LeaderboardSummary, row: LeaderboardRow, baseline: LeaderboardRow | None, name: str, split: str
) -> MetricFigure:
    on_holdout = split == "holdout"
    beside = {} if baseline is None else baseline.holdout if on_holdout else baseline.means
    return MetricFigure(
        name=name,
        value=row.holdout[name] if on_holdout else row.means[name],
        split=split,
        greater_is_better=summary.greater_is_better[name],
        interval=(row.holdout_intervals if on_holdout else row.intervals).get(name),
        baseline=beside.get(name),
    )
