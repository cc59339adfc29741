"""A Finding: one thing noticed about data, an input or a model, as a code plus facts."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from bancada.core.messages import render

__all__ = ["Finding", "Severity"]


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
        found = {name: _revived(value) for name, value in self.facts.items() if _holds_finding(value)}
        if found:
            object.__setattr__(
                self, "facts", {**self.facts, **found}
            )  # frozen, and the caller's facts stay as they are

    def message(self, language: str) -> str:
        """Return the sentence in `language` ("en" or "pt_BR")."""
        return render(self.code, {"column": self.column, **self.facts}, language=language)


# Any: as the facts.
def _is_finding(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {one.name for one in fields(Finding)}


def _holds_finding(value: Any) -> bool:
    return _is_finding(value) or (isinstance(value, list) and any(_is_finding(one) for one in value))


def _revived(value: Any) -> Any:
    if isinstance(value, list):
        return [_finding(one) if _is_finding(one) else one for one in value]
    return _finding(value)


def _finding(value: dict[str, Any]) -> Finding:
    return Finding(value["code"], Severity(value["severity"]), value["column"], value["facts"])
