"""Rows of several sources made one series: each instant once, the later source first. It knows no engine and no file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bancada.markets.bars import OPTIONAL, Bars, make_bars
from bancada.markets.store.port import VALUES
from bancada.markets.timeframe import Timeframe

__all__ = ["Rows", "Span", "merged", "span_of"]

Rows = Mapping[str, NDArray[np.int64] | NDArray[np.float64]]
"""Columns of one source's rows: `ts` in nanoseconds, and those of `port.VALUES` that are there."""

Span = tuple[int, int]
"""First instant that is wanted and first that no longer is, in nanoseconds."""

_FIRST, _END = -(2**63), 2**63 - 1


def span_of(start: datetime | None, end: datetime | None) -> Span:
    """Return the span between two aware instants, open where one is None."""
    from bancada.markets.store.staging import nanoseconds_of

    return (_FIRST if start is None else nanoseconds_of(start), _END if end is None else nanoseconds_of(end))


def merged(symbol: str, timeframe: Timeframe, parts: Sequence[Rows], *, span: Span = (_FIRST, _END)) -> Bars:
    """Return the bars of one series from its sources, given in rising precedence, in the zone "UTC".

    Of rows of one source with the same instant the last one holds. Rows already in order, and sources that do not overlap, are
    joined without sorting.
    """
    clipped = [rows for part in parts if len((rows := _clipped(part, span))["ts"])]
    rows = _joined(clipped) if len(clipped) != 1 else clipped[0]
    if not _is_rising(rows["ts"]):
        rows = _latest(rows)
    columns = {name: array for name, array in rows.items() if name not in OPTIONAL or not np.isnan(array).all()}
    return make_bars(symbol, timeframe, zone="UTC", **columns)


def _clipped(rows: Rows, span: Span) -> Rows:
    ts = rows["ts"]
    if not len(ts) or (span[0] <= ts.min() and ts.max() < span[1]):
        return rows
    wanted = (ts >= span[0]) & (ts < span[1])
    return {name: array[wanted] for name, array in rows.items()}


def _is_rising(ts: NDArray[np.int64] | NDArray[np.float64]) -> bool:
    return bool((ts[1:] > ts[:-1]).all())


def _joined(parts: Sequence[Rows]) -> Rows:
    by_time = sorted(parts, key=lambda rows: int(rows["ts"][0]))
    if all(before["ts"].max() < after["ts"].min() for before, after in pairwise(by_time)):
        parts = by_time
    names = [name for name in VALUES if any(name in rows for rows in parts)] or ["open", "high", "low", "close"]
    empty = np.empty(0)
    return {
        "ts": np.concatenate([np.empty(0, np.int64), *(rows["ts"] for rows in parts)]),
        **{name: np.concatenate([empty, *(_column(rows, name) for rows in parts)]) for name in names},
    }


def _column(rows: Rows, name: str) -> NDArray[np.int64] | NDArray[np.float64]:
    return rows[name] if name in rows else np.full(len(rows["ts"]), np.nan)


def _latest(rows: Rows) -> Rows:
    order = np.argsort(rows["ts"], kind="stable")
    ts = rows["ts"][order]
    is_last = np.append(ts[1:] != ts[:-1], True)
    kept = order[is_last]
    return {name: array[kept] for name, array in rows.items()}
