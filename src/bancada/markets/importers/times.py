"""Times as files write them, as SQL that reads them. It knows no format and no zone."""

from __future__ import annotations

import re

from bancada.markets.importers.layout import Clock

__all__ = ["EPOCH", "WHOLE_MINUTE", "clock_of", "counted_sql", "epoch_sql", "form_of", "has_offset_sql", "iso_sql"]

EPOCH = r"-?\d{9,19}(\.0*)?"
"""Seconds, milliseconds, microseconds or nanoseconds since 1970; told apart by their size."""

WHOLE_MINUTE = "epoch_us(ts) % 60000000 = 0"
"""SQL that holds for no count since 1970 that was rounded from a fraction, unless it was one of a bar that begins between minutes."""


_OFFSET = re.compile(r".*\d{2}:\d{2}.*(Z|[+-]\d{2}(:?\d{2})?)")


def clock_of(cell: str) -> Clock:
    """Return what a time is as it is written: an instant where it counts since 1970 or bears its distance from UTC."""
    return Clock.INSTANT if re.fullmatch(EPOCH, cell) or _OFFSET.fullmatch(cell) else Clock.LOCAL


_FORMS = {
    r"\d{4}-\d{2}-\d{2}": "%Y-%m-%d",
    r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}": "%Y-%m-%d %H:%M:%S",
    r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}": "%Y-%m-%d %H:%M",
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}": "%Y-%m-%dT%H:%M:%S",
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z": "%Y-%m-%dT%H:%M:%SZ",
}


def form_of(cell: str) -> str:
    """Return the form of a time without offset, or of one that says UTC, as `strptime` writes it; empty for any other.

    Told its form, the engine reads a timestamp in three quarters of the time, and stops at one of another form, whose offset it would
    have passed over.
    """
    return next((form for pattern, form in _FORMS.items() if re.fullmatch(pattern, cell)), "")


def epoch_sql(cell: str) -> str:
    """Return SQL for the timestamp of a count since 1970; each cell's unit is told by its own size.

    Seconds below 1e11 (year 5138), milliseconds below 1e14, microseconds below 1e17, else nanoseconds; before 2001 the units would
    overlap, and no file of bars counts milliseconds of that time.
    """
    count = f"TRY_CAST({cell} AS BIGINT)"
    scales = ((10**11, f"{count} * 1000000"), (10**14, f"{count} * 1000"), (10**17, count))
    cases = " ".join(f"WHEN {count} BETWEEN {-most} AND {most} THEN {micros}" for most, micros in scales)
    return f"make_timestamp(CASE {cases} ELSE {count} // 1000 END)"


def counted_sql(cell: str) -> str:
    """Return SQL for the whole number that a cell holds, NULL where it has a fraction: a cast would round it."""
    return f"CASE WHEN regexp_full_match({cell}, '{EPOCH}') THEN {cell} END"


def has_offset_sql(cell: str) -> str:
    """Return SQL for whether a time is written with its distance from UTC."""
    return f"regexp_full_match({cell}, '.*\\d{{2}}:\\d{{2}}.*(Z|[+-]\\d{{2}}(:?\\d{{2}})?)')"


def iso_sql(cell: str) -> str:
    """Return SQL for an ISO 8601 time: the instant in UTC where an offset is written, else the time as it stands.

    A cast to TIMESTAMP would pass over the offset; a cast to TIMESTAMPTZ heeds it, and reads as UTC what has none where the
    connection's zone is UTC.
    """
    return f"TRY_CAST({cell} AS TIMESTAMPTZ)::TIMESTAMP"
