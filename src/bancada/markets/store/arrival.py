"""What a received import means for the series that are there: which are new, which grow, into what. Pure; knows no SQL."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from bancada.core.dataset import Source
from bancada.core.errors import BadInput
from bancada.markets.bars import OPTIONAL
from bancada.markets.series import Continuous, SeriesInfo, SeriesKey
from bancada.markets.store.overlaps import Overlap
from bancada.markets.store.received import ReceivedImport, StagedPart, StagedSeries

__all__ = ["Coming", "checked", "coming", "fingerprint", "grown", "import_id", "source_of"]

UNSTATED = "unstated"
_ORIGINS = 5
"""Imports that an origin names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One series of a received import, and the source under which the store is to hold its rows."""

    key: SeriesKey
    staged: StagedSeries
    source: str


def checked(received: ReceivedImport) -> ReceivedImport:
    """Return what was received; BadInput where its parts cannot be told apart or hold nothing."""
    bases = [part.basis for part in received.parts]
    if len(set(bases)) < len(bases):
        raise BadInput("bars_bases_repeated", file=received.file_name)
    if not any(part.series for part in received.parts):
        raise BadInput("bars_nothing_received", file=received.file_name, rows=received.rows, refused=received.refused)
    return received


def import_id(received: ReceivedImport) -> str:
    """Return the id of an import: the same file, read by the same rules, has the same one."""
    told = [received.file_sha256, received.importer_version, dict(received.options)]
    digest = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return f"{received.importer}-{digest[:12]}"


def source_of(received: ReceivedImport, part: StagedPart) -> str:
    """Return the name under which the store holds a part: the import's id, with the basis where there are several."""
    suffix = f"-{part.basis.value}" if len(received.parts) > 1 else ""
    return f"{import_id(received)}{suffix}"


def coming(received: ReceivedImport) -> tuple[Coming, ...]:
    """Return every series of an import."""
    return tuple(
        Coming(SeriesKey(one.symbol, one.timeframe, part.basis), one, source)
        for part in received.parts
        for source in (source_of(received, part),)
        for one in part.series
    )


def fingerprint(before: str, *told: str) -> str:
    """Return the fingerprint of a series that had `before` ("" for none) and got an import of which this is told."""
    return hashlib.sha256("\n".join((before, *told)).encode()).hexdigest()


def grown(
    received: ReceivedImport, one: Coming, *, before: SeriesInfo | int, overlap: Overlap | None, at: datetime
) -> SeriesInfo:
    """Return a series as it stands once the import is in.

    Parameters
    ----------
    before : SeriesInfo or int
        As it stood; of a new one the last version that its key ever had, so that no two states share a key and a version.

    Raises
    ------
    BadInput
        `series_simulated_mixed`: of what is there and what comes only one is simulated; `series_joined_otherwise`: both state how
        contracts were joined, and not the same.
    """
    options = orjson.dumps(dict(received.options), option=orjson.OPT_SORT_KEYS).decode()
    told = (received.importer, str(received.importer_version), received.file_sha256, options, str(one.key))
    origin = f"{received.importer}: {received.file_name}"
    staged = one.staged
    fresh = SeriesInfo(
        key=one.key,
        source=received.source,
        origin=origin,
        rows=staged.rows,
        first=staged.first,
        last=staged.last,
        sha256=fingerprint(before.sha256 if isinstance(before, SeriesInfo) else "", *told),
        version=(before.version if isinstance(before, SeriesInfo) else before) + 1,
        columns=staged.columns,
        exchange=received.exchange_of(staged.symbol),
        continuous=received.continuous.get(staged.symbol),
        imports=(import_id(received),),
        updated_at=at,
    )
    return _joined(before, fresh, overlap) if isinstance(before, SeriesInfo) else fresh


def _joined(before: SeriesInfo, fresh: SeriesInfo, overlap: Overlap | None) -> SeriesInfo:
    if before.is_simulated != fresh.is_simulated:
        raise BadInput(
            "series_simulated_mixed", series=str(before.key), stored=before.source.value, source=fresh.source.value
        )
    _check_chain(before, fresh)
    met = overlap.same + overlap.differing if overlap else 0
    return replace(
        fresh,
        source=before.source if before.source is fresh.source else Source.IMPORTED,
        origin=_origin(before.origin, fresh.origin),
        rows=before.rows + fresh.rows - met,
        first=min(before.first, fresh.first),
        last=max(before.last, fresh.last),
        columns=tuple(name for name in OPTIONAL if name in before.columns or name in fresh.columns),
        exchange=before.exchange or fresh.exchange,
        continuous=_chain(before.continuous, fresh.continuous),
        imports=(*before.imports, *fresh.imports),
    )


def _check_chain(before: SeriesInfo, fresh: SeriesInfo) -> None:
    if before.continuous is None or fresh.continuous is None:
        return
    pairs = [
        (getattr(before.continuous, name), getattr(fresh.continuous, name)) for name in ("roll_rule", "adjustment")
    ]
    if any(old != new and UNSTATED not in (old, new) for old, new in pairs):
        stored, coming_in = ("/".join(side) for side in zip(*pairs, strict=True))
        raise BadInput("series_joined_otherwise", series=str(before.key), stored=stored, source=coming_in)


def _chain(before: Continuous | None, fresh: Continuous | None) -> Continuous | None:
    """Return what holds of both: what one of them leaves unstated is unstated."""
    if before is None or fresh is None:
        return before or fresh
    rules = (before.roll_rule, fresh.roll_rule), (before.adjustment, fresh.adjustment)
    return Continuous(before.contract, *(old if old == new else UNSTATED for old, new in rules))


def _origin(before: str, fresh: str) -> str:
    parts = before.split("; ")
    return before if fresh in parts else "; ".join([*parts, fresh][-_ORIGINS:])
