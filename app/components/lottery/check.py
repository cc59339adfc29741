"""Tickets held against draws: hits and prizes, beside what chance expects of any tickets of their sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import cache, problems
from app.cache import lottery
from app.charts.chance import HitBar, hits
from app.components import downloads, empty, enter, findings, plots
from app.components.figures import abreast
from app.components.lottery import card, frame, picks, tabular
from app.i18n import _, format_money, format_number, ngettext
from bancada.core.dataset import DatasetInfo
from bancada.domains.lottery.tables import TIERS

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from bancada.domains.lottery.checker import CheckReport
    from bancada.domains.lottery.tickets import Ticket

__all__ = ["draw"]

RANGES = ("all", "one")
MOST_LINES = 200
"""Rows of a table on the page; the download has them all."""


def draw() -> None:
    """Draw the view."""
    info = frame.record()
    if info is None:
        return
    left, right = st.columns((5, 7), gap="large")
    with left, enter.group("lottery-check"):
        _ask(info)
    held: tuple[tuple[Ticket, ...], int | None] | None = picks.CHECKED.get()
    with right, problems.shown():
        if held is None:
            empty.empty(
                ":material/fact_check:",
                _("Nothing is checked yet"),
                _("Paste tickets, one a line, or bring a text or CSV file. They stay on this machine."),
            )
            return
        report = lottery.check(info, *held)
        _totals(report)
    if held is not None:
        _detail(info, report, held[1])


def _ask(info: DatasetInfo) -> None:
    text = st.text_area(
        _("Tickets, one a line"),
        height=150,
        placeholder="01 02 03 05 08 09 10 12 14 15 18 20 22 24 25",
        help=_("15 to 20 numbers, parted by spaces, commas, dashes or semicolons."),
        **picks.PASTED.widget,
    )
    upload: UploadedFile | None = st.file_uploader(_("or a file"), type=("txt", "csv"), key="lottery-check.file")
    contest = _contest(info)
    ready = bool(text.strip()) or upload is not None
    if st.button(_("Check the tickets"), type="primary", key="lottery-check", disabled=not ready, width="stretch"):
        with problems.shown():
            tickets = cache.bench().lottery.tickets.parse(text if upload is None else upload.getvalue())
            picks.CHECKED.set((tickets, contest))


def _contest(info: DatasetInfo) -> int | None:
    """Draw which contests to hold the tickets against; None means all."""
    draws = lottery.draws(info)
    picks.RANGE.seed(RANGES)
    titles = {"all": _("Every contest"), "one": _("One contest")}
    chosen = st.segmented_control(
        _("Against"), RANGES, format_func=titles.__getitem__, required=True, **picks.RANGE.widget
    )
    if chosen != "one":
        return None
    if not draws.first <= picks.CONTEST.seed(default=draws.last) <= draws.last:
        picks.CONTEST.set(draws.last)
    return int(st.number_input(_("Contest"), draws.first, draws.last, step=1, **picks.CONTEST.widget))


def _totals(report: CheckReport) -> None:
    """Draw what was won beside what chance expects, so that a lucky record is seen as one."""
    won, expected = int(report.prizes.sum()), float(report.expected_prizes.sum())
    st.markdown(
        ngettext("{n} ticket", "{n} tickets", len(report.tickets))
        + " · "
        + ngettext("{n} contest", "{n} contests", len(report.contests))
    )
    # Two and two: sums of thousands of contests need the width.
    places = [*abreast(2, key="lottery-check-hits"), *abreast(2, key="lottery-check-money")]
    places[0].metric(_("Best hit"), format_number(int(report.hits.max())))
    places[1].metric(
        _("Prizes"),
        format_number(won),
        delta=_("chance expects {n}", n=format_number(expected, 0 if expected >= 100 else 1)),
        delta_color="off",
        delta_arrow="off",
    )
    places[2].metric(_("Won"), format_money(report.known_centavos / 100, 0))
    cost = report.cost_centavos
    places[3].metric(_("Would have cost"), "–" if cost is None else format_money(cost / 100, 0))
    if cost is not None and not report.n_unknown:
        balance = (report.known_centavos - cost) / 100
        st.markdown(_("Won less cost: **{balance}**.", balance=format_money(balance)))
    findings.findings(report.findings)


def _detail(info: DatasetInfo, report: CheckReport, contest: int | None) -> None:
    if contest is not None:
        drawn = lottery.draws(info).between(contest, contest).numbers[0].tolist()
        st.markdown(_("Drawn in contest {contest}:", contest=contest))
        frame.balls(drawn)
        card.show(report.tickets, drawn=drawn)
    else:
        _law(report)
    by_ticket, by_win = st.tabs([_("By ticket"), _("Prizes won")])
    with by_ticket:
        _by_ticket(report)
    with by_win:
        _wins(report)


def _law(report: CheckReport) -> None:
    seen, expected = report.hit_counts.tolist(), report.expected_counts.tolist()
    bars = [HitBar(place, seen[place], expected[place]) for place in range(5, 16)]
    plots.plot(
        hits(
            bars,
            hits_title=_("Hits"),
            count_title=_("Tickets times contests"),
            seen_name=_("Seen"),
            law_name=_("Exact law, 95% range"),
            **plots.look(),
        ),
        _("How often these tickets had each number of hits, on the exact law of any tickets of their sizes."),
        data=tabular.of([{"hits": bar.hits, "seen": bar.seen, "expected": bar.expected} for bar in bars]),
        name="lottery-check-hits",
    )


def _by_ticket(report: CheckReport) -> None:
    rows = [report.record(place) for place in range(len(report.tickets))]
    table = tabular.of(
        [
            {
                "ticket": place,
                "numbers": card.numbers_text(row.numbers),
                "best": row.best_hits,
                "mean": row.mean_hits,
                "expected": row.expected_hits,
                **{f"tier{tier}": int(report.prizes[place - 1][i]) for i, tier in enumerate(TIERS)},
                "won": row.known_centavos / 100,
                "cost": None if row.cost_centavos is None else row.cost_centavos / 100,
            }
            for place, row in enumerate(rows, start=1)
        ]
    )
    _show(
        table,
        {
            "ticket": _("Ticket"),
            "numbers": _("Numbers"),
            "best": _("Best hit"),
            "mean": _("Mean hits"),
            "expected": _("By chance"),
            **{f"tier{tier}": _("Prizes of {hits}", hits=tier) for tier in TIERS},
            "won": _("Won, R$"),
            "cost": _("Cost, R$"),
        },
        name="lottery-check-tickets",
    )


def _wins(report: CheckReport) -> None:
    wins = report.wins()
    if not wins:
        st.caption(_("No ticket had 11 hits or more."))
        return
    table = tabular.of(
        [
            {
                "contest": win.contest,
                "ticket": win.ticket + 1,
                "hits": win.hits,
                "prizes": sum(win.prizes),
                "won": None if win.amount_centavos is None else win.amount_centavos / 100,
            }
            for win in wins
        ]
    )
    _show(
        table,
        {
            "contest": _("Contest"),
            "ticket": _("Ticket"),
            "hits": _("Hits"),
            "prizes": _("Prizes"),
            "won": _("Won, R$"),
        },
        name="lottery-check-wins",
    )


def _show(table: pd.DataFrame, titles: dict[str, str], *, name: str) -> None:
    money = {"won", "cost"}
    formats = {
        column: (lambda value: format_number(value, 2)) if column in money | {"mean", "expected"} else str
        for column in table.columns
        if column != "numbers"
    }
    named = table.rename(columns=titles)
    styled = named.head(MOST_LINES).style.format({titles[column]: form for column, form in formats.items()}, na_rep="–")
    st.dataframe(styled, hide_index=True)
    downloads.frame_button(named, name)
