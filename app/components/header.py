"""The head of a page: title, the question it answers, and where the data comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import streamlit as st

from app.components import words
from app.i18n import _, format_age, format_date, format_moment, ngettext
from bancada.core.dataset import DatasetInfo, Source

__all__ = ["provenance", "simulated_mark", "title"]

_COLOURS = {Source.OFFICIAL: "green", Source.IMPORTED: "blue", Source.CONNECTED: "violet", Source.SIMULATED: "orange"}
_ICONS = {
    Source.OFFICIAL: ":material/verified:",
    Source.IMPORTED: ":material/upload_file:",
    Source.CONNECTED: ":material/database:",
    Source.SIMULATED: ":material/science:",
}


def title(name: str, question: str, *, action: Callable[[], None] | None = None) -> None:
    """Draw a page's title, the one sentence that says what it answers, and on the right its primary action."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="page-head"):
        with st.container(width="content", gap="xxsmall"):
            st.title(name, anchor=False, width="content")
            st.markdown(f":gray[{question}]", width="content")
        if action is not None:
            action()


def provenance(info: DatasetInfo, *, size: str = "") -> None:
    """Draw source, size, age and fingerprint of the data shown below; simulated rows are marked so.

    Parameters
    ----------
    size : str
        How much it is, where rows and columns are not how one counts it.
    """
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="provenance"):
        st.badge(
            words.source(info.source),
            icon=_ICONS[info.source],
            color=_COLOURS[info.source],  # type: ignore[arg-type]  # literals kept in a table
            help=_("Made by a seeded simulation, not measured.") if info.source is Source.SIMULATED else None,
        )
        st.markdown(f":gray[{_summary(info, size)}]", help=_provenance_help(info))


def simulated_mark() -> None:
    """Mark what follows as resting on simulated rows."""
    st.badge(
        _("simulated data"),
        icon=_ICONS[Source.SIMULATED],
        color="orange",
        help=_("Made by a seeded simulation, not measured."),
    )


def _summary(info: DatasetInfo, size: str) -> str:
    table = (ngettext("{n} row", "{n} rows", info.rows), ngettext("{n} column", "{n} columns", len(info.columns)))
    return " · ".join(
        (
            *((size,) if size else table),
            _("came in {age}", age=format_age(info.imported_at)),
            *_period(info),
            f"`{info.sha256[:8]}`",
        )
    )


def _period(info: DatasetInfo) -> tuple[str, ...]:
    if info.first_at is None or info.last_at is None:
        return ()
    return (_("from {first} to {last}", first=format_date(info.first_at), last=format_date(info.last_at)),)


def _provenance_help(info: DatasetInfo) -> str:
    lines = [
        _("Origin: {origin}", origin=info.origin),
        _("Came in at {moment}, version {version}", moment=format_moment(info.imported_at), version=info.version),
        _("Fingerprint (SHA-256): {sha256}", sha256=info.sha256),
    ]
    if info.first_at and info.last_at:
        lines.insert(
            0,
            _(
                "From {first} to {last}",
                first=format_moment(info.first_at, zone=UTC),
                last=format_moment(info.last_at, zone=UTC),
            ),
        )
    return "\n\n".join(lines)
