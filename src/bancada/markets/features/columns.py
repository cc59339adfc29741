"""What recipes start from, taken from bars: the columns they have, without broken bars, and the local clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from bancada.core.finding import Finding, Severity
from bancada.markets.bars import OPTIONAL, PRICES, Bars
from bancada.markets.features.spec import FeatureSpec
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["available", "base_columns", "clock_of", "clocks", "known_columns"]

_MINUTE = 60_000_000_000
_DAY_MINUTES = 1_440
_PIECE = 65_536


def known_columns(bars: Bars) -> frozenset[str]:
    """Return the columns that hold a value somewhere; all of them for a series without bars."""
    there = ["volume", *bars.columns]
    held = [name for name in there if not len(bars) or _holds_a_number(getattr(bars, name))]
    return frozenset(("ts", *PRICES, *held))


def _holds_a_number(column: NDArray[np.float64]) -> bool:
    return any(np.isfinite(column[start : start + _PIECE]).any() for start in range(0, len(column), _PIECE))


def available(
    specs: Iterable[FeatureSpec], *, known: frozenset[str], timeframe: Timeframe
) -> tuple[tuple[FeatureSpec, ...], dict[str, Finding]]:
    """Return the features that these columns allow, and why the others are left out."""
    kept = []
    left_out = {}
    for spec in specs:
        missing = [name for name in spec.columns if name not in known]
        if spec.is_intraday and not timeframe.is_intraday:
            left_out[spec.name] = Finding("feature_is_intraday", Severity.INFO, spec.name, {"name": spec.name})
        elif missing:
            facts = {"name": spec.name, "columns": ", ".join(missing)}
            left_out[spec.name] = Finding("feature_lacks_columns", Severity.INFO, spec.name, facts)
        else:
            kept.append(spec)
    return tuple(kept), left_out


def base_columns(bars: Bars) -> dict[str, NDArray[np.float64]]:
    """Return the columns, read-only and contiguous; NaN throughout where a bar lacks a price, and in columns that are not there.

    An infinite value counts as missing.
    """
    found = {name: np.ascontiguousarray(getattr(bars, name)) for name in (*PRICES, "volume", *bars.columns)}
    if not all(_is_finite(column) for column in found.values()):
        found = {name: np.where(np.isfinite(column), column, np.nan) for name, column in found.items()}
        broken = np.isnan(found["open"]) | np.isnan(found["high"]) | np.isnan(found["low"]) | np.isnan(found["close"])
        for column in found.values():
            column[broken] = np.nan
    absent = np.broadcast_to(np.nan, len(bars))
    columns = {name: found.get(name, absent) for name in (*PRICES, "volume", *OPTIONAL)}
    return {name: _read_only(column) for name, column in columns.items()}


def _is_finite(column: NDArray[np.float64]) -> bool:
    return all(np.isfinite(column[start : start + _PIECE]).all() for start in range(0, len(column), _PIECE))


def _read_only(column: NDArray[np.float64]) -> NDArray[np.float64]:
    view = column.view()
    view.flags.writeable = False
    return view


def clocks(bars: Bars) -> dict[str, NDArray[np.float64]]:
    """Return the minute of the local day and the local day since 1970 of every bar; a daily bar's date is its own."""
    import pandas as pd

    stamps: NDArray[np.int64] = bars.ts
    if bars.timeframe.is_intraday:
        local = pd.DatetimeIndex(bars.ts, tz=UTC).tz_convert(bars.zone).tz_localize(None)
        stamps = local.asi8
    minutes = stamps // _MINUTE
    days = minutes // _DAY_MINUTES
    return {"minute": (minutes - days * _DAY_MINUTES).astype(np.float64), "day": days.astype(np.float64)}


def clock_of(ts: int, *, zone: ZoneInfo | None) -> tuple[float, float]:
    """Return the minute of the local day and the local day of one instant; of its own date where `zone` is None."""
    minutes = ts // _MINUTE
    if zone is not None:
        offset = datetime.fromtimestamp(ts // 1_000_000_000, zone).utcoffset()
        minutes = (ts + (round(offset.total_seconds()) if offset else 0) * 1_000_000_000) // _MINUTE
    day, minute = divmod(minutes, _DAY_MINUTES)
    return float(minute), float(day)
