"""SQL that reads the lines of a file as rows of bars, each with why it cannot be taken. It opens no file and no connection."""

from __future__ import annotations

from bancada.markets.bars import OPTIONAL
from bancada.markets.importers.feed import UNIT
from bancada.markets.importers.layout import Layout, quoted
from bancada.markets.importers.reasons import Reason
from bancada.markets.series import PriceBasis

__all__ = ["VALUES", "in_span", "rows_sql", "staged_sql", "taken_sql", "twins_sql", "verdicts_sql"]

FIRST, LAST = "1800-01-01", "2200-01-01"
"""No bar is older, none newer; nanoseconds since 1970 hold 1678 to 2262."""

VALUES = ("open", "high", "low", "close", "volume", *OPTIONAL)


def rows_sql(layout: Layout, *, symbol: str, only: str, is_daily: bool) -> str:
    """Return a query over `feed` with one row a record: `line`, `symbol`, `local`, the numbers, the extras and `reason`.

    Parameters
    ----------
    symbol : str
        The series of a file that names none; empty where it names them.
    only : str
        Of a file that names its series, the one that is wanted, or the code of several; empty for all.
    """
    return f"WITH {_cells(layout)}, read AS ({_read(layout, symbol, is_daily=is_daily)}) {_judged(layout, only)}"  # SQL of ours


def _cells(layout: Layout) -> str:
    where = f"WHERE {layout.keep}" if layout.keep else ""
    if not layout.delimiter:
        return f"cells AS (SELECT _line, _text FROM feed {where})"  # noqa: S608  # as above
    delimiter = f"'{layout.delimiter}'"
    split = f"CASE WHEN _packed IS NULL THEN string_split(_text, {delimiter}) ELSE string_split(_packed, '{UNIT}') END"
    used = " ".join(
        (layout.time, layout.day, layout.symbol, layout.valid, *layout.texts.values(), *layout.extras.values())
    )
    columns = [
        f"trim(c[{n}]) AS {quoted(name)}" for n, name in enumerate(layout.names, start=1) if quoted(name) in used
    ]
    return (
        f"split AS (SELECT _line, {split} AS c FROM feed {where}), "  # noqa: S608  # as above
        f"cells AS (SELECT _line, len(c) AS _width, {', '.join(columns)} FROM split)"
    )


def _read(layout: Layout, symbol: str, *, is_daily: bool) -> str:
    time = layout.day if is_daily and layout.day else layout.time
    of_clock = "" if is_daily else layout.of_clock
    columns = [
        "_line AS line",
        f"{layout.symbol or _text(symbol)} AS symbol",
        f"{_day(time) if is_daily else f'TRY({time})'} AS local",
        f"{_broken(layout)} AS broken",
        f"{of_clock or 'true'} AS is_of_clock",
        *(f"{sql} AS {name}" for name, sql in layout.numbers.items()),
        *(f"{sql} AS t_{name}" for name, sql in layout.texts.items()),
        *(f"{sql} AS {name}" for name, sql in layout.extras.items()),
    ]
    return f"SELECT {', '.join(columns)} FROM cells"  # noqa: S608  # as above


def _day(time: str) -> str:
    return f"TRY(date_trunc('day', {time}))"


def in_span(time: str) -> str:
    """Return SQL for whether a timestamp can be a bar's: in the years of exchanges, and none that the engine makes of a word.

    It reads "infinity" as a timestamp, "epoch" as the first instant of 1970 and, where it is told a form, both as that of 1900. Both days
    are holidays everywhere, and zero seconds since 1970 are a missing time.
    """
    words = "TIMESTAMP '1900-01-01', TIMESTAMP '1970-01-01'"
    return f"{time} >= TIMESTAMP '{FIRST}' AND {time} < TIMESTAMP '{LAST}' AND {time} NOT IN ({words})"


def _broken(layout: Layout) -> str:
    cases = []
    if layout.width:
        cases.append(f"WHEN length(_text) <> {layout.width} THEN '{Reason.LENGTH}'")
    else:
        cases.append(f"WHEN _width <> {len(layout.names)} THEN '{Reason.FIELDS}'")
    if layout.valid:
        cases.append(f"WHEN NOT coalesce({layout.valid}, false) THEN '{Reason.KIND}'")
    return f"CASE {' '.join(cases)} END"


def _judged(layout: Layout, only: str) -> str:
    required, others = layout.required, [name for name in layout.numbers if name not in layout.required]
    cases = [
        "WHEN broken IS NOT NULL THEN broken",
        f"WHEN coalesce(symbol, '') = '' THEN '{Reason.SYMBOL}'",
        f"WHEN NOT coalesce({in_span('local')}, false) THEN '{Reason.TIME}'",
        f"WHEN NOT is_of_clock THEN '{Reason.CLOCK}'",
        f"WHEN {' OR '.join(f't_{name} IS NULL' for name in required)} THEN '{Reason.MISSING}'",
        f"WHEN {' OR '.join(f'NOT coalesce(isfinite({name}), false)' for name in required)} THEN '{Reason.UNREADABLE}'",
        f"WHEN {' OR '.join(f'{name} = 0' for name in required)} THEN '{Reason.ZERO}'",
    ]
    if others:
        unread = (f"t_{name} IS NOT NULL AND NOT coalesce(isfinite({name}), false)" for name in others)
        cases.append(f"WHEN {' OR '.join(unread)} THEN '{Reason.UNREADABLE}'")
    names = ["symbol", *(name for name in layout.extras if name == "code")]
    kept = ["line", "symbol", "local", *layout.numbers, *layout.extras]
    wanted = f"WHERE broken IS NOT NULL OR {_text(only)} IN ({', '.join(names)})" if only else ""
    return f"SELECT {', '.join(kept)}, CASE {' '.join(cases)} END AS reason FROM read {wanted}"  # noqa: S608  # as above


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def twins_sql() -> str:
    """Return a query over `timed`: the instants that a series has more than once."""
    return "SELECT symbol, ts FROM timed WHERE reason IS NULL GROUP BY symbol, ts HAVING count(*) > 1"


def verdicts_sql(layout: Layout) -> str:
    """Return a query over `timed` and `twins`: the line of each bar that is refused as a twin, and why.

    Of bars that agree in all their numbers the first is taken. Of bars that contradict each other none is: which is right, nobody
    has said.
    """
    same = f"hash({', '.join(layout.numbers)})"
    twin = f"SELECT line, {same} AS h, symbol, ts FROM timed JOIN twins USING (symbol, ts) WHERE reason IS NULL"  # noqa: S608  # as above
    over = "OVER (PARTITION BY symbol, ts)"
    return (
        f"SELECT line, CASE WHEN least_h < most_h THEN '{Reason.CONTRADICTS}' ELSE '{Reason.REPEATED}' END AS reason FROM "  # noqa: S608  # as above
        f"(SELECT line, min(h) {over} AS least_h, max(h) {over} AS most_h, min(line) {over} AS first_line FROM ({twin})) "
        f"WHERE least_h < most_h OR line > first_line"
    )


def taken_sql(*, has_twins: bool) -> str:
    """Return a query over `timed`: the rows that are taken."""
    without = " AND line NOT IN (SELECT line FROM verdicts)" if has_twins else ""
    return f"SELECT * FROM timed WHERE reason IS NULL{without}"  # noqa: S608  # as above


def staged_sql(source: str, layout: Layout, basis: PriceBasis, *, timeframe: str, symbol: str, time: str) -> str:
    """Return a query over `source` with the columns of a staged part.

    Parameters
    ----------
    symbol, time : str
        SQL over `source`.
    """
    outputs, numbers = layout.outputs[basis], set(layout.numbers)
    values = [f"{outputs.get(name, name if name in numbers else 'NULL')}::DOUBLE AS {name}" for name in VALUES]
    return f"SELECT {symbol} AS symbol, '{timeframe}' AS timeframe, {time} AS ts, {', '.join(values)} FROM {source}"  # noqa: S608  # as above
