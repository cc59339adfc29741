"""The audit: one chain whoever writes at the same time, on every database; nothing is changed or taken out unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bancada import data
from bancada.core.errors import Refused
from bancada.core.finding import Severity
from bancada.data.access.audit import Appending, AuditRecords, hash_of
from bancada.data.access.values import AuditEntry, AuditLine
from bancada.data.engine import hurry, writing
from bancada.registry import SigningKey
from bancada.services.access.audit import AuditService

pytestmark = pytest.mark.xdist_group("postgres")

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bancada import data
from bancada.data.access.audit import AuditRecords
from bancada.registry import SigningKey
from bancada.services.access.audit import AuditService
url, key, name = sys.argv[1:]
service = AuditService(AuditRecords(data.open_engine(url)), SigningKey.load_or_create(Path(key)), lambda: datetime.now(UTC))
for number in range(20):
    service.record("POST /x", {"writer": name, "number": number}, key_id=name)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bancada.db"
    found: str = request.getfixturevalue("postgres").database()
    return found


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    engine = data.open_engine(url)
    data.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def audit(engine: sa.Engine, tmp_path: Path) -> AuditService:
    key = SigningKey.load_or_create(tmp_path / "keys" / "signing.key")
    return AuditService(AuditRecords(engine), key, lambda: NOW)


def codes(audit: AuditService) -> list[str]:
    return [finding.code for finding in audit.verify()]


def test_four_processes_write_one_chain(url: str, engine: sa.Engine, audit: AuditService) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, str(audit.key.path), f"w{number}"]) for number in range(4)
    ]
    assert [process.wait(timeout=60) for process in started] == [0] * 4

    lines = audit.list(limit=1000)

    assert codes(audit) == []
    assert [line.seq for line in lines] == list(range(80, 0, -1))
    by_writer = {
        f"w{n}": [line.entry.subject["number"] for line in lines if line.entry.key_id == f"w{n}"] for n in range(4)
    }
    assert by_writer == {f"w{n}": list(range(19, -1, -1)) for n in range(4)}


def test_a_line_says_who_what_when_and_from_where(audit: AuditService) -> None:
    audit.record(
        "POST /models/{name}/promote", {"name": "á/b"}, key_id="k1", status=409, request_id="r1", address="10.0.0.9"
    )
    entry = audit.list()[0].entry
    assert (entry.at, entry.key_id, entry.action, entry.subject) == (
        NOW,
        "k1",
        "POST /models/{name}/promote",
        {"name": "á/b"},
    )
    assert (entry.status, entry.request_id, entry.address) == (409, "r1", "10.0.0.9")


@pytest.mark.parametrize("statement", ["UPDATE api_audit SET body = 'x'", "DELETE FROM api_audit"])
def test_the_database_itself_refuses_to_change_a_line(engine: sa.Engine, audit: AuditService, statement: str) -> None:
    audit.record("POST /x", {})
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text(statement))


def test_an_engine_in_a_hurry_says_that_another_holds_the_chain_up(
    url: str, engine: sa.Engine, audit: AuditService
) -> None:
    hurry(engine, busy_timeout_ms=100)
    other = data.open_engine(url)
    with writing(other) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("LOCK TABLE api_audit IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(Refused) as caught:
            audit.records.append(AuditEntry(NOW, "k", "POST /x", {}, 200, "r", ""))
    other.dispose()
    assert caught.value.code == "database_busy"
    assert audit.record("POST /x", {}).seq == 1


def _edit(body: str) -> str:
    return json.dumps(json.loads(body) | {"key_id": "someone-else"})


def _change(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return [(seq, _edit(body) if seq == 2 else body, digest) for seq, body, digest in rows]


def _take_out(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return [row for row in rows if row[0] != 2]


def _cut_one(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return rows[:-1]


def _cut_two(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return rows[:-2]


def _empty(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return []


def _rewrite(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Return a whole chain made anew, as someone would who may write to the database and knows how lines are hashed."""
    made, previous = [], "0" * 64
    for seq, body, _ in rows:
        changed = _edit(body)
        previous = hash_of(changed, previous=previous)
        made.append((seq, changed, previous))
    return made


@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (_change, ["audit_line_changed"]), (_take_out, ["audit_line_missing"]), (_cut_one, ["audit_head_differs"]),
        (_cut_two, ["audit_head_differs"]), (_empty, ["audit_head_differs"]), (_rewrite, ["audit_head_differs"]),
    ],
)  # fmt: skip
def test_what_was_changed_or_taken_out_behind_its_back_is_told(
    engine: sa.Engine,
    audit: AuditService,
    forge: Callable[[list[tuple[int, str, str]]], list[tuple[int, str, str]]],
    told: list[str],
) -> None:
    for number in range(5):
        audit.record("POST /x", {"number": number})
    assert codes(audit) == []

    _replace(engine, forge(list(audit.records.rows())))

    assert codes(audit) == told


def _cut_three(rows: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return rows[:-3]


@pytest.mark.parametrize("forge", [_cut_three, _cut_one, _rewrite, _empty], ids=["cut-3", "cut-1", "rewrite", "empty"])
def test_an_honest_call_after_a_forgery_does_not_sign_it_away(
    engine: sa.Engine,
    audit: AuditService,
    forge: Callable[[list[tuple[int, str, str]]], list[tuple[int, str, str]]],
) -> None:
    for number in range(8):
        audit.record("POST /x", {"number": number})
    _replace(engine, forge(list(audit.records.rows())))

    next_line = audit.record("POST /honest", {}).seq
    for _ in range(2):
        audit.record("POST /honest", {})

    (finding,) = audit.verify()
    assert (finding.code, finding.severity) == ("audit_break", Severity.FAILURE)
    assert finding.facts == {"line": 8, "next_line": next_line, "at": NOW.isoformat()}


class _Dying(AuditRecords):
    """Dies where a machine may lose its power: the line is signed and not written."""

    def append(self, entry: AuditEntry, *, before: Callable[[Appending], None] | None = None) -> AuditLine:
        def signed_and_dead(appending: Appending) -> None:
            assert before is not None
            before(appending)
            raise Refused("database_failed", database="x", detail="power")

        return super().append(entry, before=signed_and_dead)


def test_an_append_that_died_in_its_middle_is_told_apart_from_a_cut_and_the_next_goes_on(
    engine: sa.Engine, audit: AuditService
) -> None:
    audit.record("POST /x", {})
    with pytest.raises(Refused):
        replace(audit, records=_Dying(engine)).record("POST /lost", {})
    (finding,) = audit.verify()
    assert (finding.code, finding.severity) == ("audit_last_line_gone", Severity.CAUTION)
    assert audit.record("POST /next", {}).seq == 2
    assert audit.verify() == ()


def test_a_machine_that_begins_late_says_so_and_another_machines_lines_are_no_break(
    engine: sa.Engine, audit: AuditService, tmp_path: Path
) -> None:
    second = tmp_path / "second" / "signing.key"
    second.parent.mkdir()
    second.write_bytes(audit.key.path.read_bytes())
    second.chmod(0o600)
    other = AuditService(AuditRecords(engine), SigningKey.load_or_create(second), lambda: NOW)
    audit.record("POST /x", {})
    other.record("POST /x", {})
    audit.record("POST /x", {})
    assert codes(audit) == []
    assert [(one.code, one.severity) for one in other.verify()] == [("audit_began_late", Severity.CAUTION)]


def test_the_signed_end_itself_cannot_be_made_up_or_removed_unseen(audit: AuditService) -> None:
    audit.record("POST /x", {})
    head = audit.key.path.with_name(f"{audit.key.path.name}.heads") / "audit.json"
    values = json.loads(head.read_bytes())
    head.write_text(json.dumps(values | {"seq": 7}))
    assert codes(audit) == ["audit_head_unsigned"]
    head.write_text("[]")
    assert codes(audit) == ["audit_head_unsigned"]
    audit.record("POST /x", {})
    assert codes(audit) == ["audit_break", "audit_began_late"]
    head.unlink()
    assert codes(audit) == ["audit_head_missing"]


def test_an_audit_without_a_line_holds(audit: AuditService) -> None:
    assert audit.verify() == ()
    assert audit.list() == ()


def _replace(engine: sa.Engine, rows: list[tuple[int, str, str]]) -> None:
    """Put other lines in place of all, past what forbids it, as the owner of a database can."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(sa.text(f"DROP TRIGGER api_audit_no_{verb}"))
        else:
            connection.execute(sa.text("DROP TRIGGER api_audit_append_only ON api_audit"))
        connection.execute(sa.text("DELETE FROM api_audit"))
        for seq, body, digest in rows:
            insert = sa.text("INSERT INTO api_audit (seq, body, hash) VALUES (:seq, :body, :hash)")
            connection.execute(insert, {"seq": seq, "body": body, "hash": digest})
