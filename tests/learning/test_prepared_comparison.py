"""A comparison over what a pack prepared: its own object, metrics and baseline, the same grid, ledger and resume."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from bancada.core.errors import CandidateNotFound
from bancada.core.finding import Finding
from bancada.core.leaderboard import FitStatus, Interval, Trial
from bancada.core.task import Engine, Problem, SplitKind, SplitPlan, Task
from bancada.learning import Candidate, CompareOptions, GridResult, Metric, Rules, compare_prepared
from bancada.learning.fitting import HOLDOUT, FitRequest, FitResult
from bancada.learning.ledger import MemoryTrialLedger
from bancada.learning.shared import read_shared
from bancada.learning.splits import RowFacts, Split, split_rows

PLAN = SplitPlan(SplitKind.TIME, folds=3, holdout=0.2, time="t")
TASK = Task("areia.grao", "areia", "grao", Problem.MULTILABEL, (), PLAN, "Erro")
METRICS = (Metric("Erro", greater_is_better=False), Metric("Acertos"), Metric("Escondida", is_extra=True))


@dataclass(frozen=True)
class Sand:
    """Numbers in the order of time, and nothing that scikit-learn knows."""

    task: Task
    split: Split
    grains: np.ndarray
    findings: tuple[Finding, ...] = ()


class SandFitter:
    """Answers with what the factory makes; its error is how far that is from the mean of the judged grains."""

    def __init__(self, folder: Path) -> None:
        self.sand: Sand = read_shared(folder)

    def __call__(self, request: FitRequest) -> tuple[FitResult, ...]:
        return tuple(self.fit(request.candidate, fold) for fold in request.folds)

    def fit(self, candidate: Candidate, fold: int) -> FitResult:
        test = self.sand.split.holdout if fold == HOLDOUT else self.sand.split.folds[fold].test
        guess = candidate.factory(fold)
        error = float(abs(self.sand.grains[test].mean() - guess))
        scores = {"Erro": error, "Acertos": float(len(test)), "Escondida": 1.0}
        kept = {"pipeline": pickle.dumps(guess), "intervals": {"Erro": Interval(0.0, error)}} if fold == HOLDOUT else {}
        return FitResult(fold, scores, 0.0, 0.0, 8, b"grains", **kept)


class SandEngine:
    """Fits grain by grain."""

    name = Engine.NATIVE
    n_threads: int | None = 1

    def candidates(self, problem: Problem, *, turbo: bool) -> tuple[Candidate, ...]:
        raise NotImplementedError

    def batches(self, n_folds: int) -> tuple[tuple[int, ...], ...]:
        return tuple((fold,) for fold in range(n_folds))

    def workers(self, asked: int | None) -> int:
        return asked or 1

    def preload(self, compared: Iterable[Candidate]) -> tuple[str, ...]:
        return ()

    def make_work(self, folder: Path) -> Callable[[FitRequest], tuple[FitResult, ...]]:
        return SandFitter(folder)


def guess(value: float, seed: int) -> float:
    return value


def guesser(id_: str, value: float) -> Candidate:
    return Candidate(id_, id_.title(), partial(guess, value))


CANDIDATES = (guesser("plain", 0.5), guesser("near", 9.9), guesser("far", 99.0))


def compare(ledger: MemoryTrialLedger | None = None, *, baseline: str = "plain") -> GridResult:
    grains = np.full(50, 10.0)
    sand = Sand(TASK, split_rows(RowFacts(50, instants=np.arange(50)), PLAN), grains)
    options = CompareOptions(n_select=1, n_workers=1)
    return compare_prepared(
        sand, CANDIDATES, engine=SandEngine(), rules=Rules(METRICS, baseline), options=options, ledger=ledger
    )


def test_a_pack_brings_its_own_object_metrics_and_baseline_to_the_grid() -> None:
    found = compare()
    summary = found.summary
    assert [row.candidate for row in summary.rows] == ["near", "plain", "far"]
    assert (summary.metrics, summary.baseline, summary.finished) == (("Erro", "Acertos"), "plain", True)
    assert summary.greater_is_better == {"Erro": False, "Acertos": True, "Escondida": True}
    assert summary.row("near").means["Erro"] == pytest.approx(0.1)
    assert (summary.n_train, summary.n_holdout) == (40, 10)


def test_the_best_and_the_baseline_are_scored_on_the_holdout_and_come_back_pickled() -> None:
    found = compare()
    assert {id_: pickle.loads(kept) for id_, kept in found.pipelines.items()} == {"near": 9.9, "plain": 0.5}
    assert found.summary.row("near").holdout_intervals == {"Erro": Interval(0.0, pytest.approx(0.1))}
    assert found.summary.row("far").holdout == {}


def test_what_is_recorded_is_not_fitted_again() -> None:
    ledger = MemoryTrialLedger()
    first = compare(ledger).trials
    marked = MemoryTrialLedger()
    for trial in first[:4]:
        marked.record(_marked(trial))
    again = {(t.candidate, t.fold): t for t in compare(marked).trials}
    assert len(again) == len(first) == 11
    assert {again[t.candidate, t.fold].fit_time_s for t in first[:4]} == {77.0}
    assert {t.status for t in again.values()} == {FitStatus.OK}


def _marked(trial: Trial) -> Trial:
    return Trial(
        trial.run_id,
        trial.task,
        trial.candidate,
        trial.fold,
        trial.status,
        trial.scores,
        77.0,
        0.0,
        0,
        trial.recorded_at,
    )


def test_a_baseline_that_is_not_compared_is_refused() -> None:
    with pytest.raises(CandidateNotFound):
        compare(baseline="nobody")
