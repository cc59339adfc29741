"""Daily assets on the bench for tests of the page: the real services over made-up tickers in memory, and a queue that works inline."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from bancada import data
from bancada.core.prediction import PredictionRecord
from bancada.core.run import RunInfo
from bancada.domains.assets.pack import PACK
from bancada.domains.assets.pipeline_records import PipelineRecords
from bancada.domains.assets.requests import PipelineRequest, Step
from bancada.jobs import MemoryQueue
from bancada.markets.series import SeriesInfo
from bancada.services.assets.checking import RequestChecks
from bancada.services.assets.jobs import PipelineJobs
from bancada.services.assets.pipelines import PipelinesService
from bancada.services.assets.predictions import PredictionsService
from bancada.services.models import ModelsService
from tests.app.fake_bench import FakeBench
from tests.domains.assets.assets_data import MemoryReader
from tests.services.assets.small import ASKED, NOON, TICKERS, Small

__all__ = ["TICKERS", "AssetsBench", "assets_bench", "copied", "piped"]


class ListedReader(MemoryReader):
    """A reader that also lists its series, as that of the catalogue does."""

    def daily(self) -> tuple[SeriesInfo, ...]:
        return tuple(info for info, _bars in self.series_of.values())


@dataclass
class FakeRuns:
    """The runs of a queue in this process; whether a worker is there is said by the test."""

    queue: MemoryQueue
    worker: bool = True

    def list(self, *, kind: str | None = None, limit: int = 50) -> tuple[RunInfo, ...]:
        return self.queue.list(kind=kind, limit=limit)

    def get(self, run_id: str) -> RunInfo:
        return self.queue.get(run_id)

    def cancel(self, run_id: str) -> RunInfo:
        return self.queue.cancel(run_id)

    def has_worker(self) -> bool:
        return self.worker


class AssetsBench(FakeBench):
    """A bench whose assets, models and runs are the real services over one folder."""

    small: Small
    queue: MemoryQueue


def assets_bench(folder: Path, *, tickers: Sequence[str] = TICKERS) -> AssetsBench:
    """Return a bench over a folder, with what is in it; without bars where there are no tickers."""
    bench, small = AssetsBench(), Small(folder)
    reader = ListedReader(small.reader.series_of if tickers else {})
    records = _records(folder)
    steps = small.steps.by_name()
    bench.queue = MemoryQueue(PipelineJobs(records, folder / "pipelines", steps, records.clock).jobs())
    bench.small = small
    bench.runs = FakeRuns(bench.queue)  # type: ignore[assignment]  # another fake of the same port
    bench.models = ModelsService(small.store, (PACK,))  # type: ignore[assignment]  # the real one
    bench.predict = SimpleNamespace(history=lambda limit=100: _latest(small, limit))  # type: ignore[assignment]  # as above
    bench.assets = SimpleNamespace(
        pipelines=PipelinesService(
            records, folder / "pipelines", bench.queue, records.clock, RequestChecks(reader).check
        ),
        predictions=PredictionsService(
            reader,  # type: ignore[arg-type]  # a reader of the same methods
            small.store,
            bench.models,  # type: ignore[arg-type]  # as above
            small.logged.append,
            lambda: NOON,
        ),
    )
    return bench


def piped(folder: Path) -> Path:
    """Do the six steps in a folder, once for all tests, and return it."""
    bench = assets_bench(folder)
    bench.assets.pipelines.run(
        PipelineRequest(
            ASKED[Step.LOAD],
            ASKED[Step.PREPROCESS],
            ASKED[Step.SPLIT],
            ASKED[Step.TRAIN],
            ASKED[Step.EVALUATE],
            ASKED[Step.SAVE],
        )
    )
    assert bench.assets.pipelines.state().is_complete
    return folder


def copied(template: Path, folder: Path) -> AssetsBench:
    """Return a bench over a copy of a folder."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return assets_bench(folder)


def _records(folder: Path) -> PipelineRecords:
    engine = data.open_engine(f"sqlite:///{folder / 'bancada.db'}")
    assert PACK.migrations is not None
    data.upgrade(engine, extra=(data.MigrationSource(PACK.name, PACK.migrations),))
    return PipelineRecords(engine, lambda: NOON)


def _latest(small: Small, limit: int) -> tuple[PredictionRecord, ...]:
    return tuple(small.logged[::-1][:limit])
