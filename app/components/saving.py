"""Saving one of the best models: a name that is checked while it is typed, notes, and the button."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import streamlit as st

from app import cache, navigation, problems, state
from app.components import asking
from app.i18n import _
from bancada.core.errors import InvalidName
from bancada.core.leaderboard import LeaderboardRow, LeaderboardSummary

__all__ = ["Save", "default_name", "save_form"]


class Save(Protocol):
    """The use case that keeps one of the best of a comparison."""

    def __call__(self, run_id: str, candidate: str, name: str, *, notes: str = "") -> object:
        """Save a candidate of a run under a name."""


def default_name(candidate: str, dataset: str, now: datetime) -> str:
    """Return `<candidate>_<dataset>_<timestamp>`, cut to what a name may be."""
    return f"{candidate}_{dataset[:40]}_{now:%Y%m%d-%H%M%S}"


@st.fragment
@problems.guarded
def save_form(board: LeaderboardSummary, row: LeaderboardRow, *, save: Save) -> None:
    """Draw name, notes and the save button of one candidate; `save` is what keeps it."""
    prefix = f"save.{board.run_id}.{row.candidate}"
    name_draft, notes_draft, saved = (
        state.saving(board.run_id, row.candidate, part) for part in ("name", "notes", "saved")
    )
    name_draft.seed(default_name(row.candidate, board.task.dataset, datetime.now(state.time_zone())))
    notes_draft.seed("")
    name = st.text_input(_("Name"), max_chars=64, live=True, **name_draft.widget)
    trouble = _trouble(name, already=saved.get())
    if trouble:
        st.caption(f":red[:material/error: {trouble}]")
    notes = st.text_area(
        _("Notes"), height=80, placeholder=_("What is it for? What should others know?"), **notes_draft.widget
    )
    if st.button(_("💾 Save"), key=f"{prefix}.do", disabled=bool(trouble) or saved.get() == name, type="primary"):
        save(board.run_id, row.candidate, name, notes=notes)
        saved.set(name)
        st.rerun()  # all of the page: what else lists the saved models is drawn anew
    if saved.get():
        st.success(_("Saved as {name}.", name=f"**{saved.get()}**"), icon=":material/check_circle:")
        with st.container(horizontal=True):
            navigation.link(navigation.MODELS, _("See it among the models"), parameters=state.MODEL.link(saved.get()))
            asking.link(saved.get(), board.task.name)


def _trouble(name: str, *, already: str | None) -> str:
    if name == already:
        return ""
    try:
        free = cache.bench().models.name_is_free(name)
    except InvalidName as error:
        return error.message(state.language())
    return "" if free else _("The name {name} is taken. Choose another.", name=name)
