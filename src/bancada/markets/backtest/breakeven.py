"""What trading may cost before a strategy earns nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bancada.markets.backtest.engine import Prepared, checked_positions, prepare
from bancada.markets.backtest.spec import BacktestSpec, Sizing
from bancada.markets.bars import Bars

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["break_even_cost_bps"]

_WIDEST = 1_024.0


def break_even_cost_bps(
    bars: Bars,
    positions: ArrayLike,
    spec: BacktestSpec,
    *,
    rolls: ArrayLike | None = None,
    sessions: ArrayLike | None = None,
) -> float:
    """Return the `Costs.bps` at which the net result is zero, the other costs as they are.

    Parameters
    ----------
    bars, positions, spec, rolls, sessions
        As of `backtest`; `spec.costs.bps` itself is of no account.

    Returns
    -------
    float
        In 1e-4 of the traded value, a side. Negative where money is lost even without them; NaN where nothing is traded, or
        where no such cost is found.

    Raises
    ------
    BadInput
        As `backtest`.

    Notes
    -----
    But for `Sizing.EQUITY` fills do not depend on costs, so net = net at 0 - bps * 1e-4 * traded value, which is solved in closed
    form. With `Sizing.EQUITY` quantities depend on what is left, and the root is searched for by Brent's method; lots make the
    net result a staircase, and then it is the cost at which the sign turns.
    """
    prepared = prepare(bars, spec, rolls=rolls, sessions=sessions)
    decided = checked_positions(bars, positions)
    net, value = _run(prepared, decided, 0.0)
    if value == 0.0:
        return float("nan")
    if spec.sizing is not Sizing.EQUITY:
        return 1e4 * net / value
    return 1e4 * _root(prepared, decided, net / value)


def _run(prepared: Prepared, positions: NDArray[np.float64], rate: float) -> tuple[float, float]:
    """Return the net result and the traded value at a rate of costs."""
    terms = prepared.terms._replace(rate=rate)
    equity = np.empty(len(positions))
    fills, _ = prepared.with_terms(terms).run(positions, equity)
    value = float(np.abs(fills["units"] * fills["price"]).sum() * terms.multiplier)
    return (float(equity[-1]) - terms.capital if len(equity) else 0.0), value


def _root(prepared: Prepared, positions: NDArray[np.float64], guess: float) -> float:
    from scipy.optimize import brentq

    if guess == 0.0:
        return 0.0
    factor = 2.0
    while factor <= _WIDEST and _run(prepared, positions, guess * factor)[0] * guess > 0.0:
        factor *= 2.0
    if factor > _WIDEST:
        return float("nan")
    return float(brentq(lambda rate: _run(prepared, positions, rate)[0], 0.0, guess * factor, xtol=1e-14, rtol=1e-14))
