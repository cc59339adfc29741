"""Pieces of the home page: the line of state, the next steps for where this visitor stands, recent runs, alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from app import cache, navigation, state
from app.components import importing, words
from app.components.figures import abreast
from app.i18n import _, format_age, format_number, ngettext
from app.navigation import Place
from bancada.core.dataset import DatasetInfo, Source
from bancada.core.run import RunInfo, RunStatus

__all__ = ["Standing", "alerts", "next_steps", "recent_runs", "stand", "state_line"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on the bench now, read once a run."""

    datasets: tuple[DatasetInfo, ...]
    runs: tuple[RunInfo, ...]
    n_models: int
    n_champions: int
    n_legacy: int
    n_notices: int
    has_worker: bool


def stand() -> Standing:
    """Read what is on the bench."""
    bench = cache.bench()
    summary = bench.models.summary()
    return Standing(
        bench.data.list(),
        bench.runs.list(limit=6),
        summary.n_models,
        summary.n_champions,
        summary.n_legacy,
        len(summary.notices),
        bench.runs.has_worker(),
    )


def state_line(standing: Standing) -> None:
    """Draw four figures: datasets, models, champions, last run."""
    last = standing.runs[0] if standing.runs else None
    places = abreast(4, key="state")
    n_simulated = sum(info.source is Source.SIMULATED for info in standing.datasets)
    places[0].metric(
        _("Datasets"),
        format_number(len(standing.datasets)),
        border=True,
        height="stretch",
        delta=ngettext("{n} simulated", "{n} simulated", n_simulated) if n_simulated else None,
        delta_color="orange",
        delta_arrow="off",
    )
    places[1].metric(_("Saved models"), format_number(standing.n_models), border=True, height="stretch")
    places[2].metric(
        _("Champions"),
        format_number(standing.n_champions),
        border=True,
        height="stretch",
        help=_("The model that serves a task now. It is chosen by you and kept with its history."),
    )
    places[3].metric(_("Last run"), format_age(last.submitted_at) if last else "–", border=True, height="stretch")


def next_steps(standing: Standing) -> None:
    """Draw three next steps, the one that fits first."""
    st.subheader(_("Next steps"), anchor=False)
    if not standing.datasets:
        _first_steps()
        return
    latest = standing.datasets[0].name
    has_run = any(run.status is RunStatus.DONE for run in standing.runs)
    cards = [
        (
            navigation.EXPLORE,
            _("Look at {name}", name=latest),
            _("Types, gaps, distributions and what would hurt a model."),
        ),
        (navigation.COMPARE, _("Train and compare models"), _("Many models over the same rows, judged side by side.")),
        (navigation.MODELS, _("Choose a champion"), _("Compare saved models and let one serve the task.")),
        (navigation.PREDICT, _("Make a prediction"), _("By hand or from a file, with the champion.")),
    ]
    shown = cards[1:] if has_run and standing.n_models else cards[:3]
    for place, (page, label, why) in zip(st.columns(3), shown, strict=True):
        with place.container(border=True, height="stretch"):
            _step(page, label, why, latest)


def _step(page: Place, label: str, why: str, latest: str) -> None:
    chosen = state.DATASET.link(latest) if page in (navigation.EXPLORE, navigation.COMPARE) else {}
    navigation.link(page, f"**{label}**", parameters=chosen)
    st.caption(why)


def _first_steps() -> None:
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        st.markdown("**" + _("Bring your table") + "**")
        st.caption(_("A CSV, Excel or Parquet file. Brazilian files are read right without being told."))
        importing.import_button(key="home-import")
    with right.container(border=True, height="stretch"):
        st.markdown("**" + _("Or try the demo data") + "**")
        st.caption(_("Simulated sensor readings, marked so everywhere, to walk the whole way in minutes."))
        if st.button(_("Load the demo data"), key="home-demo"):
            cache.bench().data.load_demo()
            st.rerun()


def alerts(standing: Standing) -> None:
    """Draw what needs attention; nothing where nothing does."""
    if standing.datasets and not standing.has_worker:
        st.warning(
            _("No worker is running, so nothing will start. Start one with `bancada worker`."),
            icon=":material/pause_circle:",
        )
    for name, reason in cache.broken_models():
        _alert(
            _("The model {name} cannot be trusted: {reason}", name=f"**{name}**", reason=reason),
            navigation.MODELS,
            name,
        )
    if standing.n_notices:
        _alert(
            ngettext("{n} notice of the model store.", "{n} notices of the model store.", standing.n_notices),
            navigation.MODELS,
        )
    last = standing.runs[0] if standing.runs else None
    if last is not None and last.status is RunStatus.FAILED:
        _alert(
            _("The last run failed: {reason}", reason=words.run_error(last)),
            navigation.RUNS,
            choice=state.RUN.link(last.id),
        )
    if standing.n_legacy:
        st.info(
            ngettext(
                "{n} older model file waits to be adopted on the Models page.",
                "{n} older model files wait to be adopted on the Models page.",
                standing.n_legacy,
            ),
            icon=":material/history:",
        )


def _alert(sentence: str, page: Place, model: str = "", *, choice: dict[str, str] | None = None) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f":red[:material/error:] {sentence}", width="stretch")
        chosen = choice or (state.MODEL.link(model) if model else {})
        navigation.link(page, _("Look"), parameters=chosen)


def recent_runs(runs: Sequence[RunInfo]) -> None:
    """Draw the latest runs as links."""
    if not runs:
        return
    st.subheader(_("Recent runs"), anchor=False)
    with st.container(border=True, gap="small"):
        for run in runs:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                navigation.link(
                    navigation.RUNS, words.run_title(run), parameters=state.RUN.link(run.id), icon=_icon(run.status)
                )
                st.caption(f"{words.run_status(run.status)} · {format_age(run.submitted_at)}", width="content")


def _icon(status: RunStatus) -> str:
    return {
        RunStatus.WAITING: ":material/schedule:",
        RunStatus.RUNNING: ":material/play_circle:",
        RunStatus.DONE: ":material/check_circle:",
        RunStatus.FAILED: ":material/error:",
        RunStatus.CANCELLED: ":material/block:",
    }[status]
