"""Use cases over background runs: follow, cancel, retry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bancada.core.run import LogLine, RunInfo

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

    def has_worker(self) -> bool:
        """Whether a worker is alive now."""
        return self.queue.has_worker()

    def close(self) -> None:
        """Let go of connections."""
        self.queue.close()
