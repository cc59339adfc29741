"""Who may come in: host, origin, key, role and rate, as plain code over headers that every route of the API goes through."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
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
STALE_S = 30.0
"""How long the keys that were known hold while the database cannot be asked; then nobody comes in."""


class Limiter(Protocol):
    """Counts calls by key, as `data.caching` does."""

    def take(self, key: str, *, cost: int = 1) -> Decision:
        """Take from the allowance of `key`."""


@dataclass(slots=True)
class Gatekeeper:
    """Lets a call in or raises the problem that says why not. The order of the checks is that of the methods.

    Parameters
    ----------
    keys : KeysService
    hosts : HostRules
    limiter : Limiter or None
        By key id; None: no limit.
    failures : Limiter or None
        Of failed authentication, by address; None: no limit.
    """

    keys: KeysService
    hosts: HostRules
    limiter: Limiter | None = None
    failures: Limiter | None = None
    _reading: asyncio.Task[None] | None = field(default=None, init=False, repr=False)

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
        info = self.keys.known(None if shown is None else shown.decode("latin-1"))
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
        return _take(self.limiter, info.id)

    async def _refreshed(self) -> None:
        """See that what is known of keys is fresh: one reading at a time, begun early, and waited for only where it is late."""
        age = self.keys.age_s()
        if age <= EARLY_S:
            return
        if self._reading is None or self._reading.done() or self._reading.get_loop() is not asyncio.get_running_loop():
            self._reading = asyncio.create_task(self._read())
        if age <= FRESH_S:
            return
        await asyncio.shield(self._reading)
        if self.keys.age_s() > STALE_S:
            raise ApiProblem(503, "api_keys_unknown", headers=((b"retry-after", b"5"),))

    async def _read(self) -> None:
        with suppress(Refused):  # told by the age of what is known
            await asyncio.to_thread(self.keys.refresh)


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
