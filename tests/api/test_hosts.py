"""Host and Origin: a page of another site, or a name pointed at this machine, gets nothing, whatever the method."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bancada.api.hosts import HostRules, is_loopback, names_in
from bancada.bootstrap import default_settings
from bancada.services import Bench
from tests.api.client import Api, api_client

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
RULES = HostRules.of(bound="192.168.0.7", allowed="api.example, [2001:db8::1]", origins="https://painel.example")


@pytest.mark.parametrize("path", ["/health", "/docs", "/models", "/models/x/predict", "/nothing"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "0.0.0.0", "127.0.0.1.nip.io", "", "localhost@evil", "[::]"],  # noqa: S104  # a Host under test
)
def test_a_name_that_is_not_this_servers_is_turned_away_on_every_method_and_route(
    front: Api, method: str, path: str, host: str
) -> None:
    answer = front.request(method, path, headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["x-content-type-options"] == "nosniff"
    if method != "HEAD":
        assert answer.json()["code"] == "api_host_unknown"


@pytest.mark.parametrize("path", ["/health", "/models", "/models/x/predict", "/nothing"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1:8601",
        "https://127.0.0.1:8600",
        "http://127.0.0.1:8600.evil",
        "file://",
        "",
    ],
)
def test_a_page_of_another_site_is_turned_away_on_every_method_even_with_a_key(
    caller: Callable[[str], Api], method: str, path: str, origin: str
) -> None:
    answer = caller("admin").request(method, path, headers={"Origin": origin})
    assert answer.status_code == 403
    assert not any(name.startswith("access-control-") for name in answer.headers)


def test_a_page_of_the_server_itself_may_call_it(caller: Callable[[str], Api]) -> None:
    reader = caller("read")
    assert reader.get("/models", headers={"Origin": "http://127.0.0.1:8600"}).status_code == 200
    named = {"Host": "localhost:8600", "Origin": "http://localhost:8600"}
    assert reader.get("/models", headers=named).status_code == 200
    mixed = {"Host": "localhost:8600", "Origin": "http://127.0.0.1:8600"}
    assert reader.get("/models", headers=mixed).status_code == 403


def test_other_sites_are_let_in_only_by_setting_and_then_with_their_own_name_alone(house: Bench) -> None:
    settings = default_settings().model_copy(update={"api_cors_origins": "https://painel.example"})
    reader = api_client(house, "read", settings=settings)
    origin = {"Origin": "https://painel.example"}

    asked = reader.options("/models", headers=origin | {"Access-Control-Request-Method": "GET"})
    answer = reader.get("/models", headers=origin)

    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "https://painel.example"
    assert "x-api-key" in asked.headers["access-control-allow-headers"]
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "https://painel.example")
    assert "access-control-allow-credentials" not in answer.headers
    assert reader.get("/models", headers={"Origin": "https://painel.example.evil"}).status_code == 403


@pytest.mark.parametrize(
    ("host", "known"),
    [
        (b"api.example", True), (b"API.Example:443", True), (b"api.example.", True), (b"192.168.0.7:8600", True),
        (b"127.0.0.1", True), (b"localhost:1", True), (b"[::1]:8600", True), (b"[2001:db8::1]", True),
        (b"api.example:x", False), (b"api.example:123456", False), (b"evil", False), (b"", False), (None, False),
        (b"api.example\x00", False), (b"api.example/evil", False), (b"::1", False), (b"\xff\xfe", False),
    ],
)  # fmt: skip
def test_which_names_are_known(host: bytes | None, known: bool) -> None:
    assert RULES.knows(host) is known


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::", ""])  # noqa: S104  # a Host under test
def test_listening_everywhere_lets_in_no_name_that_means_everywhere(everywhere: str) -> None:
    rules = HostRules.of(bound=everywhere, allowed="", origins="")
    assert rules.hosts == {"127.0.0.1", "::1", "localhost"}


@pytest.mark.parametrize(
    ("origin", "host", "scheme", "same"),
    [
        (b"https://api.example", b"api.example", "https", True),
        (b"https://api.example:443", b"api.example", "https", True),
        (b"http://api.example", b"api.example", "https", False),
        (b"https://api.example:8443", b"api.example", "https", False),
        (b"http://[::1]:8600", b"[::1]:8600", "http", True),
        (b"http://api.example/path", b"api.example", "http", False),
    ],
)
def test_an_origin_is_the_same_by_scheme_name_and_port(origin: bytes, host: bytes, scheme: str, same: bool) -> None:
    assert RULES.is_same(origin, host, scheme=scheme) is same


def test_names_of_a_setting_are_parted_trimmed_and_lowered() -> None:
    assert names_in(" A.example,, b.example/ ") == {"a.example", "b.example"}
    assert names_in("") == frozenset()


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("[::1]", True), ("LOCALHOST", True), ("0.0.0.0", False), ("127.example", False)],  # noqa: S104  # a Host under test
)  # fmt: skip
def test_which_addresses_reach_this_machine_alone(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
