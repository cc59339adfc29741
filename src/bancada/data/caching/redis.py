"""A cache and token buckets on Redis, shared by all workers. Whoever can write to that server can forge answers: give it a password."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bancada.core.errors import InvalidSettings, MissingExtra
from bancada.data.caching.port import Buckets, Cache, Decision, Rate

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["SCHEMES", "Away", "RedisBuckets", "RedisCache", "RedisLink"]

SCHEMES = ("redis", "rediss", "unix")
PREFIX = "bancada:"
PATIENCE_S = 0.25
"""Longest wait for an answer: Redis takes well under a millisecond, and a request of ours waits for it."""
PAUSE_S, LONGEST_PAUSE_S = 1.0, 16.0
"""How long a server that failed is left alone, so that its absence does not cost each request a wait; twice as long each time, to a bound."""

_LOG = logging.getLogger(__name__)
T = TypeVar("T")


class Away(Exception):
    """The server did not answer, could not do what was asked, or failed so recently that it is not asked."""


class RedisLink:
    """The way to one server, given up for a while when it fails and tried again by itself.

    **Thread safety**: safe.

    Parameters
    ----------
    url : str
        `redis://`, `rediss://` (TLS, certificate checked) or `unix://`.
    clock : callable
        Seconds that never go back.

    Raises
    ------
    InvalidSettings
        A URL that Redis is not found by.
    MissingExtra
        The client is not installed.
    """

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.client = _connect(url)
        self._clock = clock
        self._lock = Lock()
        self._asks_again_at = -math.inf
        self._pause_s = PAUSE_S
        self._is_away = False
        self.n_failures = 0

    @property
    def is_away(self) -> bool:
        """Whether the last question failed."""
        return self._is_away

    # Any: the client's types depend on how it was made.
    def ask(self, question: Callable[[Redis], Any]) -> Any:
        """Return what the server answers; Away where it does not."""
        if self._is_away and not self._may_ask_again():
            raise Away
        try:
            answer = question(self.client)
        except self._failures as error:
            self._fails(error)
            raise Away from error
        if self._is_away:
            self._is_back()
        return answer

    def close(self) -> None:
        """Let go of connections."""
        self.client.close()

    @cached_property
    def _failures(self) -> tuple[type[Exception], ...]:
        from redis.exceptions import RedisError

        return (RedisError, OSError)

    def _may_ask_again(self) -> bool:
        """Whether the pause is over; of callers at the same time one finds out, the others go on without."""
        with self._lock:
            now = self._clock()
            if now < self._asks_again_at:
                return False
            self._asks_again_at = now + self._pause_s
            return True

    def _fails(self, error: Exception) -> None:
        with self._lock:
            self.n_failures += 1
            is_news, self._is_away = not self._is_away, True
            self._pause_s = PAUSE_S if is_news else min(2 * self._pause_s, LONGEST_PAUSE_S)
            self._asks_again_at = self._clock() + self._pause_s
        if is_news:  # the class only: a message may quote the URL, and that may hold a password
            _LOG.warning(
                "Redis does not answer (%s): answers are not cached, and each worker counts requests by itself until it is back",
                type(error).__name__,
            )

    def _is_back(self) -> None:
        with self._lock:
            is_news, self._is_away = self._is_away, False
        if is_news:
            _LOG.info("Redis answers again")


def _connect(url: str) -> Redis:
    try:
        from redis import Redis
        from redis.backoff import NoBackoff
        from redis.exceptions import ConnectionError as Disconnected
        from redis.retry import Retry
    except ImportError as error:
        raise MissingExtra(feature="BANCADA_CACHE_URL", package="redis", extra="api") from error
    scheme = url.partition("://")[0]
    if scheme not in SCHEMES or "://" not in url:
        raise InvalidSettings("cache_url_scheme", scheme=scheme[:20] if "://" in url else "?", schemes=list(SCHEMES))
    # one more try at once: a connection kept from before a restart of the server fails the first time
    once_more = Retry(NoBackoff(), 1, supported_errors=(Disconnected,))
    try:
        return Redis.from_url(url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S, retry=once_more)
    except (ValueError, TypeError) as error:
        raise InvalidSettings("cache_url_unreadable") from error


class RedisCache:
    """Bytes on Redis; a server that is away is an empty cache."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link

    def get(self, key: str) -> bytes | None:
        """Return what was stored; None where nothing is, its time is over, or the server is away."""
        try:
            return cast("bytes | None", self._link.ask(lambda client: client.get(_cached(key))))
        except Away:
            return None

    def set(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Store for `ttl_s` seconds."""
        if ttl_s <= 0:
            raise ValueError(f"an answer is kept for a positive time, not {ttl_s} s")
        self._try(lambda client: client.set(_cached(key), value, px=math.ceil(ttl_s * 1000)))

    def delete(self, key: str) -> None:
        """Forget a key; where the server is away its time will come."""
        self._try(lambda client: client.delete(_cached(key)))

    def ping(self) -> bool:
        """Whether the server answers."""
        return self._try(lambda client: client.ping())

    # Any: nothing is read from the answer.
    def _try(self, question: Callable[[Redis], Any]) -> bool:
        try:
            self._link.ask(question)
        except Away:
            return False
        return True


class RedisBuckets:
    """Token buckets on Redis, by its own clock: workers on several machines count as one. Raises Away."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link

    @cached_property
    def _script(self) -> Any:  # Any: the client's types depend on how it was made
        return self._link.client.register_script(TAKE)

    def take(self, key: str, rate: Rate, *, cost: int = 1) -> Decision:
        """Take `cost` from the bucket of `key` if it holds as much."""
        wanted = rate.cost(cost)
        allowed, tokens = self._link.ask(
            lambda _: self._script(keys=[f"{PREFIX}rate:{key}"], args=[rate.burst, rate.per_second, wanted])
        )
        return Decision.of(rate, float(tokens), cost=wanted, allowed=bool(allowed))


def _cached(key: str) -> str:
    return f"{PREFIX}cache:{key}"


TAKE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local burst, flow, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local level = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(level[1]) or burst, tonumber(level[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * flow)
local allowed = tokens >= cost
if allowed then tokens = tokens - cost end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / flow * 1000) + 1000)
return {allowed and 1 or 0, string.format('%.9f', tokens)}
"""


if TYPE_CHECKING:
    _: Cache = RedisCache(RedisLink(""))
    __: Buckets = RedisBuckets(RedisLink(""))
