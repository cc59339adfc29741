"""A cache and its limits by URL: memory where none is set, Redis with memory behind it where one is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bancada.data.caching.limiter import RateLimiter
from bancada.data.caching.memory import MemoryBuckets, MemoryCache
from bancada.data.caching.port import Buckets, Cache, Decision, Rate

if TYPE_CHECKING:
    from bancada.data.caching.redis import RedisLink

__all__ = ["CacheState", "Caching", "FallbackBuckets", "open_cache"]


@dataclass(frozen=True, slots=True)
class CacheState:
    """How the cache is, for metrics and readiness.

    Attributes
    ----------
    kind : str
        "memory" or "redis".
    is_reachable : bool
        Whether the last question was answered.
    n_failures : int
        Questions that were not, since the start of this process.
    """

    kind: str
    is_reachable: bool = True
    n_failures: int = 0


def _memory_state() -> CacheState:
    return CacheState("memory")


@dataclass(frozen=True, slots=True)
class Caching:
    """A cache, and the buckets that limits are counted in.

    Attributes
    ----------
    cache : Cache
    buckets : Buckets
    state : callable
        Returns the CacheState of now, without asking a server.
    close : callable
        Lets go of connections.
    """

    cache: Cache
    buckets: Buckets
    state: Callable[[], CacheState] = _memory_state
    close: Callable[[], None] = lambda: None

    def limiter(self, per_minute: float, *, burst: int | None = None, name: str = "key") -> RateLimiter:
        """Return a limit of so many a minute for each key.

        Parameters
        ----------
        burst : int, optional
            What may be asked at once after a pause; a tenth of a minute's flow, at least 10, where it is not given.
        name : str
            Parts the buckets of two limits on the same keys.
        """
        return RateLimiter(self.buckets, Rate(per_minute, burst or max(10, int(per_minute / 10))), name)


class FallbackBuckets:
    """Shared buckets while their server answers, this process's own while it does not.

    A limit that lets everything through when its server is away is no limit; one that lets nothing through makes that server needed.
    While each worker counts by itself, a caller is allowed at most the number of workers times the limit.

    Parameters
    ----------
    shared : Buckets
        Raises Away.
    own : Buckets
    """

    def __init__(self, shared: Buckets, own: Buckets) -> None:
        self._shared = shared
        self._own = own

    def take(self, key: str, rate: Rate, *, cost: int = 1) -> Decision:
        """Take `cost` from the bucket of `key` if it holds as much."""
        from bancada.data.caching.redis import Away

        try:
            return self._shared.take(key, rate, cost=cost)
        except Away:
            return self._own.take(key, rate, cost=cost)


def open_cache(url: str = "") -> Caching:
    """Return the cache of a URL; of an empty one, memory of this process.

    Nothing is connected to yet: a server that is away is found out, and found again, while requests go on.

    Raises
    ------
    InvalidSettings
        A URL that no cache is found by.
    MissingExtra
        The Redis client is not installed.
    """
    if not url:
        return Caching(MemoryCache(), MemoryBuckets())
    from bancada.data.caching.redis import RedisBuckets, RedisCache, RedisLink

    link = RedisLink(url)
    return Caching(
        cache=RedisCache(link),
        buckets=FallbackBuckets(RedisBuckets(link), MemoryBuckets()),
        state=lambda: _state(link),
        close=link.close,
    )


def _state(link: RedisLink) -> CacheState:
    return CacheState("redis", is_reachable=not link.is_away, n_failures=link.n_failures)


if TYPE_CHECKING:
    _: Buckets = FallbackBuckets(MemoryBuckets(), MemoryBuckets())
