"""A run while it works: what is being done, how much of it, for how long still, and the way to stop it."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from app import cache, problems
from app.components import words
from app.i18n import _, format_duration, format_number
from bancada.core.run import RunInfo, RunStatus

__all__ = ["draw_progress", "follow_run", "remaining_s"]

REFRESH_S = 1.0
ENOUGH = 5
"""Finished units before their pace says anything of the rest."""


def remaining_s(run: RunInfo, now: datetime) -> float | None:
    """Return the seconds a run may still take at its pace so far; None while too little is finished to tell."""
    if run.progress is None or run.progress.done < ENOUGH or run.started_at is None:
        return None
    elapsed = (now - run.started_at).total_seconds()
    return elapsed / run.progress.done * (run.progress.total - run.progress.done)


def draw_progress(run: RunInfo, *, doing: str | None = None) -> None:
    """Draw a run's bar, its times and its cancel button.

    Parameters
    ----------
    doing : str, optional
        What is being done now, in words; instead of what the run says of itself.
    """
    now = datetime.now(UTC)
    done, total = (run.progress.done, run.progress.total) if run.progress else (0, 0)
    said = run.progress.message if run.progress else ""
    st.progress(min(done / total, 1.0) if total else 0.0, text=_state_line(run, said if doing is None else doing))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(" · ".join(_times(run, now)), width="content")
        if st.button(_("Cancel"), key=f"cancel-{run.id}", icon=":material/stop_circle:"):
            cache.bench().runs.cancel(run.id)
            st.toast(_("Stopping. What is finished is kept."))
    note = words.run_note(run)
    if note:
        st.warning(note, icon=":material/pause_circle:")


@st.fragment(run_every=REFRESH_S)
@problems.guarded
def follow_run(run_id: str) -> None:
    """Draw a run's progress, refreshed each second, until it is over; then draw the page anew."""
    run = cache.bench().runs.get(run_id)
    if run.status.is_over:
        st.rerun()
    draw_progress(run)


def _state_line(run: RunInfo, doing: str) -> str:
    if run.status is RunStatus.WAITING:
        return _("Waiting for its turn")
    head, dot, rest = doing.partition(" · ")
    return f"{words.pack_word(head)}{dot}{rest}" or _("Starting")


def _times(run: RunInfo, now: datetime) -> list[str]:
    if run.progress is None or run.started_at is None:
        return [_("Submitted {ago} ago", ago=format_duration((now - run.submitted_at).total_seconds()))]
    times = [
        _("{done} of {total}", done=format_number(run.progress.done), total=format_number(run.progress.total)),
        _("{time} so far", time=format_duration((now - run.started_at).total_seconds())),
    ]
    left = remaining_s(run, now)
    return [*times, _("about {time} left", time=format_duration(left))] if left is not None else times
