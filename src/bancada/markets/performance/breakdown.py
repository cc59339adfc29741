"""Where a backtest earned and lost: by month, year, hour, regime and side, each cell with its counts so that small ones are seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.core.leaderboard import Interval
from bancada.markets.sessions.clock import DAY_SECONDS, local_seconds, session_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bancada.markets.backtest.result import Backtest
    from bancada.markets.regimes import Regimes

    Ints = NDArray[np.int64]

__all__ = ["FEW_TRADES", "Cell", "by_hour", "by_month", "by_regime", "by_side", "by_year"]

FEW_TRADES = 30
"""Fewer say little of a mean: the bound of textbooks for the normal approximation."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of a backtest.

    Attributes
    ----------
    label : str
        "2018-03", "2018", "09" (local hour), a regime's name, "long" or "short".
    pnl : float
        Net P&L of its bars, currency; of a side, of its trades.
    share : float
        Of the stated capital.
    n_sessions, n_bars, n_bars_held, n_trades : int
        Sessions with a bar in it, bars, those of them over which something was held, trades begun in it.
    win_rate, mean_trade : float or None
        Of those trades, net of costs.
    interval : Interval or None
        95%, of `mean_trade`, by Student's t, which takes trades for independent; None with fewer than two.
    """

    label: str
    pnl: float
    share: float
    n_sessions: int
    n_bars: int
    n_bars_held: int
    n_trades: int
    win_rate: float | None
    mean_trade: float | None
    interval: Interval | None

    @property
    def is_small(self) -> bool:
        """Whether it holds too few trades to say much."""
        return self.n_trades < FEW_TRADES


def by_month(backtest: Backtest) -> tuple[Cell, ...]:
    """Return one cell a month of the exchange's calendar, in order of time; months without a bar are absent."""
    months = session_of(backtest.bars).astype("datetime64[D]").astype("datetime64[M]")
    return _by_label(backtest, months.astype(str))


def by_year(backtest: Backtest) -> tuple[Cell, ...]:
    """Return one cell a year, in order of time."""
    years = session_of(backtest.bars).astype("datetime64[D]").astype("datetime64[Y]")
    return _by_label(backtest, years.astype(str))


def by_hour(backtest: Backtest) -> tuple[Cell, ...]:
    """Return one cell an hour of day in which bars open in the exchange's zone; none for daily bars.

    A bar's P&L runs from the close before: the night is in the first hour.
    """
    bars = backtest.bars
    if not bars.timeframe.is_intraday:
        return ()
    hours = local_seconds(bars.ts, bars.zone) % DAY_SECONDS // 3600
    return _by_label(backtest, np.char.zfill(hours.astype(str), 2))


def by_regime(backtest: Backtest, regimes: Regimes) -> tuple[Cell, ...]:
    """Return one cell a regime, in the order of its names: the regime at the close before each bar, which is what was known then.

    Raises
    ------
    BadInput
        Regimes of another number of bars.
    """
    if len(regimes) != len(backtest.bars):
        raise BadInput("performance_lengths_differ", first=len(backtest.bars), second=len(regimes))
    labels = np.asarray(regimes.names)[regimes.codes]
    labels[1:] = labels[:-1].copy()
    labels[:1] = regimes.names[0]
    return _by_label(backtest, labels, order=regimes.names)


def by_side(backtest: Backtest) -> tuple[Cell, ...]:
    """Return one cell for long and one for short trades; their bars are those over which that side was held."""
    held = _held(backtest)
    sides = {"long": 1, "short": -1}
    days = session_of(backtest.bars)
    found = []
    for label, side in sides.items():
        net = backtest.trades["net"][backtest.trades["side"] == side]
        bars = np.sign(held) == side
        n_bars, n_sessions = int(bars.sum()), len(np.unique(days[bars]))
        found.append(_cell(label, float(net.sum()), backtest.spec.capital, (n_sessions, n_bars, n_bars), net))
    return tuple(found)


def _by_label(
    backtest: Backtest, labels: NDArray[np.str_], *, order: tuple[str, ...] | None = None
) -> tuple[Cell, ...]:
    """Return one cell a label of the bars; a trade belongs to the bar of its entry."""
    names, codes = np.unique(labels, return_inverse=True)
    days, n = session_of(backtest.bars), len(names)
    pnl = np.bincount(codes, weights=backtest.pnl, minlength=n)
    n_bars = np.bincount(codes, minlength=n)
    n_held = np.bincount(codes, weights=_held(backtest) != 0, minlength=n)
    _, session = np.unique(days, return_inverse=True)
    n_sessions = np.bincount(np.unique(codes * len(days) + session) // max(len(days), 1), minlength=n)
    owner = codes[backtest.trades["entry_bar"]]
    cells = {
        str(name): _cell(
            str(name),
            float(pnl[i]),
            backtest.spec.capital,
            (int(n_sessions[i]), int(n_bars[i]), int(n_held[i])),
            backtest.trades["net"][owner == i],
        )
        for i, name in enumerate(names)
    }
    return tuple(cells[name] for name in (order or cells) if name in cells)


def _held(backtest: Backtest) -> NDArray[np.float64]:
    """Return what was held over each bar: at its close, or before where it was closed within it."""
    after = backtest.position
    before = np.concatenate([[0.0], after[:-1]])[: len(after)]
    return np.where(after != 0, after, before)


def _cell(label: str, pnl: float, capital: float, counts: tuple[int, int, int], net: NDArray[np.float64]) -> Cell:
    n_sessions, n_bars, n_held = counts
    n = len(net)
    mean = float(net.mean()) if n else None
    won = float((net > 0).mean()) if n else None
    return Cell(label, pnl, pnl / capital, n_sessions, n_bars, n_held, n, won, mean, _interval(net))


def _interval(net: NDArray[np.float64]) -> Interval | None:
    if len(net) < 2:
        return None
    from scipy.stats import t

    mean = float(net.mean())
    half = float(t.ppf(0.975, len(net) - 1) * net.std(ddof=1) / np.sqrt(len(net)))
    return Interval(mean - half, mean + half)
