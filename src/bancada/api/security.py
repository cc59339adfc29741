"""Who may come in: host, origin, key, role and rate, as plain code over headers that every route of the API goes through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from typing import Protocol

from bancada.api.hosts import HostRules
from bancada.api.problems import ApiProblem
from bancada.core.errors import Refused
from bancada.data.access.values import KeyInfo, Role
from bancada.data.caching import Decision
from bancada.services.access.keys import FRESH_S, KeysService

__all__ = ["Gatekeeper", "Limiter"]

EARLY_S = 1.0
"""Age of the known keys from which they are read anew while calls go on."""
AGAIN_S = 1.0
"""How often the keys are read anew at most because somebody showed one that is not known."""
STALE_S = 30.0
"""How long the keys that were known hold while the database cannot be asked; then nobody comes in."""
PATIENCE_S = 0.5
"""How long a call waits for a reading of the keys where those that are known will do."""
LAST_PATIENCE_S = 5.0
"""How long where they will not."""


class Limiter(Protocol):
    """Counts calls by key, as `data.caching` does."""

    def take(self, key: str, *, cost: int = 1) -> Decision:
        """Take from the allowance of `key`."""


def _one_thread() -> ThreadPoolExecutor:
    """Return a thread of the keys' own: the one that others share may be full of calls that wait for the database."""
    return ThreadPoolExecutor(1, thread_name_prefix="keys")


@dataclass(slots=True)
class Gatekeeper:
    """Lets a call in or raises the problem that says why not. The order of the checks is that of the methods.

    Parameters
    ----------
    keys : KeysService
    hosts : HostRules
    limiter : Limiter or None
        By key id, for keys without a limit of their own; None: no limit.
    limiter_of : callable or None
        Requests a minute -> what limits keys that have their own; None: they have none.
    failures : Limiter or None
        Of failed authentication, by address; None: no limit.
    """

    keys: KeysService
    hosts: HostRules
    limiter: Limiter | None = None
    failures: Limiter | None = None
    limiter_of: Callable[[int], Limiter] | None = None
    _reading: asyncio.Future[None] | None = field(default=None, init=False, repr=False)
    _began: float = field(default=0.0, init=False, repr=False)
    _again: float = field(default=float("-inf"), init=False, repr=False)
    _thread: ThreadPoolExecutor = field(default_factory=_one_thread, init=False, repr=False)

    def check_place(self, headers: Mapping[bytes, bytes], *, scheme: str) -> None:
        """Check Host and Origin.

        Raises
        ------
        ApiProblem
            421 `api_host_unknown`, 403 `api_origin_refused`.
        """
        host = headers.get(b"host")
        if host is None or not self.hosts.knows(host):
            raise ApiProblem(421, "api_host_unknown", host=(host or b"").decode("latin-1")[:100])
        origin = headers.get(b"origin")
        if origin is None or self.hosts.is_listed(origin) or self.hosts.is_same(origin, host, scheme=scheme):
            return
        raise ApiProblem(403, "api_origin_refused", origin=origin.decode("latin-1")[:100])

    async def admit(self, headers: Mapping[bytes, bytes], client: str) -> KeyInfo:
        """Return whose call this is.

        Parameters
        ----------
        headers : mapping
            Names in lower case.
        client : str
            Address of the caller, for limiting guesses.

        Raises
        ------
        ApiProblem
            401 `api_key_needed`, the same for a missing, malformed, unknown, revoked and wrong key; 429 `api_rate_exceeded`;
            503 `api_keys_unknown`.
        """
        await self._refreshed()
        shown = headers.get(b"x-api-key")
        secret = None if shown is None else shown.decode("latin-1")
        info = self.keys.known(secret)
        if info is None and await self._looked_again():
            info = self.keys.known(secret)
        if info is not None:
            return info
        _take(self.failures, client)
        raise ApiProblem(401, "api_key_needed", headers=((b"www-authenticate", b'ApiKey realm="bancada"'),))

    def check_role(self, info: KeyInfo, role: Role) -> None:
        """Check that a key may use a route; ApiProblem 403 `api_role_missing`."""
        if not info.role.covers(role):
            raise ApiProblem(403, "api_role_missing", needed=role.value, role=info.role.value)

    def take(self, info: KeyInfo) -> tuple[tuple[bytes, bytes], ...]:
        """Take one call from the allowance of a key and return the headers that tell what is left; 429 where nothing is."""
        own = info.limits.rate_per_minute
        return _take(self.limiter if own is None or self.limiter_of is None else self.limiter_of(own), info.id)

    async def holds(self, info: KeyInfo) -> bool:
        """Return whether a key still opens what it did, for calls that go on for long."""
        try:
            await self._refreshed()
        except ApiProblem:
            return False
        present = self.keys.live(info.id)
        return present is not None and present.role is info.role

    async def _refreshed(self) -> None:
        """See that what is known of keys is fresh: one reading at a time, begun early, and waited for only where it is late.

        A reading that takes longer than it ever should is not waited for: the database is held up, and until what is known is
        `STALE_S` old, nobody who only asks a model needs to be.
        """
        age = self.keys.age_s()
        if age <= EARLY_S:
            return
        loop = asyncio.get_running_loop()
        if self._reading is None or self._reading.done() or self._reading.get_loop() is not loop:
            self._reading, self._began = loop.run_in_executor(self._thread, self._read), loop.time()
        if age <= FRESH_S:
            return
        patience = LAST_PATIENCE_S if age > STALE_S else PATIENCE_S
        left = self._began + patience - loop.time()
        if left > 0:
            await asyncio.wait({self._reading}, timeout=left)
        if self.keys.age_s() > STALE_S:
            raise ApiProblem(503, "api_keys_unknown", headers=((b"retry-after", b"5"),))

    async def _looked_again(self) -> bool:
        """Read the keys anew for a caller whom nobody knows, once in `AGAIN_S`: it may have got its key a moment ago. Return whether it was done.

        What is wrong about the key makes no difference to whether it is done, nor to how long that takes.
        """
        loop = asyncio.get_running_loop()
        if loop.time() - self._again < AGAIN_S:
            return False
        self._again = loop.time()
        if self._reading is None or self._reading.done() or self._reading.get_loop() is not loop:
            self._reading, self._began = loop.run_in_executor(self._thread, self._read), loop.time()
        await asyncio.wait({self._reading}, timeout=PATIENCE_S)
        return True

    def _read(self) -> None:
        with suppress(Refused):  # told by the age of what is known
            self.keys.refresh()


def _take(limiter: Limiter | None, key: str) -> tuple[tuple[bytes, bytes], ...]:
    if limiter is None:
        return ()
    taken = limiter.take(key)
    told = (
        (b"ratelimit-limit", b"%d" % taken.limit),
        (b"ratelimit-remaining", b"%d" % max(0, taken.remaining)),
        (b"ratelimit-reset", b"%d" % ceil(taken.reset_s)),
    )
    if taken.allowed:
        return told
    seconds = max(1, ceil(taken.retry_s))
    raise ApiProblem(429, "api_rate_exceeded", headers=(*told, (b"retry-after", b"%d" % seconds)), seconds=seconds)
