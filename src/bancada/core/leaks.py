"""What a leak battery found, as values: one check after the other, passed, failed or skipped with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from bancada.core.finding import Finding, Severity

__all__ = ["LeakCheck", "LeakCode", "LeakReport", "LeakStatus"]


class LeakCode(StrEnum):
    """What is checked."""

    FUTURE = "future"
    NULL_TARGET = "null_target"
    GOLDEN = "golden"
    OVERLAP = "overlap"
    FITTED = "fitted"
    PLAUSIBLE = "plausible"


class LeakStatus(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


_SEVERITIES = {
    LeakStatus.PASSED: Severity.INFO,
    LeakStatus.FAILED: Severity.FAILURE,
    LeakStatus.SKIPPED: Severity.INFO,
}


@dataclass(frozen=True, slots=True)
class LeakCheck:
    """One check.

    Attributes
    ----------
    code : LeakCode
    status : LeakStatus
    facts : dict
        Figures of the sentence, JSON-able; of a skipped check `why`, a Finding.
    """

    code: LeakCode
    status: LeakStatus
    # Any: printed in a sentence, never computed with.
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A Finding among the facts is one again when it comes back from JSON; frozen.
        object.__setattr__(self, "facts", Finding(self.code, facts=self.facts).facts)

    @property
    def finding(self) -> Finding:
        """The check as a finding: `failure` where it failed, else `info`."""
        severity = _SEVERITIES[self.status]
        if self.status is LeakStatus.SKIPPED:
            facts = {"check": Finding(f"leak_{self.code}", severity), **self.facts}
            return Finding("leak_skipped", severity, None, facts)
        return Finding(f"leak_{self.code}_{self.status}", severity, None, self.facts)

    def message(self, language: str) -> str:
        """Return what the check found in `language` ("en" or "pt_BR")."""
        return self.finding.message(language)


@dataclass(frozen=True, slots=True)
class LeakReport:
    """The checks of one battery.

    Attributes
    ----------
    checks : tuple of LeakCheck
    passed : bool
        None failed, and at least one was run.
    ran_at : datetime
        Aware, UTC.
    seed : int
        Of every random draw, so that the report can be had again.
    """

    checks: tuple[LeakCheck, ...]
    passed: bool
    ran_at: datetime
    seed: int

    @classmethod
    def of(cls, checks: Iterable[LeakCheck], *, ran_at: datetime, seed: int) -> Self:
        """Return the report of some checks."""
        found = tuple(checks)
        statuses = {check.status for check in found}
        return cls(found, LeakStatus.FAILED not in statuses and LeakStatus.PASSED in statuses, ran_at, seed)

    @property
    def failed(self) -> tuple[LeakCheck, ...]:
        """The checks that failed."""
        return self.with_status(LeakStatus.FAILED)

    def with_status(self, status: LeakStatus) -> tuple[LeakCheck, ...]:
        """Return the checks that ended so."""
        return tuple(check for check in self.checks if check.status is status)
