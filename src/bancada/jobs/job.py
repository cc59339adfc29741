"""A Job as a named list of steps, and the JSON that may pass between them.

Knows no engine and no database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bancada.core.errors import RunRefused
from bancada.core.ports import JobStep
from bancada.core.values import check_slug

__all__ = ["PAYLOAD_LIMIT_BYTES", "Job", "by_kind", "plain_json", "plain_payload"]

PAYLOAD_LIMIT_BYTES = 1_000_000

_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of background work.

    Attributes
    ----------
    kind : str
        Slug that a run is submitted under.
    steps : tuple of (str, JobStep)
        In the order of running. Each is given the state so far (the payload plus what earlier steps returned) and returns
        what to add to it. A step that returned is never run again; one that was interrupted is run again from its start.
        The names are recorded with the run: renaming or reordering steps makes interrupted runs fail visibly.
    """

    kind: str
    steps: tuple[tuple[str, JobStep], ...]

    def __post_init__(self) -> None:
        check_slug(self.kind)
        names = self.step_names
        if not names or len(set(names)) != len(names):
            raise ValueError(f"job {self.kind!r} needs at least one step and a distinct name for each, not {names}")

    @property
    def step_names(self) -> tuple[str, ...]:
        """The names of the steps, in order."""
        return tuple(name for name, _ in self.steps)


def by_kind(jobs: Sequence[Job]) -> dict[str, Job]:
    """Return the jobs by kind; ValueError where a kind comes twice."""
    found = {job.kind: job for job in jobs}
    if len(found) != len(jobs):
        raise ValueError(f"two jobs share a kind: {sorted(job.kind for job in jobs)}")
    return found


# Any: JSON values that belong to the job.
def plain_payload(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return a payload as it will come back from storage; RunRefused where it is not a JSON object or too large."""
    return plain_json(payload, what="payload")


# Any: JSON values that belong to the job.
def plain_json(value: Mapping[str, Any], *, what: str) -> dict[str, Any]:
    """Return `value` as plain JSON values; NaN and infinities become None.

    Parameters
    ----------
    value : mapping
    what : str
        "payload" or "step_result", the beginning of the code of the error.

    Raises
    ------
    RunRefused
        `<what>_not_json` or `<what>_too_large` (more than 1 MB).
    """
    if not isinstance(value, Mapping):
        raise RunRefused(f"{what}_not_json", detail=f"{type(value).__name__} instead of a mapping")
    try:
        data = orjson.dumps(dict(value), option=_OPTIONS)
    except TypeError as error:
        raise RunRefused(f"{what}_not_json", detail=str(error)) from error
    if len(data) > PAYLOAD_LIMIT_BYTES:
        raise RunRefused(f"{what}_too_large", size_kb=len(data) // 1000, limit_kb=PAYLOAD_LIMIT_BYTES // 1000)
    plain: dict[str, Any] = orjson.loads(data)
    return plain
