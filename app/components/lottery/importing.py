"""Draws in: a file of results, the official API, or the demo's simulated ones."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.components import downloads, empty, findings, progress, retrying, words
from app.components.importing import received
from app.components.lottery import choices, removal
from app.i18n import _, current_language, ngettext
from bancada.core.run import RunStatus

if TYPE_CHECKING:
    from bancada.domains.lottery.archive import DrawImport

__all__ = ["bring_in", "nothing_here", "update_line", "ways_in"]

ENDINGS = ("xlsx", "csv", "txt", "tsv", "json", "jsonl", "gz")
MOST_REFUSED = 200
"""Refused rows of the table; the file has all of them."""


def ways_in() -> None:
    """Draw the buttons that bring draws in; none where they come from a connected database."""
    if cache.bench().lottery.draws.is_connected:
        return
    with st.container(horizontal=True, horizontal_alignment="right", width="content"):
        if st.button(
            _("Update"), icon=":material/sync:", key="lottery-update", help=_("Fetch the draws that are missing.")
        ):
            choices.UPDATE.set(cache.bench().lottery.draws.submit_update())
        if st.button(_("Import results"), icon=":material/upload_file:", type="primary", key="lottery-import"):
            choices.IMPORTED.clear()
            _open_dialog()


def nothing_here() -> None:
    """Draw the empty state, with the ways out of it."""
    connected = cache.bench().lottery.draws.is_connected
    empty.empty(
        ":material/casino:",
        _("There is no draw yet"),
        _("The connected database has no draw in its table `resultados_oficiais`.")
        if connected
        else _(
            "Import the official spreadsheet, the official API's JSON or a CSV, fetch the results, or look around with "
            "simulated draws, which are marked so."
        ),
        action=None if connected else _demo_button,
    )


def _demo_button() -> None:
    removal.bring_back_button()
    st.button(
        _("Load simulated draws"),
        icon=":material/science:",
        key="lottery-demo",
        on_click=problems.callback(cache.bench().lottery.draws.load_demo),
    )


def update_line() -> None:
    """Draw the fetching that this visitor asked for: its progress, or how it ended."""
    run_id = choices.UPDATE.get()
    if not run_id:
        return
    run = cache.bench().runs.get(run_id)
    if not run.status.is_over:
        with st.container(border=True, key="lottery-update-run"):
            st.markdown("**" + _("Fetching official results") + "**")
            progress.follow_run(run_id)
        return
    if run.status is not RunStatus.DONE:
        st.error(words.run_error(run) or _("Cancelled"), icon=":material/error:")
        retrying.retry_button(run)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="lottery-update-done"):
        stopped = str(run.result.get("stopped") or "")
        if stopped:
            st.warning(_stop(stopped), icon=":material/cloud_off:")
        else:
            findings.good(_("Fetching ended: nothing is missing."))
        st.button(_("Close"), type="tertiary", key="lottery-update-close", on_click=choices.UPDATE.clear)


def _stop(code: str) -> str:
    """Return why fetching stopped before the last contest, by the code in its run's result."""
    kept = _("What had come is stored.")
    reason = {
        "lottery_api_unreachable": _("The official service cannot be reached: try again when there is a network."),
        "lottery_api_busy": _("The official service is busy: try again later."),
        "lottery_api_no_contest": _(
            "The official service does not have a contest that should be there: try again later."
        ),
        "lottery_api_stored_differs": _(
            "The stored record disagrees with the official service. If the stored one is wrong, take it out and update again: "
            "History, Draws, Remove the draws…"
        ),
    }.get(code, _("Fetching stopped early: the log of the run says why (`{code}`).", code=code))
    return f"{reason} {kept}"


def _open_dialog() -> None:
    @st.dialog(_("Import results"), width="medium", on_dismiss="rerun")
    @problems.guarded
    def ask() -> None:
        bring_in()

    ask()


def bring_in() -> None:
    """Draw the choice of a file, or what came of it."""
    report: DrawImport | None = choices.IMPORTED.get()
    if report is None:
        _choose_file()
    else:
        _show_report(report)


def _choose_file() -> None:
    st.caption(
        _(
            "The official spreadsheet, JSON of the official API (one object, or one a line), or a CSV with contest and 15 "
            "numbers. Every draw is held to the game's rules: 15 different numbers from 1 to 25, contests in a row, dates "
            "that never go back."
        )
    )
    upload = st.file_uploader(_("File"), type=ENDINGS, key="lottery-import.file")
    skip_bad = st.toggle(
        _("Leave bad rows out"),
        key="lottery-import.skip_bad",
        help=_(
            "Without this, one bad row refuses the whole file. With it, refused rows are listed with their reasons."
        ),
    )
    if st.button(_("Import"), type="primary", disabled=upload is None, key="lottery-import.do") and upload is not None:
        with st.spinner(_("Reading the file")), problems.shown(), received(upload) as path:
            report = cache.bench().lottery.draws.import_file(path, skip_bad=skip_bad, origin=upload.name)
            choices.IMPORTED.set(report)
            st.rerun(scope="fragment")


def _show_report(report: DrawImport) -> None:
    if report.already_imported:
        st.info(_("This very file is here already; nothing was added."), icon=":material/info:")
    else:
        st.success(
            ngettext("{n} draw came in.", "{n} draws came in.", report.accepted),
            icon=":material/check_circle:",
        )
    if report.repeated:
        st.caption(ngettext("{n} draw was there already.", "{n} draws were there already.", report.repeated))
    if report.refused:
        st.warning(ngettext("{n} row was refused.", "{n} rows were refused.", report.refused))
    findings.findings(report.findings)
    if report.refused_file:
        _show_refused(Path(report.refused_file))
    if st.button(_("See the draws"), type="primary", key="lottery-import.see"):
        st.rerun()


def _show_refused(file: Path) -> None:
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    content = file.read_bytes()
    other = "reasons" if current_language() == "pt_BR" else "motivos"  # the file has them in both languages
    st.dataframe(
        pd.read_csv(BytesIO(content), dtype=str, nrows=MOST_REFUSED).drop(columns=other, errors="ignore"),
        hide_index=True,
        height=180,
        key="lottery-import.refused-rows",
        placeholder="–",
    )
    downloads.bytes_button(
        content, "refused.csv", label=_("Download the refused rows"), mime="text/csv", key="lottery-import.refused"
    )
