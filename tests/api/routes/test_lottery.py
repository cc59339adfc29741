"""The lottery over HTTP: draws, forecasts, tickets and checks, each with what chance says; what takes long is a job."""

from __future__ import annotations

import pytest

from bancada.services import Bench
from tests.api.routes.conftest import N_DRAWS, Clients

TICKET = list(range(1, 16))


@pytest.mark.parametrize(
    ("method", "route", "sent"),
    [
        ("GET", "/lottery/last", None),
        ("GET", "/lottery/draws", None),
        ("GET", "/lottery/statistics", None),
        ("GET", "/lottery/forecast", None),
        ("GET", "/lottery/chance", None),
        ("POST", "/lottery/tickets", {}),
        ("POST", "/lottery/check", {"tickets": [TICKET]}),
    ],
)
def test_every_answer_says_what_chance_says_in_the_callers_language(
    shared: Clients, method: str, route: str, sent: dict[str, object] | None
) -> None:
    english, portuguese = (
        shared.read.request(method, route, json=sent, headers={"Accept-Language": tag}) for tag in ("en", "pt-BR")
    )
    assert english.status_code == 200, english.text
    assert "lottery_no_gain" in [finding["code"] for finding in english.json()["chance"]]
    assert english.json()["chance"][-1]["message"] != portuguese.json()["chance"][-1]["message"]


def test_the_last_draw_comes_with_the_next_open_contest(shared: Clients) -> None:
    body = shared.read.get("/lottery/last").json()
    assert (body["last"]["contest"], body["n_draws"]) == (N_DRAWS, N_DRAWS)
    assert len(set(body["last"]["numbers"])) == 15
    assert body["next_contest"] > N_DRAWS


def test_draws_of_a_range_come_by_pages(shared: Clients) -> None:
    body = shared.read.get("/lottery/draws", params={"first": 11, "last": 30, "limit": 5, "offset": 18}).json()
    assert (body["total"], [draw["contest"] for draw in body["draws"]]) == (20, [29, 30])
    empty = shared.read.get("/lottery/draws", params={"first": 900}).json()
    assert (empty["total"], empty["draws"]) == (0, [])


def test_each_numbers_draws_add_up_to_the_record(shared: Clients) -> None:
    body = shared.read.get("/lottery/statistics").json()
    assert [one["number"] for one in body["numbers"]] == list(range(1, 26))
    assert sum(one["draws"] for one in body["numbers"]) == 15 * N_DRAWS


def test_without_a_champion_all_numbers_are_alike(shared: Clients) -> None:
    body = shared.read.get("/lottery/forecast").json()
    assert (body["model"], body["probabilities"]) == ("uniform", [body["uniform"]] * 25)
    assert body["contest"] == N_DRAWS + 1


def test_tickets_keep_their_rules_and_can_be_made_again(shared: Clients) -> None:
    asked = {"n_tickets": 4, "how": "sample", "seed": 3, "rules": {"fixed": [1, 2], "excluded": [25], "even": [6, 8]}}
    first, again = (shared.read.post("/lottery/tickets", json=asked).json() for _ in range(2))
    assert first["tickets"] == again["tickets"]
    for numbers in first["tickets"]:
        assert {1, 2} <= set(numbers) <= set(range(1, 25))
        assert 6 <= sum(number % 2 == 0 for number in numbers) <= 8
    assert first["cost_centavos"] == 4 * shared.read.post("/lottery/tickets", json={}).json()["cost_centavos"]


def test_tickets_are_checked_against_one_contest_and_against_all(shared: Clients) -> None:
    drawn = shared.read.get("/lottery/last").json()["last"]["numbers"]
    one = shared.read.post("/lottery/check", json={"tickets": [drawn[::-1]], "contest": N_DRAWS}).json()
    assert (one["wins"][0]["hits"], one["tickets"][0]["best_hits"]) == (15, 15)
    whole = shared.read.post("/lottery/check", json={"tickets": [TICKET, drawn]}).json()
    assert (whole["first"], whole["last"], len(whole["tickets"])) == (1, N_DRAWS, 2)
    assert whole["tickets"][0]["expected_hits"] == pytest.approx(9.0)


@pytest.mark.parametrize(
    ("route", "sent"),
    [
        ("tickets", {"size": 14}),
        ("tickets", {"n_tickets": 0}),
        ("tickets", {"how": "lucky"}),
        ("tickets", {"rules": {"fixed": [0]}}),
        ("tickets", {"rules": {"even": [1]}}),
        ("tickets", {"rules": {"fixed": [1], "excluded": [1]}}),
        ("tickets", {"how": "diversified"}),
        ("tickets", {"output": "../tickets.csv"}),
        ("check", {"tickets": []}),
        ("check", {"tickets": [[1] * 15]}),
        ("check", {"tickets": [list(range(1, 15))]}),
        ("check", {"tickets": [list(range(12, 27))]}),
        ("check", {"tickets": [TICKET], "contest": 9_999}),
    ],
)
def test_what_cannot_be_asked_is_refused(shared: Clients, route: str, sent: dict[str, object]) -> None:
    answer = shared.read.post(f"/lottery/{route}", json=sent)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]


def test_an_unknown_forecaster_is_not_found(shared: Clients) -> None:
    assert shared.read.get("/lottery/forecast", params={"model": "missing"}).status_code == 404
    assert shared.read.post("/lottery/tickets", json={"model": "missing"}).status_code == 404


def test_an_empty_record_is_told(bench: Bench, clients: Clients) -> None:
    bench.lottery.draws.remove()
    for route in ("last", "draws", "statistics", "forecast"):
        answer = clients.read.get(f"/lottery/{route}")
        assert (answer.status_code, answer.json()["code"]) == (404, "lottery_no_draws"), route


@pytest.mark.parametrize(
    ("route", "sent"),
    [
        ("train", {"kind": "frequency", "name": "contagem"}),
        ("backtest", {"rule": "frequency", "first": 200}),
        ("randomness", {"n_histories": 100}),
    ],
)
def test_what_takes_long_is_a_job_of_whoever_asked(clients: Clients, route: str, sent: dict[str, object]) -> None:
    assert clients.read.post(f"/lottery/{route}", json=sent).status_code == 403
    begun = clients.train.post(f"/lottery/{route}", json=sent)
    assert begun.status_code == 202, begun.text
    job = clients.train.get(begun.headers["location"])
    assert (job.json()["id"], job.json()["status"]) == (begun.json()["id"], "done")
    assert clients.stranger.get(begun.headers["location"]).status_code == 404


def test_a_caller_who_waits_is_answered_with_the_result(clients: Clients) -> None:
    sent = {"kind": "FREQUENCY", "name": "contagem"}
    answer = clients.train.post("/lottery/train", json=sent, params={"wait": 30})
    assert (answer.status_code, answer.json()["model"]) == (200, "contagem")
    told = clients.read.get("/lottery/forecast", params={"model": "contagem"}).json()
    assert sum(told["probabilities"]) == pytest.approx(15.0)


@pytest.mark.parametrize(
    ("route", "sent", "status"),
    [
        ("train", {"kind": "crystal"}, 404),
        ("train", {"kind": "ls15", "epochs": 0}, 422),
        ("train", {"kind": "frequency", "name": "../fora"}, 422),
        ("train", {"kind": "frequency", "name": "floresta"}, 409),
        ("backtest", {}, 422),
        ("backtest", {"rule": "frequency", "model": "x"}, 422),
        ("backtest", {"model": "missing"}, 404),
    ],
)
def test_a_job_that_cannot_be_done_is_refused_before_it_begins(
    shared: Clients, route: str, sent: dict[str, object], status: int
) -> None:
    assert shared.train.post(f"/lottery/{route}", json=sent).status_code == status
