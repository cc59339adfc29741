"""Where a staged part meets bars that are stored: how many are the same, how many differ. It knows no catalogue.

Two bars of one instant are the same where every value that both have is equal. A value that only one of them has is no difference:
reading keeps it, whichever came last (`merging`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from bancada.markets.store.duck_rows import LOCAL
from bancada.markets.store.port import VALUES, BarStore
from bancada.markets.store.staging import instant_of

__all__ = ["Overlap", "Wanted", "overlaps"]

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """One stored source of a series, and its place among the series' sources: the highest rank holds."""

    symbol: str
    timeframe: str
    source: str
    rank: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Instants of one series that a part and the store both have.

    Attributes
    ----------
    symbol, timeframe : str
    same, differing : int
    examples : tuple of str
        A few that differ: instant, closes.
    """

    symbol: str
    timeframe: str
    same: int
    differing: int
    examples: tuple[str, ...]


def overlaps(store: BarStore, staged: Path, wanted: Sequence[Wanted]) -> tuple[Overlap, ...]:
    """Return the overlaps of a staged part with stored series; those without any are left out."""
    if not wanted:
        return ()
    sources = sorted({one.source for one in wanted})
    with ExitStack() as open_parts:
        paths = [open_parts.enter_context(store.part(source)) for source in sources]
        spill = open_parts.enter_context(tempfile.TemporaryDirectory(prefix="bancada-bars-"))
        connection = open_parts.enter_context(duckdb.connect(config=LOCAL | {"temp_directory": spill}))
        connection.register("wanted", _wanted_table(wanted, sources))
        rows = connection.execute(
            _query(len(paths), is_ranked=_is_ranked(wanted)), [str(staged), *map(str, paths)]
        ).fetchall()
    return tuple(
        Overlap(symbol, timeframe, same, differing, tuple(_example(one) for one in examples or ()))
        for symbol, timeframe, same, differing, examples in rows
    )


def _wanted_table(wanted: Sequence[Wanted], sources: Sequence[str]) -> pa.Table:
    places = {source: place for place, source in enumerate(sources)}
    return pa.table(
        {
            "symbol": [one.symbol for one in wanted],
            "timeframe": [one.timeframe for one in wanted],
            "place": pa.array([places[one.source] for one in wanted], pa.int32()),
            "rank": pa.array([one.rank for one in wanted], pa.int32()),
        }
    )


def _is_ranked(wanted: Sequence[Wanted]) -> bool:
    return len({(one.symbol, one.timeframe) for one in wanted}) < len(wanted)


def _query(n_sources: int, *, is_ranked: bool) -> str:
    """Return the query over a staged part and `n_sources` stored ones; of several stored bars of an instant each value is the latest."""
    columns = ", ".join(f"nullif({name}, 'nan'::DOUBLE) AS {name}" for name in VALUES)
    rows = f"symbol, timeframe, epoch_ns(ts) AS ts, {columns} FROM read_parquet(?)"
    stored = " UNION ALL ".join(f"SELECT {place} AS place, {rows}" for place in range(n_sources))  # names of ours
    is_same = " AND ".join(f"coalesce(mine.{name} = theirs.{name}, true)" for name in VALUES)
    chosen, semi = "SELECT * FROM near", ""
    if is_ranked:
        semi = "SEMI JOIN mine USING (symbol, timeframe, ts)"
        latest = ", ".join(f"arg_max({name}, rank) AS {name}" for name in VALUES)
        chosen = f"SELECT symbol, timeframe, ts, {latest} FROM near GROUP BY symbol, timeframe, ts"  # noqa: S608  # names of ours
    return f"""
        WITH mine AS (SELECT {rows}),
        near AS (
            SELECT * FROM ({stored}) JOIN wanted USING (symbol, timeframe, place)
            {semi}
        ),
        theirs AS ({chosen}),
        met AS (
            SELECT symbol, timeframe, ts, mine.close AS new, theirs.close AS old, {is_same} AS is_same
            FROM mine JOIN theirs USING (symbol, timeframe, ts)
        )
        SELECT symbol, timeframe, count(*) FILTER (WHERE is_same), count(*) FILTER (WHERE NOT is_same),
               min_by({{'ts': ts, 'old': old, 'new': new}}, ts, {_EXAMPLES}) FILTER (WHERE NOT is_same)
        FROM met GROUP BY symbol, timeframe ORDER BY symbol, timeframe
    """  # noqa: S608  # names of ours


def _example(one: dict[str, Any]) -> str:  # Any: an instant and two prices
    return f"{instant_of(one['ts']):%Y-%m-%d %H:%M} UTC: {_text(one['old'])}, {_text(one['new'])}"


def _text(value: float | None) -> str:
    return "?" if value is None else f"{value:.10g}"
