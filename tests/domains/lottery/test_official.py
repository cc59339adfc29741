"""The update from the official API, against a server of this machine: polite, patient, and never half-done."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from bancada import data
from bancada.core.dataset import Source
from bancada.core.errors import InvalidSettings
from bancada.domains.lottery import PACK
from bancada.domains.lottery.archive import DrawArchive
from bancada.domains.lottery.official import Manners, UpdateReport, update
from bancada.domains.lottery.simulation import simulate_draws

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
MADE = simulate_draws(40, seed=5, until=date(2026, 5, 4))
QUICK = Manners(timeout_s=5, first_wait_s=1, longest_wait_s=8, pause_s=0, batch=10)


def record(contest: int) -> dict[str, object]:
    return {
        "numero": contest,
        "dataApuracao": f"{MADE.dates[contest - 1].item():%d/%m/%Y}",
        "listaDezenas": [f"{n:02d}" for n in MADE.numbers[contest - 1]],
        "tipoJogo": "LOTOFACIL",
    }


@dataclass
class Service:
    """A server with contests 1 to 40: `answers[path]` holds what it says first, before the truth."""

    url: str = ""
    latest: int = 40
    asked: list[str] = field(default_factory=list)
    answers: dict[str, list[tuple[int, bytes, dict[str, str]]]] = field(default_factory=dict)
    agents: set[str] = field(default_factory=set)

    def answer(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        self.asked.append(path)
        if self.answers.get(path):
            return self.answers[path].pop(0)
        contest = int(path.rsplit("/", 1)[-1]) if path.count("/") > 1 else self.latest
        if contest > self.latest:
            return 404, b"", {}
        return 200, json.dumps(record(contest)).encode(), {}


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.agents.add(self.headers["User-Agent"])
            status, body, headers = service.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}/lotofacil"
    yield service
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[DrawArchive]:
    engine = data.open_engine(f"sqlite:///{tmp_path}/b.db")
    data.upgrade(engine, extra=[data.MigrationSource(PACK.name, PACK.migrations)])
    yield DrawArchive(engine, folder=tmp_path, clock=lambda: NOW)
    engine.dispose()


def run(archive: DrawArchive, service: Service, **options: object) -> tuple[UpdateReport, list[float]]:
    waits: list[float] = []
    chosen = {"url": service.url, "sleep": waits.append, "jitter": lambda: 0.5, "manners": QUICK} | options
    return update(archive, **chosen), waits


def test_an_empty_record_is_filled_and_later_only_what_is_new_is_asked_for(
    archive: DrawArchive, service: Service
) -> None:
    service.latest = 25
    first, _ = run(archive, service)
    assert (first.fetched, first.last, first.stopped) == (25, 25, "")
    service.latest, service.asked = 27, []
    second, _ = run(archive, service)
    assert (second.fetched, second.last) == (2, 27)
    assert service.asked == ["/lotofacil", "/lotofacil/26"]
    np.testing.assert_array_equal(archive.draws().numbers, MADE.numbers[:27])
    assert archive.draws().source is Source.OFFICIAL
    assert [record.accepted for record in archive.imports()] == [2, 5, 10, 10]
    assert all("Bancada" in agent for agent in service.agents)
    again, _ = run(archive, service)
    assert (again.fetched, again.dataset, len(archive.imports())) == (0, second.dataset, 4)


def test_simulated_draws_give_way_to_fetched_ones(archive: DrawArchive, service: Service) -> None:
    archive.load_simulated(n_draws=60, seed=3)
    report, _ = run(archive, service)
    assert (report.fetched, len(archive.draws()), archive.draws().source) == (40, 40, Source.OFFICIAL)
    assert [finding.code for finding in report.findings] == ["lottery_simulated_removed"]


def test_a_busy_server_is_asked_again_after_growing_pauses(archive: DrawArchive, service: Service) -> None:
    service.answers["/lotofacil/3"] = [(503, b"", {}), (500, b"", {}), (429, b"", {"Retry-After": "7"})]
    report, waits = run(archive, service)
    assert (report.fetched, report.stopped) == (40, "")
    assert sum(waits) == pytest.approx(1.25 + 2.5 + 7)
    assert service.asked.count("/lotofacil/3") == 4


def test_a_server_that_stays_busy_is_left_and_what_came_is_kept(archive: DrawArchive, service: Service) -> None:
    service.answers["/lotofacil/14"] = [(503, b"", {})] * 99
    report, _ = run(archive, service)
    assert (report.stopped, report.fetched, report.last) == ("lottery_api_busy", 13, 13)
    assert service.asked.count("/lotofacil/14") == QUICK.n_tries
    service.answers.clear()
    assert run(archive, service)[0].fetched == 27


def test_a_server_that_asks_for_a_long_rest_gets_it(archive: DrawArchive, service: Service) -> None:
    service.answers["/lotofacil"] = [(429, b"", {"Retry-After": "3600"})]
    report, waits = run(archive, service)
    assert (report.stopped, waits, len(service.asked)) == ("lottery_api_busy", [], 1)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((404, b"", {}), "lottery_api_no_contest"),
        ((403, b"<html>", {}), "lottery_api_refused"),
        ((200, b"<html>manutencao</html>", {}), "lottery_api_unreadable"),
        ((200, b"[" * 100_000, {}), "lottery_api_unreadable"),
        ((200, b" " * 1_000_001, {}), "lottery_api_unreadable"),
        ((200, b"[]", {}), "lottery_api_draw_refused"),
        ((200, json.dumps(record(12) | {"listaDezenas": ["01"] * 15}).encode(), {}), "lottery_api_draw_refused"),
        ((200, json.dumps(record(12) | {"dataApuracao": "01/01/2004"}).encode(), {}), "lottery_api_draw_refused"),
        ((200, json.dumps(record(12) | {"tipoJogo": "QUINA"}).encode(), {}), "lottery_api_unreadable"),
        ((200, json.dumps(record(13)).encode(), {}), "lottery_api_other_contest"),
        ((302, b"", {"Location": "http://localhost:1/lotofacil/12"}), "lottery_api_refused"),
        ((302, b"", {"Location": "file:///etc/hostname"}), "lottery_api_refused"),
    ],
    ids=["missing", "forbidden", "html", "nested", "huge", "no object", "bad draw", "date", "game", "other", "host", "file"],
)  # fmt: skip
def test_an_answer_that_is_no_draw_ends_the_update_with_what_came_before(
    archive: DrawArchive, service: Service, answer: tuple[int, bytes, dict[str, str]], code: str
) -> None:
    service.answers["/lotofacil/12"] = [answer]
    report, _ = run(archive, service)
    assert (report.stopped, report.last) == (code, 11)
    assert "?" not in report.findings[0].message("en")
    assert archive.draws().last == 11


def test_without_a_network_the_update_stops_politely(archive: DrawArchive, service: Service) -> None:
    report, waits = run(archive, service, url="http://127.0.0.1:1/lotofacil")
    assert (report.stopped, report.fetched, report.dataset, report.last) == ("lottery_api_unreachable", 0, None, 0)
    assert len(waits) > 0
    assert archive.imports() == ()


def test_a_cancelled_update_keeps_what_came(archive: DrawArchive, service: Service) -> None:
    report, _ = run(archive, service, is_cancelled=lambda: len(service.asked) >= 8)
    assert (report.stopped, report.fetched) == ("lottery_update_cancelled", 7)


def test_fetched_draws_that_someone_took_out_are_fetched_again(
    archive: DrawArchive, service: Service, tmp_path: Path
) -> None:
    run(archive, service)
    with sqlite3.connect(tmp_path / "b.db") as connection:
        connection.execute("DELETE FROM resultados_oficiais WHERE concurso > 30 OR concurso < 3")
    connection.close()
    report, _ = run(archive, service)
    assert (report.fetched, report.stopped, archive.draws().sha256) == (12, "", MADE.sha256)


def test_progress_counts_up_to_all_that_is_missing(archive: DrawArchive, service: Service) -> None:
    told: list[tuple[int, int]] = []
    run(archive, service, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 40) for done in range(41)]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/b", "lotofacil", "", "http://"])
def test_an_address_that_is_not_of_the_web_is_refused(archive: DrawArchive, url: str) -> None:
    with pytest.raises(InvalidSettings) as refusal:
        update(archive, url=url, fetch=_never)
    assert refusal.value.code == "lottery_api_url_invalid"


def _never(url: str, timeout_s: float) -> None:
    raise AssertionError(url)
