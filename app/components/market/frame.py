"""What stands around every view of the market page: where the bars of a series come from, and the choice of a view."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import streamlit as st

from app.components import words
from app.components.market import choices
from app.components.market import words as market_words
from app.i18n import _, format_age, format_date, format_number, ngettext
from bancada.core.dataset import Source

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo

__all__ = ["choose_view", "preparing", "provenance"]

VIEWS = ("bars", "validation", "features", "regimes", "labels", "backtest")


def provenance(info: SeriesInfo) -> None:
    """Draw source, size, span, age and fingerprint of a series, and what it is to be doubted for."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="provenance"):
        colour = {Source.OFFICIAL: "green", Source.SIMULATED: "orange"}.get(info.source, "blue")
        st.badge(words.source(info.source), color=colour)  # type: ignore[arg-type]  # literals kept in a table
        if info.is_condemned:
            st.badge(
                _("looks made up"),
                icon=":material/report:",
                color="red",
                help=_("Statistics of the bars are those of made-up series; Validation has the evidence."),
            )
        if info.continuous is not None and info.continuous.adjustment == "unstated":
            st.badge(
                _("chain of contracts"),
                icon=":material/link:",
                color="orange",
                help=_(
                    "A continuous future whose file does not say how contracts were joined. Gaps at assumed rolls are taken for neither "
                    "profit nor loss."
                ),
            )
        parts = (
            ngettext("{n} bar", "{n} bars", info.rows),
            _("{first} to {last}", first=format_date(info.first), last=format_date(info.last)),
            market_words.basis(info.key.basis),
            _("came in {age}", age=format_age(info.updated_at)),
            _("version {version}", version=format_number(info.version)),
            f"`{info.sha256[:8]}`",
        )
        st.markdown(
            f":gray[{' · '.join(parts)}]",
            help=_("Origin: {origin}", origin=info.origin)
            + "\n\n"
            + _("Fingerprint (SHA-256): {sha256}", sha256=info.sha256),
        )


def preparing() -> AbstractContextManager[None]:
    """Say that something is computed which is kept once it was; from the moment that it takes noticeably long."""
    return st.spinner(_("Preparing for the first time; it may take a few seconds."), show_time=True)


def choose_view() -> str:
    """Draw the choice of a view and return its code; only that one is computed."""
    choices.VIEW.seed(VIEWS)
    titles = {
        "bars": _("Bars"),
        "validation": _("Validation"),
        "features": _("Features"),
        "regimes": _("Regimes"),
        "labels": _("Labels and folds"),
        "backtest": _("Backtest"),
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
