"""The request log: one line a request, old files gone, never a secret or a body."""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from bancada.api.call import CURRENT, Call
from bancada.api.logs import RequestLog, log_to, traced
from tests.api.client import Api

Caller = Callable[[str], Api]


def test_a_request_becomes_one_line_that_says_who_what_and_how_long(caller: Caller) -> None:
    reader = caller("read")
    answer = reader.get("/models", headers={"X-Request-ID": "line-0001"})

    lines = [line for line in reader.logged() if line["request_id"] == "line-0001"]

    assert len(lines) == 1
    line = lines[0]
    assert {name: line[name] for name in ("level", "key", "method", "route", "status", "bytes", "client")} == {
        "level": "info", "key": reader.key_id, "method": "GET", "route": "/models", "status": 200, "bytes": len(answer.content),
        "client": "127.0.0.1",
    }  # fmt: skip
    assert 0 < line["ms"] < 60_000
    assert datetime.fromisoformat(line["at"]).tzinfo is not None


def test_no_line_holds_a_key_a_body_a_query_or_a_name_in_a_path(caller: Caller) -> None:
    admin = caller("admin")
    admin.post("/models/um-nome-qualquer/predict?token=query-secret", json={"inputs": {"lux": "body-secret"}})
    admin.get("/models/um-nome-qualquer", headers={"Cookie": "cookie-secret", "Authorization": "auth-secret"})
    admin.get("/not/there/path-secret")

    text = str(admin.logged())

    assert admin.key_id in text
    for secret in (
        admin.secret,
        admin.secret[17:],
        "query-secret",
        "body-secret",
        "um-nome-qualquer",
        "cookie-secret",
        "auth-secret",
        "path-secret",
    ):
        assert secret not in text


def test_files_older_than_the_days_kept_are_removed_and_nothing_else(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    old, kept = (today - timedelta(days=31)).isoformat(), (today - timedelta(days=29)).isoformat()
    for name in (f"api-{old}.1.jsonl", f"api-{kept}.1.jsonl", "notes.txt", f"api-{old}.txt"):
        (tmp_path / name).write_text("x")

    log = RequestLog(tmp_path, days=30)
    log.add({"n": 1})
    log.close()

    names = {path.name for path in tmp_path.iterdir()}
    assert f"api-{old}.1.jsonl" not in names
    assert {f"api-{kept}.1.jsonl", "notes.txt", f"api-{old}.txt"} <= names


def test_a_line_is_written_within_a_second_without_being_asked_for(tmp_path: Path) -> None:
    log = RequestLog(tmp_path, days=30)
    log.add({"n": 1, "at": datetime(2026, 1, 2, tzinfo=UTC)})
    deadline = time.monotonic() + 5
    while not list(tmp_path.glob("api-*.jsonl")) and time.monotonic() < deadline:
        time.sleep(0.02)
    log.close()
    content = next(tmp_path.glob("api-*.jsonl")).read_bytes()
    assert orjson.loads(content) == {"n": 1, "at": "2026-01-02T00:00:00Z"}
    assert content.endswith(b"\n")


def test_a_folder_that_cannot_be_written_costs_lines_not_requests(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log = RequestLog(tmp_path / "file", days=30)
    log.add({"n": 1})
    log.close()
    assert log.dropped == 1


@pytest.fixture
def logging_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[RequestLog, io.StringIO]]:
    """Return a log that everything said meanwhile goes to, and the terminal."""
    terminal = io.StringIO()
    monkeypatch.setattr("sys.stderr", terminal)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers.clear()  # those of others are not to be closed
    log = RequestLog(tmp_path, days=30)
    log_to(log, level="INFO")
    yield log, terminal
    log.close()
    logging.captureWarnings(capture=False)
    root.handlers[:] = before
    root.setLevel(level)


def test_what_any_part_says_is_a_line_with_the_id_of_its_request_and_short_on_the_terminal(
    logging_to: tuple[RequestLog, io.StringIO], tmp_path: Path
) -> None:
    async def serve(name: str) -> None:
        CURRENT.set(Call(name, "en", ""))
        await asyncio.sleep(0)
        await asyncio.to_thread(logging.getLogger("bancada.deep").warning, "said in %s", name)

    async def both() -> None:
        await asyncio.gather(serve("first"), serve("second"))

    asyncio.run(both())
    try:
        {}["secret"]
    except KeyError:
        logging.getLogger("other").exception("it\nfailed")
    logging.getLogger("other").debug("too quiet")
    log, terminal = logging_to
    log.close()

    content = next(tmp_path.glob("api-*.jsonl")).read_bytes()
    lines = [orjson.loads(text) for text in content.splitlines()]
    told = {(line["request_id"], line["logger"], line["level"], line["message"]) for line in lines}
    assert told == {
        ("first", "bancada.deep", "warning", "said in first"),
        ("second", "bancada.deep", "warning", "said in second"),
        (None, "other", "error", "it\nfailed"),
    }
    assert b"secret" not in content
    assert lines[-1]["traceback"][-1] == "KeyError"
    shown = terminal.getvalue()
    assert len(shown.splitlines()) == 3
    assert "ERROR other: it (KeyError)" in shown
    assert "secret" not in shown


def test_closing_twice_writes_everything_once(tmp_path: Path) -> None:
    log = RequestLog(tmp_path, days=30)
    for number in range(1000):
        log.add({"n": number})
    log.close()
    log.close()
    lines = next(tmp_path.glob("api-*.jsonl")).read_bytes().splitlines()
    assert [orjson.loads(line)["n"] for line in lines] == list(range(1000))


def test_a_traceback_has_the_chain_and_no_message() -> None:
    def inner() -> None:
        raise KeyError("inner-secret")

    def outer() -> None:
        try:
            inner()
        except KeyError as error:
            raise ValueError("outer-secret") from error

    with pytest.raises(ValueError, match="outer") as caught:
        outer()

    lines = traced(caught.value)

    assert "secret" not in str(lines)
    assert [line for line in lines if line in ("KeyError", "then", "ValueError")] == ["KeyError", "then", "ValueError"]
    assert any(line.endswith(" inner") for line in lines)
