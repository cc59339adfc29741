"""What stands beside every backtest: holding, and chance with the same turnover."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.backtest.engine import (
    Prepared,
    backtest,
    checked_positions,
    checked_sessions,
    prepare,
    session_ends,
)
from bancada.markets.backtest.result import Backtest
from bancada.markets.backtest.spec import BacktestSpec
from bancada.markets.backtest.targets import held_targets
from bancada.markets.bars import Bars

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["RandomBaseline", "buy_and_hold", "random_with_turnover"]


def buy_and_hold(bars: Bars, spec: BacktestSpec, *, rolls: ArrayLike | None = None) -> Backtest:
    """Return one unit bought at the second bar's open and held to the last close, on the same capital, size and costs.

    Stops and the end of the session are left out. Over `rolls` it pays for rolling as `backtest` says.
    """
    held = replace(spec, stop_loss=None, take_profit=None, flat_at_session_end=False)
    return backtest(bars, np.ones(len(bars)), held, rolls=rolls)


@dataclass(frozen=True, slots=True, eq=False)
class RandomBaseline:
    """Results of strategies that trade as often as one under test, at random times.

    Attributes
    ----------
    method : {"shift", "runs"}
    net : ndarray of float64, shape (n_draws,)
        Net result of each draw, currency.
    sharpe : ndarray of float64, shape (n_draws,)
        Mean over standard deviation (n - 1) of the P&L of a session (of a bar where no sessions were given), not annualised;
        NaN where it does not vary.
    n_fills : ndarray of int64, shape (n_draws,)
    observed_net, observed_sharpe : float
        The same of the strategy under test.
    band : tuple of two ndarrays of float64, shape (n_sessions,), or None
        Low and high equity at the close of each session, between which 95% of the draws lie there (of the first 1,000 draws); None where
        no sessions were given. Each session has its own: a single path may leave the band at some session more often than that.
    """

    method: str
    net: NDArray[np.float64]
    sharpe: NDArray[np.float64]
    n_fills: NDArray[np.int64]
    observed_net: float
    observed_sharpe: float
    band: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    @property
    def p_value_net(self) -> float:
        """Share of draws that earned at least as much, the strategy itself counted among them (Davison & Hinkley 1997, 4.11)."""
        return _p_value(self.net, self.observed_net)

    @property
    def p_value_sharpe(self) -> float:
        """The same by Sharpe ratio; NaN where the strategy has none."""
        return _p_value(self.sharpe, self.observed_sharpe)


def random_with_turnover(
    bars: Bars,
    positions: ArrayLike,
    spec: BacktestSpec,
    *,
    n_draws: int,
    rng: np.random.Generator,
    method: Literal["shift", "runs"] = "shift",
    rolls: ArrayLike | None = None,
    sessions: ArrayLike | None = None,
) -> RandomBaseline:
    """Return what positions with the same turnover, exposure and holding times earn when their timing knows nothing.

    Parameters
    ----------
    bars, positions, spec, rolls, sessions
        As of `backtest`; NaN positions are first replaced by the target that they keep.
    n_draws : int
    rng : Generator
    method : {"shift", "runs"}
        "shift" turns the whole sequence of targets round by a random number of bars: order and lengths of all holdings stay,
        so turnover differs by the seam only; it moves through the day, too. "runs" deals the holdings, flat ones among
        them, in a random order; two equal ones may meet, which saves the trade between.

    Returns
    -------
    RandomBaseline

    Raises
    ------
    BadInput
        As `backtest`; no draws; fewer than two bars.

    Notes
    -----
    A randomisation test of timing: average exposure is that of the strategy, so a long-only rule is not praised for a rising
    market. With stops the draws trade as the stops let them.
    """
    wrong = [f"n_draws={n_draws}"] * (n_draws < 1) + [f"bars={len(bars)}"] * (len(bars) < 2)
    if wrong:
        raise BadInput("backtest_settings", settings=wrong)
    prepared = prepare(bars, spec, rolls=rolls, sessions=sessions)
    targets = held_targets(checked_positions(bars, positions))
    ends = np.arange(len(bars)) if sessions is None else session_ends(checked_sessions(len(bars), sessions))
    draw = _shifts(targets, n_draws, rng) if method == "shift" else _runs(targets, n_draws, rng)
    paths = None if sessions is None else np.empty((min(n_draws, _MOST_PATHS), len(ends)), dtype=np.float32)
    rows = _in_threads(lambda chosen: _results(prepared, ends, draw, chosen, paths=paths), n_draws)
    observed = _results(prepared, ends, lambda _, out: np.copyto(out, targets), [0])[0]
    return RandomBaseline(
        method,
        rows[:, 0].copy(),
        rows[:, 1].copy(),
        rows[:, 2].astype(np.int64),
        float(observed[0]),
        float(observed[1]),
        None if paths is None else _band(paths),
    )


_MOST_PATHS = 1_000
"""Draws whose equity is kept until the band is known: some megabytes."""


def _band(paths: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low, high = np.quantile(paths, [0.025, 0.975], axis=0).astype(np.float64)
    return low, high


_Draw = Callable[[int, "NDArray[np.float64]"], None]
"""Writes the positions of one draw into an array."""


def _shifts(targets: NDArray[np.float64], n_draws: int, rng: np.random.Generator) -> _Draw:
    by = rng.integers(1, len(targets), n_draws)

    def write(which: int, out: NDArray[np.float64]) -> None:
        cut = len(targets) - by[which]
        out[: by[which]] = targets[cut:]
        out[by[which] :] = targets[:cut]

    return write


def _runs(targets: NDArray[np.float64], n_draws: int, rng: np.random.Generator) -> _Draw:
    starts = np.concatenate(([0], np.flatnonzero(targets[1:] != targets[:-1]) + 1))
    lengths = np.diff(np.append(starts, len(targets)))
    seeds = rng.integers(0, 2**63, n_draws)

    def write(which: int, out: NDArray[np.float64]) -> None:
        order = np.random.default_rng(seeds[which]).permutation(len(starts))
        out[:] = np.repeat(targets[starts[order]], lengths[order])

    return write


def _results(
    prepared: Prepared,
    ends: NDArray[np.int64],
    draw: _Draw,
    chosen: list[int],
    *,
    paths: NDArray[np.float32] | None = None,
) -> NDArray[np.float64]:
    """Return net result, Sharpe ratio and number of fills of the chosen draws, shape (n, 3); equity by session goes into `paths`."""
    positions, equity = np.empty(len(prepared.closes)), np.empty(len(prepared.closes))
    given = positions.view()
    given.flags.writeable = False
    rows = np.empty((len(chosen), 3))
    for row, which in enumerate(chosen):
        draw(which, positions)
        fills, _ = prepared.run(given, equity)
        closes = equity[ends]
        if paths is not None and which < len(paths):
            paths[which] = closes
        pnl = np.diff(closes, prepend=prepared.terms.capital)
        spread = pnl.std(ddof=1) if len(pnl) > 1 else 0.0
        rows[row] = equity[-1] - prepared.terms.capital, pnl.mean() / spread if spread > 0.0 else np.nan, len(fills)
    return rows


def _in_threads(action: Callable[[list[int]], NDArray[np.float64]], n_draws: int) -> NDArray[np.float64]:
    """Return the rows of all draws in order; the compiled pass lets other threads run."""
    n_threads = min(os.cpu_count() or 1, n_draws)
    shares = [list(share) for share in np.array_split(np.arange(n_draws), n_threads)]
    with ThreadPoolExecutor(n_threads) as pool:
        return np.concatenate(list(pool.map(action, shares)))


def _p_value(draws: NDArray[np.float64], observed: float) -> float:
    if np.isnan(observed):
        return float("nan")
    return float((1 + np.count_nonzero(draws >= observed)) / (1 + len(draws)))
