"""The form of a staged part, the Parquet file in which bars travel from an importer to a store. It knows no importer and no store.

Columns, in this order: `symbol` and `timeframe` text; `ts` a timestamp without zone, in UTC, of microseconds or nanoseconds;
`open`, `high`, `low`, `close`, `volume`, `trades`, `buy_volume`, `sell_volume`, `vwap` double, null (or NaN) where unknown. Rows are
sorted by symbol, timeframe and ts, one row a (symbol, timeframe, ts). Row groups of about 120,000 rows let one series be read alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bancada.core.errors import BadInput
from bancada.markets.bars import OPTIONAL, Bars
from bancada.markets.store.port import VALUES
from bancada.markets.store.received import StagedSeries
from bancada.markets.timeframe import Timeframe

__all__ = ["ROW_GROUP", "SCHEMA", "check_part", "measure_part", "write_part"]

ROW_GROUP = 122_880
"""Rows of one row group; DuckDB's own vector of vectors."""

SCHEMA = pa.schema(
    [
        ("symbol", pa.string()),
        ("timeframe", pa.string()),
        ("ts", pa.timestamp("ns")),
        *((name, pa.float64()) for name in VALUES),
    ]
)
"""What `write_part` writes."""


def check_part(path: Path) -> pq.FileMetaData:
    """Return the metadata of a staged part; BadInput where it is none."""
    try:
        metadata = pq.read_metadata(path)
        schema = metadata.schema.to_arrow_schema()
    except (OSError, pa.ArrowException) as error:
        raise BadInput("bars_part_unreadable", file=path.name, detail=str(error)[:200]) from error
    wrong = [name for name in SCHEMA.names if name not in schema.names or not _fits(name, schema.field(name).type)]
    if wrong:
        raise BadInput("bars_part_columns", file=path.name, columns=wrong)
    return metadata


def _fits(name: str, kind: pa.DataType) -> bool:
    if name in ("symbol", "timeframe"):
        return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind))
    if name == "ts":
        return pa.types.is_timestamp(kind) and kind.unit in ("us", "ns") and kind.tz in (None, "UTC")
    return bool(pa.types.is_float64(kind))


def measure_part(path: Path) -> tuple[StagedSeries, ...]:
    """Return the series of a staged part with their counts, by symbol and timeframe; BadInput where it is none."""
    check_part(path)
    counted = ", ".join(f"count(CASE WHEN NOT isnan({name}) THEN 1 END)" for name in OPTIONAL)
    query = (
        f"SELECT symbol, timeframe, count(*), epoch_ns(min(ts)), epoch_ns(max(ts)), {counted} "  # noqa: S608  # names of ours
        "FROM read_parquet(?) GROUP BY symbol, timeframe ORDER BY symbol, timeframe"
    )
    with duckdb.connect(config={"memory_limit": "512MB"}) as connection:
        rows = connection.execute(query, [str(path)]).fetchall()
    return tuple(
        StagedSeries(symbol, Timeframe(timeframe), n, instant_of(first), instant_of(last), _present(counts))
        for symbol, timeframe, n, first, last, *counts in rows
    )


def _present(counts: list[int]) -> tuple[str, ...]:
    return tuple(name for name, n in zip(OPTIONAL, counts, strict=True) if n)


def instant_of(nanoseconds: int) -> datetime:
    """Return an instant of `Bars.ts` as an aware one in UTC, whole microseconds."""
    return datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC).replace(
        microsecond=nanoseconds % 1_000_000_000 // 1000
    )


def nanoseconds_of(instant: datetime) -> int:
    """Return an aware instant in the unit of `Bars.ts`, exactly."""
    since = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000_000 + since.microseconds * 1000


def write_part(path: Path, bars: Sequence[Bars]) -> tuple[StagedSeries, ...]:
    """Write bars as a staged part, NaN as null; return what `measure_part` says of it.

    Parameters
    ----------
    bars : sequence of Bars
        One a series.
    """
    with pq.ParquetWriter(path, SCHEMA, compression="lz4") as writer:
        for one in sorted(bars, key=lambda one: (one.symbol, one.timeframe.value)):
            writer.write_table(_table(one), row_group_size=ROW_GROUP)
    return measure_part(path)


def _table(bars: Bars) -> pa.Table:
    n = len(bars)
    columns: dict[str, pa.Array] = {
        "symbol": pa.array([bars.symbol]).take(pa.array(np.zeros(n, np.int32))),
        "timeframe": pa.array([bars.timeframe.value]).take(pa.array(np.zeros(n, np.int32))),
        "ts": pa.array(bars.ts.view("datetime64[ns]")),
    }
    for name in VALUES:
        array = getattr(bars, name)
        columns[name] = pa.nulls(n, pa.float64()) if array is None else pa.array(array, from_pandas=True)
    return pa.table(columns, schema=SCHEMA)
