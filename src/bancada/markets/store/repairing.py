"""A repaired series put in place of what it was, and taken back; or put beside it on another price basis. Knows no rule of repair."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bancada.core.errors import AlreadyExists, BadInput, Refused
from bancada.core.values import to_json
from bancada.data.engine import reading, writing
from bancada.markets.bars import Bars
from bancada.markets.series import PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.store.arrival import fingerprint
from bancada.markets.store.port import VALUES, BarStore
from bancada.markets.store.received import ReceivedImport, StagedPart
from bancada.markets.store.recording import record
from bancada.markets.store.records import found, infos, is_key, live
from bancada.markets.store.staging import write_part
from bancada.markets.store.tables import bar_parts
from bancada.markets.store.writes import (
    add_parts,
    begin_import,
    clear_unfinished,
    finish_import,
    series_values,
    update_series,
)

__all__ = ["REPAIR", "derive", "repair", "undo_repair"]

REPAIR = "repair"
"""Importer of what is no file: bars that were repaired here."""

_KEPT = ("rows", "sha256", "columns", "is_condemned")


def repair(
    engine: sa.Engine, store: BarStore, key: SeriesKey, bars: Bars, *, records: Sequence[object], at: datetime
) -> SeriesInfo:
    """Put repaired bars in place of a series; the caller holds `lock.only_writer`.

    Raises
    ------
    BadInput
        `series_repair_other`, `series_repair_empty`.
    """
    if (bars.symbol, bars.timeframe) != (key.symbol, key.timeframe):
        raise BadInput("series_repair_other", series=str(key), bars=f"{bars.symbol} {bars.timeframe.value}")
    if not len(bars):
        raise BadInput("series_repair_empty", series=str(key))
    clear_unfinished(engine, store)
    with reading(engine) as connection:
        row = found(connection, key)
        (before,) = infos(connection, [row])
    told = [to_json(record) for record in records]
    digest = _digest(bars)
    sha256 = fingerprint(before.sha256, REPAIR, digest)
    id_ = f"{REPAIR}-{fingerprint(sha256, str(before.version))[:12]}"
    with tempfile.TemporaryDirectory(prefix="bancada-bars-") as folder:
        path = Path(folder) / "part.parquet"
        (staged,) = write_part(path, [bars])
        values = _values(before, digest, len(bars)) | {"sources": [id_], "repairs": told}
        number = begin_import(engine, id_, values, at=at)
        store.add(path, source=id_)
    after = replace(
        before,
        rows=staged.rows,
        first=staged.first,
        last=staged.last,
        columns=staged.columns,
        sha256=sha256,
        version=before.version + 1,
        imports=(id_,),
        updated_at=at,
        is_condemned=None,
    )
    part = {"source": id_, "import_number": number, "before": _before(before)}
    with writing(engine) as connection:
        _close_parts(connection, row["id"], after.version)
        add_parts(connection, [part | _span(row["id"], after)])
        update_series(connection, {row["id"]: series_values(after)})
        finish_import(connection, number)
    return after


def derive(
    engine: sa.Engine,
    store: BarStore,
    info: SeriesInfo,
    bars: Bars,
    *,
    basis: PriceBasis,
    records: Sequence[object],
    at: datetime,
) -> SeriesInfo:
    """Put bars made from a series beside it, on another price basis; the caller holds `lock.only_writer`.

    What was derived before of the same key gives way; bars of another origin do not.

    Raises
    ------
    AlreadyExists
        `series_exists_elsewhere`: there is such a series, and it was not derived here.
    """
    key = replace(info.key, basis=basis)
    with reading(engine) as connection:
        row = connection.execute(live().where(is_key(key))).mappings().one_or_none()
        imports = infos(connection, [row])[0].imports if row is not None else ()
        zone = found(connection, info.key)["zone"]
    if any(not one.startswith(f"{REPAIR}-") for one in imports):
        raise AlreadyExists("series_exists_elsewhere", series=str(key), made_from=str(info.key))
    if row is not None:
        return repair(engine, store, key, bars, records=records, at=at)
    with tempfile.TemporaryDirectory(prefix="bancada-bars-") as folder:
        path = Path(folder) / "part.parquet"
        part = StagedPart(path, basis, write_part(path, [bars]))
        received = ReceivedImport(
            importer=REPAIR,
            importer_version=1,
            file_name=str(info.key),
            file_sha256=fingerprint(info.sha256, _digest(bars)),
            rows=len(bars),
            accepted=len(bars),
            refused=0,
            parts=(part,),
            source=info.source,
            exchange=info.exchange,
            zone=zone,
            continuous={} if info.continuous is None else {key.symbol: info.continuous},
            repairs=tuple(records),
        )
        return record(engine, store, received, on_conflict="refuse", at=at).series[0]


def undo_repair(engine: sa.Engine, key: SeriesKey, *, at: datetime) -> SeriesInfo:
    """Bring the version before the last repair back, as a new version; the caller holds `lock.only_writer`.

    Raises
    ------
    Refused
        `series_not_repaired`: the last thing that came to the series is no repair.
    """
    with writing(engine) as connection:
        row = found(connection, key)
        (now,) = infos(connection, [row])
        current = connection.execute(
            sa.select(bar_parts).where(bar_parts.c.series_id == row["id"], bar_parts.c.until_version.is_(None))
        )
        parts = current.mappings().all()
        if len(parts) != 1 or parts[0]["before"] is None:
            raise Refused("series_not_repaired", series=str(key))
        version = now.version + 1
        repaired = parts[0]
        earlier = sa.select(bar_parts).where(
            bar_parts.c.series_id == row["id"], bar_parts.c.until_version == repaired["since_version"]
        )
        back = [dict(part) for part in connection.execute(earlier.order_by(bar_parts.c.id)).mappings()]
        _close_parts(connection, row["id"], version)
        add_parts(
            connection,
            [
                {name: value for name, value in part.items() if name != "id"}
                | {"since_version": version, "until_version": None}
                for part in back
            ],
        )
        values = series_values(now) | _restored(repaired["before"]) | {"version": version, "updated_at": at}
        update_series(connection, {row["id"]: values})
        return infos(connection, [found(connection, key)])[0]


def _digest(bars: Bars) -> str:
    digest = hashlib.sha256(bars.ts.tobytes())
    for name in VALUES:
        array = getattr(bars, name)
        digest.update(name.encode() if array is None else array.tobytes())
    return digest.hexdigest()


# Any: values of SQL columns, each of its own type; likewise below.
def _values(before: SeriesInfo, digest: str, rows: int) -> dict[str, Any]:
    return {
        "importer": REPAIR,
        "importer_version": 1,
        "source": before.source.value,
        "file_name": str(before.key),
        "file_sha256": digest,
        "rows": rows,
        "accepted": rows,
    }


def _span(series_id: int, info: SeriesInfo) -> dict[str, Any]:
    return {
        "series_id": series_id,
        "rows": info.rows,
        "first_at": info.first,
        "last_at": info.last,
        "since_version": info.version,
    }


def _before(info: SeriesInfo) -> dict[str, Any]:
    values = series_values(info)
    kept = {name: values[name] for name in _KEPT}
    return kept | {"first_at": info.first.isoformat(), "last_at": info.last.isoformat()}


def _restored(before: dict[str, Any]) -> dict[str, Any]:
    kept = {name: before[name] for name in _KEPT}
    return kept | {name: datetime.fromisoformat(before[name]) for name in ("first_at", "last_at")}


def _close_parts(connection: sa.Connection, series_id: int, version: int) -> None:
    open_ones = sa.and_(bar_parts.c.series_id == series_id, bar_parts.c.until_version.is_(None))
    connection.execute(bar_parts.update().where(open_ones).values(until_version=version))
