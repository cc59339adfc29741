"""A backtest of decided positions over bars, in one compiled pass."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bancada.core.errors import BadInput
from bancada.markets.backtest.kernels import FULL, INFINITE, Terms, simulate, trades_of
from bancada.markets.backtest.result import FILL, Backtest
from bancada.markets.backtest.spec import BacktestSpec, Sizing
from bancada.markets.bars import Bars
from bancada.markets.sessions.clock import session_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Prepared", "backtest", "checked_positions", "checked_sessions", "prepare", "session_ends"]


def backtest(
    bars: Bars,
    positions: ArrayLike,
    spec: BacktestSpec,
    *,
    rolls: ArrayLike | None = None,
    sessions: ArrayLike | None = None,
) -> Backtest:
    """Return what these positions would have earned.

    Parameters
    ----------
    bars : Bars, n of them
        A price that is NaN, infinite or zero is missing. A bar whose open is missing fills no target and no stop: orders wait for
        the next open. Where the close is missing the open marks, where both are, the last price before.
    positions : array of float, shape (n,)
        Target decided at the close of each bar, in units (`spec.size`); filled at the open of the next bar. NaN keeps the last
        target. What stands at the last bar has no open to be filled at.
    spec : BacktestSpec
    rolls : array of int, optional
        Positions of first bars of a new contract in an unadjusted continuous series. Who holds over one leaves the old
        contract at the last price known of it (the close before) and takes the target in the new one at its open: the gap is
        neither profit nor loss, and both sides pay costs and slippage. Levels of stops move with the gap.
    sessions : array of int, shape (n,), optional
        Session of each bar where `spec.flat_at_session_end`; by default `sessions.session_of`, the date on the exchange's
        clock. The last bar counts as the end of its session.

    Returns
    -------
    Backtest
        Equity at the close of t depends on bars up to t and decisions before t only; that bar t is the last of its session, or
        of all, is taken as known.

    Raises
    ------
    BadInput
        Positions or sessions of another length, an infinite position, rolls outside the bars.

    Notes
    -----
    Order within a bar: the roll; the fill of the target at the open; stops; the close of the session; marking. The position
    filled at the open can be stopped in the same bar. Stops are measured from the average entry price, slippage in it. An open
    beyond a level fills at the open. Where a bar reaches both levels, the stop comes first, since the order within the bar is
    unknown. After a stop the position stays flat until the target changes. Where targets lapse, the one in force after a session's last
    close is 0, whatever was decided there, and a NaN in the next session keeps that.

    Examples
    --------
    >>> import numpy as np
    >>> from bancada.markets.backtest import BacktestSpec, Costs, backtest
    >>> from bancada.markets.bars import make_bars
    >>> price = np.array([10.0, 11.0, 12.0, 13.0])
    >>> bars = make_bars("X", "1d", ts=np.arange(4), open=price, high=price, low=price, close=price)
    >>> done = backtest(bars, [1, 1, 0, 0], BacktestSpec(1_000.0, size=100, costs=Costs(per_contract=0.01)))
    >>> done.equity.tolist()
    [1000.0, 999.0, 1099.0, 1198.0]
    """
    prepared = prepare(bars, spec, rolls=rolls, sessions=sessions)
    equity = np.empty(len(bars))
    fills, mark = prepared.run(checked_positions(bars, positions), equity)
    trades = trades_of(fills, prepared.opens, prepared.highs, prepared.lows, mark, spec.multiplier)
    fills, trades = _trimmed(fills), _trimmed(trades)
    for array in (equity, fills, trades):
        array.flags.writeable = False
    return Backtest(bars, spec, equity, fills, trades)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Bars and terms as the compiled pass takes them, for many runs over the same bars.

    Attributes
    ----------
    opens, highs, lows, closes : ndarray of float64, shape (n,)
    rolls, ends : ndarray of int64
        First bars of a new contract; last bars of a session where positions are closed there.
    terms : Terms
    """

    opens: NDArray[np.float64]
    highs: NDArray[np.float64]
    lows: NDArray[np.float64]
    closes: NDArray[np.float64]
    rolls: NDArray[np.int64]
    ends: NDArray[np.int64]
    terms: Terms

    def run(self, positions: NDArray[np.float64], equity: NDArray[np.float64]) -> tuple[NDArray[np.void], float]:
        """Fill `equity`, shape (n,), in place; return the fills, dtype `FILL`, and the last price that marked.

        Raises
        ------
        BadInput
            An infinite position.
        """
        book = np.empty(len(positions) // 8 + 64, dtype=FILL)
        while True:
            found, mark = simulate(
                self.opens,
                self.highs,
                self.lows,
                self.closes,
                positions,
                self.rolls,
                self.ends,
                self.terms,
                equity,
                book,
            )
            if found == INFINITE:
                raise BadInput("backtest_positions_infinite")
            if found != FULL:
                return book[:found], mark
            book = np.empty(4 * len(book), dtype=FILL)

    def with_terms(self, terms: Terms) -> Prepared:
        """Return the same bars under other terms."""
        return replace(self, terms=terms)


def prepare(
    bars: Bars, spec: BacktestSpec, *, rolls: ArrayLike | None = None, sessions: ArrayLike | None = None
) -> Prepared:
    """Return bars and terms as the compiled pass takes them; parameters and errors are those of `backtest`."""
    n = len(bars)
    given = np.unique(np.asarray(() if rolls is None else rolls, dtype=np.int64))
    outside = given[(given < 0) | (given >= n)]
    if len(outside):
        raise BadInput("backtest_rolls_outside", bars=n, rolls=outside[:5].tolist())
    opens, highs, lows, closes = (_plain(array) for array in (bars.open, bars.high, bars.low, bars.close))
    return Prepared(opens, highs, lows, closes, given, _session_ends(bars, spec, sessions), terms_of(spec))


def checked_positions(bars: Bars, positions: ArrayLike) -> NDArray[np.float64]:
    """Return positions as the compiled pass takes them.

    Raises
    ------
    BadInput
        Not one for each bar.
    """
    found = np.asarray(positions, dtype=np.float64)
    if found.shape != (len(bars),):
        raise BadInput("backtest_positions_length", positions=len(found.ravel()), bars=len(bars))
    return _plain(found)


def terms_of(spec: BacktestSpec) -> Terms:
    """Return the numbers of a specification."""
    costs, in_ticks = spec.costs, spec.stops_in == "ticks"
    stop, take = (math.inf if at is None else at for at in (spec.stop_loss, spec.take_profit))
    return Terms(
        capital=float(spec.capital),
        size=float(spec.size),
        of_value=spec.sizing is not Sizing.UNITS,
        of_equity=spec.sizing is Sizing.EQUITY,
        lot=float(spec.lot),
        multiplier=float(spec.multiplier),
        rate=costs.bps * 1e-4,
        per_contract=float(costs.per_contract),
        slip=costs.slippage_ticks * costs.tick,
        slip_rate=costs.slippage_bps * 1e-4,
        has_stops=spec.has_stops,
        stop=stop * costs.tick if in_ticks or spec.stop_loss is None else 0.0,
        stop_rate=0.0 if in_ticks or spec.stop_loss is None else float(stop),
        take=take * costs.tick if in_ticks or spec.take_profit is None else 0.0,
        take_rate=0.0 if in_ticks or spec.take_profit is None else float(take),
        lapses=spec.lapse_at_session_end,
        shorts=spec.allow_short,
        close_at_end=spec.close_at_end,
    )


def session_ends(sessions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the last bar of each run of equal session numbers."""
    return np.append(np.flatnonzero(sessions[1:] != sessions[:-1]), len(sessions) - 1).astype(np.int64)


def checked_sessions(n_bars: int, sessions: ArrayLike) -> NDArray[np.int64]:
    """Return session numbers as an array.

    Raises
    ------
    BadInput
        Not one for each bar.
    """
    found = np.asarray(sessions, dtype=np.int64)
    if found.shape != (n_bars,):
        raise BadInput("backtest_sessions_length", sessions=len(found.ravel()), bars=n_bars)
    return found


def _trimmed(rows: NDArray[np.void]) -> NDArray[np.void]:
    """Return rows without the unused rest of the array they were written to, where that is most of it."""
    whole = rows.base
    return rows if isinstance(whole, np.ndarray) and 4 * len(rows) >= len(whole) else rows.copy()


def _session_ends(bars: Bars, spec: BacktestSpec, sessions: ArrayLike | None) -> NDArray[np.int64]:
    found = None if sessions is None else checked_sessions(len(bars), sessions)
    if not spec.flat_at_session_end or not len(bars):
        return np.empty(0, dtype=np.int64)
    return session_ends(session_of(bars) if found is None else found)


def _plain(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a contiguous read-only view, so that the pass is compiled once."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
