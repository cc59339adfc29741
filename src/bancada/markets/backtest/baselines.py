"""What stands beside every backtest: holding, and chance with the same turnover."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.backtest.dealing import Method, dealt, usual_method, without_nights
from bancada.markets.backtest.engine import (
    Prepared,
    backtest,
    checked_positions,
    checked_sessions,
    prepare,
    session_ends,
)
from bancada.markets.backtest.result import Backtest
from bancada.markets.backtest.spec import BacktestSpec, Costs
from bancada.markets.backtest.targets import held_targets
from bancada.markets.bars import Bars
from bancada.markets.sessions.clock import session_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["RandomBaseline", "buy_and_hold", "random_with_turnover"]


def buy_and_hold(
    bars: Bars, spec: BacktestSpec, *, rolls: ArrayLike | None = None, costs: Costs | None = None
) -> Backtest:
    """Return one unit bought at the second bar's open and held to the last close, on the same capital and size.

    Stops and the end of the session are left out. Over `rolls` it pays for rolling as `backtest` says.

    Parameters
    ----------
    costs : Costs, optional
        What a holder pays, where that is not what the specification says: a strategy that is flat overnight may pay the fee of a day trade.
    """
    held = replace(spec, stop_loss=None, take_profit=None, flat_at_session_end=False, costs=costs or spec.costs)
    return backtest(bars, np.ones(len(bars)), held, rolls=rolls)


@dataclass(frozen=True, slots=True, eq=False)
class RandomBaseline:
    """Results of strategies that trade as often as one under test, at random times.

    Attributes
    ----------
    method : {"shift", "session_shift", "sessions", "runs"}
        How the targets were dealt.
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

    method: Method
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
    method: Method | None = None,
    rolls: ArrayLike | None = None,
    sessions: ArrayLike | None = None,
) -> RandomBaseline:
    """Return what positions with the same turnover, exposure and holding times earn when their timing knows nothing.

    Parameters
    ----------
    bars, positions, spec, rolls, sessions
        As of `backtest`; NaN positions are first replaced by the target that they keep.
    n_draws : int
        Fewer come back where there are not so many different ones: bars or sessions, less one, of a shift.
    rng : Generator
    method : {"sessions", "session_shift", "shift", "runs"}, optional
        "sessions" deals whole sessions in a random order, those of like length among themselves: what is held at each time of day stays
        together, and a strategy that is flat overnight trades as often. "session_shift" turns the sessions round by a random number
        of them, each bar by its time of day, so that nights held stay held. "shift" turns the sequence of targets round by a random number
        of bars: order and lengths of all holdings stay, but they move through the day. "runs" deals the holdings, flat ones among them,
        in a random order; two equal ones may meet, which saves the trade between. By default "sessions" for a strategy that is flat
        overnight, by its terms or (but for a few nights) by itself, "session_shift" for another one within the day, and "shift" for
        daily bars and where no sessions are known.

    Returns
    -------
    RandomBaseline

    Raises
    ------
    BadInput
        As `backtest`; no draws; fewer than two bars; one session where sessions are to be turned round.

    Notes
    -----
    A randomisation test of timing: average exposure is that of the strategy, so a long-only rule is not praised for a rising
    market. What follows the market's own moves, as a rule that trades on wild days only, loses that in being dealt again, so chance is
    somewhat narrower beside such a rule than it should be. With stops the draws trade as the stops let them.
    """
    wrong = [f"n_draws={n_draws}"] * (n_draws < 1) + [f"bars={len(bars)}"] * (len(bars) < 2)
    if wrong:
        raise BadInput("backtest_settings", settings=wrong)
    prepared = prepare(bars, spec, rolls=rolls, sessions=sessions)
    targets = held_targets(checked_positions(bars, positions))
    known = _known_sessions(bars, spec, sessions)
    ends = np.arange(len(bars)) if sessions is None or known is None else session_ends(known)
    how = method or usual_method(bars, targets, known, is_flat_overnight=spec.flat_at_session_end)
    days = session_of(bars) if known is None else known
    in_force = without_nights(targets, days) if spec.flat_at_session_end and spec.lapse_at_session_end else targets
    deal = dealt(bars, in_force, how, sessions=days, n_draws=n_draws, rng=rng)
    paths = None if sessions is None else np.empty((min(deal.n_draws, _MOST_PATHS), len(ends)), dtype=np.float32)
    rows = _in_threads(lambda chosen: _results(prepared, ends, deal.write, chosen, paths=paths), deal.n_draws)
    observed = _results(prepared, ends, lambda _, out: np.copyto(out, targets), [0])[0]
    return RandomBaseline(
        how,
        rows[:, 0].copy(),
        rows[:, 1].copy(),
        rows[:, 2].astype(np.int64),
        float(observed[0]),
        float(observed[1]),
        None if paths is None else _band(paths),
    )


def _known_sessions(bars: Bars, spec: BacktestSpec, given: ArrayLike | None) -> NDArray[np.int64] | None:
    if given is not None:
        return checked_sessions(len(bars), given)
    return session_of(bars) if spec.flat_at_session_end else None


_MOST_PATHS = 1_000
"""Draws whose equity is kept until the band is known: some megabytes."""


def _band(paths: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low, high = np.quantile(paths, [0.025, 0.975], axis=0).astype(np.float64)
    return low, high


def _results(
    prepared: Prepared,
    ends: NDArray[np.int64],
    draw: Callable[[int, NDArray[np.float64]], None],
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
