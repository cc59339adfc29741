"""What an importer hands over: typed rows, and the rows that it would not take with their reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bancada.core.finding import Finding

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["BadRow", "Parsed"]


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
