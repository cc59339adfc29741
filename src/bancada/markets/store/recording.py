"""An import taken in: its bars into the store, then its series into the catalogue. Knows no file format.

The order makes it whole. A row of `bar_imports` that is not whole says what the store may hold in vain; then the bars are stored,
under a source that no series names yet; then one transaction names it. Whoever dies in between leaves the row, and the next
writer, who alone may write, removes what it speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from bancada.core.errors import BadInput
from bancada.core.values import to_json
from bancada.data.engine import reading, writing
from bancada.markets.series import SeriesInfo, SeriesKey
from bancada.markets.store.arrival import Coming, checked, coming, grown, import_id, source_of
from bancada.markets.store.known import Known
from bancada.markets.store.overlaps import Overlap, Wanted, overlaps
from bancada.markets.store.port import BarStore
from bancada.markets.store.received import ReceivedImport, RecordedImport
from bancada.markets.store.writes import (
    add_parts,
    add_series,
    begin_import,
    clear_unfinished,
    finish_import,
    series_values,
    update_series,
)

if TYPE_CHECKING:
    import sqlalchemy as sa

__all__ = ["record"]


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
    with reading(engine) as connection:
        known = Known(connection, {one.key.symbol for one in every})
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
    now = known.infos | {info.key: info for _, info in series}
    return RecordedImport(import_id(received), tuple(now[one.key] for one in every), repeated, replaced)


def _met(
    store: BarStore, received: ReceivedImport, lacking: Sequence[Coming], known: Known
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
        "repairs": [to_json(one) for one in received.repairs],
    }
    return begin_import(engine, import_id(received), values | {"repeated": repeated, "replaced": replaced}, at=at)


def _write_series(
    connection: sa.Connection,
    received: ReceivedImport,
    series: Sequence[tuple[Coming, SeriesInfo]],
    known: Known,
) -> dict[SeriesKey, int]:
    """Update the series that grow and insert the new ones; return the ids of these."""
    fresh = [info for one, info in series if one.key not in known.ids]
    ids = add_series(connection, [series_values(info) | {"zone": received.zone_of(info.key.symbol)} for info in fresh])
    update_series(
        connection,
        {
            known.ids[key]: series_values(info)
            | {"zone": known.zones[key] if known.infos[key].exchange else received.zone_of(key.symbol)}
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
