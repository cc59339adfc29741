"""From trials to a leaderboard: means, deviations, intervals, tie bands. Works from the ledger alone, during a run too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from bancada.core.finding import Finding
from bancada.core.leaderboard import FitStatus, Interval, LeaderboardRow, LeaderboardSummary, Trial
from bancada.core.task import Engine, SplitKind, SplitPlan, Task
from bancada.learning.candidate import BASELINES, Candidate, candidates
from bancada.learning.fitting import HOLDOUT
from bancada.learning.metrics import METRICS, Metric, shown
from bancada.learning.reasons import reason
from bancada.learning.statistics import corrected_interval, tie_bands

__all__ = ["summarise", "test_share"]

# The worst of several ends is the end of the candidate.
_SEVERITY = (FitStatus.TIMED_OUT, FitStatus.FAILED, FitStatus.CANCELLED, FitStatus.PRUNED, FitStatus.SKIPPED)


def test_share(plan: SplitPlan) -> float:
    """Return n_test / n_train of a plan's folds, the mean of them where the training window grows."""
    if plan.test_share is not None:
        return plan.test_share
    if plan.kind is SplitKind.TIME:
        return float(np.mean([1 / (i + 1) for i in range(plan.folds)]))
    return 1 / (plan.folds - 1)


def summarise(
    trials: Sequence[Trial],
    task: Task,
    *,
    run_id: str = "",
    engine: Engine = Engine.NATIVE,
    compared: Sequence[Candidate] | None = None,
    n_select: int = 5,
    n_train: int = 0,
    n_holdout: int = 0,
    dataset_sha256: str = "",
    n_trials: int | None = None,
    finished: bool = False,
    findings: Sequence[Finding] = (),
    holdout_intervals: Mapping[str, Mapping[str, Interval]] | None = None,
    created_at: datetime | None = None,
    metrics: Sequence[Metric] | None = None,
    baseline: str | None = None,
) -> LeaderboardSummary:
    """Return the leaderboard of one run's trials.

    Parameters
    ----------
    trials : sequence of Trial
        Of this run; those of other runs are ignored where `run_id` is given.
    compared : sequence of Candidate, optional
        What the run compares, so that candidates without a trial yet are rows too; those with trials when None.
    n_select : int
        How many of the best are kept.
    n_trials : int, optional
        Fits ever made for this task; the number of `trials` when None.
    holdout_intervals : mapping of candidate to intervals by metric, optional
        95% percentile intervals of a bootstrap over holdout rows: of blocks of neighbouring rows with time splits (Künsch 1989),
        as neighbours in time are not independent; of whole groups with group splits; of single rows (Efron 1979) otherwise.

    Notes
    -----
    A candidate counts as `ok`, and has a rank, when all its folds are. While folds are still to come it has no rank and its
    reason says how many are done. Means, deviations, intervals and tests of a metric rest on the folds where it is defined;
    a deviation or interval of a single one is absent, and intervals end where the metric does. A candidate without the ranking
    metric on a fold where others have it has no rank.
    """
    mine = [trial for trial in trials if not run_id or trial.run_id == run_id]
    known = {c.id: c for c in candidates(task.problem, turbo=False)} | {c.id: c for c in compared or ()}
    ids = [c.id for c in compared] if compared is not None else list(dict.fromkeys(t.candidate for t in mine))
    by_candidate = {id_: [t for t in mine if t.candidate == id_] for id_ in ids}
    titles = {id_: known[id_].title if id_ in known else id_ for id_ in ids}
    yard = _Yardstick(task, _scored_folds(mine, task), tuple(METRICS[task.problem] if metrics is None else metrics))
    rows = [_row(id_, titles[id_], by_candidate[id_], yard) for id_ in ids]
    rows = [_with_intervals(row, (holdout_intervals or {}).get(row.candidate)) for row in rows]
    ordered = _ranked(rows, by_candidate, yard)
    best = [row.candidate for row in ordered if row.rank is not None][:n_select]
    refitted = {t.candidate for t in mine if t.fold == HOLDOUT and t.status is FitStatus.OK}
    return LeaderboardSummary(
        run_id=run_id or (mine[0].run_id if mine else ""),
        task=task,
        engine=engine,
        rows=tuple(ordered),
        metrics=tuple(metric.name for metric in shown(yard.metrics, sort=task.sort)),
        greater_is_better={metric.name: metric.greater_is_better for metric in yard.metrics},
        baseline=BASELINES[task.problem] if baseline is None else baseline,
        top=tuple(id_ for id_ in best if id_ in refitted),
        n_train=n_train,
        n_holdout=n_holdout,
        dataset_sha256=dataset_sha256,
        n_trials=len(trials) if n_trials is None else n_trials,
        finished=finished,
        created_at=created_at or datetime.now(UTC),
        findings=tuple(findings),
    )


@dataclass(frozen=True, slots=True)
class _Yardstick:
    """What candidates of one run are measured by: `scored` are the folds on which the ranking metric is defined for anyone."""

    task: Task
    scored: frozenset[int]
    metrics: tuple[Metric, ...]


def _scored_folds(trials: Sequence[Trial], task: Task) -> frozenset[int]:
    """Return the folds on which the ranking metric is defined for anyone."""
    return frozenset(t.fold for t in trials if t.fold != HOLDOUT and t.status is FitStatus.OK and task.sort in t.scores)


def _row(id_: str, title: str, trials: Sequence[Trial], yard: _Yardstick) -> LeaderboardRow:
    folds = sorted((t for t in trials if t.fold != HOLDOUT), key=lambda t: t.fold)
    done = [t for t in folds if t.status is FitStatus.OK]
    holdout = next((t for t in trials if t.fold == HOLDOUT and t.status is FitStatus.OK), None)
    status, why = _status(folds, yard.task, yard.scored)
    metrics = {metric.name: metric for metric in yard.metrics}
    by_metric = {name: [t.scores[name] for t in done if name in t.scores] for name in metrics}
    by_metric = {name: values for name, values in by_metric.items() if values}
    share = test_share(yard.task.split)
    intervals = {name: corrected_interval(values, test_share=share) for name, values in by_metric.items()}
    return LeaderboardRow(
        candidate=id_,
        title=title,
        rank=None,
        status=status,
        means={name: float(np.mean(values)) for name, values in by_metric.items()},
        stds={name: float(np.std(values, ddof=1)) for name, values in by_metric.items() if len(values) > 1},
        intervals={name: metrics[name].clipped(i) for name, i in intervals.items() if i is not None},
        fit_time_s=float(np.mean([t.fit_time_s for t in done])) if done else 0.0,
        predict_time_s=float(np.mean([t.predict_time_s for t in done])) if done else 0.0,
        size_bytes=max((t.size_bytes for t in done), default=0),
        holdout=dict(holdout.scores) if holdout else {},
        reason=why,
    )


def _with_intervals(row: LeaderboardRow, intervals: Mapping[str, Interval] | None) -> LeaderboardRow:
    return replace(row, holdout_intervals=dict(intervals)) if intervals else row


def _status(folds: Sequence[Trial], task: Task, scored: Collection[int]) -> tuple[FitStatus, str]:
    for status in _SEVERITY:
        ended = next((t for t in folds if t.status is status), None)
        if ended is not None:
            return status, ended.reason
    if len(folds) < task.split.folds:
        return FitStatus.OK, reason("fit_in_progress", f"{len(folds)}/{task.split.folds}")
    if not scored or not all(task.sort in t.scores for t in folds if t.fold in scored):
        return FitStatus.OK, reason("metric_undefined", task.sort)
    return FitStatus.OK, ""


def _ranked(
    rows: Sequence[LeaderboardRow], trials: Mapping[str, Sequence[Trial]], yard: _Yardstick
) -> list[LeaderboardRow]:
    sort = yard.task.sort
    greater = next(m.greater_is_better for m in yard.metrics if m.name == sort)
    whole = {row.candidate for row in rows if row.status is FitStatus.OK and not row.reason}
    scores = {
        id_: [t.scores[sort] for t in sorted(trials[id_], key=lambda t: t.fold) if t.fold in yard.scored]
        for id_ in whole
    }
    ranks = tie_bands(scores, greater_is_better=greater, test_share=test_share(yard.task.split))
    places = {id_: place for place, id_ in enumerate(ranks)}
    ordered = sorted(rows, key=lambda row: (places.get(row.candidate, len(places)), row.status is not FitStatus.OK))
    return [replace(row, rank=ranks.get(row.candidate)) for row in ordered]
