"""Daily bars of Yahoo Finance, asked for by symbol."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import streamlit as st

from app import cache, problems
from app.components import enter
from app.components.market import choices
from app.i18n import _, current_language

__all__ = ["draw"]

YEARS_BACK = 10


def draw() -> None:
    """Draw the fields of a download, and do it when asked."""
    st.caption(
        _(
            "Daily prices adjusted for splits, and as total return. Nothing is asked of anyone until the button is pressed; the same "
            "question is asked once a day at most. Needs a network and the extra `bancada[yahoo]`."
        )
    )
    today = datetime.now(UTC).date()
    with enter.group("market-download"):
        typed = st.text_input(
            _("Symbols"),
            key="market-download.symbols",
            placeholder="PETR4.SA, AAPL",
            help=_("As Yahoo writes them, parted by commas: shares of B3 end in .SA."),
        )
        left, right = st.columns(2)
        day_format = "DD/MM/YYYY" if current_language() == "pt_BR" else "YYYY-MM-DD"
        start = left.date_input(
            _("From"),
            value=today - timedelta(days=365 * YEARS_BACK),
            min_value=today - timedelta(days=365 * 60),
            max_value=today,
            key="market-download.start",
            format=day_format,
        )
        end = right.date_input(
            _("To"), value=today, max_value=today, key="market-download.end", format=day_format, help=_("Included.")
        )
        symbols = [one.strip() for one in typed.split(",") if one.strip()]
        if st.button(_("Download"), type="primary", key="market-download.do") and symbols:
            with st.spinner(_("Asking Yahoo Finance")), problems.shown():
                report = cache.bench().market.series.download(symbols, start=start, end=end)
                choices.IMPORTED.set(report)
                st.rerun(scope="fragment")
