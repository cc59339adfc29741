"""How a training ended: what was saved, how it scored beside all numbers alike, who serves, or why nothing came of it."""

from __future__ import annotations

import streamlit as st

from app import cache, navigation, problems, state
from app.components import asking, findings, retrying, words
from app.components.figures import metric_text
from app.components.lottery import choices
from app.i18n import _, format_figure, format_moment
from bancada.core.finding import Finding, Severity
from bancada.core.model import ModelInfo
from bancada.core.run import RunInfo, RunStatus
from bancada.core.values import from_json
from bancada.domains.lottery.game import UNIFORM_LOG_LOSS
from bancada.domains.lottery.pack import TASK
from bancada.services.lottery.requests import RETRAIN

__all__ = ["draw"]


def draw(run: RunInfo) -> None:
    """Draw how a training or retraining that is over ended."""
    moment = format_moment(run.ended_at)
    if run.status is not RunStatus.DONE:
        label = _("Cancelled") if run.status is RunStatus.CANCELLED else _("Failed")
        st.warning(f"**{label}** · {moment}. {words.run_error(run)}", icon=":material/block:")
        retrying.retry_button(run, chosen=choices.RETRIED)
        return
    findings.good(_("Ended at {moment}.", moment=moment))
    name = str(run.result.get("chosen", ""))
    info = next((one for one in cache.bench().lottery.forecasts.models() if one.name == name), None)
    if info is not None:
        _made(info)
    elif name:
        st.caption(_("{name} was saved and is not among the models any more.", name=name))
    _serving(run, name)
    with st.container(horizontal=True):
        if info is not None:
            st.button(
                _("See it among the saved"),
                icon=":material/south:",
                key=f"lottery-see-{run.id}",
                on_click=problems.callback(choices.SAVED.set),
                args=(name,),
            )
            asking.link(name, TASK)
        navigation.link(navigation.RUNS, _("See the run"), parameters=state.RUN.link(run.id))


def _made(info: ModelInfo) -> None:
    st.markdown(_("Saved as {name}.", name=f"**{info.name}**"))
    figure = info.main_metric
    if figure is None:
        st.caption(_("No draw was kept out, so nothing scores it yet."))
        return
    alike = format_figure(UNIFORM_LOG_LOSS if figure.baseline is None else figure.baseline, figure.name)
    st.markdown(
        _(
            "{score} on draws it did not see; all numbers alike: {alike}. Lower is better.",
            score=metric_text(figure),
            alike=alike,
        )
    )


def _serving(run: RunInfo, name: str) -> None:
    """Say who serves now, and for a retraining why what it made does not."""
    if run.kind == RETRAIN and name and not run.result.get("promoted"):
        st.markdown(_("{name} is kept and does not serve.", name=f"**{name}**"))
        noticed = [from_json(Finding, one) for one in run.result.get("findings", ())]
        findings.findings([one for one in noticed if one.severity is Severity.FAILURE])
    champion = cache.bench().lottery.forecasts.champion()
    if champion is not None:
        st.markdown("★ " + _("{name} serves.", name=f"**{champion.name}**"))
