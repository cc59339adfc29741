"""A lottery on the bench for tests of the page: the real services over a small database of simulated draws, a fake forecaster, a fake queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bancada import data
from bancada.core.errors import RunNotFound
from bancada.core.leaderboard import FitStatus, Interval, LeaderboardRow, LeaderboardSummary
from bancada.core.model import ChampionRecord, Lineage, MetricFigure, ModelInfo
from bancada.core.run import RunInfo, RunStatus
from bancada.core.schedule import Schedule
from bancada.core.task import Engine, Problem, SplitKind, SplitPlan, Task
from bancada.domains.lottery import candidates
from bancada.domains.lottery.archive import DrawArchive
from bancada.domains.lottery.pack import DATASET, PACK, TASK
from bancada.domains.lottery.seals import SealBook
from bancada.learning import Candidate
from bancada.services.lottery.chance import ChanceService
from bancada.services.lottery.draws import DrawsService
from bancada.services.lottery.forecasts import Forecast
from bancada.services.lottery.requests import COMPARE, RETRAIN, TRAIN, TrainingRequest
from bancada.services.lottery.seals import SealsService
from bancada.services.lottery.tickets import TicketsService
from tests.app.fake_bench import FakeBench, FakeRuns, run

N_DRAWS = 400
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
SCORES = ("Log Loss", "Brier", "Hits")
TITLES = {"uniform": "Uniform", "frequency": "Long-run frequency", "ls15": "LS15", "ls14pp": "LS14++"}


@dataclass
class FakeQueue:
    """Takes jobs down and shows them among the runs of a bench."""

    runs: FakeRuns
    submitted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def get(self, run_id: str) -> RunInfo:
        return self.runs.get(run_id)

    def list(self, *, kind: str | None = None, limit: int = 50) -> tuple[RunInfo, ...]:
        return self.runs.list(kind=kind, limit=limit)

    def submit(self, kind: str, payload: Any, *, title: str, run_id: str | None = None) -> str:
        name = run_id or f"{kind}-{len(self.submitted) + 1}"
        self.submitted.append((kind, dict(payload)))
        self.runs.runs.insert(0, run(name, RunStatus.WAITING, kind=kind, title=title, payload=payload, started_at=None))
        return name


@dataclass
class FakeForecasts:
    """Answers as a model would that found nothing, but for a slight leaning; keeps what was asked of it."""

    bench: FakeBench
    draws: DrawsService
    queue: FakeQueue
    boards: dict[str, LeaderboardSummary] = field(default_factory=dict)
    asked: list[TrainingRequest] = field(default_factory=list)
    plan: Schedule | None = None

    def predict(self, model: str | None = None) -> Forecast:
        spread = np.linspace(-0.01, 0.01, 25)
        following = self.draws.next_contest()
        return Forecast(model or "uniform", "ls15", "onnx", following.contest, 0.6 + spread, is_simulated=True)

    def models(self) -> tuple[ModelInfo, ...]:
        return tuple(info for info in self.bench.models.list() if info.task == TASK)

    def champion(self) -> ChampionRecord | None:
        return next((ChampionRecord(TASK, one.name, NOW) for one in self.models() if one.is_champion), None)

    def candidates(self, request: TrainingRequest | None = None) -> tuple[Candidate, ...]:
        asked = request.kinds if request else ()
        return tuple(one for one in candidates.candidates() if not asked or one.id in asked)

    def compare(self, request: TrainingRequest) -> str:
        self.asked.append(request)
        return self.queue.submit(COMPARE, {}, title=DATASET)

    def train(self, request: TrainingRequest) -> str:
        self.asked.append(request)
        return self.queue.submit(TRAIN, {}, title=DATASET)

    def retrain(self, request: TrainingRequest | None = None) -> str:
        self.asked.append(request or TrainingRequest())
        return self.queue.submit(RETRAIN, {}, title=DATASET)

    def retraining_request(self) -> TrainingRequest:
        return TrainingRequest(window=12, epochs=25)

    def summary(self, run_id: str) -> LeaderboardSummary:
        if run_id not in self.boards:
            raise RunNotFound(run_id=run_id)
        return self.boards[run_id]

    def schedule_retraining(self, *, days: Sequence[int], at: str, request: TrainingRequest | None = None) -> Schedule:
        self.asked.append(request or TrainingRequest())
        self.plan = Schedule("lottery-retrain", RETRAIN, TASK, days=tuple(days), at=at, next_at=NOW + timedelta(days=2))
        return self.plan

    def retraining_schedule(self) -> Schedule | None:
        return self.plan

    def unschedule_retraining(self) -> None:
        self.plan = None


def board(run_id: str = "lottery-done") -> LeaderboardSummary:
    """Return a finished comparison in which nothing is told from the baseline."""
    rows = []
    for place, (candidate, title) in enumerate(TITLES.items()):
        means = {"Log Loss": 0.6730 + 0.0004 * place, "Brier": 0.2400 + 0.0001 * place, "Hits": 9.0 + 0.02 * place}
        spread = {"Log Loss": 0.002, "Brier": 0.001, "Hits": 0.15}
        intervals = {name: Interval(mean - spread[name], mean + spread[name]) for name, mean in means.items()}
        rows.append(
            LeaderboardRow(
                candidate, title, rank=1, status=FitStatus.OK, means=means, stds=dict.fromkeys(SCORES, 0.001),
                intervals=intervals, fit_time_s=1.5 * place, predict_time_s=0.01, size_bytes=10_000, holdout=means,
                holdout_intervals=intervals,
            )
        )  # fmt: skip
    task = Task(
        name=TASK, dataset=DATASET, target="1", problem=Problem.MULTILABEL, features=(),
        split=SplitPlan(SplitKind.TIME, folds=5, holdout=0.2), sort="Log Loss",
    )  # fmt: skip
    return LeaderboardSummary(
        run_id=run_id, task=task, engine=Engine.NATIVE, rows=tuple(rows), metrics=SCORES,
        greater_is_better={"Log Loss": False, "Brier": False, "Hits": True}, baseline="uniform", top=("ls15", "ls14pp"),
        n_train=320, n_holdout=80, dataset_sha256="a" * 64, n_trials=20, finished=True, created_at=NOW,
    )  # fmt: skip


def model(name: str = "ls15-teste", *, champion: bool = False) -> ModelInfo:
    """Return a saved forecaster as the registry lists it."""
    figure = MetricFigure(
        "Log Loss", 0.6731, "holdout", interval=Interval(0.671, 0.675), baseline=0.673, greater_is_better=False
    )
    return ModelInfo(
        name=name, saved_at=NOW - timedelta(days=1), format=1, task=TASK, kind="ls15", problem=Problem.MULTILABEL,
        main_metric=figure, metrics=(figure,), is_champion=champion,
        lineage=Lineage(DATASET, "a" * 64, "simulated", "lottery-done", "time", 320, 80, 20, 7, "native"),
    )  # fmt: skip


@dataclass
class FakeLottery:
    """The lottery's use cases: the real ones but for what trains."""

    draws: DrawsService
    forecasts: Any  # Any: stands for a service of more methods than the page asks
    tickets: TicketsService
    chance: ChanceService
    seals: SealsService


def lottery_bench(folder: Path, *, n_draws: int = N_DRAWS, seed: int = 7) -> FakeBench:
    """Return a bench with a lottery on it; without draws where `n_draws` is 0."""
    bench = FakeBench()
    engine = data.open_engine(f"sqlite:///{folder / 'bancada.db'}")
    data.upgrade(engine, extra=(data.MigrationSource(PACK.name, PACK.migrations),))
    archive = DrawArchive(engine, folder=folder, limits=data.Limits(), clock=lambda: NOW)
    if n_draws:
        archive.load_simulated(n_draws=n_draws, seed=seed)
    queue = FakeQueue(bench.runs)
    draws = DrawsService(archive, archive, "http://127.0.0.1:9/lotofacil", queue, lambda: NOW)
    forecasts: Any = FakeForecasts(bench, draws, queue)  # Any: stands for a service of more methods than the page asks
    chance = ChanceService(draws, forecasts, data.SqlTrialLedger(engine))
    seals = SealsService(SealBook(engine, clock=lambda: NOW), draws, chance)
    bench.lottery = FakeLottery(draws, forecasts, TicketsService(draws, forecasts), chance, seals)
    return bench


def compared(bench: FakeBench) -> FakeBench:
    """Put a finished comparison and two saved models on a bench."""
    bench.runs.runs.insert(
        0, run("lottery-done", RunStatus.DONE, kind=COMPARE, title="Lotofácil", payload={}, ended_at=NOW)
    )
    bench.lottery.forecasts.boards["lottery-done"] = board()
    bench.models.infos = [model("ls15-campeao", champion=True), model("ls14pp-teste")]
    return bench
