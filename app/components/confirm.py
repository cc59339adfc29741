"""One question before something is taken away: what goes, and how it comes back."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import problems
from app.i18n import _

__all__ = ["confirm"]


def confirm(title: str, consequence: str, action: str, do: Callable[[], None]) -> None:
    """Open a dialog that names what goes; `do` runs once, when it is confirmed, and the page is drawn anew.

    Parameters
    ----------
    title, consequence, action : str
        The question, what will have happened, and the verb on the button.
    do : callable
    """

    @st.dialog(title)
    @problems.guarded
    def ask() -> None:
        st.markdown(consequence)
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button(_("Cancel"), key="confirm-no"):
                st.rerun()
            if st.button(action, key="confirm-yes", type="primary", on_click=problems.callback(do)):
                st.rerun()

    ask()
