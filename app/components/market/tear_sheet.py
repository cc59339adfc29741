"""The tear sheet: the verdict in one sentence, what to doubt, the figures beside holding and chance, then the detail asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app.charts.market.results import equity
from app.components import downloads, findings, plots
from app.components.figures import abreast
from app.components.market import judging, parting, taxed, traded, trying, written
from app.i18n import _, current_language, date_format, format_date, format_number, format_percent, ngettext
from app.state import Choice
from bancada.core.finding import Finding, Severity
from bancada.core.values import dump_bytes
from bancada.markets.backtest.spec import Sizing
from bancada.services.market.sheets import sheet_values

if TYPE_CHECKING:
    from bancada.services.market.backtests import BacktestFound

__all__ = ["draw"]

DETAIL = Choice("tear-sheet", "figures")


def draw(found: BacktestFound) -> None:
    """Draw a backtest as it was judged."""
    _head(found)
    _verdict(found)
    _metrics(found)
    findings.findings([_titled(one) for one in found.sheet.findings if one not in found.beside_holding])
    _equity(found)
    _detail(found)
    _take_along(found)


def _head(found: BacktestFound) -> None:
    setup = found.sheet.setup
    st.subheader(
        _(
            "{rule} on {symbol}, {timeframe}",
            rule=trying.rule_title(setup.rule.name),
            symbol=setup.symbol,
            timeframe=setup.timeframe.value,
        ),
        anchor=False,
    )
    spec, costs, info = setup.spec, setup.spec.costs, found.series
    parts = [
        _("{first} to {last}", first=format_date(setup.first_on), last=format_date(setup.last_on)),
        ngettext("{n} session", "{n} sessions", setup.n_sessions),
        trying.told(setup.rule.name, setup.rule.parameters) if not found.windows else judging.chosen_from(found),
        _("capital {amount}", amount=written.money(info, spec.capital)),
        _("{share} of the capital a position", share=format_percent(spec.size, 0))
        if spec.sizing is Sizing.CAPITAL
        else _("size {n}", n=format_number(spec.size)),
        _("{amount} a unit and side", amount=written.money(info, costs.per_contract)) if costs.per_contract else "",
        _("{n} bps a side", n=format_number(costs.bps)) if costs.bps else "",
        _("slippage in ticks of {tick}: {n}", n=format_number(costs.slippage_ticks), tick=format_number(costs.tick))
        if costs.slippage_ticks
        else "",
        _("slippage {n} bps", n=format_number(costs.slippage_bps)) if costs.slippage_bps else "",
        _("stop-loss {share}", share=format_percent(spec.stop_loss)) if spec.stop_loss else "",
        _("take-profit {share}", share=format_percent(spec.take_profit)) if spec.take_profit else "",
        _("day trade") if spec.flat_at_session_end else "",
        _("rate without risk {share} a year", share=format_percent(setup.risk_free_annual, 2))
        if setup.risk_free_annual
        else "",
        "" if spec.allow_short else _("long only"),
    ]
    st.caption(" · ".join(part for part in parts if part))


def _verdict(found: BacktestFound) -> None:
    sheet = found.sheet
    holds = sheet.verdict.severity is Severity.INFO
    mark = ":green[:material/check_circle:]" if holds else ":orange[:material/gavel:]"
    with st.container(border=True, key="market-verdict"):
        st.markdown(f"**{mark} {_titled(sheet.verdict).message(current_language())}**")
        findings.findings(found.beside_holding)
        st.caption(_("By a rule that is written down; it says nothing of sessions to come."))


def _titled(finding: Finding) -> Finding:
    """Return a finding that says the title of a rule where it says its code."""
    if "rule" not in finding.facts:
        return finding
    return replace(finding, facts={**finding.facts, "rule": f"“{trying.rule_title(finding.facts['rule'])}”"})


def _metrics(found: BacktestFound) -> None:
    info, (own, held, chance) = found.series, found.sheet.columns
    places = abreast(4, key="market-tear-sheet")
    for place, name in zip(places, ("net", "sharpe", "max_drawdown"), strict=False):
        figure = own[name]
        place.metric(
            written.figure_name(name),
            written.figure(info, figure, whole=True),
            delta=_("holding: {value}", value=written.figure(info, held[name], whole=True)),
            delta_color="off",
            delta_arrow="off",
            help=figure.why(current_language()) or None,
        )
        if figure.interval is not None:
            place.caption(_("95%: {interval}", interval=written.interval(info, figure, whole=True)))
    places[3].metric(
        _("As good by chance"),
        written.figure(info, chance["chance_net"]),
        delta=ngettext("of {n} strategy", "of {n} strategies", len(found.random.net)),
        delta_color="off",
        delta_arrow="off",
        help=_dealt(found.random.method),
    )
    places[3].caption(_("their median: {value}", value=written.figure(info, chance["net"], whole=True)))


def _dealt(method: str) -> str:
    return {
        "shift": _("The same positions turned round in time, at the same costs: only the timing is by chance."),
        "session_shift": _(
            "The same positions turned round by whole sessions, each at its time of day, at the same costs: only the timing is by chance."
        ),
        "sessions": _("The same sessions in a random order, at the same costs: only the timing is by chance."),
        "runs": _("The same holdings in a random order, at the same costs: only the timing is by chance."),
    }[method]


def _equity(found: BacktestFound) -> None:
    curve, band = found.sheet.curve, found.random.band
    currency = written.currency(found.series)
    plots.plot(
        equity(
            curve.days,
            curve.equity,
            curve.buy_and_hold,
            curve.drawdown,
            band=None if band is None else (band[0].tolist(), band[1].tolist()),
            strategy_name=_("Rule"),
            holding_name=_("Buy and hold"),
            band_name=_("95% at random"),
            value_title=_("Equity, {currency}", currency=currency),
            drawdown_title=_("Drawdown"),
            date_format=date_format(),
            **plots.look(),
        ),
        _(
            "Equity at each session's close after all costs, beside holding on the same capital; in the band lie 95% of random strategies "
            "at that session."
        ),
        data=written.frame(
            [
                {"session": day, "equity": own, "buy_and_hold": held, "drawdown": fall}
                for day, own, held, fall in zip(
                    curve.days, curve.equity, curve.buy_and_hold, curve.drawdown, strict=True
                )
            ]
        ),
        name="market-equity",
    )


def _detail(found: BacktestFound) -> None:
    titles = {
        "figures": _("All figures"),
        "time": _("When"),
        "trades": _("Trades"),
        "costs": _("Costs"),
        "trust": _("How far to trust it"),
        "walk": _("Windows"),
        "tax": _("Tax"),
    }
    parts = [name for name in titles if _has(found, name)]
    DETAIL.seed(parts)
    chosen: str | None = st.segmented_control(
        _("Detail"),
        parts,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **DETAIL.widget,
    )
    {
        "figures": _figures,
        "time": parting.draw,
        "trades": traded.trades,
        "costs": traded.costs,
        "trust": judging.draw,
        "walk": judging.windows,
        "tax": taxed.draw,
    }[chosen or "figures"](found)


def _has(found: BacktestFound, part: str) -> bool:
    return {"walk": bool(found.windows), "tax": found.sheet.tax is not None}.get(part, True)


def _figures(found: BacktestFound) -> None:
    info, (own, held, chance) = found.series, found.sheet.columns
    others = [{one.name: one for one in column.figures} for column in (held, chance)]
    rows = [
        {
            "figure": written.figure_name(one.name),
            "own": written.figure(info, one),
            "interval": written.interval(info, one, whole=True),
            **{
                name: written.figure(info, other[one.name]) if one.name in other else "–"
                for name, other in zip(("held", "chance"), others, strict=True)
            },
            "why": one.why(current_language()) or None,
        }
        for one in own.figures
    ]
    written.table(
        rows,
        {
            "figure": written.text_column(_("Figure"), pinned=True),
            "own": written.number_column(_("Rule")),
            "interval": written.number_column(_("95% interval"), width=190),
            "held": written.number_column(_("Buy and hold")),
            "chance": written.number_column(_("Random, median")),
            "why": written.text_column(_("Why there is none"), width="medium"),
        },
        key="market-figures",
    )
    st.caption(
        _(
            "Ratios are of daily results marked to market on the stated capital, which does not grow with them; a year has {n} sessions. "
            "Intervals: stationary bootstrap over sessions, over trades for figures of trades.",
            n=format_number(found.sheet.setup.sessions_per_year),
        )
    )


def _take_along(found: BacktestFound) -> None:
    name = f"{found.series.key.symbol}-{found.series.key.timeframe.value}-{found.request.rule}"
    with st.container(horizontal=True, key="market-take-along"):
        downloads.lazy_button(
            lambda: downloads.frame_csv(found.backtest.trades_frame()),
            f"{name}-trades.csv",
            label=_("Download the trades"),
            mime="text/csv",
            key="market-download-trades",
        )
        downloads.lazy_button(
            lambda: dump_bytes(sheet_values(found, language=current_language())),
            f"{name}.json",
            label=_("Download the tear sheet"),
            mime="application/json",
            key="market-download-sheet",
        )
