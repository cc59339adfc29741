"""What a client may cost, and what it says of databases it cannot use."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bancada.core.errors import BancadaError, InvalidSettings, Refused, RunRefused
from bancada.core.messages import SENTENCES
from bancada.core.messages import jobs as messages
from bancada.core.run import RunStatus
from bancada.jobs import RunClient, Worker, create_schema
from bancada.jobs.schema import SCHEMA_VERSION, VERSION, open_engine
from tests.jobs.processes import WorkerProcess, end_of, eventually
from tests.jobs.program import jobs

pytestmark = pytest.mark.xdist_group("dbos")


def test_reading_runs_loads_no_engine_and_starts_no_thread(url: str) -> None:
    create_schema(url)
    program = (
        "import sys, threading; from bancada.jobs import MemoryQueue, RunClient\n"
        f"client = RunClient({url!r}); assert client.list() == () and not client.has_worker(); client.close()\n"
        "print('dbos' in sys.modules, 'sklearn' in sys.modules, threading.active_count())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "1"]


def test_the_schema_may_be_created_again_and_is_in_wal_mode(url: str) -> None:
    create_schema(url)
    create_schema(url)
    with sqlite3.connect(sa.make_url(url).database or "") as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    assert mode == "wal"


def test_nothing_in_the_database_is_a_pickle(url: str, client: RunClient) -> None:
    run_id = client.submit("double", {"number": 1}, title="One")
    worker = Worker(url, jobs())
    worker.start()
    end_of(client, run_id)
    worker.stop()
    with sqlite3.connect(sa.make_url(url).database or "") as connection:
        everything = "\n".join(connection.iterdump())
    connection.close()
    assert "portable_json" in everything
    assert "pickle" not in everything


def test_a_database_of_a_newer_bancada_is_refused(url: str) -> None:
    create_schema(url)
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.update(VERSION).values(version=SCHEMA_VERSION + 1))
    engine.dispose()
    client = RunClient(url)
    with pytest.raises(Refused) as refusal:
        client.list()
    client.close()
    assert refusal.value.code == "jobs_schema_newer"


@pytest.mark.parametrize(
    ("url", "error", "code"),
    [
        pytest.param("sqlite://", InvalidSettings, "jobs_url_unusable", id="memory"),
        pytest.param("mysql://somewhere/jobs", InvalidSettings, "jobs_url_unusable", id="other-server"),
        pytest.param("nonsense", InvalidSettings, "invalid_settings", id="no-url"),
        pytest.param("sqlite:////dev/null/jobs.db", Refused, "jobs_database_unusable", id="no-folder"),
        pytest.param("postgresql://bancada@/jobs?host=/nowhere", Refused, "jobs_database_unusable", id="no-server"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_to_be_so(url: str, error: type[BancadaError], code: str) -> None:
    with pytest.raises(error) as refusal:
        RunClient(url).list()
    assert refusal.value.code == code
    assert refusal.value.message("pt_BR") != refusal.value.message("en")


def test_a_client_told_no_kinds_goes_by_what_the_worker_said(
    client: RunClient, worker: Callable[..., WorkerProcess]
) -> None:
    before = client.submit("unheard_of", {}, title="Before any worker")
    worker()
    run = end_of(client, before)
    assert (run.status, run.error_code) == (RunStatus.FAILED, "run_kind_unknown")
    with pytest.raises(RunRefused) as refusal:
        client.submit("unheard_of", {}, title="After")
    assert refusal.value.facts["known"] == sorted(job.kind for job in jobs())


def test_runs_that_the_engine_lost_fail_visibly_or_are_queued_again(url: str, client: RunClient) -> None:
    begun, waiting, dying = (client.submit("double", {"number": 1}, title=title) for title in ("b", "w", "d"))
    client._rows.begin(begun)
    client._durable.withdraw(begun)
    client._durable.withdraw(waiting)
    engine = open_engine(url)
    with engine.begin() as connection:
        died = "UPDATE workflow_status SET recovery_attempts = 100 WHERE workflow_uuid = :id"
        connection.execute(sa.text(died), {"id": dying})
    engine.dispose()
    worker = Worker(url, jobs())
    worker.start()
    assert end_of(client, waiting).status is RunStatus.DONE
    eventually(lambda: bool(client._durable.lost([dying])))
    worker._audit(unchanged_s=0.0)
    assert [client.get(run_id).error_code for run_id in (begun, dying)] == ["run_lost", "run_kept_dying"]
    for run_id in (begun, dying):
        client.retry(run_id)
        assert end_of(client, run_id).status is RunStatus.DONE
    assert worker.stop()


def test_every_code_of_this_floor_has_both_sentences() -> None:
    source = Path(__file__).parents[2] / "src" / "bancada" / "jobs"
    text = "".join(path.read_text() for path in sorted(source.glob("*.py")))
    for code in messages.SENTENCES:
        english, portuguese = SENTENCES[code]
        assert english != portuguese
        class_codes = {"run_not_found", "run_refused", "worker_held"}
        assert f'"{code}"' in text or code in class_codes or code.startswith(("payload_", "step_result_")), code
