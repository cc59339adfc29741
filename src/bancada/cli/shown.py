"""How values are printed and sent as JSON, by whatever command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bancada.cli.output import language
from bancada.core.leaderboard import Interval
from bancada.core.values import to_json

if TYPE_CHECKING:
    from bancada.core.finding import Finding
    from bancada.core.model import ChampionRecord

__all__ = ["decimal", "facts", "interval", "messages", "one_of", "reasons", "reign", "with_messages"]


_SWAPPED = str.maketrans(",.", ".,")


def one_of(english: str, portuguese: str) -> str:
    """Return the word of the shell's language."""
    return portuguese if language() == "pt_BR" else english


def decimal(value: float, digits: int = 1) -> str:
    """Return a number with its thousands parted, written by the shell's language."""
    text = f"{value:,.{digits}f}"
    return text.translate(_SWAPPED) if language() == "pt_BR" else text


def interval(found: Interval, digits: int = 3) -> str:
    """Return an interval as "8.95 to 9.07"."""
    word = "a" if language() == "pt_BR" else "to"
    return f"{decimal(found.low, digits)} {word} {decimal(found.high, digits)}"


def messages(findings: Sequence[Finding]) -> list[str]:
    """Return the sentences of findings in the shell's language."""
    return [finding.message(language()) for finding in findings]


# Any: JSON values.
def with_messages(value: Any, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return a dataclass as JSON with the sentences of its findings beside their codes."""
    return {**to_json(value), "messages": messages(findings)}


# Any: likewise.
def facts(value: Any, *names: str) -> dict[str, Any]:
    """Return some attributes of a value, arrays as lists."""
    found = {name: getattr(value, name) for name in names}
    return {name: one.tolist() if hasattr(one, "tolist") else one for name, one in found.items()}


def reign(record: ChampionRecord) -> str:
    """Return how a reign came about; a rollback says where what it gave back had been forced."""
    if record.rolled_back:
        again = one_of("rolled back", "desfeito")
        return f"{again} ({one_of('forced', 'forçado')})" if record.forced else again
    return one_of("forced", "forçado") if record.forced else one_of("through the gate", "pelo portão")


def reasons(record: ChampionRecord) -> str:
    """Return the reasons that were given for a reign: of the promotion, then of the rollback."""
    return " · ".join(reason for reason in (record.reason, record.rollback_reason) if reason)
