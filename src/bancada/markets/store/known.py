"""The live series that an import may meet, read in a few statements however many they are. Knows no store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bancada.markets.series import SeriesInfo, SeriesKey
from bancada.markets.store.records import chunks, info_of, key_of, live
from bancada.markets.store.tables import bar_imports, bar_parts, bar_series

__all__ = ["Known"]

_FEW = 500
"""Symbols up to which series are asked for by name; of more all series are read."""


class Known:
    """Series as one transaction sees them.

    Attributes
    ----------
    infos : dict of SeriesKey to SeriesInfo
    ids : dict of SeriesKey to int
        Of `bar_series`.
    zones : dict of SeriesKey to str
    sources : dict of SeriesKey to list of str
        Every source that ever was part of the series.
    spans : dict of SeriesKey to list of (str, datetime, datetime)
        The sources that it is made of now, in rising precedence, with their first and last instants.
    """

    def __init__(self, connection: sa.Connection, symbols: set[str]) -> None:
        query = live()
        if len(symbols) <= _FEW:
            query = query.where(bar_series.c.symbol.in_(symbols))
        rows = connection.execute(query).mappings().all()
        keys = {row["id"]: key_of(row) for row in rows}
        self.ids: dict[SeriesKey, int] = {key: number for number, key in keys.items()}
        self.zones: dict[SeriesKey, str] = {keys[row["id"]]: row["zone"] for row in rows}
        self.sources: dict[SeriesKey, list[str]] = {key: [] for key in self.ids}
        self.spans: dict[SeriesKey, list[tuple[str, datetime, datetime]]] = {key: [] for key in self.ids}
        made_of: dict[int, list[str]] = {number: [] for number in keys}
        for series_id, source, first, last, until, import_id in _parts(connection, keys):
            self.sources[keys[series_id]].append(source)
            if until is None:
                self.spans[keys[series_id]].append((source, first, last))
                made_of[series_id].append(import_id)
        self.infos: dict[SeriesKey, SeriesInfo] = {
            keys[row["id"]]: info_of(row, keys[row["id"]], tuple(made_of[row["id"]])) for row in rows
        }
        self._trashed = _trashed_versions(connection)

    def state(self, key: SeriesKey) -> SeriesInfo | int:
        """Return a series that is there, or the last version of its key that is in the trash, 0 where there is none."""
        return self.infos.get(key) or self._trashed.get(key, 0)


# Any: values of SQL columns, each of its own type.
def _parts(connection: sa.Connection, keys: dict[int, SeriesKey]) -> list[tuple[Any, ...]]:
    names = ("series_id", "source", "first_at", "last_at", "until_version")
    query = sa.select(*(bar_parts.c[name] for name in names), bar_imports.c.id)
    query = query.join(bar_imports, bar_imports.c.number == bar_parts.c.import_number).order_by(bar_parts.c.id)
    return [
        tuple(row) for ids in chunks(keys) for row in connection.execute(query.where(bar_parts.c.series_id.in_(ids)))
    ]


def _trashed_versions(connection: sa.Connection) -> dict[SeriesKey, int]:
    query = sa.select(bar_series).where(bar_series.c.deleted_at.is_not(None)).order_by(bar_series.c.version)
    return {key_of(row): row["version"] for row in connection.execute(query).mappings()}
