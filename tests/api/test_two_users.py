"""Two users at work at the same moment: nothing of one is ever seen by the other, and an admin sees all."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bancada.data.access.values import Role
from tests.api.b3.bench import Place, place
from tests.api.client import Api

if TYPE_CHECKING:
    import httpx

N_ROUNDS = 8
STREAM = {"Accept": "text/event-stream"}


@dataclass
class User:
    """One key, a ticker that only its owner asks for, and everything that came back."""

    client: Api
    ticker: str
    jobs: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask, and keep what was answered."""
        found = self.client.request(method, path, **options)
        assert found.status_code in (200, 202), found.text
        self.answers.append(found.text)
        return found

    def work(self, number: int) -> None:
        """Run a pipeline of one's own under a name that both users have, and look at it in every way there is."""
        pipeline = f"rodada-{number}"
        body = {"tickers": [self.ticker], "pipeline_id": pipeline}
        begun = self.ask("POST", "/api/b3/complete-pipeline", params={"wait": 0}, json=body)
        self.jobs.append(begun.json()["id"])
        at = begun.headers["location"]
        events = self.ask("GET", at, headers=STREAM).text
        assert json.loads(events.split("event: job\ndata: ")[-1].split("\n")[0])["id"] == self.jobs[-1]
        self.ask("GET", f"{at}/log")
        self.ask("GET", "/jobs")
        state = self.ask("GET", "/api/b3/pipeline-status", params={"pipeline_id": pipeline}).json()
        assert state["is_complete"]
        assert {one["job_id"] for one in state["steps"]} == {self.jobs[-1]}
        assert state["steps"][0]["request"]["tickers"] == [self.ticker]
        if number % 2:
            self.ask("POST", "/api/b3/clear-state", json={"pipeline_id": pipeline})


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return place(tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="module")
def users(here: Place) -> tuple[User, User]:
    """Return two users after they worked at the same time, each through `N_ROUNDS` pipelines."""
    found = (User(here.client(Role.TRAIN), "PETR4"), User(here.client(Role.TRAIN), "VALE3"))
    ready = threading.Barrier(len(found))

    def work(user: User) -> None:
        for number in range(N_ROUNDS):
            ready.wait(30)
            user.work(number)

    with ThreadPoolExecutor(len(found)) as pool:
        list(pool.map(work, found))
    return found


def test_no_answer_to_one_names_a_run_or_a_ticker_of_the_other(users: tuple[User, User]) -> None:
    for user, other in (users, users[::-1]):
        text = "\n".join(user.answers)
        assert text.count(user.ticker) >= N_ROUNDS
        assert other.ticker not in text
        assert [run_id for run_id in other.jobs if run_id in text] == []


def listed(client: Api) -> set[str]:
    return {one["id"] for one in client.get("/jobs").json()}


def test_each_lists_its_own_runs_and_an_admin_all_of_them(here: Place, users: tuple[User, User]) -> None:
    assert [listed(user.client) for user in users] == [set(user.jobs) for user in users]
    assert len({*users[0].jobs, *users[1].jobs}) == 2 * N_ROUNDS
    assert listed(here.client(Role.ADMIN)) == {*users[0].jobs, *users[1].jobs}


@pytest.mark.parametrize(("method", "page"), [("GET", ""), ("GET", "/log"), ("POST", "/cancel")])
@pytest.mark.parametrize("headers", [{}, STREAM], ids=["json", "events"])
def test_the_run_of_another_is_answered_as_one_that_there_is_not(
    users: tuple[User, User], method: str, page: str, headers: dict[str, str]
) -> None:
    for run_id in (users[1].jobs[0], "no-such-run"):
        found = users[0].client.request(method, f"/jobs/{run_id}{page}", headers=headers)
        assert (found.status_code, found.json()["code"]) == (404, "run_not_found")


def test_a_pipeline_that_one_forgets_stays_with_the_other(here: Place, users: tuple[User, User]) -> None:
    name = {"pipeline_id": "rodada-0"}
    assert users[0].client.post("/api/b3/clear-state", json=name).status_code == 200
    kept = [user.client.get("/api/b3/pipeline-status", params=name).json()["is_complete"] for user in users]
    assert kept == [False, True]
    stranger = here.client(Role.ADMIN).get("/api/b3/pipeline-status", params=name).json()
    assert {step["status"] for step in stranger["steps"]} == {"todo"}
