"""A database that somebody holds up: predictions go on, what must write says so soon, and when to come back."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import httpx
import pytest

from bancada import bootstrap
from bancada.api import reply, security
from bancada.data.engine import hurry
from tests.api.client import BASE
from tests.api.routes.conftest import Clients

HELD_S = 6.5
ROW = {"inputs": {"lux": 30.0, "temperatura": 20.0}}


@pytest.fixture
def held(parts: bootstrap.Parts) -> Iterator[sqlite3.Connection]:
    """Return a connection that can hold the write lock; this process waits for it as the server does."""
    hurry(parts.catalogue.engine, busy_timeout_ms=1_000)
    connection = sqlite3.connect(Path(parts.settings.data_folder) / "bancada.db", isolation_level=None)
    yield connection
    connection.close()


def test_predictions_go_on_while_the_database_is_locked_and_calls_that_write_are_told_to_come_back(
    parts: bootstrap.Parts, clients: Clients, held: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply, "AUDIT_PATIENCE_S", 1.5)
    monkeypatch.setattr(security, "FRESH_S", 0.2)
    monkeypatch.setattr(security, "EARLY_S", 0.1)

    async def whole() -> tuple[list[float], list[tuple[float, httpx.Response]]]:
        transport = httpx.ASGITransport(clients.app)
        headers = {"X-API-Key": clients.admin.secret}
        async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers, timeout=60) as client:

            async def timed(method: str, path: str, **content: object) -> tuple[float, httpx.Response]:
                began = perf_counter()
                answer = await client.request(method, path, **content)  # type: ignore[arg-type]  # json or nothing
                return perf_counter() - began, answer

            assert (await timed("POST", "/models/arvore/predict", json=ROW))[1].status_code == 200
            held.execute("BEGIN IMMEDIATE")
            end = perf_counter() + HELD_S
            writes = [asyncio.create_task(timed("DELETE", "/models/nobody")) for _ in range(20)]
            times = []
            while perf_counter() < end:
                seconds, answer = await timed("POST", "/models/arvore/predict", json=ROW)
                assert answer.status_code == 200
                times.append(seconds)
                await asyncio.sleep(0.05)
            told = await asyncio.gather(*writes)
            held.execute("ROLLBACK")
            return times, told

    times, told = asyncio.run(whole())

    assert len(times) > 20
    assert max(times) < 1
    assert {(answer.status_code, answer.json()["code"]) for _, answer in told} == {(503, "database_busy")}
    assert all(answer.headers["retry-after"] == "5" for _, answer in told)
    assert max(seconds for seconds, _ in told) < HELD_S
    assert clients.admin.delete("/models/nobody").status_code == 404


def test_keys_that_cannot_be_read_anew_are_not_waited_for_until_they_are_too_old(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = clients.app.gate
    keys, release = gate.keys, asyncio.Event()

    async def whole() -> list[float]:
        loop = asyncio.get_running_loop()
        gate._reading, gate._began = loop.create_task(release.wait()), loop.time()  # type: ignore[assignment]  # never ends
        times = []
        for age in (security.STALE_S - 1,) * 3:
            keys._seen.at = keys.monotonic() - age
            began = perf_counter()
            await gate.admit({b"x-api-key": clients.read.secret.encode()}, "")
            times.append(perf_counter() - began)
        gate._reading.cancel()
        return times

    times = asyncio.run(whole())
    gate._reading = None
    assert max(times) < security.PATIENCE_S + 0.3
    assert max(times[1:]) < 0.1
