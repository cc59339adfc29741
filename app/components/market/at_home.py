"""The market on the home page: which series are here, and the steps that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache, navigation
from app.components.market import choices, picking, words
from app.i18n import _, format_date, ngettext

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo

__all__ = ["draw"]

NAMED = 4
"""Symbols that the line names."""
LISTED = 100


def draw() -> None:
    """Draw the line of state of the series and the next steps."""
    st.subheader(_("Market"), anchor=False)
    series = cache.bench().market.series
    count = series.count()
    with st.container(border=True, key="home-market"):
        if not count:
            st.markdown(_("There are no bars yet."))
            _link(_("Bring in bars"), _("A file of the platform or of the exchange, or demo prices to try with."), {})
            return
        _line(series.latest(limit=LISTED), count)
        link = choices.SERIES.link(words.code(picking.first_offered().key))
        left, middle, right = st.columns(3)
        with left:
            _link(_("See the bars"), _("Candles with lines and regimes."), link)
        with middle:
            _link(
                _("Examine the bars"),
                _("Holes, stray bars, splits, and whether a series looks made up."),
                link | choices.VIEW.link("validation"),
            )
        with right:
            _link(
                _("Try a rule"),
                _("With costs, beside holding and beside chance."),
                link | choices.VIEW.link("backtest"),
            )


def _line(found: tuple[SeriesInfo, ...], count: int) -> None:
    symbols = list(dict.fromkeys(f"{info.key.symbol} {info.key.timeframe.value}" for info in found))
    named = ", ".join(symbols[:NAMED])
    if len(symbols) > NAMED or count > len(found):
        named += ", " + _("and others")
    size = ngettext("{n} series", "{n} series", count)
    last = _("last bar on {day}", day=format_date(max(info.last for info in found)))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        n_condemned = sum(bool(info.is_condemned) for info in found)
        if n_condemned:
            st.badge(
                ngettext("{n} looks made up", "{n} look made up", n_condemned), icon=":material/report:", color="red"
            )
        st.markdown(f"{size}: {named} · {last}", width="content")


def _link(label: str, why: str, parameters: dict[str, str]) -> None:
    navigation.link(navigation.MARKET, f"**{label}**", parameters=parameters)
    st.caption(why)
