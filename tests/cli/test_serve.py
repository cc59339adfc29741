"""`bancada serve`: the first key shown once, API and worker up and down together, refusals that say what to do."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bancada.cli.children import port_problem
from tests.worked import environment, shell

pytestmark = pytest.mark.xdist_group("dbos")

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Served:
    """A `bancada serve` that has said where it is."""

    process: subprocess.Popen[str]
    folder: Path
    port: int
    secret: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def start(folder: Path, port: int, *, out: str = "out.txt") -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bancada", "serve", "--port", str(port)]
    with (folder / out).open("w") as said, (folder / "err.txt").open("a") as err:
        process = subprocess.Popen(command, env=environment(folder), cwd=folder, text=True, stdout=said, stderr=err)
    deadline = time.monotonic() + PATIENCE_S
    while "The API is at" not in (folder / out).read_text():
        assert process.poll() is None, (folder / "err.txt").read_text()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    process = start(folder, port)
    secret = re.findall(r"^X-API-Key: (bnc_\S+)$", (folder / "err.txt").read_text(), re.MULTILINE)
    assert len(secret) == 1
    yield Served(process, folder, port, secret[0])
    if process.poll() is None:
        process.kill()
        process.wait()


def test_the_first_key_is_an_admins_shown_once_and_in_no_file_of_the_installation(served: Served) -> None:
    keys = httpx.Response(200, text=shell(served.folder, "keys", "list", "--json").stdout).json()
    assert [(key["role"], key["label"]) for key in keys] == [("admin", "first")]
    answer = httpx.get(f"{served.url}/models", headers={"X-API-Key": served.secret})
    assert answer.status_code == 200
    assert served.secret not in (served.folder / "out.txt").read_text()
    kept = [path for path in (served.folder / "data").rglob("*") if path.is_file()]
    assert [path for path in kept if served.secret.encode() in path.read_bytes()] == []


def test_it_listens_on_this_machine_alone_and_has_a_worker(served: Served) -> None:
    with socket.socket() as probe, pytest.raises(OSError, match="refused"):
        probe.connect(("127.0.0.2", served.port))
    deadline = time.monotonic() + PATIENCE_S
    while not httpx.get(f"{served.url}/ready").json()["worker"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_second_start_on_the_same_port_is_refused_and_shows_no_key(served: Served) -> None:
    second = shell(served.folder, "serve", "--port", served.port, check=False)
    assert second.returncode == 3
    assert str(served.port) in second.stderr
    assert "X-API-Key" not in second.stderr
    assert "Traceback" not in second.stderr


def test_an_address_that_others_can_reach_is_refused_until_its_names_are_set(installation: Path) -> None:
    done = shell(installation, "serve", "--host", "0.0.0.0", check=False)  # noqa: S104  # the value under test
    assert done.returncode == 3
    assert "BANCADA_API_ALLOWED_HOSTS" in done.stderr


def children_of(pid: int) -> dict[str, str]:
    """Return the commands of a process's children by pid."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "-o", "args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return dict(line.split(maxsplit=1) for line in found.stdout.splitlines())


def alive(pids: Iterable[str]) -> list[str]:
    return subprocess.run(
        ["ps", "-o", "pid=", "-p", ",".join(pids)], capture_output=True, text=True, check=False
    ).stdout.split()


def worker_of(served: Served) -> str:
    """Return the pid of the worker that serves now."""
    wait_for(lambda: httpx.get(f"{served.url}/ready").json()["worker"])
    return next(pid for pid, command in children_of(served.process.pid).items() if "worker" in command)


def wait_for(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="asks ps for children")
def test_a_worker_that_dies_is_told_and_another_one_takes_its_place(served: Served) -> None:
    first = worker_of(served)
    os.kill(int(first), signal.SIGKILL)
    wait_for(lambda: not httpx.get(f"{served.url}/ready").json()["worker"])
    assert worker_of(served) != first
    assert "The worker has ended (exit code -9)" in (served.folder / "out.txt").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="asks ps for children")
def test_a_second_start_says_that_another_worker_serves_and_a_killed_one_leaves_nobody_behind(served: Served) -> None:
    first, port = worker_of(served), free_port()
    second = start(served.folder, port, out="second.txt")
    said = (served.folder / "second.txt").read_text()
    family = children_of(second.pid)
    second.kill()
    second.wait()
    wait_for(lambda: alive(family) == [])
    assert "Another worker already serves this database" in said
    assert len(family) == 1
    assert worker_of(served) == first
    assert port_problem("127.0.0.1", port) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="asks ps for children")
def test_a_signal_ends_server_and_worker_in_good_order(served: Served) -> None:
    family = children_of(served.process.pid)
    assert len(family) == 2
    assert httpx.get(f"{served.url}/models", headers={"X-API-Key": served.secret}).status_code == 200
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=PATIENCE_S) == 0
    assert alive(family) == []
    assert "Traceback" not in (served.folder / "err.txt").read_text()
    logged = "".join(path.read_text() for path in (served.folder / "data" / "logs").glob("api-*.jsonl"))
    assert '"route":"/models"' in logged
