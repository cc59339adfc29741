"""What the signals of the test part would have made after costs, beside holding, cash and chance."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import streamlit as st

from app.charts.market.results import equity
from app.components import findings, plots
from app.components.assets import measured, words
from app.components.market import written
from app.i18n import _, date_format, format_number, format_percent, ngettext
from bancada.domains.assets.evaluation.values import MAIN

if TYPE_CHECKING:
    from bancada.domains.assets.evaluation import AssetEvaluation
    from bancada.domains.assets.evaluation.values import EquityReport, TickerRow

__all__ = ["by_ticker", "draw", "metric"]

START = 100.0
"""What equity is drawn from: cash stays there."""


def metric(found: EquityReport) -> None:
    """Draw what the signals made beside holding."""
    word = words.report()
    own, held = (track.measure("Return") for track in (found.strategy, found.holding))
    st.metric(
        _("Signals after costs"),
        word.value("Return", own.value),
        delta=_("holding: {value}", value=word.value("Return", held.value)),
        delta_color="off",
        delta_arrow="off",
        help=_("Return over the test span, cash earning nothing."),
    )
    if own.interval is not None:
        st.caption(_("95%: {interval}", interval=word.interval("Return", own.interval)))


def draw(found: AssetEvaluation) -> None:
    """Draw equity and drawdown, the figures beside holding, and what an advantage asks for."""
    _curve(found.equity)
    _figures(found)
    _beside(found.equity)


def _curve(found: EquityReport) -> None:
    own, held = ([START * value for value in track.equity] for track in (found.strategy, found.holding))
    peaks = list(accumulate(own, max))
    band = None
    if found.random_low:
        band = tuple([START * value for value in edge] for edge in (found.random_low, found.random_high))
    plots.plot(
        equity(
            found.days,
            own,
            held,
            [value / peak - 1 for value, peak in zip(own, peaks, strict=True)],
            band=band,  # type: ignore[arg-type]  # a pair
            strategy_name=_("Signals"),
            holding_name=_("Holding"),
            band_name=_("95% at random"),
            value_title=_("Equity, start = 100"),
            drawdown_title=_("Drawdown"),
            date_format=date_format(),
            **plots.look(),
        ),
        _(
            "Equity at each session's close after all costs, beside holding the same tickers; cash stays at 100. In the band lie 95% of the "
            "same positions dealt out at other times."
        ),
        data=written.frame(
            [
                {"session": day, "signals": value, "holding": other}
                for day, value, other in zip(found.days, own, held, strict=True)
            ]
        ),
        name="assets-equity",
    )


def _figures(found: AssetEvaluation) -> None:
    word, report = words.report(), found.equity
    rows = [
        {
            "figure": word.measure(own.name),
            "own": word.value(own.name, own.value),
            "interval": word.interval(own.name, own.interval),
            "held": word.value(held.name, held.value),
        }
        for own, held in zip(report.strategy.measures, report.holding.measures, strict=True)
    ]
    rows.append(
        {
            "figure": word["excess"],
            "own": word.value("Excess", report.excess.value),
            "interval": word.interval("Excess", report.excess.interval),
            "held": "–",
        }
    )
    written.table(
        rows,
        {
            "figure": written.text_column(_("Figure"), pinned=True, width=measured.FIGURE_PX),
            "own": written.number_column(_("Signals")),
            "interval": written.number_column(_("95% interval"), width=190),
            "held": written.number_column(_("Holding")),
        },
        key="assets-track",
    )
    st.caption(
        _("Costs of {n} bps a side.", n=format_number(found.cost_bps))
        + " "
        + (_("“Sell” opens a short position.") if found.allow_short else _("“Sell” and “hold” mean holding nothing."))
    )


def _beside(found: EquityReport) -> None:
    if found.random_p_value is not None:
        st.markdown(
            ngettext(
                "Of {n} draw of the same positions at other times, {share} earned at least as much.",
                "Of {n} draws of the same positions at other times, {share} earned at least as much.",
                found.n_random,
                share=format_percent(found.random_p_value),
            )
        )
    st.subheader(_("What an advantage asks for"), anchor=False)
    findings.findings(found.conditions)


def by_ticker(found: AssetEvaluation) -> None:
    """Draw the test part ticker by ticker."""
    st.markdown(_("The test part by ticker. With so few rows each, the best of several looks better than it is."))
    written.table(
        [_ticker(one) for one in found.by_ticker],
        {
            "ticker": written.text_column(_("Ticker"), pinned=True),
            "rows": written.number_column(_("Rows")),
            "direction": written.number_column(words.report().measure(MAIN[1])),
            "interval": written.number_column(_("95% interval"), width=150),
            "accuracy": written.number_column(words.report().measure("Accuracy")),
            "majority": written.number_column(_("Most frequent action")),
            "mcc": written.number_column("MCC"),
            "own": written.number_column(_("Signals")),
            "held": written.number_column(_("Holding")),
        },
        key="assets-by-ticker",
    )


def _ticker(one: TickerRow) -> dict[str, object]:
    word = words.report()
    beside = one.accuracy.baselines[0].value if one.accuracy.baselines else None
    return {
        "ticker": one.ticker,
        "rows": format_number(one.n_rows),
        "direction": word.value(MAIN[1], one.direction.value),
        "interval": word.interval(MAIN[1], one.direction.interval),
        "accuracy": word.value("Accuracy", one.accuracy.value),
        "majority": word.value("Accuracy", beside),
        "mcc": word.value("MCC", one.mcc.value),
        "own": word.value("Return", one.strategy),
        "held": word.value("Return", one.holding),
    }
