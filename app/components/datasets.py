"""What can be done with a dataset: give its columns roles, delete it, bring it back."""

from __future__ import annotations

import streamlit as st

from app import cache, problems, state
from app.components import confirm, undo, words
from app.i18n import _, format_number, ngettext
from bancada.core.dataset import ColumnType, DatasetInfo

__all__ = ["roles", "trash"]


def roles(info: DatasetInfo) -> None:
    """Draw the form that says which column is target, moment and group; and the way to delete."""
    names = ["", *(column.name for column in info.columns)]
    times = ["", *(column.name for column in info.columns if column.type is ColumnType.DATETIME)]
    with st.expander(_("Roles of the columns, and deleting"), icon=":material/tune:"):
        with st.form(f"roles-{info.cache_key}", border=False):
            places = st.columns(3)
            target = places[0].selectbox(
                _("Target"), names, index=_place(names, info.target), format_func=words.named(names, _or_none)
            )
            time = places[1].selectbox(
                _("Moment"), times, index=_place(times, info.time_column), format_func=words.named(times, _or_none)
            )
            group = places[2].selectbox(
                _("Group"),
                names,
                index=_place(names, info.group_column),
                format_func=words.named(names, _or_none),
                help=_("Rows of one group (one machine, one client) stay together when folds are dealt."),
            )
            if st.form_submit_button(_("Save the roles")):
                cache.bench().data.set_roles(info.name, target=target or None, time=time or None, group=group or None)
                st.toast(_("Roles saved."))
                st.rerun()
        if st.button(_("Delete dataset"), icon=":material/delete:", type="tertiary", key="delete-dataset"):
            confirm.confirm(
                _("Delete {name}?", name=info.name),
                _("{rows} rows go to the trash. You can bring them back.", rows=format_number(info.rows)),
                _("Delete"),
                lambda: _delete(info.name),
            )


def trash() -> None:
    """Draw the deleted datasets with the way back; nothing where there are none."""
    deleted = cache.bench().data.deleted()
    if not deleted:
        return
    label = ngettext("{n} dataset in the trash", "{n} datasets in the trash", len(deleted))
    with st.expander(label, icon=":material/restore_from_trash:"):
        for info in deleted:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                size = ngettext("{n} row", "{n} rows", info.rows)
                st.markdown(f"**{info.name}** · {size}", width="content")
                with st.container(horizontal=True, width="content"):
                    st.button(
                        _("Restore"),
                        key=f"restore-{info.name}",
                        on_click=problems.callback(_restore),
                        args=(info.name,),
                    )
                    if st.button(
                        _("Delete for good"),
                        icon=":material/delete_forever:",
                        type="tertiary",
                        key=f"purge-{info.name}",
                    ):
                        _ask_purge(info)


def _ask_purge(info: DatasetInfo) -> None:
    confirm.confirm(
        _("Delete {name} for good?", name=info.name),
        _("{rows} rows are removed from the database.", rows=format_number(info.rows))
        + " "
        + _("This cannot be undone."),
        _("Delete for good"),
        lambda: _purge(info.name),
    )


def _delete(name: str) -> None:
    cache.bench().data.delete(name)
    state.DATASET.forget()
    undo.remember(name, lambda: _restore(name))


def _restore(name: str) -> None:
    cache.bench().data.restore(name)
    state.TAKEN.clear()
    state.DATASET.set(name)


def _purge(name: str) -> None:
    cache.bench().data.purge(name)
    state.TAKEN.clear()


def _place(names: list[str], chosen: str | None) -> int:
    return names.index(chosen) if chosen in names else 0


def _or_none(name: str) -> str:
    return name or _("none")
