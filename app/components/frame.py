"""What stands around every page: the style, the mark of the house and the language switch."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app import cache, state
from app.i18n import LANGUAGES, _, resolve_language

__all__ = ["MARK", "draw_sidebar", "settle_language", "style"]

APP = Path(__file__).resolve().parents[1]
MARK = APP / "mark.svg"

_COOKIE = "bancada_language"
_COOKIE_AGE_S = 365 * 24 * 3600


def settle_language() -> None:
    """Decide the language of this run before anything is written: what was chosen, in this visit or one before, goes first."""
    kept = st.context.cookies.get(_COOKIE)
    state.set_language(_resolved(state.LANGUAGE.get() or (kept if kept in LANGUAGES else None)))


def style() -> None:
    """Lay the few rules that the theme has no option for."""
    st.html(APP / "style.css")


def _resolved(chosen: str | None) -> str:
    return resolve_language(chosen=chosen, setting=cache.settings().language, browser=st.context.locale)


def _tell_browser() -> None:
    """Say the language of the page to the browser, and have it remember a choice that it would not make by itself."""
    language = state.language()
    age = 0 if _resolved(None) == language else _COOKIE_AGE_S
    st.html(
        f"<script>document.documentElement.lang = '{language.replace('_', '-')}';"
        f"document.cookie = '{_COOKIE}={language}; path=/; max-age={age}; SameSite=Lax'</script>",
        unsafe_allow_javascript=True,
    )


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
        _tell_browser()
