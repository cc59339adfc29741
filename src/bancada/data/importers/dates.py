"""Text to instants: ISO 8601, dd/mm/yyyy and, where the cells prove it, mm/dd/yyyy. Times without a zone are taken as UTC."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from bancada.data.content import TIMESTAMP

__all__ = ["read_dates"]

_TIME = r"(?:[ T]+(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$"
_YEAR_FIRST = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME
_YEAR_LAST = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + _TIME
_MONTH_BEYOND_12 = r"^\d{1,2}[-/.](1[3-9]|[23]\d)[-/.]"
_FIRST_BEYOND_12 = r"^(1[3-9]|[23]\d)[-/.]"


# Any: Arrow arrays, which ship no types; likewise below.
def read_dates(cells: Any) -> tuple[Any, str]:
    """Return instants, missing where a cell is no date, and the order of day, month and year: "ymd", "dmy" or "mdy"."""
    straight = _straight(cells)
    if straight is not None:
        return straight, "ymd"
    year_last = pc.match_substring_regex(cells, _YEAR_LAST)
    order = "ymd"
    iso = pc.replace_substring_regex(cells, _YEAR_FIRST, r"\1-\2-\3 \4\5")
    if pc.any(year_last).as_py():
        order = _order(pc.if_else(year_last, cells, pa.scalar(None, pa.large_string())))
        pattern = r"\3-\2-\1 \4\5" if order == "dmy" else r"\3-\1-\2 \4\5"
        iso = pc.if_else(year_last, _four_digit_years(pc.replace_substring_regex(cells, _YEAR_LAST, pattern)), iso)
    is_date = pc.or_(year_last, pc.match_substring_regex(cells, _YEAR_FIRST))
    iso = pc.if_else(is_date, _padded(iso), pa.scalar(None, pa.large_string()))
    values = _straight(iso)
    return (_coerced(iso) if values is None else values), order


def _order(cells: Any) -> str:
    n_month_impossible = pc.sum(pc.match_substring_regex(cells, _MONTH_BEYOND_12)).as_py() or 0
    n_day_first = pc.sum(pc.match_substring_regex(cells, _FIRST_BEYOND_12)).as_py() or 0
    return "mdy" if n_month_impossible > n_day_first else "dmy"


def _four_digit_years(iso: Any) -> Any:
    recent = pc.replace_substring_regex(iso, r"^([0-6]\d)-", r"20\1-")
    return pc.replace_substring_regex(recent, r"^([7-9]\d)-", r"19\1-")


def _padded(iso: Any) -> Any:
    steps = (
        (r"^(\d{4})-(\d)-", r"\1-0\2-"),
        (r"^(\d{4}-\d{2})-(\d) ", r"\1-0\2 "),
        (r" (\d):", r" 0\1:"),
        (r",(\d+)", r".\1"),
    )
    for pattern, replacement in steps:
        iso = pc.replace_substring_regex(iso, pattern, replacement)
    return pc.utf8_rtrim_whitespace(iso)


def _straight(cells: Any) -> Any:
    """Return the instants where Arrow reads every cell, else None."""
    try:
        naive = pc.cast(cells, pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    return pc.cast(pc.cast(naive, pa.int64()), TIMESTAMP)


def _coerced(iso: Any) -> Any:
    found = pd.to_datetime(pd.Series(iso.to_pandas()), format="ISO8601", errors="coerce", utc=True)
    return pc.cast(pa.array(found.dt.as_unit("us")), TIMESTAMP)
