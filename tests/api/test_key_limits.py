"""A key may have limits of its own: requests a minute, and the size of a body."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bancada.core.errors import BadInput
from bancada.data.access.values import KeyLimits, Role
from bancada.services import Bench
from tests.api.client import Api
from tests.worked import shell


def user(house: Bench, front: Api, limits: KeyLimits) -> Api:
    """Return a client whose key has limits."""
    new = house.access.keys.create(Role.TRAIN, limits=limits)
    return Api(front.app, key_id=new.info.id, secret=new.secret)


def test_a_key_with_a_rate_of_its_own_is_held_to_it_and_others_to_the_settings(house: Bench, front: Api) -> None:
    slow, other = user(house, front, KeyLimits(rate_per_minute=1)), user(house, front, KeyLimits())
    answers = [slow.get("/jobs") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[0].headers["ratelimit-limit"] == "10"
    assert int(answers[-1].headers["retry-after"]) > 50
    assert int(other.get("/jobs").headers["ratelimit-limit"]) == 600


def test_a_key_with_a_body_limit_of_its_own_is_held_to_it_however_the_body_is_sent(house: Bench, front: Api) -> None:
    small, other = user(house, front, KeyLimits(max_body_mb=1)), user(house, front, KeyLimits())
    body = json.dumps({"inputs": {"x": "a" * 1_500_000}}).encode()
    kind = {"Content-Type": "application/json"}
    told = small.post("/models/none-such/predict", content=body, headers=kind)
    assert (told.status_code, told.json()["code"], told.json()["facts"]) == (413, "api_body_too_large", {"limit": 1})
    unsaid = small.post("/models/none-such/predict", content=iter([body]), headers=kind)
    assert unsaid.status_code == 413
    assert other.post("/models/none-such/predict", content=body, headers=kind).status_code != 413
    assert small.post("/models/none-such/predict", json={"inputs": {}}).status_code != 413


def test_the_servers_own_limit_holds_for_a_key_that_may_send_more(house: Bench, front: Api) -> None:
    large = user(house, front, KeyLimits(max_body_mb=50))
    body = b"a" * 11_000_000
    answer = large.post("/models/none-such/predict", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["facts"]) == (413, {"limit": 10})


@pytest.mark.parametrize("limits", [KeyLimits(0, None), KeyLimits(None, -1), KeyLimits(10**6 + 1, 1)], ids=str)
def test_a_limit_that_is_none_is_refused(house: Bench, limits: KeyLimits) -> None:
    with pytest.raises(BadInput) as caught:
        house.access.keys.create(Role.READ, limits=limits)
    assert caught.value.code == "api_key_limit"


def test_the_shell_makes_and_shows_keys_with_limits(installation: Path) -> None:
    options = ("--role", "read", "--rate-per-minute", "120", "--max-body-mb", "2", "--json")
    made = json.loads(shell(installation, "keys", "create", *options).stdout)
    assert made["limits"] == {"rate_per_minute": 120, "max_body_mb": 2}
    listed = shell(installation, "keys", "list").stdout.splitlines()
    assert "a minute" in listed[0]
    assert " 120 " in listed[1]
    lines = json.loads(shell(installation, "keys", "audit", "--json").stdout)
    assert lines[0]["subject"] == {"id": made["id"], "role": "read", "rate_per_minute": 120, "max_body_mb": 2}
