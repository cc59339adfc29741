"""What validation answers: checks with counts and examples, findings, and whether a model may be trained on the bars."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from math import isfinite
from typing import Any, Protocol

from bancada.core.finding import Finding, Severity
from bancada.markets.timeframe import Timeframe

__all__ = ["MOST_EXAMPLES", "Check", "Evidence", "Example", "ValidationReport"]

MOST_EXAMPLES = 5
_WORST_FIRST = (Severity.FAILURE, Severity.CAUTION, Severity.INFO)


class Evidence(Protocol):
    """Whether a series looks made up; `detect_synthetic_patterns` answers one."""

    @property
    def is_condemned(self) -> bool:
        """Whether it was condemned."""

    @property
    def is_enough(self) -> bool:
        """Whether there was enough to judge by; where there was not, nothing is cleared."""

    def finding(self) -> Finding:
        """Return the verdict as a finding."""

    # Any: JSON.
    def to_json(self) -> dict[str, Any]:
        """Return `{"condemned": ..., "evidence": {...}}`."""


@dataclass(frozen=True, slots=True)
class Example:
    """One place at which a check found something.

    Attributes
    ----------
    ts : int
        Opening instant of the bar, nanoseconds since 1970 UTC; of an interval, of its first bar; of a session, midnight UTC of its date.
    at : str
        The same for people: a date, or date and time on the exchange's clock.
    until : str or None
        End of an interval, likewise.
    values : dict of str to float
        What stood there, by column or by name ("ratio", "bars", "sessions"); what is not finite is None in JSON.
    """

    ts: int
    at: str
    until: str | None = None
    values: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One check and what it found.

    Attributes
    ----------
    code : str
    severity : Severity
        `info` where nothing was found.
    count : int
        Bars, sessions or jumps found, as the check counts.
    of : int
        Of how many it looked at.
    examples : tuple of Example
        At most five: the first ones, of gaps the longest.
    finding : Finding or None
        None where nothing was found.
    """

    code: str
    severity: Severity
    count: int
    of: int
    examples: tuple[Example, ...] = ()
    finding: Finding | None = None

    @property
    def share(self) -> float:
        """Of what it looked at, 0 to 1; 0 where it looked at nothing."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What is known of a series' bars.

    Attributes
    ----------
    symbol : str
    timeframe : Timeframe
    rows : int
    first, last : datetime or None
        Opening instants of the earliest and the latest bar, aware, UTC; None without bars.
    checks : tuple of Check
        All that were made, in a fixed order; what could not be made (no calendar, no volume) is absent or says so.
    statements : tuple of Finding
        What is to be known of the series beside its bars: unstated price basis, refused rows, no calendar.
    synthetic : Evidence or None
        None where it has not been asked; set by `with_evidence`.
    """

    symbol: str
    timeframe: Timeframe
    rows: int
    first: datetime | None
    last: datetime | None
    checks: tuple[Check, ...]
    statements: tuple[Finding, ...] = ()
    synthetic: Evidence | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, worst first."""
        found = [*(check.finding for check in self.checks if check.finding), *self.statements]
        if self.synthetic is not None:
            found.append(self.synthetic.finding())
        return tuple(sorted(found, key=lambda one: _WORST_FIRST.index(one.severity)))

    @property
    def passed(self) -> bool:
        """Whether nothing was found that breaks a training (no failure)."""
        return all(one.severity is not Severity.FAILURE for one in self.findings)

    def check(self, code: str) -> Check | None:
        """Return the check of that code; None where it was not made."""
        return next((check for check in self.checks if check.code == code), None)

    def with_evidence(self, evidence: Evidence) -> ValidationReport:
        """Return the same report with the evidence for or against a made-up series."""
        return replace(self, synthetic=evidence)

    # Any: JSON.
    def to_json(self, *, language: str = "en") -> dict[str, Any]:
        """Return the report as JSON-able values, sentences in `language`.

        Keys: `symbol`, `timeframe`, `rows`, `first`, `last`, `passed`, `findings` (worst first: code, severity, facts, message),
        `checks` (all: code, severity, count, of, share, examples) and `synthetic` (null where it has not been asked).
        """
        return {
            "symbol": self.symbol,
            "timeframe": self.timeframe.value,
            "rows": self.rows,
            "first": None if self.first is None else self.first.isoformat(),
            "last": None if self.last is None else self.last.isoformat(),
            "passed": self.passed,
            "findings": [_finding(one, language) for one in self.findings],
            "checks": [_check(check) for check in self.checks],
            "synthetic": None if self.synthetic is None else self.synthetic.to_json(),
        }


def _finding(one: Finding, language: str) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": one.severity.value,
        "facts": {name: _plain(value, language) for name, value in one.facts.items()},
        "message": one.message(language),
    }


# Any: a fact is whatever its sentence prints.
def _plain(value: Any, language: str) -> Any:
    if isinstance(value, Finding):
        return value.message(language)
    if isinstance(value, list | tuple):
        return [_plain(item, language) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def _check(check: Check) -> dict[str, Any]:
    examples = [
        {"ts": one.ts, "at": one.at, "until": one.until, **{name: _plain(v, "") for name, v in one.values.items()}}
        for one in check.examples
    ]
    return {
        "code": check.code,
        "severity": check.severity.value,
        "count": check.count,
        "of": check.of,
        "share": check.share,
        "examples": examples,
    }
