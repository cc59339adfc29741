"""The empty state: what is not here yet, and the way to get it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

__all__ = ["empty"]


def empty(icon: str, sentence: str, hint: str, *, action: Callable[[], None] | None = None) -> None:
    """Draw an empty state.

    Parameters
    ----------
    icon : str
        Material icon.
    sentence : str
        What is missing.
    hint : str
        What to do about it.
    action : callable, optional
        Draws the button or link that does it.
    """
    key = f"empty-{icon.strip(':').rsplit('/', maxsplit=1)[-1]}"
    with st.container(border=True, horizontal_alignment="center", gap="small", key=key):
        st.markdown(f"## {icon}", width="content")
        st.markdown(f"**{sentence}**", width="content", text_alignment="center")
        st.markdown(f":gray[{hint}]", width="content", text_alignment="center")
        if action is not None:
            action()
