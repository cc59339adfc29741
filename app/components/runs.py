"""Pieces of the runs page: what runs, what waits, what failed and why."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import cache, navigation, problems, state
from app.components import empty, findings, header, progress, retrying, words
from app.components.assets import choices as assets_choices
from app.components.lottery import choices
from app.components.tables import selected
from app.i18n import _, format_age, format_duration, format_moment
from bancada.core.dataset import Source
from bancada.core.run import LogLine, RunInfo, RunStatus
from bancada.services.adjust import ADJUST
from bancada.services.assets.requests import PIPELINE, STEP
from bancada.services.compare import COMPARE
from bancada.services.lottery.requests import BACKTEST, RANDOMNESS, RETRAIN, TRAIN, UPDATE
from bancada.services.lottery.requests import COMPARE as COMPARE_FORECASTERS

__all__ = ["choose", "draw_run", "nothing_here", "worker_line"]

LOTTERY_VIEWS = {
    **dict.fromkeys((UPDATE, RANDOMNESS), "history"),
    **dict.fromkeys((COMPARE_FORECASTERS, TRAIN, RETRAIN), "train"),
    BACKTEST: "backtest",
}
"""The view of the lottery page that shows what a run made, by its kind."""


def nothing_here() -> None:
    """Draw the empty state."""
    empty.empty(
        ":material/pending_actions:",
        _("Nothing has been run yet"),
        _("A comparison that you start appears here with its progress and its log."),
        action=lambda: navigation.link(navigation.COMPARE, _("Train and compare models")),
    )


def worker_line() -> None:
    """Say whether a worker is there to do the runs."""
    if cache.bench().runs.has_worker():
        findings.good(_("A worker is ready."))
    else:
        st.warning(
            _("No worker is running, so nothing will start. Start one with `bancada worker`."),
            icon=":material/pause_circle:",
        )


def choose(runs: Sequence[RunInfo]) -> RunInfo | None:
    """Draw the filter and the table of runs, and return the chosen one."""
    codes = ("", *(status.value for status in RunStatus))
    state.RUN_STATUS.seed(codes)
    wanted = st.segmented_control(
        _("State"),
        codes,
        format_func=words.named(codes, words.run_status),
        required=True,
        label_visibility="collapsed",
        **state.RUN_STATUS.widget,
    )
    shown = [run for run in runs if not wanted or run.status.value == wanted]
    if not shown:
        st.caption(_("No run is in this state."))
        return None
    linked = [place for place, run in enumerate(shown) if run.id == state.RUN.seed()]
    event = st.dataframe(
        {
            _("What"): [words.run_title(run) for run in shown],
            _("State"): [words.run_status(run.status) for run in shown],
            _("Done"): [_share(run) for run in shown],
            _("Submitted"): [format_moment(run.submitted_at) for run in shown],
            _("Took"): [format_duration(_seconds(run)) for run in shown],
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row-required",
        selection_default=selected(linked[:1] or [0]),
        key=f"runs-{wanted}-{len(shown)}",
        column_config={_("Done"): st.column_config.ProgressColumn(format="percent", min_value=0.0, max_value=1.0)},
    )
    places = event["selection"]["rows"] or [0]
    chosen = shown[min(places[0], len(shown) - 1)]
    state.RUN.set(chosen.id)
    return chosen


def draw_run(run: RunInfo) -> None:
    """Draw one run: progress or outcome, what can be done with it, its log."""
    with st.container(border=True):
        st.subheader(words.run_title(run), anchor=False)
        if _dataset(run) in {info.name for info in cache.bench().data.list() if info.source is Source.SIMULATED}:
            header.simulated_mark()
        st.caption(f"`{run.id}` · {words.run_status(run.status)} · {format_age(run.submitted_at)}")
        if run.status.is_over:
            _outcome(run)
            _draw_log(cache.bench().runs.log(run.id))
        else:
            _follow(run.id)


@st.fragment(run_every=progress.REFRESH_S)
@problems.guarded
def _follow(run_id: str) -> None:
    run = cache.bench().runs.get(run_id)
    if run.status.is_over:
        st.rerun()
    progress.draw_progress(run)
    _draw_log(cache.bench().runs.log(run_id))


def _outcome(run: RunInfo) -> None:
    if run.status is RunStatus.FAILED:
        st.error(words.run_error(run), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center"):
        parameters = _leaderboard(run)
        if parameters:
            navigation.link(navigation.COMPARE, _("See the leaderboard"), parameters=parameters)
        if run.kind in (PIPELINE, STEP):
            navigation.link(
                navigation.ASSETS, _("See it on the assets page"), parameters=assets_choices.VIEW.link("pipeline")
            )
        if run.kind in LOTTERY_VIEWS:
            chosen = state.LOTTERY_VIEW.link(LOTTERY_VIEWS[run.kind])
            if run.kind == COMPARE_FORECASTERS:
                chosen |= choices.RUN.link(run.id)
            elif run.kind == RANDOMNESS:
                chosen |= choices.STATISTIC.link("tests")
            navigation.link(navigation.LOTTERY, _("See it on the lottery page"), parameters=chosen)
        if run.status in (RunStatus.FAILED, RunStatus.CANCELLED):
            retrying.retry_button(run)


def _compared(run: RunInfo) -> RunInfo:
    """Return the comparison that a run is or rests on; itself where that is gone."""
    if run.kind != ADJUST:
        return run
    base = str(run.payload.get("run_id", ""))
    return next((one for one in cache.bench().runs.list(kind=COMPARE, limit=500) if one.id == base), run)


def _dataset(run: RunInfo) -> str:
    return str(_compared(run).payload.get("dataset", ""))


def _leaderboard(run: RunInfo) -> dict[str, str]:
    """Return the choices that open what a run made; nothing where its dataset is gone."""
    dataset = _dataset(run)
    if dataset not in {info.name for info in cache.bench().data.list()}:
        return {}
    return {**state.DATASET.link(dataset), **state.RUN.link(_compared(run).id)}


def _draw_log(lines: Sequence[LogLine]) -> None:
    with st.expander(_("Log"), icon=":material/notes:"):
        if not lines:
            st.caption(_("Nothing was written yet."))
            return
        st.code(
            "\n".join(f"{format_moment(line.at)}  {line.level:<7}  {line.text}" for line in lines[-500:]),
            language=None,
            wrap_lines=True,
            height=280,
        )


def _share(run: RunInfo) -> float:
    if run.status is RunStatus.DONE:
        return 1.0
    return run.progress.done / run.progress.total if run.progress and run.progress.total else 0.0


def _seconds(run: RunInfo) -> float | None:
    return (run.ended_at - run.started_at).total_seconds() if run.started_at and run.ended_at else None
