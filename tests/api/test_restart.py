"""A pipeline outlives the power: API and worker are killed while it trains, and started again they go on where it was."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bancada import bootstrap
from bancada.data.access.values import Role
from tests.api.world import FEATURES, TICKERS, key_of, save_bars, served, settings_of
from tests.jobs.processes import eventually
from tests.worked import environment

pytestmark = pytest.mark.xdist_group("dbos")

ASKED = {
    "pipeline_id": "noite",
    "tickers": TICKERS,
    "years": 60,
    "min_rows": 1,
    "features": FEATURES,
    "n_iter": 4,
    "n_folds": 3,
    "n_estimators": 150,
    "n_jobs": 1,
    "calibrated": False,
    "model_name": "rf_noite",
}
BEFORE = ("load", "preprocess", "split")


@contextlib.contextmanager
def working(folder: Path) -> Iterator[None]:
    """Run a worker, and end it and all its children as a power cut would."""
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bancada", "worker"],
            env=environment(folder),
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield
        assert process.poll() is None, (folder / "worker.log").read_text()
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def steps_of(client: httpx.Client) -> dict[str, dict[str, Any]]:
    found = client.get("/api/b3/pipeline-status", params={"pipeline_id": "noite"})
    assert found.status_code == 200, found.text
    return {one["step"]: one for one in found.json()["steps"]}


def test_a_pipeline_goes_on_after_api_and_worker_were_killed_in_its_training(tmp_path: Path) -> None:
    parts = bootstrap.Parts(settings_of(tmp_path))
    save_bars(parts, tmp_path)
    parts.close()
    headers = {"X-API-Key": key_of(tmp_path, Role.TRAIN)[1]}
    with (
        served(tmp_path) as (address, server),
        working(tmp_path),
        httpx.Client(base_url=address, headers=headers, timeout=60) as client,
    ):
        begun = client.post("/api/b3/complete-pipeline", json=ASKED)
        assert begun.status_code == 202, begun.text
        eventually(lambda: steps_of(client)["train"]["status"] == "running")
        time.sleep(0.3)
        before = steps_of(client)
        server.kill()
    killed_at = datetime.now(UTC)
    assert [before[step]["status"] for step in (*BEFORE, "train", "evaluate")] == ["done"] * 3 + ["running", "queued"]

    with served(tmp_path) as (address, _), httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        waiting = steps_of(client)
        assert waiting["train"]["status"] == "queued"
        assert client.post("/api/b3/split-data", json={"pipeline_id": "noite"}).json()["code"] == "pipeline_busy"
        with working(tmp_path):
            eventually(lambda: client.get(begun.headers["location"]).json()["status"] in ("done", "failed"))
            job = client.get(begun.headers["location"]).json()
        after = steps_of(client)
    assert job["status"] == "done", job
    assert {one["status"] for one in after.values()} == {"done"}
    assert {one["job_id"] for one in after.values()} == {job["id"]}
    assert {step: after[step] for step in BEFORE} == {step: before[step] for step in BEFORE}
    assert datetime.fromisoformat(after["train"]["at"]) > killed_at
    assert after["save"]["facts"]["model"] == "rf_noite"
