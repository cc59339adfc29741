"""Closures (fechamentos): a pool of 16 to 18 numbers, the fewest tickets that keep the guarantee, and the certificate of it."""

from __future__ import annotations

import streamlit as st

from app import cache, problems
from app.cache import lottery
from app.charts import chance as charts
from app.components import empty, findings, plots
from app.components.figures import abreast
from app.components.lottery import card, picks, produced, tabular
from app.i18n import _, format_money, format_number, format_percent
from bancada.core.dataset import DatasetInfo, Source
from bancada.domains.lottery.closures import GUARANTEES, Closure
from bancada.domains.lottery.economics import price_at

__all__ = ["draw"]

SIZES = tuple(sorted({size for size, _guarantee in GUARANTEES}))
HITS = tuple(sorted({guarantee for _size, guarantee in GUARANTEES}, reverse=True))


@st.fragment
@problems.guarded
def draw(info: DatasetInfo) -> None:
    """Draw the card to choose the pool on, and the closure of it once it has 16 to 18 numbers."""
    left, right = st.columns((4, 8), gap="large")
    with left:
        card.board(picks.POOL, key="pool")
        pool = card.marked(picks.POOL)
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(_("{n} numbers chosen; 16 to 18 make a closure.", n=len(pool)), width="stretch")
            card.clear_button(picks.POOL, key="pool")
        picks.GUARANTEE.seed(HITS)
        guarantee = st.segmented_control(
            _("Hits guaranteed"),
            HITS,
            format_func=str,
            required=True,
            help=_("Of the best ticket, if all 15 numbers drawn lie among those chosen."),
            **picks.GUARANTEE.widget,
        )
    with right:
        if len(pool) not in SIZES:
            empty.empty(
                ":material/grid_on:",
                _("Choose 16 to 18 numbers on the card"),
                _(
                    "A closure is the fewest tickets of 15 of which one has 14 hits whenever all 15 numbers drawn lie among "
                    "those chosen. It moves the hits about and adds none."
                ),
            )
            return
        found = lottery.closure(pool, guarantee or HITS[0])
        _certificate(found)
    _tickets(found, info)


def _certificate(found: Closure) -> None:
    proof = found.certificate
    places = abreast(4, key="closure")
    places[0].metric(_("Tickets"), format_number(len(found.tickets)), help=_("The fewest there can be: proved."))
    places[1].metric(_("Cost"), format_money(proof.cost_centavos(price_at().price_centavos) / 100))
    places[2].metric(
        _("Condition"),
        _("1 in {odds}", odds=format_number(proof.pool_odds, 1)),
        help=_("How often all 15 numbers drawn lie among those chosen."),
    )
    places[3].metric(
        _("11 hits or more"), format_percent(proof.probability(11)), help=_("Of the best ticket, over all draws.")
    )
    st.markdown(
        ":material/verified: "
        + _(
            "**Certificate.** All {n} draws from the pool were enumerated: the best ticket never has fewer than {worst} hits.",
            n=format_number(proof.n_subsets),
            worst=proof.worst,
        )
    )
    findings.findings(proof.findings)
    total = sum(proof.counts)
    plots.plot(
        charts.best_hits(
            [count / total for count in proof.counts],
            hits_title=_("Hits of the best ticket"),
            share_title=_("Share of all draws"),
            **plots.look(),
        ),
        _("How many hits the best of these tickets has, counted over all {n} draws.", n=format_number(total)),
        data=tabular.of([{"hits": best, "draws": count} for best, count in enumerate(proof.counts)]),
        name=f"lottery-closure-{len(found.pool)}",
    )


def _tickets(found: Closure, info: DatasetInfo) -> None:
    st.subheader(_("Tickets of the closure"), anchor=False)
    card.show(found.tickets)
    produced.take_along(
        found.tickets,
        contest=cache.bench().lottery.draws.upcoming().contest,
        is_simulated=info.source is Source.SIMULATED,
        key="closure",
    )
