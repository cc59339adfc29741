"""A Schedule: when a job is to be run again, as a value. It knows no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

__all__ = ["DEFAULT_ZONE", "EVERY_DAY", "Schedule"]

DEFAULT_ZONE = "America/Sao_Paulo"
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that is run again on some days of the week, at one time of day.

    Attributes
    ----------
    name : str
        Slug of at most 48 characters; its runs are called `<name>-<due instant, UTC>`.
    kind, title : str
        Of the runs.
    payload : dict
        JSON values of the job, the same each time.
    days : tuple of int
        0 for Monday to 6 for Sunday, ascending, each once.
    at : str
        "HH:MM" on the clocks of `zone`.
    zone : str
        IANA name of a time zone.
    is_on : bool
        Whether it is followed; False while it is paused.
    next_at : datetime or None
        When it is due next, UTC; None while it is paused. In the past where no worker has been there since.
    last_run_id : str
        The run it submitted last; empty before the first.
    """

    name: str
    kind: str
    title: str
    # Any: JSON values that belong to the job.
    payload: dict[str, Any] = field(default_factory=dict)
    days: tuple[int, ...] = EVERY_DAY
    at: str = "06:00"
    zone: str = DEFAULT_ZONE
    is_on: bool = True
    next_at: datetime | None = None
    last_run_id: str = ""
