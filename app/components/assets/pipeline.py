"""The pipeline: the form on the left, the six steps as a track on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.components import confirm, enter
from app.components.assets import choices, track, wanted
from app.i18n import _
from bancada.domains.assets.pipeline_state import StepStatus
from bancada.domains.assets.requests import Step

if TYPE_CHECKING:
    from app.components.assets.picking import Picked
    from bancada.domains.assets.pipeline_state import PipelineState
    from bancada.domains.assets.requests import PipelineRequest

__all__ = ["draw"]


def draw(picked: Picked) -> None:
    """Draw the view."""
    left, right = st.columns((4, 8), gap="large")
    with left, problems.shown():
        wish = _form(picked)
    with right, problems.shown():
        _worker_line()
        state = cache.bench().assets.pipelines.state()
        track.draw(state, wish if picked.tickers else None)
        _onward(state)


def _form(picked: Picked) -> PipelineRequest | None:
    if not picked.tickers:
        st.info(_("Choose at least one ticker above."), icon=":material/north:")
        return None
    is_busy = bool(cache.bench().assets.pipelines.state().run_id)
    with enter.group("assets-pipeline"):
        wish = wanted.fields(picked)
        st.button(
            _("Run all six steps"),
            type="primary",
            width="stretch",
            icon=":material/play_arrow:",
            key="assets-run",
            disabled=is_busy,
            on_click=problems.callback(_run),
            args=(wish,),
        )
    return wish


def _run(wish: PipelineRequest) -> None:
    cache.bench().assets.pipelines.run(wish)
    st.toast(_("Queued: {steps}.", steps=_("all six steps")))


def _worker_line() -> None:
    if not cache.bench().runs.has_worker():
        st.warning(
            _("No worker is running, so nothing will start. Start one with `bancada worker`."),
            icon=":material/pause_circle:",
        )


def _onward(state: PipelineState) -> None:
    if state.updated_at is None or state.run_id:
        return
    with st.container(horizontal=True):
        if state.step(Step.EVALUATE).status is StepStatus.DONE:
            st.button(
                _("See the report"),
                icon=":material/fact_check:",
                key="assets-to-report",
                on_click=problems.callback(_open_report),
            )
        _clear_button()


def _open_report() -> None:
    choices.REPORT.set("")
    choices.VIEW.set("report")


def _clear_button() -> None:
    if st.button(_("Start over"), icon=":material/restart_alt:", type="tertiary", key="assets-clear"):
        confirm.confirm(
            _("Start over?"),
            _("What the six steps found here goes, the report among it. Saved models stay."),
            _("Start over"),
            _clear,
        )


def _clear() -> None:
    cache.bench().assets.pipelines.clear()
