"""A server that is asked to stop while somebody waits: streams and waits end, soon and in good order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bancada.bootstrap import default_bench
from bancada.data.access.values import Role
from tests.api.client import free_port, wait_until_served

pytestmark = pytest.mark.xdist_group("server")


def test_a_server_with_an_open_stream_and_a_wait_ends_within_seconds_and_without_a_traceback(
    installation: Path,
) -> None:
    bench = default_bench()
    new = bench.access.keys.create(Role.TRAIN)
    run_id = bench.runs.queue.submit("count", {"n": 1}, title="never done")
    bench.access.owners.add(run_id, new.info.id, at=datetime.now(UTC))
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bancada.api"], env=os.environ | {"BANCADA_API_PORT": str(port)}, stderr=subprocess.PIPE, text=True
    )  # fmt: skip
    told: list[str] = []
    answers: list[int] = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"X-API-Key": new.secret}, timeout=30) as client:
        wait_until_served(str(client.base_url), process)
        wait = threading.Thread(
            target=lambda: answers.append(client.post("/lottery/update", params={"wait": 30}).status_code)
        )
        wait.start()
        with client.stream("GET", f"/jobs/{run_id}", headers={"Accept": "text/event-stream"}) as stream:
            lines = stream.iter_lines()
            told.append(next(lines))
            time.sleep(0.5)
            process.send_signal(signal.SIGTERM)
            asked = time.monotonic()
            told.extend(lines)
        wait.join(timeout=20)
        _, errors = process.communicate(timeout=20)
    assert time.monotonic() - asked < 5
    assert process.returncode == 0
    assert answers == [202]
    assert told[0].startswith("id: ")
    assert "Traceback" not in errors
