"""A Finding: one thing noticed about data, an input or a model, as a code plus facts."""

from __future__ import annotations

from dataclasses import dataclass, field
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
        Values for the fields of the sentence, JSON-able.
    """

    code: str
    severity: Severity = Severity.CAUTION
    column: str | None = None
    # Any: printed in a sentence, never computed with.
    facts: dict[str, Any] = field(default_factory=dict)

    def message(self, language: str) -> str:
        """Return the sentence in `language` ("en" or "pt_BR")."""
        return render(self.code, {"column": self.column, **self.facts}, language=language)
