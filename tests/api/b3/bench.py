"""A bench of daily assets whose steps are quick stand-ins: real state in SQL, a queue in memory, the real application over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bancada.api.app import create_app
from bancada.api.frame import Frame
from bancada.bootstrap import Parts
from bancada.core.errors import BadInput, NotFound
from bancada.core.finding import Finding
from bancada.core.prediction import PredictionRecord
from bancada.data.access.values import Role
from bancada.domains.assets.pipeline_records import PipelineRecords
from bancada.domains.assets.requests import ModelType, Step
from bancada.jobs import MemoryQueue
from bancada.services import Bench
from bancada.services.assets.answers import AssetPrediction
from bancada.services.assets.checking import RequestChecks
from bancada.services.assets.jobs import PipelineJobs
from bancada.services.assets.pipelines import PipelinesService
from bancada.services.assets.work import StepOutcome, Work
from bancada.services.runs import RunsService
from bancada.settings import Settings
from tests.api.client import Api, api_client
from tests.domains.assets.assets_data import EveryTicker

if TYPE_CHECKING:
    import httpx

__all__ = ["FakePredictions", "Place", "Steps", "place", "problem"]

PREDICTION = AssetPrediction(
    ticker="PETR4",
    action="hold",
    probabilities={"sell": 0.3, "hold": 0.45, "buy": 0.25},
    expected_return=0.002,
    horizon=2,
    last_close=31.5,
    price=31.563,
    importance=(("return_5", 0.012, 0.004), ("rsi_14", -0.001, 0.002)),
    model="rf_b3_1",
    model_type=ModelType.RF,
    collection="b3",
    is_champion=True,
    data_date=datetime(2025, 12, 30, 13, tzinfo=UTC),
    age_sessions=0,
    engine="onnx",
    latency_ms=1.9,
)


@dataclass
class Steps:
    """Stand-ins of the six steps: each tells what it was asked, and fails for the ticker FALHA3 where it trains."""

    asked: list[tuple[Step, Any]] = field(default_factory=list)

    def by_name(self) -> Mapping[Step, Any]:
        return {step: lambda request, work, step=step: self._do(step, request, work) for step in Step}

    def _do(self, step: Step, request: Any, work: Work) -> StepOutcome:
        self.asked.append((step, request))
        (work.folder / f"{step.value}.txt").write_text(str(request))
        if step is Step.TRAIN and "FALHA3" in (work.folder / "load.txt").read_text():
            raise BadInput("bad_input", detail="FALHA3")
        if step is not Step.LOAD:
            return StepOutcome(facts={"step": step.value})
        found = Finding("bad_input", facts={"detail": ", ".join(request.tickers)})
        return StepOutcome(facts={"tickers": list(request.tickers)}, findings=(found,), result={"rows": 10})


@dataclass
class FakePredictions:
    """Answers for PETR4; knows no other ticker. Keeps what it was asked."""

    root: Path
    asked: list[dict[str, Any]] = field(default_factory=list)
    logged: list[PredictionRecord] = field(default_factory=list)

    @property
    def store(self) -> FakePredictions:
        return self

    @property
    def reader(self) -> FakePredictions:
        return self

    @property
    def models_service(self) -> FakePredictions:
        return self

    def series(self, symbol: str) -> tuple[()]:
        return ()

    def info(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(name=name, signature=None)

    def record(self, record: PredictionRecord) -> None:
        self.logged.append(record)

    def clock(self) -> datetime:
        return utc_now()

    def predict(self, ticker: str, **asked: Any) -> AssetPrediction:
        self.asked.append({"ticker": ticker, **asked})
        if ticker != "PETR4":
            raise NotFound("not_found", what=ticker)
        return PREDICTION


@dataclass(frozen=True)
class FakeAssets:
    pipelines: PipelinesService
    predictions: FakePredictions


@dataclass(frozen=True)
class Place:
    """One installation: a bench, and clients with keys of their own."""

    folder: Path
    settings: Settings
    bench: Bench
    queue: MemoryQueue
    steps: Steps
    predictions: FakePredictions

    @cached_property
    def app(self) -> Frame:
        """The application that all clients share but those of `again`."""
        return create_app(self.bench, self.settings)

    def client(self, role: Role | None) -> Api:
        """Return a client with a new key, or without one."""
        return api_client(self.bench, role, settings=self.settings, app=self.app)

    def forget(self) -> None:
        """Forget what was asked and answered, and let waiting jobs go on; keys and their pipelines stay."""
        self.queue.resume()
        self.steps.asked.clear()
        self.predictions.asked.clear()
        self.predictions.logged.clear()
        self.predictions.root = self.folder / uuid4().hex
        self.predictions.root.mkdir()
        (self.predictions.root / "registry.json").write_text("{}")

    def again(self, client: Api) -> Api:
        """Return a client of a new application over the same installation, with the same key."""
        return Api(create_app(self.bench, self.settings), key_id=client.key_id, secret=client.secret)


def place(folder: Path) -> Place:
    """Return a new installation in a folder."""
    settings = Settings(
        data_dir=folder / "data", models_dir=folder / "models", signing_key_file=folder / "key", api_rate_per_minute=0
    )
    parts, steps, predictions = Parts(settings), Steps(), FakePredictions(settings.models_folder)
    records, pipelines = PipelineRecords(parts.catalogue.engine, utc_now), folder / "pipelines"
    queue = MemoryQueue(PipelineJobs(records, pipelines, steps.by_name(), utc_now).jobs())
    assets = FakeAssets(
        PipelinesService(records, pipelines, queue, utc_now, RequestChecks(EveryTicker()).check), predictions
    )
    # a fake in place of the service: only what the routes ask is there
    bench = replace(parts.bench, assets=assets, runs=RunsService(queue))  # type: ignore[arg-type]
    return Place(folder, settings, bench, queue, steps, predictions)


def utc_now() -> datetime:
    return datetime.now(UTC)


def problem(answer: httpx.Response) -> dict[str, Any]:
    """Return the body of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    return found
