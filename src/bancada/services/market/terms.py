"""From the terms that people state to the terms that a backtest takes: what the instrument is worth, what trading it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bancada.core.errors import BadInput
from bancada.core.finding import Finding
from bancada.markets.backtest.spec import BacktestSpec, Costs, Sizing
from bancada.markets.brazil.execution import Paper
from bancada.markets.brazil.fees import FUTURES_FEES, SPOT_FEES
from bancada.markets.instruments import Instrument, instrument
from bancada.markets.series import PriceBasis, SeriesInfo
from bancada.services.market.papers import left_out, paper_of
from bancada.services.market.requests import Terms

if TYPE_CHECKING:
    from bancada.markets.bars import Bars

__all__ = ["ADJUSTED_SLIPPAGE_BPS", "Stated", "stated_terms"]

MINI_CAPITAL = 20_000.0
"""Stated capital of one mini contract, unless another is: enough for a bad month, little enough to show in per cent."""
FULL_CAPITAL = 5 * MINI_CAPITAL
"""Of a full contract, which is worth five mini ones."""
_FULL = frozenset({"DOL", "IND"})
SPOT_CAPITAL = 100_000.0
CRYPTO_BPS = 10.0
"""Of an exchange of coins, taker, without discounts."""
ABROAD_BPS = 1.0
ADJUSTED_SLIPPAGE_BPS = 2.0
"""In place of a tick on prices that are not stated to be as traded, which stand on no known grid."""
_LEAST_RATE, _MOST_RATE = -0.1, 1.0
"""Of a year without risk; more was meant in per cent."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The terms in full.

    Attributes
    ----------
    spec : BacktestSpec
    holding : Costs
        What a holder pays, who stays overnight whatever the rule does.
    instrument : Instrument or None
        None where the symbol is not of B3.
    paper : Paper or None
        What taxes take it for; None where none are reckoned.
    findings : tuple of Finding
        What of the terms could not be followed as usual, and why.
    """

    spec: BacktestSpec
    holding: Costs
    instrument: Instrument | None
    paper: Paper | None
    findings: tuple[Finding, ...] = ()


def stated_terms(info: SeriesInfo, bars: Bars, terms: Terms) -> Stated:
    """Return the terms of a backtest with everything that was left open filled from the instrument.

    Raises
    ------
    BadInput
        A capital, size, cost or stop that cannot be; a rate without risk that is no fraction; a paper that the symbol cannot be.
    """
    if not _LEAST_RATE <= terms.risk_free <= _MOST_RATE:
        raise BadInput("market_rate_no_fraction", rate=terms.risk_free)
    known = instrument(info.key.symbol, on=_last_day(info)) if info.exchange in ("BVMF", "") else None
    paper = paper_of(info.key.symbol, known, terms.paper)
    is_future = known is not None and known.kind.is_future
    capital = _capital(terms, known) if terms.capital is None else terms.capital
    of_capital = terms.size is None and not is_future
    spec = BacktestSpec(
        capital=capital,
        size=1.0 if terms.size is None else terms.size,
        sizing=Sizing.CAPITAL if of_capital else Sizing.UNITS,
        lot=_lot(capital, bars, known) if of_capital else 0.0,
        multiplier=known.point_value_brl if known else 1.0,
        costs=_costs(info, terms, known, is_day_trade=terms.is_flat_overnight),
        stop_loss=terms.stop_loss,
        take_profit=terms.take_profit,
        allow_short=terms.allow_short,
        flat_at_session_end=terms.is_flat_overnight,
    )
    return Stated(
        spec,
        holding=_costs(info, terms, known, is_day_trade=False),
        instrument=known,
        paper=paper if info.key.basis is PriceBasis.RAW and _is_whole(terms) else None,
        findings=tuple(left_out(info, known, paper, terms, spec.costs)),
    )


def _is_whole(terms: Terms) -> bool:
    return terms.size is None or float(terms.size).is_integer()


def _capital(terms: Terms, known: Instrument | None) -> float:
    if known is None or not known.kind.is_future:
        return SPOT_CAPITAL
    contracts = max(1.0, terms.size or 1.0)
    return contracts * (FULL_CAPITAL if known.root in _FULL else MINI_CAPITAL)


def _costs(info: SeriesInfo, terms: Terms, known: Instrument | None, *, is_day_trade: bool) -> Costs:
    is_future = known is not None and known.kind.is_future
    fees = next((fee for fee in FUTURES_FEES if known and is_future and fee.root == known.root), None)
    per_contract = 0.0
    if fees is not None:
        per_contract = float(fees.day_trade if is_day_trade else fees.overnight)
    if terms.cost_per_contract is not None:
        per_contract = terms.cost_per_contract
    bps = terms.cost_bps
    if bps is None:
        bps = 0.0 if is_future else _usual_bps(info, known, is_day_trade=is_day_trade)
    tick = known.tick if known else 0.01
    on_grid = info.key.basis is PriceBasis.RAW and known is not None
    ticks = terms.slippage_ticks if on_grid else 0.0
    in_bps = 0.0 if on_grid or not terms.slippage_ticks else ADJUSTED_SLIPPAGE_BPS * terms.slippage_ticks
    return Costs(bps=bps, per_contract=per_contract, slippage_ticks=ticks, slippage_bps=in_bps, tick=tick)


def _usual_bps(info: SeriesInfo, known: Instrument | None, *, is_day_trade: bool) -> float:
    if known is None:
        return CRYPTO_BPS if info.exchange == "24/7" else ABROAD_BPS
    fee = next(row for row in reversed(SPOT_FEES) if row.since <= _last_day(info) or row is SPOT_FEES[0])
    parts = (fee.trading_day, fee.settlement_day) if is_day_trade else (fee.trading, fee.settlement)
    return 1e4 * float(sum(parts))


def _lot(capital: float, bars: Bars, known: Instrument | None) -> float:
    """Return the lot by which shares are bought; single shares, of the odd-lot market, where the capital does not always buy one lot."""
    if known is None:
        return 0.0
    import numpy as np

    prices = bars.close[np.isfinite(bars.close)]
    dearest = float(prices.max()) if len(prices) else 0.0
    return float(known.lot) if dearest * known.lot <= capital else 1.0


def _last_day(info: SeriesInfo) -> date:
    return info.last.date()
