"""Records of pipelines on SQLite and on PostgreSQL: one claim of many wins, and only its own run writes a step."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bancada import data
from bancada.core.finding import Finding
from bancada.domains.assets.pack import PACK
from bancada.domains.assets.pipeline_records import METADATA, PipelineRecord, PipelineRecords
from bancada.domains.assets.pipeline_state import PipelineState, StepState, StepStatus
from bancada.domains.assets.requests import Step

pytestmark = pytest.mark.xdist_group("postgres")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PipelineRecords]:
    """Return the table in a database of its own."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'bancada.db'}"
    else:
        url = request.getfixturevalue("postgres").database()
    engine = data.open_engine(url)
    assert PACK.migrations is not None
    data.upgrade(engine, extra=(data.MigrationSource(PACK.name, PACK.migrations),))
    yield PipelineRecords(engine, lambda: NOON)
    engine.dispose()


def begun(run_id: str = "run-1", *, owner: str = "key-1", pipeline: str = "p") -> PipelineRecord:
    return PipelineRecord(PipelineState(owner, pipeline), "f" * 32, run_id)


def test_what_is_written_comes_back_whole(records: PipelineRecords) -> None:
    finding = Finding("assets_action_missing", facts={"action": "buy"})
    step = StepState(Step.LOAD, StepStatus.DONE, "run-1", NOON, 1.5, {"a": [1]}, {"b": None}, (finding,), finding)
    written = replace(begun(), state=PipelineState("key-1", "p").with_step(step))

    assert records.claim(written)

    found = records.get("key-1", "p")
    assert found == replace(written, revision=1, state=replace(written.state, updated_at=NOON))
    assert records.get("key-2", "p") is None


@pytest.mark.parametrize("revision", [0, 1])
def test_one_of_many_claims_of_a_revision_wins(records: PipelineRecords, revision: int) -> None:
    if revision:
        assert records.claim(begun())
    claims = [replace(begun(f"run-{number}"), revision=revision) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(records.claim, claims))

    assert won.count(True) == 1
    found = records.get("key-1", "p")
    assert found is not None
    assert (found.run_id, found.revision) == (claims[won.index(True)].run_id, revision + 1)


def test_only_the_run_that_holds_the_pipeline_writes_its_steps(records: PipelineRecords) -> None:
    records.claim(begun("run-2"))

    def end(pipeline: str, run_id: str) -> bool:
        return records.write_done("key-1", pipeline, StepState(Step.LOAD, StepStatus.DONE, run_id), folder="new")

    assert not end("p", "run-1")
    assert not records.write_begun("key-1", "p", StepState(Step.LOAD, StepStatus.RUNNING, "run-1"))
    assert end("p", "run-2")
    assert not end("nothing", "run-2")
    found = records.get("key-1", "p")
    assert found is not None
    assert (found.state.done, found.folder) == ((Step.LOAD,), "new")


def test_what_is_done_of_a_step_stays_with_it_until_it_is_done_again(records: PipelineRecords) -> None:
    before = StepState(Step.LOAD, StepStatus.DONE, "run-1", facts={"n": 1})
    queued = StepState(Step.LOAD, StepStatus.QUEUED, "run-2", before=before)
    state = PipelineState("key-1", "p").with_step(queued).with_step(StepState(Step.SAVE, StepStatus.DONE, "run-1"))
    records.claim(PipelineRecord(state, "old", "run-2"))

    records.write_begun("key-1", "p", StepState(Step.LOAD, StepStatus.RUNNING, "run-2"))
    found = records.get("key-1", "p")
    assert found is not None
    assert (found.state.step(Step.LOAD).before, found.state.stale, found.folder) == (before, (Step.SAVE,), "old")

    records.write_done("key-1", "p", StepState(Step.LOAD, StepStatus.DONE, "run-2"), folder="new")
    found = records.get("key-1", "p")
    assert found is not None
    assert (found.state.step(Step.LOAD).before, found.state.done) == (None, (Step.LOAD,))


def test_a_row_is_removed_by_who_saw_its_latest_revision(records: PipelineRecords) -> None:
    records.claim(begun())

    assert not records.delete(replace(begun(), revision=7))
    assert records.delete(replace(begun(), revision=1))
    assert records.get("key-1", "p") is None


def test_an_owners_pipelines_are_listed_and_nobody_elses(records: PipelineRecords) -> None:
    for owner, pipeline in (("key-1", "b"), ("key-1", "a"), ("key-2", "c")):
        records.claim(begun(owner=owner, pipeline=pipeline))

    assert [record.state.pipeline for record in records.list("key-1")] == ["a", "b"]


def test_the_migration_makes_what_the_table_says(records: PipelineRecords) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    names = set(METADATA.tables)
    with records.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name in names, "compare_type": True},
        )
        assert compare_metadata(context, METADATA) == []
