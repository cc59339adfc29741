"""Series that someone else wrote into a store, taken up as they are. Their bars are read and never written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import numpy as np
import sqlalchemy as sa

from bancada.core.dataset import Source
from bancada.core.finding import Finding, Severity
from bancada.core.values import to_json
from bancada.data.engine import reading, writing
from bancada.markets.bars import Bars
from bancada.markets.series import Continuous, PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.store.arrival import fingerprint
from bancada.markets.store.port import VALUES, BarStore, Held, Stray
from bancada.markets.store.records import ADOPTED, chunks, infos, is_key, live
from bancada.markets.store.staging import instant_of
from bancada.markets.store.tables import bar_imports, bar_parts, bar_series
from bancada.markets.store.writes import (
    add_parts,
    add_series,
    begin_import,
    clear_unfinished,
    finish_import,
    series_values,
    update_series,
)
from bancada.markets.timeframe import Timeframe

__all__ = ["AdoptedAs", "Adoption", "adopt"]


@dataclass(frozen=True, slots=True)
class AdoptedAs:
    """What rows alone do not say of a series.

    Attributes
    ----------
    basis : PriceBasis
    exchange, zone : str
        Calendar, empty where unknown, and IANA zone.
    continuous : Continuous or None
    """

    basis: PriceBasis = PriceBasis.UNSTATED
    exchange: str = ""
    zone: str = "UTC"
    continuous: Continuous | None = None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was taken up.

    Attributes
    ----------
    series : tuple of SeriesInfo
        New ones and those that changed.
    findings : tuple of Finding
        What was left, and why; where sources contradict each other.
    """

    series: tuple[SeriesInfo, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Round:
    """What holds for everything that is taken up at once."""

    store: BarStore
    told: Callable[[str], AdoptedAs]
    at: datetime


def adopt(engine: sa.Engine, store: BarStore, *, told: Callable[[str], AdoptedAs], at: datetime) -> Adoption:
    """Register what the store holds and no import brought, or what changed since; the caller holds `lock.only_writer`.

    `told` says of a symbol what the rows do not.

    One transaction a source. A source that is unchanged by its stamps is passed over.
    """
    clear_unfinished(engine, store)
    ours, seen = _known_sources(engine)
    adoption = _Round(store, told, at)
    strays = {stray.source: stray for stray in store.strays(skip=ours)}
    findings = [_of_stray(stray) for stray in strays.values()]
    taken: set[SeriesKey] = set()
    by_source = sorted(store.held(skip=ours), key=lambda held: held.source)
    for source, group in groupby(by_source, key=lambda held: held.source):
        held = list(group)
        digest = hashlib.sha256("\n".join([source, *_marks(held, told)]).encode()).hexdigest()
        id_ = f"{ADOPTED}-{digest[:12]}"
        if id_ in seen:
            continue
        stray = strays.get(source, Stray(source))
        number = begin_import(engine, id_, _values(stray, digest, held), at=at)
        told_here = [*_repeated(source, held)]
        with writing(engine) as connection:
            for one in held:
                key, differing = _take(connection, adoption, one, (number, digest))
                taken.add(key)
                told_here += differing
            noted = [to_json(one) for one in ([_of_stray(stray)] if stray.rows else []) + told_here]
            connection.execute(bar_imports.update().where(bar_imports.c.number == number).values(findings=noted))
            finish_import(connection, number)
        findings += told_here
    with reading(engine) as connection:
        series = tuple(info for info in infos(connection, _rows(connection, taken)) if info.key in taken)
    return Adoption(series, tuple(findings))


def _of_stray(stray: Stray) -> Finding:
    facts: dict[str, Any] = {"source": stray.source}  # Any: facts are printed in a sentence
    if stray.columns:
        return Finding("own_file_lacks_columns", Severity.CAUTION, facts=facts | {"columns": list(stray.columns)})
    if stray.detail:
        return Finding("own_file_unreadable", Severity.CAUTION, facts=facts | {"detail": stray.detail})
    facts |= {"rows": stray.rows, "timeframes": list(stray.timeframes), "known": [one.value for one in Timeframe]}
    return Finding("own_rows_of_no_timeframe", Severity.CAUTION, facts=facts)


def _repeated(source: str, held: Sequence[Held]) -> list[Finding]:
    count = sum(one.repeated for one in held)
    return [Finding("own_rows_repeated", Severity.CAUTION, facts={"source": source, "rows": count})] if count else []


def _marks(held: Sequence[Held], told: Callable[[str], AdoptedAs]) -> list[str]:
    """Return what tells one state of a source from another: its rows' stamps, and what is said of its symbols."""
    return [f"{one.stamp} {told(one.symbol)}" for one in held]


def _known_sources(engine: sa.Engine) -> tuple[set[str], set[str]]:
    """Return the sources that imports brought, and the ids of earlier adoptions."""
    with reading(engine) as connection:
        rows = connection.execute(sa.select(bar_imports.c.id, bar_imports.c.importer, bar_imports.c.sources)).all()
    brought = {source for row in rows if row.importer != ADOPTED for source in row.sources}
    return brought, {row.id for row in rows if row.importer == ADOPTED}


def _rows(connection: sa.Connection, keys: set[SeriesKey]) -> list[sa.RowMapping]:
    ordered = sorted({key.symbol for key in keys})
    return [
        row
        for symbols in chunks(ordered)
        for row in connection.execute(live().where(bar_series.c.symbol.in_(symbols))).mappings()
    ]


# Any: values of SQL columns, each of its own type.
def _values(stray: Stray, digest: str, held: Sequence[Held]) -> dict[str, Any]:
    accepted, left_out = sum(one.rows for one in held), stray.rows + sum(one.repeated for one in held)
    return {
        "importer": ADOPTED,
        "importer_version": 1,
        "source": Source.IMPORTED.value,
        "file_name": stray.source,
        "file_sha256": digest,
        "sources": [],  # nothing that a failed adoption would have to take out of the store
        "rows": accepted + left_out,
        "accepted": accepted,
        "left_out": left_out,
    }


def _take(
    connection: sa.Connection, adoption: _Round, held: Held, brought: tuple[int, str]
) -> tuple[SeriesKey, list[Finding]]:
    told = adoption.told(held.symbol)
    key = SeriesKey(held.symbol, held.timeframe, told.basis)
    row = connection.execute(live().where(is_key(key))).mappings().one_or_none()
    before = infos(connection, [row])[0] if row is not None else None
    info = SeriesInfo(
        key=key,
        source=before.source if before else Source.IMPORTED,
        origin=f"{ADOPTED}: {held.source}" if before is None else before.origin,
        rows=held.rows,
        first=held.first,
        last=held.last,
        sha256=fingerprint(before.sha256 if before else "", ADOPTED, brought[1], str(key)),
        version=before.version + 1 if before else 1,
        columns=held.columns,
        exchange=before.exchange if before else told.exchange,
        continuous=before.continuous if before else told.continuous,
        imports=(),
        updated_at=adoption.at,
    )
    differing: list[Finding] = []
    if row is None:
        (series_id,) = add_series(connection, [series_values(info) | {"zone": told.zone}])
    else:
        series_id = row["id"]
        info, differing = _with_others(connection, adoption, held, (series_id, info))
        update_series(connection, {series_id: series_values(info)})
    part = {"series_id": series_id, "import_number": brought[0], "source": held.source, "since_version": info.version}
    add_parts(connection, [part | {"rows": held.rows, "first_at": held.first, "last_at": held.last}])
    return key, differing


def _with_others(
    connection: sa.Connection, adoption: _Round, held: Held, series: tuple[int, SeriesInfo]
) -> tuple[SeriesInfo, list[Finding]]:
    """Return a series whose other sources stay beside what is taken up, and where they differ; its own earlier state there ends."""
    series_id, info = series
    current = sa.and_(bar_parts.c.series_id == series_id, bar_parts.c.until_version.is_(None))
    same = sa.and_(current, bar_parts.c.source == held.source)
    connection.execute(bar_parts.update().where(same).values(until_version=info.version))
    others = list(connection.scalars(sa.select(bar_parts.c.source).where(current).order_by(bar_parts.c.id)))
    if not others:
        return info, []
    bars = adoption.store.read(held.symbol, held.timeframe, sources=[*others, held.source])
    first, last = instant_of(int(bars.ts[0])), instant_of(int(bars.ts[-1]))
    whole = replace(info, rows=len(bars), first=first, last=last, columns=bars.columns)
    mine, theirs = (adoption.store.read(held.symbol, held.timeframe, sources=part) for part in ([held.source], others))
    facts = {"series": str(info.key), "source": held.source, "count": _differing(mine, theirs)}
    return whole, [Finding("own_files_differ", Severity.CAUTION, facts=facts)] if facts["count"] else []


def _differing(mine: Bars, theirs: Bars) -> int:
    """Return how many instants of both have a value that both know and that is not the same."""
    _, here, there = np.intersect1d(mine.ts, theirs.ts, assume_unique=True, return_indices=True)
    differs = np.zeros(len(here), dtype=np.bool_)
    for name in VALUES:
        left, right = getattr(mine, name), getattr(theirs, name)
        if left is not None and right is not None:
            left, right = left[here], right[there]
            differs |= (left != right) & ~np.isnan(left) & ~np.isnan(right)
    return int(np.count_nonzero(differs))
