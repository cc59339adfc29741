"""The API for tests: in this process over ASGI, or as a real server on a free port."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx

from bancada.api.app import create_app
from bancada.api.frame import Frame
from bancada.bootstrap import default_settings
from bancada.data.access.values import Role
from bancada.services import Bench
from bancada.settings import Settings

__all__ = ["BASE", "Api", "api_client", "free_port", "running_server", "wait_until_served"]

BASE = "http://127.0.0.1:8600"


class _Transport(httpx.BaseTransport):
    """Serves each request of a synchronous client by an ASGI application, in an event loop of its own."""

    def __init__(self, app: Frame) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        inner = httpx.ASGITransport(self._app, raise_app_exceptions=False, client=("127.0.0.1", 50_000))
        # Rebuilt, since a request of a synchronous client holds a body that only a synchronous transport may read.
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        answer = await inner.handle_async_request(asked)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=content, request=request)


class Api(httpx.Client):
    """A client of an application, with the key of a role in every request.

    Attributes
    ----------
    app : Frame
    key_id, secret : str
        Empty where the client has no key.
    """

    def __init__(self, app: Frame, *, key_id: str = "", secret: str = "") -> None:
        headers = {"Accept-Language": "en"} | ({"X-API-Key": secret} if secret else {})
        super().__init__(transport=_Transport(app), base_url=BASE, headers=headers)
        self.app = app
        self.key_id = key_id
        self.secret = secret

    def logged(self) -> list[dict[str, Any]]:
        """Return the lines of the request log so far."""
        import orjson

        self.app.log.flush()
        folder = default_settings().data_folder / "logs"
        return [
            orjson.loads(line) for path in sorted(folder.glob("api-*.jsonl")) for line in path.read_bytes().splitlines()
        ]


def api_client(
    bench: Bench, role: Role | str | None = Role.READ, *, settings: Settings | None = None, app: Frame | None = None
) -> Api:
    """Return a client of the API over `bench`, with a new key of `role`; None: without a key.

    Parameters
    ----------
    settings : Settings, optional
        Those of the environment by default.
    app : Frame, optional
        Share the application of another client, as two users do.
    """
    made = app or create_app(bench, settings or default_settings())
    if role is None:
        return Api(made)
    new = bench.access.keys.create(Role(role), label="test")
    return Api(made, key_id=new.info.id, secret=new.secret)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running_server(
    *, port: int | None = None, timeout_s: float = 60.0
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run `python -m bancada.api` over the environment's installation; yields its address and process, and ends it."""
    chosen = port or free_port()
    environment = os.environ | {"BANCADA_API_PORT": str(chosen)}
    process = subprocess.Popen([sys.executable, "-m", "bancada.api"], env=environment)
    address = f"http://127.0.0.1:{chosen}"
    try:
        wait_until_served(address, process, timeout_s)
        yield address, process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def wait_until_served(address: str, process: subprocess.Popen[bytes], timeout_s: float = 60.0) -> None:
    """Wait until a server answers; fail where it ends or never does."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"{address}/health", timeout=1)
            return
        time.sleep(0.05)
    raise AssertionError("the API did not start")
