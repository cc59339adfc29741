"""Random bars, positions and terms for the tests of the backtest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from bancada.markets.backtest import BacktestSpec, Costs, Sizing
from bancada.markets.bars import Bars, make_bars

if TYPE_CHECKING:
    from numpy.typing import NDArray


def random_bars(rng: np.random.Generator, n: int, *, missing: float = 0.0, level: float = 100.0) -> Bars:
    """Return a random walk with gaps between bars; a share of the prices is missing."""
    close = level + np.cumsum(rng.normal(0.0, 1.0, n))
    first = np.concatenate(([level], close[:-1])) + rng.normal(0.0, 0.5, n) * (rng.random(n) < 0.5)
    high = np.maximum(first, close) + rng.exponential(0.5, n)
    low = np.minimum(first, close) - rng.exponential(0.5, n)
    columns = {"open": first, "high": high, "low": low, "close": close}
    for column in columns.values():
        column[rng.random(n) < missing] = rng.choice([np.nan, 0.0])
    return make_bars("TEST3", "5m", ts=np.arange(n) * 300_000_000_000, **columns)


def random_positions(
    rng: np.random.Generator, n: int, *, change: float = 0.3, missing: float = 0.1
) -> NDArray[np.float64]:
    """Return targets that keep for a while, some of them NaN."""
    levels = rng.choice([-2.0, -1.0, -0.3, 0.0, 0.7, 1.0, 2.0], n)
    start = np.maximum.accumulate(np.where(rng.random(n) < change, np.arange(n), 0))
    return np.where(rng.random(n) < missing, np.nan, levels[start])


def specs(**fixed: object) -> st.SearchStrategy[BacktestSpec]:
    """Return every kind of terms, some of them given."""
    amounts = st.sampled_from([0.0, 0.5, 3.0])
    costs = st.builds(Costs, bps=amounts, per_contract=amounts, slippage_ticks=amounts, slippage_bps=amounts)
    choices: dict[str, st.SearchStrategy[object]] = {
        "capital": st.sampled_from([1_000.0, 50_000.0]),
        "size": st.sampled_from([0.5, 1.0, 3.0]),
        "sizing": st.sampled_from(list(Sizing)),
        "multiplier": st.sampled_from([0.2, 1.0, 10.0]),
        "lot": st.sampled_from([0.0, 1.0]),
        "costs": costs,
        "stop_loss": st.sampled_from([None, 0.005, 0.02]),
        "take_profit": st.sampled_from([None, 0.005, 0.03]),
        "allow_short": st.booleans(),
        "flat_at_session_end": st.booleans(),
        "lapse_at_session_end": st.booleans(),
        "close_at_end": st.booleans(),
    }
    return st.builds(BacktestSpec, **{**choices, **{name: st.just(value) for name, value in fixed.items()}})
