"""A series out, after one question, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems, state
from app.components import confirm, undo
from app.components.market import choices, words
from app.i18n import _, ngettext

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo, SeriesKey

__all__ = ["bring_back", "remove_button"]

MOST_LISTED = 20


def remove_button(info: SeriesInfo) -> None:
    """Draw the way to take a series out."""
    if st.button(
        _("Remove…"),
        icon=":material/delete:",
        type="tertiary",
        key="market-remove",
        help=_("Take this series out; it can be brought back."),
    ):
        confirm.confirm(
            _("Remove {series}?", series=words.series(info.key)),
            _(
                "The series ({bars}) goes to the trash, from which you can bring it back. Models and backtests that used it stay.",
                bars=ngettext("{n} bar", "{n} bars", info.rows),
            ),
            _("Remove"),
            lambda: _remove(info.key),
        )


def bring_back() -> None:
    """Draw the way back of the series that were taken out, latest first; the page is drawn anew when one comes back."""
    for info in cache.bench().market.series.deleted()[:MOST_LISTED]:
        asked = st.button(
            _("Bring {series} back", series=words.series(info.key)),
            icon=":material/undo:",
            key=f"market-restore-{info.key}",
        )
        if asked:
            with problems.shown():
                _restore(info.key)
                st.rerun()


def _remove(key: SeriesKey) -> None:
    cache.bench().market.series.delete(key)
    choices.SERIES.set("")
    undo.remember(words.series(key), lambda: _restore(key))


def _restore(key: SeriesKey) -> None:
    cache.bench().market.series.restore(key)
    choices.OPEN.set(words.code(key))
    state.TAKEN.clear()
