"""Pipelines whose steps write their names into a file and wait while a file holds them: `python -m ... FOLDER` is their worker."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bancada import data
from bancada.core.errors import Cancelled, InvalidTask
from bancada.core.finding import Finding, Severity
from bancada.core.ports import Clock, RunQueue
from bancada.domains.assets.pack import PACK
from bancada.domains.assets.pipeline_records import PipelineRecords
from bancada.domains.assets.requests import Step
from bancada.jobs import Job, Worker
from bancada.services.assets.checking import RequestChecks
from bancada.services.assets.jobs import PipelineJobs
from bancada.services.assets.pipelines import PipelinesService
from bancada.services.assets.work import StepOutcome, Work
from tests.domains.assets.assets_data import EveryTicker


def utc_now() -> datetime:
    return datetime.now(UTC)


def records_of(folder: Path, *, clock: Clock = utc_now) -> PipelineRecords:
    """Return the records of a folder's database, upgraded."""
    engine = data.open_engine(f"sqlite:///{folder / 'bancada.db'}")
    assert PACK.migrations is not None
    data.upgrade(engine, extra=(data.MigrationSource(PACK.name, PACK.migrations),))
    return PipelineRecords(engine, clock)


def jobs_of(folder: Path, records: PipelineRecords) -> tuple[Job, ...]:
    """Return both jobs over steps that do nothing but leave a trace."""
    steps = {step: partial(_traced, step, folder) for step in Step}
    return PipelineJobs(records, folder / "pipelines", steps, records.clock).jobs()


def service_of(folder: Path, records: PipelineRecords, queue: RunQueue) -> PipelinesService:
    """Return the service over them."""
    return PipelinesService(records, folder / "pipelines", queue, records.clock, RequestChecks(EveryTicker()).check)


# Any: the request of the step.
def _traced(step: Step, folder: Path, request: Any, work: Work) -> StepOutcome:
    with (folder / "trace").open("a") as file:
        file.write(f"{step.value}\n")
    assert work.watch is not None
    work.watch.progress(1, 2, "half")
    while (folder / f"hold-{step.value}").exists():
        if work.watch.is_cancelled():
            raise Cancelled
        time.sleep(0.02)
    if (folder / f"fail-{step.value}").exists():
        raise InvalidTask("pipeline_bars_changed", tickers=["PETR4"])
    (work.folder / step.value).write_text(type(request).__name__)
    finding = Finding("assets_action_missing", Severity.CAUTION, facts={"action": step.value})
    return StepOutcome({"step": step.value}, (finding,), {"last": step.value})


if __name__ == "__main__":
    here = Path(sys.argv[1])
    Worker(f"sqlite:///{here / 'jobs.db'}", jobs_of(here, records_of(here))).serve()
