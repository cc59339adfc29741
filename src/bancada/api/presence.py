"""Whether a call that waits should go on waiting: its caller is there, its key still opens, the server goes on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from bancada.api.asgi import Receive
from bancada.api.errors import ApiProblem
from bancada.data.access.values import KeyInfo

__all__ = ["ENDING", "Ending", "Presence"]

ENDING = "bancada.ending"
"""Where the state that the server keeps for the application has its `Ending`."""


@dataclass(slots=True)
class Ending:
    """Whether the server was asked to stop: set by the server, looked at by calls that wait."""

    is_set: bool = False


class Door(Protocol):
    """Knows keys, as `security.Gatekeeper` does."""

    async def holds(self, info: KeyInfo) -> bool:
        """Return whether a key still opens what it did."""


@dataclass(slots=True)
class Presence:
    """One call that may wait.

    Parameters
    ----------
    gate : Door
    key : KeyInfo
        As it was when the call came in.
    receive : callable
        Of ASGI; read only once the body was.
    ending : Ending
    """

    gate: Door
    key: KeyInfo
    receive: Receive
    ending: Ending
    _gone: asyncio.Task[None] | None = field(default=None, init=False, repr=False)

    async def stays(self) -> bool:
        """Return whether to go on, as far as the server is asked; the caller is not listened to.

        Raises
        ------
        ApiProblem
            401 `api_key_needed`: the key was revoked, or has another role now.
        """
        if self.ending.is_set:
            return False
        if not await self.gate.holds(self.key):
            raise ApiProblem(401, "api_key_needed", headers=((b"www-authenticate", b'ApiKey realm="bancada"'),))
        return True

    async def sleep(self, seconds: float) -> bool:
        """Sleep, but no longer than the caller is there, and return whether to go on; raises as `stays`."""
        if self._gone is None:
            self._gone = asyncio.create_task(self._left())
        await asyncio.wait({self._gone}, timeout=seconds)
        return not self._gone.done() and await self.stays()

    def close(self) -> None:
        """Listen no more."""
        if self._gone is not None:
            self._gone.cancel()

    async def _left(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            await asyncio.sleep(0)
