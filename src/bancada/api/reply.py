"""The `send` of one request: dresses the answer, measures it, and holds it back until the audit has its line."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from bancada.api.asgi import Message, Send
from bancada.api.call import Call
from bancada.api.headers import Header, dressed
from bancada.core.errors import BancadaError, Refused
from bancada.services.access.audit import AuditService

__all__ = ["Reply"]

AUDIT_PATIENCE_S = 6.0
"""How long an answer waits for its line of the audit: somewhat longer than the database is waited for."""


class Reply:
    """What one request's application sends through.

    Parameters
    ----------
    send : callable
        Of the server.
    call : Call
    audit : AuditService
    scribe : ThreadPoolExecutor
        Writes the audit.

    Attributes
    ----------
    audited : str
        What the audit calls the request; empty: no line.
    extra : tuple of Header
        Added to the answer.
    failure : BancadaError or None
        Why the audit has no line.
    has_body : bool
        False for HEAD.
    size, status : int
        Of what was sent so far; 0 before.
    """

    __slots__ = ("_audit", "_call", "_scribe", "_send", "audited", "extra", "failure", "has_body", "size", "status")

    def __init__(self, send: Send, call: Call, audit: AuditService, scribe: ThreadPoolExecutor) -> None:
        self._send = send
        self._call = call
        self._audit = audit
        self._scribe = scribe
        self.audited = ""
        self.extra: tuple[Header, ...] = ()
        self.failure: BancadaError | None = None
        self.has_body = True
        self.size = self.status = 0

    async def __call__(self, message: Message) -> None:
        """Pass one message on."""
        if message["type"] == "http.response.start":
            if self.audited:
                await self._note(message["status"])
            self.status = message["status"]
            identity = (b"x-request-id", self._call.request_id.encode("ascii"))
            sent = list(message.get("headers", ()))
            if self.status == 503 and not any(name.lower() == b"retry-after" for name, _ in sent):
                sent.append((b"retry-after", b"5"))
            message["headers"] = dressed(sent, (identity, *self.extra))
        elif message["type"] == "http.response.body":
            if not self.has_body:
                message["body"] = b""
            self.size += len(message.get("body", b""))
        await self._send(message)

    async def whole(self, status: int, body: bytes, headers: tuple[Header, ...]) -> None:
        """Send a whole answer."""
        length = (b"content-length", b"%d" % len(body))
        await self({"type": "http.response.start", "status": status, "headers": [*headers, length]})
        await self({"type": "http.response.body", "body": body})

    async def empty(self, status: int, headers: tuple[Header, ...]) -> None:
        """Send an answer without a body."""
        await self({"type": "http.response.start", "status": status, "headers": list(headers)})
        await self({"type": "http.response.body", "body": b""})

    async def _note(self, status: int) -> None:
        """Append the line of the audit before the caller hears of it; where it cannot be, or not in time, the answer is an error.

        A line that is late is still written: what it tells of is done.
        """
        action, self.audited = self.audited, ""
        call = self._call
        note = partial(
            self._audit.record,
            action,
            call.subject,
            key_id=call.owner,
            status=status,
            request_id=call.request_id,
            address=call.client,
        )
        line = asyncio.get_running_loop().run_in_executor(self._scribe, note)
        try:
            if not (await asyncio.wait({line}, timeout=AUDIT_PATIENCE_S))[0]:
                line.add_done_callback(_heard)
                raise Refused("database_busy", database="api_audit", detail="locked")
            line.result()
        except BancadaError as error:
            self.failure = error  # kept here: a framework in between turns it into one of its own
            raise


def _heard(line: asyncio.Future[Any]) -> None:  # Any: a line of the audit
    """Take note of how a late line ended, so that the loop does not complain that nobody did."""
    if not line.cancelled():
        line.exception()
