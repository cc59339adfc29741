"""How far back bars are taken: years from the last session there is, all of them, or two dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from app.components.assets import choices, words
from app.components.words import named
from app.i18n import _, current_language
from bancada.domains.assets.requests import LoadRequest

if TYPE_CHECKING:
    from app.components.assets.picking import Picked
    from app.state import Draft

__all__ = ["loading"]

SPANS = ("1", "2", "3", "5", "10", "all", "days")
ALL_YEARS = 200.0


def loading(picked: Picked) -> LoadRequest:
    """Draw the span and return the bars that are wanted."""
    choices.SPAN.seed(SPANS)
    chosen: str | None = st.selectbox(
        _("Span"),
        SPANS,
        format_func=named(SPANS, words.span),
        help=_(
            "Counted back from the last session of each ticker. Trainings are warned of where a ticker has fewer than 1,000 rows."
        ),
        **choices.SPAN.widget,
    )
    span = chosen or choices.SPAN.default
    if span == "days":
        first, last = _days(picked)
        return LoadRequest(picked.tickers, start=first, end=last, years=ALL_YEARS)
    return LoadRequest(picked.tickers, years=ALL_YEARS if span == "all" else float(span))


def _days(picked: Picked) -> tuple[date | None, date | None]:
    first = min(info.first.date() for info in picked.infos)
    last = max(info.last.date() for info in picked.infos)
    with st.container(horizontal=True, key="assets-span-days"):
        return _day(choices.FIRST, _("From"), first, last), _day(choices.LAST, _("To"), first, last)


def _day(draft: Draft, label: str, first: date, last: date) -> date | None:
    chosen: date | None = st.date_input(
        label, None, first, last, format="DD/MM/YYYY" if current_language() == "pt_BR" else "YYYY-MM-DD", **draft.linked
    )
    return chosen
