"""A bound on the runs of a key that are not over. Runs take hours and calls milliseconds: a limit on calls alone bounds no work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool

from bancada.api.call import Call
from bancada.api.errors import ApiProblem
from bancada.data.access.values import Role
from bancada.services import Bench

__all__ = ["Places"]

RETRY_S = 30
_LOOKED_AT = 1000
"""The latest runs of all; runs are done in turn, so those that are not over are among them."""


class Places:
    """Counts, for each key, runs that are not over and calls that are about to begin one. An admin's are not counted.

    **Thread safety**: none needed; it belongs to one event loop. Several processes may each let in what the other is about to begin.

    Parameters
    ----------
    bench : Bench
    limit : int
        Unfinished runs of one key.
    """

    def __init__(self, bench: Bench, *, limit: int) -> None:
        self._bench = bench
        self._limit = limit
        self._beginning: defaultdict[str, set[int]] = defaultdict(set)

    @asynccontextmanager
    async def taken(self, call: Call) -> AsyncIterator[None]:
        """Hold a place for the run that a call is about to begin.

        Raises
        ------
        ApiProblem
            429 `api_jobs_too_many`.
        """
        if call.key is None or call.key.role is Role.ADMIN:
            yield
            return
        beginning = self._beginning[call.owner]
        ahead = len(beginning)
        beginning.add(id(call))
        try:
            unfinished = await run_in_threadpool(self._unfinished, call.owner)
            if unfinished + ahead >= self._limit:
                retry = ((b"retry-after", b"%d" % RETRY_S),)
                raise ApiProblem(429, "api_jobs_too_many", headers=retry, unfinished=unfinished, limit=self._limit)
            yield
        finally:
            self.begun(call)

    def begun(self, call: Call) -> None:
        """Say that the run is the key's own by now, or never will be; does nothing the second time."""
        beginning = self._beginning[call.owner]
        beginning.discard(id(call))
        if not beginning:
            del self._beginning[call.owner]

    def _unfinished(self, owner: str) -> int:
        going = {run.id for run in self._bench.runs.list(limit=_LOOKED_AT) if not run.status.is_over}
        return len(going.intersection(self._bench.access.owners.of(owner, limit=_LOOKED_AT))) if going else 0
