"""`bancada up`, `worker` and `setup`: started, started again, stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worked import Worked, environment, shell

pytestmark = pytest.mark.xdist_group("dbos")

PATIENCE_S = 60.0


@pytest.fixture
def port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def up(worked: Worked, port: int) -> Iterator[subprocess.Popen[str]]:
    """Return `bancada up` once it has said where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bancada", "up", "--port", str(port)],
        env=environment(worked.folder), cwd=worked.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    lines: list[str] = []
    for line in process.stdout or ():
        lines.append(line)
        if f":{port}" in line and "Bancada is at" in line:
            break
    assert process.poll() is None, "".join(lines)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(text) for text in found.stdout.split()]


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and not re.search(r"\) Z ", state.read_text())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_up_serves_refuses_a_second_start_and_takes_its_children_along(
    worked: Worked, port: int, up: subprocess.Popen[str]
) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
        assert answer.status == 200

    second = shell(worked.folder, "up", "--port", port, check=False)
    assert second.returncode == 3
    assert str(port) in second.stderr
    assert "Traceback" not in second.stderr

    family = children(up.pid)
    assert len(family) == 2
    up.send_signal(signal.SIGTERM)
    assert up.wait(timeout=PATIENCE_S) == 0
    deadline = time.monotonic() + PATIENCE_S
    while any(is_alive(pid) for pid in family):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_setup_loads_the_demo_once(installation: Path) -> None:
    first = shell(installation, "setup", "--json")
    second = shell(installation, "setup", "--json")

    assert first.stdout == second.stdout
    assert "sensores" in first.stdout
    infos = shell(installation, "data", "list", "--json").stdout
    assert infos.count('"source": "simulated"') == 1


def test_a_second_worker_is_refused_and_a_worker_ends_when_told(worked: Worked) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "bancada", "worker"],
        env=environment(worked.folder), cwd=worked.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + PATIENCE_S
        while "[info] A worker is alive." not in shell(worked.folder, "doctor", check=False).stdout:
            assert first.poll() is None
            assert time.monotonic() < deadline
        second = shell(worked.folder, "worker", check=False)
        assert second.returncode == 6
        assert "Traceback" not in second.stderr
    finally:
        first.terminate()
        first.wait(timeout=PATIENCE_S)
    assert first.returncode == 0
