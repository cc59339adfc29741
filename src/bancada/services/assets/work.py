"""What a step of a pipeline is given to work with, and what it hands back. It loads no engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bancada.core.finding import Finding

if TYPE_CHECKING:
    from bancada.domains.assets.values import Watch

__all__ = ["NumberedWatch", "StepOutcome", "StepWork", "Work"]


@dataclass(frozen=True, slots=True)
class Work:
    """Where a step works.

    Attributes
    ----------
    folder : Path
        What the steps before left, and where it leaves its own: whole or not at all.
    run_id : str
        The same when the step is done again after a kill.
    collection : str
        Under which fits are counted, before `save` says where the model goes.
    watch : Watch or None
    """

    folder: Path
    run_id: str
    collection: str = "b3"
    watch: Watch | None = None


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What a step tells of what it did.

    Attributes
    ----------
    facts : dict
        JSON, for people; see `domains.assets.pipeline_state.StepState`.
    findings : tuple of Finding
    result : dict
        JSON that becomes part of the run's result.
    """

    facts: dict[str, Any] = field(default_factory=dict)  # Any: JSON
    findings: tuple[Finding, ...] = ()
    result: dict[str, Any] = field(default_factory=dict)  # Any: JSON


# Any: the request of the step, see `services.assets.requests.REQUESTS`; a function takes its own kind only.
StepWork = Callable[[Any, Work], StepOutcome]


@dataclass(frozen=True, slots=True)
class NumberedWatch:
    """A watch of one step among several: progress is counted in steps, and what the step says of itself becomes the message.

    Parameters
    ----------
    watch : Watch
    number, total : int
        Of the step, from 1; of all.
    name : str
    """

    watch: Watch
    number: int
    total: int
    name: str

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far the step has come."""
        share = f" {done}/{total}" if total else ""
        told = f"{self.number}/{self.total} {self.name}{share} {message}".rstrip()
        self.watch.progress(self.number - 1, self.total, told)

    def is_cancelled(self) -> bool:
        """Whether to stop now."""
        return self.watch.is_cancelled()


if TYPE_CHECKING:

    def _proved(watch: NumberedWatch) -> Watch:
        return watch
