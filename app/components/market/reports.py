"""What became of a file of bars: counts, what was refused and why, the series it gave."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app.components import downloads
from app.components import words as shared
from app.components.figures import abreast
from app.components.market import choices, refusals, words
from app.i18n import _, current_language, format_date, format_number, ngettext

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo
    from bancada.services.market.series import BarsImport

__all__ = ["draw"]

MOST_REFUSED = 200
"""Refused rows of the table; the file has all of them."""
MOST_SERIES = 500


def draw(report: BarsImport) -> None:
    """Draw the report of an import."""
    if report.already_imported:
        st.info(_("This very file is here already; nothing was added."), icon=":material/info:")
    else:
        st.success(_headline(report), icon=":material/check_circle:")
    st.caption(
        _("Recognised: {format}.", format=words.importer(report.format))
        + " "
        + _("File: {file}", file=report.file_name)
    )
    _counts(report)
    language = current_language()
    told = [f"{shared.finding_icon(one)} {refusals.in_fields(one.message(language))}" for one in report.findings]
    if told:
        st.markdown("\n\n".join(told))
    if report.refused_file:
        _show_refused(Path(report.refused_file))
    _show_series(report.series)
    first = report.series[0] if report.series else None
    if first is not None:
        st.caption(
            _(
                "What could be read came in, also where it is doubtful: a high below the close, days without a session, holes. "
                "Validation finds it."
            )
        )
    with st.container(horizontal=True):
        see = st.button(
            _("See what is wrong with them"),
            type="primary",
            key="market-import.see",
            disabled=first is None,
            on_click=_choose,
            args=(first, "validation"),
        )
        look = st.button(
            _("See the bars"), key="market-import.bars", disabled=first is None, on_click=_choose, args=(first, "bars")
        )
        if see or look:
            st.rerun()


def _headline(report: BarsImport) -> str:
    bars = ngettext("{n} bar came in", "{n} bars came in", report.accepted)
    series = ngettext("in {n} series.", "in {n} series.", len(report.series))
    return f"{bars} {series}"


def _counts(report: BarsImport) -> None:
    left_out = _("Left out")
    figures = {
        _("Rows of the file"): report.rows,
        _("Accepted"): report.accepted,
        _("Refused"): report.refused,
        left_out: report.left_out,
    }
    for place, (label, count) in zip(abreast(4, key="market-import"), figures.items(), strict=True):
        place.metric(
            label,
            format_number(count),
            help=_("Rows of markets or symbols that were not asked for.") if label == left_out else None,
        )
    notes = []
    if report.repeated:
        notes.append(ngettext("{n} bar was there already.", "{n} bars were there already.", report.repeated))
    if report.replaced:
        notes.append(ngettext("{n} stored bar gave way.", "{n} stored bars gave way.", report.replaced))
    if notes:
        st.caption(" ".join(notes))


def _show_refused(file: Path) -> None:
    import pandas as pd  # Streamlit has loaded it by the time a table is drawn

    content = file.read_bytes()
    other = "reason" if current_language() == "pt_BR" else "motivo"  # the file has it in both languages
    st.dataframe(
        pd.read_csv(BytesIO(content), dtype=str, nrows=MOST_REFUSED).drop(columns=[other, "code"], errors="ignore"),
        hide_index=True,
        height=180,
        key="market-import.refused-rows",
        placeholder="–",
        column_config={
            "line": st.column_config.TextColumn(_("line")),
            "reason": st.column_config.TextColumn(_("reason")),
            "motivo": st.column_config.TextColumn(_("reason")),
            "row": st.column_config.TextColumn(_("row as it came"), width="large"),
        },
    )
    downloads.bytes_button(
        content, "refused.csv", label=_("Download the refused rows"), mime="text/csv", key="market-import.refused"
    )


def _show_series(series: tuple[SeriesInfo, ...]) -> None:
    if not series:
        return
    columns = (_("Symbol"), _("Timeframe"), _("Prices"), _("Bars"), _("First"), _("Last"))
    rows = [
        dict(
            zip(
                columns,
                (
                    info.key.symbol,
                    info.key.timeframe.value,
                    words.basis(info.key.basis),
                    info.rows,
                    format_date(info.first),
                    format_date(info.last),
                ),
                strict=True,
            )
        )
        for info in series[:MOST_SERIES]
    ]
    st.dataframe(rows, hide_index=True, key="market-import.series", height="content" if len(rows) < 8 else 300)
    if len(series) > MOST_SERIES:
        st.caption(ngettext("{n} more is not listed.", "{n} more are not listed.", len(series) - MOST_SERIES))


def _choose(info: SeriesInfo | None, view: str) -> None:
    if info is not None:
        choices.OPEN.set(words.code(info.key))
        choices.VIEW.set(view)
