"""What is remembered for a while: answers, and how much each caller has asked. In memory or on Redis. Names resolve on first use (PEP 562)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bancada.data.caching.answers import answer_key
    from bancada.data.caching.limiter import RateLimiter
    from bancada.data.caching.memory import MemoryBuckets, MemoryCache
    from bancada.data.caching.opening import Caching, open_cache
    from bancada.data.caching.port import Buckets, Cache, Decision, Rate

__all__ = [
    "Buckets",
    "Cache",
    "Caching",
    "Decision",
    "MemoryBuckets",
    "MemoryCache",
    "Rate",
    "RateLimiter",
    "answer_key",
    "open_cache",
]

_HOMES = {
    "Buckets": "port",
    "Cache": "port",
    "Caching": "opening",
    "Decision": "port",
    "MemoryBuckets": "memory",
    "MemoryCache": "memory",
    "Rate": "port",
    "RateLimiter": "limiter",
    "answer_key": "answers",
    "open_cache": "opening",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"bancada.data.caching.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
