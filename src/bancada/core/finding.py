"""A Finding: one thing noticed about data, an input or a model, as a code plus facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from bancada.core.messages import render

__all__ = ["Finding", "Severity", "revived"]


class Severity(StrEnum):
    """How much a finding matters to a model trained on the data."""

    INFO = "info"
    CAUTION = "caution"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed, translated where it is shown.

    Attributes
    ----------
    code : str
        Key of the sentence in `core.messages`.
    severity : Severity
    column : str or None
        The column it speaks of, if one.
    facts : dict
        Values for the fields of the sentence, JSON-able; a finding among them, or in a list among them, is one again when it is read back from JSON.
    """

    code: str
    severity: Severity = Severity.CAUTION
    column: str | None = None
    # Any: printed in a sentence, never computed with.
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", revived(self.facts))  # frozen, and the caller's facts stay as they are

    def message(self, language: str) -> str:
        """Return the sentence in `language` ("en" or "pt_BR")."""
        return render(self.code, {"column": self.column, **self.facts}, language=language)


# Any: facts, JSON values among them.
def revived(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts in which whatever JSON made of findings, at any depth of lists and mappings, is findings again.

    The one place where it is done: facts of errors and of findings that come from a row, a file or a queue are told in the reader's
    language like those that never left the process. What is no finding stays as it is.
    """
    return {name: _revived(value) for name, value in facts.items()}


def _revived(value: Any) -> Any:  # Any: as the facts
    if isinstance(value, list):
        return [_revived(one) for one in value]
    if not isinstance(value, dict):
        return value
    return _finding(value) if _is_finding(value) else revived(value)


def _is_finding(value: dict[str, Any]) -> bool:  # Any: as the facts
    if value.keys() != _FIELDS or value["severity"] not in tuple(Severity):
        return False
    return (
        isinstance(value["code"], str) and isinstance(value["column"], str | None) and isinstance(value["facts"], dict)
    )


def _finding(value: dict[str, Any]) -> Finding:  # Any: as the facts
    return Finding(value["code"], Severity(value["severity"]), value["column"], value["facts"])


_FIELDS = {one.name for one in fields(Finding)}
