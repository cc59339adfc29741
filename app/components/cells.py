"""The rows of a dataset, and mending single cells of them: what is changed is saved when asked, under the dataset's next version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import cache, problems, state
from app.components import downloads, importing, tables
from app.i18n import _, format_number, ngettext
from bancada.core.dataset import ColumnType, DatasetInfo, Source

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

__all__ = ["draw"]

MOST_CHOICES = 50
"""Categories that are offered as a list; more are typed."""


def draw(info: DatasetInfo) -> None:
    """Draw the first rows, to read or to mend."""
    frame = cache.rows(info)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(
            _("The first {n} of {total} rows.", n=format_number(len(frame)), total=format_number(info.rows)),
            width="content",
        )
        mending = st.toggle(
            _("Mend values"),
            key=f"mend-{info.name}",
            help=_("Change cells in the table, then save. Each change is a new version."),
        )
    if mending:
        _editor(info)
    else:
        st.dataframe(tables.readable(frame), hide_index=True, placeholder="–", column_config=tables.raw_columns(info))
        downloads.frame_button(frame, f"{info.name}-rows")


@st.fragment
@problems.guarded
def _editor(info: DatasetInfo) -> None:
    edits = state.edits(info.cache_key)
    if info.source is Source.CONNECTED:
        st.caption(
            ":orange[:material/warning:] " + _("A new copy of the connected table replaces what is mended here.")
        )
    st.data_editor(
        cache.rows(info),
        hide_index=False,
        num_rows="fixed",
        key=edits.name,
        placeholder="–",
        column_config={**tables.raw_columns(info), **_limits(info), "_index": _("Row")},
    )
    changes = _changes(edits.get())
    if st.button(
        ngettext("Save {n} change", "Save {n} changes", len(changes)) if changes else _("Save the changes"),
        type="primary",
        icon=":material/save:",
        disabled=not changes,
        key=f"cells-save-{info.cache_key}",
    ):
        with st.spinner(_("Saving")):
            _save(info, changes)
        st.rerun()
    if state.CELLS_SAVED.get() == info.name:
        st.success(_("Saved as version {version}. Every figure is computed anew.", version=info.version))
        state.CELLS_SAVED.clear()


# Any: what Streamlit hands back for edits, and the cells' values.
def _changes(edits: Any) -> list[tuple[int, str, Any]]:
    rows = edits["edited_rows"] if edits else {}
    return [(int(row), column, value) for row, cells in rows.items() for column, value in cells.items()]


def _save(info: DatasetInfo, changes: list[tuple[int, str, Any]]) -> None:  # Any: as above
    for row, column, value in changes:
        cache.bench().data.set_value(info.name, row=row, column=column, value=value)
    state.edits(info.cache_key).clear()
    state.CELLS_SAVED.set(info.name)


def _limits(info: DatasetInfo) -> dict[str, ColumnConfig]:
    """Return editors that show the digits of a number and offer the known categories."""
    choices = st.column_config.SelectboxColumn
    return {
        **{
            column.name: st.column_config.NumberColumn(importing.column_label(column), format="%.8g")
            for column in info.columns
            if column.type is ColumnType.FLOAT
        },
        **{
            column.name: choices(column.name, options=list(column.categories))
            for column in info.columns
            if column.type is ColumnType.CATEGORY and 0 < len(column.categories) <= MOST_CHOICES
        },
    }
