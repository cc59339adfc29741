"""The frame around every route: who may come in, how much, in what order; then the log, the figures and the audit. Pure ASGI.

The order of the checks, the same for all routes: Host, Origin, size of the body, key, rate, path, role, type of the body, parameters,
size of the body where the key has a limit of its own. A path that there is not looks like any other to whoever has no key. A key over its
rate is refused before anything is looked up or audited for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from urllib.parse import unquote_plus

from bancada.api.asgi import ASGIApp, Message, Receive, Scope, Send
from bancada.api.call import CURRENT, SCOPE, Call
from bancada.api.disk import shortage
from bancada.api.headers import cors, language_of, new_request_id, preflight, read_headers
from bancada.api.logs import RequestLog, traced
from bancada.api.metrics import Metrics
from bancada.api.presence import ENDING, Ending, Presence
from bancada.api.problems import CONTENT_TYPE, ApiProblem, body_of, status_of
from bancada.api.reply import Reply
from bancada.api.routes import Route, RouteTable
from bancada.api.security import Gatekeeper
from bancada.core.errors import BancadaError
from bancada.services.access.audit import AuditService

__all__ = ["ASGIApp", "Frame", "Message", "Receive", "Scope", "Send"]

_LENGTH = re.compile(rb"[0-9]{1,18}")
MAX_PATH = 2048
"""Characters of a path."""
_LOST = 499
"""What the log and the figures call a request whose caller went away before an answer began."""


def _one_thread() -> ThreadPoolExecutor:
    """Return the one thread that writes the audit, line after line; no other work waits behind a database that is held up."""
    return ThreadPoolExecutor(1, thread_name_prefix="audit")


@dataclass(slots=True)
class Frame:
    """The ASGI application that stands before all others.

    Parameters
    ----------
    app : ASGI application
        Called once the checks are passed; finds the `Call` in the scope.
    lean : mapping
        Applications by (method, template) that are called in place of `app` after the same checks.
    table : RouteTable
    gate : Gatekeeper
    audit : AuditService
    log : RequestLog
    metrics : Metrics
    max_body : int
        Bytes of a body.
    language : str
        Of callers who ask for none.
    """

    app: ASGIApp
    table: RouteTable
    gate: Gatekeeper
    audit: AuditService
    log: RequestLog
    metrics: Metrics
    max_body: int
    language: str
    lean: Mapping[tuple[str, str], ASGIApp] = field(default_factory=dict)
    ending: Ending = field(default_factory=Ending)
    _scribe: ThreadPoolExecutor = field(default_factory=_one_thread, init=False, repr=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request; what is neither HTTP nor the application's start and end is turned away."""
        if scope["type"] == "lifespan":
            scope.setdefault("state", {})[ENDING] = self.ending  # the server sets it
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        client = scope.get("client")
        call = Call("", self.language, client[0] if client else "")
        scope[SCOPE] = call
        CURRENT.set(call)
        reply = Reply(send, call, self.audit, self._scribe)
        errors: list[str] = []
        self.metrics.in_flight.inc()
        try:
            await self._checked(scope, receive, reply, call)
        except BancadaError as error:
            if status_of(error) == 500:  # a kind of error that no status was thought of for
                errors = traced(error)
            await self._turn_away(reply, call, error)
        except Exception as error:  # noqa: BLE001  # the edge of the program: recorded here, told as a 500 without detail
            errors = [] if reply.failure else traced(error)
            await self._turn_away(
                reply, call, reply.failure or shortage(error) or ApiProblem(500, "api_internal_error")
            )
        finally:
            self.metrics.in_flight.dec()
            self._record(scope, reply, call, perf_counter() - started, errors)

    async def _checked(self, scope: Scope, receive: Receive, reply: Reply, call: Call) -> None:
        call.headers = headers = read_headers(scope["headers"])
        call.request_id = new_request_id(headers.get(b"x-request-id"))
        call.language = language_of(headers.get(b"accept-language"), default=self.language)
        if len(scope["path"]) > MAX_PATH:
            raise ApiProblem(414, "api_path_too_long", limit=MAX_PATH)
        self.gate.check_place(headers, scheme=scope["scheme"])
        origin = headers.get(b"origin")
        if origin is not None and self.gate.hosts.is_listed(origin):
            if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
                await reply.empty(204, preflight(origin))
                return
            reply.extra += cors(origin)
        receive = _bounded(receive, headers, self.max_body)
        route = await self._admitted(scope, reply, call)
        own = call.key.limits.max_body_mb if call.key else None
        if own is not None:
            receive = _bounded(receive, headers, min(self.max_body, own * 1_000_000))
        if route.can_wait and call.key is not None:
            call.can_wait, call.presence = True, Presence(self.gate, call.key, receive, self.ending)
        if scope["method"] == "HEAD":
            scope["method"], reply.has_body = "GET", False
        app = self.lean.get((route.method, route.template), self.app)
        await app(scope, receive, reply)

    async def _admitted(self, scope: Scope, reply: Reply, call: Call) -> Route:
        """Return the route once the caller may use it."""
        route, subject, methods = self.table.find(scope["method"], scope["path"])
        if route is None or route.role is not None:
            call.key = await self.gate.admit(call.headers, call.client)
            reply.extra += self.gate.take(call.key)
        if route is None:
            raise _nowhere(scope, methods)
        call.route, call.subject = route.template, dict(subject)
        if route.role is not None and call.key is not None:
            reply.audited = f"{route.method} {route.template}" if route.is_audited else ""
            self.gate.check_role(call.key, route.role)
        _check_media(route, call.headers)
        if scope["query_string"]:
            _check_query(route, scope["query_string"])
        return route

    async def _turn_away(self, reply: Reply, call: Call, error: BancadaError) -> None:
        self.metrics.refused(error.code)
        call.request_id = call.request_id or new_request_id(None)
        if reply.status:
            return  # the answer has begun: all that is left is to end the connection
        status = status_of(error)
        extra = error.headers if isinstance(error, ApiProblem) else ()
        body = body_of(error, call)
        await reply.whole(status, body, ((b"content-type", CONTENT_TYPE), *extra))

    def _record(self, scope: Scope, reply: Reply, call: Call, seconds: float, errors: list[str]) -> None:
        status = reply.status or _LOST
        method = (
            scope["method"] if call.route != "-" else "-"
        )  # a caller may invent methods: figures keep to known ones
        self.metrics.count(method, call.route, status, seconds)
        line: dict[str, Any] = {
            "at": datetime.now(UTC),
            "level": "error" if errors else "warning" if status >= 400 else "info",
            "request_id": call.request_id,
            "key": call.key.id if call.key else None,
            "method": scope["method"][:16],
            "route": call.route,
            "status": status,
            "ms": round(seconds * 1000, 3),
            "bytes": reply.size,
            "client": call.client,
        }
        if errors:
            line["traceback"] = errors
        self.log.add(line)
        self.metrics.lost(self.log.dropped)


def _nowhere(scope: Scope, methods: tuple[str, ...]) -> ApiProblem:
    path = scope["path"][:200]
    if not methods:
        return ApiProblem(404, "api_path_unknown", path=path)
    allow = ((b"allow", ", ".join(methods).encode()),)
    return ApiProblem(
        405, "api_method_unknown", headers=allow, path=path, method=scope["method"][:16], methods=list(methods)
    )


def _bounded(receive: Receive, headers: Mapping[bytes, bytes], limit: int) -> Receive:
    """Return `receive`, or one that stops a body whose length was not told at the limit; 413 at once where it was."""
    declared = headers.get(b"content-length")
    if declared is None:
        return _counted(receive, limit) if b"transfer-encoding" in headers else receive
    if not _LENGTH.fullmatch(declared):
        raise ApiProblem(400, "api_length_invalid", value=declared.decode("latin-1")[:40])
    if int(declared) > limit:
        raise _too_large(limit)
    return receive  # the server ends a body at the length that was told


def _counted(receive: Receive, limit: int) -> Receive:
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise _too_large(limit)
        return message

    return counted


def _too_large(limit: int) -> ApiProblem:
    return ApiProblem(413, "api_body_too_large", headers=((b"connection", b"close"),), limit=limit // 1_000_000)


def _check_query(route: Route, query: bytes) -> None:
    """Check that a route with a role knows every parameter that is sent: one misspelt would be a default without a word."""
    if route.role is None:
        return
    sent = (unquote_plus(part.partition("=")[0]) for part in query.decode("latin-1").split("&") if part)
    unknown = sorted(set(sent) - route.query)
    if unknown:
        shown = [name[:40] for name in unknown[:5]]
        raise ApiProblem(422, "api_query_unknown", sent=shown, taken=sorted(route.query))


def _check_media(route: Route, headers: Mapping[bytes, bytes]) -> None:
    """Check that a body is of a type that the route takes; a body is there where a length other than 0, or none, was told."""
    if not route.media or (headers.get(b"content-length", b"0") == b"0" and b"transfer-encoding" not in headers):
        return
    sent = headers.get(b"content-type", b"").decode("latin-1")
    if sent.partition(";")[0].strip().lower() not in route.media:
        raise ApiProblem(415, "api_media_refused", sent=sent[:100], taken=sorted(route.media))
