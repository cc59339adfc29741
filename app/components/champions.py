"""Who serves a task, who did, and who did on a day."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, state
from app.components import confirm
from app.i18n import _, current_language, format_moment
from bancada.core.model import ChampionRecord, ModelInfo

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

__all__ = ["history", "how", "rollback_button", "why"]


def history(info: ModelInfo) -> None:
    """Draw every reign of a model's task, the latest first, who served on a chosen day, and the way back."""
    records = cache.bench().models.history(info.task) if info.task else ()
    if not records:
        st.caption(_("This task has had no champion yet."))
        return
    st.markdown("**" + _("Champions of the task") + "**")
    latest_first = sorted(records, key=lambda record: record.since, reverse=True)
    st.dataframe(
        {
            _("Since"): [format_moment(record.since) for record in latest_first],
            _("Model"): [record.name for record in latest_first],
            _("How"): [how(record) for record in latest_first],
            _("Reason"): [why(record) for record in latest_first],
        },
        hide_index=True,
        key=f"reigns-{info.name}",
    )
    left, right = st.columns((1, 2), vertical_alignment="bottom")
    with left:
        _served_on(info.task, right)
    rollback_button(info)


def _served_on(task: str, place: DeltaGenerator) -> None:
    zone = state.time_zone()
    pattern = "DD/MM/YYYY" if current_language() == "pt_BR" else "YYYY-MM-DD"
    day = st.date_input(_("Who served at the end of"), format=pattern, key=f"as-of-{task}", max_value="today")
    found = cache.bench().models.champion(task, as_of=datetime.combine(day, time.max, zone))
    place.markdown(f"★ **{found.name}**" if found else _("Nobody served the task then."))


def how(record: ChampionRecord) -> str:
    """Return how a reign came about; a rollback says where what it gave back had been forced."""
    if record.rolled_back:
        return _("rolled back to one that was forced") if record.forced else _("rolled back")
    return _("forced") if record.forced else _("through the gate")


def why(record: ChampionRecord) -> str:
    """Return the reasons that were given for a reign: of the promotion, then of the rollback."""
    return " · ".join(reason for reason in (record.reason, record.rollback_reason) if reason)


def rollback_button(info: ModelInfo) -> None:
    """Draw the way back to the champion before, where there is one."""
    before = cache.bench().models.rollback_target(info.task) if info.task else None
    if before is None:
        return
    if st.button(_("Give the task back to {name}", name=before), icon=":material/undo:", key=f"rollback-{info.name}"):
        confirm.confirm(
            _("Roll back {task}?", task=info.task),
            _("{name} will serve the task again. The history keeps both.", name=f"**{before}**"),
            _("Roll back"),
            lambda: _rollback(info.task),
        )


def _rollback(task: str) -> None:
    cache.bench().models.rollback(task)
