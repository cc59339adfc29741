"""When a backtest earned and lost: months, its deepest falls, hours, regimes, sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.charts.market.results import hours, months
from app.components import plots
from app.components.market import words, written
from app.i18n import _, format_date, format_number, format_percent, month_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bancada.markets.performance import Cell
    from bancada.services.market.backtests import BacktestFound

__all__ = ["draw"]


def draw(found: BacktestFound) -> None:
    """Draw every way of parting a backtest."""
    sheet = found.sheet
    _months(sheet.months, sheet.years)
    _falls(found)
    if sheet.hours:
        _means(found, sheet.hours, _("By hour"), lambda label: _("{hour} h", hour=label), name="hours")
    if sheet.regimes:
        _means(found, sheet.regimes, _("By regime at the close before"), words.regime, name="regimes")
    _means(found, sheet.sides, _("By side"), _side, name="sides")
    st.caption(
        _(
            "Net result: of the bars in each part, marked to market. Trades and their mean: of those entered in it. Intervals of means take "
            "trades for independent; parts of fewer than 30 trades (*) say little."
        )
    )


def _months(cells: Sequence[Cell], years: Sequence[Cell]) -> None:
    share = {cell.label: cell.share for cell in cells}
    of_year = {cell.label: cell.share for cell in years}
    numbers = [int(label) for label in of_year]
    plots.plot(
        months(
            [f"{year} ({format_percent(of_year[str(year)])})" for year in numbers],
            [[share.get(f"{year}-{month:02d}") for month in range(1, 13)] for year in numbers],
            month_names(),
            value_title=_("Return on the capital"),
            **plots.look(),
        ),
        _("Net return on the stated capital, month by month, in %; the year's beside it."),
        data=written.frame(
            [{"month": cell.label, "net": cell.pnl, "return": cell.share, "trades": cell.n_trades} for cell in cells]
        ),
        name="market-months",
    )


def _falls(found: BacktestFound) -> None:
    if not found.sheet.drawdowns:
        return
    st.markdown("**" + _("Deepest drawdowns") + "**")
    written.table(
        [
            {
                "depth": format_percent(one.depth) if one.depth <= 1 else _("all capital"),
                "amount": written.money(found.series, one.amount),
                "peak": format_date(one.peak_on) if one.peak_on else _("start"),
                "trough": format_date(one.trough_on),
                "recovery": format_date(one.recovery_on) if one.recovery_on else _("not yet"),
                "sessions": format_number(one.sessions, 0),
            }
            for one in found.sheet.drawdowns
        ],
        {
            "depth": written.number_column(_("Fall")),
            "amount": written.number_column(_("Amount")),
            "peak": written.text_column(_("Peak")),
            "trough": written.text_column(_("Trough")),
            "recovery": written.text_column(_("Recovered")),
            "sessions": written.number_column(_("Sessions")),
        },
        key="market-falls",
    )


def _means(found: BacktestFound, cells: Sequence[Cell], title: str, label: Callable[[str], str], *, name: str) -> None:
    st.markdown(f"**{title}**")
    entered = [cell for cell in cells if cell.mean_trade is not None]
    if entered and name != "sides":
        figure = hours(
            [label(cell.label) for cell in entered],
            [cell.mean_trade or 0.0 for cell in entered],
            [(cell.interval.low, cell.interval.high) if cell.interval else None for cell in entered],
            hour_title="",
            mean_title=_("Net result of a trade, {currency}", currency=written.currency(found.series)),
            **plots.look(),
        )
        plots.plot(
            figure, _("Mean net result of the trades entered in each, with its 95% interval."), name=f"market-{name}"
        )
    written.table(
        [_row(found, cell, label(cell.label)) for cell in cells],
        {
            "part": written.text_column(title, pinned=True),
            "net": written.number_column(_("Net result")),
            "sessions": written.number_column(_("Sessions")),
            "trades": written.number_column(_("Trades")),
            "won": written.number_column(_("Winning trades")),
            "mean": written.number_column(_("Mean trade")),
            "interval": written.number_column(_("95% interval")),
        },
        key=f"market-{name}-table",
    )


def _row(found: BacktestFound, cell: Cell, label: str) -> dict[str, object]:
    info = found.series
    return {
        "part": label,
        "net": written.money(info, cell.pnl),
        "sessions": format_number(cell.n_sessions, 0),
        "trades": format_number(cell.n_trades, 0) + (" *" if cell.is_small else ""),
        "won": format_percent(cell.win_rate),
        "mean": written.money(info, cell.mean_trade),
        "interval": written.span_of(info, cell.interval),
    }


def _side(code: str) -> str:
    return {"long": _("Long"), "short": _("Short")}[code]
