"""A rule tried on a series: what is asked on the left, what it was worth on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import problems
from app.cache import market
from app.components import empty, enter
from app.components.market import history, tear_sheet, trying
from app.i18n import _, ngettext

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo

__all__ = ["draw"]


def draw(info: SeriesInfo) -> None:
    """Draw the view."""
    _view(info)


@st.fragment
@problems.guarded
def _view(info: SeriesInfo) -> None:
    left, right = st.columns((4, 9), gap="large")
    with left, enter.group("market-backtest"):
        wish = trying.fields(info)
        pressed = st.button(
            _("Run the walk-forward") if wish.plan else _("Run the backtest"),
            type="primary",
            key="market-backtest",
            width="stretch",
        )
        counted = st.empty()
    if pressed:
        trying.ASKED.set(wish)
    with right, problems.shown():
        _answer(info, wish)
    with counted:
        n_trials = len(market.trials(info))
        st.caption(
            ngettext("{n} trial on this symbol so far.", "{n} trials on this symbol so far.", n_trials),
            help=_(
                "Every set of rule, parameters, terms, span and timeframe that is tried counts, by this page or by a command: the more "
                "there are, the likelier that one looks good by luck. The same one again counts once."
            ),
        )


def _answer(info: SeriesInfo, wish: trying.Asked) -> None:
    asked: trying.Asked | None = trying.ASKED.get()
    if asked is None or asked.key != info.cache_key:
        # after a refresh: what the address asks for was tried before, and is shown again without counting
        asked = wish if market.was_tried(info, wish.request, wish.plan) else None
    if asked is None:
        _nothing_yet(info)
    else:
        if asked != wish:
            st.caption(":material/history: " + _("This is of the choices made before; they were changed since."))
        with st.spinner(_("Trading bar by bar, then as often at random"), show_time=True):
            found = market.backtest(info, asked.request, asked.plan)
        tear_sheet.draw(found)
    history.draw(info)


def _nothing_yet(info: SeriesInfo) -> None:
    is_first = not market.trials(info)
    empty.empty(
        ":material/query_stats:",
        _("No rule has been tried here yet") if is_first else _("Nothing is shown yet"),
        _("Choose a rule and its terms. It is filled at the next open, with costs, beside holding and beside chance.")
        if is_first
        else _(
            "Choose a rule and its terms; the trials made so far are below. One of them asked for again counts nothing more."
        ),
    )
