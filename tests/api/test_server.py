"""The server itself: what a slow, a rude and a dying connection gets, over a real socket."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from bancada.api import server
from bancada.bootstrap import default_bench, default_settings
from bancada.data.access.values import Role
from bancada.services.access.keys import FRESH_S
from tests.api.client import running_server
from tests.worked import environment, shell

pytestmark = pytest.mark.xdist_group("server")

PATIENCE_S = 30.0

PROGRAM = """
from bancada.api import server
from bancada.api.__main__ import main
server.HEAD_S, server.BODY_S = 0.5, 0.7
main()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int, Path]]:
    """Return a server that loses patience quickly: its address, port and folder. It must end cleanly when asked."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    chosen = environment(folder) | {"BANCADA_API_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], env=chosen, cwd=folder)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/health")
            break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", port, folder
    process.terminate()
    assert process.wait(timeout=30) == 0


def talk(port: int, *parts: bytes, pause_s: float = 0.0, patience_s: float = 5.0) -> bytes:
    """Send parts with pauses and return everything that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience_s) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                connection.sendall(part)
                time.sleep(pause_s)
        found = b""
        with contextlib.suppress(ConnectionResetError):
            while chunk := connection.recv(65536):
                found += chunk
        return found


def test_a_connection_that_says_nothing_is_closed(address: tuple[str, int, Path]) -> None:
    started = time.monotonic()
    assert talk(address[1]) == b""
    assert time.monotonic() - started < 4


def test_headers_that_drip_in_are_cut_off(address: tuple[str, int, Path]) -> None:
    assert (
        talk(address[1], b"GET /health HTTP/1.1\r\nHost: localhost\r\n", b"X-A: 1\r\n", b"X-B: 1\r\n", pause_s=0.3)
        == b""
    )


def test_a_body_that_stops_in_its_middle_is_cut_off(address: tuple[str, int, Path]) -> None:
    head = b"POST /models/x/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    answer = talk(address[1], head + b"{")
    assert answer.startswith(b"HTTP/1.1 401")


def test_headers_without_end_are_cut_off(address: tuple[str, int, Path]) -> None:
    line = b"X-Filler: " + b"a" * 8000 + b"\r\n"
    assert talk(address[1], b"GET /health HTTP/1.1\r\nHost: localhost\r\n", *[line] * 20) == b""


@pytest.mark.parametrize(
    "request_line",
    [b"GET /health HTTP/9.9", b"nonsense", b"OPTIONS * HTTP/1.1", b"GET http://evil.example/health HTTP/1.1", b"GET /%ff%fe HTTP/1.1"],
    ids=["version", "nonsense", "asterisk", "absolute", "not-utf8"],
)  # fmt: skip
def test_what_is_no_request_of_ours_ends_in_an_error_not_in_a_crash(
    address: tuple[str, int, Path], request_line: bytes
) -> None:
    answer = talk(address[1], request_line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer == b"" or answer.split(b" ")[1] in (b"400", b"401", b"404", b"200")
    assert httpx.get(f"{address[0]}/health").status_code == 200


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"NONSENSE /health HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "api_http_malformed"),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n", 400, "api_http_malformed"),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "api_http_malformed"),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(100)) + b"\r\n", 431, "api_headers_too_many"),
    ],
    ids=["method", "two-lengths", "length-and-chunks", "headers"],
)  # fmt: skip
def test_what_is_no_request_is_answered_with_a_problem_and_logged(
    address: tuple[str, int, Path], sent: bytes, status: int, code: str
) -> None:
    head, _, body = talk(address[1], sent).partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    assert lines[0].startswith(f"http/1.1 {status} ")
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["connection"] == "close"
    assert "server" not in headers
    problem = orjson.loads(body)
    assert (problem["status"], problem["code"], problem["instance"]) == (status, code, headers["x-request-id"])
    line = wait_for_line(address[2], problem["instance"])
    assert (line["status"], line["code"], line["client"]) == (status, code, "127.0.0.1")
    assert httpx.get(f"{address[0]}/health").status_code == 200


def test_as_many_headers_as_are_allowed_are_taken(address: tuple[str, int, Path]) -> None:
    head = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    answer = talk(address[1], head + b"".join(b"X-%d: 1\r\n" % n for n in range(98)) + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


def test_what_breaks_inside_a_request_that_is_answered_already_adds_no_second_answer(
    address: tuple[str, int, Path],
) -> None:
    head = b"POST /models/x/predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = talk(address[1], head, b"no chunk\r\n", pause_s=0.3)
    assert answer.startswith(b"HTTP/1.1 401")


def wait_for_line(folder: Path, request_id: str) -> dict[str, Any]:
    """Return the line of the log with a request's id."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        for path in (folder / "data" / "logs").glob("api-*.jsonl"):
            for text in path.read_bytes().splitlines():
                line: dict[str, Any] = orjson.loads(text)
                if line["request_id"] == request_id:
                    return line
        time.sleep(0.05)
    raise AssertionError("no such line")


def test_two_lengths_are_never_taken_for_one_request(address: tuple[str, int, Path]) -> None:
    head = b"POST /models/x/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    smuggled = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = talk(address[1], head + smuggled)
    assert b"200 OK" not in answer


def test_the_server_does_not_tell_its_name_and_closes_after_too_large_a_body(address: tuple[str, int, Path]) -> None:
    head = b"POST /models/x/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"
    answer = talk(address[1], head)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"\r\nserver:" not in answer.lower()


def test_a_key_made_and_revoked_by_the_shell_opens_and_stops_here_within_its_time(
    address: tuple[str, int, Path],
) -> None:
    url, _, folder = address
    made = httpx.Response(200, text=shell(folder, "keys", "create", "--role", "read", "--json").stdout).json()
    with httpx.Client(base_url=url, headers={"X-API-Key": made["secret"]}) as client:
        deadline = time.monotonic() + FRESH_S + 1
        while client.get("/jobs").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        shell(folder, "keys", "revoke", made["id"])
        deadline = time.monotonic() + FRESH_S + 1
        while client.get("/jobs").status_code != 401:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_of_two_workers_one_that_is_killed_is_replaced_and_the_other_goes_on(
    installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANCADA_API_WORKERS", "2")
    secret = default_bench().access.keys.create(Role.READ).secret
    headers = {"X-API-Key": secret}
    with running_server() as (url, process):
        killed = _workers(process.pid)[0]
        os.kill(killed, 9)
        failed = 0
        for _ in range(50):
            try:
                assert httpx.get(f"{url}/jobs", headers=headers, timeout=PATIENCE_S).status_code == 200
            except httpx.TransportError:
                failed += 1
            time.sleep(0.01)
        deadline = time.monotonic() + 30
        while len(_workers(process.pid)) < 2 or killed in _workers(process.pid):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        text = httpx.get(f"{url}/metrics", headers=headers, timeout=PATIENCE_S).text
    assert failed <= 1
    assert 'bancada_requests_total{method="GET",route="/jobs",status="200"}' in text


def _workers(pid: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "-o", "args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "multiprocessing.spawn" in line]


def test_proxies_are_believed_only_by_setting(installation: Path) -> None:
    settings = default_settings()
    alone = server.config_of(settings)
    behind = server.config_of(settings.model_copy(update={"api_trusted_proxies": "10.0.0.2"}))
    assert alone.proxy_headers is False
    assert (behind.proxy_headers, behind.forwarded_allow_ips) == (True, "10.0.0.2")
    assert (alone.server_header, alone.access_log, alone.host) == (False, False, "127.0.0.1")
