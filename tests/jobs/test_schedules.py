"""Recurring runs: the calendar's arithmetic, one run a due instant whoever looks, and a worker that follows it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bancada.core.errors import BadInput
from bancada.core.messages import LANGUAGES
from bancada.core.run import RunStatus
from bancada.core.schedule import EVERY_DAY, Schedule
from bancada.jobs import MemoryQueue, RunClient, Worker, create_schema
from bancada.jobs.outcome import Outcome
from bancada.jobs.records import RunRecords
from bancada.jobs.schedules import ScheduleRecords, due_run_id, make_schedule, next_time
from bancada.jobs.schema import SCHEDULES, VERSION, open_engine
from tests.jobs.processes import end_of, eventually
from tests.jobs.program import jobs

pytestmark = pytest.mark.xdist_group("dbos")

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # 09:00 in São Paulo


class Watch:
    """A clock that is set by hand."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Line:
    """A queue that remembers, and breaks down where told to."""

    def __init__(self) -> None:
        self.run_ids: list[str] = []
        self.is_broken = False

    def enqueue(self, connection: sa.Connection, run_id: str) -> None:
        if self.is_broken:
            raise RuntimeError("pulled the plug")
        self.run_ids.append(run_id)


def planned(**changes: object) -> Schedule:
    fields = {"payload": {"number": 1}, "title": "Nightly", "days": EVERY_DAY, "at": "21:30", "now": MONDAY}
    return make_schedule("nightly", "double", zone="America/Sao_Paulo", **{**fields, **changes})  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def watch() -> Watch:
    """Return a clock on a Monday morning."""
    return Watch()


@pytest.fixture
def line() -> Line:
    """Return a queue that remembers."""
    return Line()


@pytest.fixture
def calendar(url: str, watch: Watch, line: Line) -> Iterator[ScheduleRecords]:
    """Return the schedules of a new database."""
    create_schema(url)
    engine = open_engine(url)
    yield ScheduleRecords(RunRecords(engine, clock=watch), line, clock=watch)
    engine.dispose()


@pytest.mark.parametrize(
    ("days", "at", "expected"),
    [
        pytest.param(EVERY_DAY, "21:30", datetime(2026, 3, 3, 0, 30, tzinfo=UTC), id="tonight"),
        pytest.param(EVERY_DAY, "09:00", datetime(2026, 3, 3, 12, 0, tzinfo=UTC), id="just-now-is-tomorrow"),
        pytest.param((0,), "08:59", datetime(2026, 3, 9, 11, 59, tzinfo=UTC), id="next-week"),
        pytest.param((1, 3), "00:00", datetime(2026, 3, 3, 3, 0, tzinfo=UTC), id="first-of-two"),
    ],
)
def test_a_schedule_is_due_at_the_next_of_its_days_on_its_own_clocks(
    days: tuple[int, ...], at: str, expected: datetime
) -> None:
    assert next_time(planned(days=days, at=at), after=MONDAY) == expected


@given(
    after=st.integers(0, 20 * 365 * 24 * 60).map(
        lambda minutes: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["America/Sao_Paulo", "Europe/Lisbon", "UTC", "Australia/Lord_Howe"]),
)
def test_the_next_time_lies_ahead_within_eight_days_on_a_day_and_hour_that_was_asked_for(
    after: datetime, days: tuple[int, ...], hour: int, zone: str
) -> None:
    schedule = Schedule("nightly", "double", "Nightly", days=days, at=f"{hour:02d}:30", zone=zone)
    due = next_time(schedule, after=after)
    assert after < due <= after + timedelta(days=8)
    local = due.astimezone(ZoneInfo(zone))
    shifted = local - timedelta(hours=1), local, local - timedelta(minutes=30)  # clocks that leave this time out
    assert any((moment.weekday() in days, moment.hour, moment.minute) == (True, hour, 30) for moment in shifted)
    assert next_time(schedule, after=due - timedelta(seconds=1)) == due


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"days": ()}, ["schedule_days"]),
        ({"days": (7,), "at": "24:00"}, ["schedule_days", "schedule_time"]),
        ({"at": "9:00"}, ["schedule_time"]),
        ({"at": "ab:cd"}, ["schedule_time"]),
    ],
)
def test_everything_that_is_wrong_with_a_schedule_is_said_at_once(changes: dict[str, object], codes: list[str]) -> None:
    with pytest.raises(BadInput) as refusal:
        planned(**changes)
    assert [problem.code for problem in refusal.value.facts["problems"]] == codes
    assert all("?" not in refusal.value.message(language) for language in LANGUAGES)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(BadInput) as refusal:
        make_schedule("n" * 60, "double", payload={}, title="", days=(0,), at="00:00", zone=zone, now=MONDAY)
    assert [problem.code for problem in refusal.value.facts["problems"]] == ["schedule_name_long", "schedule_zone"]


def test_what_is_due_is_submitted_once_and_the_schedule_moves_on(
    calendar: ScheduleRecords, watch: Watch, line: Line
) -> None:
    due = calendar.save(planned()).next_at
    assert calendar.submit_due() == ()
    assert due is not None
    watch.at = due
    assert calendar.submit_due() == ("nightly-20260303T0030Z",)
    assert calendar.submit_due() == ()
    (kept,) = calendar.list()
    assert (kept.next_at, kept.last_run_id) == (due + timedelta(days=1), "nightly-20260303T0030Z")
    assert line.run_ids == ["nightly-20260303T0030Z"]


def test_times_missed_while_nobody_looked_become_one_run(calendar: ScheduleRecords, watch: Watch, line: Line) -> None:
    calendar.save(planned())
    watch.at = MONDAY + timedelta(days=10)
    assert calendar.submit_due() == ("nightly-20260303T0030Z",)
    assert calendar.submit_due() == ()
    assert calendar.get("nightly").next_at == datetime(2026, 3, 13, 0, 30, tzinfo=UTC)


def test_a_run_that_is_not_over_is_not_joined_by_another_and_its_log_says_so(
    calendar: ScheduleRecords, watch: Watch, line: Line, client: RunClient
) -> None:
    calendar.save(planned())
    watch.at = MONDAY + timedelta(days=1)
    (run_id,) = calendar.submit_due()
    watch.at = MONDAY + timedelta(days=2)
    assert calendar.submit_due() == ()
    (said,) = client.log(run_id)
    assert said.level == "warning"
    assert "nightly" in said.text
    assert line.run_ids == [run_id]
    client._rows.finish(run_id, Outcome(RunStatus.DONE))
    watch.at = MONDAY + timedelta(days=3)
    assert calendar.submit_due() == ("nightly-20260305T0030Z",)


def test_a_look_that_dies_in_its_middle_leaves_the_instant_due(
    calendar: ScheduleRecords, watch: Watch, line: Line, client: RunClient
) -> None:
    due = calendar.save(planned()).next_at
    watch.at = MONDAY + timedelta(days=1)
    line.is_broken = True
    with pytest.raises(RuntimeError):
        calendar.submit_due()
    assert (calendar.get("nightly").next_at, client.list()) == (due, ())
    line.is_broken = False
    assert calendar.submit_due() == ("nightly-20260303T0030Z",)


def test_many_who_look_at_once_submit_one_run(url: str, calendar: ScheduleRecords, watch: Watch, line: Line) -> None:
    calendar.save(planned())
    watch.at = MONDAY + timedelta(days=1)
    engine = open_engine(url)
    barrier = threading.Barrier(6)
    found: list[str] = []

    def look() -> None:
        mine = ScheduleRecords(RunRecords(engine, clock=watch), line, clock=watch)
        barrier.wait()
        found.extend(mine.submit_due())

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert found == line.run_ids == ["nightly-20260303T0030Z"]


def test_an_instant_that_already_became_a_run_does_not_become_another(
    calendar: ScheduleRecords, watch: Watch, line: Line, client: RunClient
) -> None:
    calendar.save(planned())
    watch.at = MONDAY + timedelta(days=1)
    (run_id,) = calendar.submit_due()
    client._rows.finish(run_id, Outcome(RunStatus.DONE))
    watch.at = MONDAY  # someone sets the clock back and schedules anew
    calendar.save(planned())
    watch.at = MONDAY + timedelta(days=1)
    assert calendar.submit_due() == ()
    assert [run.id for run in client.list()] == [run_id]


def test_a_paused_schedule_makes_up_for_nothing_when_it_is_resumed(calendar: ScheduleRecords, watch: Watch) -> None:
    calendar.save(planned())
    assert calendar.pause("nightly").next_at is None
    watch.at = MONDAY + timedelta(days=5)
    assert calendar.submit_due() == ()
    resumed = calendar.resume("nightly")
    assert resumed.next_at == datetime(2026, 3, 8, 0, 30, tzinfo=UTC)
    assert calendar.resume("nightly") == resumed == calendar.get("nightly")
    assert calendar.submit_due() == ()


def test_a_worker_submits_what_was_due_while_there_was_none_and_runs_it(
    url: str, client: RunClient, watch: Watch
) -> None:
    early = RunClient(url, clock=watch)
    early.schedule("nightly", "double", payload={"number": 20}, title="Nightly", days=EVERY_DAY, at="21:30")
    early.close()
    worker = Worker(url, jobs())  # by the clock of today, months later
    worker.start()
    eventually(lambda: bool(client.list()))
    run = end_of(client, client.list()[0].id)
    assert worker.stop()
    assert (run.id, run.result["answer"]) == ("nightly-20260303T0030Z", 41)
    assert len(client.list()) == 1


def test_a_database_of_the_first_version_is_upgraded_and_its_runs_stay(url: str, client: RunClient) -> None:
    run_id = client.submit("double", {"number": 1}, title="Before")
    engine = open_engine(url)
    with engine.begin() as connection:
        SCHEDULES.drop(connection)
        connection.execute(sa.update(VERSION).values(version=1))
    engine.dispose()
    upgraded = RunClient(url)
    assert upgraded.schedules() == ()
    made = upgraded.schedule("nightly", "double", payload={}, title="Nightly", days=(0,), at="08:00")
    assert upgraded.schedules() == (made,)
    assert [run.id for run in upgraded.list()] == [run_id]
    upgraded.close()


def test_the_queue_in_memory_follows_schedules_when_it_is_asked_to(watch: Watch) -> None:
    queue = MemoryQueue(jobs(), clock=watch)
    queue.schedule("nightly", "double", payload={"number": 20}, title="Nightly", days=EVERY_DAY, at="21:30")
    assert queue.submit_due() == ()
    watch.at = MONDAY + timedelta(days=3)
    assert queue.submit_due() == ("nightly-20260303T0030Z",)
    assert queue.get("nightly-20260303T0030Z").result["answer"] == 41
    queue.pause()
    watch.at = MONDAY + timedelta(days=4)
    (waiting,) = queue.submit_due()
    watch.at = MONDAY + timedelta(days=5)
    assert queue.submit_due() == ()
    assert queue.log(waiting)[0].level == "warning"


def test_a_due_run_is_called_by_its_schedule_and_its_instant() -> None:
    assert due_run_id(planned()) == "nightly-20260303T0030Z"
