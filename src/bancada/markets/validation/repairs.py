"""Repairs of bars: proposed from a report, done only when asked for, each recorded with what it changed.

A repair never invents a bar or a price. What it drops or divides can be had again from the import, which is kept as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from bancada.markets.bars import OPTIONAL, PRICES, Bars
from bancada.markets.instruments import Instrument, instrument
from bancada.markets.sessions.clock import session_of
from bancada.markets.sessions.days import calendar
from bancada.markets.sessions.hours import is_inside, product_of
from bancada.markets.validation import masks
from bancada.markets.validation.report import ValidationReport
from bancada.markets.validation.view import sort_bars

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Repair", "RepairKind", "RepairRecord", "Repaired", "apply", "fingerprint", "propose"]


class RepairKind(StrEnum):
    """What can be done, in the order in which it is done."""

    SORT = "sort"
    """Order of time, bars of one instant as they stood."""
    DROP_NOT_FINITE = "drop_not_finite"
    """Bars with a price that is no number."""
    DROP_NOT_POSITIVE = "drop_not_positive"
    """Bars with a price of zero or below."""
    DROP_REPEATED = "drop_repeated"
    """Of the bars of one instant all but the last, which a later export corrected."""
    DROP_OFF_SESSION = "drop_off_session"
    """Bars of days on which the exchange has no session."""
    DROP_OUT_OF_HOURS = "drop_out_of_hours"
    """Bars outside the hours of their session."""
    ADJUST_SPLIT = "adjust_split"
    """Before an instant, prices divided and volumes multiplied by new / old."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair that may be asked for.

    Attributes
    ----------
    kind : RepairKind
    count : int
        Bars that the report says it concerns; of a split, 1.
    before : int or None
        Of a split: opening instant (nanoseconds UTC) of its first session's first day; bars before it are adjusted.
    new, old : int
        Of a split: `new` shares for `old` ones.
    """

    kind: RepairKind
    count: int
    before: int | None = None
    new: int = 1
    old: int = 1


@dataclass(frozen=True, slots=True)
class RepairRecord:
    """What one repair did.

    Attributes
    ----------
    repair : Repair
    rows_before, rows_after : int
    changed : int
        Bars dropped, moved or adjusted.
    sha256_before, sha256_after : str
        `fingerprint` of the bars.
    at : datetime
        When, by the caller's clock; aware, UTC.
    """

    repair: Repair
    rows_before: int
    rows_after: int
    changed: int
    sha256_before: str
    sha256_after: str
    at: datetime

    # Any: JSON.
    def to_json(self) -> dict[str, Any]:
        """Return the record as JSON-able values."""
        return {
            "kind": self.repair.kind.value,
            "before": self.repair.before,
            "new": self.repair.new,
            "old": self.repair.old,
            "rows_before": self.rows_before,
            "rows_after": self.rows_after,
            "changed": self.changed,
            "sha256_before": self.sha256_before,
            "sha256_after": self.sha256_after,
            "at": self.at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Repaired:
    """Bars after repairs, with a record of each that changed something."""

    bars: Bars
    records: tuple[RepairRecord, ...]


_FOR_CODE = {
    "bars_unsorted": RepairKind.SORT,
    "bars_not_finite": RepairKind.DROP_NOT_FINITE,
    "bars_not_positive": RepairKind.DROP_NOT_POSITIVE,
    "bars_repeated": RepairKind.DROP_REPEATED,
    "bars_off_session": RepairKind.DROP_OFF_SESSION,
    "bars_out_of_hours": RepairKind.DROP_OUT_OF_HOURS,
}


def propose(report: ValidationReport) -> tuple[Repair, ...]:
    """Return the repairs that would mend what the report found, in the order in which `apply` does them.

    A high below another price, a spike or a gap is not among them: what the right price was, nobody here knows. Of splits the
    report's examples are proposed, five at most: validate again after repairing.
    """
    found = []
    for check in report.checks:
        if check.count and check.code in _FOR_CODE:
            found.append(Repair(_FOR_CODE[check.code], check.count))
        if check.code == "bars_split_like":
            found += [
                Repair(RepairKind.ADJUST_SPLIT, 1, one.ts, int(one.values["new"]), int(one.values["old"]))
                for one in check.examples
            ]
    return tuple(sorted(found, key=_order))


def apply(bars: Bars, repairs: Sequence[Repair], *, at: datetime, exchange: str = "") -> Repaired:
    """Return repaired bars and the records; a repair that changes nothing leaves none.

    Parameters
    ----------
    bars : Bars
    repairs : sequence of Repair
        In any order; done in that of `RepairKind`.
    at : datetime
        The caller's clock, aware.
    exchange : str
        Calendar; by default that of the symbol's instrument.
    """
    known = instrument(bars.symbol)
    place = exchange or (known.exchange if known else "")
    records = []
    for repair in sorted(repairs, key=_order):
        mended, changed = _mended(bars, repair, known, place)
        if changed:
            shas = fingerprint(bars), fingerprint(mended)
            records.append(RepairRecord(repair, len(bars), len(mended), changed, *shas, at))
            bars = mended
    return Repaired(bars, tuple(records))


def fingerprint(bars: Bars) -> str:
    """Return the SHA-256 of the bars' columns, in hexadecimal: equal bars have equal ones, whichever store they lie in."""
    digest = sha256(f"{bars.symbol} {bars.timeframe.value}".encode())
    for name in ("ts", *PRICES, "volume", *OPTIONAL):
        column = getattr(bars, name)
        digest.update(name.encode())
        if column is not None:
            digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()


def _order(repair: Repair) -> tuple[int, int]:
    return list(RepairKind).index(repair.kind), repair.before or 0


def _mended(bars: Bars, repair: Repair, known: Instrument | None, exchange: str) -> tuple[Bars, int]:
    """Return the bars after one repair and how many it changed."""
    if repair.kind is RepairKind.SORT:
        after = sort_bars(bars)
        return after, int(np.count_nonzero(after.ts != bars.ts))
    if repair.kind is RepairKind.ADJUST_SPLIT:
        return _adjusted(bars, repair)
    dropped = _DROPPED[repair.kind](bars, known, exchange)
    return (bars[~dropped], int(np.count_nonzero(dropped))) if dropped.any() else (bars, 0)


def _adjusted(bars: Bars, repair: Repair) -> tuple[Bars, int]:
    earlier = bars.ts < (repair.before or 0)
    factor = np.where(earlier, repair.new / repair.old, 1.0)
    count = int(np.count_nonzero(earlier))
    prices = {
        name: _frozen(column / factor) for name in (*PRICES, "vwap") if (column := getattr(bars, name)) is not None
    }
    volumes = {
        name: _frozen(column * factor)
        for name in ("volume", "buy_volume", "sell_volume")
        if (column := getattr(bars, name)) is not None
    }
    return replace(bars, **prices, **volumes), count  # type: ignore[arg-type]  # names and arrays are paired above


def _frozen(array: NDArray[np.float64]) -> NDArray[np.float64]:
    array.flags.writeable = False
    return array


def _repeated(bars: Bars, _known: Instrument | None, _exchange: str) -> NDArray[np.bool_]:
    """All but the last of each instant, wherever they stand."""
    _, last = np.unique(bars.ts[::-1], return_index=True)
    dropped = np.ones(len(bars), dtype=np.bool_)
    dropped[len(bars) - 1 - last] = False
    return dropped


def _off_session(bars: Bars, _known: Instrument | None, exchange: str) -> NDArray[np.bool_]:
    sessions = calendar(exchange)
    return np.zeros(len(bars), dtype=np.bool_) if sessions is None else masks.off_session(session_of(bars), sessions)


def _out_of_hours(bars: Bars, known: Instrument | None, exchange: str) -> NDArray[np.bool_]:
    """Days without a session are another repair's."""
    outside = ~is_inside(bars, product=product_of(known, exchange))
    return np.asarray(outside & ~_off_session(bars, known, exchange))


_DROPPED: dict[RepairKind, Callable[[Bars, Instrument | None, str], NDArray[np.bool_]]] = {
    RepairKind.DROP_NOT_FINITE: lambda bars, _known, _exchange: masks.not_finite(bars),
    RepairKind.DROP_NOT_POSITIVE: lambda bars, _known, _exchange: masks.not_positive(bars),
    RepairKind.DROP_REPEATED: _repeated,
    RepairKind.DROP_OFF_SESSION: _off_session,
    RepairKind.DROP_OUT_OF_HOURS: _out_of_hours,
}
