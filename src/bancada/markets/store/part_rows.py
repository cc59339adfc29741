"""The rows of one series out of a staged part, straight into arrays. It knows no folder and no catalogue.

A part is sorted by symbol, so that the statistics of its row groups tell which of them to open at all; where one group holds nothing
but the series, its text columns are not even read. Arrays are made once, at their full length, and filled a few groups at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bancada.markets.bars import OPTIONAL
from bancada.markets.store.merging import Rows, Span
from bancada.markets.store.port import VALUES
from bancada.markets.store.staging import nanoseconds_of
from bancada.markets.timeframe import Timeframe

__all__ = ["read_rows"]

_AT_ONCE = 4
"""Row groups that are unpacked together: enough for both cores, and little memory."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Neighbouring row groups and which of their rows are wanted; all of them where `mask` is None."""

    groups: tuple[int, ...]
    rows: int
    mask: pa.Array | None = None


def read_rows(path: Path, symbol: str, timeframe: Timeframe, *, span: Span) -> Rows:
    """Return the rows of one series, in the file's order.

    Row groups outside `span` are passed over, so rows outside it may come along and may be missing. Optional columns that hold
    nothing are left out. FileNotFoundError where there is no such file.
    """
    with pq.ParquetFile(path) as file:
        chunks = _chunks(file, (symbol, timeframe.value), span)
        names = _columns(file, chunks)
        rows: dict[str, Any] = {  # Any: arrays of int64 and of float64
            name: np.empty(sum(chunk.rows for chunk in chunks), np.int64 if name == "ts" else np.float64)
            for name in names
        }
        at = 0
        for chunk in chunks:
            table = file.read_row_groups(chunk.groups, columns=names)
            if chunk.mask is not None:
                table = table.filter(chunk.mask)
            for name in names:
                _fill(rows[name], at, table.column(name))
            at += chunk.rows
    return rows


def _chunks(file: pq.ParquetFile, series: tuple[str, str], span: Span) -> list[_Chunk]:
    whole: list[int] = []
    chunks: list[_Chunk] = []
    for group in range(file.num_row_groups):
        kind = _kind(file.metadata.row_group(group), series, span)
        if kind == "whole":
            whole.append(group)
        if whole and (kind != "whole" or len(whole) == _AT_ONCE):
            chunks.append(_Chunk(tuple(whole), sum(file.metadata.row_group(g).num_rows for g in whole)))
            whole = []
        if kind == "mixed":
            chunks.extend(_mixed(file, group, series))
    if whole:
        chunks.append(_Chunk(tuple(whole), sum(file.metadata.row_group(g).num_rows for g in whole)))
    return chunks


def _kind(group: pq.RowGroupMetaData, series: tuple[str, str], span: Span) -> str:
    """Return "none", "whole" or "mixed": how much of a row group belongs to the series and may lie in the span."""
    bounds = {}
    for index in range(group.num_columns):
        column = group.column(index)
        if column.path_in_schema in ("symbol", "timeframe", "ts"):
            found = column.statistics
            bounds[column.path_in_schema] = (found.min, found.max) if found and found.has_min_max else None
    texts = [bounds.get("symbol"), bounds.get("timeframe")]
    if any(bound and not bound[0] <= value <= bound[1] for bound, value in zip(texts, series, strict=True)):
        return "none"
    ts = bounds.get("ts")
    if ts and (_nanoseconds(ts[1]) < span[0] or _nanoseconds(ts[0]) >= span[1]):
        return "none"
    return "whole" if all(bound and bound[0] == bound[1] for bound in texts) else "mixed"


# Any: pyarrow gives a datetime, or a pandas Timestamp where there are nanoseconds.
def _nanoseconds(instant: Any) -> int:
    from datetime import UTC

    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return int(getattr(aware, "value", None) or nanoseconds_of(aware))


def _mixed(file: pq.ParquetFile, group: int, series: tuple[str, str]) -> list[_Chunk]:
    keys = file.read_row_group(group, columns=["symbol", "timeframe"])
    mask = pc.and_(pc.equal(keys.column("symbol"), series[0]), pc.equal(keys.column("timeframe"), series[1]))
    rows = int(pc.sum(mask).as_py() or 0)
    return [_Chunk((group,), rows, mask)] if rows else []


def _columns(file: pq.ParquetFile, chunks: Sequence[_Chunk]) -> list[str]:
    """Return the columns to read: those that are always there, and of the others what holds a value in some chosen group."""
    held = set()
    for group in (g for chunk in chunks for g in chunk.groups):
        found = file.metadata.row_group(group)
        for index in range(found.num_columns):
            column = found.column(index)
            known = column.statistics
            if not (known and known.has_null_count and known.null_count == found.num_rows):
                held.add(column.path_in_schema)
    return ["ts", *(name for name in VALUES if name not in OPTIONAL or name in held)]


def _fill(target: np.ndarray[Any, Any], at: int, column: pa.ChunkedArray) -> None:  # Any: of either type
    for chunk in column.chunks:
        if pa.types.is_timestamp(chunk.type):
            values = chunk.cast(pa.timestamp("ns", chunk.type.tz)).cast(pa.int64()).to_numpy(zero_copy_only=False)
        else:
            values = chunk.to_numpy(zero_copy_only=False)
        target[at : at + len(values)] = values
        at += len(values)
