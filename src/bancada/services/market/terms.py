"""From the terms that people state to the terms that a backtest takes: what the instrument is worth, what trading it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bancada.markets.backtest.spec import BacktestSpec, Costs, Sizing
from bancada.markets.brazil.execution import Paper
from bancada.markets.brazil.fees import FUTURES_FEES, SPOT_FEES
from bancada.markets.instruments import Instrument, instrument
from bancada.markets.series import PriceBasis, SeriesInfo
from bancada.services.market.requests import Terms

if TYPE_CHECKING:
    from bancada.markets.bars import Bars

__all__ = ["Stated", "stated_terms"]

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
"""In place of ticks on prices that were adjusted, which stand on no grid."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The terms in full.

    Attributes
    ----------
    spec : BacktestSpec
    instrument : Instrument or None
        None where the symbol is not of B3.
    paper : Paper or None
        What taxes take it for; None where the Brazilian view does not apply.
    """

    spec: BacktestSpec
    instrument: Instrument | None
    paper: Paper | None


def stated_terms(info: SeriesInfo, bars: Bars, terms: Terms) -> Stated:
    """Return the terms of a backtest with everything that was left open filled from the instrument."""
    known = instrument(info.key.symbol, on=_last_day(info)) if info.exchange in ("BVMF", "") else None
    is_future = known is not None and known.kind.is_future
    capital = _capital(terms, known) if terms.capital is None else terms.capital
    of_capital = terms.size is None and not is_future
    spec = BacktestSpec(
        capital=capital,
        size=1.0 if terms.size is None else terms.size,
        sizing=Sizing.CAPITAL if of_capital else Sizing.UNITS,
        lot=_lot(capital, bars, known) if of_capital else 0.0,
        multiplier=known.point_value_brl if known else 1.0,
        costs=_costs(info, terms, known),
        stop_loss=terms.stop_loss,
        take_profit=terms.take_profit,
        allow_short=terms.allow_short,
        flat_at_session_end=terms.is_flat_overnight,
    )
    paper = None if known is None else Paper.FUTURE if is_future else Paper.SHARE
    return Stated(spec, known, paper)


def _capital(terms: Terms, known: Instrument | None) -> float:
    if known is None or not known.kind.is_future:
        return SPOT_CAPITAL
    contracts = max(1.0, terms.size or 1.0)
    return contracts * (FULL_CAPITAL if known.root in _FULL else MINI_CAPITAL)


def _costs(info: SeriesInfo, terms: Terms, known: Instrument | None) -> Costs:
    is_future = known is not None and known.kind.is_future
    fees = next((fee for fee in FUTURES_FEES if known and is_future and fee.root == known.root), None)
    per_contract = 0.0
    if fees is not None:
        per_contract = float(fees.day_trade if terms.is_flat_overnight else fees.overnight)
    if terms.cost_per_contract is not None:
        per_contract = terms.cost_per_contract
    bps = _usual_bps(info, known, is_future=is_future) if terms.cost_bps is None else terms.cost_bps
    tick = known.tick if known else 0.01
    on_grid = info.key.basis in (PriceBasis.RAW, PriceBasis.UNSTATED) and known is not None
    ticks = terms.slippage_ticks if on_grid else 0.0
    in_bps = 0.0 if on_grid or not terms.slippage_ticks else ADJUSTED_SLIPPAGE_BPS * terms.slippage_ticks
    return Costs(bps=bps, per_contract=per_contract, slippage_ticks=ticks, slippage_bps=in_bps, tick=tick)


def _usual_bps(info: SeriesInfo, known: Instrument | None, *, is_future: bool) -> float:
    if is_future:
        return 0.0
    if known is not None:
        fee = next(row for row in reversed(SPOT_FEES) if row.since <= _last_day(info) or row is SPOT_FEES[0])
        return 1e4 * float(fee.trading + fee.settlement)
    return CRYPTO_BPS if info.exchange == "24/7" else ABROAD_BPS


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
