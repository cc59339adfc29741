"""Who is let in under load: so many requests at once, the others are told to come back. Knows no route and no key.

A handler that answers inside the event loop never overlaps another, so a count of running handlers would always be one. What waits
is what the loop read in the same turn: uvicorn starts a task a request as it reads the sockets that are ready, and the tasks then run
one after the other. Requests admitted in one turn are therefore counted together, and with them those that wait for a thread. See
docs/decisions/0016-overload.md.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bancada.api.call import call_of
from bancada.api.problems import ApiProblem

if TYPE_CHECKING:
    from bancada.api.frame import ASGIApp, Receive, Scope, Send

__all__ = ["HOLD_S", "Admission", "AdmissionGate"]

HOLD_S = 1.0
"""How long a refused request is held back before its answer, so that clients which ask again at once slow down."""


class Admission:
    """A bound on requests under way.

    **Thread safety**: none needed; it belongs to one event loop.

    Parameters
    ----------
    limit : int
        Requests under way at once, those of this turn of the loop included.

    Attributes
    ----------
    refused : int
        So far.
    """

    __slots__ = ("_is_told", "_limit", "_n_turn", "_n_under_way", "refused")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._n_turn = self._n_under_way = 0
        self._is_told = False
        self.refused = 0

    @property
    def under_way(self) -> int:
        """Requests that were let in and have not ended."""
        return self._n_under_way

    def enter(self) -> bool:
        """Let a request in, or say no."""
        if self._n_turn + self._n_under_way >= self._limit:
            self.refused += 1
            return False
        self._n_under_way += 1
        return True

    def leave(self) -> None:
        """Say that a request which was let in is over; it goes on counting until the loop turns."""
        self._n_under_way -= 1
        self._n_turn += 1
        if not self._is_told:
            self._is_told = True
            asyncio.get_running_loop().call_soon(self._turned)

    def _turned(self) -> None:
        self._n_turn = 0
        self._is_told = False


class AdmissionGate:
    """Lets in as many calls as can be served and answers the others 503, each after a pause that costs nothing.

    Calls of routes that can wait (for a job's end, for its events) take no room from those that work; they have more of their own. The
    route decides, nothing that a caller sends. What needs no key (health, readiness, documentation) always comes in.

    Parameters
    ----------
    app : ASGI application
    limit : int
        Calls at work at once.
    """

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self._app = app
        self.working = Admission(limit)
        self.waiting = Admission(WAITING_SHARE * limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one call in, or refuse it.

        Raises
        ------
        ApiProblem
            503 `api_too_busy`.
        """
        call = call_of(scope) if scope["type"] == "http" else None
        if call is None or call.key is None:
            await self._app(scope, receive, send)
            return
        lane = self.waiting if call.can_wait else self.working
        if not lane.enter():
            await asyncio.sleep(HOLD_S)
            raise ApiProblem(503, "api_too_busy", headers=((b"retry-after", b"1"),))
        try:
            await self._app(scope, receive, send)
        finally:
            lane.leave()


WAITING_SHARE = 8
"""How many more calls may wait than work."""
