"""The models of a collection: figures and gate, who serves each kind and since when, promotion, rollback, the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.components import champions, confirm, deleting, downloads, empty, findings
from app.components.assets import choices, measured, words
from app.components.figures import abreast
from app.components.market import written
from app.components.tables import selected
from app.i18n import _, current_language, format_moment
from app.navigation import MODELS, link
from app.state import MODEL as MODEL_PAGE
from bancada.domains.assets.evaluation.values import MAIN
from bancada.domains.assets.requests import ModelType

if TYPE_CHECKING:
    from app.components.assets.picking import Picked
    from bancada.core.model import ModelInfo

__all__ = ["draw"]


def draw(picked: Picked) -> None:
    """Draw the view."""
    models = cache.bench().assets.predictions.models(picked.collection)
    if not models:
        empty.empty(
            ":material/star:",
            _("No model is saved in this collection yet"),
            _("Run the pipeline first, or choose another collection above."),
        )
        return
    for place, kind in zip(st.columns(len(ModelType)), ModelType, strict=True):
        with place:
            _reign(picked.collection, kind)
    chosen = _choose(models)
    if chosen is not None:
        _one(cache.bench().models.info(chosen.name))
    for kind in ModelType:
        _history(picked.collection, kind)


def _reign(collection: str, kind: ModelType) -> None:
    champion = cache.bench().assets.predictions.champion(collection, kind)
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        if champion is None:
            st.markdown(f"**{words.model_type(kind)}**: " + _("no champion."), width="content")
            return
        sentence = _(
            "{name} serves since {moment}.", name=f"★ **{champion.name}**", moment=format_moment(champion.since)
        )
        forced = " " + _("Promoted against the gate: {reason}", reason=champion.reason) if champion.forced else ""
        st.markdown(f"**{words.model_type(kind)}**: {sentence}{forced}", width="content")
        before = cache.bench().assets.predictions.rollback_target(collection, kind)
        if before is not None:
            _rollback_button(collection, kind, before)


def _rollback_button(collection: str, kind: ModelType, before: str) -> None:
    if st.button(_("Roll back"), icon=":material/undo:", key=f"assets-rollback-{kind.value}"):
        confirm.confirm(
            _("Roll back {task}?", task=words.model_type(kind)),
            _("{name} will serve the task again. The history keeps both.", name=f"**{before}**"),
            _("Roll back"),
            lambda: _rollback(collection, kind),
        )


def _rollback(collection: str, kind: ModelType) -> None:
    cache.bench().assets.predictions.rollback(collection, kind)


def _choose(models: tuple[ModelInfo, ...]) -> ModelInfo | None:
    """Draw the table of models and return the chosen one."""
    linked = [place for place, info in enumerate(models) if info.name == choices.SHELF.seed()]
    event = st.dataframe(
        written.frame([_row(info) for info in models]),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        selection_default=selected(linked[:1]),
        key=f"assets-models-{len(models)}",
        column_config={
            "champion": st.column_config.TextColumn("★", width=50),
            "name": written.text_column(_("Model"), pinned=True, width=280),
            "kind": written.text_column(_("Type")),
            "metric": written.number_column(_("Main figure, test"), width=170),
            "interval": written.number_column(_("95%"), width=150),
            "baseline": written.number_column(_("Baseline")),
            "saved": written.text_column(_("Saved"), width=150),
            "notes": written.text_column(_("Notes")),
        },
    )
    rows = [place for place in event["selection"]["rows"] if place < len(models)]
    if not rows:
        st.caption(_("Choose a model to see it, to promote it or to delete it."))
        return None
    choices.SHELF.set(models[rows[0]].name)
    return models[rows[0]]


def _row(info: ModelInfo) -> dict[str, object]:
    figure, word = info.main_metric, words.report()
    return {
        "champion": "★" if info.is_champion else "",
        "name": info.name,
        "kind": words.model_type(info.kind),
        "metric": f"{word.measure(figure.name)} {word.value(figure.name, figure.value)}" if figure else "–",
        "interval": word.interval(figure.name, figure.interval) if figure else "–",
        "baseline": word.value(figure.name, figure.baseline) if figure else "–",
        "saved": format_moment(info.saved_at),
        "notes": info.notes,
    }


def _one(info: ModelInfo) -> None:
    with st.container(border=True):
        st.subheader(info.title or info.name, anchor=False)
        _figures(info)
        verdict = cache.bench().models.gate(info.name)
        findings.findings(verdict.findings)
        _bar(info)


def _figures(info: ModelInfo) -> None:
    found = {one.name: one for one in info.metrics if one.split == MAIN[0]}
    shown = [found[name] for name in (MAIN[1], "MCC", "Balanced Accuracy", "R2") if name in found]
    for place, one in zip(abreast(4, key="assets-model"), shown, strict=False):
        with place:
            measured.stored(one)


def _bar(info: ModelInfo) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if not info.is_champion and st.button(
            _("Make champion"), type="primary", icon=":material/star:", key=f"assets-promote-{info.name}"
        ):
            _promote(info)
        st.button(
            _("See the report"),
            icon=":material/fact_check:",
            key=f"assets-report-{info.name}",
            on_click=_open_report,
            args=(info.name,),
        )
        st.button(
            _("Ask it"),
            icon=":material/online_prediction:",
            key=f"assets-ask-{info.name}",
            on_click=_open_ask,
            args=(info.name,),
        )
        downloads.lazy_button(
            lambda: cache.bench().models.card(info.name, language=current_language()).encode(),
            f"{info.name}.md",
            label=_("Download the card"),
            mime="text/markdown",
            key=f"assets-card-{info.name}",
        )
        link(MODELS, _("See it among all models"), parameters=MODEL_PAGE.link(info.name))
        deleting.delete_button(info, key=f"assets-delete-{info.name}", chosen=choices.SHELF)


def _open_report(name: str) -> None:
    choices.REPORT.set(name)
    choices.VIEW.set("report")


def _open_ask(name: str) -> None:
    choices.MODEL.set(name)
    choices.VIEW.set("predict")


def _promote(info: ModelInfo) -> None:
    @st.dialog(_("Make {name} champion", name=info.name), width="medium")
    @problems.guarded
    def ask() -> None:
        verdict = cache.bench().models.gate(info.name)
        findings.findings(verdict.findings)
        ready = verdict.passed
        if not verdict.passed:
            force = st.toggle(_("Promote although the gate refuses"), **choices.forcing(info.name, "force").widget)
            reason = st.text_input(_("Reason, kept in the journal"), **choices.forcing(info.name, "reason").widget)
            ready = force and bool(reason.strip())
        pressed = st.button(
            _("Make champion"),
            type="primary",
            disabled=not ready,
            key=f"assets-promote-do-{info.name}",
            on_click=problems.callback(_promoted),
            args=(info.name,),
        )
        if pressed:
            st.rerun()

    ask()


def _promoted(name: str) -> None:
    force, reason = (choices.forcing(name, part).get() for part in ("force", "reason"))
    cache.bench().assets.predictions.promote(name, force=bool(force), reason=reason or "")


def _history(collection: str, kind: ModelType) -> None:
    reigns = cache.bench().assets.predictions.history(collection, kind)
    if not reigns:
        return
    with st.expander(_("Champions so far: {kind}", kind=words.model_type(kind)), icon=":material/history:"):
        written.table(
            [
                {
                    "name": one.name,
                    "since": format_moment(one.since),
                    "how": champions.how(one),
                    "reason": champions.why(one),
                }
                for one in reversed(reigns)
            ],
            {
                "name": written.text_column(_("Model"), pinned=True),
                "since": written.text_column(_("Since")),
                "how": written.text_column(_("How")),
                "reason": written.text_column(_("Reason")),
            },
            key=f"assets-reigns-{kind.value}",
        )
