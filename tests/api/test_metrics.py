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
