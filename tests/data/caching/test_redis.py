"""Redis may go away and come back while requests go on."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bancada.core.errors import InvalidSettings
from bancada.data.caching import Rate, open_cache
from bancada.data.caching.redis import PAUSE_S, Away, RedisBuckets, RedisLink
from tests.redis_server import RedisServer

ABSENT = "unix:///nonexistent/bancada.sock"


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with RedisServer() as found:
        yield found


def test_answers_and_limits_go_on_where_there_is_no_server() -> None:
    caching = open_cache(ABSENT)
    caching.cache.set("key", b"1", ttl_s=60)
    caching.cache.delete("key")
    assert caching.cache.get("key") is None
    assert not caching.cache.ping()
    limiter = caching.limiter(1, burst=2)
    assert [limiter.take("caller").allowed for _ in range(3)] == [True, True, False]
    assert not caching.state().is_reachable
    caching.close()


def test_an_absence_is_warned_of_once_and_does_not_tell_the_password(caplog: pytest.LogCaptureFixture) -> None:
    caching = open_cache("redis://:segredo@127.0.0.1:1/0")
    with caplog.at_level(logging.WARNING):
        for _ in range(20):
            caching.cache.get("key")
            caching.limiter(60).take("caller")
    assert len(caplog.records) == 1
    assert "segredo" not in caplog.text
    caching.close()


def test_a_server_that_fails_again_and_again_is_asked_less_and_less() -> None:
    clock = Clock()
    link = RedisLink(ABSENT, clock=clock)
    asked_at = []
    for now in range(80):
        clock.now, before = now * PAUSE_S / 2, link.n_failures
        for _ in range(5):
            with pytest.raises(Away):
                link.ask(lambda client: client.ping())
        asked_at += [clock.now] * (link.n_failures - before)
    assert asked_at == [0, 1, 3, 7, 15, 31]


def test_a_server_that_goes_away_and_comes_back_is_used_again(
    server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caching = open_cache(server.url)
    caching.cache.set("before", b"1", ttl_s=60)
    assert caching.cache.get("before") == b"1"
    server.kill()
    assert caching.cache.get("before") is None
    assert not caching.state().is_reachable
    server.start()
    with caplog.at_level(logging.INFO):
        until = time.monotonic() + 10
        while not caching.cache.ping():
            assert time.monotonic() < until
            time.sleep(0.05)
    assert caching.state().is_reachable
    assert "answers again" in caplog.text
    caching.cache.set("after", b"2", ttl_s=60)
    assert caching.cache.get("after") == b"2"
    caching.close()


def test_a_restart_between_two_questions_is_not_even_noticed(server: RedisServer) -> None:
    caching = open_cache(server.url)
    limiter = caching.limiter(60)
    assert limiter.take("caller").allowed
    server.kill()
    server.start()
    assert limiter.take("caller").allowed
    assert caching.state().n_failures == 0
    caching.close()


def test_a_server_that_hangs_is_waited_for_once(server: RedisServer) -> None:
    caching = open_cache(server.url)
    assert caching.cache.ping()
    server.hang()
    for _ in range(100):
        assert caching.cache.get("key") is None
    assert caching.state().n_failures == 1
    server.go_on()
    caching.close()


def test_a_server_that_is_full_is_an_empty_cache(server: RedisServer) -> None:
    link = RedisLink(server.url)
    link.client.config_set("maxmemory", "1")
    caching = open_cache(server.url)
    caching.cache.set("key", b"1", ttl_s=60)
    assert caching.limiter(60).take("caller").allowed
    assert not caching.state().is_reachable
    caching.close()
    link.close()


def test_two_processes_share_what_a_caller_may_ask(server: RedisServer) -> None:
    code = (
        "from bancada.data.caching import open_cache\n"
        f"limiter = open_cache({server.url!r}).limiter(0.1, burst=30)\n"
        "print(sum(limiter.take('caller').allowed for _ in range(40)))\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(2)]
    assert sum(int(process.communicate(timeout=60)[0]) for process in processes) == 30


def test_a_bucket_that_is_full_again_takes_no_place_on_the_server(server: RedisServer) -> None:
    link = RedisLink(server.url)
    RedisBuckets(link).take("caller", Rate(per_minute=600, burst=10), cost=5)
    keys = link.client.keys("*")
    assert len(keys) == 1
    assert 1_000 < link.client.pttl(keys[0]) <= 1_500
    link.close()


@pytest.mark.parametrize("url", ["http://cache.example", "memcached://x", "segredo", "://", "redis"])
def test_an_address_that_is_no_cache_is_refused_by_its_beginning(url: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        open_cache(url)
    assert refused.value.code == "cache_url_scheme"
    assert "segredo" not in str(refused.value)


def test_an_address_with_a_port_that_is_none_is_refused_without_quoting_it() -> None:
    with pytest.raises(InvalidSettings) as refused:
        open_cache("redis://:segredo@127.0.0.1:port/0")
    assert refused.value.code == "cache_url_unreadable"
    assert "segredo" not in refused.value.message("pt_BR")


def test_memory_alone_does_not_load_the_client() -> None:
    code = "import sys; from bancada.data.caching import open_cache; open_cache(''); print('redis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"
