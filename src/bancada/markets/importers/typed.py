"""The quick way in: a faultless file is read once, as numbers, straight into Parquet. Anything that is not as it should be ends it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bancada.core.finding import Finding, Severity
from bancada.markets.importers.feed import batch_of
from bancada.markets.importers.layout import Clock, Typed
from bancada.markets.importers.naming import clean_symbol, symbol_sql
from bancada.markets.importers.plain import Plain
from bancada.markets.importers.plan import Plan, part_path
from bancada.markets.importers.rows import VALUES, in_span, rows_sql, staged_sql
from bancada.markets.importers.work import Work
from bancada.markets.importers.zones import instant_sql

__all__ = ["COPIED", "in_order", "read_typed"]

TAIL_BYTES = 65_536

COPIED = "(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 122880)"
"""How parts are written: unpacked as quickly as memory is copied, at a quarter of the size."""


def read_typed(work: Work, plan: Plan, plain: Plain, folder: Path) -> tuple[int, tuple[Finding, ...]] | None:
    """Stage a file that holds no fault and return its rows and findings, or None, having left nothing, where it must be read by lines.

    Every cell is converted by the reader itself, so that one that cannot be is an error; the rows staged must be as many as the file
    has lines; then the staged columns are looked through for prices that are missing, zero or not finite, for a volume that is not
    finite, for nameless rows, for times that were rounded, and for order. A file that is only out of order is sorted.
    """
    typed = _form(plan)
    if typed is None:
        return None
    ends = _ends(work, plan, plain) if plan.clock_zone != "UTC" else ()
    if ends is None:
        return None
    part = part_path(folder, next(iter(plan.layout.outputs)))
    try:
        work.run(f"COPY ({_query(plan, plain, typed, ends)}) TO '{_path(part)}' {COPIED}")
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        part.unlink(missing_ok=True)
        return None
    if typed.symbol:
        _clean_symbols(work, part)
    rows = pq.read_metadata(part).num_rows
    is_good = _is_whole(plain, rows, has_header=plan.layout.has_header) and not work.one(_faults(part, typed))
    if is_good and in_order(part):
        return rows, ()
    if is_good and _sorted(work, part):
        return rows, (Finding("bars_were_sorted", Severity.INFO),)
    part.unlink()
    return None


def _form(plan: Plan) -> Typed | None:
    """Return how to read the file as numbers; None where rows are chosen, or days are written with an offset."""
    layout = plan.layout
    is_chosen = bool(plan.only or layout.keep) or len(layout.outputs) != 1
    is_turned = bool(layout.day and layout.clock is Clock.INSTANT and not plan.timeframe.is_intraday)
    return None if is_chosen or is_turned else layout.typed


def _ends(work: Work, plan: Plan, plain: Plain) -> tuple[datetime, ...] | None:
    """Return the lesser and the greater of the local times of the first and the last row, None where one cannot be read."""
    rows = [line for line in plain.head() if line.strip()][int(plan.layout.has_header) :]
    query = rows_sql(plan.layout, symbol=plan.symbol, only="", is_daily=not plan.timeframe.is_intraday)
    work.register("feed", batch_of([1, 2], [rows[0], _last_line(plain.path)], plan.layout.delimiter))
    found = work.all(f"SELECT local FROM ({query}) WHERE reason IS NULL ORDER BY local")  # noqa: S608  # SQL of ours
    work.unregister("feed")
    return tuple(local for (local,) in found) if len(found) == 2 else None


def _last_line(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(file.seek(0, 2) - TAIL_BYTES, 0))
        return file.read().decode(errors="ignore").rstrip().rsplit("\n", 1)[-1]


def _clean_symbols(work: Work, part: Path) -> None:
    """Put symbols as series are named; a part whose symbols are so already, as most are, is not written again."""
    found = work.all(f"SELECT DISTINCT symbol FROM '{_path(part)}'")  # noqa: S608  # SQL of ours
    if any(symbol is not None and clean_symbol(symbol) != symbol for (symbol,) in found):
        _rewrite(work, part, f"SELECT * REPLACE ({symbol_sql('symbol')} AS symbol) FROM '{_path(part)}'")  # noqa: S608  # as above


def _rewrite(work: Work, part: Path, query: str) -> None:
    target = part.with_name("again.parquet")
    work.run(f"COPY ({query}) TO '{_path(target)}' {COPIED}")
    target.replace(part)


def _sorted(work: Work, part: Path) -> bool:
    """Sort a part in place; whether no bar stands in it twice."""
    _rewrite(work, part, f"SELECT * FROM '{_path(part)}' ORDER BY symbol, ts")  # noqa: S608  # SQL of ours
    return in_order(part)


def _query(plan: Plan, plain: Plain, typed: Typed, ends: tuple[datetime, ...]) -> str:
    layout = plan.layout
    stamp = f", timestampformat = {_literal(typed.time_format)}" if typed.time_format else ""
    columns = ", ".join(f"{_literal(name)}: '{kind}'" for name, kind in typed.columns.items())
    read = (
        f"read_csv({_literal(str(plain.path))}, columns = {{{columns}}}, auto_detect = false, header = {layout.has_header}, "
        f"delim = {_literal(layout.delimiter)}, quote = '\"', escape = '\"', nullstr = '', strict_mode = true{stamp})"
    )
    symbol = typed.symbol or _literal(plan.symbol)
    basis = next(iter(layout.outputs))
    time = typed.time if plan.timeframe.is_intraday else f"date_trunc('day', {typed.time})"
    if ends:
        read, time = _turned(read, time, plan.clock_zone, ends)
    return staged_sql(read, layout, basis, timeframe=plan.timeframe.value, symbol=symbol, time=time)


def _turned(read: str, local: str, zone: str, ends: tuple[datetime, ...]) -> tuple[str, str]:
    """Return the query and the time put to UTC; NULL beyond the ends, between which alone the turns of the clock were looked up."""
    first, last = ends
    ts, _ = instant_sql("_local", zone, first=first, last=last)
    inside = f"_local BETWEEN TIMESTAMP '{first}' AND TIMESTAMP '{last}'"
    return f"(SELECT *, {local} AS _local FROM {read})", f"CASE WHEN {inside} THEN {ts} END"  # noqa: S608  # SQL of ours


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _path(path: Path) -> str:
    return str(path).replace("'", "''")


def _is_whole(plain: Plain, rows: int, *, has_header: bool) -> bool:
    with plain.path.open("rb") as file:
        file.seek(-1, 2)
        lines = plain.breaks + (file.read(1) != b"\n")
    return rows == lines - has_header


def _faults(part: Path, typed: Typed) -> str:
    prices = " AND ".join(f"isfinite({name}) AND {name} <> 0" for name in VALUES[:4])
    others = " AND ".join(f"NOT coalesce(isinf({name}), false)" for name in VALUES[4:])
    good = f"coalesce({prices} AND {others} AND {in_span('ts')} AND symbol <> '' AND {typed.whole or 'true'}, false)"
    return f"SELECT count(*) FROM '{_path(part)}' WHERE NOT {good}"  # noqa: S608  # SQL of ours


def in_order(part: Path) -> bool:
    """Whether the rows of a part stand by symbol and time, none twice; reads two columns, a row group at a time."""
    last: Any = None  # Any: Arrow ships no types
    with pq.ParquetFile(part) as file:
        for number in range(file.num_row_groups):
            group = file.read_row_group(number, columns=["symbol", "ts"])
            if last is not None:
                group = pa.concat_tables([last, group])
            if not _rises(group):
                return False
            last = group.slice(group.num_rows - 1)
    return True


def _rises(rows: Any) -> bool:  # Any: Arrow ships no types
    symbols, times = rows["symbol"].combine_chunks(), rows["ts"].combine_chunks()
    earlier, later = symbols.slice(0, len(symbols) - 1), symbols.slice(1)
    is_later = pc.greater(times.slice(1), times.slice(0, len(times) - 1))
    if pc.min(symbols).as_py() == pc.max(symbols).as_py():
        return bool(pc.all(is_later).as_py() is not False)
    is_next = pc.or_(pc.greater(later, earlier), pc.and_(pc.equal(later, earlier), is_later))
    return bool(pc.all(is_next).as_py() is not False)
