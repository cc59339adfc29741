"""An import taken in: its bars into the store, then its series into the catalogue. Knows no file format.

The order makes it whole. A row of `bar_imports` that is not whole says what the store may hold in vain; then the bars are stored,
under a source that no series names yet; then one transaction names it. Whoever dies in between leaves the row, and the next
writer, who alone may write, removes what it speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from bancada.core.errors import BadInput
from bancada.core.values import to_json
from bancada.data.engine import reading, writing
from bancada.markets.series import SeriesInfo, SeriesKey
from bancada.markets.store.arrival import Coming, checked, coming, grown, import_id, source_of
from bancada.markets.store.overlaps import Overlap, Wanted, overlaps
from bancada.markets.store.port import BarStore
from bancada.markets.store.received import ReceivedImport, RecordedImport
from bancada.markets.store.records import chunks, infos, key_of, live
from bancada.markets.store.tables import bar_parts, bar_series
from bancada.markets.store.writes import (
    add_parts,
    add_series,
    begin_import,
    clear_unfinished,
    finish_import,
    series_values,
    update_series,
)

__all__ = ["record"]

_FEW = 500
"""Symbols up to which series are asked for by name; of more all series are read."""


def record(
    engine: sa.Engine,
    store: BarStore,
    received: ReceivedImport,
    *,
    on_conflict: Literal["refuse", "replace"],
    at: datetime,
) -> RecordedImport:
    """Take an import in; the caller holds `lock.only_writer`."""
    checked(received)
    clear_unfinished(engine, store)
    every = coming(received)
    known = _known(engine, every)
    lacking = [one for one in every if one.source not in known.sources.get(one.key, ())]
    if not lacking:
        return RecordedImport(import_id(received), tuple(known.infos[one.key] for one in every), already_imported=True)
    met = _met(store, received, lacking, known)
    differing = [one for one in met.values() if one.differing]
    if differing and on_conflict == "refuse":
        raise _differ(received, differing)
    series = [
        (one, grown(received, one, before=known.state(one.key), overlap=met.get(one.key), at=at)) for one in lacking
    ]
    repeated, replaced = sum(one.same for one in met.values()), sum(one.differing for one in met.values())
    number = _begin(engine, received, at=at, repeated=repeated, replaced=replaced)
    for part in received.parts:
        if part.series:
            store.add(part.path, source=source_of(received, part))
    with writing(engine) as connection:
        ids = known.ids | _write_series(connection, received, series, known)
        add_parts(connection, [_part(one, info, ids[one.key], number) for one, info in series])
        finish_import(connection, number)
    now = _known(engine, every)
    return RecordedImport(import_id(received), tuple(now.infos[one.key] for one in every), repeated, replaced)


class _Known:
    """The live series that an import may meet: identities, ids, and the sources they are made of, with their spans."""

    def __init__(self, connection: sa.Connection, symbols: set[str]) -> None:
        query = live()
        if len(symbols) <= _FEW:
            query = query.where(bar_series.c.symbol.in_(symbols))
        rows = connection.execute(query).mappings().all()
        self._trashed = _trashed_versions(connection)
        self.infos: dict[SeriesKey, SeriesInfo] = {info.key: info for info in infos(connection, rows)}
        self.ids: dict[SeriesKey, int] = {key_of(row): row["id"] for row in rows}
        self.zones: dict[SeriesKey, str] = {key_of(row): row["zone"] for row in rows}
        self.sources: dict[SeriesKey, list[str]] = {key: [] for key in self.ids}
        self.spans: dict[SeriesKey, list[tuple[str, datetime, datetime]]] = {key: [] for key in self.ids}
        keys = {number: key for key, number in self.ids.items()}
        for ids in chunks(keys):
            parts = sa.select(bar_parts).where(bar_parts.c.series_id.in_(ids)).order_by(bar_parts.c.id)
            for part in connection.execute(parts).mappings():
                key = keys[part["series_id"]]
                self.sources[key].append(part["source"])
                if part["until_version"] is None:
                    self.spans[key].append((part["source"], part["first_at"], part["last_at"]))

    def state(self, key: SeriesKey) -> SeriesInfo | int:
        """Return a series that is there, or the last version of its key that is in the trash, 0 where there is none."""
        return self.infos.get(key) or self._trashed.get(key, 0)


def _trashed_versions(connection: sa.Connection) -> dict[SeriesKey, int]:
    query = sa.select(bar_series).where(bar_series.c.deleted_at.is_not(None)).order_by(bar_series.c.version)
    return {key_of(row): row["version"] for row in connection.execute(query).mappings()}


def _known(engine: sa.Engine, every: Sequence[Coming]) -> _Known:
    with reading(engine) as connection:
        return _Known(connection, {one.key.symbol for one in every})


def _met(
    store: BarStore, received: ReceivedImport, lacking: Sequence[Coming], known: _Known
) -> dict[SeriesKey, Overlap]:
    """Return the overlaps of what comes with what is stored, by key."""
    found: dict[SeriesKey, Overlap] = {}
    for part in received.parts:
        wanted = [
            Wanted(one.key.symbol, one.key.timeframe.value, source, rank)
            for one in lacking
            if one.key.basis is part.basis
            for rank, (source, first, last) in enumerate(known.spans.get(one.key, ()))
            if first <= one.staged.last and one.staged.first <= last
        ]
        by_name = {(one.key.symbol, one.key.timeframe.value): one.key for one in lacking if one.key.basis is part.basis}
        found |= {by_name[one.symbol, one.timeframe]: one for one in overlaps(store, part.path, wanted)}
    return found


def _differ(received: ReceivedImport, differing: Sequence[Overlap]) -> BadInput:
    first = differing[0]
    return BadInput(
        "bars_differ",
        file=received.file_name,
        count=sum(one.differing for one in differing),
        same=sum(one.same for one in differing),
        series=[f"{one.symbol} {one.timeframe}" for one in differing[:5]],
        examples=list(first.examples),
    )


def _begin(engine: sa.Engine, received: ReceivedImport, *, at: datetime, repeated: int, replaced: int) -> int:
    """Write the row of an import that is not whole yet and return its number; a whole one's stays as it is."""
    values = {
        "importer": received.importer,
        "importer_version": received.importer_version,
        "source": received.source.value,
        "file_name": received.file_name,
        "file_sha256": received.file_sha256,
        "rows": received.rows,
        "accepted": received.accepted,
        "refused": received.refused,
        "left_out": received.left_out,
        "refused_file": received.refused_file,
        "findings": [to_json(finding) for finding in received.findings],
        "options": dict(received.options),
        "sources": [source_of(received, part) for part in received.parts],
        "repairs": [],
    }
    return begin_import(engine, import_id(received), values | {"repeated": repeated, "replaced": replaced}, at=at)


def _write_series(
    connection: sa.Connection,
    received: ReceivedImport,
    series: Sequence[tuple[Coming, SeriesInfo]],
    known: _Known,
) -> dict[SeriesKey, int]:
    """Update the series that grow and insert the new ones; return the ids of these."""
    fresh = [info for one, info in series if one.key not in known.ids]
    ids = add_series(connection, [series_values(info) | {"zone": received.zone} for info in fresh])
    update_series(
        connection,
        {
            known.ids[key]: series_values(info)
            | {"zone": known.zones[key] if known.infos[key].exchange else received.zone}
            for (one, info) in series
            if (key := one.key) in known.ids
        },
    )
    return {info.key: number for info, number in zip(fresh, ids, strict=True)}


def _part(one: Coming, info: SeriesInfo, series_id: int, number: int) -> dict[str, Any]:  # Any: values of SQL columns
    return {
        "series_id": series_id,
        "import_number": number,
        "source": one.source,
        "rows": one.staged.rows,
        "first_at": one.staged.first,
        "last_at": one.staged.last,
        "since_version": info.version,
    }
