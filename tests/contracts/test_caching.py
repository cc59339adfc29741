"""One suite for every cache and every store of token buckets: in memory, and on a real Redis server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bancada.data.caching import Buckets, Cache, MemoryBuckets, MemoryCache, Rate, RateLimiter
from bancada.data.caching.opening import FallbackBuckets
from bancada.data.caching.redis import RedisBuckets, RedisCache, RedisLink
from tests.redis_server import RedisServer


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Subject:
    cache: Cache
    buckets: Buckets
    wait: Callable[[float], None]


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with RedisServer() as found:
        yield found


@pytest.fixture(params=["memory", "redis", "redis-with-memory-behind"])
def subject(request: pytest.FixtureRequest) -> Iterator[Subject]:
    if request.param == "memory":
        clock = Clock()
        yield Subject(MemoryCache(clock=clock), MemoryBuckets(clock=clock), clock.wait)
        return
    link = RedisLink(request.getfixturevalue("server").url)
    buckets = RedisBuckets(link)
    is_plain = request.param == "redis"
    yield Subject(RedisCache(link), buckets if is_plain else FallbackBuckets(buckets, MemoryBuckets()), time.sleep)
    assert link.n_failures == 0
    link.close()


@pytest.fixture
def cache(subject: Subject) -> Cache:
    return subject.cache


@pytest.fixture
def buckets(subject: Subject) -> Buckets:
    return subject.buckets


@pytest.fixture
def key() -> str:
    return uuid4().hex


def test_what_was_stored_comes_back_byte_for_byte(cache: Cache, key: str) -> None:
    value = bytes(range(256)) * 40
    cache.set(key, value, ttl_s=60)
    assert cache.get(key) == value


def test_an_empty_value_is_a_value(cache: Cache, key: str) -> None:
    cache.set(key, b"", ttl_s=60)
    assert cache.get(key) == b""


def test_a_key_never_stored_is_none(cache: Cache, key: str) -> None:
    assert cache.get(key) is None


def test_the_last_value_stored_holds(cache: Cache, key: str) -> None:
    cache.set(key, b"first", ttl_s=60)
    cache.set(key, b"second", ttl_s=60)
    assert cache.get(key) == b"second"


def test_keys_in_any_script_do_not_meet(cache: Cache, key: str) -> None:
    cache.set(f"{key} ação", b"a", ttl_s=60)
    cache.set(f"{key} acao", b"b", ttl_s=60)
    assert (cache.get(f"{key} ação"), cache.get(f"{key} acao")) == (b"a", b"b")


def test_a_value_is_gone_after_its_time_and_there_before(subject: Subject, key: str) -> None:
    subject.cache.set(key, b"short", ttl_s=0.05)
    subject.cache.set(f"{key}2", b"long", ttl_s=60)
    subject.wait(0.08)
    assert subject.cache.get(key) is None
    assert subject.cache.get(f"{key}2") == b"long"


def test_storing_again_begins_a_new_time(subject: Subject, key: str) -> None:
    subject.cache.set(key, b"short", ttl_s=0.05)
    subject.cache.set(key, b"long", ttl_s=60)
    subject.wait(0.08)
    assert subject.cache.get(key) == b"long"


def test_what_is_deleted_is_gone_and_deleting_again_is_no_mistake(cache: Cache, key: str) -> None:
    cache.set(key, b"value", ttl_s=60)
    cache.delete(key)
    assert cache.get(key) is None
    cache.delete(key)


@pytest.mark.parametrize("ttl_s", [0, -1])
def test_a_time_that_is_over_already_is_refused(cache: Cache, key: str, ttl_s: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        cache.set(key, b"value", ttl_s=ttl_s)


def test_a_cache_that_can_be_used_says_so(cache: Cache) -> None:
    assert cache.ping()


def test_threads_never_read_half_of_a_value(cache: Cache, key: str) -> None:
    values = [bytes([letter]) * 20_000 for letter in b"abcd"]

    def work(value: bytes) -> bool:
        seen = []
        for _ in range(30):
            cache.set(key, value, ttl_s=60)
            seen.append(cache.get(key) in values)
        return all(seen)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, values))


def test_a_bucket_is_full_at_first_and_gives_no_more_than_it_holds(buckets: Buckets, key: str) -> None:
    rate = Rate(per_minute=1, burst=3)
    found = [buckets.take(key, rate) for _ in range(5)]
    assert [one.allowed for one in found] == [True, True, True, False, False]
    assert [one.remaining for one in found] == [2, 1, 0, 0, 0]
    assert {one.limit for one in found} == {3}


def test_a_decision_says_when_to_come_back(buckets: Buckets, key: str) -> None:
    rate = Rate(per_minute=60, burst=4)
    first, refused = buckets.take(key, rate, cost=3), buckets.take(key, rate, cost=3)
    assert first.allowed
    assert first.retry_s == 0
    assert first.reset_s == pytest.approx(3, abs=0.2)
    assert not refused.allowed
    assert refused.retry_s == pytest.approx(2, abs=0.2)
    assert refused.reset_s == pytest.approx(3, abs=0.2)


def test_a_bucket_fills_again_with_time_and_never_above_its_brim(subject: Subject, key: str) -> None:
    rate = Rate(per_minute=6_000, burst=4)
    assert subject.buckets.take(key, rate, cost=4).remaining == 0
    subject.wait(0.02)
    assert subject.buckets.take(key, rate).allowed
    subject.wait(0.2)
    assert subject.buckets.take(key, rate).remaining == 3


def test_what_is_refused_takes_nothing(buckets: Buckets, key: str) -> None:
    rate = Rate(per_minute=1, burst=5)
    buckets.take(key, rate, cost=2)
    assert not buckets.take(key, rate, cost=4).allowed
    assert buckets.take(key, rate, cost=3).allowed


def test_a_cost_above_the_burst_takes_a_full_bucket(buckets: Buckets, key: str) -> None:
    rate = Rate(per_minute=1, burst=5)
    assert buckets.take(key, rate, cost=1_000).allowed
    assert not buckets.take(key, rate).allowed


@pytest.mark.parametrize("cost", [0, -3])
def test_a_cost_that_fills_a_bucket_is_refused(buckets: Buckets, key: str, cost: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        buckets.take(key, Rate(60, 5), cost=cost)


def test_callers_and_limits_have_buckets_of_their_own(buckets: Buckets, key: str) -> None:
    rate = Rate(per_minute=1, burst=1)
    requests, failures = RateLimiter(buckets, rate, "requests"), RateLimiter(buckets, rate, "failures")
    assert requests.take(key).allowed
    assert not requests.take(key).allowed
    assert failures.take(key).allowed
    assert requests.take(f"{key}2").allowed


def test_threads_together_take_no_more_than_there_is(buckets: Buckets, key: str) -> None:
    rate = Rate(per_minute=1, burst=50)
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda _: buckets.take(key, rate).allowed, range(200)))
    assert sum(allowed) == 50


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(costs=st.lists(st.integers(1, 12), max_size=30), burst=st.integers(1, 20))
def test_what_was_allowed_adds_up_to_what_left_the_bucket(buckets: Buckets, costs: list[int], burst: int) -> None:
    key, rate, left = uuid4().hex, Rate(per_minute=0.01, burst=burst), burst
    for cost in costs:
        found, paid = buckets.take(key, rate, cost=cost), min(cost, burst)
        assert found.allowed == (paid <= left)
        left -= paid if found.allowed else 0
        assert found.remaining == left
