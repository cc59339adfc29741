"""Schedules: jobs that are run again by the calendar, kept in the jobs database and followed by the worker.

What is due is submitted in the one transaction that also moves the schedule on, under an id made of its name and the instant it was
due: however many look at once, and wherever one of them dies, a due instant becomes one run or stays due. Knows nothing of jobs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa

from bancada.core.errors import BadInput, NotFound
from bancada.core.finding import Finding, Severity
from bancada.core.ports import Clock
from bancada.core.run import LogLine
from bancada.core.schedule import Schedule
from bancada.core.values import check_slug
from bancada.jobs.job import plain_payload
from bancada.jobs.records import RunRecords
from bancada.jobs.schema import SCHEDULES

__all__ = ["Enqueuer", "Schedule", "ScheduleRecords", "due_run_id", "make_schedule", "next_time"]

NAME_LIMIT_CHARS = 48


class Enqueuer(Protocol):
    """Who puts a run into the queue."""

    def enqueue(self, connection: sa.Connection, run_id: str) -> None:
        """Put a new run at the end of the queue, in the caller's transaction."""


# Any: JSON values that belong to the job.
def make_schedule(
    name: str,
    kind: str,
    *,
    payload: Mapping[str, Any],
    title: str,
    days: Sequence[int],
    at: str,
    zone: str,
    now: datetime,
) -> Schedule:
    """Return a schedule that begins now.

    Raises
    ------
    InvalidName
        For a name that is no slug.
    BadInput
        `schedule_wrong`, with everything that is wrong as `problems`.
    RunRefused
        For a payload that is no JSON or too large.
    """
    found = Schedule(
        check_slug(name), check_slug(kind), title, plain_payload(payload), tuple(sorted(set(days))), at, zone
    )
    problems = _problems(found)
    if problems:
        raise BadInput("schedule_wrong", name=name, problems=problems)
    return replace(found, next_at=next_time(found, after=now))


def next_time(schedule: Schedule, *, after: datetime) -> datetime:
    """Return the first instant after `after`, UTC, at which a schedule is due.

    A time of day that a change of clocks leaves out is taken as if the clocks had not changed; of one that comes twice, the first.
    """
    zone, (hour, minute) = ZoneInfo(schedule.zone), _clock_face(schedule.at)
    today = after.astimezone(zone).date()
    for n_days in range(9):
        day = today + timedelta(days=n_days)
        due = datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)
        if day.weekday() in schedule.days and due > after:
            return due
    raise AssertionError("a week holds every weekday")


def due_run_id(schedule: Schedule) -> str:
    """Return the id of the run that a due schedule becomes."""
    assert schedule.next_at is not None  # noqa: S101  # what is due has an instant
    return f"{schedule.name}-{schedule.next_at:%Y%m%dT%H%MZ}"


class ScheduleRecords:
    """The schedules of one jobs database.

    **Thread safety**: as that of the records; every method is one transaction.

    Parameters
    ----------
    records : RunRecords
    queue : Enqueuer
    clock : Clock
    """

    def __init__(self, records: RunRecords, queue: Enqueuer, *, clock: Clock) -> None:
        self._records = records
        self._queue = queue
        self._clock = clock

    def save(self, schedule: Schedule) -> Schedule:
        """Store a schedule in place of one of that name, whose last run stays known."""
        with self._records.writing() as connection:
            kept = connection.scalar(sa.select(SCHEDULES.c.last_run_id).where(SCHEDULES.c.name == schedule.name))
            saved = replace(schedule, last_run_id=kept or "")
            connection.execute(sa.delete(SCHEDULES).where(SCHEDULES.c.name == schedule.name))
            connection.execute(sa.insert(SCHEDULES).values(**_row(saved)))
        return saved

    def list(self) -> tuple[Schedule, ...]:
        """Return all schedules by name."""
        with self._records.reading() as connection:
            return tuple(_schedule(row) for row in connection.execute(sa.select(SCHEDULES).order_by(SCHEDULES.c.name)))

    def get(self, name: str) -> Schedule:
        """Return one schedule; NotFound."""
        known = {schedule.name: schedule for schedule in self.list()}
        if name not in known:
            raise NotFound("schedule_not_found", name=name, known=list(known))
        return known[name]

    def delete(self, name: str) -> None:
        """Forget a schedule; its runs stay. NotFound."""
        self.get(name)
        with self._records.writing() as connection:
            connection.execute(sa.delete(SCHEDULES).where(SCHEDULES.c.name == name))

    def pause(self, name: str) -> Schedule:
        """Follow a schedule no more until `resume`; NotFound."""
        return self._turn(replace(self.get(name), is_on=False, next_at=None))

    def resume(self, name: str) -> Schedule:
        """Follow a schedule from now on; what was due meanwhile is not made up for. NotFound."""
        schedule = self.get(name)
        if schedule.is_on:
            return schedule
        return self._turn(replace(schedule, is_on=True, next_at=next_time(schedule, after=self._clock())))

    def submit_due(self) -> tuple[str, ...]:
        """Submit what is due, once however often it was missed, and return the ids of the new runs.

        Where the run before is not over, none is added: a line in that run's log says so.
        """
        now = self._clock()
        due = [s for s in self.list() if s.is_on and s.next_at is not None and s.next_at <= now]
        return tuple(run_id for schedule in due if (run_id := self._submit(schedule, now)))

    def _submit(self, schedule: Schedule, now: datetime) -> str:
        assert schedule.next_at is not None  # noqa: S101  # likewise
        run_id = due_run_id(schedule)
        following = {"next_at": next_time(schedule, after=now).timestamp()}
        here = (SCHEDULES.c.name == schedule.name, SCHEDULES.c.next_at == schedule.next_at.timestamp())
        with self._records.writing() as connection:
            if connection.execute(sa.update(SCHEDULES).where(*here).values(**following)).rowcount != 1:
                return ""  # another one was faster, or it was changed meanwhile
            is_open = self._records.is_open(connection, schedule.last_run_id)
            if not is_open:
                if self._records.has(connection, run_id):
                    return ""
                self._records.add(
                    connection, run_id, kind=schedule.kind, title=schedule.title, payload=dict(schedule.payload)
                )
                self._queue.enqueue(connection, run_id)
                mark = sa.update(SCHEDULES).where(SCHEDULES.c.name == schedule.name)
                connection.execute(mark.values(last_run_id=run_id))
                return run_id
        text = f"schedule {schedule.name}: due at {schedule.next_at.isoformat()} and not queued again, as this run is not over"
        self._records.write_log(schedule.last_run_id, LogLine(now, "warning", text))
        return ""

    def _turn(self, schedule: Schedule) -> Schedule:
        values = {name: value for name, value in _row(schedule).items() if name in ("is_on", "next_at")}
        with self._records.writing() as connection:
            connection.execute(sa.update(SCHEDULES).where(SCHEDULES.c.name == schedule.name).values(**values))
        return schedule


def _problems(schedule: Schedule) -> list[Finding]:
    problems = []
    if len(schedule.name) > NAME_LIMIT_CHARS:
        problems.append(Finding("schedule_name_long", Severity.FAILURE, None, {"limit": NAME_LIMIT_CHARS}))
    if not schedule.days or not set(schedule.days) <= set(range(7)):
        problems.append(Finding("schedule_days", Severity.FAILURE, None, {"days": [str(day) for day in schedule.days]}))
    try:
        time(*_clock_face(schedule.at))
    except ValueError:
        problems.append(Finding("schedule_time", Severity.FAILURE, None, {"at": schedule.at}))
    try:
        ZoneInfo(schedule.zone)
    except (KeyError, ValueError, OSError):
        problems.append(Finding("schedule_zone", Severity.FAILURE, None, {"zone": schedule.zone}))
    return problems


def _clock_face(at: str) -> tuple[int, int]:
    if len(at) != 5 or at[2] != ":" or not (at[:2] + at[3:]).isdecimal():
        raise ValueError(at)
    return int(at[:2]), int(at[3:])


def _row(schedule: Schedule) -> dict[str, Any]:  # Any: values of columns
    return {
        "name": schedule.name,
        "kind": schedule.kind,
        "title": schedule.title,
        "payload": orjson.dumps(schedule.payload).decode(),
        "days": "".join(str(day) for day in schedule.days),
        "at": schedule.at,
        "zone": schedule.zone,
        "is_on": int(schedule.is_on),
        "next_at": None if schedule.next_at is None else schedule.next_at.timestamp(),
        "last_run_id": schedule.last_run_id,
    }


def _schedule(row: sa.Row[Any]) -> Schedule:  # Any: a row of SCHEDULES, whose columns SQLAlchemy does not type
    return Schedule(
        name=row.name,
        kind=row.kind,
        title=row.title,
        payload=orjson.loads(row.payload),
        days=tuple(int(day) for day in row.days),
        at=row.at,
        zone=row.zone,
        is_on=bool(row.is_on),
        next_at=None if row.next_at is None else datetime.fromtimestamp(row.next_at, UTC),
        last_run_id=row.last_run_id,
    )
