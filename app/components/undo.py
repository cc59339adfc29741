"""What was just taken away, with the way back, at the head of the page that is drawn next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app import problems, state
from app.i18n import _

__all__ = ["offer", "remember"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What went, and what brings it back."""

    name: str
    restore: Callable[[], object]


def remember(name: str, restore: Callable[[], object]) -> None:
    """Hold the way back until it is taken or something else goes; in callbacks."""
    state.TAKEN.set(Taken(name, restore))


def offer() -> None:
    """Draw the way back, where there is one."""
    taken: Taken | None = state.TAKEN.get()
    if taken is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo"):
        st.markdown(":material/delete: " + _("{name} is in the trash.", name=f"**{taken.name}**"), width="content")
        st.button(_("Undo"), icon=":material/undo:", key="undo-do", on_click=problems.callback(_take_back))
        st.button(_("Close"), type="tertiary", key="undo-close", on_click=state.TAKEN.clear)


def _take_back() -> None:
    taken: Taken = state.TAKEN.get()
    state.TAKEN.clear()
    taken.restore()
