"""What an importer hands over: typed rows, and the rows that it would not take with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bancada.core.finding import Finding, Severity

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["BadRow", "Parsed", "examples_of"]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of the source that does not fit.

    Attributes
    ----------
    line : int
        1-based line of a text file where the row begins; row of a sheet.
    findings : tuple of Finding
        Why, one per mistake.
    cells : tuple of str
        As they stand in the source.
    row : int
        1-based, among the data rows of the source.
    """

    line: int
    findings: tuple[Finding, ...]
    cells: tuple[str, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """Rows of one source.

    Attributes
    ----------
    table : pyarrow.Table
        The good rows, plain (see `data.content`).
    rows : int
        Data rows of the source, bad ones included.
    bad : tuple of BadRow
    dialect : dict of str to str
        What was recognised.
    findings : tuple of Finding
    """

    table: pa.Table
    rows: int
    bad: tuple[BadRow, ...] = ()
    dialect: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def examples_of(rows: Sequence[BadRow]) -> list[Finding]:
    """Return the first three refused rows as line and reason."""
    return [
        Finding("bad_row", Severity.FAILURE, facts={"line": str(row.line), "reason": finding})
        for row in rows[:3]
        for finding in row.findings[:1]
    ]
