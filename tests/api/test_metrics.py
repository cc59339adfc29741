"""Figures for Prometheus: counted by template, never by what a caller can invent; of all workers together."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.api.client import Api
from tests.worked import environment

Caller = Callable[[str], Api]


def figures(client: Api) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line and line[0] != "#")}


def test_requests_are_counted_by_method_template_and_status(caller: Caller) -> None:
    reader = caller("read")
    name = 'bancada_requests_total{method="GET",route="/models/{name}",status="404"}'
    before = figures(reader).get(name, 0)
    for model in ("a", "b", "c"):
        reader.get(f"/models/{model}")
    after = figures(reader)
    assert after[name] == before + 3
    assert after['bancada_request_seconds_count{route="/models/{name}"}'] >= 3
    assert after["bancada_in_flight"] == 1


def test_nothing_that_a_caller_invents_becomes_a_label(front: Api, caller: Caller) -> None:
    reader = caller("read")
    for number in range(20):
        reader.get(f"/invented/{number}")
        front.get(f"/models/secret-{number}")
        reader.request(f"INVENTED{number}", "/models")
    text = reader.get("/metrics").text
    assert "nvented" not in text
    assert "INVENTED" not in text
    assert "secret-" not in text
    assert 'route="-"' in text


def test_those_turned_away_are_counted_by_why(front: Api, caller: Caller) -> None:
    reader = caller("read")
    name = 'bancada_refused_total{code="api_key_needed"}'
    before = figures(reader).get(name, 0)
    front.get("/models")
    assert figures(reader)[name] == before + 1


def test_figures_need_a_key(front: Api) -> None:
    assert front.get("/metrics").status_code == 401


PROGRAM = """
import os
from bancada.api.metrics import Metrics
from bancada.bootstrap import default_bench
metrics = Metrics()
metrics.count("GET", "/x", 200, 0.01)
metrics.in_flight.inc()
if os.fork() == 0:
    metrics.count("GET", "/x", 200, 0.01)
    metrics.in_flight.inc()
    os._exit(0)
os.wait()
print(metrics.told(default_bench(), dropped=0).decode())
"""


def test_workers_count_together_and_what_a_dead_one_had_under_way_is_forgotten(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM], env=environment(tmp_path) | {"PROMETHEUS_MULTIPROC_DIR": str(shared)},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert 'bancada_requests_total{method="GET",route="/x",status="200"} 2.0' in done.stdout
    assert re.search(r"^bancada_in_flight 1\.0$", done.stdout, re.MULTILINE)


SCRAPES = """
import os
from bancada.api.metrics import Metrics
from bancada.bootstrap import default_parts
from bancada.jobs import MemoryQueue
from bancada.jobs.job import Job
parts = default_parts()
queue = parts.__dict__["queue"] = MemoryQueue((Job("count", (("count", lambda *_: None),)),))
queue.pause()
for _ in range(3):
    queue.submit("count", {}, title="x")
metrics = Metrics()
for number in range(6):
    if os.fork() == 0:
        metrics.lost(2)
        told = metrics.told(parts.bench, dropped=2).decode().splitlines()
        print([line for line in told if "bancada_jobs" in line and not line.endswith(" 0.0")], flush=True)
        os._exit(0)
    os.wait()
"""


def test_six_scrapes_of_several_workers_say_the_same_of_runs_each_family_once(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRAPES], env=environment(tmp_path) | {"PROMETHEUS_MULTIPROC_DIR": str(shared)},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    told = [
        "# HELP bancada_jobs Background runs by status, of the latest 1,000.", "# TYPE bancada_jobs gauge",
        'bancada_jobs{status="waiting"} 3.0',
    ]  # fmt: skip
    assert done.stdout.splitlines() == [str(told)] * 6


def test_lines_that_were_lost_are_told_by_whichever_worker_is_asked(caller: Caller) -> None:
    reader = caller("read")
    reader.app.log.dropped += 3
    try:
        reader.get("/jobs")
        assert reader.app.metrics._dropped._value.get() == 3
        assert figures(reader)["bancada_log_lines_dropped"] == 3
    finally:
        reader.app.log.dropped -= 3
