"""A Dataset: a frame with its identity. `DatasetInfo` is the identity alone, cheap to list and to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bancada.core.finding import Finding
from bancada.core.task import Problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Column", "ColumnType", "Dataset", "DatasetInfo", "ImportReport", "Source"]


class Source(StrEnum):
    """Where rows come from; shown wherever they are shown."""

    OFFICIAL = "official"
    IMPORTED = "imported"
    CONNECTED = "connected"
    SIMULATED = "simulated"


class ColumnType(StrEnum):
    """What a column holds, independent of the engine that stores it."""

    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    CATEGORY = "category"
    TEXT = "text"
    DATETIME = "datetime"

    @property
    def is_numeric(self) -> bool:
        """Whether arithmetic on it has a meaning."""
        return self in (ColumnType.INTEGER, ColumnType.FLOAT, ColumnType.BOOLEAN)


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it was found.

    Attributes
    ----------
    name : str
    type : ColumnType
    unit : str
        Physical unit ("lux", "°C", "mm/s"), empty where unknown.
    n_missing, n_distinct : int
    minimum, maximum : float or None
        Numeric columns: range of the values present. Datetime columns: seconds since the epoch, UTC.
    categories : tuple of str
        Category columns: the values present, sorted; at most 200.
    declared_minimum, declared_maximum : float or None
        What the pack says is physically possible.
    """

    name: str
    type: ColumnType
    unit: str = ""
    n_missing: int = 0
    n_distinct: int = 0
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] = ()
    declared_minimum: float | None = None
    declared_maximum: float | None = None


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """The identity of a Dataset.

    Attributes
    ----------
    name : str
        Slug, unique in the bench, compared without case.
    pack : str
        Domain pack that knows it ("tables", "sensors").
    source : Source
    origin : str
        File name, or connected URL without credentials, or the pack's simulation.
    table : str
        SQL table that holds the rows.
    rows : int
    columns : tuple of Column
    sha256 : str
        Fingerprint of the content as read back, hexadecimal.
    version : int
        Raised in every transaction that writes to the table.
    target, time_column, group_column : str or None
    problem : Problem or None
        Inferred from the target, or chosen.
    first_at, last_at : datetime or None
        Range of the time column, aware, UTC.
    imported_at : datetime
    """

    name: str
    pack: str
    source: Source
    origin: str
    table: str
    rows: int
    columns: tuple[Column, ...]
    sha256: str
    version: int
    imported_at: datetime
    target: str | None = None
    problem: Problem | None = None
    time_column: str | None = None
    group_column: str | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def cache_key(self) -> str:
        """What a cached read is keyed by: name, version and the head of the fingerprint."""
        return f"{self.name}:{self.version}:{self.sha256[:16]}"

    def column(self, name: str) -> Column | None:
        """Return the column called `name`, or None."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A frame with its identity. The frame belongs to the Dataset: never mutate it.

    Attributes
    ----------
    info : DatasetInfo
    frame : pandas.DataFrame, shape (rows, n_columns)
        Columns in the order of `info.columns`; category and text columns as str, datetime columns as UTC timestamps,
        missing values as NaN, None or NaT.
    """

    info: DatasetInfo
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one import did.

    Attributes
    ----------
    dataset : DatasetInfo
        As it stands after the import.
    sha256 : str
        Of the file's bytes.
    rows : int
        Data rows of the file; `accepted + refused + repeated` of them.
    accepted, refused : int
    repeated : int
        Rows that were there already.
    refused_file : str or None
        CSV of refused rows with their line number and reasons; only with `skip_bad`.
    already_imported : bool
        The very same file had been imported before; nothing was added.
    dialect : dict of str to str
        What was recognised: format, encoding, delimiter, decimal, date order.
    findings : tuple of Finding
    """

    dataset: DatasetInfo
    sha256: str
    rows: int
    accepted: int
    refused: int
    repeated: int
    refused_file: str | None
    already_imported: bool
    dialect: dict[str, str]
    findings: tuple[Finding, ...] = ()
