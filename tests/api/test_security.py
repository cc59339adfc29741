"""Who may come in: keys, roles, rates and sizes, in the order of the checks, the same before every route."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bancada.api.app import create_app
from bancada.api.routes import Route
from bancada.api.security import STALE_S
from bancada.bootstrap import default_settings
from bancada.core.errors import Refused
from bancada.data.access.values import Role
from bancada.services import Bench
from bancada.services.access.keys import KeysService
from tests.api.client import Api, api_client

Caller = Callable[[str], Api]
GUARDED = [
    ("GET", "/models"), ("GET", "/jobs"), ("GET", "/metrics"), ("POST", "/models/x/predict"), ("DELETE", "/models/x"),
    ("POST", "/api/b3/predict"), ("GET", "/nothing/here"), ("POST", "/nothing/here"),
]  # fmt: skip


def every_route(front: Api) -> list[Route]:
    return [route for route in front.app.table.routes() if route.role is not None]


def test_every_route_but_the_open_ones_asks_for_a_key_before_anything_else(front: Api) -> None:
    routes = every_route(front)
    assert len(routes) > 20
    answered = {
        (route.method, route.template): front.request(route.method, route.template.replace("{", "").replace("}", ""))
        for route in routes
    }
    assert {key: answer.status_code for key, answer in answered.items() if answer.status_code != 401} == {}


def test_every_route_refuses_a_role_below_its_own(front: Api, caller: Caller) -> None:
    below = {Role.TRAIN: caller("read"), Role.ADMIN: caller("train")}
    routes = [route for route in every_route(front) if route.role is not Role.READ]
    assert {route.role for route in routes} == {Role.TRAIN, Role.ADMIN}
    for route in routes:
        answer = below[route.role].request(route.method, route.template.replace("{", "").replace("}", ""))
        assert (answer.status_code, answer.json()["code"]) == (403, "api_role_missing"), route


@pytest.mark.parametrize(
    "path", ["/health", "/ready", "/docs", "/swagger", "/swagger/swagger.yml", "/openapi.json", "/docs/errors"]
)
def test_health_readiness_and_documentation_are_open(front: Api, path: str) -> None:
    assert front.get(path).status_code == 200
    assert front.head(path).status_code == 200
    assert front.head(path).content == b""


@pytest.mark.parametrize(("method", "path"), GUARDED)
@pytest.mark.parametrize(
    "shown",
    [
        None, "", "x", "bnc_", "bnc_000000000000_" + "a" * 43, "ü" * 20, "a" * 5000, "{id}wrong", "{secret}x", " {secret}",
        "{upper}", "{revoked}",
    ],
    ids=lambda shown: str(shown)[:12] or "empty",
)  # fmt: skip
def test_a_missing_wrong_and_revoked_key_get_one_and_the_same_answer(
    house: Bench, front: Api, method: str, path: str, shown: str | None
) -> None:
    right = _admin(house)
    facts = {
        "secret": right[1], "upper": right[1].upper(), "id": right[1][:17], "revoked": _revoked(house),
    }  # fmt: skip
    headers = {} if shown is None else {"X-API-Key": shown.format(**facts).encode("latin-1")}

    answer = front.request(method, path, headers=headers)

    body = answer.json()
    body.pop("instance")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'ApiKey realm="bancada"'
    assert body == {
        "type": "/docs/errors#api_key_needed", "title": "Key required", "status": 401, "code": "api_key_needed", "facts": {},
        "detail": "A valid key is needed in the header X-API-Key. Make one: bancada keys create --role read",
    }  # fmt: skip


_MADE: dict[int, Any] = {}  # Any: keys by what they are for, made once for the module's Bench


def _admin(house: Bench) -> tuple[str, str]:
    if id(house) not in _MADE:
        new = house.access.keys.create(Role.ADMIN)
        _MADE[id(house)] = (new.info.id, new.secret)
    found: tuple[str, str] = _MADE[id(house)]
    return found


def _revoked(house: Bench) -> str:
    if -id(house) not in _MADE:
        new = house.access.keys.create(Role.ADMIN)
        house.access.keys.revoke(new.info.id)
        _MADE[-id(house)] = new.secret
    found: str = _MADE[-id(house)]
    return found


def test_a_key_that_is_revoked_stops_at_once_in_the_process_that_revoked_it(house: Bench, caller: Caller) -> None:
    reader = caller("read")
    assert reader.get("/models").status_code == 200
    house.access.keys.revoke(reader.key_id)
    assert reader.get("/models").status_code == 401


def test_a_key_in_another_header_or_in_the_address_is_no_key(front: Api, caller: Caller) -> None:
    secret = caller("admin").secret
    assert front.get("/models", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert front.get(f"/models?X-API-Key={secret}&api_key={secret}").status_code == 401
    assert front.get("/models", headers={"Cookie": f"X-API-Key={secret}"}).status_code == 401


def test_two_keys_in_one_request_are_refused_rather_than_one_chosen(caller: Caller) -> None:
    reader = caller("read")
    answer = reader.get("/models", headers=[(b"X-API-Key", reader.secret.encode()), (b"X-API-Key", b"other")])
    assert (answer.status_code, answer.json()["code"]) == (400, "api_header_repeated")


def test_an_unknown_path_is_told_only_to_those_who_have_a_key(front: Api, caller: Caller) -> None:
    reader = caller("read")
    assert front.get("/no/such").status_code == 401
    assert (reader.get("/no/such").status_code, reader.get("/no/such").json()["code"]) == (404, "api_path_unknown")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE", "OPTIONS", "HEAD", "INVENTED"])
def test_a_method_that_a_path_does_not_take_is_answered_with_those_it_takes(caller: Caller, method: str) -> None:
    answer = caller("admin").request(method, "/models")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.headers["content-type"] == "application/problem+json"


def test_no_path_reaches_out_of_its_template(caller: Caller) -> None:
    admin = caller("admin")
    for name in ("..%2f..%2fetc%2fpasswd", "%2e%2e", "a%00b", "%2fetc%2fpasswd", "con", "x%0d%0aSet-Cookie:a=b"):
        answer = admin.get(f"/models/{name}")
        assert answer.status_code in (404, 405, 422), name
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_above_the_limit_is_refused_by_its_length_and_while_it_is_read(house: Bench) -> None:
    small = replace_settings(api_max_body_mb=1)
    admin = api_client(house, "admin", settings=small)
    told = admin.post("/models/x/predict", content=b" " * 1_000_001, headers={"Content-Type": "application/json"})
    assert (told.status_code, told.json()["code"], told.headers["connection"]) == (413, "api_body_too_large", "close")
    for path in ("/models/x/predict", "/models/x/promote"):
        assert _chunked(admin, path, chunk=b" " * 300_000, times=4) == 413
        assert _chunked(admin, path, chunk=b" " * 300_000, times=3) in (404, 422)


def test_a_body_that_says_no_length_that_is_one_is_refused(caller: Caller) -> None:
    admin = caller("admin")
    headers = {"Content-Length": "+5", "Content-Type": "application/json"}
    assert _raw(admin, "POST", "/models/x/predict", headers=headers) == 400


def _chunked(client: Api, path: str, *, chunk: bytes, times: int) -> int:
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    return _raw(client, "POST", path, headers=headers, chunks=[chunk] * times)


def _raw(
    client: Api, method: str, path: str, *, headers: dict[str, str], chunks: tuple[bytes, ...] | list[bytes] = ()
) -> int:
    """Ask below httpx, which would not send such headers; return the status."""
    sent = {"Host": "localhost", "X-API-Key": client.secret} | headers
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "http_version": "1.1", "root_path": "", "server": ("127.0.0.1", 8600), "client": ("127.0.0.1", 1), "asgi": {"version": "3.0"},
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
    }  # fmt: skip
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    found: list[int] = []

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    asyncio.run(client.app(scope, receive, send))
    return found[0]


@pytest.mark.parametrize("path", ["/models/x/predict", "/models/x/promote", "/api/b3/predict"])
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "json"]
)
def test_a_body_of_a_type_that_a_page_could_send_unasked_is_refused(caller: Caller, path: str, kind: str) -> None:
    answer = caller("admin").post(path, content=b"{}", headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "api_media_refused")


def test_a_key_has_so_many_requests_and_then_is_told_how_long_to_wait(house: Bench) -> None:
    slow = api_client(house, "read", settings=replace_settings(api_rate_per_minute=60))
    other = api_client(house, "read", app=slow.app)

    answers = [slow.get("/jobs") for _ in range(14)]

    assert [answer.status_code for answer in answers[:10]] == [200] * 10
    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "api_rate_exceeded"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 2
    assert answers[-1].headers["ratelimit-limit"] == "10"
    assert answers[-1].headers["ratelimit-remaining"] == "0"
    assert other.get("/jobs").status_code == 200
    assert slow.get("/health").status_code == 200


def test_a_key_over_its_rate_is_refused_before_its_role_is_looked_at_and_leaves_no_line_of_the_audit(
    house: Bench,
) -> None:
    slow = api_client(house, "read", settings=replace_settings(api_rate_per_minute=60))
    before = len(house.access.audit.list(limit=1000))

    codes = [slow.delete("/models/nobody").status_code for _ in range(14)]
    unknown = slow.get("/no/such")

    assert codes[:10] == [403] * 10
    assert codes[-1] == 429
    assert unknown.status_code == 429
    assert unknown.headers["ratelimit-remaining"] == "0"
    assert len(house.access.audit.list(limit=1000)) == before + codes.count(403)


def test_an_answer_about_an_unknown_path_or_a_missing_role_counts_and_tells_what_is_left(house: Bench) -> None:
    slow = api_client(house, "read", settings=replace_settings(api_rate_per_minute=60))
    left = [slow.get("/no/such"), slow.delete("/models/nobody"), slow.request("PUT", "/models")]
    assert [answer.headers["ratelimit-remaining"] for answer in left] == ["9", "8", "7"]


def test_paths_that_match_nothing_or_are_long_are_not_remembered(front: Api) -> None:
    table = front.app.table
    for number in range(50):
        front.get(f"/no/such/{number}")
        front.get("/models/" + "x" * (300 + number))
    before = table._remembered.cache_info().currsize
    for number in range(50):
        front.get(f"/no/such/again/{number}")
        front.get("/models/" + "y" * (300 + number))
    assert table._remembered.cache_info().currsize == before
    front.get("/models/a-new-one")
    assert table._remembered.cache_info().currsize == before + 1


def test_a_path_that_no_name_needs_is_refused_by_its_length(front: Api, caller: Caller) -> None:
    for client in (front, caller("read")):
        answer = client.get("/models/" + "x" * 2048)
        assert (answer.status_code, answer.json()["code"]) == (414, "api_path_too_long")
    assert caller("read").get("/models/" + "x" * 2000).status_code in (404, 422)


def test_guessing_keys_is_slowed_down_by_address_and_a_right_key_from_there_still_opens(house: Bench) -> None:
    admin = api_client(house, "admin", settings=replace_settings())
    guesser = Api(admin.app, secret="bnc_000000000000_" + "b" * 43)
    codes = [guesser.get("/models").status_code for _ in range(70)]
    assert codes[:60] == [401] * 60
    assert 429 in codes[60:]
    assert admin.get("/models").status_code == 200


def test_a_read_key_may_not_force_what_only_an_admin_may(caller: Caller) -> None:
    body = {"reason": "because", "force": True}
    assert caller("train").post("/models/x/promote", json=body).json()["code"] == "api_role_missing"
    assert caller("admin").post("/models/x/promote", json=body).status_code == 404


def test_known_keys_hold_for_a_while_when_the_database_is_away_and_then_nobody_comes_in(
    house: Bench, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = caller("read")
    keys = reader.app.gate.keys
    now = [keys.monotonic()]
    away = replace(keys, records=_Away(), monotonic=lambda: now[0])
    away._seen.keys, away._seen.at = dict(keys._seen.keys), now[0]
    monkeypatch.setattr(reader.app.gate, "keys", away)

    now[0] += STALE_S - 1
    assert reader.get("/jobs").status_code == 200
    now[0] += 2
    answer = reader.get("/jobs")
    assert (answer.status_code, answer.json()["code"]) == (503, "api_keys_unknown")


class _Away:
    def list(self) -> None:
        raise Refused("database_unreachable", database="sqlite:///x", detail="away")


def test_what_every_answer_carries_for_the_safety_of_browsers(front: Api, caller: Caller) -> None:
    reader = caller("read")
    for answer in (
        reader.get("/models"),
        reader.get("/no"),
        front.get("/models"),
        front.get("/health"),
        front.get("/docs"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
    assert reader.get("/models").headers["cache-control"] == "no-store"


def test_a_route_without_a_role_stops_the_application_from_being_made() -> None:
    from bancada.api.routes import table_of

    with pytest.raises(RuntimeError, match="GET /loose says no role"):
        table_of({"paths": {"/loose": {"get": {}}}}, open_paths=frozenset())


def replace_settings(**changed: object) -> Any:
    return default_settings().model_copy(update=changed)


def test_two_applications_over_one_bench_do_not_share_limits_in_memory(house: Bench) -> None:
    first = api_client(house, "read", settings=replace_settings(api_rate_per_minute=60))
    second = Api(create_app(house, replace_settings(api_rate_per_minute=60)), secret=first.secret)
    assert {first.get("/jobs").status_code for _ in range(12)} == {200, 429}
    assert second.get("/jobs").status_code == 200


def test_a_key_that_was_made_elsewhere_a_moment_ago_opens_at_once_and_guesses_cost_one_reading_a_second(
    house: Bench, front: Api, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, keys = front.app.gate, front.app.gate.keys
    reader = caller("read")
    assert reader.get("/jobs").status_code == 200
    elsewhere = KeysService(keys.records, keys.clock)  # as another process has it
    new = elsewhere.create(Role.READ)
    gate._again = float("-inf")
    assert front.get("/jobs", headers={"X-API-Key": new.secret}).status_code == 200

    readings: list[None] = []
    refresh = KeysService.refresh
    monkeypatch.setattr(KeysService, "refresh", lambda self: (readings.append(None), refresh(self)))
    monkeypatch.setattr("bancada.api.security.AGAIN_S", 3600.0)
    monkeypatch.setattr("bancada.api.security.EARLY_S", 3600.0)
    monkeypatch.setattr("bancada.api.security.FRESH_S", 3600.0)
    gate._again = float("-inf")
    for shown in (new.secret[:17] + "wrong", "bnc_000000000000_" + "a" * 43, "x", ""):
        assert front.get("/jobs", headers={"X-API-Key": shown}).status_code == 401
    assert len(readings) == 1
