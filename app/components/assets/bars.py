"""The bars of the chosen tickers: how many, on which prices, what is wrong with them, and how they ran beside each other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import streamlit as st

from app.cache import assets
from app.charts.assets import prices
from app.components import findings, plots
from app.components import words as of_app
from app.components.assets import frame, spanning
from app.components.market import choices as of_market
from app.components.market import words as market_words
from app.components.market import written
from app.i18n import _, date_format, format_date, format_number, ngettext
from app.navigation import MARKET, link
from bancada.core.finding import Severity
from bancada.domains.assets.noticing import gathered, noticed_within

if TYPE_CHECKING:
    from app.components.assets.picking import Picked
    from bancada.core.finding import Finding
    from bancada.domains.assets.values import LoadedAssets, LoadedTicker

__all__ = ["draw"]

MOST_POINTS = 400
"""Of one line: more than a screen has room for."""
MOST_LINES = 8
"""Lines that can be told apart by colour."""
_GRAVEST = (Severity.FAILURE, Severity.CAUTION, Severity.INFO)


def draw(picked: Picked) -> None:
    """Draw the view."""
    if not picked.tickers:
        st.info(_("Choose at least one ticker above."), icon=":material/north:")
        return
    left, _right = st.columns((4, 8))
    with left:
        request = spanning.loading(picked)
    with st.spinner(_("Reading and validating bars"), show_time=True):
        loaded = assets.look(request, picked.infos)
    _table(loaded)
    found = sorted(gathered(loaded.findings), key=lambda one: _GRAVEST.index(one.severity))
    _findings(found)
    _chart(loaded)
    with st.container(horizontal=True):
        frame.import_link()
        info = loaded.tickers[0].series[loaded.tickers[0].basis]
        parameters = of_market.SERIES.link(market_words.code(info.key)) | of_market.VIEW.link("validation")
        link(MARKET, _("Examine {ticker} bar by bar", ticker=loaded.tickers[0].ticker), parameters=parameters)


def _table(loaded: LoadedAssets) -> None:
    written.table(
        [_row(one) for one in loaded.tickers],
        {
            "ticker": written.text_column(_("Ticker"), pinned=True),
            "rows": written.number_column(_("Rows")),
            "first": written.text_column(_("First session")),
            "last": written.text_column(_("Last session")),
            "basis": written.text_column(_("Returns on")),
            "fills": written.text_column(_("Fills on")),
            "source": written.text_column(_("Source")),
            "doubts": written.text_column(_("Validation")),
        },
        key="assets-bars",
    )


def _row(one: LoadedTicker) -> dict[str, object]:
    bars, info = one.bars[one.basis], one.series[one.basis]
    return {
        "ticker": one.ticker,
        "rows": format_number(len(bars)),
        "first": format_date(_day(int(bars.ts[0]))),
        "last": format_date(_day(int(bars.ts[-1]))),
        "basis": market_words.basis(one.basis),
        "fills": market_words.basis(one.fill_basis),
        "source": _("looks made up") if info.is_condemned else of_app.source(info.source),
        "doubts": _doubts(one),
    }


def _doubts(one: LoadedTicker) -> str:
    graver = [found for found in noticed_within(one) if found.severity is not Severity.INFO]
    if not graver:
        return _("nothing found")
    if any(found.severity is Severity.FAILURE for found in graver):
        return _("not to be trained on")
    return ngettext("{n} caution", "{n} cautions", len(graver))


def _findings(found: list[Finding]) -> None:
    grave = [one for one in found if one.severity is Severity.FAILURE]
    others = [one for one in found if one.severity is not Severity.FAILURE]
    findings.findings(grave)
    if others:
        with st.expander(ngettext("{n} thing to know", "{n} things to know", len(others)), icon=":material/warning:"):
            findings.findings(others)
    elif not grave:
        findings.good(_("Nothing was found against these bars."))


def _chart(loaded: LoadedAssets) -> None:
    shown = loaded.tickers[:MOST_LINES]
    lines = [_line(one) for one in shown]
    sentence = _("Closes over the first close of the span, on the prices that returns are learned on.")
    if len(loaded.tickers) > len(shown):
        sentence += " " + ngettext("The first {n} ticker is drawn.", "The first {n} tickers are drawn.", len(shown))
    plots.plot(
        prices(lines, value_title=_("First close = 100"), date_format=date_format(), **plots.look()),
        sentence,
        data=written.frame(
            [
                {"ticker": name, "session": day, "close_over_first": value}
                for name, days, values in lines
                for day, value in zip(days, values, strict=True)
            ]
        ),
        name="assets-prices",
    )


def _line(one: LoadedTicker) -> tuple[str, list[date], list[float]]:
    bars = one.bars[one.basis]
    every = -(-len(bars) // MOST_POINTS)
    places = sorted({*range(0, len(bars), every), len(bars) - 1})
    first = float(bars.close[0])
    return (
        one.ticker,
        [_day(int(bars.ts[place])) for place in places],
        [100 * float(bars.close[place]) / first for place in places],
    )


def _day(ts: int) -> date:
    return datetime.fromtimestamp(ts / 1e9, UTC).date()
