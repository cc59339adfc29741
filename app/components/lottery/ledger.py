"""The ledger of sealed tickets: what was sealed, what it hit, what it proves and what not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from app import cache, navigation, state
from app.charts.chance import evidence as evidence_chart
from app.components import downloads, empty, findings, plots
from app.components.figures import abreast
from app.components.lottery import card, produced, tabular
from app.i18n import _, format_moment, format_number

if TYPE_CHECKING:
    import pandas as pd

    from bancada.domains.lottery.evidence import Evidence
    from bancada.domains.lottery.seals import ScoredSeal

__all__ = ["draw"]

MOST_LINES = 500
"""Seals in the table on the page; the download has them all."""
SAID_OF_THE_CHAIN = "seals_order_not_time"
"""What evidence and chain both find is said once, beside the chain."""
MOST_PATHS = 4
"""Models drawn beside all together."""


def draw() -> None:
    """Draw the view."""
    use = cache.bench().lottery.seals
    sealed = use.list()
    if not sealed:
        _nothing_here()
        return
    found = use.evidence()
    _evidence(found)
    _chain()
    _table(sealed)


def _nothing_here() -> None:
    empty.empty(
        ":material/lock:",
        _("No ticket is sealed yet"),
        _(
            "A ticket sealed before its draw cannot be chosen afterwards. Generate tickets and seal them; after the draw "
            "they are scored here."
        ),
        action=lambda: navigation.link(
            navigation.LOTTERY, _("Generate tickets"), parameters=state.LOTTERY_VIEW.link("generate")
        ),
    )


def _evidence(found: Sequence[Evidence]) -> None:
    """Draw how evidence grew, for all tickets together and for each model, with the verdict in words."""
    together = found[0]
    findings.findings([one for one in together.findings if one.code != SAID_OF_THE_CHAIN])
    places = abreast(4, key="lottery-evidence")
    places[0].metric(
        _("Evidence E"),
        format_number(together.e_value, 2),
        delta=_("signal from {threshold}", threshold=format_number(together.threshold, 0)),
        delta_color="off",
        delta_arrow="off",
        help=_(
            "Chance alone ever reaches E with probability 1 / E at most, however often one looks. The threshold is 20 times "
            "the {n} models tried, deleted ones included.",
            n=together.n_tried,
        ),
    )
    places[1].metric(_("Mean hits"), format_number(together.mean_hits, 2), help=_("By chance: 9 for 15 numbers."))
    places[2].metric(_("Tickets scored"), format_number(together.n_tickets))
    places[3].metric(
        _("Waiting for their draw"),
        format_number(together.n_waiting),
        help=_("Sealed too late: {n}. They are shown and are no evidence.", n=together.n_late),
    )
    drawn = [one for one in found if one.n_contests][: MOST_PATHS + 1]
    if len(drawn) == 2:  # one model alone is the same as all together
        drawn = drawn[:1]
    if not drawn:
        st.caption(_("No sealed contest is drawn yet. Until one is, E stays at 1, which says nothing."))
        return
    paths = [
        (_by(one.model) if one.model else _("all together"), one.contests.tolist(), one.path.tolist()) for one in drawn
    ]
    plots.plot(
        evidence_chart(
            paths,
            together.threshold,
            contest_title=_("Contest"),
            evidence_title=_("Evidence E (1 says nothing)"),
            threshold_name=_("Signal from"),
            **plots.look(),
        ),
        _("How the evidence against chance grew with each drawn contest; a signal is above the upper dashed line."),
        data=_paths(paths),
        name="lottery-evidence",
    )


def _chain() -> None:
    report = cache.bench().lottery.seals.verify()
    with st.container(border=True, gap="xsmall", key="lottery-chain"):
        st.markdown("**" + _("The chain, recomputed just now") + "**")
        findings.findings(report.findings)
        st.markdown(_("Its digest. Publish it or keep it elsewhere: nothing before it can then change unnoticed."))
        st.code(report.digest, language=None, wrap_lines=True)


def _table(sealed: Sequence[ScoredSeal]) -> None:
    newest = list(reversed(sealed))
    rows = [
        {
            _("Seal"): one.seal.id,
            _("Contest"): one.seal.contest,
            _("Model"): _by(one.seal.model),
            _("Numbers"): card.numbers_text(one.seal.numbers),
            _("Hits"): _hits(one),
            _("Sealed at"): format_moment(one.seal.sealed_at),
            _("Bets closed at"): format_moment(one.seal.closes_at),
            _("SHA-256"): one.seal.sha256[:12],
        }
        for one in newest
    ]
    table = tabular.of(rows)
    st.dataframe(
        table.head(MOST_LINES), hide_index=True, column_config={_("Seal"): st.column_config.NumberColumn(pinned=True)}
    )
    downloads.frame_button(
        tabular.of(
            [
                {**row, _("SHA-256"): one.seal.sha256, _("Previous"): one.seal.previous}
                for row, one in zip(rows, newest, strict=True)
            ]
        ),
        "lottery-sealed",
    )


def _by(model: str) -> str:
    """Return who ordered the numbers of a ticket: a saved model by its name, or none."""
    return _("no model") if model == produced.UNIFORM else model


def _hits(one: ScoredSeal) -> str:
    if one.is_late:
        return _("late")
    return _("waiting") if one.hits is None else str(one.hits)


def _paths(paths: Sequence[tuple[str, Sequence[int], Sequence[float]]]) -> pd.DataFrame:
    return tabular.of(
        [
            {"model": name, "contest": contest, "e": value}
            for name, contests, values in paths
            for contest, value in zip(contests, values, strict=True)
        ]
    )
