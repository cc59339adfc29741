"""The fields of a backtest's terms: capital and size, costs, stops, what it is to taxes, the rate without risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.market import written
from app.i18n import _
from app.state import Choice, Draft
from bancada.markets.brazil.execution import Paper
from bancada.markets.instruments import instrument
from bancada.services.market.papers import SPOT_PAPERS, paper_of
from bancada.services.market.requests import Terms

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo

__all__ = ["terms"]

DAY_TRADE = Choice("day-trade", default=False)
SHORT = Choice("short", default=True)
SLIPPAGE = Choice("slippage", 1.0)
PAPER = Choice("market-paper", "")
RISK_FREE = Choice("market-risk-free", 0.0)


def terms(info: SeriesInfo) -> Terms:
    """Draw the fields and return the terms; what is left empty follows the instrument."""
    currency = written.currency(info)
    with st.expander(_("Capital, costs, stops"), expanded=False):
        capital = _optional("market-capital", _("Capital, {currency}", currency=currency), 0.01, step=1_000.0)
        size = _optional("market-size", _("Contracts or shares"), 0.0001, step=1.0)
        bps = _optional("market-bps", _("Cost, bps a side"), 0.0, step=0.5)
        fee = _optional("market-fee", _("Cost a unit and side, {currency}", currency=currency), 0.0, step=0.1)
        SLIPPAGE.seed()
        slippage = st.number_input(
            _("Slippage, ticks"),
            0.0,
            100.0,
            step=0.5,
            format="%.1f",
            help=_(
                "That each fill is worse by; on prices that are not stated to be as traded, which stand on no known tick grid, 2 bps a tick."
            ),
            **SLIPPAGE.widget,
        )
        stop = _optional("market-stop", _("Stop-loss, % of entry"), 0.01, step=0.1, unset=_("no stop"))
        target = _optional("market-target", _("Take-profit, % of entry"), 0.01, step=0.1, unset=_("no target"))
        st.caption(_("What is left empty follows the instrument; the tear sheet says what was taken."))
        day_trade, short = _manners(info)
        paper, risk_free = _paper(info), _risk_free()
    return Terms(
        capital=capital,
        size=size,
        cost_bps=bps,
        cost_per_contract=fee,
        slippage_ticks=float(slippage),
        stop_loss=None if stop is None else stop / 100,
        take_profit=None if target is None else target / 100,
        is_flat_overnight=day_trade,
        allow_short=short,
        paper=paper,
        risk_free=risk_free,
    )


def _manners(info: SeriesInfo) -> tuple[bool, bool]:
    day_trade = False
    if info.key.timeframe.is_intraday:
        DAY_TRADE.seed()
        day_trade = st.toggle(
            _("Day trade: flat at each session's end"),
            help=_("Closed at the last bar of a session, with its costs."),
            **DAY_TRADE.widget,
        )
    SHORT.seed()
    short = st.toggle(
        _("May sell short"),
        help=_("Otherwise a short signal means flat. What borrowing shares costs is not charged."),
        **SHORT.widget,
    )
    return bool(day_trade), bool(short)


def _paper(info: SeriesInfo) -> Paper | None:
    """Draw what taxes take a spot code of B3 for; None leaves it to the code."""
    known = instrument(info.key.symbol) if info.exchange in ("BVMF", "") else None
    if known is None or known.kind.is_future:
        return None
    names = {
        "": _("as its code tells") if paper_of(info.key.symbol, known, None) else _("not stated"),
        **{one.value: written.paper(one) for one in SPOT_PAPERS},
    }
    PAPER.seed(list(names))
    code: str = st.selectbox(
        _("Paper, for taxes"),
        list(names),
        format_func=names.__getitem__,
        help=_(
            "Only gains of shares and units are exempt in months of small sales; real-estate funds have a rate of their own."
        ),
        **PAPER.widget,
    )
    return Paper(code) if code else None


def _risk_free() -> float:
    """Draw the yearly rate without risk and return it as a fraction."""
    RISK_FREE.seed()
    percent = st.number_input(
        _("Rate without risk, % a year"),
        0.0,
        100.0,
        step=0.25,
        format="%.2f",
        help=_(
            "What the capital would have earned beside the rule: the CDI where positions are paid in full. Futures leave it to the "
            "margin: 0. Sharpe and Sortino ratios are reckoned above it."
        ),
        **RISK_FREE.widget,
    )
    return float(percent) / 100


def _optional(
    name: str,
    label: str,
    low: float,
    *,
    step: float,
    unset: str = "",
) -> float | None:
    value: float | None = st.number_input(
        label, low, None, None, step=step, format="%.2f", placeholder=unset or _("as usual"), **Draft(name).linked
    )
    return value
