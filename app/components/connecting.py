"""Copying a table of a connected database: address, password, table. The password is used once, never shown and kept nowhere."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import streamlit as st

from app import cache, problems, state
from app.i18n import _, format_age
from bancada.core.dataset import DatasetInfo, Source

__all__ = ["address_with", "choose_table", "copy_anew"]


def address_with(address: str, password: str) -> str:
    """Return a database's address with the password in its place; as it stands where none is given or one is there."""
    parts = urlsplit(address)
    if not password or "@" not in parts.netloc:
        return address
    user, _at, host = parts.netloc.rpartition("@")
    return address if ":" in user else parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


def choose_table(*, known: DatasetInfo | None = None) -> None:
    """Draw the fields; the report of the copy is held for whoever draws it.

    Parameters
    ----------
    known : DatasetInfo, optional
        A copy that is to be brought up to date.
    """
    address, table = known.origin.rpartition("#")[::2] if known else ("", "")
    st.caption(_("The rows are copied and the age of the copy is shown. Use a user that may only read."))
    url = st.text_input(
        _("Address of the database"),
        key="connect.url",
        placeholder=address or "postgresql://user@server/base",
        help=_("SQLite: sqlite:///folder/file.db. PostgreSQL: postgresql://user@server/base, the password apart."),
    )
    left, right = st.columns(2)
    password = left.text_input(
        _("Password"), type="password", key="connect.password", autocomplete="off", help=_("Used once, kept nowhere.")
    )
    chosen = right.text_input(_("Table"), value=table, key=f"connect.table.{table}", placeholder="schema.table")
    name = known.name if known else st.text_input(_("Name of the dataset"), key="connect.name", placeholder=chosen)
    ready = bool(url.strip() and chosen.strip())
    if st.button(_("Copy the table"), type="primary", disabled=not ready, key="connect.do"):
        with st.spinner(_("Copying the table")), problems.shown():
            report = cache.bench().data.import_table(
                address_with(url.strip(), password), chosen.strip(), name=name or None
            )
            state.IMPORT_REPORT.set(report)
            st.rerun(scope="fragment")


def copy_anew(info: DatasetInfo) -> bool:
    """Draw the age of a copied table and the button that asks for a new copy; return whether it was pressed."""
    if info.source is not Source.CONNECTED:
        return False
    with st.container(horizontal=True, vertical_alignment="center", key="copy-anew"):
        st.caption(
            ":material/schedule: "
            + _("Copied {age} from {origin}.", age=format_age(info.imported_at), origin=f"`{info.origin}`"),
            width="content",
        )
        return st.button(_("Copy anew"), icon=":material/sync:", key=f"copy-anew-{info.name}")
