"""Repairs of a series: offered with what each would do, done on request, recorded, undone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.components import findings
from app.components.market import choices, words
from app.i18n import _, format_date, format_moment, format_number, ngettext

if TYPE_CHECKING:
    from bancada.markets.series import SeriesInfo, SeriesKey
    from bancada.markets.validation import ValidationReport
    from bancada.markets.validation.repairs import Repair, RepairRecord
    from bancada.services.market.validation import Mended

__all__ = ["done", "history", "offer"]

MOST_LISTED = 20


def done(info: SeriesInfo) -> None:
    """Say what the last repairs did, with the way back; nothing where none was done to this series."""
    mended: Mended | None = choices.MENDED.get()
    if mended is None or mended.series.key != info.key:
        return
    with st.container(border=True, key="market-mended"):
        if not mended.records:
            st.markdown(_("Nothing had to be changed."))
        st.markdown("\n".join(f"- {_told(one)}" for one in mended.records))
        with st.container(horizontal=True):
            if mended.records:
                _undo_button(info.key, name="market-mend-undo")
            st.button(_("Close"), type="tertiary", key="market-mend-close", on_click=choices.MENDED.clear)


def offer(info: SeriesInfo, report: ValidationReport) -> None:
    """Draw the repairs that the report gives reason for, to be chosen; nothing where there is none."""
    proposed = cache.bench().market.validation.proposals(report)
    if not proposed:
        return
    st.subheader(_("Repairs"), anchor=False)
    st.caption(
        _(
            "Nothing is repaired unless you ask. No bar and no price is invented; each repair makes a new version, is recorded, and can be "
            "undone."
        )
    )
    with st.container(border=True, key="market-repairs"):
        chosen = [
            one
            for place, one in enumerate(proposed)
            if st.checkbox(_wording(one), key=f"market-repair-{info.cache_key}-{place}")
        ]
        asked = st.button(
            ngettext("Do {n} repair", "Do {n} repairs", len(chosen)) if chosen else _("Repair"),
            type="primary",
            key="market-mend",
            icon=":material/healing:",
            disabled=not chosen,
        )
        if asked:
            with st.spinner(_("Repairing")):
                choices.MENDED.set(cache.bench().market.validation.repair(info, chosen))
            st.rerun()


def history(info: SeriesInfo) -> None:
    """Draw the imports and repairs that the series is made of, newest first."""
    records = cache.bench().market.series.imports(info.key, limit=MOST_LISTED)
    with st.expander(_("Imports and repairs")):
        columns = (_("When"), _("From"), _("Rows"), _("Accepted"), _("Refused"), _("What was done"))
        rows = [
            dict(
                zip(
                    columns,
                    (
                        format_moment(one.imported_at),
                        one.file_name or words.importer(one.importer),
                        format_number(one.rows),
                        format_number(one.accepted),
                        format_number(one.refused),
                        "; ".join(words.repair(str(done["repair"]["kind"])) for done in one.repairs)
                        or words.importer(one.importer),
                    ),
                    strict=True,
                )
            )
            for one in records
        ]
        st.dataframe(rows, hide_index=True, height="content", key="market-imports")
        refused = [finding for one in records for finding in one.findings]
        findings.findings(refused)
        if any(one.startswith("repair-") for one in info.imports):
            _undo_button(info.key, name="market-repair-undo")


def _undo_button(key: SeriesKey, *, name: str) -> None:
    # No callback: what it clears would take the button away, and with it the word that the whole page is to be drawn anew.
    if st.button(_("Undo the last repair"), icon=":material/undo:", key=name):
        with problems.shown():
            cache.bench().market.series.restore(key)
            choices.MENDED.clear()
            st.rerun()


def _wording(one: Repair) -> str:
    """Say what a repair would do, and to how many bars."""
    done = words.repair(one.kind.value)
    what = done[:1].upper() + done[1:]
    if one.before is not None:
        day = format_date(datetime.fromtimestamp(one.before / 1e9, tz=UTC))
        return (
            what
            + " "
            + _("of {day}: prices times {factor}, volumes the other way", day=day, factor=f"{one.old}/{one.new}")
        )
    return what + ": " + ngettext("{n} bar", "{n} bars", one.count)


def _told(one: RepairRecord) -> str:
    done = words.repair(one.repair.kind.value)
    changed = ngettext("{n} bar changed", "{n} bars changed", one.changed)
    rows = ngettext(
        "{n} bar before, {after} after",
        "{n} bars before, {after} after",
        one.rows_before,
        after=format_number(one.rows_after),
    )
    return f"{done[:1].upper() + done[1:]}: {changed}; {rows}."
