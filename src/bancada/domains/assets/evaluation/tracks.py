"""Figures of an equity curve made of several tickers' backtests. It knows no model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.assets.evaluation.measuring import defined, within
from bancada.domains.assets.evaluation.resampling import interval_of
from bancada.domains.assets.evaluation.values import Baseline, Measure, Track
from bancada.markets.performance.bootstrap import Statistic, chunks, stationary_indices
from bancada.markets.performance.drawdown import max_drawdown
from bancada.markets.performance.measures import SESSIONS_PER_YEAR, annual_volatility, sharpe_ratio
from bancada.markets.performance.rows import mean_of_rows, sharpe_of_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bancada.core.leaderboard import Interval
    from bancada.markets.backtest import Backtest

    Floats = NDArray[np.float64]

__all__ = ["Held", "excess_of", "intervals_of_returns", "track_of"]


_LEAST_SESSIONS = 10


class Held:
    """Backtests over the same sessions, taken together: equal capital to begin with, nothing moved between tickers.

    Attributes
    ----------
    equity : ndarray of float64, shape (n,)
        Of all, as a multiple of what it began with.
    returns : ndarray of float64, shape (n,)
        Of each session, compounding.
    exposure : ndarray of float64, shape (n,)
        Value held at each close over equity, long and short added up.
    """

    def __init__(self, backtests: tuple[Backtest, ...]) -> None:
        self.backtests = backtests
        self.equity: Floats = np.mean([one.equity for one in backtests], axis=0)
        self.returns: Floats = self.equity / np.concatenate([[1.0], self.equity[:-1]]) - 1.0
        values = [np.abs(one.position) * np.nan_to_num(one.bars.close) for one in backtests]
        self.exposure: Floats = np.mean(values, axis=0) / self.equity

    @property
    def costs(self) -> float:
        """Paid in all, as a share of what it began with."""
        return float(np.mean([one.costs.sum() for one in self.backtests]))

    @property
    def turnover(self) -> float:
        """Traded value a year, as a multiple of what it began with; both sides of a trade count."""
        traded = float(np.mean([one.traded_value for one in self.backtests]))
        return traded * SESSIONS_PER_YEAR / len(self.equity)

    @property
    def n_trades(self) -> int:
        """From flat to flat, all tickers."""
        return sum(len(one.trades) for one in self.backtests)


def track_of(name: str, held: Held, *, rng: np.random.Generator, n_resamples: int, block: int) -> Track:
    """Return the curve and its figures, with intervals by the stationary bootstrap of sessions.

    "Return" is that of the whole span; "Sharpe" and "Volatility" are yearly, of 252 sessions; "Hit rate" is the share of sessions that
    gained, among those in which anything was won or lost; "Exposure" the mean value held over equity; "Turnover" yearly; "Costs" a share of
    what it began with.
    """
    asked: dict[str, Statistic] = {
        "Return": _compounded,
        "Sharpe": lambda drawn: np.sqrt(SESSIONS_PER_YEAR) * sharpe_of_rows(drawn),
        "Volatility": lambda drawn: np.sqrt(SESSIONS_PER_YEAR) * drawn.std(axis=1, ddof=1),
        "Max. drawdown": _deepest,
        "Hit rate": _hit_rate,
    }
    found = intervals_of_returns(held.returns, asked, rng=rng, n_resamples=n_resamples, block=block)
    fall = max_drawdown(held.equity, capital=1.0)
    values = {
        "Return": float(held.equity[-1] - 1.0),
        "Sharpe": sharpe_ratio(held.returns),
        "Volatility": annual_volatility(held.returns),
        "Max. drawdown": fall.depth if fall else 0.0,
        "Hit rate": float(_hit_rate(held.returns[None, :])[0]),
        "Exposure": float(held.exposure.mean()),
        "Turnover": held.turnover,
        "Costs": held.costs,
        "Trades": float(held.n_trades),
    }
    return Track(name, tuple(held.equity.tolist()), tuple(_measure(key, values[key], found) for key in values))


def excess_of(strategy: Held, holding: Held, *, rng: np.random.Generator, n_resamples: int, block: int) -> Measure:
    """Return the yearly mean of the strategy's session returns less holding's, beside cash, which earns 0 here."""
    differences = strategy.returns - holding.returns
    asked: dict[str, Statistic] = {"Excess": lambda drawn: SESSIONS_PER_YEAR * mean_of_rows(drawn)}
    found = intervals_of_returns(differences, asked, rng=rng, n_resamples=n_resamples, block=block)
    return Measure("Excess", SESSIONS_PER_YEAR * float(differences.mean()), found["Excess"])


def intervals_of_returns(
    returns: Floats, asked: Mapping[str, Statistic], *, rng: np.random.Generator, n_resamples: int, block: int
) -> dict[str, Interval | None]:
    """Return the interval of each figure by the stationary bootstrap, widened for how few blocks there are as `interval_of` has it.

    Blocks in which nothing was won or lost tell nothing and do not count. Of Sharpe ratios of simulated returns without any mean
    (Student's t of 5 degrees, 90 and 289 sessions, something held in all, 30% or 8% of them), 1 to 4% of intervals lie above 0 and as many
    below; of percentiles as they are, up to 5%. Fewer than 10 sessions, or 2 blocks that count, have none.
    """
    n, length = len(returns), max(block, 1)
    n_told = sum(bool(np.any(returns[first : first + length])) for first in range(0, n, length))
    if n < _LEAST_SESSIONS or n_told < 2:  # Student's interval of one value is none
        return dict.fromkeys(asked)
    drawn: dict[str, list[Floats]] = {name: [statistic(returns[None, :])] for name, statistic in asked.items()}
    for size in chunks(n_resamples, n):
        places = stationary_indices(rng, n, n_resamples=size, block_length=float(length))
        for name, statistic in asked.items():
            drawn[name].append(statistic(returns[places]))
    n_blocks = max(min(n / length, n_told), 2.0)
    return {name: within(name, interval_of(np.concatenate(parts), n_blocks)) for name, parts in drawn.items()}


def _measure(name: str, value: float, found: dict[str, Interval | None]) -> Measure:
    baselines = (Baseline("cash", 0.0),) if name == "Return" else ()
    is_better = name not in {"Volatility", "Max. drawdown", "Turnover", "Costs"}
    return Measure(name, defined(value), found.get(name), baselines, is_better)


def _compounded(drawn: Floats) -> Floats:
    grown: Floats = np.prod(1.0 + drawn, axis=1) - 1.0
    return grown


def _deepest(drawn: Floats) -> Floats:
    equity = np.cumprod(1.0 + drawn, axis=1)
    deepest: Floats = (1.0 - equity / np.maximum.accumulate(np.maximum(equity, 1.0), axis=1)).max(axis=1)
    return deepest


def _hit_rate(drawn: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        share: Floats = (drawn > 0).sum(axis=1) / (drawn != 0).sum(axis=1)
    return share
