"""Made bars, backtests and sheets for the tests of performance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.dataset import Source
from bancada.markets.backtest import Backtest, BacktestSpec, Costs, backtest, buy_and_hold, random_with_turnover
from bancada.markets.bars import Bars, make_bars
from bancada.markets.performance import Beside, RuleTested, TearSheet, tear_sheet
from bancada.markets.series import Continuous, PriceBasis, SeriesInfo, SeriesKey
from bancada.markets.sessions.clock import session_of
from bancada.markets.timeframe import Timeframe

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOUR = 3_600_000_000_000
COSTS = Costs(per_contract=0.02, slippage_ticks=1.0, tick=0.01)
SPEC = BacktestSpec(capital=10_000.0, size=10.0, costs=COSTS)


def hourly_bars(rng: np.random.Generator, n_sessions: int, *, drift: float = 0.0) -> Bars:
    """Return sessions of 8 bars from 10h in São Paulo, without daylight saving (2021)."""
    day = np.arange(n_sessions) * 24 + 13
    ts = (day[:, None] + np.arange(8)).ravel() * HOUR + int(datetime(2021, 1, 4, tzinfo=UTC).timestamp()) * 10**9
    close = 100 * np.exp(np.cumsum(rng.normal(drift, 0.004, size=len(ts))))
    first = np.concatenate([[100.0], close[:-1]])
    high, low = np.maximum(first, close) * 1.001, np.minimum(first, close) * 0.999
    return make_bars("TEST3", "1h", ts=ts, open=first, high=high, low=low, close=close)


def foresight(bars: Bars, rng: np.random.Generator, *, share: float) -> NDArray[np.float64]:
    """Return positions that know the next bar's direction that often and toss a coin otherwise: an edge by cheating."""
    coming = np.append(np.sign(np.diff(bars.close)), 0.0)
    return np.where(rng.random(len(bars)) < share, coming, rng.choice([-1.0, 1.0], len(bars)))


def coins(bars: Bars, rng: np.random.Generator, *, hold: int = 6) -> NDArray[np.float64]:
    """Return positions by the toss of a coin, each kept for some bars."""
    return np.repeat(rng.choice([-1.0, 0.0, 1.0], len(bars) // hold + 1), hold)[: len(bars)]


def ran(bars: Bars, positions: NDArray[np.float64], spec: BacktestSpec = SPEC) -> tuple[Backtest, Beside]:
    """Return a backtest and what stands beside it."""
    sessions = session_of(bars)
    random = random_with_turnover(bars, positions, spec, n_draws=60, rng=np.random.default_rng(8), sessions=sessions)
    return backtest(bars, positions, spec, sessions=sessions), Beside(buy_and_hold(bars, spec), random)


def sheet(bars: Bars, positions: NDArray[np.float64], spec: BacktestSpec = SPEC, **given: object) -> TearSheet:
    """Return a sheet with few resamples; keywords are those of `tear_sheet`."""
    found, beside = ran(bars, positions, spec)
    options: dict[str, object] = {"rule": RuleTested("made"), "n_resamples": 200, **given}
    return tear_sheet(found, beside, rng=np.random.default_rng(4), **options)


def series_of(bars: Bars, *, basis: PriceBasis = PriceBasis.RAW, **changed: object) -> SeriesInfo:
    """Return the identity of bars that a store would give; sessions on every day, as `hourly_bars` makes them."""
    first, last = (datetime.fromtimestamp(int(ts) / 1e9, tz=UTC) for ts in (bars.ts[0], bars.ts[-1]))
    info = SeriesInfo(
        key=SeriesKey(bars.symbol, Timeframe(bars.timeframe), basis),
        source=Source.IMPORTED,
        origin="test",
        rows=len(bars),
        first=first,
        last=last,
        sha256="0" * 64,
        version=1,
        columns=(),
        exchange="24/7",
        continuous=None,
        imports=("one",),
        updated_at=last,
    )
    return replace(info, **changed)


WDO = Continuous("WDO", adjustment="none")
