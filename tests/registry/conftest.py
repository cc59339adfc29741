"""A store, its key and drafts for the tests of the registry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bancada.core.dataset import ColumnType
from bancada.core.leaderboard import Interval
from bancada.core.model import Certificate, Lineage, MetricFigure
from bancada.core.signature import Field, Signature
from bancada.core.task import Problem
from bancada.registry import ModelDraft, ModelStore, SigningKey


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.load_or_create(tmp_path / "keys" / "signing.key")


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that goes one second ahead each time it is read."""
    now = [datetime(2026, 1, 1, tzinfo=UTC)]

    def read() -> datetime:
        now[0] += timedelta(seconds=1)
        return now[0]

    return read


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def store(root: Path, key: SigningKey, clock: Callable[[], datetime]) -> ModelStore:
    return ModelStore(root, key=key, clock=clock)


@pytest.fixture
def again(root: Path, key: SigningKey, clock: Callable[[], datetime]) -> Callable[[], ModelStore]:
    """Open the same store as another process would."""
    return lambda: ModelStore(root, key=key, clock=clock)


@pytest.fixture
def draft() -> ModelDraft:
    accuracy = MetricFigure("Accuracy", 0.93, "holdout", interval=Interval(0.91, 0.95), baseline=0.79)
    lux = Field("lux", ColumnType.FLOAT, unit="lux", minimum=0.0, maximum=1697.2, median=4.0, quantiles=(0.0, 1.0, 4.0))
    room = Field("room", ColumnType.CATEGORY, mode="a", categories=("a", "b"), missing_allowed=False)
    return ModelDraft(
        files={
            "model.joblib": b"the native model",
            "model.onnx": b"\0\1\2" * 1000,
            "saved_model/variables/one.data": b"v",
        },
        kind="rf",
        task="rooms.busy",
        problem=Problem.BINARY,
        metrics=(accuracy, MetricFigure("AUC", float("nan"), "holdout")),
        main_metric=accuracy,
        signature=Signature((lux, room), "busy", Problem.BINARY, classes=("no", "yes"), threshold=0.4),
        certificate=Certificate(accepted=True, n_rows=1000, max_difference=1e-7, opset=21),
        lineage=Lineage("rooms", "ab" * 32, "imported", "run-1", "time", 800, 200, 40, 7, "native"),
        modules=("bancada.core.values",),
        versions={"scikit-learn": "1.9.0"},
        metadata={"who": "me", "deep": {"a": [1, 2.5, None]}},
    )
