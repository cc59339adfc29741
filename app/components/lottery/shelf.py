"""The saved forecasters: figures beside the baseline's, who serves, what can be done with each."""

from __future__ import annotations

import streamlit as st

from app import cache
from app.components import champions, header, model_actions, models
from app.components.figures import metric_figures
from app.components.lottery import choices
from app.i18n import _

__all__ = ["draw"]


def draw() -> None:
    """Draw the table of saved forecasters, and the one that is chosen with its actions."""
    st.subheader(_("Saved forecasters"), anchor=False)
    infos = cache.bench().lottery.forecasts.models()
    if not infos:
        st.caption(_("None is saved yet. Until one is champion, all numbers count alike when tickets are generated."))
        return
    models.draw_table(infos, key="lottery-models")
    by_name = {info.name: info for info in sorted(infos, key=lambda info: not info.is_champion)}
    choices.SAVED.seed(tuple(by_name))
    name = st.selectbox(
        _("Model"),
        tuple(by_name),
        format_func=lambda name: f"★ {name}" if by_name[name].is_champion else name,
        **choices.SAVED.widget,
    )
    info = cache.bench().models.info(name)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{info.title or info.name}**", width="content")
            if info.is_champion:
                st.badge(_("champion"), icon=":material/star:", color="green")
            if models.is_simulated(info):
                header.simulated_mark()
        metric_figures(info.metrics[:4], key=f"lottery-{info.name}")
        model_actions.bar(info)
        champions.rollback_button(info)
    _conversion()


def _conversion() -> None:
    with st.expander(_("Between .keras and SavedModel"), icon=":material/swap_horiz:"):
        st.markdown(
            _(
                "In the shell, both ways. The result is loaded in a fresh process and must answer 256 inputs as the original does, "
                "to within 0.00001; otherwise it is withdrawn."
            )
        )
        st.code(
            "bancada lottery convert modelo.keras pasta_savedmodel\nbancada lottery convert pasta_savedmodel modelo.keras",
            language="bash",
        )
