"""Rows of several sources made one series: each instant once, of each value the latest. It knows no engine and no file.

A source that lacks a value (NaN, or no such column) takes none away: of an instant that several sources know, each value is that of
the latest source that has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from bancada.markets.bars import OPTIONAL, PRICES, Bars, make_bars
from bancada.markets.store.port import VALUES
from bancada.markets.timeframe import Timeframe

__all__ = ["Rows", "Span", "merged", "span_of"]

Rows = dict[str, NDArray[np.int64] | NDArray[np.float64]]
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

    Of rows of one source with the same instant the last one holds, whole. Of several sources each value is the latest that is there.
    What a later source has too is dropped from the earlier ones before anything is joined, once it has filled what that one lacks; and
    columns are joined one at a time and taken out of `parts`, so that memory stays near what is returned.
    """
    left: list[Rows] = []
    for part in reversed(parts):
        rows = _clipped(part, span)
        if not _is_rising(rows["ts"]):
            rows = _latest(rows)
        for later in left:
            rows = _given(rows, later)
        if len(rows["ts"]):
            left.append(rows)
    rows = left[0] if len(left) == 1 else _joined(sorted(left, key=lambda rows: int(rows["ts"][0])))
    if not _is_rising(rows["ts"]):
        rows = _latest(rows)
    columns = {name: array for name, array in rows.items() if name not in OPTIONAL or not np.isnan(array).all()}
    return make_bars(symbol, timeframe, zone="UTC", **columns)


def _is_rising(ts: NDArray[np.int64] | NDArray[np.float64]) -> bool:
    return bool((ts[1:] > ts[:-1]).all())


def _clipped(rows: Rows, span: Span) -> Rows:
    ts = rows["ts"]
    if not len(ts) or (span[0] <= ts.min() and ts.max() < span[1]):
        return rows
    return _chosen(rows, (ts >= span[0]) & (ts < span[1]))


def _given(rows: Rows, later: Rows) -> Rows:
    """Return the rows at instants that `later` has not, after filling with the others what `later` lacks; its instants rise."""
    ts, taken = rows["ts"], later["ts"]
    if not len(ts) or ts[-1] < taken[0] or taken[-1] < ts[0]:
        return rows
    places = np.searchsorted(taken, ts)
    places[places == len(taken)] = 0
    is_shared = taken[places] == ts
    if not is_shared.any():
        return rows
    _fill(later, places[is_shared], rows, is_shared)
    return _chosen(rows, ~is_shared)


def _fill(later: Rows, places: NDArray[np.int64], rows: Rows, is_shared: NDArray[np.bool_]) -> None:
    """Put into `later`, at `places`, the values of the shared rows that it lacks."""
    for name in VALUES:
        if name not in rows or (name in later and not np.isnan(later[name]).any()):
            continue
        column = later[name] if name in later else np.full(len(later["ts"]), np.nan)
        given = rows[name][is_shared]
        is_lacking = np.isnan(column[places]) & ~np.isnan(given)
        if is_lacking.any():
            filled = column.copy()
            filled[places[is_lacking]] = given[is_lacking]
            later[name] = filled


def _latest(rows: Rows) -> Rows:
    order = np.argsort(rows["ts"], kind="stable")
    ts = rows["ts"][order]
    is_last = np.append(ts[1:] != ts[:-1], True)
    return _chosen(rows, order[is_last])


def _chosen(rows: Rows, which: NDArray[np.bool_] | NDArray[np.int64]) -> Rows:
    return {name: rows.pop(name)[which] for name in list(rows)}


def _joined(parts: Sequence[Rows]) -> Rows:
    names = [name for name in VALUES if any(name in rows for rows in parts)] or [*PRICES]
    lengths = [len(rows["ts"]) for rows in parts]
    joined: Rows = {"ts": np.concatenate([np.empty(0, np.int64), *(rows.pop("ts") for rows in parts)])}
    for name in names:
        columns = [_column(rows, name, n) for rows, n in zip(parts, lengths, strict=True)]
        joined[name] = np.concatenate([np.empty(0), *columns])
    return joined


def _column(rows: Rows, name: str, n: int) -> NDArray[np.int64] | NDArray[np.float64]:
    return rows.pop(name) if name in rows else np.full(n, np.nan)
