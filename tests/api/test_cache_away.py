"""The API goes on where its Redis is away, and says so in its figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from bancada.api.app import create_app
from bancada.bootstrap import Parts
from bancada.data.access.values import Role
from bancada.data.caching import open_cache
from bancada.settings import Settings
from tests.api.client import Api, api_client
from tests.redis_server import RedisServer


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(
        Settings(
            data_dir=tmp_path / "data",
            models_dir=tmp_path / "models",
            signing_key_file=tmp_path / "key",
            api_rate_per_minute=60,
        )
    )


def client(parts: Parts, url: str) -> Api:
    app = create_app(parts.bench, parts.settings, caching=open_cache(url))
    return api_client(parts.bench, Role.READ, settings=parts.settings, app=app)


def test_a_limit_holds_while_redis_is_away(parts: Parts) -> None:
    api = client(parts, "unix:///nonexistent/bancada.sock")
    statuses = [api.get("/models").status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    parts.close()


def test_what_redis_did_not_answer_is_among_the_figures(parts: Parts) -> None:
    with RedisServer() as server:
        api = client(parts, server.url)
        assert "bancada_cache_failures 0.0" in api.get("/metrics").text
        server.kill()
        assert "bancada_cache_failures 1.0" in api.get("/metrics").text
    parts.close()


def test_applications_on_one_redis_share_what_a_key_may_ask(parts: Parts) -> None:
    with RedisServer() as server:
        first = client(parts, server.url)
        second = Api(client(parts, server.url).app, secret=first.secret)
        statuses = [api.get("/models").status_code for api in (first, second) * 6]
        assert statuses == [200] * 10 + [429] * 2
    parts.close()


def test_a_refusal_says_when_to_come_back(parts: Parts) -> None:
    api = client(parts, "")
    answers = [api.get("/models") for _ in range(11)]
    assert int(answers[-1].headers["retry-after"]) == 1
    assert answers[0].headers["ratelimit-limit"] == "10"
    assert answers[0].headers["ratelimit-remaining"] == "9"
    parts.close()
