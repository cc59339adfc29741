"""A market on the bench for tests of the page: the real services over a small lake of generated bars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bancada import data
from bancada.bootstrap import MARKET_MIGRATIONS
from bancada.services.market.parts import MarketParts
from bancada.services.market.series import ImportRequest
from tests.app.fake_bench import FakeBench

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
FIRST = date(2024, 3, 4)
HOLIDAY = date(2024, 3, 29)
"""Good Friday."""
MISSING = date(2024, 3, 13)
"""A session that the generated bars lack."""
STRAY = date(2024, 3, 16)
"""A Saturday on which they have some."""
N_STRAYS = 6
BARS_A_DAY = 108
N_DAYS = 14
HEADER = "timestamp,open,high,low,close,volume,trades,buy_volume,sell_volume,vwap,symbol"


def market_bench(folder: Path, *, n_days: int = N_DAYS) -> FakeBench:
    """Return a bench with five-minute bars of WDO on it; without a series where `n_days` is 0."""
    bench = FakeBench()
    engine = data.open_engine(f"sqlite:///{folder / 'bancada.db'}")
    data.upgrade(engine, extra=(data.MigrationSource("markets", MARKET_MIGRATIONS),))
    bench.market = MarketParts(
        engine,
        data_folder=folder,
        bars_url="",
        bars_folder=folder / "bars",
        motherduck_token="",
        block_dummy_trading=True,
        max_file_bytes=10_000_000,
        ledger=data.SqlTrialLedger(engine),
        clock=lambda: NOW,
    )
    if n_days:
        bring(bench, folder, bars_csv(n_days=n_days))
    return bench


def bring(
    bench: FakeBench, folder: Path, content: bytes, *, name: str = "WDO_M5.csv", **wishes: Any
) -> Any:  # Any: fields of a request
    """Import a file into a bench's lake and return what became of it."""
    path = folder / name
    path.write_bytes(content)
    return bench.market.series.import_file(path, ImportRequest(**wishes))


def bars_csv(symbol: str = "WDO", *, n_days: int = N_DAYS, seed: int = 7) -> bytes:
    """Return five-minute bars as a CSV: quiet and wild stretches, volume that follows the range, a hole and a stray Saturday."""
    rng = np.random.default_rng(seed)
    lines, price = [HEADER], 5000.0
    scale = 1.0
    for day in _days(n_days):
        opening = datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC)  # nine in the morning in Sao Paulo
        for place in range(N_STRAYS if day == STRAY else BARS_A_DAY):
            scale = 0.2 + 0.85 * scale * float(np.exp(rng.normal(0, 0.3)))
            close = price + 0.5 * round(2 * scale * float(rng.standard_t(4)))
            high = max(price, close) + 0.5 * round(scale * 2 * float(rng.random()))
            low = min(price, close) - 0.5 * round(scale * 2 * float(rng.random()))
            volume = 10 + int(100 * (high - low) * float(rng.uniform(0.8, 1.2)))
            bought = volume // 2
            at = opening + timedelta(minutes=5 * place)
            lines.append(
                f"{at:%Y-%m-%dT%H:%M:%SZ},{price},{high},{low},{close},{volume},{volume // 5},{bought},{volume - bought},"
                f"{(high + low) / 2},{symbol}"
            )
            price = close
    return "\n".join(lines).encode()


def _days(n_days: int) -> list[date]:
    """Return the days that have bars."""
    days, day = [], FIRST
    while len(days) < n_days:
        if (day.weekday() < 5 and day not in (MISSING, HOLIDAY)) or day == STRAY:
            days.append(day)
        day += timedelta(days=1)
    return days
