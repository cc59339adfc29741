"""What stands around every view of the assets page: what is to be expected of it, and the choice of a view."""

from __future__ import annotations

import streamlit as st

from app import navigation
from app.components import empty
from app.components.assets import choices
from app.i18n import _

__all__ = ["choose_view", "import_link", "nothing_here", "what_to_expect"]

VIEWS = ("data", "pipeline", "report", "predict", "champions")


def what_to_expect() -> None:
    """Say what data of this kind can give, before anything is shown."""
    st.caption(
        ":material/info: "
        + _(
            "Daily returns are close to unpredictable. That a model is not told from chance, and that the gate refuses it, is the usual "
            "end; nothing here is advice to buy or to sell."
        )
    )


def import_link() -> None:
    """Draw the way to where bars come in."""
    navigation.link(navigation.MARKET, _("Import bars on the market page"), icon=":material/upload_file:")


def nothing_here() -> None:
    """Draw the empty state."""
    empty.empty(
        ":material/candlestick_chart:",
        _("There are no daily bars yet"),
        _(
            "Import daily bars of B3 (COTAHIST, MetaTrader 5, Profit or a plain CSV) or load the demo bars on the market page."
        ),
        action=import_link,
    )


def choose_view() -> str:
    """Draw the choice of a view and return its code; only that one is computed."""
    choices.VIEW.seed(VIEWS)
    titles = {
        "data": _("Bars"),
        "pipeline": _("Pipeline"),
        "report": _("Evaluation"),
        "predict": _("Ask"),
        "champions": _("Champions"),
    }
    view: str | None = st.segmented_control(
        _("View"),
        VIEWS,
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
        **choices.VIEW.widget,
    )
    return view or choices.VIEW.default
