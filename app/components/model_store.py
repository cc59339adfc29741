"""The model store as a whole: its notices, a model taken in from a file, the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems, state
from app.components import confirm, findings
from app.components.importing import received
from app.i18n import _, format_age, ngettext
from bancada import registry
from bancada.core.errors import UntrustedModel

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = ["import_button", "notices", "trash"]


def notices() -> None:
    """Draw what the store noticed about itself until somebody says it was seen; nothing where there is nothing."""
    found = cache.bench().models.summary().notices
    if not found:
        return
    with st.container(border=True, key="store-notices"):
        st.markdown("**" + _("The model store noticed") + "**")
        findings.findings(found)
        with st.popover(_("Seen"), icon=":material/done_all:", key="seen-open"):
            reason = st.text_input(_("What was done about it, kept in the journal"), key="seen-reason", live=True)
            st.button(
                _("Do not show these again"),
                type="primary",
                disabled=not reason.strip(),
                key="seen-do",
                on_click=problems.callback(cache.bench().models.acknowledge),
                kwargs={"reason": reason},
            )


def import_button() -> None:
    """Draw the button that takes a model in from an exported file."""
    if st.button(_("Import model"), icon=":material/upload_file:", key="import-model"):
        _open_import()


def _open_import() -> None:
    @st.dialog(_("Import model"), width="medium")
    @problems.guarded
    def ask() -> None:
        st.caption(
            _("A .zip file that Bancada exported. Its signature and fingerprints are checked before it is kept.")
        )
        upload = st.file_uploader(_("File"), type="zip", key="import-model.file")
        proposed = upload.name.removesuffix(".zip") if upload else ""
        name = st.text_input(_("Name"), placeholder=proposed, max_chars=64, key="import-model.name") or proposed
        phrase = ""
        if state.IMPORT_MODEL_ELSEWHERE.get():
            st.warning(_trust_sentence(), icon=":material/gpp_maybe:")
            phrase = st.text_input(_("Type: {phrase}", phrase=registry.TRUST_PHRASE), key="import-model.trust")
        if st.button(_("Import"), type="primary", disabled=upload is None, key="import-model.do") and upload:
            _take_in(upload, name, phrase)

    state.IMPORT_MODEL_ELSEWHERE.clear()
    ask()


def _take_in(upload: UploadedFile, name: str, phrase: str) -> None:
    try:
        with received(upload) as path:
            cache.bench().models.import_file(path, name, trust=phrase)
    except UntrustedModel as error:
        if error.code != "signed_elsewhere" or state.IMPORT_MODEL_ELSEWHERE.get():
            raise
        state.IMPORT_MODEL_ELSEWHERE.set(True)
        st.rerun(scope="fragment")
    state.MODEL.set(name)
    st.rerun()


def _trust_sentence() -> str:
    return _(
        "Another installation signed this file. Opening a model runs whatever code is inside it, so take it in only if you "
        "know who made it."
    )


def trash() -> None:
    """Draw the deleted models with the way back and the way out; nothing where there are none."""
    deleted = cache.bench().models.trash()
    if not deleted:
        return
    label = ngettext("{n} model in the trash", "{n} models in the trash", len(deleted))
    with st.expander(label, icon=":material/restore_from_trash:"):
        for item in deleted:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(f"**{item.name}** · {format_age(item.deleted_at)}", width="content")
                if st.button(_("Restore"), key=f"restore-{item.id}"):
                    cache.bench().models.restore(item.id)
                    st.rerun()
        if st.button(_("Empty the trash"), icon=":material/delete_forever:", type="tertiary", key="empty-trash"):
            confirm.confirm(
                _("Empty the trash?"),
                ngettext("{n} model goes for good.", "{n} models go for good.", len(deleted))
                + " "
                + _("This cannot be undone."),
                _("Delete for good"),
                _empty,
            )


def _empty() -> None:
    cache.bench().models.empty_trash()
    state.TAKEN.clear()
