"""What stands around every page: the style, the mark of the house and the language switch."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import cache, state
from app.i18n import LANGUAGES, _, resolve_language

__all__ = ["MARK", "draw_sidebar", "settle_language", "style"]

APP = Path(__file__).resolve().parents[1]
MARK = APP / "mark.svg"


def settle_language() -> None:
    """Decide the language of this run before anything is written."""
    state.set_language(
        resolve_language(chosen=state.LANGUAGE.get(), setting=cache.settings().language, browser=st.context.locale)
    )


def style() -> None:
    """Lay the few rules that the theme has no option for."""
    st.html(APP / "style.css")


def draw_sidebar() -> None:
    """Draw the mark of the house and the language switch."""
    st.logo(APP / f"logo-{state.theme()}.svg", size="large", icon_image=MARK)
    state.LANGUAGE.seed(state.language())
    with st.sidebar.container(key="language-switch"):
        st.segmented_control(
            _("Language"),
            tuple(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            required=True,
            label_visibility="collapsed",
            **state.LANGUAGE.widget,
        )
