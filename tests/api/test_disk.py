"""A disk that is full: told as what it is by every route, and by /ready for the part that takes no more."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bancada.api.disk import FRESH_S, Disk, shortage
from bancada.core.errors import Refused
from bancada.jobs.schema import open_engine, translated
from bancada.services import Bench
from bancada.services.access.audit import AuditService
from tests.api.client import Api

Caller = Callable[[str], Api]


def test_a_folder_that_takes_no_file_is_named_and_one_that_is_still_to_be_made_is_not(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("stands where a folder should")
    disk = Disk({"data": tmp_path, "audit": tmp_path / "later" / "heads", "store": tmp_path / "file"})
    assert disk.unwritable() == ("store",)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_answer_holds_for_some_seconds_and_not_for_longer(tmp_path: Path) -> None:
    now = [0.0]
    disk = Disk({"data": tmp_path / "data"}, monotonic=lambda: now[0])
    assert disk.unwritable() == ()
    (tmp_path / "data").write_text("no folder any more")
    assert disk.unwritable() == ()
    now[0] = FRESH_S
    assert disk.unwritable() == ("data",)


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full")), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (ValueError("disk is full"), False),
    ],
    ids=["system", "driver", "other-refusal", "other-error"],
)
def test_only_what_the_system_or_a_driver_says_is_a_full_disk(error: Exception, is_one: bool) -> None:
    outer = RuntimeError("outer")
    outer.__cause__ = error
    found = shortage(outer)
    assert (found is not None) is is_one
    assert found is None or (found.status, dict(found.headers)[b"retry-after"]) == (503, b"30")


def _fill(engine: sa.Engine) -> None:
    with translated(engine), engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 2")
        connection.exec_driver_sql("CREATE TABLE t (x TEXT)")
        for _ in range(10):
            connection.exec_driver_sql("INSERT INTO t VALUES (hex(randomblob(4000)))")


def test_a_queue_that_is_full_is_refused_as_a_full_database(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'jobs.db'}")
    with pytest.raises(Refused) as caught:
        _fill(engine)
    engine.dispose()
    assert caught.value.code == "database_full"


def test_an_audit_that_cannot_be_written_for_want_of_room_answers_503_and_when_to_try_again(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    admin = caller("admin")
    monkeypatch.setattr(AuditService, "record", full)
    answer = admin.post("/jobs/none-such/cancel")
    assert (answer.status_code, answer.json()["code"]) == (503, "api_disk_full")
    assert answer.headers["retry-after"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_route_that_meets_a_full_disk_answers_503(
    caller: Caller, house: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

    admin = caller("admin")
    monkeypatch.setattr(type(house.runs), "list", full)
    answer = admin.get("/jobs")
    assert (answer.status_code, answer.json()["code"]) == (503, "api_disk_full")


def test_ready_names_what_cannot_be_written(front: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    assert front.get("/ready").json()["unwritable"] == []
    monkeypatch.setattr(Disk, "unwritable", lambda _: ("store",))
    assert front.get("/ready").json()["ready"] is True
    monkeypatch.setattr(Disk, "unwritable", lambda _: ("audit",))
    answer = front.get("/ready")
    assert (answer.status_code, answer.json()["unwritable"], answer.json()["database"]) == (503, ["audit"], True)
