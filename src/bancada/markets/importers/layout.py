"""How the records of one format of bars are read, as SQL expressions. It knows no single format, no file and no engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath

from bancada.core.dataset import Source
from bancada.core.finding import Finding
from bancada.markets.series import PriceBasis
from bancada.markets.timeframe import Timeframe

__all__ = ["Check", "Clock", "Head", "Layout", "Typed", "filled", "plain_number", "quoted", "slug"]


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a text file, enough to recognise it.

    Attributes
    ----------
    name : str
        Of the file, or of the one file in an archive.
    lines : tuple of str
        The first lines, without line breaks; blank ones included.
    """

    name: str
    lines: tuple[str, ...]

    @property
    def header(self) -> str:
        """The first line that is not blank."""
        return next((line for line in self.lines if line.strip()), "")

    def cells(self, delimiter: str) -> list[str]:
        """Return the cells of the first line, stripped."""
        return [cell.strip().strip('"').strip() for cell in self.header.split(delimiter)]

    def first_cell(self, delimiter: str, position: int) -> str:
        """Return a cell of the first line below the header, stripped; empty where there is none."""
        rows = [line for line in self.lines if line.strip()][1:2]
        cells = rows[0].split(delimiter) if rows else []
        return cells[position].strip().strip('"').strip() if position < len(cells) else ""

    @property
    def stem(self) -> str:
        """The name without its endings."""
        name = PurePath(self.name.replace("\\", "/")).name
        while (suffix := PurePath(name).suffix.lower()) in (".csv", ".gz", ".zip", ".txt", ".tsv"):
            name = name[: -len(suffix)]
        return name


class Clock(StrEnum):
    """What the times of a file are."""

    INSTANT = "instant"
    """Instants: seconds since 1970, or an offset written beside each."""
    LOCAL = "local"
    """Wall-clock times of a zone that the cells do not name."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something to count among the accepted rows, told where it is not zero.

    Attributes
    ----------
    code : str
        Of the finding; its sentence has the field `rows`.
    query : str
        SQL that counts, over the table `taken`.
    """

    code: str
    query: str


@dataclass(frozen=True, slots=True)
class Typed:
    """How a faultless file is read without a text in between.

    Attributes
    ----------
    columns : mapping of str to str
        SQL type of each cell of a record, in the order of the file.
    time : str
        SQL over these columns: the opening instant, a timestamp in UTC.
    symbol : str
        SQL over these columns: the symbol as it stands, empty where the file has none.
    time_format : str
        The only form of a timestamp that is read, as `strptime` writes it; empty for whatever the engine reads.
    whole : str
        SQL over `ts` that holds unless the engine may have rounded the time as it read it; empty where it rounds none.
    """

    columns: Mapping[str, str]
    time: str
    symbol: str = ""
    time_format: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read the records of a file.

    Attributes
    ----------
    importer : str
        Slug of the format.
    names : tuple of str
        The cells of a record, in order; in SQL each is a text, trimmed. Empty where records have a fixed width; SQL then reads `_text`,
        the whole record.
    delimiter : str
        Empty where records have a fixed width.
    has_header : bool
        Whether the first line is none of the rows.
    time : str
        SQL over the cells: a timestamp without zone, NULL where unreadable.
    day : str
        SQL over the cells: the date that is written, where `time` would move it to UTC; empty where it is `time`.
    clock : Clock
    numbers : mapping of str to str
        SQL over the cells, by the name of the number: a double, NULL where empty or unreadable.
    texts : mapping of str to str
        SQL over the cells: the text that each number was read from, NULL where there is none.
    required : tuple of str
        Numbers that no row may lack and that may not be zero.
    outputs : mapping of PriceBasis to mapping
        One series a basis: SQL over the numbers for each column of bars that is not simply the number of that name.
    symbol : str
        SQL over the cells, or empty where the file has no such column.
    version : int
        Raised when the same file would give other bars.
    timeframe : Timeframe or None
        Where the format itself says it.
    exchange, zone : str
        Where the format itself says them.
    source : Source
    keep : str
        SQL over the cells: which rows are wanted; the others are counted as left out.
    width : int
        Characters of a record of fixed width.
    valid : str
        SQL over the cells that holds for a record of this kind, beside its number of cells.
    of_clock : str
        The same of a time that is more than a date: whether it is written as those of `clock` are, with or without offset.
    trailer : str
        What a last line that is no row begins with.
    extras : mapping of str to str
        Further columns of `taken`, for checks; one named `code` is what a series may be asked for by, beside its symbol.
    checks : tuple of Check
    unsplit : str
        SQL over `taken` that tells whether prices said to be adjusted for splits are as they were traded; empty where nothing tells.
    typed : Typed or None
    findings : tuple of Finding
    """

    importer: str
    names: tuple[str, ...]
    delimiter: str
    has_header: bool
    time: str
    clock: Clock
    numbers: Mapping[str, str]
    texts: Mapping[str, str]
    outputs: Mapping[PriceBasis, Mapping[str, str]]
    required: tuple[str, ...] = ("open", "high", "low", "close")
    symbol: str = ""
    day: str = ""
    version: int = 1
    timeframe: Timeframe | None = None
    exchange: str = ""
    zone: str = ""
    source: Source = Source.IMPORTED
    keep: str = ""
    width: int = 0
    valid: str = ""
    of_clock: str = ""
    trailer: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    unsplit: str = ""
    typed: Typed | None = None
    findings: tuple[Finding, ...] = ()


_MISSING = "('', 'nan', 'na', 'n/a', 'null', 'none', '-')"


def quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def filled(cell: str) -> str:
    """Return SQL for the text of a cell, NULL where it says that there is none."""
    return f"CASE WHEN lower({cell}) NOT IN {_MISSING} THEN {cell} END"


def plain_number(text: str) -> str:
    """Return SQL that reads a number with a decimal point."""
    return f"TRY_CAST({text} AS DOUBLE)"


def slug(cell: str) -> str:
    """Return a header cell as a name: lower case, words joined."""
    return re.sub(r"[\s_]+", "_", cell.strip().lower())
