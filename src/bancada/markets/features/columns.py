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


def known_columns(bars: Bars) -> frozenset[str]:
    """Return the columns that hold a value somewhere; all of them for a series without bars."""
    there = ["volume", *bars.columns]
    held = [name for name in there if not len(bars) or np.isfinite(getattr(bars, name)).any()]
    return frozenset(("ts", *PRICES, *held))


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
    """Return own copies of the columns; NaN throughout where a bar lacks a price, and in columns that are not there.

    An infinite value counts as missing.
    """
    found = {name: np.array(getattr(bars, name), dtype=np.float64) for name in (*PRICES, "volume", *bars.columns)}
    total = np.zeros(len(bars))
    for column in found.values():
        total += column
    if not np.isfinite(total).all():
        for column in found.values():
            column[~np.isfinite(column)] = np.nan
        broken = np.isnan(found["open"] + found["high"] + found["low"] + found["close"])
        for column in found.values():
            column[broken] = np.nan
    for name in OPTIONAL:
        if name not in found:
            found[name] = np.full(len(bars), np.nan)
    return found


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
