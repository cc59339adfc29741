"""Bringing a file in: choose it, see what was recognised, say what is to be predicted."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, navigation, problems, state
from app.components import connecting, downloads, findings, tables, words
from app.i18n import _, format_number
from bancada.core.dataset import Column, ColumnType, DatasetInfo, ImportReport

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = ["copy_anew", "import_button", "received"]

ENDINGS = ("csv", "txt", "tsv", "parquet", "xlsx")


def import_button(*, key: str = "import", primary: bool = True) -> None:
    """Draw the button that opens the import dialog."""
    pressed = st.button(
        _("Import file"), icon=":material/upload_file:", type="primary" if primary else "secondary", key=key
    )
    if pressed:
        state.IMPORT_REPORT.clear()
        _open_dialog()


@contextmanager
def received(upload: UploadedFile) -> Iterator[Path]:
    """Lay an uploaded file on disk, for importers that read paths, as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="bancada-") as folder:
        path = Path(folder) / Path(upload.name).name
        path.write_bytes(upload.getbuffer())
        yield path


def _open_dialog() -> None:
    @st.dialog(_("Import"), width="medium", on_dismiss="rerun")
    @problems.guarded
    def ask() -> None:
        report = state.IMPORT_REPORT.get()
        if report is not None:
            _show_report(report)
            return
        file, table = st.tabs([_("A file"), _("A connected database")])
        with file:
            _choose_file()
        with table:
            connecting.choose_table()

    ask()


def copy_anew(info: DatasetInfo) -> None:
    """Draw the age of a copied table, and the way to a new copy; nothing for other datasets."""

    @st.dialog(_("Copy {name} anew", name=info.name), width="medium", on_dismiss="rerun")
    @problems.guarded
    def ask() -> None:
        report = state.IMPORT_REPORT.get()
        if report is None:
            connecting.choose_table(known=info)
        else:
            _show_report(report)

    if connecting.copy_anew(info):
        state.IMPORT_REPORT.clear()
        ask()


def _choose_file() -> None:
    st.caption(_("CSV, Excel or Parquet. Separator, decimal comma, dates and encoding are recognised."))
    upload = st.file_uploader(_("File"), type=ENDINGS, key="import.file")
    name = st.text_input(
        _("Name of the dataset"),
        key="import.name",
        placeholder=Path(upload.name).stem if upload else _("taken from the file"),
    )
    skip_bad = st.toggle(
        _("Leave bad rows out"),
        key="import.skip_bad",
        help=_(
            "Without this, one bad row refuses the whole file. With it, refused rows are listed with their reasons."
        ),
    )
    if st.button(_("Import"), type="primary", disabled=upload is None, key="import.do") and upload is not None:
        with st.spinner(_("Reading the file")), problems.shown(), received(upload) as path:
            report = cache.bench().data.import_file(path, name=name or None, skip_bad=skip_bad, origin=upload.name)
            state.IMPORT_REPORT.set(report)
            st.rerun(scope="fragment")


def _show_report(report: ImportReport) -> None:
    info = report.dataset
    if report.already_imported:
        st.info(_("This very file is here already; nothing was added."), icon=":material/info:")
    else:
        st.success(
            _("{rows} rows came into {name}.", rows=format_number(report.accepted), name=f"**{info.name}**"),
            icon=":material/check_circle:",
        )
    st.caption(_("Recognised: {dialect}", dialect=_dialect(report)))
    _show_refused(report)
    findings.findings(report.findings)
    st.dataframe(
        tables.readable(cache.rows(info, 100)),
        height=180,
        hide_index=True,
        placeholder="–",
        column_config=tables.raw_columns(info),
    )
    _choose_roles(info)


def _show_refused(report: ImportReport) -> None:
    if report.repeated:
        st.caption(_("{rows} rows were there already.", rows=format_number(report.repeated)))
    if report.refused:
        st.warning(_("{rows} rows were refused.", rows=format_number(report.refused)))
    if report.refused_file:
        downloads.bytes_button(
            Path(report.refused_file).read_bytes(),
            "refused.csv",
            label=_("Download the refused rows"),
            mime="text/csv",
            key="import.refused",
        )


def _choose_roles(info: DatasetInfo) -> None:
    names = [column.name for column in info.columns]
    times = ["", *(column.name for column in info.columns if column.type is ColumnType.DATETIME)]
    with st.form("import.roles"):
        left, right = st.columns(2)
        target = left.selectbox(
            _("What is to be predicted"),
            names,
            index=names.index(info.target) if info.target in names else len(names) - 1,
            help=_("The target: the column that a model will learn to answer from the others."),
        )
        time = right.selectbox(
            _("Column with the moment"),
            times,
            index=times.index(info.time_column) if info.time_column in times else 0,
            format_func=words.named(times, lambda name: name or _("none")),
            help=_("Where rows have a moment, models are judged in time order."),
        )
        if st.form_submit_button(_("Use this dataset"), type="primary"):
            cache.bench().data.set_roles(info.name, target=target, time=time or None)
            navigation.go(navigation.EXPLORE, parameters=state.DATASET.link(info.name))


def _dialect(report: ImportReport) -> str:
    known = {
        "format": _("format"),
        "encoding": _("encoding"),
        "delimiter": _("separator"),
        "decimal": _("decimal mark"),
        "date_order": _("order of dates"),
    }
    parts = [f"{known.get(key, key)} `{value}`" for key, value in report.dialect.items() if value]
    types = {words.column_type(column.type) for column in report.dataset.columns}
    return ", ".join([*parts, *sorted(types)])


def column_label(column: Column) -> str:
    """Return a column's name with its unit."""
    return f"{column.name} ({column.unit})" if column.unit else column.name
