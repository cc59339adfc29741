"""A Run: one background execution of a job, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

__all__ = ["LogLine", "Progress", "RunInfo", "RunStatus"]


class RunStatus(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self in (RunStatus.DONE, RunStatus.FAILED, RunStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` units, and what is being done now."""

    done: int
    total: int
    message: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a run's log."""

    at: datetime
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run as listed.

    Attributes
    ----------
    id : str
    kind : str
        Job name ("compare", "demo", ...).
    title : str
        What a person would call it ("occupancy: Occupancy").
    status : RunStatus
    submitted_at : datetime
    started_at, ended_at : datetime or None
    progress : Progress or None
    payload, result : dict
        JSON values of the job.
    error_code, error : str
        Code and sentence of the failure; empty otherwise.
    error_facts : dict
    note_code : str
        Code of a sentence on why it waits where that is not its turn in the queue; empty otherwise.
    """

    id: str
    kind: str
    title: str
    status: RunStatus
    submitted_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    progress: Progress | None = None
    # Any: JSON values whose meaning belongs to the job.
    payload: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    error_code: str = ""
    error: str = ""
    error_facts: dict[str, Any] = field(default_factory=dict)
    note_code: str = ""
