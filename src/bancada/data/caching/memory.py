"""A cache and token buckets in this process's memory, bounded. What is here is seen by no other process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from bancada.data.caching.port import Buckets, Cache, Decision, Rate

__all__ = ["MemoryBuckets", "MemoryCache"]

Clock = Callable[[], float]
ENTRY_BYTES = 200
"""What an entry weighs beside its key and value: a tuple, a float, two places in a table."""


class MemoryCache:
    """Bytes in memory; the least recently used leave first.

    Parameters
    ----------
    capacity_bytes : int
        Of keys, values and their places in the table.
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, *, capacity_bytes: int = 64_000_000, clock: Clock = time.monotonic) -> None:
        self._capacity = capacity_bytes
        self._clock = clock
        self._lock = Lock()
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._weight = 0

    def get(self, key: str) -> bytes | None:
        """Return what was stored; None where nothing is, or its time is over."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry[1] <= self._clock():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def set(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Store for `ttl_s` seconds; what is larger than the whole cache is not kept."""
        if ttl_s <= 0:
            raise ValueError(f"an answer is kept for a positive time, not {ttl_s} s")
        with self._lock:
            self._drop(key)
            if _weight(key, value) > self._capacity:
                return
            self._entries[key] = (value, self._clock() + ttl_s)
            self._weight += _weight(key, value)
            while self._weight > self._capacity:
                self._drop(next(iter(self._entries)))

    def delete(self, key: str) -> None:
        """Forget a key; nothing happens where it is not there."""
        with self._lock:
            self._drop(key)

    def ping(self) -> bool:
        """Memory is always there."""
        return True

    def __len__(self) -> int:
        return len(self._entries)

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._weight -= _weight(key, entry[0])


def _weight(key: str, value: bytes) -> int:
    return len(key) + len(value) + ENTRY_BYTES


class MemoryBuckets:
    """Token buckets in memory.

    A bucket untouched for long is full, and a full one need not be kept: when there are too many, the one untouched for longest leaves.

    Parameters
    ----------
    capacity : int
        Buckets kept at most.
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, *, capacity: int = 50_000, clock: Clock = time.monotonic) -> None:
        self._capacity = capacity
        self._clock = clock
        self._lock = Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, rate: Rate, *, cost: int = 1) -> Decision:
        """Take `cost` from the bucket of `key` if it holds as much."""
        wanted = rate.cost(cost)
        with self._lock:
            now = self._clock()
            tokens, since = self._levels.pop(key, (float(rate.burst), now))
            tokens = min(rate.burst, tokens + (now - since) * rate.per_second)
            allowed = tokens >= wanted
            tokens -= wanted if allowed else 0
            self._levels[key] = (tokens, now)
            if len(self._levels) > self._capacity:
                self._levels.popitem(last=False)
        return Decision.of(rate, tokens, cost=wanted, allowed=allowed)

    def __len__(self) -> int:
        return len(self._levels)


if TYPE_CHECKING:
    _: Cache = MemoryCache()
    __: Buckets = MemoryBuckets()
