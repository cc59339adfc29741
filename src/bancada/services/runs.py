"""Use cases over background runs: follow, cancel, retry, schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bancada.core.run import LogLine, RunInfo
from bancada.core.schedule import DEFAULT_ZONE, Schedule

if TYPE_CHECKING:
    from bancada.jobs import RunClient

__all__ = ["RunsService"]


@dataclass(frozen=True, slots=True)
class RunsService:
    """Background runs."""

    queue: RunClient

    def list(self, *, kind: str | None = None, limit: int = 50) -> tuple[RunInfo, ...]:
        """Return runs, newest first."""
        return self.queue.list(kind=kind, limit=limit)

    def get(self, run_id: str) -> RunInfo:
        """Return one run; RunNotFound."""
        return self.queue.get(run_id)

    def log(self, run_id: str, *, after: int = 0) -> tuple[LogLine, ...]:
        """Return the log of a run from line `after` on."""
        return self.queue.log(run_id, after=after)

    def follow(self, run_id: str) -> Iterator[RunInfo]:
        """Yield the run whenever it changed, until it is over."""
        return self.queue.follow(run_id)

    def cancel(self, run_id: str) -> RunInfo:
        """Ask a run to stop; RunRefused where it is over."""
        return self.queue.cancel(run_id)

    def retry(self, run_id: str) -> str:
        """Run a failed or cancelled run again; finished fits are kept."""
        return self.queue.retry(run_id)

    # Any: JSON values that belong to the job.
    def schedule(
        self,
        name: str,
        kind: str,
        payload: Mapping[str, Any],
        *,
        title: str,
        days: Sequence[int],
        at: str,
        zone: str = DEFAULT_ZONE,
    ) -> Schedule:
        """Have a job run again on days of the week (0 for Monday) at "HH:MM"; BadInput for what is no calendar."""
        return self.queue.schedule(name, kind, payload, title=title, days=days, at=at, zone=zone)

    def schedules(self) -> tuple[Schedule, ...]:
        """Return all schedules by name."""
        return self.queue.schedules()

    def unschedule(self, name: str) -> None:
        """Forget a schedule; its runs stay. NotFound."""
        self.queue.unschedule(name)

    def pause_schedule(self, name: str) -> Schedule:
        """Follow a schedule no more until it is resumed; NotFound."""
        return self.queue.pause_schedule(name)

    def resume_schedule(self, name: str) -> Schedule:
        """Follow a schedule from now on; NotFound."""
        return self.queue.resume_schedule(name)

    def has_worker(self) -> bool:
        """Whether a worker is alive now."""
        return self.queue.has_worker()

    def close(self) -> None:
        """Let go of connections."""
        self.queue.close()
