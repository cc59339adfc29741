"""What the signals of the test part would have earned after costs, beside holding, cash and the same positions at other times."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from bancada.domains.assets.evaluation.advantage import conditions_of, verdict_of
from bancada.domains.assets.evaluation.executing import executed_in_lots
from bancada.domains.assets.evaluation.measuring import defined
from bancada.domains.assets.evaluation.resampling import block_sessions
from bancada.domains.assets.evaluation.signals import traded_tickers
from bancada.domains.assets.evaluation.tracks import Held, excess_of, track_of
from bancada.domains.assets.evaluation.traded import Traded
from bancada.domains.assets.evaluation.values import EquityReport
from bancada.markets.backtest import BacktestSpec, Costs, Sizing, backtest, buy_and_hold
from bancada.markets.backtest.engine import prepare
from bancada.markets.backtest.targets import held_targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bancada.domains.assets.evaluation.part_rows import PartRows
    from bancada.domains.assets.requests import EvaluationRequest
    from bancada.domains.assets.values import AssetTable
    from bancada.markets.bars import Bars

    Floats = NDArray[np.float64]

__all__ = ["day_of", "equity_report", "trade"]

_MOST_DRAWS = 500
_DAY_NS = 86_400_000_000_000


def trade(
    part: PartRows, table: AssetTable, request: EvaluationRequest, *, fills: Mapping[str, Bars] | None = None
) -> Traded:
    """Return what each ticker's positions and holding it would have made.

    Decided at a close and filled at the next open, on the basis that returns are reckoned on, so payouts count. Each ticker has the same
    capital to begin with, keeps what it earns, and trades only when its position changes; what is held at the end is sold at the last close.
    Both sides of every trade pay `request.cost_bps`.

    Raises
    ------
    BadInput
        Costs that cannot be used.
    """
    spec = BacktestSpec(
        1.0, size=1.0, sizing=Sizing.EQUITY, costs=Costs(bps=request.cost_bps), allow_short=request.allow_short
    )
    tickers = traded_tickers(part, table, allow_short=request.allow_short, fills=fills)
    return Traded(
        tickers,
        tuple(backtest(one.bars, one.positions, spec) for one in tickers),
        tuple(buy_and_hold(one.bars, spec) for one in tickers),
        spec,
    )


def equity_report(
    traded: Traded,
    table: AssetTable,
    *,
    rng: np.random.Generator,
    n_resamples: int,
    fills: Mapping[str, Bars] | None = None,
) -> EquityReport:
    """Return the curves, their figures, what chance makes of the same positions, and the verdict."""
    strategy, holding = Held(traded.strategy), Held(traded.holding)
    block = block_sessions(len(strategy.equity), table.horizon)
    draws = _random_equity(traded, rng)
    low, high = np.quantile(draws, [0.025, 0.975], axis=0) if len(draws) else (np.empty(0), np.empty(0))
    p_value = _p_value(draws[:, -1], strategy.equity[-1]) if len(draws) else None
    own = track_of("strategy", strategy, rng=rng, n_resamples=n_resamples, block=block)
    held = track_of("holding", holding, rng=rng, n_resamples=n_resamples, block=block)
    excess = excess_of(strategy, holding, rng=rng, n_resamples=n_resamples, block=block)
    asked = conditions_of(own, excess, p_value=p_value, table=table, costs=traded.spec.costs)
    return EquityReport(
        days=tuple(day_of(int(at)) for at in traded.tickers[0].bars.ts),
        strategy=own,
        holding=held,
        excess=excess,
        n_random=len(draws),
        random_p_value=p_value,
        random_low=tuple(low.tolist()),
        random_high=tuple(high.tolist()),
        conditions=asked,
        verdict=verdict_of(own, asked, n_sessions=len(strategy.equity)),
        executed=executed_in_lots(traded, fills or {}, table=table),
    )


def _random_equity(traded: Traded, rng: np.random.Generator) -> Floats:
    """Return equity of the same positions turned round by a random number of sessions, the same for all tickers, shape (n_draws, n).

    As `random_with_turnover` with "shift": turnover, exposure and holding times stay, and so does what tickers hold at the same time.
    """
    n = len(traded.tickers[0].bars)
    turns = rng.permutation(n - 1)[:_MOST_DRAWS] + 1
    found, equity = np.zeros((len(turns), n)), np.empty(n)
    for one in traded.tickers:
        prepared, targets = prepare(one.bars, traded.spec), held_targets(one.positions)
        for draw, turn in enumerate(turns):
            turned = np.roll(targets, turn)
            turned.flags.writeable = False
            prepared.run(turned, equity)
            found[draw] += equity
    return found / len(traded.tickers)


def _p_value(draws: Floats, observed: float) -> float | None:
    """Return the share of draws that ended at least as high, the strategy counted among them (Davison and Hinkley 1997, 4.11)."""
    # A hair's breadth, for sums taken in another order: an equal draw counts.
    return defined((1 + np.count_nonzero(draws >= observed - 1e-12)) / (1 + len(draws)))


def day_of(instant: int) -> date:
    """Return the date of an instant in ns, UTC: that of a daily bar is its session's."""
    return date.fromordinal(_EPOCH + instant // _DAY_NS)


_EPOCH = date(1970, 1, 1).toordinal()
