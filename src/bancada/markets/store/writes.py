"""The statements that write the catalogue's tables. Those given a connection work in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bancada.data.engine import reading, writing
from bancada.markets.series import SeriesInfo
from bancada.markets.store.port import BarStore
from bancada.markets.store.tables import bar_imports, bar_parts, bar_series

__all__ = [
    "add_parts",
    "add_series",
    "begin_import",
    "clear_unfinished",
    "finish_import",
    "series_values",
    "update_series",
]

# Any: values of SQL columns, each of its own type.
Values = Mapping[str, Any]

_UNKNOWN: dict[str, Any] = {  # Any: as above
    "refused": 0,
    "left_out": 0,
    "repeated": 0,
    "replaced": 0,
    "refused_file": None,
    "findings": [],
    "options": {},
    "repairs": [],
}


def begin_import(engine: sa.Engine, id_: str, values: Values, *, at: datetime) -> int:
    """Write the row of an import that is not whole yet, where there is none; return its number."""
    with writing(engine) as connection:
        there = connection.scalar(sa.select(bar_imports.c.number).where(bar_imports.c.id == id_))
        if there is not None:
            return int(there)
        made = bar_imports.insert().values(_UNKNOWN | dict(values) | {"id": id_, "is_whole": False, "imported_at": at})
        return int(connection.execute(made.returning(bar_imports.c.number)).scalar_one())


def finish_import(connection: sa.Connection, number: int) -> None:
    """Say that an import is whole: readers see it from the end of the transaction."""
    connection.execute(bar_imports.update().where(bar_imports.c.number == number).values(is_whole=True))


def clear_unfinished(engine: sa.Engine, store: BarStore) -> None:
    """Remove what imports that never became whole left in the store; the caller is the only writer."""
    with reading(engine) as connection:
        query = sa.select(bar_imports.c.number, bar_imports.c.sources).where(sa.not_(bar_imports.c.is_whole))
        left = connection.execute(query).all()
    for number, sources in left:
        for source in sources:
            store.remove(source)
        with writing(engine) as connection:
            connection.execute(bar_imports.delete().where(bar_imports.c.number == number))


def series_values(info: SeriesInfo) -> dict[str, Any]:
    """Return the row of `bar_series` that stands for `info`, its zone left out."""
    continuous = info.continuous
    return {
        "symbol": info.key.symbol,
        "timeframe": info.key.timeframe.value,
        "basis": info.key.basis.value,
        "source": info.source.value,
        "origin": info.origin,
        "rows": info.rows,
        "first_at": info.first,
        "last_at": info.last,
        "sha256": info.sha256,
        "version": info.version,
        "columns": ",".join(info.columns),
        "exchange": info.exchange,
        "contract": continuous.contract if continuous else None,
        "roll_rule": continuous.roll_rule if continuous else None,
        "adjustment": continuous.adjustment if continuous else None,
        "updated_at": info.updated_at,
        "is_condemned": info.is_condemned,
    }


def add_series(connection: sa.Connection, rows: Sequence[Values]) -> list[int]:
    """Insert series and return their ids, in the same order."""
    if not rows:
        return []
    made = bar_series.insert().returning(bar_series.c.id, sort_by_parameter_order=True)
    return list(connection.scalars(made, [dict(row) for row in rows]))


def update_series(connection: sa.Connection, rows: Mapping[int, Values]) -> None:
    """Write series anew, by id; every row has the same columns."""
    if rows:
        changed: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in next(iter(rows.values()))}
        statement = bar_series.update().where(bar_series.c.id == sa.bindparam("of_id")).values(changed)
        connection.execute(
            statement,
            [{"of_id": number} | {f"new_{name}": value for name, value in row.items()} for number, row in rows.items()],
        )


def add_parts(connection: sa.Connection, rows: Sequence[Values]) -> None:
    """Say which imports series are made of, after those that they are made of already."""
    if rows:
        connection.execute(bar_parts.insert(), [dict(row) for row in rows])
