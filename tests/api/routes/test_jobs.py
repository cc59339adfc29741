"""Background runs over HTTP: one's own alone, progress as events, an answer that waits for the end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bancada import bootstrap
from bancada.api import jobs
from bancada.core.errors import BadInput
from bancada.core.run import RunInfo, RunStatus
from bancada.data.access.tables import api_keys
from bancada.data.engine import writing
from bancada.jobs import Job, MemoryQueue
from bancada.services import Bench
from tests.api.client import Api
from tests.api.routes.conftest import Clients

Ends = Callable[[Bench, Api], None]
STREAM = {"Accept": "text/event-stream"}


def counted(state: Mapping[str, Any], context: Any) -> Mapping[str, Any]:
    """Work through `n` units, or fail."""
    context.log("begun")
    if state.get("fails"):
        raise BadInput("lottery_days_wrong", days="x")
    for done in range(int(state["n"])):
        context.progress(done + 1, int(state["n"]), "counting")
    return {"counted": state["n"]}


@pytest.fixture
def queue(parts: bootstrap.Parts) -> MemoryQueue:
    """Put a queue of one quick job in place; paused, so that runs wait."""
    found = parts.queue
    found.inner = MemoryQueue((Job("count", (("count", counted),)),))
    found.inner.pause()
    return found.inner


def begun(parts: bootstrap.Parts, owner: str, **payload: Any) -> str:
    """Queue a run of somebody's and return its id."""
    run_id = parts.queue.submit("count", {"n": 3, **payload}, title="counting")
    parts.access.owners.add(run_id, owner, at=datetime.now(UTC))
    return run_id


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Return kind and content of server-sent events."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_each_key_sees_its_own_runs_and_an_admin_all(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients
) -> None:
    mine, theirs = (begun(parts, client.key_id) for client in (clients.train, clients.stranger))

    def seen(role: str) -> set[str]:
        return {job["id"] for job in clients.of(role).get("/jobs").json()}

    assert (seen("train"), seen("stranger"), seen("read")) == ({mine}, {theirs}, set())
    assert seen("admin") == {mine, theirs}
    assert clients.admin.get("/jobs", params={"kind": "other"}).json() == []


@pytest.mark.parametrize("page", ["", "/log", "/cancel"])
def test_anothers_run_looks_like_one_that_there_is_not(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients, page: str
) -> None:
    theirs = begun(parts, clients.stranger.key_id)
    method = "POST" if page == "/cancel" else "GET"
    for run_id in (theirs, "missing"):
        answer = clients.train.request(method, f"/jobs/{run_id}{page}")
        assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found")
    assert clients.admin.request(method, f"/jobs/{theirs}{page}").status_code == 200


def test_a_run_is_shown_with_its_progress_its_result_and_where_it_goes_on(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients
) -> None:
    run_id = begun(parts, clients.train.key_id)
    assert clients.train.get(f"/jobs/{run_id}").json()["status"] == "waiting"
    queue.resume()
    body = clients.train.get(f"/jobs/{run_id}").json()
    assert (body["status"], body["result"], body["progress"]["done"]) == ("done", {"counted": 3}, 3)
    assert body["links"]["log"] == f"/jobs/{run_id}/log"
    log = clients.train.get(body["links"]["log"]).json()
    assert (log["lines"][0]["text"], log["next"]) == ("begun", len(log["lines"]))
    assert clients.train.get(body["links"]["log"], params={"after": log["next"]}).json()["lines"] == []


def test_a_waiting_run_can_be_stopped_once(parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients) -> None:
    run_id = begun(parts, clients.train.key_id)
    assert clients.read.post(f"/jobs/{run_id}/cancel").status_code == 403
    assert clients.train.post(f"/jobs/{run_id}/cancel").json()["status"] == "cancelled"
    again = clients.train.post(f"/jobs/{run_id}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "run_is_over")


def test_a_failure_is_told_in_the_callers_language(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients
) -> None:
    run_id = begun(parts, clients.train.key_id, fails=True)
    queue.resume()
    english, portuguese = (
        clients.train.get(f"/jobs/{run_id}", headers={"Accept-Language": tag}).json() for tag in ("en", "pt-BR")
    )
    assert (english["status"], english["error_code"]) == ("failed", "lottery_days_wrong")
    assert english["error"] != portuguese["error"]


def test_events_tell_each_change_and_end_with_the_run(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "POLL_S", 0.0)
    run_id = begun(parts, clients.train.key_id)
    whole, looked = parts.queue.inner.get, []

    def get(asked: str) -> RunInfo:
        looked.append(asked)
        if len(looked) == 4:
            queue.resume()
        return whole(asked)

    monkeypatch.setattr(queue, "get", get)
    answer = clients.train.get(f"/jobs/{run_id}", headers=STREAM)
    told = events(answer.text)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert [kind for kind, _ in told] == ["job", "job", "end"]
    assert [told[0][1]["status"], told[1][1]["status"], told[2][1]["status"]] == ["waiting", "done", "done"]


def test_who_comes_back_is_not_told_what_was_seen(parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients) -> None:
    run_id = begun(parts, clients.train.key_id)
    queue.resume()
    first = clients.train.get(f"/jobs/{run_id}", headers=STREAM).text
    (mark,) = [line.removeprefix("id: ") for line in first.splitlines() if line.startswith("id: ")]
    again = clients.train.get(f"/jobs/{run_id}", headers={**STREAM, "Last-Event-ID": mark}).text
    assert [kind for kind, _ in events(first)] == ["job", "end"]
    assert [kind for kind, _ in events(again)] == ["end"]


def test_a_quiet_run_is_kept_alive_by_comments(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "POLL_S", 0.001)
    monkeypatch.setattr(jobs, "HEARTBEAT_S", 0.01)
    run_id = begun(parts, clients.train.key_id)
    whole, looked = queue.get, []

    def get(asked: str) -> RunInfo:
        looked.append(asked)
        if len(looked) == 60:
            queue.resume()
        return whole(asked)

    monkeypatch.setattr(queue, "get", get)
    assert ": still here\n\n" in clients.train.get(f"/jobs/{run_id}", headers=STREAM).text


@pytest.mark.parametrize("wait", [-1, 61, "long", "nan", "inf"])
def test_nobody_waits_for_longer_than_a_minute(shared: Clients, wait: object) -> None:
    answer = shared.train.post("/lottery/update", params={"wait": wait})
    assert answer.status_code == 422


def test_who_waits_for_a_run_that_fails_is_told_what_it_failed_with(
    parts: bootstrap.Parts, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.queue.inner = MemoryQueue((Job("count", (("count", counted),)),))
    service = type(parts.bench.lottery.draws)
    monkeypatch.setattr(
        service, "submit_update", lambda self: self.queue.submit("count", {"n": 1, "fails": True}, title="x")
    )
    answer = clients.train.post("/lottery/update", params={"wait": 5})
    assert (answer.status_code, answer.json()["code"]) == (409, "lottery_days_wrong")
    assert answer.json()["facts"] == {"days": "x"}


def test_who_waits_for_a_run_that_takes_longer_is_given_its_address(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = type(parts.bench.lottery.draws)
    monkeypatch.setattr(service, "submit_update", lambda self: self.queue.submit("count", {"n": 1}, title="x"))
    answer = clients.train.post("/lottery/update", params={"wait": 0.2})
    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")
    assert answer.headers["location"] == f"/jobs/{answer.json()['id']}"
    queue.resume()
    assert parts.queue.get(answer.json()["id"]).status is RunStatus.DONE


async def streamed(
    client: Api, path: str, *, headers: dict[str, str] | None = None, gone_s: float = 60.0
) -> list[bytes]:
    """Return what a stream says until it ends by itself, or until its caller goes away after `gone_s`."""
    sent = {"host": "127.0.0.1", "x-api-key": client.secret} | (headers or {})
    path, _, query = path.partition("?")
    scope = {
        "type": "http", "method": "GET" if headers else "POST", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "scheme": "http", "http_version": "1.1", "root_path": "", "server": ("127.0.0.1", 8600), "client": ("127.0.0.1", 1),
        "asgi": {"version": "3.0"}, "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }  # fmt: skip
    told: list[bytes] = []
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Any:  # Any: an ASGI message
        for message in messages:
            return message
        await asyncio.sleep(gone_s)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:  # Any: likewise
        told.append(message.get("body", b"%d" % message.get("status", 0)))

    await asyncio.wait_for(client.app(scope, receive, send), timeout=20)
    return told


def revoke(bench: Bench, client: Api) -> None:
    bench.access.keys.revoke(client.key_id)


def demote(bench: Bench, client: Api) -> None:
    keys = bench.access.keys
    with writing(keys.records._engine) as connection:
        connection.execute(api_keys.update().where(api_keys.c.id == client.key_id).values(role="read"))
    keys.refresh()


def stop(bench: Bench, client: Api) -> None:
    client.app.ending.is_set = True


@pytest.mark.parametrize("end", [revoke, demote, stop])
def test_a_stream_ends_soon_after_its_key_is_revoked_or_has_another_role_or_the_server_is_to_stop(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients, monkeypatch: pytest.MonkeyPatch, end: Ends
) -> None:
    monkeypatch.setattr(jobs, "POLL_S", 0.01)
    run_id = begun(parts, clients.train.key_id)

    async def whole() -> list[bytes]:
        stream = asyncio.create_task(
            streamed(clients.train, f"/jobs/{run_id}", headers={"accept": "text/event-stream"})
        )
        await asyncio.sleep(0.2)
        assert not stream.done()
        end(parts.bench, clients.train)
        return await stream

    told = asyncio.run(whole())
    assert told[0] == b"200"
    assert b"event: end" not in b"".join(told)
    assert parts.queue.get(run_id).status is RunStatus.WAITING


@pytest.mark.parametrize("end", [revoke, stop, None], ids=["revoke", "stop", "caller-gone"])
def test_who_waits_is_let_go_when_the_key_the_server_or_the_caller_ends_and_gives_its_place_back(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients, monkeypatch: pytest.MonkeyPatch, end: Ends | None
) -> None:
    monkeypatch.setattr(jobs, "POLL_S", 0.01)
    service = type(parts.bench.lottery.draws)
    monkeypatch.setattr(service, "submit_update", lambda self: self.queue.submit("count", {"n": 1}, title="x"))
    gate = clients.app.app

    async def whole() -> list[bytes]:
        wait = asyncio.create_task(streamed(clients.train, "/lottery/update?wait=60", gone_s=60 if end else 0.3))
        await asyncio.sleep(0.2)
        assert (wait.done(), gate.waiting.under_way) == (False, 1)
        if end:
            end(parts.bench, clients.train)
        return await wait

    told = asyncio.run(whole())
    assert told[0] == (b"401" if end is revoke else b"202")
    assert gate.waiting.under_way == 0


def test_a_key_has_so_many_runs_that_are_not_over_and_an_admin_as_many_as_it_begins(
    parts: bootstrap.Parts, queue: MemoryQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = Clients(parts.bench, settings=parts.settings.model_copy(update={"api_max_jobs_per_key": 2}))
    service = type(parts.bench.lottery.draws)
    monkeypatch.setattr(service, "submit_update", lambda self: self.queue.submit("count", {"n": 1}, title="x"))

    codes = [clients.train.post("/lottery/update").status_code for _ in range(2)]
    refused = clients.train.post("/lottery/update")

    assert codes == [202, 202]
    assert (refused.status_code, refused.json()["code"]) == (429, "api_jobs_too_many")
    assert refused.json()["facts"] == {"unfinished": 2, "limit": 2}
    assert int(refused.headers["retry-after"]) > 0
    assert clients.stranger.post("/lottery/update").status_code == 202
    assert [clients.admin.post("/lottery/update").status_code for _ in range(3)] == [202] * 3
    assert len(clients.train.get("/jobs").json()) == 2
    clients.train.post(f"/jobs/{clients.train.get('/jobs').json()[0]['id']}/cancel")
    assert clients.train.post("/lottery/update").status_code == 202
    queue.resume()
    assert clients.train.post("/lottery/update").status_code == 202


def test_calls_that_come_together_begin_no_more_runs_than_the_key_may_have(
    parts: bootstrap.Parts, queue: MemoryQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = Clients(parts.bench, settings=parts.settings.model_copy(update={"api_max_jobs_per_key": 3}))
    monkeypatch.setattr(jobs, "MAX_WAIT_S", 0.05)
    service = type(parts.bench.lottery.draws)
    monkeypatch.setattr(service, "submit_update", lambda self: self.queue.submit("count", {"n": 1}, title="x"))

    async def whole() -> list[bytes]:
        calls = (streamed(clients.train, "/lottery/update?wait=1") for _ in range(10))
        return [told[0] for told in await asyncio.gather(*calls)]

    codes = asyncio.run(whole())
    assert (codes.count(b"202"), codes.count(b"429")) == (3, 7)
    assert len(parts.access.owners.of(clients.train.key_id)) == 3


def test_a_stream_whose_caller_went_away_gives_its_place_back(
    parts: bootstrap.Parts, queue: MemoryQueue, clients: Clients
) -> None:
    run_id = begun(parts, clients.train.key_id)
    gate = clients.app.app

    async def whole() -> int:
        call = streamed(clients.train, f"/jobs/{run_id}", headers={"accept": "text/event-stream"}, gone_s=0.3)
        stream = asyncio.create_task(call)
        await asyncio.sleep(0.2)
        under_way: int = gate.waiting.under_way
        await stream
        return under_way

    assert asyncio.run(whole()) == 1
    assert gate.waiting.under_way == 0
