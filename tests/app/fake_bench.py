"""A Bench in memory with a small, full world: what the pages are tested against without engines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from bancada.core.adjustment import Adjustment, Threshold
from bancada.core.dataset import Column, ColumnType, Dataset, DatasetInfo, ImportReport, Source
from bancada.core.errors import (
    DatasetNotFound,
    GateRefused,
    ModelExists,
    ModelNotFound,
    RunNotFound,
    RunRefused,
    SchemaError,
    UntrustedModel,
)
from bancada.core.finding import Finding, Severity
from bancada.core.leaderboard import FitStatus, Interval, LeaderboardRow, LeaderboardSummary
from bancada.core.model import (
    Certificate,
    ChampionRecord,
    FileRecord,
    GateVerdict,
    Lineage,
    MetricFigure,
    ModelInfo,
)
from bancada.core.prediction import BatchReport, Contribution, Prediction, PredictionRecord, RefusedRow
from bancada.core.quality import QualityReport
from bancada.core.run import LogLine, Progress, RunInfo, RunStatus
from bancada.core.signature import Field, Signature
from bancada.core.task import Engine, Problem, SplitKind, SplitPlan, Task
from bancada.core.values import check_slug
from bancada.data import explore
from bancada.domains.sensors.pack import PACK as SENSORS
from bancada.registry import TRUST_PHRASE

NOW = datetime.now(UTC)
METRICS = ("Accuracy", "AUC", "Recall", "Prec.", "F1", "Kappa", "MCC")


def sensors_frame(n: int = 600) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    lux = rng.gamma(3, 150, n).round(1)
    temperature = rng.normal(25, 4, n).round(2)
    vibration = rng.gamma(2, 1.0, n).round(2)
    state = np.where(vibration > 4, "falha", np.where(temperature > 30, "alerta", "normal"))
    moments = pd.date_range("2026-01-01", periods=n, freq="10min", tz="UTC")
    frame = pd.DataFrame(
        {"lida_em": moments, "lux": lux, "temperatura": temperature, "vibracao": vibration, "estado": state}
    )
    frame.loc[::57, "lux"] = np.nan
    return frame


def dataset_info(name: str = "sensores-demo", source: Source = Source.SIMULATED, rows: int = 600) -> DatasetInfo:
    return DatasetInfo(
        name=name,
        pack="sensors",
        source=source,
        origin="simulation: bancada.domains.sensors",
        table="leituras_sensores",
        rows=rows,
        columns=(
            Column("lida_em", ColumnType.DATETIME, n_distinct=rows),
            Column("lux", ColumnType.FLOAT, unit="lux", n_missing=11, n_distinct=580, minimum=3.0, maximum=1900.0),
            Column("temperatura", ColumnType.FLOAT, unit="°C", n_distinct=540, minimum=12.0, maximum=38.0),
            Column("vibracao", ColumnType.FLOAT, unit="mm/s", n_distinct=420, minimum=0.0, maximum=9.0),
            Column("estado", ColumnType.CATEGORY, n_distinct=3, categories=("alerta", "falha", "normal")),
        ),
        sha256="9f2c4d1e" * 8,
        version=3,
        imported_at=NOW - timedelta(hours=3),
        target="estado",
        problem=Problem.MULTICLASS,
        time_column="lida_em",
        first_at=NOW - timedelta(days=90),
        last_at=NOW - timedelta(days=1),
    )


def signature() -> Signature:
    def number(name: str, unit: str, low: float, middle: float, high: float) -> Field:
        return Field(
            name, ColumnType.FLOAT, unit=unit, minimum=low, maximum=high, median=middle,
            quantiles=(low, low, low, middle, high, high, high),
        )  # fmt: skip

    return Signature(
        fields=(
            number("lux", "lux", 3.0, 420.0, 1900.0),
            number("temperatura", "°C", 12.0, 25.0, 38.0),
            number("vibracao", "mm/s", 0.0, 1.7, 9.0),
        ),
        target="estado",
        problem=Problem.MULTICLASS,
        classes=("alerta", "falha", "normal"),
    )


def model(name: str, value: float, *, champion: bool = False, legacy: bool = False, days: int = 0) -> ModelInfo:
    figure = MetricFigure("Accuracy", value, "holdout", interval=Interval(value - 0.02, value + 0.015), baseline=0.79)
    auc = MetricFigure("AUC", value + 0.01, "holdout", interval=Interval(value - 0.01, value + 0.02), baseline=0.5)
    if legacy:
        return ModelInfo(name=name, saved_at=NOW - timedelta(days=400), format=0, is_legacy=True)
    return ModelInfo(
        name=name,
        title="",
        saved_at=NOW - timedelta(days=days),
        format=1,
        task="sensores-demo.estado",
        kind=name.split("_", maxsplit=1)[0],
        problem=Problem.MULTICLASS,
        main_metric=figure,
        metrics=(figure, auc),
        notes="Primeira rodada, com dados simulados.",
        tags=("demo",),
        is_champion=champion,
        signature=signature(),
        certificate=Certificate(accepted=True, n_rows=1200, max_difference=3e-7, opset=17),
        lineage=Lineage("sensores-demo", "9f2c4d1e" * 8, "simulated", "run-done", "time", 480, 120, 90, 7, "native"),
        files=(FileRecord("model.joblib", "a" * 64, 182_344), FileRecord("model.onnx", "b" * 64, 91_200)),
        versions={"scikit-learn": "1.9.0", "python": "3.11"},
    )


def task(*, name: str = "sensores-demo.estado", sort: str = "Accuracy") -> Task:
    return Task(
        name=name,
        dataset="sensores-demo",
        target="estado",
        problem=Problem.MULTICLASS,
        features=("lux", "temperatura", "vibracao"),
        split=SplitPlan(SplitKind.TIME, folds=5, holdout=0.2, time="lida_em", reason="time_column_present"),
        sort=sort,
    )


def leaderboard(*, run_id: str = "run-done", finished: bool = True) -> LeaderboardSummary:
    titles = {
        "et": "Extra Trees Classifier", "rf": "Random Forest Classifier", "lightgbm": "Light Gradient Boosting Machine",
        "gbc": "Gradient Boosting Classifier", "knn": "K Neighbors Classifier", "lr": "Logistic Regression",
    }  # fmt: skip
    rows = []
    for place, (candidate, title) in enumerate(titles.items()):
        best = 0.955 - 0.012 * place
        means = {name: best - 0.01 * shift for shift, name in enumerate(METRICS)}
        rows.append(
            LeaderboardRow(
                candidate, title, rank=1 if place < 3 else place + 1, status=FitStatus.OK, means=means,
                stds=dict.fromkeys(METRICS, 0.011),
                intervals={name: Interval(mean - 0.02, mean + 0.02) for name, mean in means.items()},
                fit_time_s=0.41 / (place + 1), predict_time_s=0.012, size_bytes=900_000 // (place + 1),
                holdout={name: mean - 0.006 for name, mean in means.items()} if place < 5 and finished else {},
                holdout_intervals={name: Interval(mean - 0.03, mean + 0.02) for name, mean in means.items()}
                if place < 5 and finished else {},
            )
        )  # fmt: skip
    rows.append(
        LeaderboardRow(
            "dummy", "Dummy Classifier", rank=7, status=FitStatus.OK, means=dict.fromkeys(METRICS, 0.79),
            stds=dict.fromkeys(METRICS, 0.0), intervals={name: Interval(0.77, 0.81) for name in METRICS},
            fit_time_s=0.001, predict_time_s=0.001, size_bytes=600,
        )
    )  # fmt: skip
    rows.append(
        LeaderboardRow("qda", "Quadratic Discriminant Analysis", None, FitStatus.FAILED, reason="LinAlgError: singular")
    )
    return LeaderboardSummary(
        run_id=run_id, task=task(), engine=Engine.NATIVE, rows=tuple(rows), metrics=METRICS,
        greater_is_better=dict.fromkeys(METRICS, True), baseline="dummy", top=tuple(titles)[:5] if finished else (),
        n_train=480, n_holdout=120, dataset_sha256="9f2c4d1e" * 8, n_trials=90, finished=finished, created_at=NOW,
    )  # fmt: skip


def run(run_id: str, status: RunStatus, **more: Any) -> RunInfo:
    facts: dict[str, Any] = {
        "kind": "compare",
        "title": "sensores-demo: estado",
        "submitted_at": NOW - timedelta(minutes=9),
        "started_at": NOW - timedelta(minutes=8),
        "payload": {"dataset": "sensores-demo", "target": "estado"},
    }
    return RunInfo(id=run_id, status=status, **{**facts, **more})


@dataclass
class FakeData:
    infos: list[DatasetInfo] = field(default_factory=list)
    trashed: list[DatasetInfo] = field(default_factory=list)
    frame: pd.DataFrame = field(default_factory=sensors_frame)
    n_reads: int = 0
    refuse: Exception | None = None
    asked_urls: list[str] = field(default_factory=list)

    def list(self) -> tuple[DatasetInfo, ...]:
        if self.refuse:
            raise self.refuse
        return tuple(self.infos)

    def info(self, name: str) -> DatasetInfo:
        for info in self.infos:
            if info.name == name:
                return info
        raise DatasetNotFound(name=name)

    def read(self, name: str) -> Dataset:
        self.n_reads += 1
        return Dataset(self.info(name), self.frame)

    def quality(self, name: str, *, target: str | None = None) -> QualityReport:
        findings = (
            Finding("missing_values", Severity.CAUTION, column="lux", facts={"share": 0.018, "n_missing": 11}),
            Finding("class_imbalance", Severity.CAUTION, column=target, facts={"share": 0.08, "label": "falha"}),
        )
        counts = {str(key): int(n) for key, n in self.frame["estado"].value_counts().items()}
        return QualityReport(
            name, 86.0, {"missing_values": 4.0, "class_imbalance": 10.0}, findings, len(self.frame), 0, 0.0037, counts
        )

    def overview(self, name: str) -> pd.DataFrame:
        return explore.overview(self.read(name))

    def distribution(self, name: str, column: str, *, by: str | None = None) -> pd.DataFrame:
        return explore.distribution(self.read(name), column, by=by)

    def correlation(self, name: str) -> pd.DataFrame:
        return explore.correlation(self.read(name))

    def relation(self, name: str, x: str, y: str, *, by: str | None = None) -> explore.Relation:
        return explore.relation(self.read(name), x, y, by=by)

    def series(self, name: str, column: str, *, by: str | None = None) -> explore.Relation:
        return explore.series(self.read(name), column, by=by)

    def import_file(self, path: Any, **options: Any) -> ImportReport:
        if b"ruim" in path.read_bytes():
            raise SchemaError("bad_input", detail="linha 41")
        info = dataset_info(options.get("name") or path.stem, Source.IMPORTED)
        self.infos.insert(0, info)
        dialect = {"format": "csv", "encoding": "utf-8", "delimiter": ";", "decimal": ","}
        return ImportReport(info, "c" * 64, 600, 600, 0, 0, None, already_imported=False, dialect=dialect)

    def set_roles(self, name: str, **roles: Any) -> DatasetInfo:
        changed = {"time": "time_column", "group": "group_column"}
        chosen = {changed.get(key, key): value for key, value in roles.items() if value is not None}
        info = replace(self.info(name), **chosen)
        self.infos = [info if other.name == name else other for other in self.infos]
        return info

    def delete(self, name: str) -> None:
        self.trashed.append(self.info(name))
        self.infos = [info for info in self.infos if info.name != name]

    def deleted(self) -> tuple[DatasetInfo, ...]:
        return tuple(self.trashed)

    def restore(self, name: str) -> DatasetInfo:
        info = next(info for info in self.trashed if info.name == name)
        self.trashed.remove(info)
        self.infos.append(info)
        return info

    def purge(self, name: str) -> None:
        self.trashed = [info for info in self.trashed if info.name != name]

    def set_value(self, name: str, *, row: int, column: str, value: Any) -> DatasetInfo:
        self.frame = self.frame.copy()
        self.frame.loc[row, column] = value
        info = replace(self.info(name), version=self.info(name).version + 1)
        self.infos = [info if other.name == name else other for other in self.infos]
        return info

    def import_table(self, url: str, table: str, *, name: str | None = None, **roles: Any) -> ImportReport:
        self.asked_urls.append(url)
        info = replace(dataset_info(name or table, Source.CONNECTED), origin=f"postgresql://servidor/base#{table}")
        self.infos = [info, *(other for other in self.infos if other.name != info.name)]
        return ImportReport(
            info, "c" * 64, 600, 600, 0, 0, None, already_imported=False, dialect={"format": "database"}
        )

    def load_demo(self) -> tuple[ImportReport, ...]:
        self.infos.append(dataset_info())
        return ()


@dataclass
class FakeModels:
    infos: list[ModelInfo] = field(default_factory=list)
    trashed: list[Any] = field(default_factory=list)
    promoted: list[str] = field(default_factory=list)
    notices: tuple[Finding, ...] = ()
    acknowledged: list[str] = field(default_factory=list)
    broken: tuple[Finding, ...] = ()

    def list(self) -> tuple[ModelInfo, ...]:
        return tuple(replace(info, signature=None, versions={}) for info in self.infos)  # as the registry lists them

    def summary(self) -> Any:
        champions = sum(info.is_champion for info in self.infos)
        return SimpleNamespace(
            n_models=len(self.infos), n_champions=champions, n_legacy=sum(i.is_legacy for i in self.infos),
            bytes=1_200_000, tasks=("sensores-demo.estado",), notices=self.notices,
        )  # fmt: skip

    def info(self, name: str) -> ModelInfo:
        for info in self.infos:
            if info.name == name:
                return info
        raise ModelNotFound(name=name)

    def card(self, name: str, *, language: str = "en") -> str:
        return f"# {name}\n\n{'Para que serve' if language == 'pt_BR' else 'What it is for'}: estado.\n"

    def acknowledge(self, *, reason: str) -> None:
        self.acknowledged.append(reason)
        self.notices = ()

    def name_is_free(self, name: str) -> bool:
        return check_slug(name).casefold() not in {info.name.casefold() for info in self.infos}

    def evaluation(self, name: str) -> Any:
        return evaluation()

    def verify(self, name: str) -> tuple[Finding, ...]:
        return self.broken

    def empty_trash(self) -> int:
        gone, self.trashed = len(self.trashed), []
        return gone

    def adopt(self, name: str, *, trust: str) -> ModelInfo:
        if trust != TRUST_PHRASE:
            raise UntrustedModel("trust_phrase_missing", name=name, phrase=TRUST_PHRASE)
        adopted = model(name, 0.9)
        self.infos = [adopted if info.name == name else info for info in self.infos]
        return adopted

    def gate(self, name: str, *, task: str | None = None) -> GateVerdict:
        return GateVerdict(passed=True, findings=(Finding("gate_files_verified", Severity.INFO),))

    def promote(self, name: str, *, task: str | None = None, force: bool = False, reason: str = "") -> ChampionRecord:
        if self.info(name).is_legacy:
            raise GateRefused(name=name, findings=())
        self.promoted.append(name)
        self.infos = [replace(info, is_champion=info.name == name) for info in self.infos]
        return ChampionRecord("sensores-demo.estado", name, NOW)

    def champions(self) -> dict[str, ChampionRecord]:
        return {info.task: ChampionRecord(info.task, info.name, NOW) for info in self.infos if info.is_champion}

    def champion(self, task: str, *, as_of: datetime | None = None) -> ChampionRecord | None:
        if as_of is not None and as_of < NOW - timedelta(days=3):
            return None
        return next((record for record in self.history(task)[::-1]), None)

    def history(self, task: str) -> tuple[ChampionRecord, ...]:
        champions = [info.name for info in self.infos if info.is_champion]
        if not champions:
            return ()
        return (
            ChampionRecord(task, "lr_sensores-demo", NOW - timedelta(days=3)),
            ChampionRecord(task, champions[0], NOW, previous="lr_sensores-demo"),
        )

    def rollback_target(self, task: str) -> str | None:
        found = self.champion(task)
        return None if found is None else found.previous

    def rollback(self, task: str, *, reason: str = "") -> ChampionRecord:
        self.promoted.append("lr_sensores-demo")
        return ChampionRecord(task, "lr_sensores-demo", NOW, rolled_back=True)

    def rename(self, old: str, new: str) -> ModelInfo:
        if not self.name_is_free(new):
            raise ModelExists(name=new)
        renamed = replace(self.info(old), name=new)
        self.infos = [renamed if info.name == old else info for info in self.infos]
        return renamed

    def annotate(self, name: str, **changes: Any) -> ModelInfo:
        changed = replace(self.info(name), **{key: value for key, value in changes.items() if value is not None})
        self.infos = [changed if info.name == name else info for info in self.infos]
        return changed

    def diff(self, a: str, b: str) -> Any:
        return SimpleNamespace(a=a, b=b)

    def delete(self, name: str) -> None:
        self.trashed.append(SimpleNamespace(id=f"t-{name}", name=name, deleted_at=NOW))
        self.infos = [info for info in self.infos if info.name != name]

    def trash(self) -> tuple[Any, ...]:
        return tuple(self.trashed)

    def restore(self, trash_id: str) -> ModelInfo:
        kept = next(item for item in self.trashed if item.id == trash_id)
        self.trashed.remove(kept)
        self.infos.append(model(kept.name, 0.9))
        return self.infos[-1]

    def export(self, name: str, path: Any) -> Any:
        path.write_bytes(b"zip")
        return path


@dataclass
class FakeCompare:
    models: FakeModels
    data: FakeData
    runs: FakeRuns
    boards: dict[str, LeaderboardSummary] = field(default_factory=dict)
    submitted: list[Any] = field(default_factory=list)
    adjusted: list[Adjustment] = field(default_factory=list)

    def adjust(self, request: Any) -> str:
        self.submitted.append(request)
        payload = {"run_id": request.run_id, "candidate": request.candidate}
        self.runs.runs.insert(0, run("run-adjust", RunStatus.WAITING, kind="adjust", payload=payload, started_at=None))
        return "run-adjust"

    def adjustments(self, run_id: str) -> tuple[Adjustment, ...]:
        return tuple(self.adjusted)

    def candidates(self, problem: Problem, *, turbo: bool = True) -> tuple[Any, ...]:
        return tuple(SimpleNamespace(id=row.candidate, title=row.title, is_slow=False) for row in leaderboard().rows)

    def metrics(self, problem: Problem) -> tuple[str, ...]:
        return ("MAE", "MSE", "RMSE", "R2") if problem is Problem.REGRESSION else METRICS

    def plan(self, request: Any) -> Task:
        return task(sort=request.sort or "Accuracy")

    def submit(self, request: Any) -> str:
        self.submitted.append(request)
        self.runs.runs.insert(0, run("run-new", RunStatus.WAITING, started_at=None))
        return "run-new"

    def summary(self, run_id: str) -> LeaderboardSummary:
        if run_id not in self.boards:
            raise RunNotFound(run_id=run_id)
        return self.boards[run_id]

    def finished(self, *, dataset: str | None = None) -> tuple[LeaderboardSummary, ...]:
        return tuple(board for board in self.boards.values() if board.finished)

    def evaluation(self, run_id: str, candidate: str) -> Any:
        return evaluation()

    def save(self, run_id: str, candidate: str, name: str, **more: Any) -> ModelInfo:
        if not self.models.name_is_free(name):
            raise ModelExists(name=name)
        saved = replace(model(name, 0.93), notes=more.get("notes", ""))
        if run_id.startswith("lottery-"):
            saved = replace(saved, task="lotofacil.dezenas")
        self.models.infos.insert(0, saved)
        return saved


def adjustment() -> Adjustment:
    base = leaderboard().rows[0]
    threshold = Threshold(
        0.23, Interval(0.2, 0.3), 0.11, Interval(0.09, 0.14), 0.19, 0.5, 0.8, 1.0, 5.0, 480, "folds"
    )  # fmt: skip
    row = replace(base, candidate="et-calibrated-cost", rank=None)
    finding = Finding("holdout_seen_again", Severity.CAUTION, facts={"looks": 2})
    return Adjustment("et-calibrated-cost", "et", "isotonic", row, threshold, 2, (finding,))


def evaluation() -> Any:
    from bancada.learning.evaluation.values import Confusion, Evaluation, Importance

    return Evaluation(
        problem=Problem.MULTICLASS, metric="Accuracy", n_train=480, n_holdout=120,
        confusion=Confusion(("alerta", "falha", "normal"), ((12, 1, 3), (0, 7, 1), (2, 1, 93)), "holdout"),
        importance=Importance(
            ("vibracao", "temperatura", "lux"), (0.14, 0.09, 0.01), (0.01, 0.01, 0.004), "Accuracy", 0.93, 120, 10,
            "holdout",
        ),
    )  # fmt: skip


@dataclass
class FakePredict:
    models: FakeModels
    asked: list[dict[str, Any]] = field(default_factory=list)

    def signature(self, name: str) -> Signature:
        found = self.models.info(name).signature
        assert found is not None
        return found

    def one(self, name: str, values: dict[str, Any], *, explain: bool = True, origin: str = "manual") -> Prediction:
        self.asked.append(values)
        unusual = (values.get("lux") or 0) > 1900
        marks = (
            Finding(
                "outside_training_range", Severity.CAUTION, column="lux",
                facts={"value": values["lux"], "minimum": 3.0, "maximum": 1900.0},
            ),
        )  # fmt: skip
        return Prediction(
            name, "normal", "onnx", 0.21, {"alerta": 0.06, "falha": 0.03, "normal": 0.91}, marks if unusual else (),
            (Contribution("vibracao", 1.8, 1.7, 0.12), Contribution("temperatura", 24.0, 25.0, -0.03)),
        )  # fmt: skip

    def batch(self, name: str, path: Any, *, out: Any = None) -> tuple[pd.DataFrame, BatchReport]:
        frame = sensors_frame(5).drop(columns=["estado", "lida_em"]).assign(prediction="normal", probability=0.91)
        refused = (RefusedRow(3, (Finding("missing_value", Severity.FAILURE, column="lux"),)),)
        return frame, BatchReport(name, 6, 5, refused, 1, 3.4, "onnx")

    def history(self, name: str | None = None, *, limit: int = 100) -> tuple[PredictionRecord, ...]:
        return tuple(
            PredictionRecord(
                name or "et_sensores-demo", "d" * 64, {"lux": 420.0, "temperatura": 24.0, "vibracao": 1.8}, "normal",
                0.2, NOW - timedelta(minutes=n), "manual", 0.91,
            )
            for n in range(3)
        )  # fmt: skip


@dataclass
class FakeRuns:
    runs: list[RunInfo] = field(default_factory=list)
    worker: bool = True
    cancelled: list[str] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)

    def list(self, *, kind: str | None = None, limit: int = 50) -> tuple[RunInfo, ...]:
        return tuple(one for one in self.runs if kind in (None, one.kind))[:limit]

    def get(self, run_id: str) -> RunInfo:
        for one in self.runs:
            if one.id == run_id:
                return one
        raise RunNotFound(run_id=run_id)

    def log(self, run_id: str, *, after: int = 0) -> tuple[LogLine, ...]:
        return (LogLine(NOW, "info", "Plan made"), LogLine(NOW, "warning", "qda failed: singular"))[after:]

    def cancel(self, run_id: str) -> RunInfo:
        if self.get(run_id).status.is_over:
            raise RunRefused(run_id=run_id)
        self.cancelled.append(run_id)
        return self.get(run_id)

    def retry(self, run_id: str) -> str:
        self.retried.append(run_id)
        return run_id

    def has_worker(self) -> bool:
        return self.worker


@dataclass
class FakeBench:
    data: FakeData = field(default_factory=FakeData)
    models: FakeModels = field(default_factory=FakeModels)
    runs: FakeRuns = field(default_factory=FakeRuns)
    lottery: Any = field(default_factory=lambda: SimpleNamespace(draws=SimpleNamespace(info=lambda: None)))
    """Without a draw; `fake_lottery` puts on the one of the page that needs it."""
    market: Any = field(
        default_factory=lambda: SimpleNamespace(
            series=SimpleNamespace(count=lambda: 0, deleted=lambda: (), load_demo=lambda: None)
        )
    )
    """Without a series; `fake_market` puts on the real services."""
    assets: Any = field(
        default_factory=lambda: SimpleNamespace(predictions=SimpleNamespace(tickers=lambda: (), models=lambda: ()))
    )
    """Without bars; `fake_assets` puts on the real services."""

    def __post_init__(self) -> None:
        self.compare = FakeCompare(self.models, self.data, self.runs)
        self.predict = FakePredict(self.models)
        self.packs = SimpleNamespace(list=lambda: (SENSORS,), of=lambda _info: SENSORS)


def full_bench() -> FakeBench:
    bench = FakeBench()
    bench.data.infos = [
        dataset_info(),
        replace(dataset_info("ocupacao", Source.IMPORTED), origin="occupancy_datatraining.txt", sha256="1b7e" * 16),
    ]
    bench.models.infos = [
        model("et_sensores-demo", 0.949, champion=True, days=1),
        model("rf_sensores-demo", 0.941, days=2),
        model("lr_sensores-demo", 0.902, days=9),
        model("antigo", 0.5, legacy=True),
    ]
    bench.runs.runs = [
        run(
            "run-live", RunStatus.RUNNING, progress=Progress(31, 75, "Random Forest Classifier, fold 3 of 5", NOW),
            started_at=NOW - timedelta(seconds=42),
        ),
        run("run-done", RunStatus.DONE, ended_at=NOW - timedelta(minutes=7)),
        run(
            "run-bad", RunStatus.FAILED, ended_at=NOW - timedelta(hours=2), error_code="dataset_not_found",
            error="There is no dataset.", error_facts={"name": "sumiu"},
        ),
    ]  # fmt: skip
    bench.compare.boards = {"run-done": leaderboard(), "run-live": leaderboard(run_id="run-live", finished=False)}
    return bench
