"""Answers for tickers are remembered while nothing that they follow from has changed, and not a moment longer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bancada.core.errors import NotFound
from bancada.core.values import dump_bytes, load_bytes
from bancada.data.caching import MemoryCache, open_cache
from bancada.domains.assets.requests import ModelType, Step
from bancada.services.assets.remembered import Remembered, RememberedPredictions
from tests.domains.assets.assets_data import made_up_reader
from tests.redis_server import RedisServer
from tests.services.assets.small import TICKERS, Small

pytestmark = pytest.mark.xdist_group("assets-services")


@pytest.fixture
def small(small: Small) -> Small:
    """Return an installation with a model."""
    saved(small, "first")
    return small


@pytest.fixture
def asked(small: Small) -> RememberedPredictions:
    return RememberedPredictions(small.predictions, MemoryCache())


def saved(small: Small, name: str) -> None:
    small.do(Step.SAVE, run_id=name, name=name, promote=False)


def test_an_answer_that_is_remembered_is_the_same_one(asked: RememberedPredictions) -> None:
    first, was_known = asked.predict("AAAA3")
    again, is_known = asked.predict(" aaaa3 ")
    assert (was_known, is_known) == (False, True)
    assert replace(again, latency_ms=first.latency_ms) == first


def test_every_answer_is_logged_remembered_or_not(small: Small, asked: RememberedPredictions) -> None:
    for _ in range(3):
        asked.predict("AAAA3", origin="api")
    first, *others = [replace(record, latency_ms=0.0) for record in small.logged]
    assert others == [first, first]
    assert first.signature_sha256 != ""
    assert first.origin == "api"


def test_what_is_asked_otherwise_is_another_answer(asked: RememberedPredictions) -> None:
    asked.predict("AAAA3")
    assert not asked.predict("BBBB4")[1]
    assert not asked.predict("AAAA3", model="first")[1]
    assert not asked.predict("AAAA3", model_type=ModelType.RF)[1]
    assert asked.predict("AAAA3")[1]


def test_a_new_model_answers_at_once(small: Small, asked: RememberedPredictions) -> None:
    assert asked.predict("AAAA3")[0].model == "first"
    saved(small, "second")
    answer, is_known = asked.predict("AAAA3")
    assert (answer.model, is_known) == ("second", False)


def test_a_new_champion_answers_at_once(small: Small, asked: RememberedPredictions) -> None:
    saved(small, "second")
    assert asked.predict("AAAA3")[0].model == "second"
    small.models.promote("first", force=True, reason="to try")
    answer, is_known = asked.predict("AAAA3")
    assert (answer.model, answer.is_champion, is_known) == ("first", True, False)


def test_a_model_replaced_under_its_name_never_answers_again(small: Small, asked: RememberedPredictions) -> None:
    asked.predict("AAAA3", model="first")
    small.models.delete("first")
    with pytest.raises(NotFound):
        asked.predict("AAAA3", model="first")
    saved(small, "first")
    assert not asked.predict("AAAA3", model="first")[1]


def test_a_manifest_written_anew_behind_the_stores_back_is_seen(small: Small, asked: RememberedPredictions) -> None:
    asked.predict("AAAA3")
    path = small.store.root / "first" / "manifest.json"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    assert not asked.predict("AAAA3")[1]


def test_bars_that_came_in_make_a_new_answer(small: Small) -> None:
    cache = MemoryCache()
    before = RememberedPredictions(small.predictions, cache)
    after = RememberedPredictions(replace(small.predictions, reader=made_up_reader(501, TICKERS)), cache)
    before.predict("AAAA3")
    assert not after.predict("AAAA3")[1]
    assert before.predict("AAAA3")[1]


def test_an_error_is_not_remembered(small: Small, asked: RememberedPredictions) -> None:
    with pytest.raises(NotFound):
        asked.predict("AAAA3", model="third")
    saved(small, "third")
    assert asked.predict("AAAA3", model="third")[0].model == "third"


def test_what_another_version_left_on_the_cache_is_asked_anew(small: Small) -> None:
    class Foreign(MemoryCache):
        def get(self, key: str) -> bytes | None:
            return b'{"prediction": {}}'

    asked = RememberedPredictions(small.predictions, Foreign())
    assert not asked.predict("AAAA3")[1]


def test_an_answer_is_the_same_after_it_was_written_down(small: Small) -> None:
    kept = Remembered(small.predictions.predict("AAAA3"), (1, 2, 3), "abc")
    assert kept.prediction.findings
    assert load_bytes(Remembered, dump_bytes(kept)) == kept


def test_two_workers_share_their_answers_on_redis(small: Small) -> None:
    with RedisServer() as server:
        workers = [RememberedPredictions(small.predictions, open_cache(server.url).cache) for _ in range(2)]
        assert not workers[0].predict("AAAA3")[1]
        assert workers[1].predict("AAAA3")[1]
        server.kill()
        assert not workers[1].predict("AAAA3")[1]
