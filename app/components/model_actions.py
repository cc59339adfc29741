"""What can be done with one saved model: promote, rename, note, export, adopt, delete."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from app import cache, problems, state
from app.components import asking, deleting, downloads, findings
from app.i18n import _, format_moment
from bancada import registry
from bancada.core.model import ModelInfo

__all__ = ["adopt", "bar"]


def bar(info: ModelInfo) -> None:
    """Draw the row of actions."""
    with st.container(horizontal=True, vertical_alignment="center"):
        may_promote = bool(info.task) and not info.is_champion
        if may_promote and st.button(
            _("Make champion"), type="primary", icon=":material/star:", key=f"promote-{info.name}"
        ):
            _promote(info)
        asking.link(info.name, info.task)
        if st.button(_("Rename"), icon=":material/edit:", key=f"rename-{info.name}"):
            _rename(info)
        if st.button(_("Notes"), icon=":material/sticky_note_2:", key=f"note-{info.name}"):
            _annotate(info)
        downloads.lazy_button(
            lambda: _exported(info.name),
            f"{info.name}.zip",
            label=_("Export"),
            mime="application/zip",
            key=f"export-{info.name}",
        )
        deleting.delete_button(info, key=f"delete-{info.name}", chosen=state.MODEL)


def _promote(info: ModelInfo) -> None:
    @st.dialog(_("Make {name} champion", name=info.name), width="medium")
    @problems.guarded
    def ask() -> None:
        reigning = cache.bench().models.champion(info.task)
        if reigning is not None:
            st.markdown(
                _(
                    "{name} has been champion of {task} since {moment}.",
                    name=f"**{reigning.name}**",
                    task=info.task,
                    moment=format_moment(reigning.since),
                )
            )  # fmt: skip
        verdict = cache.bench().models.gate(info.name)
        findings.findings(verdict.findings)
        force, reason = False, ""
        if not verdict.passed:
            force = st.toggle(_("Promote although the gate refuses"), key=f"force-{info.name}")
            reason = st.text_input(_("Reason, kept in the journal"), key=f"reason-{info.name}")
        ready = verdict.passed or (force and bool(reason.strip()))
        pressed = st.button(
            _("Make champion"),
            type="primary",
            disabled=not ready,
            key=f"promote-do-{info.name}",
            on_click=problems.callback(cache.bench().models.promote),
            args=(info.name,),
            kwargs={"force": force, "reason": reason},
        )
        if pressed:
            st.rerun()

    ask()


def _rename(info: ModelInfo) -> None:
    @st.dialog(_("Rename {name}", name=info.name))
    @problems.guarded
    def ask() -> None:
        with st.form(f"rename-form-{info.name}", border=False):
            name = st.text_input(_("New name"), value=info.name, max_chars=64)
            if st.form_submit_button(_("Rename"), type="primary"):
                cache.bench().models.rename(info.name, name)
                state.MODEL.set(name)
                st.rerun()

    ask()


def _annotate(info: ModelInfo) -> None:
    @st.dialog(_("Notes on {name}", name=info.name))
    @problems.guarded
    def ask() -> None:
        with st.form(f"note-form-{info.name}", border=False):
            title = st.text_input(_("Title"), value=info.title)
            notes = st.text_area(_("Notes"), value=info.notes)
            tags = st.text_input(_("Tags, separated by commas"), value=", ".join(info.tags))
            if st.form_submit_button(_("Save the notes"), type="primary"):
                chosen = tuple(tag.strip() for tag in tags.split(",") if tag.strip())
                cache.bench().models.annotate(info.name, title=title, notes=notes, tags=chosen)
                st.rerun()

    ask()


def adopt(info: ModelInfo) -> None:
    """Draw what trusting an older file means, and the button that does it once the phrase is typed."""
    st.warning(
        _(
            "This file was not signed by this installation. Opening it runs whatever code is inside it, so adopt it only "
            "if you know who made it."
        ),
        icon=":material/gpp_maybe:",
    )
    with st.form(f"adopt-{info.name}", border=False):
        phrase = st.text_input(_("Type: {phrase}", phrase=registry.TRUST_PHRASE))
        if st.form_submit_button(_("Adopt"), type="primary"):
            with problems.shown():
                cache.bench().models.adopt(info.name, trust=phrase)
                st.rerun()


def _exported(name: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="bancada-") as folder:
        return cache.bench().models.export(name, Path(folder) / f"{name}.zip").read_bytes()
