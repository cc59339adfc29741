"""More calls than can be served are refused after a pause; those that come in are served, whether they wait or not."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancada.api import admission
from bancada.api.admission import Admission, AdmissionGate
from bancada.api.call import SCOPE, Call
from bancada.api.problems import ApiProblem
from bancada.data.access.values import KeyInfo, Role
from tests.api.routes.conftest import Clients

KEY = KeyInfo("a" * 12, Role.READ, "", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _no_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "HOLD_S", 0.01)


def outcomes(
    gate: AdmissionGate, n: int, *, key: KeyInfo | None = KEY, can_wait: bool = False, **scope: Any
) -> Counter[str]:
    """Return what became of `n` calls that arrive in one turn of the loop."""

    async def one() -> str:
        made = {
            "type": "http",
            "query_string": b"",
            "headers": [],
            SCOPE: Call("x", "en", "", key=key, can_wait=can_wait),
            **scope,
        }
        try:
            await gate(made, None, None)
        except ApiProblem as problem:
            return f"{problem.status} {problem.code}"
        return "served"

    async def whole() -> Counter[str]:
        return Counter(await asyncio.gather(*(one() for _ in range(n))))

    return asyncio.run(whole())


async def inline(scope: Any, receive: Any, send: Any) -> None:
    """Answer without waiting for anything."""


async def waiting(scope: Any, receive: Any, send: Any) -> None:
    """Answer after a thread would have."""
    await asyncio.sleep(0.005)


@pytest.mark.parametrize("app", [inline, waiting], ids=["inside the loop", "in a thread"])
def test_of_calls_that_arrive_together_no_more_than_the_limit_are_served(app: Any) -> None:
    gate = AdmissionGate(app, limit=3)
    assert outcomes(gate, 10) == {"served": 3, "503 api_too_busy": 7}
    assert outcomes(gate, 3) == {"served": 3}
    assert (gate.working.under_way, gate.working.refused) == (0, 7)


def test_a_refusal_says_when_to_come_back() -> None:
    gate = AdmissionGate(inline, limit=0)

    async def one() -> None:
        scope = {"type": "http", "query_string": b"", "headers": [], SCOPE: Call("x", "en", "", key=KEY)}
        await gate(scope, None, None)

    with pytest.raises(ApiProblem) as caught:
        asyncio.run(one())
    assert caught.value.headers == ((b"retry-after", b"1"),)


def test_calls_of_routes_that_can_wait_take_no_room_from_those_that_work() -> None:
    gate = AdmissionGate(waiting, limit=1)
    assert outcomes(gate, 20, can_wait=True) == {"served": 8, "503 api_too_busy": 12}
    assert gate.working.refused == 0


@pytest.mark.parametrize(
    "scope",
    [{"query_string": b"wait=30"}, {"headers": [(b"accept", b"text/event-stream")]}],
    ids=["for an end", "for events"],
)
def test_nothing_that_a_caller_sends_chooses_the_room_of_a_call(scope: dict[str, Any]) -> None:
    gate = AdmissionGate(waiting, limit=1)
    assert outcomes(gate, 20, **scope) == {"served": 1, "503 api_too_busy": 19}


def test_routes_that_take_wait_or_stream_events_are_those_that_can_wait(shared: Clients) -> None:
    can_wait = {route.template for route in shared.app.table.routes() if route.can_wait}
    assert {"/jobs/{run_id}", "/lottery/train", "/api/b3/complete-pipeline"} <= can_wait
    assert can_wait.isdisjoint({"/jobs", "/models", "/models/{name}/predict", "/api/b3/predict", "/jobs/{run_id}/log"})


def test_what_needs_no_key_always_comes_in() -> None:
    assert outcomes(AdmissionGate(inline, limit=0), 5, key=None) == {"served": 5}


def test_a_call_that_fails_leaves_its_room() -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        raise ApiProblem(422, "body_not_rows")

    gate = AdmissionGate(failing, limit=2)
    for _ in range(3):
        assert outcomes(gate, 2) == {"422 body_not_rows": 2}
    assert gate.working.under_way == 0


@given(st.integers(1, 5), st.lists(st.sampled_from(["enter", "leave", "turn"]), max_size=60))
def test_never_are_more_let_in_than_the_limit_and_room_comes_back(limit: int, steps: list[str]) -> None:
    async def walked() -> None:
        gate, inside = Admission(limit), 0
        for step in steps:
            if step == "enter":
                inside += gate.enter()
            elif step == "leave" and inside:
                gate.leave()
                inside -= 1
            elif step == "turn":
                await asyncio.sleep(0)
            assert gate.under_way == inside <= limit
        while inside:
            gate.leave()
            inside -= 1
        await asyncio.sleep(0)
        assert all(gate.enter() for _ in range(limit))
        assert not gate.enter()

    asyncio.run(walked())


def test_every_route_behind_a_key_is_held_to_the_limit(shared: Clients) -> None:
    app = shared.app

    async def many(path: str, n: int) -> Counter[int]:
        key = shared.read.secret.encode()
        found: Counter[int] = Counter()

        async def one() -> None:
            async def receive() -> dict[str, Any]:
                return {"type": "http.request", "body": b"", "more_body": False}

            async def send(message: Any) -> None:
                if message["type"] == "http.response.start":
                    found[message["status"]] += 1

            headers = [(b"host", b"127.0.0.1"), (b"x-api-key", key)]
            scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
            await app({**scope, "headers": headers, "scheme": "http", "client": ("127.0.0.1", 1)}, receive, send)

        await asyncio.gather(*(one() for _ in range(n)))
        return found

    found = asyncio.run(many("/models", 80))
    assert (found[200], found[503]) == (64, 16)
