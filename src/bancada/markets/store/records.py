"""Rows of the catalogue's tables as values, and the statements that find them. Works in the caller's transaction; knows no store."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from bancada.core.dataset import Source
from bancada.core.errors import NotFound
from bancada.core.finding import Finding, Severity
from bancada.markets.series import Continuous, PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.store.tables import bar_imports, bar_parts, bar_series
from bancada.markets.timeframe import Timeframe

__all__ = [
    "ADOPTED",
    "BarImport",
    "chunks",
    "found",
    "import_records",
    "info_of",
    "infos",
    "is_key",
    "key_of",
    "live",
    "missing",
    "near_symbols",
    "sources_of",
]

ADOPTED = "own"
"""Importer of what was in the store before Bancada knew of it."""


T = TypeVar("T")

_MANY = 5_000
"""Values of one statement: under every database's limit."""


@dataclass(frozen=True, slots=True)
class BarImport:
    """One import of bars as it was recorded.

    Attributes
    ----------
    id : str
        "mt5-3f2a9c1d0b12"; a repair's begins with "repair-".
    importer : str
    importer_version : int
    source : Source
    file_name, file_sha256 : str
    rows, accepted, refused, left_out : int
        `rows = accepted + refused + left_out`.
    repeated, replaced : int
        Of the accepted rows: stored already with the same values, and put in place of others.
    refused_file : str or None
    findings : tuple of Finding
    options : dict of str to str
    repairs : tuple of dict
        What a repair did, as it was recorded.
    imported_at : datetime
    """

    id: str
    importer: str
    importer_version: int
    source: Source
    file_name: str
    file_sha256: str
    rows: int
    accepted: int
    refused: int
    left_out: int
    repeated: int
    replaced: int
    refused_file: str | None
    findings: tuple[Finding, ...]
    options: dict[str, str]
    repairs: tuple[dict[str, Any], ...]  # Any: JSON values
    imported_at: datetime


def live() -> sa.Select[Any]:
    """Return the query for the rows of series that are not in the trash."""
    return sa.select(bar_series).where(bar_series.c.deleted_at.is_(None))


def is_key(key: SeriesKey) -> sa.ColumnElement[bool]:
    """Return the condition for the rows of one key."""
    return sa.and_(
        bar_series.c.symbol == key.symbol,
        bar_series.c.timeframe == key.timeframe.value,
        bar_series.c.basis == key.basis.value,
    )


def chunks(values: Iterable[T], size: int = _MANY) -> Iterator[list[T]]:
    """Yield values a statement's worth at a time."""
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk


def infos(connection: sa.Connection, rows: Sequence[sa.RowMapping]) -> tuple[SeriesInfo, ...]:
    """Return rows of `bar_series` as values, with the imports they are made of now."""
    made_of: dict[int, list[str]] = {row["id"]: [] for row in rows}
    for ids in chunks(made_of):
        query = (
            sa.select(bar_parts.c.series_id, bar_imports.c.id)
            .join(bar_imports, bar_imports.c.number == bar_parts.c.import_number)
            .where(bar_parts.c.series_id.in_(ids), bar_parts.c.until_version.is_(None))
            .order_by(bar_parts.c.id)
        )
        for series_id, import_id in connection.execute(query):
            made_of[series_id].append(import_id)
    return tuple(info_of(row, key_of(row), tuple(made_of[row["id"]])) for row in rows)


def info_of(row: sa.RowMapping, key: SeriesKey, imports: tuple[str, ...]) -> SeriesInfo:
    """Return a row of `bar_series` as a value."""
    contract = row["contract"]
    return SeriesInfo(
        key=key,
        source=Source(row["source"]),
        origin=row["origin"],
        rows=row["rows"],
        first=row["first_at"],
        last=row["last_at"],
        sha256=row["sha256"],
        version=row["version"],
        columns=tuple(name for name in row["columns"].split(",") if name),
        exchange=row["exchange"],
        continuous=None if contract is None else Continuous(contract, row["roll_rule"], row["adjustment"]),
        imports=imports,
        updated_at=row["updated_at"],
        is_condemned=row["is_condemned"],
    )


def key_of(row: sa.RowMapping) -> SeriesKey:
    """Return the key of a row of `bar_series`."""
    return SeriesKey(row["symbol"], Timeframe(row["timeframe"]), PriceBasis(row["basis"]))


def sources_of(connection: sa.Connection, series_id: int, version: int) -> tuple[str, ...]:
    """Return what the store holds of one version of a series, in rising precedence."""
    query = (
        sa.select(bar_parts.c.source)
        .where(
            bar_parts.c.series_id == series_id,
            bar_parts.c.since_version <= version,
            sa.or_(bar_parts.c.until_version.is_(None), bar_parts.c.until_version > version),
        )
        .order_by(bar_parts.c.id)
    )
    return tuple(connection.scalars(query))


def found(connection: sa.Connection, key: SeriesKey) -> sa.RowMapping:
    """Return the live row of a key; NotFound `series_not_found`."""
    row = connection.execute(live().where(is_key(key))).mappings().one_or_none()
    if row is None:
        raise missing(connection, str(key), key.symbol)
    return row


def missing(connection: sa.Connection, asked: str, symbol: str) -> NotFound:
    """Return the error for a series that is not there, naming what is near, or the trash where it lies there."""
    rows = connection.execute(live().where(bar_series.c.symbol == symbol)).mappings().all()
    if not rows and (trashed := connection.execute(_trashed(symbol)).mappings().first()) is not None:
        return NotFound("series_in_trash", series=str(key_of(trashed)), symbol=symbol)
    near = [str(key_of(row)) for row in rows] or near_symbols(connection, symbol)
    return NotFound("series_not_found", series=asked, near=near) if near else NotFound("series_unknown", series=asked)


def _trashed(symbol: str) -> sa.Select[tuple[object, ...]]:
    gone = sa.select(bar_series).where(bar_series.c.symbol == symbol, bar_series.c.deleted_at.is_not(None))
    return gone.order_by(bar_series.c.deleted_at.desc(), bar_series.c.id.desc()).limit(1)


def near_symbols(connection: sa.Connection, symbol: str, *, most: int = 5) -> list[str]:
    """Return symbols that are written much like this one."""
    head = symbol.upper()[:2]
    query = live().with_only_columns(bar_series.c.symbol).distinct()
    known = list(connection.scalars(query.where(bar_series.c.symbol.startswith(head, autoescape=True)).limit(_MANY)))
    if not known:
        known = list(connection.scalars(query.limit(_MANY)))
    return difflib.get_close_matches(symbol.upper(), known, n=most, cutoff=0.5)


def import_records(
    connection: sa.Connection, *, series_id: int | None = None, limit: int = 100
) -> tuple[BarImport, ...]:
    """Return imports, newest first: all, or those of one series, with the ones that a repair replaced."""
    query = sa.select(bar_imports).where(bar_imports.c.is_whole).order_by(bar_imports.c.number.desc()).limit(limit)
    if series_id is not None:
        numbers = sa.select(bar_parts.c.import_number).where(bar_parts.c.series_id == series_id)
        query = query.where(bar_imports.c.number.in_(numbers))
    return tuple(_import(row) for row in connection.execute(query).mappings())


def _import(row: sa.RowMapping) -> BarImport:
    findings = tuple(Finding(f["code"], Severity(f["severity"]), f["column"], f["facts"]) for f in row["findings"])
    plain = (
        "rows",
        "accepted",
        "refused",
        "left_out",
        "repeated",
        "replaced",
        "refused_file",
        "options",
        "imported_at",
    )
    names = ("id", "importer", "importer_version", "file_name", "file_sha256", *plain)
    taken = {name: row[name] for name in names}
    return BarImport(source=Source(row["source"]), findings=findings, repairs=tuple(row["repairs"]), **taken)
