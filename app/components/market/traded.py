"""The trades of a backtest as a distribution, how far they went for and against it, and what trading them cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.charts.market.results import excursions, randomised
from app.charts.market.results import trades as spread
from app.components import plots
from app.components.market import written
from app.i18n import _, format_number, format_percent

if TYPE_CHECKING:
    from bancada.services.market.backtests import BacktestFound

__all__ = ["costs", "trades"]

MOST_DRAWN = 3_000
"""Trades of the picture of excursions: the latest ones."""


def trades(found: BacktestFound) -> None:
    """Draw how trades spread and how they went."""
    stats = found.sheet.trades
    if not stats.n:
        st.markdown(_("The rule never traded in this span."))
        return
    title = _("Net result of a trade, {currency}", currency=written.currency(found.series))
    plots.plot(
        spread(
            stats.histogram.edges, stats.histogram.counts, result_title=title, count_title=_("Trades"), **plots.look()
        ),
        _("How net results of trades spread; the dashed line is zero."),
        name="market-trades",
    )
    _statistics(found)
    latest = found.backtest.trades[-MOST_DRAWN:]
    plots.plot(
        excursions(
            latest["mae"].tolist(),
            latest["mfe"].tolist(),
            latest["net"].tolist(),
            against_title=_("Worst open result, {currency}", currency=written.currency(found.series)),
            for_title=_("Best open result, {currency}", currency=written.currency(found.series)),
            won_name=_("Winning trades"),
            lost_name=_("Losing trades"),
            **plots.look(),
        ),
        _(
            "How far trades went against the rule and for it before they ended (MAE and MFE). Losing trades that had been far ahead, or "
            "winning ones that had been far behind, say what a stop would have changed."
        ),
        name="market-excursions",
    )


def _statistics(found: BacktestFound) -> None:
    stats, info = found.sheet.trades, found.series
    reasons = ", ".join(f"{_reason(code)} {format_number(count)}" for code, count in stats.by_reason.items())
    quantiles = " / ".join(written.money(info, value, 0) for value in stats.quantiles[1:-1])
    rows = [
        (_("Trades, long and short"), f"{format_number(stats.n_long)} / {format_number(stats.n_short)}"),
        (_("Won, lost"), f"{format_number(stats.n_won)} / {format_number(stats.n_lost)}"),
        (_("Mean gain, mean loss"), f"{written.money(info, stats.mean_won)} / {written.money(info, stats.mean_lost)}"),
        (_("Best, worst"), f"{written.money(info, stats.best)} / {written.money(info, stats.worst)}"),
        (_("Quantiles 5, 25, 50, 75, 95%"), quantiles),
        (_("Deviation of a trade"), written.money(info, stats.deviation)),
        (_("Skew, kurtosis"), f"{format_number(stats.skew, 2)} / {format_number(stats.kurtosis, 1)}"),
        (_("Longest run of gains, of losses"), f"{stats.longest_won} / {stats.longest_lost}"),
        (
            _("Bars held: mean, won, lost"),
            " / ".join(format_number(one, 1) for one in (stats.mean_bars, stats.mean_bars_won, stats.mean_bars_lost)),
        ),
        (
            _("Mean worst, mean best open result"),
            f"{written.money(info, stats.mean_mae)} / {written.money(info, stats.mean_mfe)}",
        ),
        (_("Ended by"), reasons),
    ]
    written.table(
        [{"what": what, "value": value} for what, value in rows],
        {"what": written.text_column(_("Of trades"), pinned=True), "value": written.number_column(_("Value"))},
        key="market-trade-statistics",
    )


def _reason(code: str) -> str:
    return {
        "target": _("the rule"),
        "stop_loss": _("stop-loss"),
        "take_profit": _("take-profit"),
        "session_end": _("session's end"),
        "roll": _("roll of the contract"),
        "last_bar": _("last bar"),
        "open": _("still open"),
    }[code]


def costs(found: BacktestFound) -> None:
    """Draw what trading cost, and where chance with the same costs lies."""
    info, paid = found.series, found.sheet.costs
    rows = [
        (_("Before costs"), paid.before_costs),
        (_("Slippage"), -paid.slippage),
        (_("Fees"), -paid.fees),
        (_("Net"), paid.net),
    ]
    written.table(
        [{"what": what, "value": written.money(info, value), "each": _each(found, value)} for what, value in rows],
        {
            "what": written.text_column(_("From gross to net"), pinned=True),
            "value": written.number_column(_("Amount")),
            "each": written.number_column(_("A fill")),
        },
        key="market-costs",
    )
    st.markdown(_break_even(found))
    plots.plot(
        randomised(
            found.random.net.tolist(),
            found.random.observed_net,
            value_title=_("Net result, {currency}", currency=written.currency(info)),
            count_title=_("Random strategies"),
            own_name=_("Rule"),
            **plots.look(),
        ),
        _("Where the rule lies among strategies that trade as often, at random times and the same costs."),
        name="market-randomised",
    )


def _each(found: BacktestFound, value: float) -> str:
    n_fills = found.sheet.costs.n_fills
    return written.money(found.series, value / n_fills) if n_fills else "–"


def _break_even(found: BacktestFound) -> str:
    paid = found.sheet.costs
    if paid.paid_bps is None or paid.break_even_bps is None:
        return _("Nothing was traded, so nothing was paid.")
    sentence = _(
        "Trading cost {paid} bps of the value of each side; the rule breaks even at {even} bps.",
        paid=format_number(paid.paid_bps, 2),
        even=format_number(paid.break_even_bps, 2),
    )
    if paid.break_even_bps <= 0:
        return sentence + " " + _("It loses even before any cost.")
    if paid.share_of_profit is not None:
        sentence += " " + _(
            "Costs took {share} of what it made before them.", share=format_percent(paid.share_of_profit)
        )
    return sentence
