"""Memory is bounded, and forgets what is least missed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bancada.data.caching import MemoryBuckets, MemoryCache, Rate, open_cache
from bancada.data.caching.memory import ENTRY_BYTES


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_least_recently_used_answer_leaves_a_full_cache() -> None:
    cache = MemoryCache(capacity_bytes=3 * (1 + 100 + ENTRY_BYTES))
    for key in "abc":
        cache.set(key, bytes(100), ttl_s=60)
    assert cache.get("a") is not None
    cache.set("d", bytes(100), ttl_s=60)
    assert [key for key in "abcd" if cache.get(key) is not None] == ["a", "c", "d"]


def test_a_cache_never_weighs_more_than_it_may() -> None:
    cache = MemoryCache(capacity_bytes=10_000)
    for number in range(500):
        cache.set(str(number), bytes(number), ttl_s=60)
    assert 0 < len(cache) <= 10_000 // ENTRY_BYTES
    assert cache.get("499") is not None


def test_what_is_larger_than_the_cache_is_not_kept_and_costs_nothing_else_its_place() -> None:
    cache = MemoryCache(capacity_bytes=1_000)
    cache.set("small", b"1", ttl_s=60)
    cache.set("large", bytes(2_000), ttl_s=60)
    assert cache.get("large") is None
    assert cache.get("small") == b"1"


def test_a_larger_value_in_place_of_a_smaller_one_drops_the_smaller_one_too() -> None:
    cache = MemoryCache(capacity_bytes=1_000)
    cache.set("key", b"1", ttl_s=60)
    cache.set("key", bytes(2_000), ttl_s=60)
    assert cache.get("key") is None


def test_an_answer_whose_time_is_over_weighs_nothing_once_it_was_asked_for() -> None:
    clock = Clock()
    cache = MemoryCache(clock=clock)
    cache.set("key", b"1", ttl_s=10)
    clock.now = 10.0
    assert cache.get("key") is None
    assert len(cache) == 0


def test_too_many_callers_push_out_the_one_that_asked_longest_ago() -> None:
    clock = Clock()
    buckets, rate = MemoryBuckets(capacity=2, clock=clock), Rate(per_minute=1, burst=1)
    for caller in ("first", "second", "first", "third"):
        buckets.take(caller, rate)
    assert len(buckets) == 2
    assert buckets.take("second", rate).allowed
    assert not buckets.take("third", rate).allowed


@pytest.mark.parametrize(("per_minute", "burst"), [(0, 5), (-1, 5), (float("nan"), 5), (60, 0)])
def test_a_rate_that_lets_nothing_through_is_refused(per_minute: float, burst: int) -> None:
    with pytest.raises(ValueError, match="positive flow"):
        Rate(per_minute, burst)


def test_a_limit_without_a_burst_lets_a_tenth_of_a_minute_through_at_once() -> None:
    assert open_cache().limiter(6_000).rate.burst == 600
    assert open_cache().limiter(6).rate.burst == 10


def test_without_an_address_everything_is_kept_in_memory() -> None:
    caching = open_cache("")
    caching.cache.set("key", b"1", ttl_s=60)
    assert caching.cache.get("key") == b"1"
    assert caching.state().kind == "memory"
    assert caching.state().is_reachable
    caching.close()
