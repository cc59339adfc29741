"""The six steps as rows: where each stands, what it found, what failed and why, and the button that does it alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.components import findings, progress
from app.components.assets import told, words
from app.components.assets.doing import doing, of_step
from app.i18n import _, current_language, format_duration, ngettext
from bancada.core.values import to_json
from bancada.domains.assets.noticing import gathered
from bancada.domains.assets.pipeline_state import StepStatus
from bancada.domains.assets.requests import Step
from bancada.services.assets.requests import requests_of

if TYPE_CHECKING:
    from bancada.core.finding import Finding
    from bancada.domains.assets.pipeline_state import PipelineState, StepState
    from bancada.domains.assets.requests import PipelineRequest

__all__ = ["draw"]

_MARKS = {
    StepStatus.TODO: ":gray[:material/radio_button_unchecked:]",
    StepStatus.QUEUED: ":blue[:material/schedule:]",
    StepStatus.RUNNING: ":blue[:material/progress_activity:]",
    StepStatus.DONE: ":green[:material/check_circle:]",
    StepStatus.FAILED: ":red[:material/error:]",
    StepStatus.CANCELLED: ":orange[:material/block:]",
}


def draw(state: PipelineState, wish: PipelineRequest | None) -> None:
    """Draw the steps; while a run is in progress they are looked at anew each second.

    Parameters
    ----------
    state : PipelineState
    wish : PipelineRequest or None
        What the form asks for; None where no ticker is chosen.
    """
    if state.run_id:
        _follow(wish)
    else:
        _rows(state, wish)


@st.fragment(run_every=progress.REFRESH_S)
@problems.guarded
def _follow(wish: PipelineRequest | None) -> None:
    state = cache.bench().assets.pipelines.state()
    if not state.run_id:
        st.rerun()
    _rows(state, wish)


def _rows(state: PipelineState, wish: PipelineRequest | None) -> None:
    stale = _stale(state, wish)
    if stale:
        told = ", ".join(words.step(one.step) for one in state.steps if one.step in stale)
        st.caption(":material/history: " + _("Done with other choices than the form holds now: {steps}.", steps=told))
    for number, step in enumerate(state.steps, start=1):
        with st.container(border=True, key=f"assets-step-{step.step.value}", gap="xxsmall"):
            _row(state, step, wish, number=number)


def _stale(state: PipelineState, wish: PipelineRequest | None) -> frozenset[Step]:
    """Return the steps that were done with other choices than the form holds, and those that rest on them."""
    if wish is None:
        return frozenset()
    asked = requests_of(wish)
    for place, one in enumerate(state.steps):
        if one.status is StepStatus.DONE and one.request != to_json(asked[one.step]):
            return frozenset(later.step for later in state.steps[place:] if later.status is StepStatus.DONE)
    return frozenset()


def _row(state: PipelineState, step: StepState, wish: PipelineRequest | None, *, number: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(
            f"{_MARKS[step.status]} **{number}. {words.step(step.step)}** · {_standing(state, step)}", width="content"
        )
        with st.container(horizontal=True, vertical_alignment="center", width="content", gap="xsmall"):
            _noticed(step)
            _button(state, step, wish)
    if step.status is StepStatus.RUNNING:
        run = cache.bench().runs.get(step.run_id)
        progress.draw_progress(replace(of_step(run), started_at=step.at or run.started_at), doing=doing(run))
    elif step.status is StepStatus.DONE:
        st.caption(told.line(step))
        if step.error is not None:
            again = _("Doing it again failed, and what was there stays: {reason}", reason=_reason(step.error))
            st.markdown(f":red[{again}]")
    elif step.error is not None:
        st.markdown(f":red[{_reason(step.error)}]")
    else:
        st.caption(words.step_does(step.step))


def _noticed(step: StepState) -> None:
    found = gathered(step.findings)
    if found:
        label = ngettext("{n} thing to know", "{n} things to know", len(found))
        with st.popover(label, type="tertiary", icon=":material/warning:"):
            findings.findings(found)


def _reason(error: Finding) -> str:
    return error.message(current_language())


def _standing(state: PipelineState, step: StepState) -> str:
    if step.step in state.stale:
        return _("rests on a step that is being done again")
    if step.status is StepStatus.DONE and step.seconds is not None:
        return _("done in {time}", time=format_duration(step.seconds))
    return words.status(step.status)


def _button(state: PipelineState, step: StepState, wish: PipelineRequest | None) -> None:
    if step.status.is_active:
        return
    missing = state.missing_before(step.step)
    st.button(
        _("Do it again") if step.status is not StepStatus.TODO else _("Do it"),
        key=f"assets-do-{step.step.value}",
        type="tertiary",
        icon=":material/play_arrow:" if step.status is StepStatus.TODO else ":material/replay:",
        disabled=wish is None or bool(missing) or bool(state.run_id),
        help=_("First: {steps}.", steps=", ".join(words.step(one) for one in missing)) if missing else None,
        on_click=problems.callback(_do),
        args=(step.step, wish),
    )


def _do(step: Step, wish: PipelineRequest) -> None:
    cache.bench().assets.pipelines.start(step, requests_of(wish)[step])
    st.toast(_("Queued: {steps}.", steps=words.step(step)))
