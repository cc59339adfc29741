"""Bars made up for tests of stores."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from bancada.core.dataset import Source
from bancada.markets.bars import OPTIONAL, PRICES, Bars, make_bars
from bancada.markets.series import PriceBasis
from bancada.markets.store import ReceivedImport, StagedPart, StagedSeries, write_part

MINUTE = 60_000_000_000
START = 1_514_764_800_000_000_000
"""2018-01-01, 0 h UTC."""


def bars_of(
    symbol: str = "WDO",
    timeframe: str = "1m",
    *,
    minutes: range | list[int] = range(10),
    level: float = 100.0,
    columns: tuple[str, ...] = (),
) -> Bars:
    """Return bars at these minutes since 2018; each value tells its minute and its level."""
    at = np.asarray(minutes, dtype=np.int64)
    values = {name: level + at + place / 10 for place, name in enumerate((*PRICES, "volume", *columns))}
    return make_bars(symbol, timeframe, ts=START + at * MINUTE, zone="UTC", **values)


def stage(path: Path, *bars: Bars) -> tuple[StagedSeries, ...]:
    """Write bars as a staged part."""
    return write_part(path, bars)


def same(left: Bars, right: Bars) -> bool:
    """Whether two series hold the same instants and values, NaN equal to NaN."""
    names = ("ts", *PRICES, "volume", *OPTIONAL)
    pairs = [(getattr(left, name), getattr(right, name)) for name in names]
    return (left.symbol, left.timeframe) == (right.symbol, right.timeframe) and all(
        (a is None and b is None) or (a is not None and b is not None and np.array_equal(a, b, equal_nan=True))
        for a, b in pairs
    )


def received(
    folder: Path,
    *bars: Bars,
    file: str = "wdo.csv",
    basis: PriceBasis = PriceBasis.RAW,
    source: Source = Source.IMPORTED,
    **more: object,
) -> ReceivedImport:
    """Return bars as an importer hands them over; the file's name stands for its content."""
    path = folder / f"{file}-{basis.value}.staged"
    series = stage(path, *bars)
    rows = sum(len(one) for one in bars)
    given = ReceivedImport(
        importer="mt5",
        importer_version=1,
        file_name=file,
        file_sha256=hashlib.sha256(file.encode()).hexdigest(),
        rows=rows,
        accepted=rows,
        refused=0,
        parts=(StagedPart(path, basis, series),),
        source=source,
        exchange="BVMF",
        zone="America/Sao_Paulo",
    )
    return replace(given, **more)  # type: ignore[arg-type]  # fields by name
