"""The server process: uvicorn with uvloop and httptools, and a protocol that does not wait for ever for a request."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import tempfile
import threading
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bancada.api.call import Call
from bancada.api.headers import dressed, language_of, new_request_id
from bancada.api.logs import RequestLog, log_to
from bancada.api.presence import ENDING
from bancada.api.problems import CONTENT_TYPE, TITLES, ApiProblem, body_of
from bancada.settings import Settings

__all__ = ["GuardedProtocol", "config_of", "end_with_supervisor", "run"]

HEAD_BYTES = 64 * 1024
N_HEADERS = 100
HEAD_S = 10.0
"""Seconds from the first byte of a request, or from the connection, to the end of its headers."""
BODY_S = 60.0
"""Seconds from the end of the headers to the end of the body."""
KEEP_ALIVE_S = 30
STOPPING_S = 20
HEALTH_S = 30
"""Seconds that a worker may take to say that it is alive: one that is busy is not dead."""
SHARED = "PROMETHEUS_MULTIPROC_DIR"


class GuardedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with bounds on headers and on time: a client that sends slowly, or without end, is cut off.

    What is no request is answered as everything else is, with a problem, and logged.

    A request that arrives whole, as nearly all do, sets no timer.
    """

    # Any: what uvicorn makes its protocols with.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reading: asyncio.TimerHandle | None = None
        self._n_head = 0
        self._is_head = self._is_body = False
        self._problem = ApiProblem(400, "api_http_malformed")

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """Expect a request within `HEAD_S`."""
        super().connection_made(transport)
        self._reading = self.loop.call_later(HEAD_S, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        self._done()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Tell calls that wait to come to an end, and close once what is under way is answered."""
        ending = self.app_state.get(ENDING)
        if ending is not None:
            ending.is_set = True
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Feed the parser; where the request is not whole yet, expect the rest in time."""
        super().data_received(data)
        if not (self._is_head or self._is_body) or self.transport.is_closing():
            return
        if self._reading is None:
            self._reading = self.loop.call_later(HEAD_S if self._is_head else BODY_S, self._give_up)
        if self._is_head:
            self._n_head += len(data)
            if self._n_head > HEAD_BYTES:
                self._give_up()

    def on_message_begin(self) -> None:
        """Begin to count the headers."""
        super().on_message_begin()
        self._is_head, self._n_head = True, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one more header, up to `N_HEADERS`."""
        if len(self.headers) >= N_HEADERS:
            self._problem = ApiProblem(431, "api_headers_too_many", limit=N_HEADERS)
            raise self._problem  # the parser ends there
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Note that the headers were in time."""
        self._done()
        self._is_head, self._is_body = False, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that the body was in time."""
        self._done()
        self._is_body = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser refused with a problem, unless an answer is on its way, and close."""
        del msg
        self._done()
        is_answering = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if not is_answering:
            self.transport.write(self._refusal())
        self.transport.close()

    def _refusal(self) -> bytes:
        """Return the whole answer, and have it logged and counted."""
        error, known = self._problem, self.app_state
        language = language_of(dict(self.headers or ()).get(b"accept-language"), default=known.get("language", "en"))
        call = Call(new_request_id(None), language, self.client[0] if self.client else "")
        body = body_of(error, call)
        own = [(b"content-type", CONTENT_TYPE), (b"content-length", b"%d" % len(body)), (b"connection", b"close")]
        headers = dressed([*self.server_state.default_headers, *own], ((b"x-request-id", call.request_id.encode()),))
        if "log" in known:
            known["log"].add(_line(error, call, len(body)))
            known["metrics"].refused(error.code)
        head = f"HTTP/1.1 {error.status} {TITLES[error.status][0]}\r\n".encode()
        return b"".join([head, *(b"%b: %b\r\n" % pair for pair in headers), b"\r\n", body])

    def _done(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _give_up(self) -> None:
        self._done()
        if not self.transport.is_closing():
            self.transport.close()


# Any: JSON values.
def _line(error: ApiProblem, call: Call, size: int) -> dict[str, Any]:
    """Return the line of the request log about what was no request."""
    return {
        "at": datetime.now(UTC),
        "level": "warning",
        "request_id": call.request_id,
        "key": None,
        "method": "-",
        "route": "-",
        "status": error.status,
        "ms": 0.0,
        "bytes": size,
        "client": call.client,
        "code": error.code,
    }


def config_of(settings: Settings) -> uvicorn.Config:
    """Return how uvicorn runs: our own request log in place of its own, no name of the server, proxies believed only by setting."""
    return uvicorn.Config(
        "bancada.api.main:create",
        factory=True,
        host=settings.api_host,
        port=settings.api_port,
        workers=settings.api_workers,
        loop="auto",
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.api_trusted_proxies),
        forwarded_allow_ips=settings.api_trusted_proxies,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_worker_healthcheck=HEALTH_S,
        timeout_graceful_shutdown=STOPPING_S,
    )


def run(settings: Settings) -> None:
    """Serve until a signal comes; with several workers, one that dies is replaced."""
    config = config_of(settings)
    # uvicorn sends itself the signal again once it has ended in good order: that is to be an end in good order too.
    signal.signal(signal.SIGTERM, _end)
    if config.workers == 1:
        uvicorn.Server(config).run()
        return
    from uvicorn.supervisors import Multiprocess

    log = RequestLog(settings.data_folder / "logs", days=settings.api_log_days)
    log_to(log, level=settings.log_level)
    with tempfile.TemporaryDirectory(prefix="bancada-metrics-") as folder:
        os.environ[SHARED] = folder  # the workers' figures meet there
        Multiprocess(config, sockets=[config.bind_socket()]).run()
    log.close()


def end_with_supervisor() -> None:
    """Make this process, where it is one of several workers, end when the one that started them is gone, even where that is killed."""
    supervisor = multiprocessing.parent_process()
    if supervisor is None:
        return

    def watch() -> None:
        supervisor.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="supervisor", daemon=True).start()


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
